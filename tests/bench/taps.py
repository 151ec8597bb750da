"""Taps as htmx sends them from the grid, and the days that can be tapped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from app.core import clock, csrf, database
from tests.bench.families import Family

# What Chromium says of itself and of where it is.
BROWSER = {
    "user-agent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
    "accept": "*/*",
    "accept-encoding": "gzip, deflate, br, zstd",
    "accept-language": "fr-FR,fr;q=0.9",
    "sec-fetch-site": "same-origin",
    "sec-fetch-mode": "cors",
    "sec-fetch-dest": "empty",
}


@dataclass(frozen=True, kw_only=True)
class Tap:
    """One box of one family's grid, wanted ticked (or not)."""

    family: Family
    activity: str
    day: date
    unit: str
    ticked: bool = True

    @property
    def path(self) -> str:
        return f"/reservations/{self.family.enrolments[self.activity]}/cases"

    @property
    def headers(self) -> dict[str, str]:
        return BROWSER | {
            "content-type": "application/x-www-form-urlencoded",
            "hx-request": "true",
            "hx-target": f"jour-{self.day}",
            "cookie": f"session={self.family.token}",
        }

    @property
    def body(self) -> bytes:
        key = f"{self.day}.{self.unit}"
        fields = [("_csrf", csrf.token_for(self.family.token)), ("tap", "1"), ("vu", f"{key}:{int(not self.ticked)}")]
        return urlencode([*fields, ("case", key)] if self.ticked else fields).encode()

    def wire(self, *, port: int) -> bytes:
        """The whole request, HTTP/1.1."""
        body = self.body
        told = {"host": f"localhost:{port}"} | self.headers | {"content-length": str(len(body))}
        lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        return f"POST {self.path} HTTP/1.1\r\n{lines}\r\n".encode() + body


@dataclass(frozen=True, kw_only=True)
class Box:
    """A unit on a day that can still be booked."""

    activity: str
    day: date
    unit: str


# The group in which families are enrolled: the first of the activity.
OPEN = """
slot sl join unit u on u.id = sl.unit join activity a on a.id = u.activity
where a.code = {} and sl.opens_at <= {} and (sl.book_until is null or sl.book_until > {})
    and sl.age_group = (select id from age_group where activity = a.id order by position limit 1)
"""


async def open_boxes(activity: str) -> list[Box]:
    """Of the first unit of the activity, in order of days."""
    rows = await database.fetch(f"select a.code as activity, sl.day, u.code as unit from {OPEN} and u.position = 0 order by sl.day", *_soon(activity))  # noqa: S608
    return [Box(**row) for row in rows]


async def fullest_month(activity: str) -> date:
    """The Monday of the week that has the most boxes; the page shows the weeks that follow too."""
    statement = f"select date_trunc('week', sl.day)::date as monday from {OPEN} group by monday order by count(*) desc, monday limit 1"  # noqa: S608
    found: date = await database.fetch_value(statement, *_soon(activity))
    return found


def _soon(activity: str) -> tuple[str, datetime, datetime]:
    """Open now, and not about to close while it is measured."""
    return activity, clock.now(), clock.now() + timedelta(hours=2)


def mixed(families: Sequence[Family], *, boxes: Sequence[Sequence[Box]]) -> list[Tap]:
    """For each family, one box of each list: all families go through the days at their own pace."""
    return [
        Tap(family=family, activity=box.activity, day=box.day, unit=box.unit)
        for rank, family in enumerate(families)
        for choice in boxes
        for box in [choice[rank % len(choice)]]
    ]


async def forget(tapped: Sequence[Family]) -> None:
    """As before their first tap: drafts, places, and what they left behind in the tables. Other families keep theirs."""
    enrolments = [enrolment_id for family in tapped for enrolment_id in family.enrolments.values()]
    children = [child for family in tapped for child in family.children]
    await database.fetch("delete from draft where enrolment = any({}::uuid[])", enrolments)
    await database.fetch("delete from place where child = any({}::uuid[])", children)
    await _settle()


async def forget_all() -> None:
    """As on a morning on which nobody has come yet."""
    await database.fetch("delete from draft")
    await database.fetch("delete from place")
    await _settle()


async def _settle() -> None:
    await database.fetch(
        """
        update capacity_counter set taken = found.places
        from (select id, (select count(*) from place where counter = id) as places from capacity_counter) found
        where found.id = capacity_counter.id and taken <> found.places
        """
    )
    await database.fetch("vacuum analyze draft, draft_cell, draft_tap, place, capacity_counter")
    await database.fetch("checkpoint")
