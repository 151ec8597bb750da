"""What the service keeps of a child and no family reads: who must not collect it; and what each household states of its weeks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core import database
from app.households import sealed
from app.households.rules import privacy
from app.households.rules.privacy import Reader
from app.households.sealed import BarredPerson, Said


@dataclass(frozen=True, kw_only=True)
class Barred:
    id: UUID
    person: BarredPerson
    grounds: str
    set_at: datetime


@dataclass(frozen=True, kw_only=True)
class Custody:
    """As one household states it."""

    household_id: UUID
    said: Said


async def barred_of(child_id: UUID, *, reader: Reader) -> list[Barred]:
    """Nothing for who may not read it."""
    rows = await database.fetch(
        "select id, person, grounds, set_at from barred_pickup where child = {} and lifted_at is null and {} order by set_at, id",
        *(child_id, reader in privacy.BARRED_READ_BY),
    )
    return [Barred(person=sealed.person(row.pop("person"), of=row["id"]), **row | {"grounds": sealed.grounds(row["grounds"], of=row["id"])}) for row in rows]


async def custody_of(child_id: UUID, *, reader: Reader) -> list[Custody]:
    """What each of its households states, for the service; a household reads its own in « Ma famille »."""
    rows = await database.fetch(
        "select id, household as household_id, said from custody_statement where child = {} and {} order by stated_at, household",
        *(child_id, reader is Reader.SERVICE and reader in privacy.CUSTODY_READ_BY),
    )
    return [Custody(household_id=row["household_id"], said=sealed.said(row["said"], of=row["id"])) for row in rows]
