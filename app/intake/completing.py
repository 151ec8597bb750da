"""A household that is there already, completed by the lines of its family: what it lacks is added, what it knows better is kept, each told."""

from collections.abc import Mapping
from uuid import UUID

from app.households.rules.fields import Field
from app.intake import planning
from app.intake.planning import Added, Batch, Plan, Written
from app.intake.rules import settling
from app.intake.rules.columns import Column
from app.intake.rules.families import SaidFamily
from app.intake.rules.findings import Kind
from app.intake.rules.known import Known, KnownAdult, KnownChild, KnownHousehold, Owner
from app.intake.rules.lines import SaidAdult, SaidChild, SaidEnrolment
from app.intake.rules.settling import Settled
from components.french import dated_range


def completed(family: SaidFamily, household: KnownHousehold, *, known: Known, batch: Batch) -> Plan:
    plan = Plan(family=family, batch=batch, known=known, household_id=household.id)
    planning.take_key(plan)
    for what, said, current in (("name", family.name, household.name), ("address", family.address, household.address)):
        waits = what == "address" and (Field.ADDRESS, household.id) in household.waiting
        answer = settling.settled(said, current=current, mark=household.marks.get(what), waits=waits)
        words = "L’adresse" if what == "address" else "Le nom de la famille"
        _settle(plan, answer, written=Written(subject=household.id, what=f"household.{what}", value=said), words=words, line=family.line_of(what))
    if family.category:
        answer = settling.settled(family.category, current=household.category, mark=household.marks.get("category"))
        written = Written(subject=household.id, what="household.category", value=family.category)
        _settle(plan, answer, written=written, words="«\u00a0Hors commune\u00a0»", line=family.line_of("category"))
    for adult in family.adults:
        _complete_adult(plan, adult, household=household)
    ids = {child.key: _complete_child(plan, child, household=household) for child in family.children}
    for key, line, enrolment in family.enrolments:
        if child_id := ids[key]:
            _complete_enrolment(plan, enrolment, child_id=child_id, household=household, line=line)
    return plan


def _settle(plan: Plan, answer: Settled, *, written: Written, words: str, line: int) -> None:
    """Write the field or leave it, and tell."""
    if answer.writes:
        _write(plan, answer, written=written, words=words, line=line)
        plan.batch.mark(written.subject, plan.household_id, **{written.what.partition(".")[2]: written.value})
    elif answer is Settled.KEPT:
        _tell_kept(plan, words, line=line)


def _write(plan: Plan, answer: Settled, *, written: Written, words: str, line: int) -> None:
    plan.fields += 1
    plan.batch.written.append(written)
    plan.tell(Kind.DONE, f"{words}\u00a0: {'complété' if answer is Settled.FILLED else 'corrigé d’après ce fichier'}.", line=line)


def _tell_kept(plan: Plan, words: str, *, line: int) -> None:
    plan.tell(Kind.KEPT, f"{words}\u00a0: le portail en sait un autre, donné ou corrigé depuis. Il est gardé.", line=line)


def _complete_adult(plan: Plan, said: SaidAdult, *, household: KnownHousehold) -> None:
    adult, line = household.adult_called(said.key), plan.family.line_of(said.key)
    if adult is None:
        position = len(household.adults) + plan.adults
        plan.batch.added.append(Added(household_id=household.id, guardian=planning.new_guardian(plan, said), position=position))
        plan.tell(Kind.DONE, f"{said.name} est ajouté à la famille.", line=line)
    elif adult.has_left:
        plan.tell(Kind.KEPT, f"{said.name} a quitté ce foyer depuis\u00a0: rien n’est changé.", line=line)
    else:
        for what, value, current in (("phone", said.phone, adult.phone), ("second_phone", said.second_phone, adult.second_phone)):
            words = f"{'Le téléphone' if what == 'phone' else 'L’autre téléphone'} de {said.name}"
            answer = settling.settled(value, current=current, mark=adult.marks.get(what))
            _settle(plan, answer, written=Written(subject=adult.id, what=f"guardian.{what}", value=value), words=words, line=line)
        _complete_email(plan, said, adult=adult, line=line)


