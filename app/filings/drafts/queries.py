"""What is under way, always through the adult who is signed in: another household's draft or child is as if it did not exist."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from app.core import database
from app.documents import queries as documents
from app.documents import showing
from app.documents.queries import Piece
from app.documents.rules.states import State
from app.filings import procedures
from app.filings.keeping import ANSWERS
from app.filings.procedures import Procedure
from app.filings.rules import Status, questions
from app.filings.rules.questions import Answers, Case, Child, Held, Step, Year


@dataclass(frozen=True, kw_only=True)
class Draft:
    """`number` and `asked`: of the demande that it completes, and what the service asked for."""

    id: UUID
    procedure: Procedure
    submission_id: UUID
    changed_by: UUID | None
    filing_id: UUID | None
    number: int | None
    asked: str | None
    case: Case
    pieces: Mapping[str, Piece] = field(default_factory=dict)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Those that this case meets."""
        return questions.met(self.procedure.steps, self.case)

    @property
    def here(self) -> str:
        return f"{self.procedure.drafts_at}/{self.id}"

    @property
    def mark(self) -> str:
        """Of the récapitulatif: another one as soon as it reads otherwise."""
        return questions.mark_of(self.told, dict(self.case.answers))

    @property
    def told(self) -> list[tuple[str, list[str]]]:
        """For whom, then what each step reads: what the payload keeps."""
        return [*self.beneficiary, *(row for step in self.procedure.steps for row in questions.told(step, self.case))]

    @property
    def beneficiary(self) -> list[tuple[str, list[str]]]:
        child, year = self.case.child, self.case.year
        return [*([("Enfant", [f"{child.first_name} {child.last_name}"])] if child else []), *([("Année scolaire", [year.label])] if year else [])]

    @property
    def whom(self) -> str:
        return " – ".join(value for _, values in self.beneficiary for value in values)

    def with_answers(self, answers: Answers) -> "Draft":
        return replace(self, case=replace(self.case, answers=answers))


@dataclass(frozen=True, kw_only=True)
class DraftLine:
    """A démarche to finish, or a demande for which the service asks for more (then with its number)."""

    procedure: str
    draft_id: UUID | None
    number: int | None
    first_name: str | None
    first_year: int | None
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """For whom this household may begin a démarche."""

    household_id: UUID
    children: list[Child]
    years: list[Year]


WAITS = "Votre pièce est encore à l’analyse\u00a0: attendez une minute, puis continuez."
UNFIT = {
    State.EXPIRED: "Cette pièce n’est plus valable\u00a0: envoyez celle qui est en cours.",
    State.REJECTED: "Le service n’a pas pu prendre cette pièce\u00a0: envoyez-en une autre.",
}
YEAR = """
json_build_object('first_year', y.first_year, 'first_day', y.first_day, 'last_class_day', y.last_class_day, 'last_day', y.last_day,
                  'projected', y.projected)
"""
CHILD = """
json_build_object('id', c.id, 'first_name', c.first_name, 'last_name', c.last_name, 'birth_date', c.birth_date, 'school', s.code)
"""
ASKED = "select e.note from filing_event e where e.filing = d.filing and e.status = 'needs_info' order by e.id desc limit 1"
SHOWN = f"""
select d.id, d.procedure, d.household, d.submission_id, d.changed_by, d.filing, d.answers, d.answers_sealed, f.number, ({ASKED}) as asked,
       case when c.id is not null then {CHILD} end as child, case when y.first_year is not null then {YEAR} end as year
from filing_draft d
join guardian g on g.household = d.household and g.account = {{}}
left join filing f on f.id = d.filing
left join household_child hc on hc.household = d.household and hc.child = d.child
left join child c on c.id = hc.child
left join school s on s.id = c.school
left join school_year y on y.first_year = d.first_year
where d.id = {{}} and (d.child is null or c.id is not null) and (d.first_year is null or y.first_year is not null)
"""  # noqa: S608 - constants
LOCKED = f"{SHOWN} for no key update of d"


