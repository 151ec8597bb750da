"""How many statements a page sends, with more families, more children, more weeks and more pending changes: their number must not follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from unittest.mock import patch

import httpx
import uvloop

from app.bookings.queries import grid
from components.french import NBSP
from tests.bench import families, ground, statements, taps
from tests.bench.families import Family
from tests.bench.figures import Figure
from tests.bench.ground import Ground
from tests.bench.taps import Tap

GRID_TARGET = 8
TAP_TARGET = 6


@dataclass(frozen=True, kw_only=True)
class Case:
    """So many families beside, children in the one that looks, weeks that it sees and has changed."""

    families: int
    children: int
    weeks: int


CASES = (Case(families=1, children=1, weeks=1), Case(families=1, children=4, weeks=1), Case(families=300, children=1, weeks=10))


def measure(here: Ground) -> list[Figure]:
    return uvloop.run(_measure(here))


async def _measure(here: Ground) -> list[Figure]:
    tapped, grids = [], []
    async with ground.pool(here.address), statements.client() as visitor:
        await taps.forget_all()
        for case in CASES:
            family = (await families.made(case.families, children=case.children))[0]
            tapped.append(await _tapped(visitor, family, weeks=case.weeks))
            with patch.object(grid, "WEEKS_SHOWN", case.weeks):
                grids.append(await _opened(visitor, family))
    return [_figure("La grille", grids, target=GRID_TARGET), _figure("Une case touchée", tapped, target=TAP_TARGET)]


async def _tapped(visitor: httpx.AsyncClient, family: Family, *, weeks: int) -> list[int]:
    """A tap in each week, where places are counted and where they are not, then the last one taken back: the most that each kind takes."""
    counts = []
    for activity in ("mercredi", "restauration"):
        boxes = list({box.day.isocalendar()[:2]: box for box in await taps.open_boxes(activity)}.values())[:weeks]
        wished = [Tap(family=family, activity=activity, day=box.day, unit=box.unit) for box in boxes]
        back = Tap(family=family, activity=activity, day=boxes[-1].day, unit=boxes[-1].unit, ticked=False)
        *added, removed = [len(sent) for sent in await statements.recorded(visitor, [*wished, back])]
        counts += [max(added), removed]
    return counts


async def _opened(visitor: httpx.AsyncClient, family: Family) -> list[int]:
    counts = []
    for enrolment_id in family.enrolments.values():
        with statements.recording() as sent:
            answer = await visitor.get(f"/reservations/{enrolment_id}", headers={"cookie": f"session={family.token}"})
        answer.raise_for_status()
        counts.append(len(sent))
    return counts


def _figure(what: str, counts: Sequence[Sequence[int]], *, target: int) -> Figure:
    """`counts`: in each case, of each kind of page."""
    most, constant = max(max(kinds) for kinds in counts), all(kinds == counts[0] for kinds in counts)
    return Figure(
        what=f"{what}{NBSP}: requêtes SQL, avec 1 ou 300 familles, 1 ou 4 enfants, 1 ou 10 semaines",
        measured=f"{most}, {'toujours' if constant else 'pas toujours'} autant",
        target=f"≤{NBSP}{target}, toujours autant",
        met=most <= target and constant,
    )
