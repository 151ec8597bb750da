"""The dossier of a child for a school year: what is answered so far, and what the service has received."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from app.core import database
from app.dossiers.queries.facts import facts_of
from app.dossiers.rules import states
from app.dossiers.rules.states import DossierState, SheetState
from app.dossiers.sheets import PROCEDURE, SHEETS, Sheet
from app.filings import procedures
from app.filings.drafts.queries import ASKED, CHILD, YEAR, Draft
from app.filings.keeping import ANSWERS, PAYLOAD
from app.filings.rules import Status
from app.filings.rules.questions import Answers, Case, Child, Year

DOSSIERS = f"""
with g as (OWNER)
select g.household as household_id, {CHILD} as child, {YEAR} as year, d.id as draft_id, d.submission_id, d.changed_by, d.filing as completed,
       d.answers, d.answers_sealed, f.id as filing_id, f.number, f.status, f.sent_at, f.payload, f.payload_sealed,
       ({ASKED.replace("d.filing", "f.id")}) as asked
from g
join household_child hc on hc.household = g.household
join child c on c.id = hc.child
left join school s on s.id = c.school
join school_year y on y.last_day >= {{}}
left join lateral (
    select * from filing_draft d
    where d.household = g.household and d.procedure = '{PROCEDURE}' and d.child = c.id and d.first_year = y.first_year
    order by d.filing is null, d.changed_at desc limit 1
) d on true
left join lateral (
    select * from filing f
    where f.household = g.household and f.procedure = '{PROCEDURE}' and f.beneficiary = c.id and f.first_year = y.first_year and f.status <> 'withdrawn'
    order by f.number desc limit 1
) f on true
"""  # noqa: S608 - constants
OWN = DOSSIERS.replace("OWNER", "select household from guardian where account = {}")
OF_HOUSEHOLD = DOSSIERS.replace("OWNER", "select id as household from household where id = {}")
IN_ORDER = "order by c.birth_date, c.first_name, c.id, y.first_year"
ALL, ALL_OF_HOUSEHOLD = f"{OWN} {IN_ORDER}", f"{OF_HOUSEHOLD} {IN_ORDER}"
ONE = f"{OWN} where c.id = {{}} and y.first_year = {{}}"
LARGEST_YEAR = 9999


@dataclass(frozen=True, kw_only=True)
class Sent:
    """The last demande of this dossier that was not withdrawn. `asked`: what the service asks for more."""

    id: UUID
    number: int
    status: Status
    sent_at: datetime
    asked: str | None
    answers: Answers


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """`case` holds the answers as they stand: those of the draft or, when nothing was written since, those that were sent."""

    case: Case
    draft: Draft | None
    sent: Sent | None

    @property
    def child(self) -> Child:
        return self.case.its_child

    @property
    def year(self) -> Year:
        return self.case.its_year

    @property
    def here(self) -> str:
        return address_of(self.child.id, self.year.first_year)

    @property
    def sheets(self) -> tuple[tuple[Sheet, SheetState], ...]:
        return tuple((sheet, states.of_sheet(sheet.step, self.case)) for sheet in SHEETS)

    @property
    def missing(self) -> tuple[Sheet, ...]:
        return tuple(sheet for sheet, state in self.sheets if state is not SheetState.DONE)

    @property
    def state(self) -> DossierState:
        return states.of_dossier(sheets=tuple(state for _, state in self.sheets), sent=self.sent.status if self.sent else None, is_draft=self.draft is not None)


def received(*, household: str, child: str, first_year: str) -> str:
    """A condition of SQL on columns: the service has the dossier of this child for this year, whatever it still asks for."""
    return f"""exists (
        select 1 from filing f where f.household = {household} and f.procedure = '{PROCEDURE}' and f.beneficiary = {child} and f.first_year = {first_year}
        and f.status in ('sent', 'pending', 'needs_info', 'accepted')
    )"""  # noqa: S608 - columns of the code


def address_of(child_id: UUID, first_year: int) -> str:
    return f"/dossiers/{child_id}/{first_year}"


async def dossier_of(account_id: UUID, child_id: UUID, *, first_year: int, today: date, facts: bool = True) -> Dossier | None:
    """None for another household's child and for a school year that is over or unknown. `facts`: with what the portal knows besides its answers."""
    row = await database.fetch_one(ONE, account_id, today, child_id, first_year) if first_year <= LARGEST_YEAR else None
    if row is None:
        return None
    dossier = _dossier(row, account_id=account_id, today=today)
    return await _with_facts(dossier) if facts else dossier


async def of_account(account_id: UUID, *, today: date) -> list[Dossier]:
    """By child, the eldest first, then by year; in one statement, without the facts."""
    return [_dossier(row, account_id=account_id, today=today) for row in await database.fetch(ALL, account_id, today)]


async def of_household(household_id: UUID, *, agent_id: UUID, today: date) -> list[Dossier]:
    """The same for the desk, which has loaded the household: where each stands. What it says of health is shown after its reading was noted, and only what
    was sent."""
    return [_dossier(row, account_id=agent_id, today=today) for row in await database.fetch(ALL_OF_HOUSEHOLD, household_id, today)]


async def _with_facts(dossier: Dossier) -> Dossier:
    case = replace(dossier.case, facts=await facts_of(dossier.case))
    return replace(dossier, case=case, draft=replace(dossier.draft, case=case) if dossier.draft else None)


def _dossier(row: dict[str, Any], *, account_id: UUID, today: date) -> Dossier:
    sent = _sent(row) if row["filing_id"] else None
    answers: Answers = sent.answers if sent else {}
    if row["draft_id"]:
        answers = ANSWERS.read(row["answers"], row["answers_sealed"], row_id=row["draft_id"])
    case = Case(
        household_id=row["household_id"],
        account_id=account_id,
        child=msgspec.json.decode(row["child"], type=Child),
        year=msgspec.json.decode(row["year"], type=Year),
        today=today,
        answers=answers,
    )
    return Dossier(case=case, sent=sent, draft=_draft(row, case) if row["draft_id"] else None)


def _sent(row: dict[str, Any]) -> Sent:
    payload = PAYLOAD.read(row["payload"], row["payload_sealed"], row_id=row["filing_id"])
    status = Status(row["status"])
    asked = row["asked"] if status is Status.NEEDS_INFO else None
    return Sent(id=row["filing_id"], number=row["number"], status=status, sent_at=row["sent_at"], asked=asked, answers=payload["answers"])


def _draft(row: dict[str, Any], case: Case) -> Draft:
    return Draft(
        id=row["draft_id"],
        procedure=procedures.of_code(PROCEDURE),
        submission_id=row["submission_id"],
        changed_by=row["changed_by"],
        filing_id=row["completed"],
        number=row["number"] if row["completed"] else None,
        asked=row["asked"] if row["completed"] else None,
        case=case,
    )


async def waiting_of(account_id: UUID, *, today: date) -> list[Dossier]:
    """Those that wait for the family, each with what it lacks (`missing`), for the tableau de bord: one statement."""
    return [each for each in offered(await of_account(account_id, today=today), today=today) if each.state.waits_for_the_family]


def offered(dossiers: Iterable[Dossier], *, today: date) -> list[Dossier]:
    """Those of the year, and of the next one once families may begin to fill them, or have begun."""
    return [each for each in dossiers if states.is_open(each.year, today=today) or each.state is not DossierState.TO_FILL]
