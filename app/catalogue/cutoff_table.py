"""When each unit can be booked and cancelled until, day by day, from a commune's file alone: what `python -m app cutoffs` prints."""

import difflib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from app.catalogue import commune_file, timetable
from app.catalogue.commune_file import Activity, Group, Unit
from app.catalogue.rules import windows
from app.catalogue.rules.cutoffs import NEVER, LateOutcome, Never
from app.catalogue.rules.slots import ActionInstants, CutoffFault, SlotInstants
from app.catalogue.rules.windows import Category, OpenTime
from app.catalogue.timetable import Timetable
from app.core import clock
from components import french

HEADINGS = ("activité", "unité", "groupe", "jour", "ouvre", "réserver jusqu’à", "annuler jusqu’à", "réserver hors délai", "annuler hors délai")
CATEGORY_WORDS = {Category.RESIDENT: "commune", Category.NON_RESIDENT: "hors commune"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Days, both included, and the codes to keep; None keeps all."""

    first: date
    last: date
    activity: str | None = None
    unit: str | None = None
    group: str | None = None


@dataclass(frozen=True, kw_only=True)
class CutoffRow:
    """A unit of a group on a day; codes are those of the file."""

    activity: str
    unit: str
    group: str
    instants: SlotInstants

    def as_json(self) -> dict[str, object]:
        """Instants in ISO 8601 with the offset of Paris, null for no limit, "never" for not possible.

        `opens_at` is the earliest of all categories; `late_until` is that of booking, or of cancelling when nothing is booked late.
        """
        book, cancel = self.instants.book, self.instants.cancel
        return {
            "activity": self.activity,
            "unit": self.unit,
            "group": self.group,
            "day": self.instants.day.isoformat(),
            "opens_at": iso(self.instants.opens_at),
            "book_until": iso(book.until),
            "cancel_until": iso(cancel.until),
            "late_book": str(book.outcome),
            "late_cancel": str(cancel.outcome),
            "late_until": iso((cancel if book.outcome is LateOutcome.REFUSE else book).late_until),
        }

    def as_words(self) -> tuple[str, ...]:
        book, cancel = self.instants.book, self.instants.cancel
        opens = words(self.instants.opens_at, without="toujours")
        own = self.instants.own_times
        apart = [f"{CATEGORY_WORDS[category]} {own_words(time)}" for category, time in own.items()] if windows.differ(own) else []
        limits = (" ; ".join(apart) or opens, words(book.until), words(cancel.until))
        return (self.activity, self.unit, self.group, french.long_date(self.instants.day), *limits, late_words(book), late_words(cancel))


def printed(path: Path, asked: Asked, *, as_json: bool) -> str:
    """Raises `commune_file.Refused`, with everything that is wrong in the file or in what is asked."""
    rows = rows_of(path, asked)
    if as_json:
        return json.dumps([row.as_json() for row in rows], ensure_ascii=False, indent=1)
    return aligned([HEADINGS, *(row.as_words() for row in rows)]) if rows else "Rien n’ouvre ces jours-là."


def rows_of(path: Path, asked: Asked) -> list[CutoffRow]:
    """In the order of the days, then of the file."""
    if asked.first > asked.last:
        raise commune_file.Refused(path.name, [f"--from ({asked.first}) vient après --to ({asked.last}) ; échangez-les."])
    file = commune_file.read(path)
    planned = timetable.resolve(file, today=asked.first)
    _require_known(planned, asked)
    rows = [row for activity in file.activities for group in activity.groups for row in _rows(planned, activity, group=group, asked=asked)]
    return sorted(rows, key=lambda row: row.instants.day)


def _rows(planned: Timetable, activity: Activity, *, group: Group, asked: Asked) -> Iterator[CutoffRow]:
    if asked.activity not in {None, activity.code} or asked.group not in {None, group.code}:
        return
    reckoned = [(unit, result) for unit, result in planned.reckoned(activity, group) if _is_asked(unit, result.day, asked=asked)]
    if faults := [result for _, result in reckoned if isinstance(result, CutoffFault)]:
        raise commune_file.Refused(planned.file.source, planned.fault_sentences(faults))
    for unit, result in reckoned:
        if isinstance(result, SlotInstants):
            yield CutoffRow(activity=activity.code, unit=unit.code, group=group.code, instants=result)


def _is_asked(unit: Unit, day: date, *, asked: Asked) -> bool:
    return asked.unit in {None, unit.code} and asked.first <= day <= asked.last


def _require_known(planned: Timetable, asked: Asked) -> None:
    activities = [each for each in planned.file.activities if asked.activity in {None, each.code}]
    problems = [
        *_unknown("--activity", asked.activity, known=[each.code for each in planned.file.activities]),
        *_unknown("--unit", asked.unit, known=[unit.code for each in activities for unit in each.units]),
        *_unknown("--group", asked.group, known=[group.code for each in activities for group in each.groups]),
    ]
    first, last = planned.calendar.first_day, planned.calendar.last_day
    if asked.first < first or asked.last > last:
        problems.append(f"--from et --to : ce fichier se calcule du {first} au {last} ; donnez des jours de cette période.")
    if problems:
        raise commune_file.Refused(planned.file.source, problems)


def _unknown(option: str, code: str | None, *, known: Sequence[str]) -> Iterator[str]:
    if code is not None and known and code not in known:
        nearest = difflib.get_close_matches(code, known, n=1)
        hint = f"vouliez-vous « {nearest[0]} » ?" if nearest else f"les codes possibles sont {french.listing(sorted(set(known)))}."
        yield f"{option} : « {code} » n’est pas dans le fichier ; {hint}"


def iso(instant: datetime | Never | None) -> str | None:
    if instant is NEVER:
        return "never"
    return None if instant is None else instant.astimezone(clock.PARIS).isoformat()


def words(instant: datetime | Never | None, *, without: str = "sans limite") -> str:
    if instant is NEVER:
        return "jamais"
    return without if instant is None else french.instant(instant)


def own_words(time: OpenTime | Never) -> str:
    """Of one category of households: when its bookings open, and close if they do."""
    if not isinstance(time, OpenTime):
        return "jamais"
    closes = "" if time.closes_at is None else f" jusqu’à {words(time.closes_at)}"
    return f"{words(time.opens_at, without='toujours')}{closes}"


def late_words(of: ActionInstants) -> str:
    """As "majoré de 50 % jusqu’à mercredi 5 mai, 9 h"."""
    match of.outcome:
        case LateOutcome.REFUSE:
            told = "refusé"
        case LateOutcome.ASK:
            told = "sur demande"
        case LateOutcome.SURCHARGE if of.cents == 0 or of.percent == 0:
            told = "facturé"
        case _:
            told = f"majoré de {french.euros(of.cents) if of.cents is not None else f'{of.percent}{french.NBSP}%'}"
    return told if of.late_until is None else f"{told} jusqu’à {words(of.late_until)}"


def aligned(lines: list[tuple[str, ...]]) -> str:
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)
