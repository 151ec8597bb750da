"""Differences between two files as sentences for the agents of the service, who need not know how the file is written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from app.catalogue.commune_file import deadlines
from app.catalogue.commune_file.entry import Entry
from app.catalogue.commune_file.words import WEEKDAYS
from app.catalogue.editing.differences import CLOSURES, ORDERED, Difference, Place, value_at
from app.catalogue.editing.document import CODED
from app.catalogue.rules import wording
from app.catalogue.rules.days import WEEKDAY_NAMES
from components import french

NBSP = french.NBSP

# A table of a list: its name, and the ending of the participles that agree with it.
NOUNS = {
    "site": ("site", ""),
    "ecole": ("école", "e"),
    "activite": ("activité", "e"),
    "unite": ("unité", "e"),
    "groupe": ("groupe", ""),
    "places": ("places", "es"),
    "piece": ("pièce", "e"),
    "fiche": ("fiche", "e"),
}
PARTS = {"commune": "Commune", "calendrier": "Calendrier", "textes": "textes", "champs": "champs"}
KEYS = {
    "nom-court": "nom court",
    "resume": "résumé",
    "periodes": "périodes",
    "jours-en-plus": "jours en plus",
    "du": "premier jour",
    "au": "dernier jour",
    "debut": "début",
    "prix-centimes": "prix",
    "dossier-exige": "dossier exigé",
    "journee": f"unités de la case «{NBSP}Journée{NBSP}»",
    "age-min": "âge minimum",
    "age-max": "âge maximum",
    "ecoles": "écoles",
    "nombre": "nombre de places",
    "unites": "unités",
    "telephone": "téléphone",
    "accessibilite": "accessibilité déclarée",
    "image-blason": "image du blason",
    "accueil": "texte d’accueil",
    "responsable-publication": "responsable de la publication",
    "hebergeur": "hébergeur",
    "delegue-donnees": "délégué aux données",
    "annees": "années scolaires",
    "annee": "dates des années scolaires",
}
CODES = {code: WEEKDAY_NAMES[weekday] for code, weekday in WEEKDAYS.items()} | {
    "ecole": "école",
    "petites-vacances": "petites vacances",
    "ete": "été",
    "vacances": "toutes les vacances",
    "toujours": "toute l’année",
}


def sentences(differences: Sequence[Difference], *, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return [words for each in differences for words in _told(each, before=before, after=after)]


def _told(difference: Difference, *, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    place, key = difference.place, difference.place[-1]
    if key in ORDERED:
        yield from _rules_told(difference, before=before, after=after)
    elif len(place) > 1 and place[-2] == CLOSURES:
        closure, participle = (difference.after, "ajoutée") if difference.before is None else (difference.before, "retirée")
        yield f"Fermeture {participle}{NBSP}: {closure_words(closure, values=after if difference.before is None else before)}."
    elif len(place) > 1 and place[-2] in CODED:
        _, ending = NOUNS[place[-2]]
        named, participle = (after, "ajouté") if difference.before is None else (before, "retiré")
        told = title(place, values=named)
        yield f"{french.capitalised(f'activité «{NBSP}{told}{NBSP}»' if place[-2] == 'activite' else told)} {participle}{ending}."
    else:
        old, new = (_shown(key, value, values=values, place=place) for value, values in ((difference.before, before), (difference.after, after)))
        yield f"{french.capitalised(title(place[:-1], values=after))}, {KEYS.get(key, key)}{NBSP}: {new} au lieu de {old}."


def _rules_told(difference: Difference, *, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Of a list in which the order decides: what is new, what is gone, and that the same rules stand in another order."""
    old, new = difference.before or [], difference.after or []
    noun, kind, ending = ("délai", "delai", "") if difference.place[-1] == "delai" else ("ouverture", "ouverture", "e")
    where = title(difference.place[:-1], values=after) or "toutes les activités"
    added, gone = [each for each in new if each not in old], [each for each in old if each not in new]
    for participle, tables, values in (("ajouté", added, after), ("retiré", gone, before)):
        for table in tables:
            told = rule_words(table, kind=kind, place=difference.place[:-1], values=values)
            yield f"{french.capitalised(where)}, {noun} {participle}{ending}{NBSP}: {told}"
    if not added and not gone:
        yield f"{french.capitalised(where)}, ordre des {noun}s changé."


