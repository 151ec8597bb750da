"""A city's catalogue by the portal's own command: loaded, loaded again, loaded after a change of all its rules; and cut-offs without a database."""

import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import time as wall_clock
from pathlib import Path

import uvloop

from app.catalogue.rules.cutoffs import CutoffRule, DaysBefore, DayUnit, Deadline
from app.catalogue.rules.slots import Cutoffs
from app.core import database
from components.french import NBSP
from tests.bench import communes, ground
from tests.bench.figures import Figure, number
from tests.bench.ground import Ground
from tests.catalogue.cutoff_ground import BOOK_ONLY, CANCEL_ONLY, MEAL, ZONE_B
from tests.serving import portals

SITES = 60
BEFORE_THE_YEAR = "2026-08-15T08:00:00+02:00"
USUAL_HOUR, NEW_HOUR = "09:00", "10:00"
LOOK_SECONDS = 0.02
# The file is read whole; its slots never stand in memory together.
FLAT = 1.2
RECKONED = 200
"""As many units, over the three school years of the calendar."""

CLOSING_AT = "select count(*) from slot where to_char(book_until at time zone 'Europe/Paris', 'HH24:MI') = {}"


@dataclass(frozen=True, kw_only=True)
class Load:
    """The whole command, its start included. `peak` is the most memory that it had, in bytes; `slots` close at the hour of the file."""

    seconds: float
    peak: int
    slots: int

    def __str__(self) -> str:
        return f"{number(self.slots / self.seconds)} créneaux/s ({number(self.slots)} en {number(self.seconds, digits=1)}{NBSP}s)"


def measure(here: Ground) -> list[Figure]:
    loaded, again, recomputed = _loads(here, "ville", sites=SITES, hours=[USUAL_HOUR, USUAL_HOUR, NEW_HOUR])
    (larger,) = _loads(here, "double", sites=2 * SITES, hours=[USUAL_HOUR])
    return [
        Figure(what=f"Charger une ville de {SITES} sites, 200 unités, deux années scolaires", measured=str(loaded)),
        Figure(what="La charger à nouveau, sans changement", measured=f"{number(again.seconds, digits=1)}{NBSP}s"),
        Figure(what="Recalculer tous ses créneaux après un changement de délai", measured=str(recomputed)),
        Figure(what="Calculer des délais (réservation et annulation), sans base de données", measured=f"{number(_reckoned())} délais/s"),
        Figure(
            what="Mémoire de ce chargement, puis de celui d’une ville deux fois plus grande",
            measured=f"{number(loaded.peak / 1e6)} et {number(larger.peak / 1e6)}{NBSP}Mo",
            target=f"≤{NBSP}1,2{NBSP}×",
            met=larger.peak <= FLAT * loaded.peak,
        ),
    ]


def _loads(here: Ground, name: str, *, sites: int, hours: list[str]) -> list[Load]:
    """One after the other, in a database of their own."""
    here.server.create_database(name)
    address = here.server.database_url(name)
    try:
        seconds_and_peak(here, "migrate", address=address)
        return [_load(here, communes.written(here.portal.folder / f"{name}.toml", sites=sites, hour=hour), hour=hour, address=address) for hour in hours]
    finally:
        here.server.drop_database(name)


def _load(here: Ground, file: Path, *, hour: str, address: str) -> Load:
    seconds, peak = seconds_and_peak(here, "load", str(file), address=address)
    return Load(seconds=seconds, peak=peak, slots=uvloop.run(_slots_closing(hour, address=address)))


def seconds_and_peak(here: Ground, *command: str, address: str) -> tuple[float, int]:
    environment = portals.settings(here.portal.folder, port=here.port, PORTAIL_DATABASE_URL=address, PORTAIL_CLOCK=BEFORE_THE_YEAR)
    started, peak = time.perf_counter(), 0
    with subprocess.Popen([sys.executable, "-m", "app", *command], cwd=portals.ROOT, env=environment, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, ground.memory_of(process.pid, line="VmHWM"))
            time.sleep(LOOK_SECONDS)
    if process.returncode:
        raise RuntimeError(f"the command {command[0]} failed: its own words are above")
    return time.perf_counter() - started, peak


async def _slots_closing(hour: str, *, address: str) -> int:
    async with ground.pool(address):
        return int(await database.fetch_value(CLOSING_AT, hour))


def _reckoned() -> float:
    """Deadlines a second, as many units as a city has: the almanac of the calendar is made once, as when a file is loaded."""
    at = wall_clock(9)
    rules = (
        CutoffRule(actions=BOOK_ONLY, limit=Deadline(offset=DaysBefore(count=2, unit=DayUnit.OUVRES), at=at)),
        CutoffRule(actions=CANCEL_ONLY, limit=Deadline(offset=DaysBefore(count=1, unit=DayUnit.SCHOOL), at=at)),
    )
    cutoffs, started = Cutoffs(calendar=ZONE_B, rules=rules), time.perf_counter()
    slots = sum(sum(1 for _ in cutoffs.of(MEAL).slots(MEAL.open_days)) for _ in range(RECKONED))
    return 2 * slots / (time.perf_counter() - started)
