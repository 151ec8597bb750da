"""One demande, or one change of « Ma famille », as the desk shows and decides it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.catalogue.rules.validity import Validity
from app.core.access import Agent
from app.documents.queries import Named
from app.documents.rules import states
from app.documents.rules.states import State, Verdict
from app.filings.desk.queue import Key
from app.filings.procedures import Acceptance
from app.filings.rules import Status
from app.households.rules.fields import Field


@dataclass(frozen=True, kw_only=True)
class Adult:
    name: str
    phones: list[str]


@dataclass(frozen=True, kw_only=True)
class Pupil:
    id: UUID
    name: str
    birth_date: date
    school: str


@dataclass(frozen=True, kw_only=True)
class Event:
    """`agent`: who decided it; empty for what the family or the portal did."""

    id: int
    status: Status
    at: datetime
    note: str
    agent: str


@dataclass(frozen=True, kw_only=True)
class Family:
    """In short: who lives there, and how to call them."""

    id: UUID
    name: str
    address: str
    adults: list[Adult]
    children: list[Pupil]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """Who has taken it in charge, and since when."""

    by: UUID
    name: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class FilingCase:
    """`sent_by`: the adult, or the agent in the family's place; empty for an adult who has left the household. `is_of_sites`: its child is enrolled at a
    site of the agent, who reads nothing of the health of the others."""

    id: UUID
    number: int
    procedure: str
    subject: str
    status: Status
    sent_at: datetime
    sent_by: str
    child_id: UUID | None
    first_year: int | None
    is_of_sites: bool
    payload: Mapping[str, Any]
    family: Family
    taken: Taken | None
    events: list[Event]

    @property
    def ref(self) -> "Ref":
        return self.number

    @property
    def table(self) -> str:
        return "filing"

    @property
    def key(self) -> Key:
        return Key(at=self.sent_at, id=self.id)

    @property
    def mark(self) -> str:
        """Another one as soon as anybody has done anything with it: what is decided on an older page is refused."""
        return f"{self.events[-1].id}.{self.taken.by.hex[:8] if self.taken else ''}"

    def acceptance(self, agent: Agent, *, now: datetime) -> Acceptance:
        return Acceptance(
            filing_id=self.id,
            household_id=self.family.id,
            child_id=self.child_id,
            first_year=self.first_year,
            payload=self.payload,
            decided_at=now,
            agent_id=agent.account_id,
        )


@dataclass(frozen=True, kw_only=True)
class ChangeCase:
    """`before`, `now` and `after`: what was known when it was asked, what is known today, what shall be. Names of schools, dates as in the database."""

    id: UUID
    field: Field
    before: str
    now: str
    after: str
    status: Status
    reason: str
    asked_at: datetime
    asked_by: str
    of: str
    decided_at: datetime | None
    decided_by: str
    family: Family
    taken: Taken | None

    @property
    def ref(self) -> "Ref":
        return self.id

    @property
    def table(self) -> str:
        return "pending_change"

    @property
    def key(self) -> Key:
        return Key(at=self.asked_at, id=self.id)

    @property
    def mark(self) -> str:
        return f"{self.status}.{self.taken.by.hex[:8] if self.taken else ''}"


Case = FilingCase | ChangeCase
Ref = int | UUID
"""How a case is named: a demande by its number, a change by its id."""


@dataclass(frozen=True, kw_only=True)
class PieceOf(Named):
    """A document on which a demande rests. `of`: the child that it is for, if any, who `is_of_sites` of the agent."""

    household_id: UUID
    child_id: UUID | None
    of: str
    kind: str
    verdict: Verdict
    reason: str
    given_at: datetime
    valid_until: date | None
    validity: Validity
    media_type: str
    size_bytes: int
    pages: int
    sensitive: bool
    is_scanned: bool
    is_replaced: bool
    is_of_sites: bool

    @property
    def is_for_health_readers(self) -> bool:
        """What is confidential of a child says something of its health or of its custody; of a household, of its income or of its life."""
        return self.sensitive and self.child_id is not None

    def state(self, *, today: date) -> State:
        return states.of_given(self.verdict, is_scanned=self.is_scanned, valid_until=self.valid_until, today=today)
