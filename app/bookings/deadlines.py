"""Until when, in words: over a week, over a month, and of a whole activity. Pure."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from components import french


def opening(instant: datetime) -> str:
    """Over a week or a month of which nothing can be booked yet."""
    return f"Les réservations ouvrent {french.instant(instant)}"


def week_deadline(*, late: Sequence[date], surcharged: Sequence[date], opened: bool, nearest: datetime | None, past: bool) -> str:
    """Over a week: what is too late, what costs more, and until when the rest can be changed. Nothing where it is not time that locks it."""
    if not opened:
        return "Semaine passée" if past else "Trop tard pour cette semaine" if late else ""
    told = [_days_words("Trop tard", late), _days_words("Hors délai", surcharged)]
    told.append("Modifiable à tout moment" if nearest is None else f"Modifiable jusqu’à {french.instant(nearest)}")
    return ". ".join(filter(None, told))


def _days_words(told: str, days: Sequence[date]) -> str:
    return f"{told} pour {french.listing([french.weekday(day) for day in days])}" if days else ""


def booking_rules(units: Sequence[tuple[str, str]]) -> str:
    """Until when an activity can be booked, in a few words: units with the same rule are told together, what is late on the grid itself."""
    alike: dict[str, list[str]] = {}
    for unit, words in units:
        on_time = " ".join(said for said in re.split(r"(?<=\.) (?=[A-ZÀ-Ý])", words) if not said.startswith("Ensuite"))
        alike.setdefault(on_time.replace("Réservation jusqu", "Jusqu"), []).append(unit)
    if len(alike) == 1:
        return next(iter(alike))
    return " ".join(f"{french.listing(names)}\u00a0: {words[:1].lower()}{words[1:]}" for words, names in alike.items() if words)


def month_deadline(*, past: bool, late: bool, opened: bool, nearest: tuple[datetime, date] | None) -> str:
    """Over a month: the first limit still to come, and for which day."""
    if not opened:
        return "Mois passé" if past else "Trop tard pour ce mois" if late else ""
    if nearest is None:
        return "Modifiable à tout moment"
    return f"Prochaine limite\u00a0: {french.instant(nearest[0])}, pour le {french.day_words(nearest[1])}"
