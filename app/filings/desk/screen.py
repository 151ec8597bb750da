"""One demande, or one change of « Ma famille », as an agent sees it. What is out of the agent's sites does not exist."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from app.catalogue.rules.validity import Validity
from app.core import database
from app.core.access import Agent
from app.documents.rules.states import Verdict
from app.filings.desk import statements
from app.filings.desk.cases import Adult, Case, ChangeCase, Event, Family, FilingCase, PieceOf, Pupil, Ref, Taken
from app.filings.keeping import PAYLOAD
from app.filings.queries import LARGEST
from app.filings.rules import Status
from app.households.rules.fields import Field
from app.staff import scope

FAMILY = """
h.id as household_id, h.name as household_name, h.address,
(select coalesce(json_agg(json_build_object('name', g.first_name || ' ' || g.last_name, 'phones', array_remove(array[g.phone, g.second_phone], ''))
                          order by g.position, g.id), '[]')
 from guardian g where g.household = h.id and g.left_at is null) as adults,
(select coalesce(json_agg(json_build_object('id', k.id, 'name', k.first_name || ' ' || k.last_name, 'birth_date', k.birth_date, 'school', coalesce(s.name, ''))
                          order by k.birth_date, k.first_name, k.id), '[]')
 from household_child hk join child k on k.id = hk.child left join school s on s.id = k.school where hk.household = h.id) as children
"""
SEEN_FILING, SEEN_CHANGE = scope.household_seen(household="f.household"), scope.household_seen(household="p.household")
FILING = f"""
select f.id, f.number, f.procedure, f.subject, f.status, f.sent_at, f.beneficiary as child_id, f.first_year, f.payload, f.payload_sealed,
       {scope.child_seen(household="f.household", child="f.beneficiary")} as is_of_sites,
       coalesce((select s.first_name || ' ' || s.last_name from guardian s where s.household = f.household and s.account = f.applicant),
                (select d.first_name || ' ' || d.last_name from staff_member d where d.account = f.agent), '') as sent_by,
       f.taken_by, f.taken_at, coalesce(m.first_name || ' ' || m.last_name, '') as taken_name, {FAMILY},
       (select json_agg(json_build_object('id', e.id, 'status', e.status, 'at', e.at, 'note', e.note,
                                          'agent', coalesce(d.first_name || ' ' || d.last_name, '')) order by e.id)
        from filing_event e left join staff_member d on d.account = e.agent where e.filing = f.id) as events
from filing f join household h on h.id = f.household left join staff_member m on m.account = f.taken_by
where f.number = {{}} and {SEEN_FILING}
"""  # noqa: S608 - constants
# The value that stands today, by field.
TODAY = """
case p.field when 'guardian_first_name' then g.first_name when 'guardian_last_name' then g.last_name when 'household_address' then h.address
     when 'child_first_name' then c.first_name when 'child_last_name' then c.last_name when 'child_birth_date' then c.birth_date::text
     when 'child_school' then coalesce(c.school::text, '') else p.old_value end
"""
CHANGE = f"""
select p.id, p.field, p.status, p.reason, p.asked_at, p.decided_at, p.taken_by, p.taken_at,
       case p.field when 'child_school' then coalesce(o.name, '') else p.old_value end as before,
       case p.field when 'child_school' then coalesce(t.name, '') else {TODAY} end as now,
       case p.field when 'child_school' then coalesce(n.name, '') else p.new_value end as after,
       coalesce(a.first_name || ' ' || a.last_name, '') as asked_by,
       coalesce(g.first_name || ' ' || g.last_name, c.first_name || ' ' || c.last_name, '') as of,
       coalesce(d.first_name || ' ' || d.last_name, '') as decided_by, coalesce(m.first_name || ' ' || m.last_name, '') as taken_name, {FAMILY}
