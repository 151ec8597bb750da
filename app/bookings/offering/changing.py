"""From what an agent typed to a changed file: only the keys that mean something else are written. Mistakes are told at the field where they were made."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.bookings.offering import codes, deadlines, new_activity
from app.bookings.offering.shapes import Hour, Words
from app.bookings.offering.sheets import Asked
from app.bookings.offering.things import DEADLINE, Thing, Verb
from app.catalogue.commune_file.words import PERIODS, WEEKDAY_SETS
from app.catalogue.editing import blocks, removals, words
from app.catalogue.editing.blocks import Path
from app.catalogue.editing.document import LISTS, Document
from app.core import paging
from app.core.forms import Submitted

NAME = "nom"
COLON = re.compile(r"[ \u00a0]: ")
NUMBERED = re.compile(r"[Ll]a règle n°[ \u00a0](\d+)")
OWN_NUMBER = re.compile(r"^Règle n°[ \u00a0]\d+[ \u00a0]: ")
ENDS_EARLY = "Le dernier jour vient avant le premier."
# Values that mean the same as nothing.
USUAL_OF_RULE = {"en": "jours", "ancre": "jour", "hors-delai": "refus"}


def first(thing: Thing) -> Submitted:
    """What a form holds when it opens."""
    if thing.kind == DEADLINE:
        return Submitted(values=deadlines.shown(thing.table, here=thing.here) | {deadlines.PLACE: [deadlines.LAST]})
    if is_new_activity(thing):
        return new_activity.first()
    return Submitted(values={asked.key: list(asked.shape.shown(_effective(asked, thing))) for asked in thing.sheet.asked})


def is_new_activity(thing: Thing) -> bool:
    return thing.verb is Verb.ADD and thing.kind == "activite"


def _effective(asked: Asked, thing: Thing) -> object:
    own = thing.table.get(asked.key)
    return asked.usual(thing.here) if own is None and asked.usual else own


def names_of(thing: Thing) -> frozenset[str]:
    """The fields of its form."""
    if thing.kind == DEADLINE:
        return deadlines.NAMES
    if is_new_activity(thing):
        return new_activity.NAMES
    return frozenset({*(asked.key for asked in thing.sheet.asked), *({NAME} if thing.verb is Verb.ADD and thing.sheet.coded else ())})


def edited(thing: Thing, sent: Submitted) -> Document:
    """The changed file; when something must be corrected, `sent` holds why, and the file is not to be used."""
    if thing.verb is Verb.REMOVE:
        return removals.without(thing.document, thing.path)
    if thing.kind == DEADLINE:
        return _with_deadline(thing, sent)
    if is_new_activity(thing):
        return new_activity.added(thing.document, sent)
    changes = _changes(thing, sent)
    _refuse_disorder(sent, changes)
    if thing.verb is Verb.CHANGE:
        return thing.document.change(thing.path, changes)
    return thing.document.add(thing.path, _code(thing, sent) | changes)


def _changes(thing: Thing, sent: Submitted) -> dict[str, object]:
    changes: dict[str, object] = {}
    for asked in thing.sheet.asked:
        typed = asked.shape.typed(sent, asked.key)
        if typed is None and asked.missing and not sent.problem_of(asked.key):
            sent.refuse(asked.key, asked.missing)
        if asked.shape.shown(typed) != asked.shape.shown(_effective(asked, thing)):
            changes[asked.key] = typed
    return changes


def _refuse_disorder(sent: Submitted, changes: Mapping[str, object]) -> None:
    """Said in the words of the form; the reader of the file would say it in its own."""
    begins, ends = changes.get("du"), changes.get("au")
    if begins is not None and ends is not None and str(ends) < str(begins):
        sent.refuse("au", ENDS_EARLY)


def _code(thing: Thing, sent: Submitted) -> dict[str, object]:
    """Made of the name, and of no other thing of the list. Rules and closures have none."""
    if not thing.sheet.coded:
        return {}
    name = sent.text(NAME, missing="Écrivez un nom.") if not sent.problem_of(NAME) else ""
    return {"code": codes.free(name, taken=[table.get("code", "") for table in _listed(thing)])}


def _listed(thing: Thing) -> list[dict[str, Any]]:
    tables: list[dict[str, Any]] = thing.document.at(thing.path[:-1]).get(str(thing.path[-1]), [])
    return tables


# A cut-off rule


def _with_deadline(thing: Thing, sent: Submitted) -> Document:
    table, before = deadlines.typed(sent, here=thing.here), _before(sent, thing)
    if thing.verb is Verb.ADD:
        return thing.document.add(thing.path, table, before=before)
    changes = {key: value for key, value in table.items() if not _means_the_same(key, thing.table.get(key), new=value)}
    document = thing.document.change(thing.path, changes)
    return document if before is None else _moved(document, thing.path, before=before)


def _before(sent: Submitted, thing: Thing) -> int | None:
    """The rule before which it is to stand; None to stay, or to come last."""
    rank = paging.number_in(sent.raw(deadlines.PLACE))
    return rank if rank and rank <= len(rules_beside(thing)) else None


def rules_beside(thing: Thing) -> list[dict[str, Any]]:
    """The cut-off rules of its list, itself among them."""
    parent = thing.path[:-1] if thing.verb is Verb.ADD else thing.path[:-2]
    tables: list[dict[str, Any]] = thing.document.at(parent).get(DEADLINE, [])
    return tables


def _moved(document: Document, path: Path, *, before: int) -> Document:
    at = path[-1]
    if not isinstance(at, int) or before in {at, at + 1}:
        return document
    table = document.at(path)
    return document.remove(path).add(path[:-1], table, before=before if before < at else before - 1)


def _means_the_same(key: str, old: object, *, new: object) -> bool:
    shapes = {"heure": Hour(), "jours": Words(meanings=WEEKDAY_SETS), "periodes": Words(meanings=PERIODS)}
    if key in shapes:
        return shapes[key].shown(old) == shapes[key].shown(new)
    usual = USUAL_OF_RULE.get(key)
    return (usual if old is None else old) == (usual if new is None else new)


def position_of(thing: Thing, sent: Submitted) -> int:
    """Where the rule of the form comes to stand in its list."""
    before = _before(sent, thing)
    if thing.verb is Verb.ADD:
        return before or len(rules_beside(thing)) + 1
    at = int(thing.place[-1])
    if before in {None, at, at + 1}:
        return at
    return before if before < at else before - 1


# What the reader of the file refuses


def place_problems(sent: Submitted, thing: Thing, *, document: Document, problems: Sequence[str]) -> list[str]:
    """Each at its field; what belongs to none of them is answered, in words."""
    return [sentence for problem in problems if (sentence := _unplaced(sent, thing, document=document, problem=problem))]


def _unplaced(sent: Submitted, thing: Thing, *, document: Document, problem: str) -> str:
    where, sentence = COLON.split(problem, maxsplit=1) if COLON.search(problem) else ("", problem)
    own = blocks.written_of(_own_path(thing))
    sentence = _named(OWN_NUMBER.sub("", sentence), values=document.values)
    sentence = sentence[:1].upper() + sentence[1:]
    key = where.removeprefix(f"{own}.") if where.startswith(f"{own}.") else ""
    if key in names_of(thing):
        if not sent.problem_of(key):
            sent.refuse(key, sentence)
        return ""
    if where == own:
        return sentence
    if other := dict(_all_rules(document.values)).get(where):
        return f"«\u00a0{other}\u00a0»\u00a0: {sentence}"
    title = title_of(where, values=document.values)
    return f"{title}\u00a0: {sentence}" if title else problem


def _named(sentence: str, *, values: Mapping[str, Any]) -> str:
    """« la règle n° 11 » counts those of the whole file: here, in its words."""
    rules = list(_all_rules(values))

    def words_of(found: re.Match[str]) -> str:
        at = int(found[1])
        return f"la règle «\u00a0{rules[at - 1][1]}\u00a0»" if 1 <= at <= len(rules) else found[0]

    return NUMBERED.sub(words_of, sentence)


def _all_rules(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Where each cut-off rule is written, and its words, in the order in which they are numbered."""
    for at, table in enumerate(values.get(DEADLINE, []), start=1):
        yield f"{DEADLINE}[{at}]", words.rule_words(table, kind=DEADLINE, place=(), values=values)
    for number, activity in enumerate(values.get("activite", []), start=1):
        for at, table in enumerate(activity.get(DEADLINE, []), start=1):
            place = ("activite", activity.get("code", ""))
            yield f"activite[{number}].{DEADLINE}[{at}]", words.rule_words(table, kind=DEADLINE, place=place, values=values)


def _own_path(thing: Thing) -> Path:
    return (*thing.path, len(_listed(thing)) + 1) if thing.verb is Verb.ADD else thing.path


def title_of(where: str, *, values: Mapping[str, Any]) -> str:
    """« activite[2].groupe[1].site » in words: « Accueil de loisirs Mercredi, groupe « Tous les enfants » »."""
    place = tuple(_codes(where, values=values))
    told = words.title(place, values=values)
    return told[:1].upper() + told[1:]


def _codes(where: str, *, values: Mapping[str, Any]) -> Iterator[str]:
    here: Any = values
    for part in where.split("."):
        found = re.fullmatch(r"([\w-]+)\[(\d+)\]", part)
        if found is None or not isinstance(here, Mapping) or found[1] not in LISTS:
            return
        tables = here.get(found[1], [])
        if not 1 <= int(found[2]) <= len(tables):
            return
        here = tables[int(found[2]) - 1]
        if found[1] in {"delai", "ouverture", "fermeture"}:
            return
        yield from (found[1], here.get("code", "tous"))
