"""« Ma famille », and leaving it."""

from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

from litestar import get, post

from app.core import access, clock, pages
from app.core.web import Request, Response
from app.households import actions, shown
from app.households.queries import family
from app.households.routes import answers
from app.households.rules import refusals
from app.households.rules.refusals import Refusal
from components import Component

SectionLoader = Callable[[UUID], Awaitable[Component | None]]
LEAVING = answers.FAMILY | {"fresh_proof": True}


@get("/famille", opt=answers.FAMILY)
async def show(request: Request) -> Response:
    view = await family.family_of(access.identity_of(request).account_id)
    if view is None:
        return await pages.respond(request, "households/nobody.html")
    return await pages.respond(
        request,
        "households/family.html",
        adults=shown.adults(view),
        address=shown.address(view),
        children=shown.children(view),
        contacts=shown.contacts(view),
        sections=await _sections(request),
        has_others=len(view.adults) > 1,
    )


async def _sections(request: Request) -> list[Component]:
    """What features above this one have to say of the household: the application hands them over."""
    loaders: Iterable[SectionLoader] = request.app.state.family_sections
    found = [await load(access.identity_of(request).account_id) for load in loaders]
    return [section for section in found if section is not None]


@get("/famille/depart", opt=LEAVING)
async def show_leaving(request: Request) -> Response:
    view = await answers.family_of(request)
    others = sum(1 for adult in view.adults if not adult.is_me and adult.email and not adult.invited)
    refusal = refusals.why_not_leave(others_with_access=others)
    return await pages.respond(request, "households/leaving.html", children=[child.first_name for child in view.children], refusal=refusal)


@post("/famille/depart", status_code=303, opt=LEAVING)
async def leave(request: Request) -> Response:
    outcome = await actions.leave(answers.asker_of(request), now=clock.now())
    if isinstance(outcome, Refusal):
        return pages.redirect("/famille/depart")
    if not outcome:
        answers.not_found()
    return pages.redirect("/tableau-de-bord", said="Vous avez quitté ce foyer. Votre accès au portail reste ouvert.")


handlers = [show, show_leaving, leave]