async def draft_of(account_id: UUID, draft_id: UUID, *, today: date, locking: bool = False) -> Draft | None:
    """With what its démarche knows. `locking` makes the other adult wait until the transaction ends."""
    row = await database.fetch_one(LOCKED if locking else SHOWN, account_id, draft_id)
    if row is None or (procedure := procedures.offered(row["procedure"])) is None:
        return None
    case = Case(
        household_id=row["household"],
        account_id=account_id,
        child=_decoded(row["child"], Child),
        year=_decoded(row["year"], Year),
        today=today,
        answers=ANSWERS.read(row["answers"], row["answers_sealed"], row_id=draft_id),
    )
    pieces = await _pieces_of(procedure, case)
    case = replace(case, pieces={name: held(piece, today=today) for name, piece in pieces.items()})
    return Draft(
        id=row["id"],
        procedure=procedure,
        submission_id=row["submission_id"],
        changed_by=row["changed_by"],
        filing_id=row["filing"],
        number=row["number"],
        asked=row["asked"],
        case=replace(case, facts=await procedure.facts(case)),
        pieces=pieces,
    )


async def _pieces_of(procedure: Procedure, case: Case) -> dict[str, Piece]:
    """By question; one statement, where some are asked."""
    codes = {question.name: question.piece for step in procedure.steps for question in step.questions if question.kind == "piece"}
    if not codes:
        return {}
    known = {piece.code: piece for piece in await documents.named(case.account_id, codes.values(), child_id=case.child.id if case.child else None)}
    return {name: known[code] for name, code in codes.items() if code in known}


def held(piece: Piece, *, today: date) -> Held:
    state = piece.state(today=today)
    waits = state is State.SCANNING or piece.is_replacing
    return Held(
        document_id=piece.given.id if piece.given else None,
        told=showing.note_of(piece) if piece.given else "",
        why_not=WAITS if waits else UNFIT.get(state, ""),
        waits=waits,
    )


def _decoded(text: str | None, kind: type[Any]) -> Any:  # noqa: ANN401 - the kind that was asked for
    return None if text is None else msgspec.json.decode(text, type=kind)


async def candidates_of(account_id: UUID, *, today: date) -> Candidates | None:
    """Its children, the youngest last, and the school years that are not over. None without a household."""
    row = await database.fetch_one(
        f"""
        select g.household,
            (select coalesce(json_agg({CHILD} order by c.birth_date, c.first_name, c.id), '[]') from household_child hc
             join child c on c.id = hc.child left join school s on s.id = c.school where hc.household = g.household) as children,
            (select coalesce(json_agg({YEAR} order by y.first_year), '[]') from school_year y where y.last_day >= {{}}) as years
        from guardian g where g.account = {{}}
        """,  # noqa: S608 - constants
        today,
        account_id,
    )
    if row is None:
        return None
    children, years = msgspec.json.decode(row["children"], type=list[Child]), msgspec.json.decode(row["years"], type=list[Year])
    return Candidates(household_id=row["household"], children=children, years=years)


async def unfinished_of(account_id: UUID) -> list[DraftLine]:
    """What waits for the household: demandes to complete first, then démarches to finish, the last touched first."""
    rows = await database.fetch(
        """
        select f.procedure, null::uuid as draft_id, f.number, c.first_name, f.first_year, e.at as changed_at
        from guardian g
        join filing f on f.household = g.household and f.status = {}
        join lateral (select max(at) as at from filing_event where filing = f.id) e on true
        left join child c on c.id = f.beneficiary
        where g.account = {}
        union all
        select d.procedure, d.id, null, c.first_name, d.first_year, d.changed_at
        from guardian g
        join filing_draft d on d.household = g.household and d.filing is null
        left join household_child hc on hc.household = d.household and hc.child = d.child
        left join child c on c.id = hc.child
        where g.account = {} and (d.child is null or c.id is not null)
        order by 3 nulls last, 6 desc
        """,
        Status.NEEDS_INFO,
        account_id,
        account_id,
    )
    return [DraftLine(**row) for row in rows if procedures.offered(row["procedure"])]
