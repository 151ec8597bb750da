"""`/famille/…`: the details of the adult who is signed in, of the household and of its children."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from app.core import clock, pages
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.households import actions, forms, shown
from app.households.queries import family
from app.households.queries.family import ChangeView, ChildView, FamilyView
from app.households.routes import answers
from app.households.rules.fields import RULES, Field
from app.households.rules.refusals import Refusal

HERE = "/famille"
SENT = "Votre demande est envoyée au service. L’ancienne réponse reste valable jusqu’à sa décision."
NOTHING = "Rien n’a changé."


@get(f"{HERE}/identite", opt=answers.FAMILY)
async def show_identity(request: Request) -> Response:
    view = await answers.family_of(request)
    return await _identity_page(request, view, sent=forms.of_adult(view))


@post(f"{HERE}/identite", status_code=303, opt=answers.FAMILY)
async def ask_identity(request: Request) -> Response:
    view = await answers.family_of(request)
    sent, wanted = await forms.read_details(request, _asked(view, forms.IDENTITY, subject_id=view.me.id), schools={}, today=clock.today())
    if sent.problems:
        return await _identity_page(request, view, sent=sent)
    return _answered(await actions.ask(answers.asker_of(request), wanted, now=clock.now()), back=f"{HERE}/identite")


async def _identity_page(request: Request, view: FamilyView, *, sent: Submitted) -> Response:
    asked = _asked(view, forms.IDENTITY, subject_id=view.me.id)
    fields = forms.detail_fields(sent, asked, schools={})
    return await answers.show_form(request, "households/identity.html", fields=fields, waiting=_waiting(view, view.me.id))


def _asked(view: FamilyView, every: dict[str, Field], *, subject_id: UUID) -> dict[str, Field]:
    """The fields of the page without those that wait: only they are closed."""
    return {name: field for name, field in every.items() if (subject_id, field) not in view.changes}


def _waiting(view: FamilyView, subject_id: UUID) -> list[tuple[str, str, ChangeView]]:
    """Label, words and change of each field that waits."""
    return [
        (RULES[field].label, shown.words_of_value(field, change.new_words), change)
        for (subject, field), change in view.changes.items()
        if subject == subject_id
    ]


def _answered(outcome: Refusal | int | None, *, back: str) -> Response:
    """404 for another household's child; a field that began to wait meanwhile is shown so."""
    if outcome is None:
        answers.not_found()
    if isinstance(outcome, Refusal):
        return pages.redirect(back, said=outcome.sentence)
    return pages.redirect(HERE, said=SENT if outcome else NOTHING)


@get(f"{HERE}/telephones", opt=answers.FAMILY)
async def show_phones(request: Request) -> Response:
    view = await answers.family_of(request)
    return await answers.show_form(request, "households/phones.html", fields=forms.phone_fields(forms.of_phones(view.me)))


@post(f"{HERE}/telephones", status_code=303, opt=answers.FAMILY)
async def change_phones(request: Request) -> Response:
    await answers.family_of(request)
    sent, (phone, second_phone) = await forms.read_phones(request)
    if sent.problems:
        return await answers.show_form(request, "households/phones.html", fields=forms.phone_fields(sent))
    if not await actions.change_phones(answers.asker_of(request), phone=phone, second_phone=second_phone, now=clock.now()):
        answers.not_found()
    return pages.redirect(HERE, said="Vos numéros de téléphone sont enregistrés.")


@get(f"{HERE}/adresse", opt=answers.FAMILY)
async def show_address(request: Request) -> Response:
    view = await answers.family_of(request)
    return await _address_page(request, view, sent=forms.of_address(view))


@post(f"{HERE}/adresse", status_code=303, opt=answers.FAMILY)
async def ask_address(request: Request) -> Response:
    view = await answers.family_of(request)
    sent, address = await forms.read_address(request)
    if sent.problems:
        return await _address_page(request, view, sent=sent)
    return _answered(await actions.ask(answers.asker_of(request), {Field.ADDRESS: address.text}, now=clock.now()), back=f"{HERE}/adresse")


