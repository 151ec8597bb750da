"""One line of the file: what it says of a family, of its adults, of a child, of what the child is enrolled in. All its mistakes are told at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID

from app.catalogue.rules import admission
from app.catalogue.rules.admission import Candidate
from app.catalogue.rules.windows import Category
from app.households.rules import names
from app.intake.rules import cells, columns, offer
from app.intake.rules.cells import Mistake
from app.intake.rules.columns import AdultColumns, Column, Header
from app.intake.rules.findings import Finding, Kind
from app.intake.rules.folding import folded
from app.intake.rules.offer import Activity, Group, Offer
from app.intake.rules.settling import mark_of
from components.french import dated_range

T = TypeVar("T")

NOBODY_TOLD = (
    "Sans code, deux familles du même nom se confondraient\u00a0: donnez le code de la famille, ou une adresse, un courriel ou un téléphone du responsable 1."
)


@dataclass(frozen=True, kw_only=True)
class SaidAdult:
    """Empty: the file does not say."""

    first_name: str
    last_name: str
    email: str
    phone: str
    second_phone: str

    @property
    def key(self) -> str:
        return names.person_key(self.first_name, self.last_name)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, kw_only=True)
class SaidChild:
    code: str
    first_name: str
    last_name: str
    birth_date: date
    school_id: UUID | None

    @property
    def key(self) -> str:
        return names.person_key(self.first_name, self.last_name)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, kw_only=True)
class SaidEnrolment:
    """Both days included. `activity`, `group`: their names, for what is told."""

    age_group_id: UUID
    activity: str
    group: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class Line:
    """`family` tells which lines are about one household: its code, otherwise a mark of its first adult and of how to reach them."""

    number: int
    family: str
    code: str
    name: str
    address: str
    category: Category | None
    adults: tuple[SaidAdult, ...]
    child: SaidChild | None
    enrolment: SaidEnrolment | None
    is_wrong: bool


@dataclass(kw_only=True)
class Reading:
    """The cells of a line, and what is wrong with them."""

    number: int
    header: Header
    cells: Sequence[str]
    findings: list[Finding] = field(default_factory=list)

    def text(self, column: Column) -> str:
        place = self.header.places.get(column)
        return self.cells[place].replace("\0", "").strip() if place is not None and place < len(self.cells) else ""

    def read(self, column: Column, reading: Callable[[str], T | Mistake], *, blank: T) -> T:
        value = reading(self.text(column))
        if isinstance(value, Mistake):
            self.refuse(column, value.sentence)
            return blank
        return value

    def refuse(self, column: Column | None, sentence: str) -> None:
        self.findings.append(Finding(line=self.number, kind=Kind.ERROR, column=column or "", sentence=sentence))

    def remark(self, column: Column, sentence: str) -> None:
        self.findings.append(Finding(line=self.number, kind=Kind.REMARK, column=column, sentence=sentence))

    @property
    def is_wrong(self) -> bool:
        return any(finding.kind is Kind.ERROR for finding in self.findings)


def read(reading: Reading, *, offered: Offer, today: date) -> Line:
    if any(cell.strip() for cell in reading.cells[reading.header.width :]):
        reading.refuse(None, "Cette ligne a plus de cellules que de colonnes\u00a0: un texte qui contient le séparateur s’écrit entre guillemets.")
    adults = tuple(adult for of in columns.ADULTS if (adult := _adult(reading, of)))
    child = _child(reading, offered=offered, today=today)
    address, code = _address(reading), reading.read(Column.FAMILY_CODE, cells.code, blank="")
    enrolment = _enrolment(reading, child, offered=offered)
    family = _family(code, adults=adults, address=address)
    if not adults and not reading.is_wrong:
        reading.refuse(Column.LAST_NAME_1, "Il manque le responsable\u00a0: écrivez son nom et son prénom.")
    elif not family and not reading.is_wrong:
        reading.refuse(Column.FAMILY_CODE, NOBODY_TOLD)
    return Line(
        number=reading.number,
        family=family or f"ligne {reading.number}",
        code=code,
        name=reading.read(Column.FAMILY_NAME, cells.name, blank=""),
        address=address,
        category=_category(reading),
        adults=adults,
        child=child,
        enrolment=enrolment,
        is_wrong=reading.is_wrong,
    )


def _family(code: str, *, adults: Sequence[SaidAdult], address: str) -> str:
    """Without a code: two people of the same name are two families, unless one reaches them at the same place."""
    if code:
        return code
    reached = adults[0].email or folded(address) or adults[0].phone if adults else ""
    return mark_of(f"{adults[0].key}/{reached}") if reached else ""


def _adult(reading: Reading, of: AdultColumns) -> SaidAdult | None:
    adult = SaidAdult(
        first_name=reading.read(of.first_name, cells.name, blank=""),
        last_name=reading.read(of.last_name, cells.name, blank=""),
        email=reading.read(of.email, cells.email, blank=""),
        phone=reading.read(of.phone, cells.phone, blank=""),
        second_phone=reading.read(of.second_phone, cells.phone, blank=""),
    )
    if not any(map(reading.text, (of.first_name, of.last_name, of.email, of.phone, of.second_phone))):
        return None
    for column in (of.last_name, of.first_name):
        if not reading.text(column):
            reading.refuse(column, f"Il manque le {'nom' if column is of.last_name else 'prénom'} du responsable {of.number}\u00a0: écrivez-le.")
    return adult if adult.first_name and adult.last_name else None


def _child(reading: Reading, *, offered: Offer, today: date) -> SaidChild | None:
    first_name, last_name = reading.read(Column.CHILD_FIRST_NAME, cells.name, blank=""), reading.read(Column.CHILD_LAST_NAME, cells.name, blank="")
    born = reading.read(Column.BIRTH_DATE, lambda text: cells.birth_date(text, today=today), blank=None)
    code, school_id = reading.read(Column.CHILD_CODE, cells.code, blank=""), _school(reading, offered=offered)
    asked = (Column.CHILD_LAST_NAME, Column.CHILD_FIRST_NAME, Column.BIRTH_DATE)
    if not any(map(reading.text, (*asked, Column.CHILD_CODE))):
        return None
    for column in asked:
        if not reading.text(column):
            what = "la date de naissance" if column is Column.BIRTH_DATE else "le nom" if column is Column.CHILD_LAST_NAME else "le prénom"
            reading.refuse(column, f"Il manque {what} de l’enfant\u00a0: écrivez-{'la' if column is Column.BIRTH_DATE else 'le'}.")
    if not first_name or not last_name or born is None:
        return None
    return SaidChild(code=code, first_name=first_name, last_name=last_name, birth_date=born, school_id=school_id)


def _school(reading: Reading, *, offered: Offer) -> UUID | None:
    text = reading.text(Column.SCHOOL)
    school = offer.found(text, offered.by_school)
    if text and school is None:
        reading.refuse(Column.SCHOOL, offer.unknown(text, offered.schools, what="une école"))
    return school.id if school else None


def _address(reading: Reading) -> str:
    address = cells.address(reading.text(Column.STREET), postcode=reading.text(Column.POSTCODE), town=reading.text(Column.TOWN))
    if isinstance(address, Mistake):
        reading.refuse(Column.POSTCODE if reading.text(Column.STREET) else Column.STREET, address.sentence)
        return ""
    return address


def _category(reading: Reading) -> Category | None:
    """None: the file does not say."""
    outside = reading.read(Column.OUTSIDE, cells.yes, blank=False)
    if not reading.text(Column.OUTSIDE):
        return None
    return Category.NON_RESIDENT if outside else Category.RESIDENT


def _enrolment(reading: Reading, child: SaidChild | None, *, offered: Offer) -> SaidEnrolment | None:
    text = reading.text(Column.ACTIVITY)
    activity = offer.found(text, offered.by_activity)
    if not text:
        for column in (Column.GROUP, Column.STARTS_ON, Column.ENDS_ON):
            if reading.text(column):
                reading.refuse(column, "À quelle activité\u00a0? Écrivez-la dans la colonne «\u00a0activité\u00a0», ou videz cette cellule.")
    elif activity is None:
        reading.refuse(Column.ACTIVITY, offer.unknown(text, offered.activities, what="une activité"))
    elif child is None:
        if not reading.is_wrong:
            reading.refuse(Column.ACTIVITY, "Il manque l’enfant à inscrire\u00a0: écrivez son nom, son prénom et sa date de naissance.")
    else:
        return _in_group(reading, activity, child=child, offered=offered)
    return None


def _in_group(reading: Reading, activity: Activity, *, child: SaidChild, offered: Offer) -> SaidEnrolment | None:
    days = _days(reading, activity)
    if days is None:
        return None
    school = next((school.code for school in offered.schools if school.id == child.school_id), None)
    candidate = Candidate(birth_date=child.birth_date, school=school, level=cells.level(reading.text(Column.SCHOOL_CLASS)))
    group = _group(reading, activity, candidate=candidate, on=days[0])
    if group is None:
        return None
    if why := admission.why_not_enrolled(group.admission, candidate, on=days[0]):
        reading.remark(Column.GROUP, f"{why.sentence} L’inscription est reprise telle quelle, comme une exception.")
    return SaidEnrolment(age_group_id=group.id, activity=activity.name, group=group.name, starts_on=days[0], ends_on=days[1])


def _group(reading: Reading, activity: Activity, *, candidate: Candidate, on: date) -> Group | None:
    text = reading.text(Column.GROUP)
    if text:
        group = offer.group_named(activity, text)
        if group is None:
            reading.refuse(Column.GROUP, offer.unknown(text, activity.groups, what=f"un groupe de «\u00a0{activity.name}\u00a0»"))
        return group
    group = offer.group_of(activity, candidate, on=on)
    if group is None:
        among = ", ".join(each.name for each in activity.groups)
        reading.refuse(Column.GROUP, f"Plusieurs groupes de «\u00a0{activity.name}\u00a0», ou aucun, reçoivent cet enfant\u00a0: écrivez lequel ({among}).")
    return group


def _days(reading: Reading, activity: Activity) -> tuple[date, date] | None:
    """As the file says, otherwise those of the school year; None when something is wrong with them."""
    starts_on, ends_on = (reading.read(column, cells.day, blank=None) for column in (Column.STARTS_ON, Column.ENDS_ON))
    before = len(reading.findings)
    first = starts_on or (activity.usual[0] if activity.usual else None)
    last = ends_on or (activity.usual[1] if activity.usual else None)
    if (reading.text(Column.STARTS_ON) and starts_on is None) or (reading.text(Column.ENDS_ON) and ends_on is None):
        return None
    if first is None or last is None:
        reading.refuse(Column.STARTS_ON, f"«\u00a0{activity.name}\u00a0» n’a pas de jours dans l’année scolaire\u00a0: écrivez ceux de l’inscription.")
    elif first < activity.opens or last > activity.closes:
        bounds = dated_range(activity.opens, activity.closes)
        reading.refuse(
            Column.STARTS_ON if first < activity.opens else Column.ENDS_ON, f"«\u00a0{activity.name}\u00a0» va {bounds}\u00a0: restez entre ces jours."
        )
    elif first > last:
        reading.refuse(Column.ENDS_ON, "L’inscription finit avant de commencer\u00a0: corrigez l’un des deux jours.")
    return None if first is None or last is None or len(reading.findings) > before else (first, last)
