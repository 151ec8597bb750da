"""The queue, and finding a family in it."""

from litestar import get, post

from app.catalogue import queries as catalogue
from app.core import access, clock, pages
from app.core import forms as core_forms
from app.core.web import Request, Response
from app.filings.desk import forms, listing, queue, screen, searching
from app.filings.desk.queue import Narrowing
from components.ui import Field

FOUND = "/recherche"
NOBODY = "Aucune famille ni aucun enfant ne porte ce nom\u00a0: essayez le début d’un autre mot."
NOTHING_TYPED = "Écrivez un nom, un prénom ou le numéro d’une demande."
NO_NUMBER = "Aucune demande ne porte ce numéro parmi celles que vous voyez."


@get("/")
async def list_all(request: Request) -> Response:
    agent, narrowing, today = access.agent_of(request), forms.narrowing(request.query_params), clock.today()
    counts, begun = await queue.open_counts(agent), forms.key_of(request.query_params.get(forms.AFTER))
    page = await queue.page_of(agent, narrowing, after=begun, today=today)
    return await pages.respond(
        request,
        "filings/desk/queue.html",
        queue=listing.table(page, narrowing, agent=agent, counts=counts, whom=await _whom(request, narrowing), begun=begun, today=today),
        filters=listing.filters(narrowing, counts, years=await catalogue.school_years()),
        search=search_field(),
    )


async def _whom(request: Request, narrowing: Narrowing) -> str:
    """The family or the child to which the queue is narrowed, when the agent sees them."""
    agent = access.agent_of(request)
    if narrowing.child_id:
        return await searching.name_of_child(agent, narrowing.child_id)
    return await searching.name_of_household(agent, narrowing.household_id) if narrowing.household_id else ""


def search_field(*, value: str = "", error: str | None = None) -> Field:
    return Field(name=forms.SEARCH, label="Nom, prénom, ou numéro de demande", value=value, error=error, required=False)


@post(FOUND, status_code=200)
async def search(request: Request) -> Response:
    """A name never stands in an address: what is found leads to the queue by ids. A number leads to its demande."""
    agent, form = access.agent_of(request), await core_forms.read(request, {forms.SEARCH})
    typed = form.text(forms.SEARCH, longest=80)
    number = forms.ref_of(typed.removeprefix("n°").strip())
    if isinstance(number, int):
        if await screen.filing_for(agent, number):
            return pages.redirect(forms.here(number))
        return await _searched(request, typed=typed, problem=NO_NUMBER)
    if form.problems or not any(letter.isalpha() for letter in typed):
        return await _searched(request, typed=typed, problem=next((each.sentence for each in form.problems), NOTHING_TYPED))
    found = await searching.families(agent, typed)
    if len(found) == 1 and len(found[0].children) == 1:
        return pages.redirect(forms.address_of(Narrowing(household_id=found[0].id)))
    return await _searched(request, typed=typed, found=found, problem=None if found else NOBODY)


async def _searched(request: Request, *, typed: str, problem: str | None, found: list[searching.FoundFamily] | None = None) -> Response:
    return await pages.respond(
        request,
        "filings/desk/search.html",
        status=422 if problem else 200,
        search=search_field(value=typed, error=problem),
        families=[
            (
                family,
                forms.address_of(Narrowing(household_id=family.id)),
                [(child.name, forms.address_of(Narrowing(child_id=child.id))) for child in family.children],
            )
            for family in (found or [])[: searching.MOST]
        ],
        has_more=len(found or []) > searching.MOST,
    )


@get(FOUND)
async def after_search() -> Response:
    return pages.redirect(forms.ADDRESS)


handlers = [list_all, search, after_search]