async def _address_page(request: Request, view: FamilyView, *, sent: Submitted) -> Response:
    fields = [] if (view.id, Field.ADDRESS) in view.changes else forms.address_fields(sent)
    return await answers.show_form(request, "households/address.html", fields=fields, waiting=_waiting(view, view.id))


@get(f"{HERE}/enfants/{{child_id:uuid}}", opt=answers.FAMILY)
async def show_child(request: Request, child_id: FromPath[UUID]) -> Response:
    view = await answers.family_of(request)
    child = answers.found(view.child(child_id))
    return await _child_page(request, view, child=child, sent=forms.of_child(child))


@post(f"{HERE}/enfants/{{child_id:uuid}}", status_code=303, opt=answers.FAMILY)
async def ask_child(request: Request, child_id: FromPath[UUID]) -> Response:
    view = await answers.family_of(request)
    child = answers.found(view.child(child_id))
    asked, schools = _asked(view, forms.CHILD, subject_id=child_id), await family.schools(kept=child.school_id)
    sent, wanted = await forms.read_details(request, asked, schools=schools, today=clock.today())
    if sent.problems:
        return await _child_page(request, view, child=child, sent=sent)
    outcome = await actions.ask(answers.asker_of(request), wanted, child_id=child_id, now=clock.now())
    return _answered(outcome, back=f"{HERE}/enfants/{child_id}")


async def _child_page(request: Request, view: FamilyView, *, child: ChildView, sent: Submitted) -> Response:
    asked, schools = _asked(view, forms.CHILD, subject_id=child.id), await family.schools(kept=child.school_id)
    fields = forms.detail_fields(sent, asked, schools=schools)
    return await answers.show_form(request, "households/child.html", fields=fields, child=child, waiting=_waiting(view, child.id))


@get(f"{HERE}/enfants/{{child_id:uuid}}/garde", opt=answers.FAMILY)
async def show_custody(request: Request, child_id: FromPath[UUID]) -> Response:
    child = answers.found((await answers.family_of(request)).child(child_id))
    return await _custody_page(request, child, sent=forms.of_custody(child))


@post(f"{HERE}/enfants/{{child_id:uuid}}/garde", status_code=303, opt=answers.FAMILY)
async def state_custody(request: Request, child_id: FromPath[UUID]) -> Response:
    child = answers.found((await answers.family_of(request)).child(child_id))
    sent, weeks = await forms.read_custody(request)
    if sent.problems:
        return await _custody_page(request, child, sent=sent)
    words = sent.raw(forms.WORDS).strip()
    if not await actions.state_custody(answers.asker_of(request), child_id, weeks=weeks, words=words, now=clock.now()):
        answers.not_found()
    return pages.redirect(HERE, said="Les semaines de garde sont enregistrées.")


async def _custody_page(request: Request, child: ChildView, *, sent: Submitted) -> Response:
    return await answers.show_form(request, "households/custody.html", fields=forms.custody_fields(sent), child=child)


@get(f"{HERE}/changements/{{change_id:uuid}}/retrait", opt=answers.FAMILY)
async def ask_withdrawal(request: Request, change_id: FromPath[UUID]) -> Response:
    view = await answers.family_of(request)
    mine = {view.me.id, view.id, *(child.id for child in view.children)}
    change = answers.found(next((each for each in view.changes.values() if each.id == change_id and each.subject_id in mine), None))
    words = shown.words_of_value(change.field, change.new_words)
    return await pages.respond(request, "households/withdrawal.html", change=change, label=RULES[change.field].label, words=words)


@post(f"{HERE}/changements/{{change_id:uuid}}/retrait", status_code=303, opt=answers.FAMILY)
async def withdraw(request: Request, change_id: FromPath[UUID]) -> Response:
    if not await actions.withdraw(answers.asker_of(request), change_id, now=clock.now()):
        answers.not_found()
    return pages.redirect(HERE, said="Votre demande de changement est retirée.")


handlers = [
    show_identity, ask_identity, show_phones, change_phones, show_address, ask_address, show_child, ask_child, show_custody, state_custody,
    ask_withdrawal, withdraw,
]  # fmt: skip
