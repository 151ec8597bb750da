"""A family as all its lines tell it: each adult once, each child once. Lines that contradict each other are told apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from app.catalogue.rules.windows import Category
from app.intake.rules.columns import ADULTS, Column
from app.intake.rules.findings import Finding, Kind
from app.intake.rules.lines import Line, SaidAdult, SaidChild, SaidEnrolment
from components.french import NBSP

P = TypeVar("P", SaidAdult, SaidChild)

WORDS = {
    "email": (Column.EMAIL_1, "Le courriel"),
    "phone": (Column.PHONE_1, "Le téléphone"),
    "second_phone": (Column.SECOND_PHONE_1, "L’autre téléphone"),
    "birth_date": (Column.BIRTH_DATE, "La date de naissance"),
    "school_id": (Column.SCHOOL, "L’école"),
    "code": (Column.CHILD_CODE, "Le code"),
}
WRITINGS = {"first_name", "last_name"}  # of the same person: the first one is taken


@dataclass(kw_only=True)
class SaidFamily:
    """`key`: how this file names it. `lines`: the numbers of its lines; of a person, the first that names it."""

    lines: list[int] = field(default_factory=list)
    key: str = ""
    code: str = ""
    name: str = ""
    address: str = ""
    category: Category | None = None
    adults: list[SaidAdult] = field(default_factory=list)
    children: list[SaidChild] = field(default_factory=list)
    enrolments: list[tuple[str, int, SaidEnrolment]] = field(default_factory=list)  # the key of the child, the line
    first_lines: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def line(self) -> int:
        return self.lines[0]

    def line_of(self, key: str) -> int:
        return self.first_lines.get(key, self.line)


def gathered(lines: Sequence[Line]) -> SaidFamily:
    family = SaidFamily(key=lines[0].family, code=lines[0].code)
    for line in lines:
        family.lines.append(line.number)
        _say(family, line, what="name", column=Column.FAMILY_NAME, words="Le nom de la famille")
        _say(family, line, what="address", column=Column.STREET, words="L’adresse")
        _say(family, line, what="category", column=Column.OUTSIDE, words="«\u00a0Hors commune\u00a0»")
        for place, adult in enumerate(line.adults):
            _add(family, family.adults, person=adult, line=line.number, place=place)
        if line.child:
            _add(family, family.children, person=line.child, line=line.number)
            if line.enrolment and (line.child.key, line.enrolment) not in [(key, each) for key, _, each in family.enrolments]:
                family.enrolments.append((line.child.key, line.number, line.enrolment))
    _look_at_codes(family)
    _look_at_enrolments(family)
    _look_at_emails(family)
    return family


def _say(family: SaidFamily, line: Line, *, what: str, column: Column, words: str) -> None:
    before, said = getattr(family, what), getattr(line, what)
    if not said:
        return
    if before and before != said:
        known = family.line_of(what)
        _refuse(
            family,
            line.number,
            column=column,
            sentence=f"{words} n’est pas le même qu’à la ligne {known}\u00a0: mettez le même partout, ou videz cette cellule.",
        )
    else:
        setattr(family, what, said)
        family.first_lines.setdefault(what, line.number)


def _add(family: SaidFamily, people: list[P], *, person: P, line: int, place: int = 0) -> None:
    """What one line leaves empty another may say."""
    known = next((each for each in people if each.key == person.key), None)
    if known is None:
        people.append(person)
        family.first_lines[person.key] = line
        return
    added: dict[str, Any] = {}
    for name in (each.name for each in fields(person) if each.name not in WRITINGS):
        before, said = getattr(known, name), getattr(person, name)
        if said and before and said != before:
            column, words = WORDS[name]
            if place:
                column = getattr(ADULTS[place], name)
            first = family.line_of(person.key)
            _refuse(
                family,
                line,
                column=column,
                sentence=f"{words} de {known.name} n’est pas celui de la ligne {first}\u00a0: mettez le même partout, ou videz cette cellule.",
            )
        elif said and not before:
            added[name] = said
    people[people.index(known)] = replace(known, **added)


def _look_at_codes(family: SaidFamily) -> None:
    """A code is one child's: two would be taken for the same one at the next import."""
    owners: dict[str, SaidChild] = {}
    for child in family.children:
        owner = owners.setdefault(child.code, child) if child.code else child
        if owner is not child:
            sentence = f"La ligne {family.line_of(owner.key)} donne ce code à {owner.name}\u00a0: chaque enfant a le sien, corrigez-le ou videz cette cellule."
            _refuse(family, family.line_of(child.key), column=Column.CHILD_CODE, sentence=sentence)


def _look_at_enrolments(family: SaidFamily) -> None:
    """A child is in one group of an activity at a time."""
    for rank, (key, line, enrolment) in enumerate(family.enrolments):
        for other, first, before in family.enrolments[:rank]:
            if other == key and before.activity == enrolment.activity and before.starts_on <= enrolment.ends_on and enrolment.starts_on <= before.ends_on:
                sentence = f"La ligne {first} inscrit déjà cet enfant à «\u00a0{enrolment.activity}\u00a0» ces jours-là\u00a0: gardez une seule des deux."
                _refuse(family, line, column=Column.ACTIVITY, sentence=sentence)
                break


def _look_at_emails(family: SaidFamily) -> None:
    """One account per adult: an address that two share is the first one's."""
    taken: dict[str, SaidAdult] = {}
    for place, adult in enumerate(family.adults):
        if adult.email and adult.email in taken:
            sentence = (
                f"{taken[adult.email].name} a la même adresse. Chaque adulte a son propre accès\u00a0: {adult.name} est repris sans adresse, "
                f"et donnera la sienne au service."
            )
            family.findings.append(Finding(line=family.line_of(adult.key), kind=Kind.REMARK, column=Column.EMAIL_2, sentence=sentence))
            family.adults[place] = replace(adult, email="")
        elif adult.email:
            taken[adult.email] = adult


def _refuse(family: SaidFamily, line: int, *, column: Column, sentence: str) -> None:
    family.findings.append(Finding(line=line, kind=Kind.ERROR, column=column, sentence=sentence))


def label(family: SaidFamily) -> str:
    names: Iterable[str] = [family.name] if family.name else [adult.last_name for adult in family.adults[:1]]
    return f"Famille{NBSP}{' '.join(names)}"
