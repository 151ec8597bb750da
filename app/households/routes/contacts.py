"""`/famille/contacts`: adding a contact in two steps, correcting it, removing it."""

from collections.abc import Sequence
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from app.core import clock, pages
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.households import actions, forms
from app.households.actions.drafting import Person
from app.households.forms import EMPTY
from app.households.queries import drafts
from app.households.queries.drafts import DraftView
from app.households.queries.family import ContactView, FamilyView
from app.households.routes import answers
from app.households.rules.contacts import Choice
from app.households.rules.refusals import Reason, Refusal

HERE, CONTACTS = "/famille", "/famille/contacts"
ADDING = f"{CONTACTS}/ajout"


@get(ADDING, opt=answers.FAMILY)
async def show_first_step(request: Request) -> Response:
    view = await answers.family_of(request)
    draft = await _draft(request)
    return await _first_step(request, view, sent=forms.of_person(_person(draft)) if draft else EMPTY)


@post(ADDING, status_code=303, opt=answers.FAMILY)
async def take_first_step(request: Request) -> Response:
    view = await answers.family_of(request)
    sent, person = await forms.read_person(request)
    if person is None:
        return await _first_step(request, view, sent=sent)
    outcome = await actions.keep_draft(answers.asker_of(request), person, now=clock.now())
    if isinstance(outcome, Refusal):
        sent.refuse(forms.PHONE, outcome.sentence)
        return await _first_step(request, view, sent=sent)
    return pages.redirect(f"{ADDING}/enfants")


async def _first_step(request: Request, view: FamilyView, *, sent: Submitted) -> Response:
    return await answers.show_form(request, "households/contact_first_step.html", fields=forms.person_fields(sent), contacts=view.contacts)


@get(f"{ADDING}/enfants", opt=answers.FAMILY)
async def show_second_step(request: Request) -> Response:
    view, draft = await answers.family_of(request), await _draft(request)
    if draft is None:
        return pages.redirect(ADDING)
    return await _second_step(request, view, draft=draft, sent=EMPTY, choices=forms.choices_of(view.children, draft.tasks))


@post(f"{ADDING}/enfants", status_code=303, opt=answers.FAMILY)
async def take_second_step(request: Request) -> Response:
    view, draft = await answers.family_of(request), await _draft(request)
    sent, choices = await forms.read_choices(request, view.children)
    asker, now = answers.asker_of(request), clock.now()
    if draft and (sent.problems or sent.raw(forms.BACK)):
        await actions.keep_choices(asker, choices, now=now)
        return pages.redirect(ADDING) if sent.raw(forms.BACK) else await _second_step(request, view, draft=draft, sent=sent, choices=choices)
    contact_id = sent.identifier(forms.CONTACT)
    outcome = await actions.add_contact(asker, contact_id, choices=choices, now=now)
    if draft and isinstance(outcome, Refusal):
        return await _second_step(request, view, draft=draft, sent=_refused(sent, outcome), choices=choices)
    if outcome is not True:
        return pages.redirect(ADDING)
    return pages.redirect(HERE, said="Le contact est ajouté.")


async def _second_step(request: Request, view: FamilyView, *, draft: DraftView, sent: Submitted, choices: Sequence[Choice]) -> Response:
    groups = forms.children_fields(sent, view.children, choices=choices)
    fields = [field for group in groups for field in group.fields]
    return await answers.show_form(request, "households/contact_second_step.html", fields=fields, groups=groups, draft=draft)


def _refused(sent: Submitted, refusal: Refusal) -> Submitted:
    sent.refuse(forms.COLLECTS if refusal.reason is Reason.BARRED else forms.FOR, refusal.sentence)
    return sent


async def _draft(request: Request) -> DraftView | None:
    return await drafts.draft_of(answers.asker_of(request).account_id)


def _person(known: DraftView | ContactView) -> Person:
    return Person(first_name=known.first_name, last_name=known.last_name, link=known.link, phone=known.phone, second_phone=known.second_phone)


@get(f"{ADDING}/abandon", opt=answers.FAMILY)
async def ask_abandon(request: Request) -> Response:
    await answers.family_of(request)
    draft = await _draft(request)
    if draft is None:
        return pages.redirect(HERE)
    return await pages.respond(request, "households/contact_abandon.html", draft=draft)


