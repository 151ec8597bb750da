"""« Ma famille » in words: what is known becomes the cards of the page."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from app.households.queries.family import AdultView, ChildView, ContactView, FamilyView, Task
from app.households.rules import phones
from app.households.rules.custody import Weeks
from app.households.rules.fields import RULES, Field
from components import french
from components.households import Line, Pending, Person
from components.ui import Button, ChangeLink

HERE = "/famille"
ORDINALS = {1: "1er"}


def adults(view: FamilyView) -> tuple[Person, ...]:
    return tuple(_adult(adult, view=view) for adult in view.adults)


def _adult(adult: AdultView, *, view: FamilyView) -> Person:
    """One's own details can be changed; another adult's are read."""
    calls = tuple((phones.shown(number), number) for number in (adult.phone, adult.second_phone) if number)
    waiting = _waiting(view, adult.id, values={Field.FIRST_NAME: adult.first_name, Field.LAST_NAME: adult.last_name}, withdrawable=adult.is_me)
    phone = ChangeLink(href=f"{HERE}/telephones", what="vos numéros de téléphone") if adult.is_me else None
    access = ChangeLink(href="/compte", what="votre accès") if adult.is_me else None
    return Person(
        name=f"{adult.first_name} {adult.last_name}",
        note="(vous)" if adult.is_me else None,
        lines=(*waiting, Line(term="Téléphone", calls=calls, change=phone), Line(term="Accès au portail", values=(_access(adult),), change=access)),
        actions=(Button(label="Modifier mon nom", kind="quiet", href=f"{HERE}/identite"),) if adult.is_me else (),
    )


def _access(adult: AdultView) -> str:
    if adult.email is None:
        return "N’a pas d’accès au portail"
    return f"Invitation envoyée à {adult.email}" if adult.invited else f"Se connecte avec {adult.email}"


def address(view: FamilyView) -> Person:
    values = tuple(line for line in view.address.splitlines() if line.strip())
    change = ChangeLink(href=f"{HERE}/adresse", what="l’adresse du foyer")
    line = Line(term=RULES[Field.ADDRESS].label, values=values, change=change, pending=_pending(view, view.id, field=Field.ADDRESS))
    return Person(name="Le foyer", lines=(line,))


def children(view: FamilyView) -> tuple[Person, ...]:
    return tuple(_child(child, view=view) for child in view.children)


def _child(child: ChildView, *, view: FamilyView) -> Person:
    here, name = f"{HERE}/enfants/{child.id}", child.first_name
    waiting = _waiting(view, child.id, values={Field.CHILD_FIRST_NAME: child.first_name, Field.CHILD_LAST_NAME: child.last_name})
    born = Line(term=RULES[Field.CHILD_BIRTH_DATE].label, values=(written(child.birth_date),), pending=_pending(view, child.id, field=Field.CHILD_BIRTH_DATE))
    school = Line(
        term=RULES[Field.CHILD_SCHOOL].label, values=(child.school,) if child.school else (), pending=_pending(view, child.id, field=Field.CHILD_SCHOOL)
    )
    custody = Line(term="Garde alternée", values=_weeks(child), change=ChangeLink(href=f"{here}/garde", what=f"la garde {french.of(name)}"))
    change = Button(label="Modifier la fiche", kind="quiet", href=here, about=french.of(name))
    offer = Button(label="Indiquer une garde alternée", kind="quiet", href=f"{here}/garde", about=f"pour {name}")
    stated = child.weeks is not None
    return Person(
        name=f"{name} {child.last_name}",
        lines=(*waiting, born, school, custody) if stated else (*waiting, born, school),
        actions=(change,) if stated else (change, offer),
    )


def written(day: date) -> str:
    return f"{french.plain_date(day)} {day.year}"


def _weeks(child: ChildView) -> tuple[str, ...]:
    if child.weeks is None:
        return ()
    return tuple(words for words in (None if child.weeks is Weeks.OTHER else child.weeks.words, child.custody_words) if words)


def contacts(view: FamilyView) -> tuple[Person, ...]:
    return tuple(_contact(contact, view=view) for contact in view.contacts)


def _contact(contact: ContactView, *, view: FamilyView) -> Person:
    here = f"{HERE}/contacts/{contact.id}"
    calls = tuple((phones.shown(number), number) for number in (contact.phone, contact.second_phone) if number)
    names = {child.id: child.first_name for child in view.children}
    tasks = tuple(
        Line(term=f"Pour {names[task.child_id]}", values=words_of(task), change=ChangeLink(href=f"{here}/enfants", what=f"pour {names[task.child_id]}"))
        for task in contact.tasks
    )
    none = Line(term="Enfants", change=ChangeLink(href=f"{here}/enfants", what=f"les enfants {french.of(contact.name)}"))
    return Person(
        name=contact.name,
        note=contact.link.words,
        lines=(Line(term="Téléphone", calls=calls, change=ChangeLink(href=here, what=f"{contact.name}")), *(tasks or (none,))),
        actions=(Button(label="Retirer ce contact", kind="quiet", href=f"{here}/suppression", about=contact.name),),
    )


def words_of(task: Task) -> tuple[str, ...]:
    collects = "Peut venir chercher l’enfant" if task.may_collect else "Ne vient pas chercher l’enfant"
    return (collects, f"En cas d’urgence, à appeler en {ordinal(task.emergency_rank)}") if task.emergency_rank else (collects,)


def ordinal(rank: int) -> str:
    return ORDINALS.get(rank, f"{rank}e")


def _waiting(view: FamilyView, subject_id: UUID, *, values: Mapping[Field, str], withdrawable: bool = True) -> tuple[Line, ...]:
    """A line for each of these fields that waits; they are in the title otherwise."""
    lines = (
        Line(term=RULES[field].label, values=(value,), pending=_pending(view, subject_id, field=field, withdrawable=withdrawable))
        for field, value in values.items()
    )
    return tuple(line for line in lines if line.pending)


def _pending(view: FamilyView, subject_id: UUID, *, field: Field, withdrawable: bool = True) -> Pending | None:
    change = view.changes.get((subject_id, field))
    if change is None:
        return None
    return Pending(words=words_of_value(field, change.new_words), withdrawal=f"{HERE}/changements/{change.id}/retrait" if withdrawable else None)


def words_of_value(field: Field, value: str) -> str:
    """A value as people read it."""
    if field is Field.CHILD_BIRTH_DATE:
        return written(date.fromisoformat(value))
    return ", ".join(value.splitlines()) or "Aucune école"
