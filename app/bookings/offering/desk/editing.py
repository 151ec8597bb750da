"""Changing, adding, taking away: a form, what it does before it is saved, then the saving."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.bookings import actions
from app.bookings.actions import Edit, Loaded, Moved, OthersLose
from app.bookings.offering import changing, examples, fields, things
from app.bookings.offering.desk import seen, standing
from app.bookings.offering.desk.standing import HERE
from app.bookings.offering.things import DEADLINE, Thing, Verb
from app.catalogue.commune_file import Refused
from app.catalogue.editing.document import Document, WrittenOtherwise
from app.core import access, clock, forms, pages
from app.core.access import Right
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.staff.rules.rights import May
from components.bookings.rule_example import RuleExample
from components.ui import ErrorSummary, Field, Problem

STEP, VERSION, THING, AGREED, AGREEING = "etape", "version", "chose", "accord", "accepte"
OWN = frozenset({STEP, VERSION, THING, AGREED, AGREEING})
EXAMPLE, SAVE, BACK = "exemple", "enregistrer", "retour"
NOT_AGREED = "Cochez la case pour annuler ces réservations, ou revenez au formulaire."
WRITTEN_OTHERWISE = (
    "Cette partie du fichier de la commune est écrite en une seule ligne, que le bureau ne sait pas changer. "
    "Demandez à la personne qui charge le fichier d’en faire une table [[…]]."
)
TEMPLATES = {(Verb.REMOVE, ""): "removal", (Verb.ADD, DEADLINE): "deadline", (Verb.CHANGE, DEADLINE): "deadline"}
SAVED = "C’est enregistré."
NOTHING = "Rien n’a changé."


def _opening(verb: Verb) -> Any:  # noqa: ANN401 - a handler of the framework
    @get(f"/{verb}/{{place:str}}", name=f"offering:{verb}")
    async def show(request: Request, place: FromPath[str]) -> Response:
        thing = await _thing(verb, place)
        return await _form(request, thing, changing.first(thing) if verb is not Verb.REMOVE else Submitted(values={}))

    return show


def _sending(verb: Verb) -> Any:  # noqa: ANN401 - the same
    @post(f"/{verb}/{{place:str}}", status_code=303)
    async def send(request: Request, place: FromPath[str]) -> Response:
        thing = await _thing(verb, place)
        return await answer(request, thing, await forms.read(request, names_of(thing)))

    return send


async def _thing(verb: Verb, place: str) -> Thing:
    version = await standing.version()
    thing = things.find(version, verb=verb, address=place) if version else None
    if thing is None:
        raise NotFoundException
    return thing


def names_of(thing: Thing) -> frozenset[str]:
    return OWN | (frozenset() if thing.verb is Verb.REMOVE else changing.names_of(thing))


async def answer(request: Request, thing: Thing, sent: Submitted) -> Response:
    """The form again, what the change does, or the page that shows it saved."""
    if sent.raw(VERSION) != thing.version.mark:
        return await _moved(request, thing, sent)
    goes_back = sent.raw(STEP) == BACK
    document = thing.document if goes_back else _edited(thing, sent)
    if document is None:
        return await _form(request, thing, sent, status=422, others=[WRITTEN_OTHERWISE])
    if goes_back or sent.problems:
        return await _form(request, thing, sent, status=422 if sent.problems else 200)
    return await _tried(request, thing, sent, document=document)


async def _tried(request: Request, thing: Thing, sent: Submitted, *, document: Document) -> Response:
    if document.text == thing.document.text and sent.raw(STEP) != EXAMPLE:
        return pages.redirect(thing.back, said=NOTHING)
    try:
        return await _follow(request, thing, sent, document=document)
    except Refused as refused:
        others = changing.place_problems(sent, thing, document=document, problems=refused.problems)
        return await _form(request, thing, sent, status=422, others=others)


def _edited(thing: Thing, sent: Submitted) -> Document | None:
    try:
        return changing.edited(thing, sent)
    except WrittenOtherwise:
        return None


async def _follow(request: Request, thing: Thing, sent: Submitted, *, document: Document) -> Response:
    edit, step = Edit(base=thing.version.mark, source=thing.source(document)), sent.raw(STEP)
    if step == EXAMPLE and thing.kind == DEADLINE:
        shown = examples.of(thing, document, position=changing.position_of(thing, sent), now=clock.now())
        return await _form(request, thing, sent, example=shown)
    if step != SAVE:
        outcome: Loaded | Moved | OthersLose = await actions.try_out_edit(edit, now=clock.now())
    elif sent.raw(AGREED) and not sent.is_ticked(AGREEING):
        sent.refuse(AGREEING, NOT_AGREED)
        outcome = await actions.try_out_edit(edit, now=clock.now())
    else:
        outcome = await actions.save_edit(edit, author=access.author_of(request), agreed=sent.raw(AGREED), now=clock.now())
    return await _outcome(request, thing, sent, outcome=outcome, edit=edit)


async def _outcome(request: Request, thing: Thing, sent: Submitted, *, outcome: Loaded | Moved | OthersLose, edit: Edit) -> Response:
    match outcome:
        case Moved():
            return await _moved(request, await _thing(thing.verb, ".".join(thing.place)), sent)
        case OthersLose(loaded=loaded):
            return await _preview(request, thing, sent, loaded=loaded, edit=edit, status=409)
        case Loaded(dry_run=True):
            return await _preview(request, thing, sent, loaded=outcome, edit=edit, status=422 if sent.problems else 200)
    told = f" {outcome.summary[:1].upper()}{outcome.summary[1:]}, les familles sont prévenues." if outcome.given_up.bookings else ""
    return pages.redirect(thing.back, said=f"{SAVED}{told}")


# Pages


async def _form(request: Request, thing: Thing, sent: Submitted, *, status: int = 200, others: Sequence[str] = (), **more: Any) -> Response:  # noqa: ANN401
    """`others`: problems that belong to no field; `more`: what the page shows besides."""
    drawn = _drawn(thing, sent)
    problems = (*(Problem(sentence=other) for other in others), *(Problem(sentence=each.error, anchor=each.anchor) for each in drawn.values() if each.error))
    example = more.pop("example", None) or RuleExample(action=thing.address, problems=tuple(problem.sentence for problem in problems))
    context = {"moved": None, "is_kept": True} | more
    return await pages.respond(
        request,
        f"bookings/offering/{TEMPLATES.get((thing.verb, thing.kind)) or TEMPLATES.get((thing.verb, ''), 'form')}.html",
        status=status,
        thing=thing,
        fields=drawn,
        summary=ErrorSummary(problems=problems) if problems else None,
        example=example,
        **context,
    )


def _drawn(thing: Thing, sent: Submitted) -> Mapping[str, Field]:
    if thing.verb is Verb.REMOVE:
        return {}
    return fields.of_deadline(thing, sent) if thing.kind == DEADLINE else {field.name: field for field in fields.of(thing, sent)}


async def _preview(request: Request, thing: Thing, sent: Submitted, *, loaded: Loaded, edit: Edit, status: int) -> Response:
    return await pages.respond(
        request,
        "bookings/offering/preview.html",
        status=status,
        thing=thing,
        kept=[(name, value) for name, values in sent.values.items() if name not in OWN for value in values],
        told=seen.told_between(thing.version.source, edit.source),
        loaded=loaded,
        is_stale=status == 409,  # noqa: PLR2004 - Conflict
        problem=sent.problem_of(AGREEING),
    )


async def _moved(request: Request, thing: Thing, sent: Submitted) -> Response:
    """Somebody saved something else meanwhile. What was typed is kept, unless this very thing is no longer the same."""
    is_kept = sent.raw(THING) == thing.mark
    shown = sent if is_kept or thing.verb is Verb.REMOVE else changing.first(thing)
    return await _form(request, thing, shown, status=409, moved=thing.version, is_kept=is_kept)


routes = [
    Router(
        HERE,
        route_handlers=[handler for verb in Verb for handler in (_opening(verb), _sending(verb))],
        opt={"right": Right.STAFF, "may": May.EDIT_CATALOGUE},
    )
]
