"""`python -m tests.bench [NOM…]`: runs the measures and prints their table. Nothing of theirs is left behind."""

import argparse
import os
import sys
from collections.abc import Callable

from tests.serving.portals import CLOCK

for name in [name for name in os.environ if name.startswith("PORTAIL_")]:
    del os.environ[name]
os.environ |= {"PORTAIL_ENV": "demo", "PORTAIL_CLOCK": CLOCK, "PICCOLO_CONF": "app.piccolo_conf"}

from tests.bench import boards, budgets, figures, ground, importing, loading, queueing, rushing, tapping, visiting  # noqa: E402 - they read the environment above
from tests.bench.figures import Figure  # noqa: E402
from tests.bench.ground import Ground  # noqa: E402

MEASURES: dict[str, Callable[[Ground], list[Figure]]] = {
    "tap": tapping.measure,
    "grid": visiting.measure,
    "queries": budgets.measure,
    "rush": rushing.measure,
    "load": loading.measure,
    "queue": queueing.measure,
    "boards": boards.measure,
    "import": importing.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Mesure la vitesse et le poids du portail sur cette machine, au repos.")
    parser.add_argument("names", metavar="NOM", nargs="*", help=f"une partie seulement : {', '.join(MEASURES)}")
    wanted = parser.parse_args().names or list(MEASURES)
    if unknown := set(wanted) - MEASURES.keys():
        parser.error(f"inconnu : {', '.join(sorted(unknown))} ; les mesures sont {', '.join(MEASURES)}.")
    print(figures.conditions(), flush=True)
    told: list[Figure] = []
    with ground.prepared() as here:
        for name in (name for name in MEASURES if name in wanted):
            print(f"{name}…", file=sys.stderr)
            told += MEASURES[name](here)
    print(figures.table(told))


if __name__ == "__main__":
    main()