def rule_words(table: Mapping[str, Any], *, kind: str, place: Place, values: Mapping[str, Any]) -> str:
    """Of one `[[delai]]` or `[[ouverture]]`, with the units that it is for."""
    activity = value_at(values, place) if place else None
    units = {unit["code"]: unit["nom"] for unit in (activity or {}).get("unite", [])}
    entry = Entry(values=table, path="", problems=[])
    if kind == "delai":
        told = wording.rule_words(deadlines.rule_of(entry, activity=place[-1] if place else None, units=list(units)))
    else:
        window = deadlines.window_of(entry, activity=place[-1] if place else None, units=list(units))
        told = wording.window_words(window)
    only = french.listing([units.get(code, code) for code in table.get("unites", [])])
    return f"{only}{NBSP}: {told}" if only else told


def closure_words(table: Mapping[str, Any], *, values: Mapping[str, Any]) -> str:
    """« Travaux », du 1er mars 2027 au 5 mars 2027 (Pôle Enfance)."""
    first, last = table["du"], table.get("au", table["du"])
    days = f"le {french.long_date(first)}" if first == last else french.dated_range(first, last)
    return f"«{NBSP}{table['motif']}{NBSP}», {days} ({closed_words(table, values=values)})"


def closed_words(table: Mapping[str, Any], *, values: Mapping[str, Any]) -> str:
    """What a closure closes."""
    names = [
        *_names("site", table.get("sites", []), values=values),
        *_names("activite", table.get("activites", []), values=values),
        *_names("ecole", table.get("ecoles", []), values=values),
    ]
    if table.get("toutes-les-ecoles"):
        names.append("toutes les écoles")
    only = french.listing(sorted({_unit_name(code, closure=table, values=values) for code in table.get("unites", [])}))
    return (french.listing(names) or "tout est fermé, école comprise") + (f"{NBSP}: {only}" if only else "")


def _unit_name(code: str, *, closure: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    found = (value_at(values, ("activite", activity, "unite", code, "nom")) for activity in closure.get("activites", []))
    return next((name for name in found if name), code)


def _names(kind: str, codes: Sequence[str], *, values: Mapping[str, Any]) -> list[str]:
    return [value_at(values, (kind, code, "nom")) or code for code in codes]


def title(place: Place, *, values: Mapping[str, Any]) -> str:
    """« Restauration scolaire, unité « Repas » »; empty for the file itself."""
    told = list[str]()
    for at, word in enumerate(place):
        if at and place[at - 1] in CODED:
            told.append(_item_title(place[: at + 1], values=values, is_inside=bool(told)))
        elif word not in CODED:
            told.append(PARTS.get(word, word))
    return ", ".join(told)


def _item_title(place: Place, *, values: Mapping[str, Any], is_inside: bool) -> str:
    kind, code = place[-2:]
    table = value_at(values, place) or {}
    name = table.get("nom") or table.get("fichier") or code
    if kind == "groupe" and "nom" not in table:
        name = "Tous les enfants"
    return f"{NOUNS[kind][0]} «{NBSP}{name}{NBSP}»" if is_inside or kind != "activite" else str(name)


def _shown(key: str, value: object, *, values: Mapping[str, Any], place: Place) -> str:
    if isinstance(value, list):
        return french.listing([_code_words(key, each, values=values, place=place) for each in value]) or "rien"
    if isinstance(value, str) and key in {"jours", "periodes", "niveaux", "site"}:
        return _code_words(key, value, values=values, place=place)
    if key == "prix-centimes" and isinstance(value, int):
        return french.euros(value)
    return _plain(value)


def _plain(value: object) -> str:
    kinds: tuple[tuple[type, Callable[[Any], str]], ...] = (
        (bool, lambda flag: "oui" if flag else "non"),
        (datetime, french.stamp),
        (date, french.long_date),
        (time, french.hour),
        (str, lambda text: f"«{NBSP}{text}{NBSP}»" if text else "rien"),
        (type(None), lambda _: "rien"),
    )
    return next((words(value) for kind, words in kinds if isinstance(value, kind)), str(value))


def _code_words(key: str, value: object, *, values: Mapping[str, Any], place: Place) -> str:
    if isinstance(value, date):
        return french.long_date(value)
    named = {"site": ("site",), "ecoles": ("ecole",), "unites": (*place[:2], "unite"), "journee": (*place[:2], "unite")}.get(key)
    found = value_at(values, (*named, str(value), "nom")) if named else None
    return str(found or CODES.get(str(value), value)) if key != "niveaux" else str(value).upper()
