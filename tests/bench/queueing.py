"""The queue of the service with ten thousand demandes: its statements, and how long an agent waits for it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import httpx
import uvloop

from app.core import clock, cookies, database
from app.core.doors import Door
from app.filings.rules import Status
from app.staff.rules.rights import Role
from components.french import NBSP
from tests.bench import ground, statements
from tests.bench.figures import Figure, milliseconds, number
from tests.bench.ground import Ground
from tests.filings import waiting
from tests.staff import people

WAITING, DECIDED = (100, 10_000), 10_000
PAGES: Mapping[str, str] = {
    "La file": "/agents/demandes",
    "La file, restreinte": "/agents/demandes?demarche=question-au-service&suivi=personne&annee=2026",
    "Les demandes acceptées": "/agents/demandes?etat=acceptees",
}
TIMES = 60
STATEMENTS_TARGET, SLOWER_TARGET = 10, 2.0


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A page, opened many times on an idle portal: how many statements it takes, and each wait in seconds."""

    statements: int
    waits: list[float]

    @property
    def half(self) -> float:
        return sorted(self.waits)[len(self.waits) // 2]


def measure(here: Ground) -> list[Figure]:
    few, many = uvloop.run(_measure(here))
    return [_figure(name, few[name], many[name]) for name in PAGES]


async def _measure(here: Ground) -> list[dict[str, Opened]]:
    found = []
    async with ground.pool(here.address), statements.client() as visitor:
        token = await people.open_session(await people.add_agent(Role.DIRECTION), now=clock.now())
        cookie = {"cookie": f"{cookies.named(cookies.SESSIONS[Door.STAFF])}={token}"}
        await waiting.many(DECIDED, status=Status.ACCEPTED)
        for size, before in zip(WAITING, (0, *WAITING), strict=False):
            await waiting.many(size - before)
            await database.fetch("analyze filing, pending_change")
            found.append({name: await _opened(here, visitor, address, cookie=cookie) for name, address in PAGES.items()})
    return found


async def _opened(here: Ground, visitor: httpx.AsyncClient, address: str, *, cookie: Mapping[str, str]) -> Opened:
    """The statements are those of this process; the waits, those of the portal that listens."""
    with statements.recording() as sent:
        (await visitor.get(address, headers=cookie)).raise_for_status()
    waits = []
    async with httpx.AsyncClient(base_url=here.portal.url) as client:
        for _ in range(TIMES):
            began = time.perf_counter()
            (await client.get(address, headers=cookie)).raise_for_status()
            waits.append(time.perf_counter() - began)
    return Opened(statements=len(sent), waits=waits)


def _figure(name: str, few: Opened, many: Opened) -> Figure:
    is_constant, slower = few.statements == many.statements, many.half / few.half
    return Figure(
        what=f"{name}{NBSP}: {number(WAITING[1])} demandes à traiter, contre {number(WAITING[0])}",
        measured=f"{many.statements} requêtes, {'toujours' if is_constant else 'pas toujours'} autant{NBSP}; p50 {milliseconds(many.waits, share=0.5)} "
        f"({number(slower, digits=1)}{NBSP}×)",
        target=f"≤{NBSP}{STATEMENTS_TARGET}, toujours autant{NBSP}; ≤{NBSP}{number(SLOWER_TARGET)}{NBSP}×",
        met=is_constant and many.statements <= STATEMENTS_TARGET and slower <= SLOWER_TARGET,
    )