def _complete_email(plan: Plan, said: SaidAdult, *, adult: KnownAdult, line: int) -> None:
    """The address of an access that is used belongs to its adult; one that nobody has opened yet may have been mistyped."""
    answer = settling.settled(said.email, current=adult.email, mark=adult.marks.get("email"), waits=adult.is_active)
    words = f"L’adresse de courriel de {said.name}"
    if answer is Settled.FILLED or (answer is Settled.CORRECTED and plan.known.owners.get(said.email)):
        account_id = planning.account(plan, said, guardian_id=adult.id)
        if account_id:
            _write(plan, answer, written=Written(subject=adult.id, what="guardian.account", value=str(account_id)), words=words, line=line)
            plan.batch.mark(adult.id, plan.household_id, email=said.email)
    elif answer is Settled.CORRECTED and adult.account_id:
        plan.known.owners[said.email] = Owner(account_id=adult.account_id, guardian_id=adult.id, is_usable=True)
        _write(plan, answer, written=Written(subject=adult.account_id, what="account.email", value=said.email), words=words, line=line)
        plan.batch.mark(adult.id, plan.household_id, email=said.email)
    elif answer is Settled.KEPT:
        _tell_kept(plan, words, line=line)


def _complete_child(plan: Plan, said: SaidChild, *, household: KnownHousehold) -> UUID | None:
    """None for a child who has left the household since it was imported."""
    by_code = plan.known.children_by_code.get(said.code) if said.code else None
    child = next((each for each in household.children if by_code and each.id == by_code.id), None) or household.child_called(said.key)
    line = plan.family.line_of(said.key)
    if child:
        if said.code and by_code is None:
            planning.take_code(plan, said, child_id=child.id)
        _complete_fields(plan, said, child=child, household=household, line=line)
        return child.id
    if household.lost(said.key):
        plan.tell(Kind.KEPT, f"{said.name} a quitté ce foyer depuis\u00a0: rien n’est changé.", line=line)
        return None
    new = planning.new_child(plan, said)
    if new:
        plan.batch.added.append(Added(household_id=household.id, child=new))
    plan.tell(Kind.DONE, f"{said.name} est ajouté à la famille.", line=line)
    return new.id if new else plan.known.children_by_code[said.code].id


def _complete_fields(plan: Plan, said: SaidChild, *, child: KnownChild, household: KnownHousehold, line: int) -> None:
    values: Mapping[str, tuple[str, str, Field, str]] = {
        "birth_date": (said.birth_date.isoformat(), child.birth_date.isoformat(), Field.CHILD_BIRTH_DATE, f"La date de naissance de {said.name}"),
        "school": (str(said.school_id or ""), str(child.school_id or ""), Field.CHILD_SCHOOL, f"L’école de {said.name}"),
    }
    for what, (value, current, asked, words) in values.items():
        waits = (asked, child.id) in household.waiting
        answer = settling.settled(value, current=current, mark=child.marks.get(what), waits=waits)
        _settle(plan, answer, written=Written(subject=child.id, what=f"child.{what}", value=value), words=words, line=line)


def _complete_enrolment(plan: Plan, said: SaidEnrolment, *, child_id: UUID, household: KnownHousehold, line: int) -> None:
    """An enrolment that stands on some of these days stays as it is; one that was imported and ended since is not made again."""
    there = [each for each in household.enrolments if each.child_id == child_id and each.activity == said.activity]
    standing = next((each for each in there if each.starts_on <= said.ends_on and said.starts_on <= each.ends_on), None)
    marks = next((child.marks for child in household.children if child.id == child_id), {})
    if standing and (standing.age_group_id, standing.starts_on, standing.ends_on) == (said.age_group_id, said.starts_on, said.ends_on):
        return
    if standing:
        days = dated_range(standing.starts_on, standing.ends_on)
        plan.tell(
            Kind.KEPT,
            f"«\u00a0{said.activity}\u00a0»\u00a0: déjà inscrit au groupe {standing.group} {days}. Cela reste ainsi.",
            line=line,
            column=Column.ACTIVITY,
        )
    elif planning.enrolled(said) in marks:
        plan.tell(Kind.KEPT, f"«\u00a0{said.activity}\u00a0»\u00a0: cette inscription a pris fin depuis. Cela reste ainsi.", line=line, column=Column.ACTIVITY)
    else:
        planning.enrol(plan, said, child_id=child_id)
        plan.tell(Kind.DONE, f"Inscription à «\u00a0{said.activity}\u00a0» ajoutée.", line=line, column=Column.ACTIVITY)
