"""What a family of the file changes in the portal: worked out whole before anything is written, one family after the other."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from app.catalogue.rules.windows import Category
from app.enrolments.actions import NewEnrolment
from app.households.actions import NewChild, NewGuardian, NewHousehold
from app.intake.rules.columns import Column
from app.intake.rules.families import SaidFamily
from app.intake.rules.findings import Finding, Kind
from app.intake.rules.known import ENROLLED, NAME, CodedChild, Known, Owner
from app.intake.rules.lines import SaidAdult, SaidChild, SaidEnrolment
from app.intake.rules.settling import mark_of

FIRST_SCHOOL = "child.first_school"  # of a child who may have one already: that one stays


@dataclass(frozen=True, kw_only=True)
class Added:
    """An adult or a child who joins a household that is there. `position`: of an adult among the others."""

    household_id: UUID
    guardian: NewGuardian | None = None
    child: NewChild | None = None
    position: int = 0


@dataclass(frozen=True, kw_only=True)
class Written:
    """A field of a household, of an adult or of a child takes a value; `what` names the column."""

    subject: UUID
    what: str
    value: str


@dataclass(kw_only=True)
class Batch:
    """What the families of a batch change, ready to be written in a few statements."""

    accounts: dict[UUID, str] = field(default_factory=dict)
    households: list[NewHousehold] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)
    joined: list[tuple[UUID, UUID]] = field(default_factory=list)  # a household, a child whom another one has already
    written: list[Written] = field(default_factory=list)
    enrolments: list[NewEnrolment] = field(default_factory=list)
    keys: dict[tuple[str, bool], UUID] = field(default_factory=dict)
    child_codes: dict[str, UUID] = field(default_factory=dict)
    marks: dict[tuple[UUID, UUID], dict[str, str]] = field(default_factory=dict)  # (subject, household)

    def mark(self, subject: UUID, household_id: UUID, **marks: str) -> None:
        self.marks.setdefault((subject, household_id), {}).update({name: mark_of(value) for name, value in marks.items() if value})


@dataclass(kw_only=True)
class Plan:
    """One family being planned; `findings` tell what is done and what is not."""

    family: SaidFamily
    batch: Batch
    known: Known
    household_id: UUID
    adults: int = 0
    children: int = 0
    enrolments: int = 0
    fields: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        return bool(self.adults or self.children or self.enrolments or self.fields)

    def tell(self, kind: Kind, sentence: str, *, line: int | None = None, column: Column | None = None) -> None:
        self.findings.append(Finding(line=line or self.family.line, kind=kind, column=column or "", sentence=sentence))


def created(family: SaidFamily, known: Known, *, batch: Batch) -> Plan:
    plan = Plan(family=family, batch=batch, known=known, household_id=uuid4())
    guardians = tuple(new_guardian(plan, adult) for adult in family.adults)
    children = [new_child(plan, child) for child in family.children]
    name = family.name or family.adults[0].last_name
    batch.households.append(
        NewHousehold(
            id=plan.household_id,
            name=name,
            guardians=guardians,
            children=tuple(child for child in children if child),
            category=family.category or Category.RESIDENT,
            address=family.address,
        )
    )
    batch.mark(plan.household_id, plan.household_id, name=name, address=family.address, category=(family.category or Category.RESIDENT).value)
    ids = {said.key: new.id if new else known.children_by_code[said.code].id for said, new in zip(family.children, children, strict=True)}
    take_key(plan)
    for key, _, enrolment in family.enrolments:
        enrol(plan, enrolment, child_id=ids[key])
    return plan


def take_key(plan: Plan) -> None:
    plan.batch.keys[plan.family.key, bool(plan.family.code)] = plan.household_id
    plan.known.claimed.add(plan.household_id)


def new_guardian(plan: Plan, adult: SaidAdult) -> NewGuardian:
    guardian_id = uuid4()
    account_id = account(plan, adult, guardian_id=guardian_id)
    plan.adults += 1
    email = adult.email if account_id else ""
    plan.batch.mark(guardian_id, plan.household_id, **{NAME: adult.key}, email=email, phone=adult.phone, second_phone=adult.second_phone)
    return NewGuardian(
        id=guardian_id, account_id=account_id, first_name=adult.first_name, last_name=adult.last_name, phone=adult.phone, second_phone=adult.second_phone
    )


def account(plan: Plan, adult: SaidAdult, *, guardian_id: UUID) -> UUID | None:
    """That of the address, which is made when nobody has it; None, told, when it is somebody else's."""
    if not adult.email:
        return None
    owner = plan.known.owners.get(adult.email)
    line = plan.family.line_of(adult.key)
    if owner and (owner.guardian_id or not owner.is_usable):
        sentence = (
            f"L’adresse de {adult.name} est déjà celle de quelqu’un d’autre au portail, ou d’un accès fermé\u00a0: cet adulte est repris sans adresse. "
            "Demandez-lui la sienne, ou cherchez un foyer en double."
        )
        plan.tell(Kind.REMARK, sentence, line=line, column=Column.EMAIL_1)
        return None
    account_id = owner.account_id if owner else uuid4()
    if owner is None:
        plan.batch.accounts[account_id] = adult.email
    plan.known.owners[adult.email] = Owner(account_id=account_id, guardian_id=guardian_id, is_usable=True)
    return account_id


def new_child(plan: Plan, child: SaidChild) -> NewChild | None:
    """None for a child whom another household brought under the same code: it joins this one too, which may be the first to know its school."""
    plan.children += 1
    shared = plan.known.children_by_code.get(child.code) if child.code else None
    child_id = shared.id if shared else uuid4()
    plan.batch.mark(child_id, plan.household_id, **{NAME: child.key})
    if shared:
        plan.batch.joined.append((plan.household_id, child_id))
        if child.school_id:
            plan.batch.written.append(Written(subject=child_id, what=FIRST_SCHOOL, value=str(child.school_id)))
        return None
    if child.code:
        take_code(plan, child, child_id=child_id)
    plan.batch.mark(child_id, plan.household_id, birth_date=child.birth_date.isoformat(), school=str(child.school_id or ""))
    return NewChild(id=child_id, first_name=child.first_name, last_name=child.last_name, birth_date=child.birth_date, school_id=child.school_id)


def take_code(plan: Plan, child: SaidChild, *, child_id: UUID) -> None:
    plan.batch.child_codes[child.code] = child_id
    plan.known.children_by_code[child.code] = CodedChild(id=child_id, key=child.key, birth_date=child.birth_date)


def enrol(plan: Plan, said: SaidEnrolment, *, child_id: UUID) -> None:
    plan.enrolments += 1
    plan.batch.mark(child_id, plan.household_id, **{enrolled(said): "enrolled"})
    plan.batch.enrolments.append(
        NewEnrolment(
            id=uuid4(),
            household_id=plan.household_id,
            child_id=child_id,
            age_group_id=said.age_group_id,
            starts_on=said.starts_on,
            ends_on=said.ends_on,
        )
    )


def enrolled(said: SaidEnrolment) -> str:
    return f"{ENROLLED}{said.age_group_id}:{said.starts_on}"
