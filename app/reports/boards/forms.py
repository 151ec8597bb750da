"""What the address of a board says: a day, and what it is narrowed to. What is damaged is not there; what the agent does not see is found by nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from app.catalogue.offer import Narrowing
from app.core import paging

HOME = "/agents/plannings"
WEEK, LIST = f"{HOME}/semaine", f"{HOME}/liste"
WRITE = "/agents/messages/nouveau"  # reads what follows under the same names
DAY, SITE, ACTIVITY, GROUP, UNIT, PAGE = "jour", "site", "activite", "groupe", "unite", "page"
FORMAT, HEALTH = "format", "sante"
KINDS = ("pdf", "csv", "xlsx")
ASKED = (DAY, SITE, ACTIVITY, GROUP, UNIT)
EXPORTED = frozenset({*ASKED, FORMAT, HEALTH})
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, kw_only=True)
class Asked:
    day: date
    narrowing: Narrowing
    page: int = 1

    @property
    def monday(self) -> date:
        return self.day - timedelta(days=self.day.weekday())


def asked(values: Mapping[str, str], *, today: date) -> Asked:
    site_id, activity_id, group_id, unit_id = (paging.id_in(values.get(name)) for name in (SITE, ACTIVITY, GROUP, UNIT))
    narrowing = Narrowing(site_id=site_id, activity_id=activity_id, group_id=group_id, unit_id=unit_id)
    return Asked(day=_day(values.get(DAY)) or today, narrowing=narrowing, page=paging.asked_in(values))


def _day(written: str | None) -> date | None:
    try:
        day = date.fromisoformat(written or "")
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year < LAST_YEAR else None


def words_of(day: date | None, narrowing: Narrowing) -> dict[str, str]:
    """As an address and a form write them, without what narrows nothing."""
    told = {
        DAY: day.isoformat() if day else "",
        SITE: narrowing.site_id,
        ACTIVITY: narrowing.activity_id,
        GROUP: narrowing.group_id,
        UNIT: narrowing.unit_id,
    }
    return {name: str(value) for name, value in told.items() if value}


def address_of(path: str, *, day: date | None, narrowing: Narrowing) -> str:
    words = words_of(day, narrowing)
    return f"{path}?{urlencode(words)}" if words else path
