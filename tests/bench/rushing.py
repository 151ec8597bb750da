"""The morning of the opening: everybody wants the same week. Nobody may lose a place that was given, nor two have the same one."""

from collections import Counter
from dataclasses import dataclass

import brotli
import uvloop

from app.core import database
from components.french import NBSP
from tests.bench import families, generator, ground, taps
from tests.bench.figures import Figure, milliseconds, number
from tests.bench.generator import Report, Work
from tests.bench.ground import Ground
from tests.bench.taps import Tap

PLACES = 40
AT_ONCE = 200
GRANTED, REFUSED = 200, 422
WHY = "plus de place"


@dataclass(frozen=True, kw_only=True)
class Rush:
    """A tap of each parent on each day."""

    parents: int
    days: int


RUSHES = (Rush(parents=2_000, days=2), Rush(parents=500, days=5))


@dataclass(frozen=True, kw_only=True)
class Count:
    """What the database holds after the rush."""

    oversold: int
    held: int
    taken: int


def measure(here: Ground) -> list[Figure]:
    return [figure for rush in RUSHES for figure in _measured(rush, here)]


def _measured(rush: Rush, here: Ground) -> list[Figure]:
    wished = uvloop.run(_prepare(rush, here))
    report = generator.run(Work(port=here.port, requests=[tap.wire(port=here.port) for tap in wished], at_once=AT_ONCE, connections=AT_ONCE))
    return [_figure(rush, report, count=uvloop.run(_count(here))), _waits(report)]


async def _prepare(rush: Rush, here: Ground) -> list[Tap]:
    """Day after day of the same week of holidays, all parents in the same order."""
    async with ground.pool(here.address):
        await taps.forget_all()
        made = await families.made(rush.parents)
        await database.fetch("update capacity_counter set capacity = {} where capacity is not null", PLACES)
        boxes = (await taps.open_boxes("vacances"))[: rush.days]
        return [Tap(family=family, activity=box.activity, day=box.day, unit=box.unit) for box in boxes for family in made]


async def _count(here: Ground) -> Count:
    async with ground.pool(here.address):
        row = await database.fetch_one(
            """
            select (select count(*) from capacity_counter where taken > capacity) as oversold,
                   (select count(*) from draft_cell where held_until is not null) as held,
                   (select coalesce(sum(taken), 0) from capacity_counter where capacity is not null) as taken
            """
        )
        return Count(**row or {})


def _figure(rush: Rush, report: Report, *, count: Count) -> Figure:
    """Lost: a place told as given that nobody holds, or held and never told. Unexplained: refused without the reason."""
    statuses = Counter(answer.status for answer in report.answers)
    granted = statuses[GRANTED]
    lost = abs(granted - count.held) + abs(granted - count.taken) + abs(granted - PLACES * rush.days)
    errors = sum(statuses.values()) - granted - statuses[REFUSED]
    unexplained = sum(WHY not in brotli.decompress(answer.body).decode() for answer in report.answers if answer.status == REFUSED)
    faults = [count.oversold, lost, errors, unexplained]
    return Figure(
        what=f"{number(rush.parents)} parents sur {PLACES} places par jour, {rush.days} jours, {AT_ONCE} à la fois",
        measured=f"{faults[0]} survendu, {faults[1]} perdue, {faults[2]} erreur, {faults[3]} refus sans raison ; {number(report.rate)}/s",
        target="0, 0, 0, 0",
        met=not any(faults),
    )


def _waits(report: Report) -> Figure:
    waited = [answer.seconds for answer in report.answers]
    return Figure(what=f"Les mêmes{NBSP}: attente, médiane et 99e centile", measured=f"{milliseconds(waited, share=0.5)} et {milliseconds(waited, share=0.99)}")
