"""The fields of the forms, with what was typed and what is wrong with it."""

from collections.abc import Mapping

from app.bookings.offering import changing, deadlines, new_activity
from app.bookings.offering.sheets import Asked, Here
from app.bookings.offering.things import Thing, Verb
from app.catalogue.editing import words
from app.core.forms import Submitted
from components import french
from components.ui import Field, Option
from components.ui.field import FieldKind


def of(thing: Thing, sent: Submitted) -> list[Field]:
    """In the order of the page."""
    if changing.is_new_activity(thing):
        return _of_new_activity(thing, sent)
    asked = [_field(each, sent, here=thing.here) for each in thing.sheet.asked]
    if thing.verb is Verb.ADD and thing.sheet.coded and not any(each.key == changing.NAME for each in thing.sheet.asked):
        name = Field(name=changing.NAME, label="Nom", value=sent.raw(changing.NAME), error=sent.problem_of(changing.NAME), hint="Une salle, une cantine…")
        return [name, *_present(asked)]
    return _present(asked)


def _present(fields: list[Field | None]) -> list[Field]:
    return [field for field in fields if field]


def _of_new_activity(thing: Thing, sent: Submitted) -> list[Field]:
    own = [_field(asked, sent, here=thing.here) for asked in new_activity.OF_ACTIVITY]
    first = [_field(asked, sent, here=thing.here, prefix=new_activity.UNIT_PREFIX, of="première unité") for asked in new_activity.OF_UNIT]
    return _present([*own, *first, _field(new_activity.SITE, sent, here=thing.here)])


def _field(asked: Asked, sent: Submitted, *, here: Here, prefix: str = "", of: str = "") -> Field | None:
    """None for a choice with nothing to choose."""
    options = asked.options(here) if asked.options else ()
    if asked.options and not options:
        return None
    name = f"{prefix}{asked.key}"
    return Field(
        name=name,
        label=f"{asked.label} ({of})" if of else asked.label,
        kind=asked.shape.kind,
        value="1" if asked.shape.kind == "checkbox" else sent.raw(name),
        hint=asked.hint or None,
        error=sent.problem_of(name),
        required=bool(asked.missing),
        options=options,
        checked=sent.is_ticked(name),
        chosen=tuple(sent.all(name)),
    )


# A cut-off rule


def of_deadline(thing: Thing, sent: Submitted) -> Mapping[str, Field]:
    """By name: their page groups them by the way to count."""
    target = _present([_field(asked, sent, here=thing.here) for asked in deadlines.TARGET])
    fields = [
        _choice(sent, deadlines.ACTION, label="Cette règle est pour", options=deadlines.ACTIONS, kind="radios"),
        *target,
        _choice(sent, deadlines.WAY, label="Jusqu’à quand", options=deadlines.WAYS, kind="radios"),
        *_counted(sent, prefix=""),
        _choice(sent, deadlines.LATE, label="Une fois ce délai passé", options=deadlines.LATES, kind="radios"),
        _typed(sent, deadlines.PERCENT, label="Majoration, en %", hint="Par exemple 50."),
        _typed(sent, deadlines.CENTS, label="Majoration, en euros", hint="Par exemple 1,50."),
        _choice(sent, deadlines.SECOND, label="Jusqu’à quand est-ce possible hors délai", options=deadlines.SECOND_WAYS, kind="radios"),
        *_counted(sent, prefix=deadlines.SECOND_PREFIX),
    ]
    ranks = _ranks(thing)
    if ranks:
        fields.append(_choice(sent, deadlines.PLACE, label="Place parmi les délais", options=ranks, hint="Quand plusieurs conviennent, le dernier l’emporte."))
    return {field.name: field for field in fields}


def _counted(sent: Submitted, *, prefix: str) -> list[Field]:
    return [
        _typed(sent, f"{prefix}nombre", label="Combien", hint="0 pour le jour même, 1 pour la veille."),
        _choice(sent, f"{prefix}en", label="En comptant", options=deadlines.UNITS),
        _choice(sent, f"{prefix}jour", label="Quel jour", options=deadlines.WEEKDAY_CHOICES),
        _choice(sent, f"{prefix}semaines", label="De quelle semaine", options=deadlines.WEEKS),
        _typed(sent, f"{prefix}quantieme", label="Quel jour du mois", hint="De 1 à 31\u00a0; 31 pour le dernier."),
        _choice(sent, f"{prefix}mois", label="De quel mois", options=deadlines.MONTHS),
        _typed(sent, f"{prefix}heure", label="À quelle heure", hint="Par exemple 12:00. Sans heure, minuit à la fin de ce jour.", required=False),
        _choice(sent, f"{prefix}ancre", label="Compté depuis", options=deadlines.ANCHORS),
    ]


def _choice(sent: Submitted, name: str, *, label: str, options: tuple[Option, ...], kind: FieldKind = "select", hint: str | None = None) -> Field:
    return Field(name=name, label=label, kind=kind, options=options, value=sent.raw(name), error=sent.problem_of(name), hint=hint)


def _typed(sent: Submitted, name: str, *, label: str, hint: str, required: bool = True) -> Field:
    return Field(name=name, label=label, value=sent.raw(name), hint=hint, error=sent.problem_of(name), required=required)


def _ranks(thing: Thing) -> tuple[Option, ...]:
    """Nothing to choose where there is no other rule."""
    own = 0 if thing.verb is Verb.ADD else int(thing.place[-1])
    above = thing.place[:-1] if thing.verb is Verb.ADD else thing.place[:-2]
    rules = changing.rules_beside(thing)
    others = [(at, words.rule_words(table, kind="delai", place=above, values=thing.document.values)) for at, table in enumerate(rules, start=1) if at != own]
    if not others:
        return ()
    stays = "En dernier\u00a0: elle l’emporte" if thing.verb is Verb.ADD else "Ne pas la déplacer"
    return (Option(value=deadlines.LAST, label=stays), *(Option(value=str(at), label=f"Avant «{french.NBSP}{told}{french.NBSP}»") for at, told in others))
