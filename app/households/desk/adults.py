"""The adults of a household: one is added, corrected, leaves."""

from uuid import UUID, uuid4

from litestar import get, post
from litestar.params import FromPath

from app.core import clock, pages
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.households import actions
from app.households.desk import answers, forms
from app.households.desk.household import corrected
from app.households.queries.desk import Access, Adult, Family
from app.households.rules import refusals
from app.households.rules.refusals import Refusal

ADDING, ONE = "/{household_id:uuid}/adultes/ajout", "/{household_id:uuid}/adultes/{guardian_id:uuid}"
LEAVING = f"{ONE}/depart"


@get(ADDING, opt=answers.EDITING)
async def show_adding(request: Request, household_id: FromPath[UUID]) -> Response:
    return await _adding_page(request, await answers.family_for(request, household_id), sent=forms.NEW)


@post(ADDING, status_code=303, opt=answers.EDITING)
async def add(request: Request, household_id: FromPath[UUID]) -> Response:
    family = await answers.family_for(request, household_id)
    sent, adult = await forms.read_new_adult(request)
    if sent.problems:
        return await _adding_page(request, family, sent=sent)
    if refusal := await actions.add_adult(answers.asker_of(request), adult, household_id=household_id, now=clock.now()):
        return await _adding_page(request, family, sent=sent, refusal=refusal)
    invited = " Une invitation part par e-mail." if adult.email else ""
    return pages.redirect(answers.address_of(household_id), said=f"L’adulte est ajouté au foyer.{invited}")


async def _adding_page(request: Request, family: Family, *, sent: Submitted, refusal: Refusal | None = None) -> Response:
    return await answers.show_form(
        request,
        "households/desk/new_adult.html",
        family=family,
        fields=forms.new_adult_fields(sent),
        submission_id=forms.submission_of(sent, new=uuid4()),
        refusal=refusal,
    )


@get(ONE, opt=answers.EDITING)
async def show(request: Request, household_id: FromPath[UUID], guardian_id: FromPath[UUID]) -> Response:
    family, adult = await adult_for(request, household_id, guardian_id)
    return await _page(request, family, adult=adult, sent=forms.of_adult(adult))


@post(ONE, status_code=303, opt=answers.EDITING)
async def correct(request: Request, household_id: FromPath[UUID], guardian_id: FromPath[UUID]) -> Response:
    family, adult = await adult_for(request, household_id, guardian_id)
    read = await forms.read_adult(request)
    if read.sent.problems:
        return await _page(request, family, adult=adult, sent=read.sent)
    outcome = await actions.correct(answers.asker_of(request), household_id, subject_id=guardian_id, wanted=read.wanted, seen=read.seen, now=clock.now())
    if isinstance(outcome, Refusal):
        family, adult = await adult_for(request, household_id, guardian_id)
        shown = read.sent if outcome is refusals.ANSWER_FIRST else forms.of_adult(adult)
        return await _page(request, family, adult=adult, sent=shown, refusal=outcome)
    return pages.redirect(answers.address_of(household_id), said=corrected(answers.found(outcome)))


async def adult_for(request: Request, household_id: UUID, guardian_id: UUID) -> tuple[Family, Adult]:
    family = await answers.family_for(request, household_id)
    return family, answers.found(family.adult(guardian_id))


async def _page(request: Request, family: Family, *, adult: Adult, sent: Submitted, refusal: Refusal | None = None) -> Response:
    seen = sent.raw(forms.SEEN) or forms.mark_of_adult(adult)
    fields = forms.adult_fields(sent)
    return await answers.show_form(request, "households/desk/adult.html", family=family, adult=adult, fields=fields, seen=seen, refusal=refusal)


@get(LEAVING, opt=answers.EDITING)
async def show_leaving(request: Request, household_id: FromPath[UUID], guardian_id: FromPath[UUID]) -> Response:
    family, adult = await adult_for(request, household_id, guardian_id)
    return await _leaving_page(request, family, adult=adult, refusal=None)


@post(LEAVING, status_code=303, opt=answers.EDITING)
async def part(request: Request, household_id: FromPath[UUID], guardian_id: FromPath[UUID]) -> Response:
    family, adult = await adult_for(request, household_id, guardian_id)
    outcome = await actions.part(answers.asker_of(request), guardian_id, household_id=household_id, now=clock.now())
    if isinstance(outcome, Refusal):
        return await _leaving_page(request, family, adult=adult, refusal=outcome)
    return pages.redirect(answers.address_of(household_id), said="Ce départ est enregistré." if outcome else "Cet adulte avait déjà quitté le foyer.")


async def _leaving_page(request: Request, family: Family, *, adult: Adult, refusal: Refusal | None) -> Response:
    """What will not be possible is told before it is tried."""
    why_not = refusal or refusals.why_not_part(others=len(family.adults) - 1)
    signs_in = [other for other in family.adults if other.access is Access.ACTIVE and other.id != adult.id]
    return await pages.respond(
        request,
        "households/desk/leaving.html",
        status=answers.UNPROCESSABLE if refusal else 200,
        family=family,
        head=family.head,
        back=answers.address_of(family.head.id),
        adult=adult,
        refusal=why_not,
        is_last_to_sign_in=adult.access is Access.ACTIVE and not signs_in,
    )


handlers = [show_adding, add, show, correct, show_leaving, part]
