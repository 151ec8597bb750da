"""`/agents/imports/doublons`: households that may be one, and what agents say of them."""

from litestar import get, post

from app.core import access, clock, forms, pages
from app.core.web import Request, Response
from app.intake import actions
from app.intake.desk import answers
from app.intake.queries import duplicates as queries
from app.intake.showing import pairs
from components import french
from components.ui import Chip, Chips, Pagination

DENIED, FIRST, SECOND, SAME = "ecartes", "premier", "second", "les-memes"


@get("/doublons")
async def show(request: Request) -> Response:
    agent, denied = access.agent_of(request), request.query_params.get(DENIED) == "1"
    found = await queries.page_of(number=answers.page_of(request), denied=denied)
    address = f"{answers.DUPLICATES}?{DENIED}=1" if denied else answers.DUPLICATES
    chips = (
        Chip(label=f"À regarder ({found.open})", href=answers.DUPLICATES, current=not denied),
        Chip(label=f"Pas les mêmes ({found.denied})", href=f"{answers.DUPLICATES}?{DENIED}=1", current=denied),
    )
    return await pages.respond(
        request,
        "intake/duplicates.html",
        chips=Chips(label="Doublons à montrer", chips=chips),
        pairs=[(each, pairs.why(each), pairs.pair(each.first, each.second, agent=agent, caption="Deux foyers côte à côte")) for each in found.pairs],
        told=french.count(found.total, one="paire de foyers", many="paires de foyers"),
        looked_at=await queries.looked_at(),
        pagination=Pagination(page=found.number, pages=found.pages, address=address, label="Pages des doublons"),
        denied=denied,
    )


@post("/doublons/recherche", status_code=303)
async def look(request: Request) -> Response:
    await forms.read(request, set())
    await actions.ask_to_look(now=clock.now())
    return pages.redirect(answers.DUPLICATES, said="La recherche est lancée\u00a0: revenez sur cette page dans un instant.")


@post("/doublons/avis", status_code=303)
async def say(request: Request) -> Response:
    """« Ce ne sont pas les mêmes », or the contrary again."""
    sent = await forms.read(request, {FIRST, SECOND, SAME})
    first, second, same = sent.identifier(FIRST), sent.identifier(SECOND), sent.is_ticked(SAME)
    asked = {"second": second, "denied": not same, "origin": access.origin_of(request)}
    done = await actions.deny(access.agent_of(request), first, **asked, now=clock.now())  # type: ignore[arg-type]
    if not done:
        said = "Cette paire n’est plus dans la liste."
    else:
        said = "Cette paire est de nouveau à regarder." if same else "C’est noté\u00a0: cette paire ne sera plus proposée."
    return pages.redirect(answers.DUPLICATES, said=said)


@get(["/doublons/recherche", "/doublons/avis"])
async def go_back() -> Response:
    """The address of a form that was interrupted."""
    return pages.redirect(answers.DUPLICATES)


handlers = [show, look, say, go_back]
