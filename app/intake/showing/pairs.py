"""Two households side by side, in words."""

from collections.abc import Sequence

from app.core.access import Agent
from app.households.rules import phones
from app.intake.queries.duplicates import PairView
from app.intake.queries.merging import HouseholdView, Preview
from app.intake.rules.folding import folded
from app.intake.rules.pairing import Adult, Child
from app.staff.rules.rights import May
from components import french
from components.intake import Pair, PairRow, Side

HAS = {
    "enrolments": ("inscription", "inscriptions"),
    "bookings": ("réservation", "réservations"),
    "filings": ("demande", "demandes"),
    "documents": ("pièce", "pièces"),
    "contacts": ("contact", "contacts"),
    "messages": ("message", "messages"),
}


def pair(one: HouseholdView, other: HouseholdView, *, agent: Agent, caption: str) -> Pair:
    return Pair(caption=caption, first=_side(one, agent), second=_side(other, agent), rows=tuple(_rows(one, other)))


def _side(household: HouseholdView, agent: Agent) -> Side:
    href = f"/agents/familles/{household.id}" if agent.can(May.FAMILIES) else ""
    return Side(title=f"Foyer {household.name}", href=href, note="accès utilisé" if household.is_used else "aucun accès utilisé")


def _rows(one: HouseholdView, other: HouseholdView) -> Sequence[PairRow]:
    both = (one, other)
    adults = [tuple(_adult(adult) for adult in each.adults) for each in both]
    reached = [tuple(sorted({phones.shown(phone) for adult in each.adults for phone in adult.phones})) for each in both]
    emails = [tuple(adult.email for adult in each.adults if adult.email) for each in both]
    children = [tuple(map(_child, each.children)) for each in both]
    addresses = [tuple(each.address.splitlines()) for each in both]
    return (
        PairRow(label="Adultes", first=adults[0], second=adults[1], is_same=_meet(*({_key(adult) for adult in each.adults} for each in both))),
        PairRow(label="Enfants", first=children[0], second=children[1], is_same=_meet(*({_born(child) for child in each.children} for each in both))),
        PairRow(label="Téléphones", first=reached[0], second=reached[1], is_same=_meet(*map(set, reached))),
        PairRow(label="Courriels", first=emails[0], second=emails[1], is_same=_meet(*map(set, emails))),
        PairRow(label="Adresse", first=addresses[0], second=addresses[1], is_same=_meet(*({folded(each.address)} - {""} for each in both))),
        PairRow(label="Ce qu’il a", first=_has(one), second=_has(other)),
    )


def _meet(first: set[object] | set[str], second: set[object] | set[str]) -> bool:
    return bool(first & second)


def _key(adult: Adult) -> object:
    return tuple(sorted(folded(adult.name).split()))


def _born(child: Child) -> object:
    return folded(child.first_name), child.birth_date


def _adult(adult: Adult) -> str:
    return f"{adult.name}{' (a quitté le foyer)' if adult.has_left else ''}"


def _child(child: Child) -> str:
    return f"{child.name}, {child.birth_date:%d/%m/%Y}"


def _has(household: HouseholdView) -> tuple[str, ...]:
    return tuple(french.count(household.has[name], one=one, many=many) for name, (one, many) in HAS.items() if household.has[name])


def why(view: PairView) -> str:
    return f"{french.capitalised(french.listing([reason.words for reason in view.reasons]))}."


def told(preview: Preview) -> list[str]:
    """What the merge does, sentence by sentence."""
    kept, absorbed = preview.kept, preview.absorbed
    children, adults = {child.id: child for child in absorbed.children}, {adult.id: adult for adult in absorbed.adults}
    has = french.listing(list(_has(absorbed))) or "il n’a que ses personnes"
    lines = [f"Tout ce qu’a le foyer {absorbed.name} va au foyer {kept.name}\u00a0: {has}."]
    if preview.doubles.children:
        names = french.listing([children[each].name for each in preview.doubles.children])
        lines.append(f"Présent deux fois, un seul reste\u00a0: {names}. Ses inscriptions et ses réservations sont réunies.")
    if preview.doubles.guardians:
        lines.append(f"Adulte présent deux fois, un seul reste\u00a0: {french.listing([adults[each].name for each in preview.doubles.guardians])}.")
    for account in preview.closed_accounts:
        adult = next(each for each in (*absorbed.adults, *kept.adults) if each.account_id == account)
        lines.append(f"L’accès de {adult.name} par {adult.email} est fermé\u00a0: son autre adresse reste la bonne.")
    if any(change.table in {"household", "child"} or change.values.keys() & {"phone", "second_phone"} for change in preview.changes):
        lines.append("Ce que le foyer gardé ne savait pas (téléphone, adresse, école) est complété.")
    lines.append("Les brouillons, les papiers et les messages présents des deux côtés restent ceux du foyer gardé.")
    return lines
