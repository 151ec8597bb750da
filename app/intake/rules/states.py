"""How far a file that an agent sent is."""

from enum import StrEnum

LARGEST_FILE = 5_000_000  # bytes: some 20 000 lines


class State(StrEnum):
    """RECEIVED and CONFIRMED wait for a job; REFUSED is no file of families after all."""

    RECEIVED = "received"
    EXAMINED = "examined"
    CONFIRMED = "confirmed"
    IMPORTED = "imported"
    REFUSED = "refused"
    ABANDONED = "abandoned"

    @property
    def words(self) -> str:
        return WORDS[self]

    @property
    def is_under_way(self) -> bool:
        return self in {State.RECEIVED, State.CONFIRMED}


WORDS = {
    State.RECEIVED: "Lecture en cours",
    State.EXAMINED: "À confirmer",
    State.CONFIRMED: "Import en cours",
    State.IMPORTED: "Importé",
    State.REFUSED: "Illisible",
    State.ABANDONED: "Abandonné",
}
NOTHING = "Choisissez le fichier CSV des familles."
EMPTY = "Ce fichier est vide\u00a0: ouvrez votre tableur, vérifiez qu’il contient les familles, et enregistrez-le à nouveau au format CSV."
TOO_LARGE = "Ce fichier dépasse 5\u00a0Mo\u00a0: coupez-le en plusieurs, ou importez-le avec la commande import-families."
NOT_NOW = "Cet import n’est plus à confirmer\u00a0: lisez où il en est."
"""Two agents, or two windows."""
