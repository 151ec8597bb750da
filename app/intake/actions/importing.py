"""Importing a file of families: all of it in one transaction, undone when it was only to see, or when it has errors that nobody set aside."""

import asyncio
import contextlib
import itertools
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from app.core import audit, clock, database
from app.intake import completing, planning, sheet, staging, writing
from app.intake.planning import Batch, Plan
from app.intake.queries import knowing, offered
from app.intake.rules import columns, findings, lines, matching
from app.intake.rules.columns import Column, Header
from app.intake.rules.families import SaidFamily
from app.intake.rules.findings import Finding, Kind, Report
from app.intake.rules.known import Known
from app.intake.rules.lines import Line, Reading
from app.intake.rules.offer import Offer
from app.intake.sheet import Row

ROWS = 100  # read at once, beside the event loop
MOST_LINES = 200_000
OTHER_FAMILY = (
    "Ce code est au portail celui d’un foyer où l’on ne trouve ni ces adultes ni ces enfants\u00a0: corrigez le code, ou laissez-le vide pour un nouveau foyer."
)
OTHER_CHILD = "Ce code est celui d’un autre enfant, qui n’a ni ce nom ni cette date de naissance\u00a0: corrigez-le, ou videz cette cellule."

Progress = Callable[[int], Awaitable[None]]


async def _nothing(_report: Report) -> None:
    """Nothing else."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`apply`: keep what is done; with `skip_errors`, although families with a mistake are left aside. By whom; `also`: what is written with it."""

    apply: bool
    skip_errors: bool = False
    agent_id: UUID | None = None
    role: str = "console"
    import_id: UUID | None = None
    also: Callable[[Report], Awaitable[None]] = _nothing


@dataclass(frozen=True, kw_only=True)
class Imported:
    """`is_done`: what the report tells was written; otherwise it is what would be."""

    report: Report
    is_done: bool

    @property
    def is_refused(self) -> bool:
        return self.report.tally.errors > 0


class _Undone(Exception):
    """Nothing of it is kept."""


async def _nobody(_lines: int) -> None:
    """Nobody follows."""


async def import_families(file: BinaryIO, asked: Asked, *, now: datetime, follow: Progress = _nobody) -> Imported:
    """Raises `sheet.NotASheet` for what is no file of families. A dry run does all of it and undoes it: what it tells is what happens."""
    run = Run(asked=asked, now=now, follow=follow)
    encoding = await asyncio.to_thread(sheet.encoding_of, file)
    with sheet.opened(file, encoding=encoding) as (header, rows), contextlib.suppress(_Undone):
        async with database.transaction():
            await run.apply(header, rows)
            await run.apply_keep()
    return Imported(report=run.report, is_done=run.is_kept)


class Run:
    """A file going through. Only its batch under way, its findings and the households that it met are in memory."""

    def __init__(self, *, asked: Asked, now: datetime, follow: Progress) -> None:
        self.asked, self.now, self.follow = asked, now, follow
        self.report = Report()
        self.claimed: set[UUID] = set()

    @property
    def tally(self) -> findings.Tally:
        return self.report.tally

    @property
    def is_kept(self) -> bool:
        return self.asked.apply and (self.asked.skip_errors or not self.tally.errors)

    async def apply(self, header: Header, rows: Iterator[Row]) -> None:
        database.require_transaction()
        # One import at a time: two that bring the same family would bring it twice.
        await database.fetch("select pg_advisory_xact_lock(7305015)")
        self._tell_of(header)
        await staging.apply_begin()
        await self._apply_stage(header, rows)
        await staging.apply_order()
        first = 0
        while batch := await staging.next_after(first):
            await self._apply_batch(batch)
            first = batch[-1][0].line

    async def apply_keep(self) -> None:
        """Raises `_Undone` when nothing of it is to be kept."""
        if not self.is_kept:
            raise _Undone
        told = {name: getattr(self.tally, name) for name in ("lines", "families", "created", "completed", "refused")}
        about = ("import", self.asked.import_id or "")
        await audit.record("intake:imported", actor=self.asked.agent_id, role=self.asked.role, now=self.now, about=about, details=told)
        await self.asked.also(self.report)

    def _tell_of(self, header: Header) -> None:
        for name in header.unknown:
            self.report.tell(Finding(line=1, kind=Kind.REMARK, column=name, sentence=columns.said_of_unknown(name)))

    async def _apply_stage(self, header: Header, rows: Iterator[Row]) -> None:
        offer = await offered.of_today(self.now.astimezone(clock.PARIS).date())
        while read := await asyncio.to_thread(self._read, header, rows, offer=offer):
            for _, told in read:
                for finding in told:
                    self.report.tell(finding)
            await staging.apply_stage(line for line, _ in read if line)
            self.tally.lines += len(read)
            await self.follow(self.tally.lines)
            if self.tally.lines > MOST_LINES:
                raise sheet.NotASheet(f"Ce fichier a plus de {MOST_LINES} lignes\u00a0: coupez-le en plusieurs.")

    def _read(self, header: Header, rows: Iterator[Row], *, offer: Offer) -> list[tuple[Line | None, list[Finding]]]:
        """In a thread: the server goes on answering meanwhile."""
        return [self._line(row, header=header, offer=offer) for row in itertools.islice(rows, ROWS)]

    def _line(self, row: Row, *, header: Header, offer: Offer) -> tuple[Line | None, list[Finding]]:
        reading = Reading(number=row.number, header=header, cells=row.cells)
        if row.broken:
            reading.refuse(None, row.broken)
            return None, reading.findings
        line = lines.read(reading, offered=offer, today=self.now.astimezone(clock.PARIS).date())
        return line, reading.findings

    async def _apply_batch(self, batch: Sequence[tuple[SaidFamily, bool]]) -> None:
        known = await knowing.of_families([family for family, _ in batch], claimed=self.claimed)
        writes = Batch()
        for family, is_wrong in batch:
            self._plan(family, is_wrong=is_wrong, known=known, batch=writes)
        await writing.apply_write(writes, now=self.now)

    def _plan(self, family: SaidFamily, *, is_wrong: bool, known: Known, batch: Batch) -> None:
        self.tally.families += 1
        for finding in family.findings:
            self.report.tell(finding)
        plan = None
        if not is_wrong and not any(finding.kind is Kind.ERROR for finding in family.findings):
            plan = self._planned(family, known=known, batch=batch)
        if plan is None:
            self.tally.refused += 1
            return
        self._count(plan)

    def _planned(self, family: SaidFamily, *, known: Known, batch: Batch) -> Plan | None:
        try:
            household = matching.household_of(family, known)
            matching.require_own_codes(family, household, known=known)
        except matching.OtherChild as other:
            self.report.tell(Finding(line=family.line_of(other.child.key), kind=Kind.ERROR, column=Column.CHILD_CODE, sentence=OTHER_CHILD))
            return None
        except matching.OtherFamily:
            self.report.tell(Finding(line=family.line, kind=Kind.ERROR, column=Column.FAMILY_CODE, sentence=OTHER_FAMILY))
            return None
        if household is None:
            self.tally.created += 1
            return planning.created(family, known, batch=batch)
        plan = completing.completed(family, household, known=known, batch=batch)
        self.tally.completed += plan.changes
        self.tally.unchanged += not plan.changes
        return plan

    def _count(self, plan: Plan) -> None:
        self.tally.adults += plan.adults
        self.tally.children += plan.children
        self.tally.enrolments += plan.enrolments
        self.tally.fields += plan.fields
        for finding in plan.findings:
            self.report.tell(finding)
