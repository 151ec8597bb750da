"""The children of a household: one is added, or found in its other home; one is corrected."""

from datetime import date
from uuid import UUID, uuid4

from litestar import get, post
from litestar.params import FromPath

from app.core import access, clock, pages
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.households import actions
from app.households import forms as family_forms
from app.households.actions import NewChild
from app.households.desk import answers, forms
from app.households.desk.household import corrected
from app.households.forms import BIRTH_DATE, CHILD, FIRST_NAME, LAST_NAME, SCHOOL
from app.households.queries import family as families
from app.households.queries import look_alikes
from app.households.queries.desk import Child, Family
from app.households.queries.look_alikes import KnownChild
from app.households.rules import refusals
from app.households.rules.fields import Field as Detail
from app.households.rules.refusals import Refusal
from components import french
from components.ui import Field, Option

ADDING, ONE = "/{household_id:uuid}/enfants/ajout", "/{household_id:uuid}/enfants/{child_id:uuid}"
WHICH, NOBODY_KNOWN = "connu", "aucun"


@get(ADDING, opt=answers.EDITING)
async def show_adding(request: Request, household_id: FromPath[UUID]) -> Response:
    return await _adding_page(request, await answers.family_for(request, household_id), sent=forms.NEW)


@post(ADDING, status_code=303, opt=answers.EDITING)
async def add(request: Request, household_id: FromPath[UUID]) -> Response:
    """A child who may be known in another household is shown first: its parents may live apart, and it has one file."""
    family = await answers.family_for(request, household_id)
    schools = await families.schools(kept=None)
    sent, wanted = await family_forms.read_details(request, CHILD, schools=schools, today=clock.today(), also={forms.SUBMISSION, WHICH})
    if sent.problems:
        return await _adding_page(request, family, sent=sent)
    child = _child(sent, wanted)
    known = await look_alikes.children_like(
        access.agent_of(request), (child.first_name, child.last_name), birth_date=child.birth_date, household_id=household_id
    )
    chosen = next((each for each in known if sent.raw(WHICH) == str(each.id)), None)
    if chosen:
        await actions.attach_child(answers.asker_of(request), chosen.id, household_id=household_id, now=clock.now())
        return pages.redirect(answers.address_of(household_id), said=f"{child.first_name} est aussi dans ce foyer. L’autre foyer garde ce qui est à lui.")
    if known and sent.raw(WHICH) != NOBODY_KNOWN:
        sent.refuse(WHICH, "Dites si c’est l’un de ces enfants, ou un autre.")
        return await _adding_page(request, family, sent=sent, known=known)
    if refusal := await actions.add_child(answers.asker_of(request), child, household_id=household_id, now=clock.now()):
        return await _adding_page(request, family, sent=sent, refusal=refusal)
    return pages.redirect(answers.address_of(household_id), said=f"{child.first_name} est dans ce foyer.")


def _child(sent: Submitted, wanted: dict[Detail, str]) -> NewChild:
    return NewChild(
        id=actions.id_in(sent.identifier(forms.SUBMISSION), "child"),
        first_name=wanted[Detail.CHILD_FIRST_NAME],
        last_name=wanted[Detail.CHILD_LAST_NAME],
        birth_date=date.fromisoformat(wanted[Detail.CHILD_BIRTH_DATE]),
        school_id=UUID(wanted[Detail.CHILD_SCHOOL]) if wanted[Detail.CHILD_SCHOOL] else None,
    )


async def _adding_page(request: Request, family: Family, *, sent: Submitted, known: list[KnownChild] | None = None, refusal: Refusal | None = None) -> Response:
    fields = family_forms.detail_fields(sent, CHILD, schools=await families.schools(kept=None))
    return await answers.show_form(
        request,
        "households/desk/new_child.html",
        family=family,
        fields=[_known_field(sent, known), *fields] if known else fields,
        submission_id=forms.submission_of(sent, new=uuid4()),
        refusal=refusal,
    )


def _known_field(sent: Submitted, known: list[KnownChild]) -> Field:
    options = (
        *(Option(value=str(each.id), label=f"Oui, c’est {each.name}, {_born(each)}", hint=_homes(each)) for each in known),
        Option(value=NOBODY_KNOWN, label="Non, c’est un autre enfant"),
    )
    label = "Cet enfant est peut-être déjà connu"
    return Field(name=WHICH, label=label, kind="radios", options=options, value=sent.raw(WHICH), error=sent.problem_of(WHICH))


def _born(child: KnownChild) -> str:
    return f"né(e) le {french.plain_date(child.birth_date)} {child.birth_date.year}"


def _homes(child: KnownChild) -> str:
    return f"Dans le foyer {french.listing(list(child.homes))}. Il ou elle entrera aussi dans ce foyer-ci, comme un enfant dont les parents vivent séparés."


@get(ONE, opt=answers.EDITING)
async def show(request: Request, household_id: FromPath[UUID], child_id: FromPath[UUID]) -> Response:
    family, child = await answers.child_for(request, household_id, child_id)
    return await _page(request, family, child=child, sent=_known(child))


@post(ONE, status_code=303, opt=answers.EDITING)
async def correct(request: Request, household_id: FromPath[UUID], child_id: FromPath[UUID]) -> Response:
    family, child = await answers.child_for(request, household_id, child_id)
    schools = await families.schools(kept=child.school_id)
    sent, wanted = await family_forms.read_details(request, CHILD, schools=schools, today=clock.today(), also={forms.SEEN})
    if sent.problems:
        return await _page(request, family, child=child, sent=sent)
    outcome = await actions.correct(answers.asker_of(request), household_id, subject_id=child_id, wanted=wanted, seen=sent.raw(forms.SEEN), now=clock.now())
    if isinstance(outcome, Refusal):
        family, child = await answers.child_for(request, household_id, child_id)
        return await _page(request, family, child=child, sent=sent if outcome is refusals.ANSWER_FIRST else _known(child), refusal=outcome)
    return pages.redirect(answers.address_of(household_id), said=corrected(answers.found(outcome)))


def _known(child: Child) -> Submitted:
    values = {FIRST_NAME: child.first_name, LAST_NAME: child.last_name, BIRTH_DATE: f"{child.birth_date:%d/%m/%Y}", SCHOOL: str(child.school_id or "")}
    return Submitted(values={name: [value] for name, value in values.items()})


async def _page(request: Request, family: Family, *, child: Child, sent: Submitted, refusal: Refusal | None = None) -> Response:
    return await answers.show_form(
        request,
        "households/desk/child.html",
        family=family,
        child=child,
        fields=family_forms.detail_fields(sent, CHILD, schools=await families.schools(kept=child.school_id)),
        seen=sent.raw(forms.SEEN) or forms.mark_of_child(child),
        refusal=refusal,
    )


handlers = [show_adding, add, show, correct]
