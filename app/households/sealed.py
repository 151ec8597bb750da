"""What is sealed of a household: who must not collect a child and why, the weeks of its custody. Each is bound to its row."""

from dataclasses import dataclass
from uuid import UUID

import msgspec

from app.core import sealing
from app.households.rules import names
from app.households.rules.custody import Weeks

PERSON, GROUNDS, LIFT_GROUNDS, SAID = "barred_pickup.person", "barred_pickup.grounds", "barred_pickup.lift_grounds", "custody_statement.said"


@dataclass(frozen=True, kw_only=True)
class BarredPerson:
    first_name: str
    last_name: str

    @property
    def key(self) -> str:
        return names.person_key(self.first_name, self.last_name)


@dataclass(frozen=True, kw_only=True)
class Said:
    """How a household states its weeks."""

    weeks: Weeks
    words: str


def person(sealed: bytes, *, of: UUID) -> BarredPerson:
    return msgspec.json.decode(sealing.unseal(sealed, purpose=PERSON, bound_to=of), type=BarredPerson)


def grounds(sealed: bytes, *, of: UUID) -> str:
    return sealing.unseal(sealed, purpose=GROUNDS, bound_to=of).decode()


def lift_grounds(sealed: bytes, *, of: UUID) -> str:
    return sealing.unseal(sealed, purpose=LIFT_GROUNDS, bound_to=of).decode()


def said(sealed: bytes, *, of: UUID) -> Said:
    return msgspec.json.decode(sealing.unseal(sealed, purpose=SAID, bound_to=of), type=Said)


def sealed_person(value: BarredPerson, *, of: UUID) -> bytes:
    return sealing.seal(msgspec.json.encode(value), purpose=PERSON, bound_to=of)


def sealed_grounds(value: str, *, of: UUID) -> bytes:
    return sealing.seal(value.encode(), purpose=GROUNDS, bound_to=of)


def sealed_lift_grounds(value: str, *, of: UUID) -> bytes:
    return sealing.seal(value.encode(), purpose=LIFT_GROUNDS, bound_to=of)


def sealed_said(value: Said, *, of: UUID) -> bytes:
    return sealing.seal(msgspec.json.encode(value), purpose=SAID, bound_to=of)
