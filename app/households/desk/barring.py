"""Who must not collect a child: stated with the decision on which it rests, lifted with the one that ends it. Families never read it."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from app.core import clock, pages
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.households import actions
from app.households.desk import answers, forms
from app.households.queries import desk
from app.households.queries.desk import Barred, Child, Family

ALL = "/{household_id:uuid}/enfants/{child_id:uuid}/interdictions"
LIFTING = f"{ALL}/{{barred_id:uuid}}/levee"


@get(ALL, opt=answers.EDITING)
async def show(request: Request, household_id: FromPath[UUID], child_id: FromPath[UUID]) -> Response:
    family, child = await answers.child_for(request, household_id, child_id)
    return await _page(request, family, child=child, sent=forms.NEW)


@post(ALL, status_code=303, opt=answers.EDITING)
async def bar(request: Request, household_id: FromPath[UUID], child_id: FromPath[UUID]) -> Response:
    family, child = await answers.child_for(request, household_id, child_id)
    sent, (first_name, last_name, grounds) = await forms.read_barred(request)
    if sent.problems:
        return await _page(request, family, child=child, sent=sent)
    answers.found(
        await actions.bar(
            answers.asker_of(request), child_id, household_id=household_id, first_name=first_name, last_name=last_name, grounds=grounds, now=clock.now()
        )
    )
    return pages.redirect(_address(household_id, child_id), said="L’interdiction est posée. Aucune famille ne la voit.")


def _address(household_id: UUID, child_id: UUID) -> str:
    return f"{answers.address_of(household_id)}/enfants/{child_id}/interdictions"


async def _page(request: Request, family: Family, *, child: Child, sent: Submitted) -> Response:
    barred = await desk.barred_of(child.id)
    return await answers.show_form(
        request,
        "households/desk/barring.html",
        family=family,
        child=child,
        fields=forms.barred_fields(sent),
        standing=[each for each in barred if each.lifted_at is None],
        lifted=[each for each in barred if each.lifted_at is not None],
        here=_address(family.head.id, child.id),
    )


@get(LIFTING, opt=answers.EDITING)
async def show_lifting(request: Request, household_id: FromPath[UUID], child_id: FromPath[UUID], barred_id: FromPath[UUID]) -> Response:
    family, child = await answers.child_for(request, household_id, child_id)
    return await _lifting_page(request, family, child=child, barred=await _standing(child_id, barred_id), sent=forms.NEW)


@post(LIFTING, status_code=303, opt=answers.EDITING)
async def lift(request: Request, household_id: FromPath[UUID], child_id: FromPath[UUID], barred_id: FromPath[UUID]) -> Response:
    family, child = await answers.child_for(request, household_id, child_id)
    barred = await _standing(child_id, barred_id)
    sent, grounds = await forms.read_lifting(request)
    if sent.problems:
        return await _lifting_page(request, family, child=child, barred=barred, sent=sent)
    await actions.lift(answers.asker_of(request), barred_id, child_id=child_id, grounds=grounds, now=clock.now())
    return pages.redirect(_address(household_id, child_id), said="L’interdiction est levée. La famille peut de nouveau choisir cette personne.")


async def _standing(child_id: UUID, barred_id: UUID) -> Barred:
    return answers.found(next((each for each in await desk.barred_of(child_id) if each.id == barred_id and each.lifted_at is None), None))


async def _lifting_page(request: Request, family: Family, *, child: Child, barred: Barred, sent: Submitted) -> Response:
    fields, here = forms.lifting_fields(sent), _address(family.head.id, child.id)
    return await answers.show_form(request, "households/desk/lifting.html", family=family, child=child, barred=barred, fields=fields, here=here)


handlers = [show, bar, show_lifting, lift]
