"""An adult's access to the portal: given, or the invitation sent again."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from app.core import clock, pages
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.households import actions
from app.households.desk import answers, forms
from app.households.desk.adults import adult_for
from app.households.queries.desk import Adult, Family
from app.households.rules.refusals import Refusal

HERE = "/{household_id:uuid}/adultes/{guardian_id:uuid}/acces"


@get(HERE, opt=answers.EDITING)
async def show(request: Request, household_id: FromPath[UUID], guardian_id: FromPath[UUID]) -> Response:
    family, adult = await adult_for(request, household_id, guardian_id)
    return await _page(request, family, adult=adult, sent=Submitted(values={forms.EMAIL: [adult.email or ""]}))


@post(HERE, status_code=303, opt=answers.EDITING)
async def give(request: Request, household_id: FromPath[UUID], guardian_id: FromPath[UUID]) -> Response:
    family, adult = await adult_for(request, household_id, guardian_id)
    sent, email = await forms.read_access(request)
    if sent.problems:
        return await _page(request, family, adult=adult, sent=sent)
    outcome = await actions.give_access(answers.asker_of(request), guardian_id, household_id=household_id, email=email, now=clock.now())
    if isinstance(outcome, Refusal):
        return await _page(request, family, adult=adult, sent=sent, refusal=outcome)
    answers.found(outcome or None)
    return pages.redirect(answers.address_of(household_id), said=f"L’invitation de {adult.first_name} part par e-mail\u00a0: son lien est valable 72 heures.")


async def _page(request: Request, family: Family, *, adult: Adult, sent: Submitted, refusal: Refusal | None = None) -> Response:
    fields = [forms.email_field(sent, hint="La sienne, et de personne d’autre\u00a0: un accès est personnel.")]
    return await answers.show_form(request, "households/desk/access.html", family=family, adult=adult, fields=fields, refusal=refusal)


handlers = [show, give]
