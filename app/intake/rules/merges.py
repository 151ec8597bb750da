"""Why two households are not merged, or a merge not undone, each with what to do."""

from enum import StrEnum

TABLES = {
    "booking": "des réservations",
    "enrolment": "des inscriptions",
    "filing": "des demandes",
    "filing_draft": "des démarches en cours",
    "contact": "des contacts",
    "contact_child": "des contacts",
    "supporting_document": "des pièces",
    "custody_statement": "ce que la famille dit de la garde",
    "paper_reading": "des papiers lus",
    "pending_change": "des changements demandés",
    "guardian": "les adultes",
    "account": "des accès",
    "household_child": "les enfants",
    "barred_pickup": "des personnes interdites",
}


class Refusal(StrEnum):
    GONE = "gone"
    SAME = "same"
    MERGED_ALREADY = "merged_already"
    CHANGES_WAIT = "changes_wait"
    FILINGS_WAIT = "filings_wait"
    BOOKED_TWICE = "booked_twice"
    UNDONE_ALREADY = "undone_already"
    MERGED_SINCE = "merged_since"
    PLACE_GONE = "place_gone"
    LIVED_SINCE = "lived_since"
    STALE = "stale"

    @property
    def sentence(self) -> str:
        return SENTENCES[self]


SENTENCES = {
    Refusal.GONE: "Un de ces foyers n’existe plus\u00a0: cherchez-les à nouveau.",
    Refusal.SAME: "C’est deux fois le même foyer\u00a0: choisissez-en deux.",
    Refusal.MERGED_ALREADY: "Un de ces foyers a été fusionné entre-temps\u00a0: revenez à la liste.",
    Refusal.CHANGES_WAIT: "Le foyer qui disparaît attend la réponse à un changement de ses coordonnées\u00a0: répondez-y d’abord.",
    Refusal.FILINGS_WAIT: "Une demande en cours concerne un enfant présent dans les deux foyers\u00a0: répondez-y d’abord.",
    Refusal.BOOKED_TWICE: "Un enfant présent dans les deux foyers est réservé deux fois le même jour\u00a0: retirez d’abord l’une des deux réservations.",
    Refusal.UNDONE_ALREADY: "Cette fusion est déjà défaite.",
    Refusal.MERGED_SINCE: "Un de ces foyers a été fusionné depuis avec un autre\u00a0: défaites d’abord cette fusion-là.",
    Refusal.PLACE_GONE: "Les enfants sont de nouveau deux, et la place que la fusion a rendue a été prise par un autre\u00a0: la fusion ne se défait plus.",
    Refusal.LIVED_SINCE: "Depuis la fusion, le foyer a vécu avec ce qui lui a été apporté\u00a0: les séparer mélangerait les deux familles.",
    Refusal.STALE: "Ces foyers ont changé depuis que cette page est affichée. Relisez, puis confirmez.",
}


def lived_since(table: str) -> str:
    """What has changed, when one knows."""
    what = TABLES.get(table)
    return f"{Refusal.LIVED_SINCE.sentence} Ont changé\u00a0: {what}." if what else Refusal.LIVED_SINCE.sentence
