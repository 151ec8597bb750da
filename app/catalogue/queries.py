"""What pages read of the catalogue."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core import database
from components.ui.shell import CommuneLook


@dataclass(frozen=True, kw_only=True)
class SchoolYearView:
    """`projected`: its dates follow the pattern of past years, nobody has decided them yet; a page that shows them says so."""

    first_year: int
    first_day: date
    last_class_day: date
    last_day: date
    projected: bool

    @property
    def label(self) -> str:
        return f"{self.first_year}-{self.first_year + 1}"


async def look() -> CommuneLook:
    """The commune's identity around every page. There is always one: before any file is loaded, a neutral one."""
    row = await database.fetch_one("select name, crest, stylesheet_mark, office, phone, email, accessibility from commune")
    if row is None:
        message = "the commune's row is missing: the migrations were not applied"
        raise RuntimeError(message)
    return CommuneLook(stylesheet=f"/commune/{row.pop('stylesheet_mark')}.css", **row)


async def stylesheet(mark: str) -> str | None:
    """None when the commune has changed its colours since."""
    sheet: str | None = await database.fetch_value("select stylesheet from commune where stylesheet_mark = {}", mark)
    return sheet


async def loaded_mark() -> str:
    """Which file was loaded, for which school years; empty before the first."""
    mark: str = await database.fetch_value("select loaded_mark from commune")
    return mark


async def school_years() -> tuple[SchoolYearView, ...]:
    rows = await database.fetch("select first_year, first_day, last_class_day, last_day, projected from school_year order by first_year")
    return tuple(SchoolYearView(**row) for row in rows)


async def closed_days(age_group_id: UUID, *, first: date, last: date) -> dict[date, str]:
    """Why a group does not come on days on which it otherwise would: "Vacances de Noël", "Ascension, jour férié". Both days included."""
    rows = await database.fetch("select day, reason from closed_day where age_group = {} and day between {} and {} order by day", age_group_id, first, last)
    return {row["day"]: row["reason"] for row in rows}


@dataclass(frozen=True, kw_only=True)
class Imprint:
    """Who answers for the portal; empty where the commune's file does not say."""

    name: str
    office: str
    address: str
    phone: str
    email: str
    publisher: str
    host: str
    dpo: str


async def imprint() -> Imprint:
    row = await database.fetch_one(
        """
        select name, office, address, phone, email, coalesce(texts ->> 'responsable-publication', '') as publisher,
               coalesce(texts ->> 'hebergeur', '') as host, coalesce(texts ->> 'delegue-donnees', '') as dpo
        from commune
        """
    )
    if row is None:
        message = "the commune's row is missing: the migrations were not applied"
        raise RuntimeError(message)
    return Imprint(**row)
