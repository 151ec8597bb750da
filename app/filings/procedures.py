"""The registry of démarches: each feature declares its own in `app/<feature>/procedure.py`. The engine knows them by their code alone."""

import importlib
import importlib.util
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

import app
from app.catalogue.queries import Imprint
from app.filings.rules.questions import Case, Step
from components.ui import SummaryList, SummaryRow

RESERVED = frozenset({"recapitulatif", "abandon"})
"""Addresses of every démarche: no step takes them."""


class Audience(StrEnum):
    """For whom a démarche is: the household, one of its children, or a child in a school year."""

    HOUSEHOLD = "household"
    CHILD = "child"
    CHILD_YEAR = "child_year"


class Group(StrEnum):
    """The menu of the démarches, in its order."""

    ENROLMENT = "Inscriptions"
    BOOKINGS = "Réservations"
    PAPERS = "Attestations"
    INVOICES = "Factures"
    OTHER = "Autres démarches"


class Silence(StrEnum):
    """What two months without an answer mean (CRPA L231-1 and L231-4)."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """A demande that is being accepted, in the transaction that writes its status. `decided_at` is its instant; `agent_id` is None when the portal
    decides in the service's place."""

    filing_id: UUID
    household_id: UUID
    child_id: UUID | None
    first_year: int | None
    payload: Mapping[str, Any]
    decided_at: datetime
    agent_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Sending:
    """A demande that is being sent, in the transaction that writes it."""

    filing_id: UUID
    case: Case
    sent_at: datetime


@dataclass(frozen=True, kw_only=True)
class Impossible:
    """The world has changed since: nothing is written. The sentence says what happened, then what to do."""

    sentence: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What an acceptance writes: a detail as it is known today (empty: nothing is known), and as it will be."""

    term: str
    before: str
    after: str


async def _nothing_differs(_acceptance: Acceptance) -> tuple[Difference, ...]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Desk:
    """How the service decides a démarche.

    `effect`: what an acceptance does, in a sentence for the agent, and `differs`, in details. `reasons` and `asks`: phrases that the service often writes
    when it refuses, or asks for more. With `answers`, accepting is answering in words. `health`: names of the questions whose answers are read by who
    may read health data alone. `apart`: rows of what is told that the desk shows otherwise. `with_last`: told beside the last one that was accepted.
    """

    effect: str = "La demande est marquée «\u00a0Traitée positivement\u00a0», et la famille est prévenue."
    reasons: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    answers: bool = False
    health: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    with_last: bool = False
    differs: Callable[[Acceptance], Awaitable[tuple[Difference, ...]]] = _nothing_differs


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What an accepted demande gives to download: `template` of templates/print, drawn from what the acceptance kept."""

    label: str
    file_name: str
    template: str
    told: Callable[[Mapping[str, Any], Imprint], Mapping[str, object]]


async def _nothing_known(_case: Case) -> None:
    return None


def _no_words(_case: Case) -> str:
    return ""


def _no_dates(_payload: Mapping[str, Any]) -> str:
    return ""


def _nothing_more(_case: Case) -> Mapping[str, Any]:
    return {}


async def _nothing_more_to_send(_sending: Sending) -> Impossible | None:
    return None


async def _nothing_to_do(_acceptance: Acceptance) -> Mapping[str, Any]:
    return {}


