"""Which child of the household may reserve what. Everything is loaded through who asks: an adult of the household, or an agent where they may look."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

import msgspec

from app.bookings import places
from app.catalogue.rules.windows import Category
from app.core import database
from app.dossiers import queries as dossiers


@dataclass(frozen=True, kw_only=True)
class Desk:
    """An agent in the place of a household, where `sites` lets them look (None: everywhere). `exceeds`: they may go beyond the rules, with a reason."""

    agent_id: UUID
    role: str
    household_id: UUID
    sites: tuple[UUID, ...] | None
    exceeds: bool


Booker: TypeAlias = UUID | Desk
"""The account of an adult, for their own household, or the desk."""


@dataclass(frozen=True, kw_only=True)
class UnitFacts:
    """A unit of the activity, in the order of the columns. `weekdays` are ISO numbers."""

    id: UUID
    code: str
    name: str
    short_name: str
    weekdays: list[int]
    price_cents: int
    book_words: str
    cancel_words: str
    window_words: str
    whole_day: bool


@dataclass(frozen=True, kw_only=True)
class YearSpan:
    """A school year, from its first day to the last one of its summer."""

    first_year: int
    first_day: date
    last_day: date


@dataclass(frozen=True, kw_only=True)
class Enrolled:
    """A child in an activity at a site, for the household of the account that asked or for whom the desk asks, of its `category`. `without_dossier`:
    school years for which the activity asks for a dossier administratif that the household has not sent."""

    desk: Desk | None
    id: UUID
    household_id: UUID
    child_id: UUID
    category: Category
    age_group_id: UUID
    first_name: str
    activity: str
    summary: str
    site: str
    starts_on: date
    ends_on: date
    phone: str
    units: list[UnitFacts]
    without_dossier: list[YearSpan]

    def lacks_dossier(self, day: date) -> bool:
        return any(year.first_day <= day <= year.last_day for year in self.without_dossier)

    @property
    def agent_id(self) -> UUID | None:
        """Whose draft it is: this agent's, or the one that the adults share."""
        return self.desk.agent_id if self.desk else None

    @property
    def here(self) -> str:
        """Where it is reserved."""
        return f"{address_for(self.desk)}/{self.id}"

    @property
    def whole_day(self) -> tuple[UnitFacts, ...]:
        """The units that the box "Journée" ticks together; none where the activity has no such box."""
        return tuple(unit for unit in self.units if unit.whole_day)

    def unit(self, unit_id: UUID) -> UnitFacts:
        return next(unit for unit in self.units if unit.id == unit_id)


def address_for(desk: Desk | None) -> str:
    """Of the lines that can be reserved."""
    return f"/agents/familles/{desk.household_id}/reservations" if desk else "/reservations"


@dataclass(frozen=True, kw_only=True)
class Sibling:
    """A child of the household enrolled in the same activity, and where."""

    id: UUID
    first_name: str


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A line of "Réserver": child × activity × site × dates, and how many changes wait there."""

    id: UUID
    first_name: str
    activity: str
    site: str
    starts_on: date
    ends_on: date
    pending: int
    rules: list[tuple[str, str]]  # short name of each unit, and until when it can be booked, in words


# Who asks, joined to the enrolment `e` and its group `ag`; and which drafts and which children are theirs to see.
ADULT = "join guardian g on g.household = e.household and g.account = {}"
ADULTS_DRAFT = "d.agent is null"
AT_DESK = """join (select {}::uuid as household, {}::uuid as agent, {}::uuid[] as sites) desk
     on desk.household = e.household and (desk.sites is null or ag.site = any(desk.sites))"""
AGENTS_DRAFT = "d.agent = desk.agent"
AGENTS_SIBLING = " and (desk.sites is null or sg.site = any(desk.sites))"


def _siblings(which: str = "") -> str:
    return f"""(
    select json_agg(json_build_object('id', line.id, 'first_name', line.first_name) order by line.birth_date, line.first_name, line.id) from (
        select distinct on (sc.id) se.id, sc.first_name, sc.birth_date
        from enrolment se
        join child sc on sc.id = se.child
        join age_group sg on sg.id = se.age_group and sg.activity = a.id
        where se.household = e.household and ((se.ends_on >= {{}} and sg.retired_at is null) or se.id = e.id){which}
        order by sc.id, se.id = e.id desc, se.starts_on
    ) line
) as siblings"""  # noqa: S608 - constants


RECEIVED = dossiers.received(household="e.household", child="e.child", first_year="y.first_year")
WITHOUT_DOSSIER = f"""case when a.needs_dossier then (
    select json_agg(json_build_object('first_year', y.first_year, 'first_day', y.first_day, 'last_day', y.last_day) order by y.first_year)
    from school_year y where y.last_day >= e.starts_on and y.first_day <= e.ends_on and not {RECEIVED}
) end as without_dossier"""  # noqa: S608 - constants


def _selecting(through: str, *, also: str = "") -> str:
    return f"""
