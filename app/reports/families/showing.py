"""A family in words: what is known becomes the cards, the lists and the tables of the desk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.catalogue.rules.admission import age_on
from app.catalogue.rules.windows import Category
from app.core.access import Agent
from app.households.queries.desk import Access, Adult, Child, Family
from app.households.queries.family import ContactView
from app.households.rules import phones
from app.households.rules.fields import RULES, Field
from app.households.shown import words_of, words_of_value, written
from app.reports.families.queries.days import BookedUnit, EnrolmentLine
from app.staff.rules.rights import May
from components import french
from components.households import Line, Pending, Person
from components.ui import Button, ChangeLink, Chip, Chips, DataList, DataRow

HOME = "/agents/familles"
CATEGORIES = {Category.RESIDENT: "Habite la commune", Category.NON_RESIDENT: "Habite hors de la commune"}
TABS = (("", "Famille"), ("/dossiers", "Dossiers et pièces"), ("/inscriptions", "Inscriptions"), ("/demandes", "Demandes"),
        ("/messages", "Messages"), ("/journal", "Journal"))  # fmt: skip
WEEK, WEEKS = 7, 2


def tabs(household_id: UUID, *, here: str) -> Chips:
    return Chips(label="Pages de la famille", chips=tuple(Chip(label=label, href=f"{HOME}/{household_id}{end}", current=end == here) for end, label in TABS))


# The people


def household(family: Family, *, edits: bool) -> Person:
    head, here = family.head, f"{HOME}/{family.head.id}"
    address = tuple(line for line in head.address.splitlines() if line.strip())
    return Person(
        name="Le foyer",
        lines=(
            Line(
                term=RULES[Field.ADDRESS].label,
                values=address,
                change=ChangeLink(href=f"{here}/adresse", what="l’adresse du foyer") if edits else None,
                pending=_pending(family, head.id, field=Field.ADDRESS),
            ),
            Line(
                term="Catégorie",
                values=(CATEGORIES[head.category],),
                change=ChangeLink(href=f"{here}/foyer", what="le nom et la catégorie du foyer") if edits else None,
            ),
        ),
    )


def _pending(family: Family, subject_id: UUID, *, field: Field) -> Pending | None:
    change = family.changes.get((subject_id, field))
    return Pending(words=words_of_value(field, change.new_words), withdrawal=None) if change else None


def _waiting(family: Family, subject_id: UUID, *, values: Mapping[Field, str]) -> tuple[Line, ...]:
    """A line for each of these fields that waits; they are in the title otherwise."""
    lines = (Line(term=RULES[field].label, values=(value,), pending=_pending(family, subject_id, field=field)) for field, value in values.items())
    return tuple(line for line in lines if line.pending)


def to_answer(family: Family) -> DataList | None:
    """The changes that the family asked for, each leading to where it is answered."""
    rows = tuple(
        DataRow(title=RULES[field].label, note=words_of_value(field, change.new_words), href=f"/agents/demandes/changements/{change.id}")
        for (_, field), change in family.changes.items()
    )
    return DataList(rows=rows) if rows else None


def adults(family: Family, *, edits: bool) -> tuple[Person, ...]:
    return tuple(_adult(adult, family=family, edits=edits) for adult in family.adults)


def _adult(adult: Adult, *, family: Family, edits: bool) -> Person:
    here = f"{HOME}/{family.head.id}/adultes/{adult.id}"
    calls = tuple((phones.shown(number), number) for number in (adult.phone, adult.second_phone) if number)
    invites = edits and adult.access is not Access.ACTIVE
    actions = (
        Button(label="Corriger", kind="quiet", icon="edit", href=here, about=f"la fiche de {adult.name}"),
        *([Button(label=_invite(adult), kind="quiet", icon="mail", href=f"{here}/acces", about=adult.name)] if invites else []),
        Button(label="Départ", kind="quiet", href=f"{here}/depart", about=f"de {adult.name}"),
    )
    waiting = _waiting(family, adult.id, values={Field.FIRST_NAME: adult.first_name, Field.LAST_NAME: adult.last_name})
    return Person(
        name=adult.name,
        lines=(*waiting, Line(term="Téléphone", calls=calls), Line(term="Accès", values=_access(adult))),
        actions=actions if edits else (),
    )


def _invite(adult: Adult) -> str:
    return "Inviter de nouveau" if adult.access is Access.INVITED and adult.invited_at else "Inviter"


def _access(adult: Adult) -> tuple[str, ...]:
    match adult.access:
        case Access.ACTIVE:
            return (f"Se connecte avec {adult.email}",)
        case Access.INVITED:
            since = f"Invité(e) {french.stamp(adult.invited_at)}, pas encore venu(e)" if adult.invited_at else "Jamais invité(e)"
            return (since, adult.email or "")
        case Access.CLOSED:
            return (f"Accès fermé ({adult.email})",)
        case Access.NONE:
            return ("Pas d’accès au portail",)


def gone(family: Family) -> list[str]:
    return [f"{adult.name}, {french.stamp(adult.left_at)}" for adult in family.gone if adult.left_at]


def children(family: Family, agent: Agent, *, barred: Mapping[UUID, list[str]], today: date) -> tuple[Person, ...]:
    return tuple(_child(child, family=family, agent=agent, barred=barred.get(child.id, []), today=today) for child in family.children)


def _child(child: Child, *, family: Family, agent: Agent, barred: list[str], today: date) -> Person:
    here, edits = f"{HOME}/{family.head.id}/enfants/{child.id}", agent.can(May.EDIT_FAMILIES)
    born = Line(term=RULES[Field.CHILD_BIRTH_DATE].label, values=(written(child.birth_date),), pending=_pending(family, child.id, field=Field.CHILD_BIRTH_DATE))
    school = Line(
        term=RULES[Field.CHILD_SCHOOL].label, values=(child.school,) if child.school else (), pending=_pending(family, child.id, field=Field.CHILD_SCHOOL)
    )
    asked = {Field.CHILD_FIRST_NAME: child.first_name, Field.CHILD_LAST_NAME: child.last_name}
    apart, kept_away = _apart(child, here=here, agent=agent), _barred_line(child, barred, here=here, edits=edits)
    return Person(
        name=child.name,
        note=french.count(age_on(today, birth_date=child.birth_date), one="an", many="ans"),
        lines=(*_waiting(family, child.id, values=asked), born, school, *apart, *kept_away),
        actions=(*(_edits_of(child, here=here) if edits else ()), *_other_homes(child)),
    )


def _edits_of(child: Child, *, here: str) -> tuple[Button, ...]:
    correct = Button(label="Corriger", kind="quiet", icon="edit", href=here, about=f"la fiche de {child.name}")
    bar = Button(label="Interdire une personne", kind="quiet", href=f"{here}/interdictions", about=f"de venir chercher {child.first_name}")
    return (correct,) if child.barred else (correct, bar)


def _other_homes(child: Child) -> tuple[Button, ...]:
    seen = (home for home in child.homes if home.is_seen)
    return tuple(Button(label=f"Autre foyer\u00a0: {home.name}", kind="quiet", href=f"{HOME}/{home.id}", about=f"de {child.first_name}") for home in seen)


def _apart(child: Child, *, here: str, agent: Agent) -> tuple[Line, ...]:
    """Where else the child lives, and whether this household has stated its weeks: what it said opens on purpose."""
    lines: list[Line] = []
    if child.homes:
        hidden = sum(not home.is_seen for home in child.homes)
        lines.append(Line(term="Parents", values=("Vivent séparés" + (", l’autre foyer n’est pas de vos sites" if hidden else ""),)))
    if child.custody_at:
        change = ChangeLink(href=f"{here}/garde", what=f"la garde de {child.first_name}", word="Lire") if agent.can(May.HEALTH) else None
        lines.append(Line(term="Garde alternée", values=(f"Déclarée {french.stamp(child.custody_at)}",), change=change))
    return tuple(lines)


def _barred_line(child: Child, barred: list[str], *, here: str, edits: bool) -> tuple[Line, ...]:
    if not child.barred:
        return ()
    values = tuple(barred) or (french.count(child.barred, one="personne", many="personnes"),)
    change = ChangeLink(href=f"{here}/interdictions", what=f"les personnes interdites de {child.first_name}", word="Voir") if edits else None
    return (Line(term="Ne doit pas venir chercher l’enfant", values=values, change=change),)


def sees_barred(agent: Agent) -> bool:
    return agent.can(May.EDIT_FAMILIES) or agent.can(May.HEALTH)


def contacts(family: Family) -> tuple[Person, ...]:
    names = {child.id: child.first_name for child in family.children}
    return tuple(_contact(contact, names=names) for contact in family.contacts)


def _contact(contact: ContactView, *, names: Mapping[UUID, str]) -> Person:
    calls = tuple((phones.shown(number), number) for number in (contact.phone, contact.second_phone) if number)
    tasks = tuple(Line(term=f"Pour {names[task.child_id]}", values=words_of(task)) for task in contact.tasks if task.child_id in names)
    return Person(name=contact.name, note=contact.link.words, lines=(Line(term="Téléphone", calls=calls), *tasks))


# Enrolments and days


@dataclass(frozen=True, kw_only=True)
class EnrolmentRow:
    line: EnrolmentLine
    when: str
    is_over: bool


def enrolment_rows(lines: Iterable[EnrolmentLine], *, today: date) -> list[tuple[str, list[EnrolmentRow]]]:
    """By child."""
    found: dict[tuple[UUID, str], list[EnrolmentRow]] = {}
    for line in lines:
        row = EnrolmentRow(line=line, when=french.dated_range(line.starts_on, line.ends_on), is_over=line.ends_on < today)
        found.setdefault((line.child_id, line.first_name), []).append(row)
    return [(first_name, rows) for (_, first_name), rows in found.items()]


@dataclass(frozen=True, kw_only=True)
class PlanDay:
    """`told`: each activity with its units; by the other home, it says so."""

    day: date
    told: list[str]
    is_today: bool


@dataclass(frozen=True, kw_only=True)
class Plan:
    first_name: str
    weeks: list[list[PlanDay]]


def monday_of(today: date) -> date:
    return today - timedelta(days=today.weekday())


def plans(children_of: Sequence[Child], booked: Sequence[BookedUnit], *, today: date) -> list[Plan]:
    """Day by day, of the current week and the next one; Saturdays and Sundays only where something is booked."""
    first = monday_of(today)
    weeks = [[first + timedelta(days=WEEK * week + day) for day in range(WEEK)] for week in range(WEEKS)]
    return [Plan(first_name=child.first_name, weeks=[list(_days(days, child=child, booked=booked, today=today)) for days in weeks]) for child in children_of]


def _days(days: Sequence[date], *, child: Child, booked: Sequence[BookedUnit], today: date) -> Iterable[PlanDay]:
    for day in days:
        units = [each for each in booked if each.child_id == child.id and each.day == day]
        if units or day.weekday() < WEEK - 2:
            yield PlanDay(day=day, told=_told(units), is_today=day == today)


def _told(units: Sequence[BookedUnit]) -> list[str]:
    found: dict[tuple[str, bool], list[str]] = {}
    for each in units:
        found.setdefault((each.activity, each.is_ours), []).append(each.unit)
    return [f"{activity}\u00a0: {', '.join(names)}" + ("" if is_ours else " (autre foyer)") for (activity, is_ours), names in found.items()]
