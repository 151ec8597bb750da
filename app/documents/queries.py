"""Pièces as the adults of the household that gave them see them, and the desk; a child's other household sees its own alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.catalogue.rules.validity import Validity
from app.core import database, readings, sealing
from app.documents.rules import states
from app.documents.rules.states import State, Verdict

NAME = "supporting_document.name"
KIND = "supporting_document"
LAST_READINGS = 20


@dataclass(frozen=True, kw_only=True)
class Named:
    """The name is opened where it is shown: a list that does not show it needs no key."""

    id: UUID
    sealed_name: bytes

    @property
    def name(self) -> str:
        return sealing.unseal(self.sealed_name, purpose=NAME, bound_to=self.id).decode()


@dataclass(frozen=True, kw_only=True)
class Given(Named):
    """The document that stands. `given_by` is empty when that adult has left the household."""

    verdict: Verdict
    reason: str
    given_by: str
    given_at: datetime
    valid_until: date | None
    media_type: str
    size_bytes: int
    pages: int
    is_scanned: bool
    is_used: bool


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A kind of pièce for the household, or for one of its children. Of a newer one, the antivirus has said
    nothing yet (`is_replacing`), or that it is infected (`is_newer_refused`)."""

    household_id: UUID
    kind_id: UUID
    code: str
    kind: str
    advice: str
    asked: bool
    sensitive: bool
    validity: Validity
    valid_months: int | None
    child_id: UUID | None
    first_name: str
    given: Given | None
    is_replacing: bool
    is_newer_refused: bool

    def state(self, *, today: date) -> State:
        if self.given is None:
            return states.of_missing(asked=self.asked)
        return states.of_given(self.given.verdict, is_scanned=self.given.is_scanned, valid_until=self.given.valid_until, today=today)


@dataclass(frozen=True, kw_only=True)
class Opening(Named):
    """What a download needs, and what is noted of it."""

    household_id: UUID
    child_id: UUID | None
    kind: str
    media_type: str
    size_bytes: int
    sensitive: bool
    is_scanned: bool


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Somebody opened a sensitive document. `who` is empty for an adult who has left the household."""

    who: str
    at: datetime


GIVEN = """
d.id, d.status as verdict, d.reason, d.given_at, d.valid_until, d.name as sealed_name, d.media_type, d.size_bytes, d.pages,
d.scanned_at is not null as is_scanned, exists (select 1 from document_use u where u.document = d.id) as is_used
"""
PIECES = f"""
with g as (OWNER)
select g.household as household_id, k.id as kind_id, k.code, k.name as kind, k.advice, k.asked, k.sensitive, k.validity, k.valid_months,
       c.id as child_id, coalesce(c.first_name, '') as first_name, coalesce(giver.first_name, '') as given_by, given.*,
       coalesce(given.is_scanned and newer.status = 'received', false) as is_replacing,
       coalesce(given.is_scanned and newer.status = 'rejected', false) as is_newer_refused
from g
cross join document_kind k
left join household_child hc on k.per_child and hc.household = g.household
left join child c on c.id = hc.child
left join lateral (
    select {GIVEN}, d.given_by as giver_id from supporting_document d
    where d.household = g.household and d.kind = k.id and d.child is not distinct from c.id and d.retired_at is null
    order by d.scanned_at is null, d.given_at desc, d.id limit 1
) given on true
left join lateral (
    select n.status from supporting_document n
    where n.household = g.household and n.kind = k.id and n.child is not distinct from c.id and n.retired_at is null and n.scanned_at is null
    order by n.given_at desc limit 1
) newer on true
left join guardian giver on giver.account = given.giver_id and giver.household = g.household
where (c.id is not null) = k.per_child and (k.retired_at is null or given.id is not null)
"""  # noqa: S608 - constants
OWN = PIECES.replace("OWNER", "select household from guardian where account = {}")
OF_HOUSEHOLD = PIECES.replace("OWNER", "select id as household from household where id = {}")
IN_ORDER = "order by k.per_child, c.birth_date, c.first_name, c.id, k.position"
ALL, ALL_OF_HOUSEHOLD = f"{OWN} {IN_ORDER}", f"{OF_HOUSEHOLD} {IN_ORDER}"
ONE = f"{OWN} and k.id = {{}} and c.id is not distinct from {{}}"
NAMED = f"{OWN} and k.code = any({{}}::text[]) and (not k.per_child or c.id = {{}}) order by k.position"
OPENED = """
select d.id, d.household as household_id, d.child as child_id, k.name as kind, d.name as sealed_name, d.media_type, d.size_bytes, k.sensitive,
       d.scanned_at is not null as is_scanned
from supporting_document d join document_kind k on k.id = d.kind
"""
OPENING = f"{OPENED} join guardian g on g.household = d.household where g.account = {{}} and d.id = {{}}"
OPENING_OF_HOUSEHOLD = f"{OPENED} where d.household = {{}} and d.id = {{}}"


async def of_account(account_id: UUID) -> list[Piece]:
    """The household's first, then by child: what is asked, what may be given, what was."""
    return [_piece(row) for row in await database.fetch(ALL, account_id)]


async def of_household(household_id: UUID) -> list[Piece]:
    """The same for the desk, which has loaded the household."""
    return [_piece(row) for row in await database.fetch(ALL_OF_HOUSEHOLD, household_id)]


async def piece_of(account_id: UUID, kind_id: UUID, *, child_id: UUID | None) -> Piece | None:
    row = await database.fetch_one(ONE, account_id, kind_id, child_id)
    return None if row is None else _piece(row)


async def named(account_id: UUID, codes: Collection[str], *, child_id: UUID | None) -> list[Piece]:
    """Of the household, or of this child of it. A code that the commune does not have gives none."""
    return [_piece(row) for row in await database.fetch(NAMED, account_id, list(codes), child_id)]


async def opening_of(account_id: UUID, document_id: UUID) -> Opening | None:
    """A document that was replaced can still be opened while a demande rests on it."""
    row = await database.fetch_one(OPENING, account_id, document_id)
    return None if row is None else Opening(**row)


async def opening_in(household_id: UUID, document_id: UUID) -> Opening | None:
    """For the desk, which has loaded the household."""
    row = await database.fetch_one(OPENING_OF_HOUSEHOLD, household_id, document_id)
    return None if row is None else Opening(**row)


async def standing_of(account_id: UUID, document_id: UUID) -> tuple[Piece, Given] | None:
    """The pièce that this document is, if it still stands."""
    return next(((piece, piece.given) for piece in await of_account(account_id) if piece.given and piece.given.id == document_id), None)


async def readings_of(document_id: UUID, *, household_id: UUID) -> list[Reading]:
    """The latest first."""
    rows = await database.fetch(
        """
        select coalesce(nullif(a.details ->> 'by', ''), g.first_name, '') as who, a.at
        from audit_entry a left join guardian g on g.account = a.actor and g.household = {}
        where a.object_kind = {} and a.object_id = {} and a.act = {} order by a.id desc limit {}
        """,
        *(household_id, KIND, str(document_id), readings.READ, LAST_READINGS),
    )
    return [Reading(**row) for row in rows]


def _piece(row: dict[str, Any]) -> Piece:
    given = None
    if row["id"] is not None:
        taken = {name: row[name] for name in Given.__dataclass_fields__ if name != "verdict"}
        given = Given(verdict=Verdict(row["verdict"]), **taken)
    taken = {name: row[name] for name in Piece.__dataclass_fields__ if name not in {"given", "validity"}}
    return Piece(given=given, validity=Validity(row["validity"]), **taken)
