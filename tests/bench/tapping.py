"""Taps through HTTP against the same SQL alone; a tap on an idle portal; the weight of an answer; the memory of a process."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

import uvloop

from app.core import database
from components.french import NBSP
from tests.bench import families, generator, ground, statements, taps
from tests.bench.families import Family
from tests.bench.figures import Figure, kilobytes, milliseconds, number
from tests.bench.generator import Report, Work
from tests.bench.ground import Ground
from tests.bench.statements import Statement
from tests.bench.taps import Tap

BEFORE = 200
FAMILIES = 500
ROUNDS = 3
AT_ONCE = 16
CONNECTIONS = 96
ALONE = 200
ACTIVITIES = ("periscolaire", "restauration", "mercredi", "vacances")

RATE_TARGET = 0.5
ALONE_TARGET = 0.005  # seconds
ANSWER_TARGET = 1_500  # bytes
MEMORY_TARGET = 150_000_000  # bytes


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Taps of families that came before and keep their drafts; families that are measured, their taps, and the SQL of each of these."""

    before: list[Tap]
    measured: list[Family]
    taps: list[Tap]
    sql: list[list[Statement]]


def measure(here: Ground) -> list[Figure]:
    plan = uvloop.run(_prepare(here))
    _ask(here, plan.before)
    rounds = [_round(here, plan) for _ in range(ROUNDS)]
    idle = _ask(here, uvloop.run(_prepare_alone(here)), at_once=1)
    return [*_rates(rounds), _alone(idle), _weight([idle, *(each.through for each in rounds)]), _memory(here)]


@dataclass(frozen=True, kw_only=True)
class Round:
    """The taps through HTTP, with what the portal took of a core for each; then the rate of their SQL alone, with what its client took."""

    through: Report
    cpu: float
    direct: float
    direct_cpu: float


def _round(here: Ground, plan: Plan) -> Round:
    uvloop.run(_forget(here, plan))
    before = here.cpu_seconds()
    through = _ask(here, plan.taps)
    cpu = here.cpu_seconds() - before
    uvloop.run(_forget(here, plan))
    before = time.process_time()
    direct = uvloop.run(statements.replayed(here.address, taps=plan.sql, at_once=AT_ONCE))
    direct_cpu = time.process_time() - before
    return Round(through=through, cpu=cpu / len(plan.taps), direct=direct, direct_cpu=direct_cpu / len(plan.taps))


async def _prepare(here: Ground) -> Plan:
    """Two taps for each family, on a day that does not count its places and on one that does."""
    async with ground.pool(here.address), statements.client() as visitor:
        await database.fetch("update capacity_counter set capacity = 100000 where capacity is not null")
        boxes = [await taps.open_boxes("restauration"), await taps.open_boxes("mercredi")]
        before, measured = await families.made(BEFORE), await families.made(FAMILIES)
        wished = taps.mixed(measured, boxes=boxes)
        return Plan(before=taps.mixed(before, boxes=boxes), measured=measured, taps=wished, sql=await statements.recorded(visitor, wished))


async def _forget(here: Ground, plan: Plan) -> None:
    async with ground.pool(here.address):
        await taps.forget(plan.measured)


async def _prepare_alone(here: Ground) -> list[Tap]:
    """On all the activities in turn."""
    async with ground.pool(here.address):
        made = await families.made(ALONE // len(ACTIVITIES))
        return taps.mixed(made, boxes=[await taps.open_boxes(activity) for activity in ACTIVITIES])


def _ask(here: Ground, wished: Sequence[Tap], *, at_once: int = AT_ONCE) -> Report:
    """A refused tap would cost less than it should."""
    requests = [tap.wire(port=here.port) for tap in wished]
    report = generator.run(Work(port=here.port, requests=requests, at_once=at_once, connections=CONNECTIONS))
    if any(answer.status != generator.OK for answer in report.answers):
        raise RuntimeError("a tap was refused: what was measured is something else")
    return report


def _rates(rounds: Sequence[Round]) -> list[Figure]:
    rate, direct = statistics.median(each.through.rate for each in rounds), statistics.median(each.direct for each in rounds)
    cpu, direct_cpu = statistics.median(each.cpu for each in rounds), statistics.median(each.direct_cpu for each in rounds)
    share = statistics.median(each.through.cpu_share for each in rounds)
    waited = [answer.seconds for each in rounds for answer in each.through.answers]
    return [
        Figure(
            what=f"Cases touchées par HTTP, {AT_ONCE} à la fois, {ground.WORKERS} processus, contre le même SQL envoyé par asyncpg",
            measured=f"{number(rate / direct, digits=2)} ({number(rate)}/s contre {number(direct)}/s)",
            target=f"≥{NBSP}0,5",
            met=rate / direct >= RATE_TARGET,
        ),
        Figure(what=f"Les mêmes{NBSP}: attente, médiane et 99e centile", measured=f"{milliseconds(waited, share=0.5)} et {milliseconds(waited, share=0.99)}"),
        Figure(
            what=f"Les mêmes{NBSP}: temps de processeur par case, du portail et de ce client SQL, PostgreSQL à part",
            measured=f"{number(1000 * cpu, digits=1)}{NBSP}ms et {number(1000 * direct_cpu, digits=1)}{NBSP}ms",
        ),
        Figure(what=f"Les mêmes{NBSP}: part d’un cœur prise par le générateur de charge", measured=f"{number(100 * share)}{NBSP}%"),
    ]


def _alone(report: Report) -> Figure:
    """Seen by a client of the same machine: what the server takes, and the way there and back."""
    waited = [answer.seconds for answer in report.answers]
    return Figure(
        what="Une case touchée, seule, médiane vue par un client de la même machine",
        measured=milliseconds(waited, share=0.5),
        target=f"≤{NBSP}5{NBSP}ms",
        met=statistics.median(waited) <= ALONE_TARGET,
    )


def _weight(reports: Sequence[Report]) -> Figure:
    heaviest = max((answer for report in reports for answer in report.answers), key=lambda answer: answer.weight)
    return Figure(
        what="Sa réponse comprimée, la plus lourde (avec ses en-têtes)",
        measured=f"{kilobytes(heaviest.weight)} ({kilobytes(heaviest.weight + heaviest.head_weight)})",
        target=f"≤{NBSP}1,5{NBSP}ko",
        met=heaviest.weight <= ANSWER_TARGET,
    )


def _memory(here: Ground) -> Figure:
    largest = max(ground.memory_of(worker, line="VmHWM") for worker in here.portal.workers())
    return Figure(
        what="Mémoire d’un processus du portail sous cette charge, au plus",
        measured=f"{number(largest / 1e6)}{NBSP}Mo",
        target=f"≤{NBSP}150{NBSP}Mo",
        met=largest <= MEMORY_TARGET,
    )
