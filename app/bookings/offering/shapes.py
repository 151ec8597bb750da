"""How a value of the commune's file is shown in a form, and how what an agent types becomes one. Two values that are shown alike mean the same."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import ClassVar

from app.catalogue.commune_file import readings
from app.catalogue.commune_file.readings import Reading
from app.core import days, paging
from app.core.forms import Submitted
from components import french
from components.ui.field import FieldKind

MOMENT = re.compile(r"(\d{1,2}[/. -]\d{1,2}[/. -]\d{4})(?: à)? +(\d{1,2} ?[:hH] ?\d{0,2})")
EUROS = re.compile(r"(\d{1,5})(?:[,.](\d{1,2}))?\s*€?")
NOT_A_DAY = "Écrivez le jour, le mois et l’année, par exemple 24/12/2026."
NOT_AN_HOUR = "Écrivez l’heure et les minutes, par exemple 07:30."
NOT_A_MOMENT = "Écrivez le jour et l’heure, par exemple 01/12/2026 09:00."
NOT_EUROS = "Écrivez un montant en euros, par exemple 3,90."
NOT_A_COUNT = "Écrivez un nombre entier, zéro ou plus."
NOT_YEARS = "Écrivez «\u00a0courante et suivante\u00a0», ou des années comme 2026-2027, 2027-2028."
CENTS = 100
LARGEST = 1_000_000


class Shape(ABC):
    """`typed` answers None for what is left empty, or refused with a sentence."""

    kind: ClassVar[FieldKind] = "text"

    @abstractmethod
    def shown(self, value: object) -> tuple[str, ...]: ...

    @abstractmethod
    def typed(self, sent: Submitted, name: str) -> object | None: ...


@dataclass(frozen=True, kw_only=True)
class Text(Shape):
    longest: int = 200
    reading: Reading[str] = readings.TEXT

    def shown(self, value: object) -> tuple[str, ...]:
        return (value.strip(),) if isinstance(value, str) else ("",)

    def typed(self, sent: Submitted, name: str) -> str | None:
        typed = sent.text(name, longest=self.longest)
        if typed and self.reading.accept(typed) is None:
            sent.refuse(name, f"Attendu{french.NBSP}: {self.reading.expected}.")
        return typed or None


@dataclass(frozen=True, kw_only=True)
class Lines(Text):
    kind = "textarea"

    def typed(self, sent: Submitted, name: str) -> str | None:
        typed = super().typed(sent, name)
        return typed.replace("\r\n", "\n") if typed else None

    def shown(self, value: object) -> tuple[str, ...]:
        return tuple(text.replace("\r\n", "\n") for text in super().shown(value))


@dataclass(frozen=True, kw_only=True)
class Hour(Shape):
    """As a text, for the file: « 07:30 »."""

    def shown(self, value: object) -> tuple[str, ...]:
        at = readings.HOUR.accept(value)
        return (f"{at:%H:%M}" if at else "",)

    def typed(self, sent: Submitted, name: str) -> str | None:
        typed = sent.text(name, longest=20)
        at = hour_of(typed)
        if typed and at is None:
            sent.refuse(name, NOT_AN_HOUR)
        return f"{at:%H:%M}" if at else None


def hour_of(typed: str) -> time | None:
    return readings.HOUR.accept(typed.replace(french.NBSP, " "))


@dataclass(frozen=True, kw_only=True)
class Day(Shape):
    kind = "date"

    def shown(self, value: object) -> tuple[str, ...]:
        day = readings.DAY.accept(value)
        return (f"{day:%d/%m/%Y}" if day else "",)

    def typed(self, sent: Submitted, name: str) -> date | None:
        typed = sent.text(name, longest=20)
        day = days.day_of(typed)
        if typed and day is None:
            sent.refuse(name, NOT_A_DAY)
        return day


@dataclass(frozen=True, kw_only=True)
class Moment(Shape):
    """The clock of Paris, written in the file without offset."""

    def shown(self, value: object) -> tuple[str, ...]:
        at = readings.MOMENT.accept(value)
        return (f"{at.astimezone(french.PARIS):%d/%m/%Y %H:%M}" if at else "",)

    def typed(self, sent: Submitted, name: str) -> datetime | None:
        typed = sent.text(name, longest=40)
        at = moment_of(typed)
        if typed and at is None:
            sent.refuse(name, NOT_A_MOMENT)
        return at


def moment_of(typed: str) -> datetime | None:
    found = MOMENT.fullmatch(typed.strip().replace(french.NBSP, " "))
    day, at = (days.day_of(found[1]), hour_of(found[2])) if found else (None, None)
    return datetime.combine(day, at) if day and at else None


@dataclass(frozen=True, kw_only=True)
class Euros(Shape):
    """In the file, cents."""

    def shown(self, value: object) -> tuple[str, ...]:
        return (f"{value // CENTS},{value % CENTS:02d}" if isinstance(value, int) else "",)

    def typed(self, sent: Submitted, name: str) -> int | None:
        typed = sent.text(name, longest=20)
        found = EUROS.fullmatch(typed.replace(french.NBSP, " "))
        if typed and not found:
            sent.refuse(name, NOT_EUROS)
        return int(found[1]) * CENTS + int((found[2] or "0").ljust(2, "0")) if found else None


@dataclass(frozen=True, kw_only=True)
class Count(Shape):
    largest: int = LARGEST

    def shown(self, value: object) -> tuple[str, ...]:
        return (str(value) if isinstance(value, int) else "",)

    def typed(self, sent: Submitted, name: str) -> int | None:
        typed = sent.text(name, longest=20)
        count = paging.number_in(typed)
        if typed and (count is None or count > self.largest):
            sent.refuse(name, NOT_A_COUNT)
            count = None
        return count


@dataclass(frozen=True, kw_only=True)
class Flag(Shape):
    """No is not written."""

    kind = "checkbox"

    def shown(self, value: object) -> tuple[str, ...]:
        return ("1",) if value is True else ()

    def typed(self, sent: Submitted, name: str) -> bool | None:
        return True if sent.is_ticked(name) else None


@dataclass(frozen=True, kw_only=True)
class One(Shape):
    """One of the options that the form shows."""

    kind = "select"

    def shown(self, value: object) -> tuple[str, ...]:
        return (readings.folded(value),) if isinstance(value, str) else ("",)

    def typed(self, sent: Submitted, name: str) -> str | None:
        return sent.raw(name) or None


@dataclass(frozen=True, kw_only=True)
class Several(Shape):
    """Codes, in the order of the options."""

    kind = "boxes"

    def shown(self, value: object) -> tuple[str, ...]:
        listed = value if isinstance(value, list) else [value]
        return tuple(each for each in listed if isinstance(each, str))

    def typed(self, sent: Submitted, name: str) -> list[str] | None:
        return sent.all(name) or None


@dataclass(frozen=True, kw_only=True)
class Words(Several):
    """Words that each mean some things, as « vacances » means both; boxes show the simple ones."""

    meanings: Mapping[str, frozenset[object]]

    def shown(self, value: object) -> tuple[str, ...]:
        meant = readings.choices(self.meanings).accept(value) or frozenset()
        return tuple(word for word, meaning in self.meanings.items() if len(meaning) == 1 and meaning <= meant)


@dataclass(frozen=True, kw_only=True)
class Years(Shape):
    """« courante et suivante », or a list."""

    def shown(self, value: object) -> tuple[str, ...]:
        return (", ".join(value) if isinstance(value, list) else str(value or ""),)

    def typed(self, sent: Submitted, name: str) -> str | list[str] | None:
        typed = sent.text(name, longest=200)
        if readings.folded(typed) == "courante et suivante":
            return "courante et suivante"
        years = re.findall(r"20\d\d-20\d\d", typed)
        if typed and re.sub(r"20\d\d-20\d\d|[ ,;]|\bet\b", "", typed):
            sent.refuse(name, NOT_YEARS)
        return years or None