@post(f"{ADDING}/abandon", status_code=303, opt=answers.FAMILY)
async def abandon(request: Request) -> Response:
    await answers.family_of(request)
    await actions.abandon_draft(answers.asker_of(request))
    return pages.redirect(HERE, said="L’ajout est abandonné.")


# A contact that exists


@get(f"{CONTACTS}/{{contact_id:uuid}}", opt=answers.FAMILY)
async def show_contact(request: Request, contact_id: FromPath[UUID]) -> Response:
    contact = answers.found((await answers.family_of(request)).contact(contact_id))
    return await _contact_page(request, contact, sent=forms.of_person(_person(contact)))


@post(f"{CONTACTS}/{{contact_id:uuid}}", status_code=303, opt=answers.FAMILY)
async def change_contact(request: Request, contact_id: FromPath[UUID]) -> Response:
    contact = answers.found((await answers.family_of(request)).contact(contact_id))
    sent, person = await forms.read_person(request)
    if person is None:
        return await _contact_page(request, contact, sent=sent)
    outcome = await actions.change_contact(answers.asker_of(request), contact_id, person=person, now=clock.now())
    if isinstance(outcome, Refusal):
        sent.refuse(forms.LAST_NAME if outcome.reason is Reason.BARRED else forms.PHONE, outcome.sentence)
        return await _contact_page(request, contact, sent=sent)
    if not outcome:
        answers.not_found()
    return pages.redirect(HERE, said="Le contact est modifié.")


async def _contact_page(request: Request, contact: ContactView, *, sent: Submitted) -> Response:
    return await answers.show_form(request, "households/contact.html", fields=forms.person_fields(sent), contact=contact)


@get(f"{CONTACTS}/{{contact_id:uuid}}/enfants", opt=answers.FAMILY)
async def show_children(request: Request, contact_id: FromPath[UUID]) -> Response:
    view = await answers.family_of(request)
    contact = answers.found(view.contact(contact_id))
    return await _children_page(request, view, contact=contact, sent=EMPTY, choices=forms.choices_of(view.children, contact.tasks))


@post(f"{CONTACTS}/{{contact_id:uuid}}/enfants", status_code=303, opt=answers.FAMILY)
async def change_children(request: Request, contact_id: FromPath[UUID]) -> Response:
    view = await answers.family_of(request)
    contact = answers.found(view.contact(contact_id))
    sent, choices = await forms.read_choices(request, view.children)
    if sent.problems:
        return await _children_page(request, view, contact=contact, sent=sent, choices=choices)
    outcome = await actions.change_children(answers.asker_of(request), contact_id, choices=choices, now=clock.now())
    if isinstance(outcome, Refusal):
        return await _children_page(request, view, contact=contact, sent=_refused(sent, outcome), choices=choices)
    if not outcome:
        answers.not_found()
    return pages.redirect(HERE, said="Le contact est modifié.")


async def _children_page(request: Request, view: FamilyView, *, contact: ContactView, sent: Submitted, choices: Sequence[Choice]) -> Response:
    groups = forms.children_fields(sent, view.children, choices=choices)
    fields = [field for group in groups for field in group.fields]
    return await answers.show_form(request, "households/contact_children.html", fields=fields, groups=groups, contact=contact)


@get(f"{CONTACTS}/{{contact_id:uuid}}/suppression", opt=answers.FAMILY)
async def ask_removal(request: Request, contact_id: FromPath[UUID]) -> Response:
    contact = answers.found((await answers.family_of(request)).contact(contact_id))
    return await pages.respond(request, "households/contact_removal.html", contact=contact)


@post(f"{CONTACTS}/{{contact_id:uuid}}/suppression", status_code=303, opt=answers.FAMILY)
async def remove_contact(request: Request, contact_id: FromPath[UUID]) -> Response:
    if not await actions.remove_contact(answers.asker_of(request), contact_id, now=clock.now()):
        answers.not_found()
    return pages.redirect(HERE, said="Le contact est retiré.")


handlers = [
    show_first_step, take_first_step, show_second_step, take_second_step, ask_abandon, abandon, show_contact, change_contact, show_children,
    change_children, ask_removal, remove_contact,
]  # fmt: skip
