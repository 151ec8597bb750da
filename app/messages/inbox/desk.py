"""`/agents/messages`: what the service wrote to families, and writing to one of them, or to all who have booked on a day."""

from uuid import UUID, uuid4

from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.catalogue import offer
from app.catalogue.offer import Offer
from app.core import access, clock, pages, paging
from app.core import forms as core_forms
from app.core.access import Right
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.messages import shown
from app.messages.inbox import actions, forms, queries
from app.messages.inbox.actions import Letter, Refusal, ToBooked
from app.messages.inbox.forms import Aim
from app.staff.rules.rights import May
from components import french
from components.messages import PlainText
from components.ui import ErrorSummary, Pagination, Problem

HOME = "/agents/messages"
NEW = f"{HOME}/nouveau"
NOBODY = "Personne n’a réservé ce jour-là pour ces choix\u00a0: changez le jour, ou élargissez."
TAKEN = "Ce message est déjà parti avec d’autres mots\u00a0: écrivez-en un nouveau."


@get("/")
async def list_sent(request: Request) -> Response:
    found = await queries.sent_page(access.agent_of(request).sites, number=paging.asked_in(request.query_params))
    pagination = Pagination(page=found.number, pages=found.pages, address=HOME, label="Pages des messages")
    return await pages.respond(request, "messages/desk/sent.html", sent=shown.sent_at_desk(found.lines), pagination=pagination)


@get("/{message_id:uuid}")
async def show_sent(request: Request, message_id: FromPath[UUID]) -> Response:
    found = await queries.sent_message(message_id, sites=access.agent_of(request).sites)
    if found is None:
        raise NotFoundException
    return await pages.respond(
        request,
        "messages/desk/sent_message.html",
        message=found,
        text=PlainText(text=found.body),
        to=shown.to_words(found),
        sent=shown.sent_words(found),
        read=shown.read_words(found),
    )


@get("/nouveau")
async def show_new(request: Request) -> Response:
    """Led here by a family's page or by a list of children, it knows already to whom."""
    found = forms.aim(request.query_params)
    values = {forms.SUBMISSION: [str(uuid4())], forms.DAY: [str(found.day or clock.today())]}
    return await _form_page(request, Submitted(values=values), found, seen=await _seen(request, found))


@post("/nouveau", status_code=200)
async def write(request: Request) -> Response:
    """The form again, its preview, or the page of what was sent."""
    sent = await core_forms.read(request, forms.FIELDS)
    found = forms.aim({name: sent.raw(name) for name in sent.values})
    seen = await _seen(request, found)
    letter = forms.letter(sent, found, offer=seen, sites=access.agent_of(request).sites)
    if letter is None or sent.raw(forms.STEP) == forms.WRITE:
        return await _form_page(request, sent, found, seen=seen)
    if sent.raw(forms.STEP) != forms.SEND:
        return await _preview(request, sent, found, letter=letter, seen=seen)
    outcome = await actions.send_message(letter, now=clock.now(), by=access.author_of(request))
    if isinstance(outcome, Refusal):
        return await _form_page(request, sent, found, seen=seen, refusal=outcome)
    families = french.count(outcome.households, one="famille", many="familles")
    return pages.redirect(f"{HOME}/{outcome.message_id}", said=f"Le message est envoyé à {families}.")


async def _preview(request: Request, sent: Submitted, found: Aim, *, letter: Letter, seen: Offer) -> Response:
    households = await actions.households_of(letter.to)
    if not households:
        return await _form_page(request, sent, found, seen=seen, refusal=Refusal.NOBODY)
    to = letter.to
    booked_on = to.day if isinstance(to, ToBooked) else None
    return await pages.respond(
        request,
        "messages/desk/message_preview.html",
        title=letter.title,
        text=PlainText(text=letter.body),
        booked_on=booked_on,
        to=f"Famille {await _name(request, found)}" if booked_on is None else _aimed_words(to.words if isinstance(to, ToBooked) else ""),
        families=french.count(len(households), one="famille", many="familles"),
        hidden=forms.hidden(sent),
    )


def _aimed_words(words: str) -> str:
    return words or "Toutes celles qui ont réservé ce jour-là"


async def _form_page(request: Request, sent: Submitted, found: Aim, *, seen: Offer, refusal: Refusal | None = None) -> Response:
    fields = forms.text_fields(sent)
    told = {Refusal.NOBODY: NOBODY, Refusal.TAKEN: TAKEN}
    summary = ErrorSummary(problems=(Problem(sentence=told[refusal], anchor="jour"),)) if refusal else _summary(sent)
    return await pages.respond(
        request,
        "messages/desk/message_form.html",
        status=422 if summary else 200,
        summary=summary,
        fields=fields,
        choices=forms.choice_fields(found, offer=seen),
        day=sent.raw(forms.DAY),
        day_problem=sent.problem_of(forms.DAY) or "",
        family=await _name(request, found) if found.household_id else "",
        family_id=found.household_id,
        submission_id=sent.raw(forms.SUBMISSION),
    )


def _summary(sent: Submitted) -> ErrorSummary | None:
    problems = tuple(Problem(sentence=each.sentence, anchor="jour" if each.field == forms.DAY else f"champ-{each.field}") for each in sent.problems)
    return ErrorSummary(problems=problems) if problems else None


async def _seen(request: Request, found: Aim) -> Offer:
    """What is not of the agent's sites, household or group, does not exist."""
    seen = await offer.offer_to(access.agent_of(request).sites)
    if not seen.holds(found.narrowing):
        raise NotFoundException
    if found.household_id:
        await _name(request, found)
    return seen


async def _name(request: Request, found: Aim) -> str:
    name = await queries.household_name(found.household_id, sites=access.agent_of(request).sites) if found.household_id else None
    if name is None:
        raise NotFoundException
    return name


routes = [Router(HOME, route_handlers=[list_sent, show_sent, show_new, write], opt={"right": Right.STAFF, "may": May.WRITE})]