from pending_change p join household h on h.id = p.household
left join guardian g on g.id = p.guardian left join child c on c.id = p.child
left join school o on o.id::text = p.old_value left join school n on n.id::text = p.new_value left join school t on t.id = c.school
left join guardian a on a.account = p.asked_by and a.household = p.household
left join staff_member d on d.account = p.decided_by left join staff_member m on m.account = p.taken_by
where p.id = {{}} and p.correction is null and {SEEN_CHANGE}
"""  # noqa: S608 - constants
PIECE = f"""
select d.id, d.name as sealed_name, d.household as household_id, d.child as child_id, coalesce(c.first_name, '') as of, k.name as kind,
       d.status as verdict, d.reason, d.given_at, d.valid_until, k.validity, d.media_type, d.size_bytes, d.pages, k.sensitive,
       d.scanned_at is not null as is_scanned, d.retired_at is not null as is_replaced,
       {scope.child_seen(household="d.household", child="d.child")} as is_of_sites
from document_use u join supporting_document d on d.id = u.document join document_kind k on k.id = d.kind left join child c on c.id = d.child
where u.holder = {{}}
"""  # noqa: S608 - constants
PIECES = f"{PIECE} order by k.position, c.birth_date, d.given_at, d.id"
ONE_PIECE = f"{PIECE} and d.id = {{}}"
# What the same was asked for the last time, and accepted.
LAST = """
select l.id, l.payload, l.payload_sealed from filing l join filing f on f.id = {}
where l.household = f.household and l.procedure = f.procedure and l.beneficiary is not distinct from f.beneficiary
  and l.status = 'accepted' and l.number < f.number order by l.number desc limit 1
"""


async def case_for(agent: Agent, ref: Ref) -> Case | None:
    return await (change_for(agent, ref) if isinstance(ref, UUID) else filing_for(agent, ref))


async def filing_for(agent: Agent, number: int) -> FilingCase | None:
    seen = scope.seen_by(agent.sites)
    row = await database.fetch_one(FILING, *seen, number, *seen) if number <= LARGEST else None
    if row is None:
        return None
    shown = {name: row[name] for name in ("id", "number", "procedure", "subject", "sent_at", "sent_by", "child_id", "first_year", "is_of_sites")}
    return FilingCase(
        **shown,
        status=Status(row["status"]),
        payload=PAYLOAD.read(row["payload"], row["payload_sealed"], row_id=row["id"]),
        family=_family(row),
        taken=_taken(row),
        events=msgspec.json.decode(row["events"], type=list[Event]),
    )


async def change_for(agent: Agent, change_id: UUID) -> ChangeCase | None:
    row = await database.fetch_one(CHANGE, change_id, *scope.seen_by(agent.sites))
    if row is None:
        return None
    shown = {name: row[name] for name in ("id", "before", "now", "after", "reason", "asked_at", "asked_by", "of", "decided_at", "decided_by")}
    status = dict(statements.SAID_OF_CHANGES)[row["status"]]
    return ChangeCase(**shown, field=Field(row["field"]), status=status, family=_family(row), taken=_taken(row))


def _family(row: Mapping[str, Any]) -> Family:
    return Family(
        id=row["household_id"],
        name=row["household_name"],
        address=row["address"],
        adults=msgspec.json.decode(row["adults"], type=list[Adult]),
        children=msgspec.json.decode(row["children"], type=list[Pupil]),
    )


def _taken(row: Mapping[str, Any]) -> Taken | None:
    return Taken(by=row["taken_by"], name=row["taken_name"], at=row["taken_at"]) if row["taken_by"] else None


async def pieces_of(agent: Agent, filing_id: UUID) -> list[PieceOf]:
    """Of a demande that the caller has loaded for this agent."""
    return [_piece(row) for row in await database.fetch(PIECES, *scope.seen_by(agent.sites), filing_id)]


async def piece_of(agent: Agent, filing_id: UUID, document_id: UUID) -> PieceOf | None:
    row = await database.fetch_one(ONE_PIECE, *scope.seen_by(agent.sites), filing_id, document_id)
    return None if row is None else _piece(row)


def _piece(row: dict[str, Any]) -> PieceOf:
    return PieceOf(**row | {"verdict": Verdict(row["verdict"]), "validity": Validity(row["validity"])})


async def last_accepted(filing_id: UUID) -> dict[str, Any] | None:
    """What the last one that was accepted said, for the same child."""
    row = await database.fetch_one(LAST, filing_id)
    return None if row is None else PAYLOAD.read(row["payload"], row["payload_sealed"], row_id=row["id"])
