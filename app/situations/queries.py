"""What the démarche looks at: one statement."""

from dataclasses import dataclass
from uuid import UUID

import msgspec

from app.core import database
from app.households.rules.fields import Field


@dataclass(frozen=True, kw_only=True)
class Pupil:
    id: UUID
    first_name: str
    school: UUID | None


@dataclass(frozen=True, kw_only=True)
class Adult:
    id: UUID
    first_name: str


@dataclass(frozen=True, kw_only=True)
class PlaceOfClass:
    """A school of the commune."""

    id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A field whose change was asked for in « Ma famille » and has no answer yet."""

    field: Field
    subject: UUID


@dataclass(frozen=True, kw_only=True)
class Facts:
    id: UUID
    address: str
    adults: list[Adult]
    children: list[Pupil]
    schools: list[PlaceOfClass]
    waiting: list[Waiting]

    def waits(self, field: Field, *, of: UUID) -> bool:
        return Waiting(field=field, subject=of) in self.waiting


FACTS = """
select json_build_object('id', h.id, 'address', h.address,
    'adults', (select coalesce(json_agg(json_build_object('id', g.id, 'first_name', g.first_name) order by g.position, g.id), '[]')
               from guardian g where g.household = h.id and g.left_at is null),
    'children', (select coalesce(json_agg(json_build_object('id', c.id, 'first_name', c.first_name, 'school', c.school)
                                          order by c.birth_date, c.first_name, c.id), '[]')
                 from household_child hc join child c on c.id = hc.child where hc.household = h.id),
    'schools', (select coalesce(json_agg(json_build_object('id', s.id, 'name', s.name) order by s.name), '[]')
                from school s where s.retired_at is null),
    'waiting', (select coalesce(json_agg(json_build_object('field', p.field, 'subject', coalesce(p.guardian, p.child, p.household))), '[]')
                from pending_change p where p.household = h.id and p.status = 'open'))
from household h where h.id = {}
"""


async def facts_of(household_id: UUID) -> Facts:
    return msgspec.json.decode(await database.fetch_value(FACTS, household_id), type=Facts)
