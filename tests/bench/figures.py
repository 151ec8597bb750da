"""What was measured beside what was aimed at, as a table that the README quotes as it stands."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass

from components import french

HEADINGS = ("Mesure", "Obtenu", "Cible", "Tenue")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A line of the table, in French. Without target, it is told to be known."""

    what: str
    measured: str
    target: str = "–"
    met: bool | None = None

    @property
    def cells(self) -> tuple[str, str, str, str]:
        verdict = "–" if self.met is None else ("oui" if self.met else "NON")
        return self.what, self.measured, self.target, verdict


def table(figures: Sequence[Figure]) -> str:
    rows = [HEADINGS, *(figure.cells for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def conditions() -> str:
    """What the figures depend on: a machine that does something else at the same time measures that too."""
    load = f"{os.getloadavg()[0]:.1f}".replace(".", ",")
    return f"{french.count(os.cpu_count() or 1, one='cœur', many='cœurs')}, charge {load} au départ, Python {platform.python_version()}."


def number(value: float, *, digits: int = 0) -> str:
    """12 345,6 as French writes it."""
    return f"{value:,.{digits}f}".replace(",", "\u202f").replace(".", ",")


def kilobytes(weight: int) -> str:
    return f"{number(weight / 1000, digits=1)}{french.NBSP}ko"


def milliseconds(waited: Sequence[float], *, share: float) -> str:
    """Within how long so many of them were answered."""
    return f"{number(sorted(waited)[int(share * (len(waited) - 1))] * 1000, digits=1)}{french.NBSP}ms"
