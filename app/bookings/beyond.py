"""What an agent passes over, in words: on the tile, at the récapitulatif, and for the family afterwards. Pure."""

from collections.abc import Iterable
from datetime import datetime

from app.bookings import rules
from app.bookings.rules import Refusal, SlotFacts
from components import french

WHO_MAY = "Seule la direction du service peut passer outre, avec un motif."
ASKED_LATER = "Un motif vous sera demandé au récapitulatif."

LATE = "hors délai"
TOLD = {
    Refusal.NOT_YET: "avant l’ouverture des réservations",
    Refusal.WINDOW_CLOSED: "en dehors de la période de réservation",
    Refusal.BILLED: "remis après un retrait hors délai",
    Refusal.NO_DOSSIER: "sans dossier administratif",
    Refusal.FULL: "au-delà de la capacité",
}
TAGS = {
    Refusal.NOT_YET: "pas encore ouvert",
    Refusal.WINDOW_CLOSED: "non ouvert",
    Refusal.BILLED: "retiré, facturé",
    Refusal.NO_DOSSIER: "sans dossier",
}


def told(exceeded: Iterable[str]) -> str:
    """For the family, and for whoever reads the demande later: the places that were taken that day are not theirs to know."""
    return french.listing([TOLD.get(Refusal(each), LATE) for each in exceeded])


def told_here(facts: SlotFacts, *, to: bool, now: datetime) -> str:
    """For the agent, of a change that is asked for: how many places it makes of how many."""
    exceeded = rules.exceeded(facts, to=to, now=now)
    return french.listing([TOLD.get(each, LATE) + (_count(facts, with_this=True) if each is Refusal.FULL else "") for each in exceeded])


def tag(facts: SlotFacts, *, now: datetime) -> str:
    """On the tile: what stands against its change, ticked or not yet; of what is booked, against its withdrawal."""
    exceeded = rules.exceeded(facts, to=not facts.booked, now=now)
    withdrawal = "retrait " if exceeded and facts.booked and facts.wanted is not False else ""
    return withdrawal + ", ".join(_full_tag(facts) if each is Refusal.FULL else TAGS.get(each, LATE) for each in exceeded)


def _full_tag(facts: SlotFacts) -> str:
    if facts.wanted:
        return TOLD[Refusal.FULL] + _count(facts, with_this=True)
    return "complet" + _count(facts, with_this=False)


def _count(facts: SlotFacts, *, with_this: bool) -> str:
    """25/24: a place that was granted is counted already."""
    if facts.free is None or facts.capacity is None:
        return ""
    taken = facts.capacity - facts.free + (with_this and not facts.has_place)
    return f"\u00a0({taken}/{facts.capacity})"