def _told(payload: Mapping[str, Any]) -> SummaryList:
    """The answers as they were worded when it was sent."""
    return SummaryList(rows=tuple(SummaryRow(term=term, values=tuple(values)) for term, values in payload["told"]))


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """A démarche, whole.

    `summary` is its line in the list, under `listed_as` when that is not its title; `needed`, what to have at hand. `facts` reads what its questions look
    at, `subject` words its demande, `kept` says what its payload keeps besides the answers. With `at_once`, sending it is having it accepted.
    `sealed`: its answers say something of health, custody or income, are encrypted at rest and stand in no mail and no list. `accept` does what it asks
    for: it answers what the demande keeps of it, or `Impossible` before it has written anything. `silence` is None where nothing is decided (a
    question). `sent` is done in the transaction that sends it, the first time and with each complement; `Impossible` undoes it.
    `dates` says which days a demande is about. `told` is given by a démarche that has pages of its own, at `address`; the others read as they were
    answered.
    """

    code: str
    title: str
    next_steps: Callable[[Mapping[str, Any]], str]
    listed_as: str = ""
    summary: str = ""
    group: Group = Group.OTHER
    audience: Audience = Audience.HOUSEHOLD
    needed: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    facts: Callable[[Case], Awaitable[Any]] = _nothing_known
    subject: Callable[[Case], str] = _no_words
    kept: Callable[[Case], Mapping[str, Any]] = _nothing_more
    sent: Callable[[Sending], Awaitable[Impossible | None]] = _nothing_more_to_send
    at_once: bool = False
    sealed: bool = False
    accept: Callable[[Acceptance], Awaitable[Mapping[str, Any] | Impossible]] = _nothing_to_do
    silence: Silence | None = Silence.REJECTED
    paper: Paper | None = None
    dates: Callable[[Mapping[str, Any]], str] = _no_dates
    told: Callable[[Mapping[str, Any]], SummaryList] = _told
    address: str | None = None
    desk: Desk = Desk()

    def __post_init__(self) -> None:
        codes, names = [step.code for step in self.steps], [question.name for step in self.steps for question in step.questions]
        if len({*codes, *RESERVED}) != len(codes) + len(RESERVED) or len(set(names)) != len(names):
            raise ValueError(f"{self.code}: each step has an address of its own, each question a name of its own in the whole démarche")

    @property
    def here(self) -> str:
        return self.address or f"/demarches/{self.code}"

    @property
    def drafts_at(self) -> str:
        """Each of its drafts is found below, by its id."""
        return f"{self.address}/brouillons" if self.address else self.here

    def corrected_at(self, draft_id: UUID) -> str:
        """Where the answers of a demande are opened again: from the first step, unless the démarche has pages of its own."""
        return f"{self.drafts_at}/{draft_id}" if self.address else f"{self.drafts_at}/{draft_id}/{self.steps[0].code}"

    def step(self, code: str) -> Step | None:
        return next((step for step in self.steps if step.code == code), None)

    def place_of(self, step: Step) -> int:
        """Among the pages of the démarche: what it is comes first, the récapitulatif last."""
        return self.steps.index(step) + 2

    @property
    def length(self) -> int:
        return len(self.steps) + 2

    @property
    def health_terms(self) -> frozenset[str]:
        """What the récapitulatif calls the answers about health."""
        asked = (question for step in self.steps for question in step.questions)
        return frozenset(question.term or question.label for question in asked if question.name in self.desk.health)


_REGISTERED: dict[str, Procedure] = {}


def register(procedure: Procedure) -> Procedure:
    _REGISTERED[procedure.code] = procedure
    return procedure


def of_code(code: str) -> Procedure:
    _load()
    return _REGISTERED[code]


def offered(code: str) -> Procedure | None:
    """One that families begin at `/demarches/<code>`."""
    _load()
    procedure = _REGISTERED.get(code)
    return procedure if procedure and procedure.steps else None


def known() -> tuple[Procedure, ...]:
    """All of them, by title."""
    _load()
    return tuple(sorted(_REGISTERED.values(), key=lambda each: each.title))


def every() -> tuple[Procedure, ...]:
    """Those that stand in the list, group by group."""
    _load()
    groups = list(Group)
    return tuple(sorted((each for each in _REGISTERED.values() if each.summary), key=lambda each: (groups.index(each.group), each.title)))


@cache
def _load() -> None:
    """Each `procedure` of a feature is found by its name: nothing else lists the démarches, and features above this one stay unknown to it."""
    for feature in pkgutil.iter_modules(app.__path__, "app."):
        name = f"{feature.name}.procedure"
        if feature.ispkg and importlib.util.find_spec(name):
            importlib.import_module(name)