select {also}{", " if also else ""}e.id, e.household as household_id, h.category, e.child as child_id, e.age_group as age_group_id,
       c.first_name, a.name as activity, a.summary, s.name as site, greatest(e.starts_on, a.starts_on) as starts_on, least(e.ends_on, a.ends_on) as ends_on,
       (select phone from commune) as phone, {WITHOUT_DOSSIER},
       (select json_agg(json_build_object('id', u.id, 'code', u.code, 'name', u.name, 'short_name', u.short_name, 'weekdays', u.weekdays,
                                          'price_cents', u.price_cents, 'book_words', u.book_words, 'cancel_words', u.cancel_words,
                                          'window_words', u.window_words, 'whole_day', u.whole_day)
                        order by u.position) from unit u where u.activity = a.id and u.retired_at is null) as units
from enrolment e
join household h on h.id = e.household
join child c on c.id = e.child
join age_group ag on ag.id = e.age_group and ag.retired_at is null
join activity a on a.id = ag.activity
join site s on s.id = ag.site
{through}
where e.id = {{}}
"""  # noqa: S608 - constants of this module


def _choosing(through: str, *, drafted: str) -> str:
    return f"""
select e.id, c.first_name, a.name as activity, s.name as site, greatest(e.starts_on, a.starts_on) as starts_on, least(e.ends_on, a.ends_on) as ends_on,
       (select count(*) from draft d join draft_cell dc on dc.draft = d.id where d.enrolment = e.id and {drafted}) as pending,
       (select coalesce(json_agg(json_build_array(u.short_name, u.book_words) order by u.position), '[]') from unit u
        where u.activity = a.id and u.retired_at is null) as rules
from enrolment e
join child c on c.id = e.child
join age_group ag on ag.id = e.age_group and ag.retired_at is null
join activity a on a.id = ag.activity
join site s on s.id = ag.site
{through}
where least(e.ends_on, a.ends_on) >= {{}}
order by c.birth_date, c.first_name, c.id, a.position, a.name, s.name, e.starts_on
"""  # noqa: S608 - constants of this module


LOCKING = f" and pg_advisory_xact_lock_shared({places.LOADING}) is not null for no key update of c"
ENROLLED, ENROLLED_AT_DESK = _selecting(ADULT), _selecting(AT_DESK)
LOCKED, LOCKED_AT_DESK = ENROLLED + LOCKING, ENROLLED_AT_DESK + LOCKING
AMONG_SIBLINGS, AMONG_SIBLINGS_AT_DESK = _selecting(ADULT, also=_siblings()), _selecting(AT_DESK, also=_siblings(AGENTS_SIBLING))
CHOICES, CHOICES_AT_DESK = _choosing(ADULT, drafted=ADULTS_DRAFT), _choosing(AT_DESK, drafted=AGENTS_DRAFT)


async def enrolment_of(booker: Booker, enrolment_id: UUID, *, locking: bool = False) -> Enrolled | None:
    """None for another household's enrolment. `locking` makes every change of this child wait its turn until the transaction ends, and loads too."""
    of_adult, at_desk = (LOCKED, LOCKED_AT_DESK) if locking else (ENROLLED, ENROLLED_AT_DESK)
    row = await database.fetch_one(at_desk if isinstance(booker, Desk) else of_adult, *_who(booker), enrolment_id)
    return None if row is None else _enrolled(row, booker=booker)


async def enrolment_among_siblings(booker: Booker, enrolment_id: UUID, *, today: date) -> tuple[Enrolled, list[Sibling]] | None:
    """The same for a page, with the children of the household who are in this activity, this one included, the eldest first; one line each."""
    row = await database.fetch_one(AMONG_SIBLINGS_AT_DESK if isinstance(booker, Desk) else AMONG_SIBLINGS, today, *_who(booker), enrolment_id)
    if row is None:
        return None
    siblings = msgspec.json.decode(row.pop("siblings"), type=list[Sibling])
    return _enrolled(row, booker=booker), siblings


def _who(booker: Booker) -> tuple[object, ...]:
    return (booker.household_id, booker.agent_id, booker.sites) if isinstance(booker, Desk) else (booker,)


def _enrolled(row: dict[str, Any], *, booker: Booker) -> Enrolled:
    lists = {
        "units": msgspec.json.decode(row["units"], type=list[UnitFacts]),
        "without_dossier": msgspec.json.decode(row["without_dossier"] or "[]", type=list[YearSpan]),
    }
    return Enrolled(**row | lists | {"category": Category(row["category"]), "desk": booker if isinstance(booker, Desk) else None})


async def choices_of(booker: Booker, *, today: date) -> list[Choice]:
    """By child, then in the order of the catalogue; what is over is left out."""
    rows = await database.fetch(CHOICES_AT_DESK if isinstance(booker, Desk) else CHOICES, *_who(booker), today)
    return [Choice(**row | {"rules": msgspec.json.decode(row["rules"], type=list[tuple[str, str]])}) for row in rows]
