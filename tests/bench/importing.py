"""Families of the software before, by the portal's own command: a file of 5 000 children imported, then again, then one twice as long."""

import csv
from pathlib import Path

from components.french import NBSP
from tests.bench import loading
from tests.bench.figures import Figure, number
from tests.bench.ground import Ground

CHILDREN = 5_000
FLAT = loading.FLAT
COMMUNE = "app/demo/chavagne.toml"
HEADER = (
    *("code famille", "adresse", "responsable 1 nom", "responsable 1 prénom", "responsable 1 courriel", "responsable 1 téléphone"),
    *("responsable 2 nom", "responsable 2 prénom", "enfant nom", "enfant prénom", "enfant date de naissance", "école", "activité"),
)
PER_FAMILY = 2


def measure(here: Ground) -> list[Figure]:
    (seconds, peak), (again, _) = _imported(here, "import", children=CHILDREN, times=2)
    ((_, larger),) = _imported(here, "import-double", children=2 * CHILDREN, times=1)
    return [
        Figure(
            what=f"Importer un fichier de {number(CHILDREN)} enfants (adultes, accès, inscriptions)",
            measured=f"{number(CHILDREN / seconds)} lignes/s ({number(seconds, digits=1)}{NBSP}s)",
        ),
        Figure(what="L’importer à nouveau, sans changement", measured=f"{number(again, digits=1)}{NBSP}s"),
        Figure(
            what="Mémoire de cet import, puis de celui d’un fichier deux fois plus long",
            measured=f"{number(peak / 1e6)} et {number(larger / 1e6)}{NBSP}Mo",
            target=f"≤{NBSP}1,2{NBSP}×",
            met=larger <= FLAT * peak,
        ),
    ]


def _imported(here: Ground, name: str, *, children: int, times: int) -> list[tuple[float, int]]:
    """Seconds and peak of memory of each, in a database of their own."""
    here.server.create_database(name)
    address, file = here.server.database_url(name), written(here.portal.folder / f"{name}.csv", children=children)
    try:
        loading.seconds_and_peak(here, "migrate", address=address)
        loading.seconds_and_peak(here, "load", COMMUNE, address=address)
        return [loading.seconds_and_peak(here, "import-families", str(file), "--apply", address=address) for _ in range(times)]
    finally:
        here.server.drop_database(name)


def written(path: Path, *, children: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(HEADER)
        table.writerows(_row(rank) for rank in range(children))
    return path


def _row(rank: int) -> tuple[str, ...]:
    family = rank // PER_FAMILY
    name = f"Mesure {_letters(family)}"
    return (
        *(f"F{family}", f"{family % 300 + 1} rue des Mesures 35310 Chavagne", name, "Anne", f"famille{family}@exemple.fr", f"06 39 98 {family % 10_000:04d}"),
        *(f"Autre {_letters(family)}", "Loïc", name, f"Enfant {_letters(rank)}"),
        *(f"{rank % 28 + 1:02d}/{rank % 12 + 1:02d}/{2015 + rank % 6}", "École élémentaire publique", "Restauration scolaire"),
    )


def _letters(figure: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(figure))
