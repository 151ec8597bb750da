"""For whom the service publishes: families of some activities, sites or schools, or all of them. The same for actualités and for documents."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from app.core import database


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Codes of the commune's file; none of them at all is everybody."""

    activities: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()

    @property
    def is_everybody(self) -> bool:
        return not (self.activities or self.sites or self.schools)

    @property
    def codes(self) -> tuple[list[str], list[str], list[str]]:
        """As the statements below take them."""
        return list(self.schools), list(self.sites), list(self.activities)


@dataclass(frozen=True, kw_only=True)
class Choice:
    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What an audience may be made of, in the order of the catalogue."""

    activities: tuple[Choice, ...]
    sites: tuple[Choice, ...]
    schools: tuple[Choice, ...]

    def holds(self, audience: Audience) -> bool:
        pairs = ((audience.activities, self.activities), (audience.sites, self.sites), (audience.schools, self.schools))
        return all(set(chosen) <= {choice.code for choice in there} for chosen, there in pairs)

    def words_of(self, audience: Audience) -> str:
        """As an agent reads it: "Restauration scolaire, École élémentaire publique"."""
        names = {
            choice.code: choice.name
            for chosen, there in ((audience.activities, self.activities), (audience.sites, self.sites), (audience.schools, self.schools))
            for choice in there
            if choice.code in chosen
        }
        return ", ".join(names.values()) or "Toutes les familles"


class Kind(StrEnum):
    """What has an audience."""

    NEWS = "news"
    DOCUMENT = "document"


WANTED = """
select null::uuid as activity, null::uuid as site, id as school from school where code = any({})
union all select null, id, null from site where code = any({})
union all select id, null, null from activity where code = any({})
"""
STANDING = {
    Kind.NEWS: "select activity, site, school from news_audience where item = {}",
    Kind.DOCUMENT: "select activity, site, school from document_audience where document = {}",
}
FORGOTTEN = {Kind.NEWS: "delete from news_audience where item = {}", Kind.DOCUMENT: "delete from document_audience where document = {}"}
WRITTEN = {
    Kind.NEWS: "insert into news_audience (item, activity, site, school) values ({}, {}, {}, {})",
    Kind.DOCUMENT: "insert into document_audience (document, activity, site, school) values ({}, {}, {}, {})",
}
READ = """
(select coalesce(json_agg(distinct a.code), '[]') from {table} t join activity a on a.id = t.activity where t.{column} = {id}) as activities,
(select coalesce(json_agg(distinct s.code), '[]') from {table} t join site s on s.id = t.site where t.{column} = {id}) as sites,
(select coalesce(json_agg(distinct s.code), '[]') from {table} t join school s on s.id = t.school where t.{column} = {id}) as schools
"""
# What concerns the household of an account today: the account, the day, the account.
CONCERNED = """concerned as (
    select ag.activity, ag.site, null::uuid as school from guardian g
    join enrolment e on e.household = g.household join age_group ag on ag.id = e.age_group where g.account = {} and e.ends_on >= {}
    union all
    select null, s.site, s.id from guardian g
    join household_child hc on hc.household = g.household join child c on c.id = hc.child join school s on s.id = c.school where g.account = {}
)"""
# Households that somebody reads for, of which one child is enrolled there, or at school there.
REACHED = """
select count(*) from household h
where exists (select 1 from guardian g where g.household = h.id and g.account is not null) and ({} or exists (
    select 1 from enrolment e join age_group ag on ag.id = e.age_group join activity a on a.id = ag.activity join site s on s.id = ag.site
    where e.household = h.id and e.ends_on >= {} and (a.code = any({}) or s.code = any({}))
) or exists (
    select 1 from household_child hc join child c on c.id = hc.child join school sc on sc.id = c.school left join site s on s.id = sc.site
    where hc.household = h.id and (sc.code = any({}) or s.code = any({}))
))
"""


def concerns(*, table: str, column: str, of: str) -> str:
    """A condition of SQL beside `CONCERNED`: it is for everybody, or for something that the household has."""
    return f"""(not exists (select 1 from {table} a where a.{column} = {of})
       or exists (select 1 from {table} a join concerned c on a.activity = c.activity or a.site = c.site or a.school = c.school where a.{column} = {of}))"""  # noqa: S608 - names of the code


def read(*, table: str, column: str, of: str) -> str:
    """Columns of SQL: the codes of an audience, as JSON."""
    return READ.format(table=table, column=column, id=of)


def taken_from(row: dict[str, Any]) -> Audience:
    """The columns of `read`, taken out of a row."""
    return Audience(**{name: msgspec.json.decode(row.pop(name), type=tuple[str, ...]) for name in ("activities", "sites", "schools")})


async def households_reached(audience: Audience, *, today: date) -> int:
    """Families that would find it, as things stand today."""
    schools, sites, activities = audience.codes
    number: int = await database.fetch_value(REACHED, audience.is_everybody, today, activities, sites, schools, sites)
    return number


async def offered(sites: tuple[UUID, ...] | None) -> Offered:
    """To an agent: who works for some sites publishes for these, and for nobody else."""
    found = await database.fetch(
        """
        select kind, code, name from (
            select 'activity' as kind, code, name, position from activity where retired_at is null and {}::uuid[] is null
            union all select 'site', code, name, position from site where retired_at is null and coalesce(id = any({}::uuid[]), true)
            union all select 'school', code, name, 0 from school where retired_at is null and {}::uuid[] is null
        ) there order by kind, position, name
        """,
        *(sites, sites, sites),
    )
    kinds = {kind: tuple(Choice(code=row["code"], name=row["name"]) for row in found if row["kind"] == kind) for kind in ("activity", "site", "school")}
    return Offered(activities=kinds["activity"], sites=kinds["site"], schools=kinds["school"])


async def apply_write(kind: Kind, *, of: UUID, audience: Audience) -> bool:
    """Whether it is for others than before. Raises ValueError on a code that does not exist."""
    database.require_transaction()
    wanted = {tuple(row.values()) for row in await database.fetch(WANTED, *audience.codes)}
    if len(wanted) != len({*audience.activities}) + len({*audience.sites}) + len({*audience.schools}):
        raise ValueError("an activity, a site or a school does not exist")
    if wanted == {tuple(row.values()) for row in await database.fetch(STANDING[kind], of)}:
        return False
    await database.fetch(FORGOTTEN[kind], of)
    for activity, site, school in sorted(wanted, key=str):
        await database.fetch(WRITTEN[kind], of, activity, site, school)
    return True
