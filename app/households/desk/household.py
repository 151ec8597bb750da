"""The household itself: its name, its category, its address."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from app.catalogue.rules.windows import Category
from app.core import clock, pages
from app.core import forms as core
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.households import actions, forms
from app.households.desk import answers
from app.households.desk.forms import SEEN
from app.households.forms import POSTCODE, STREET, TOWN
from app.households.queries.desk import Family
from app.households.rules import addresses, names, refusals
from app.households.rules.fields import Field as Detail
from app.households.rules.refusals import Refusal
from components.ui import Field, Option

HERE, ADDRESS = "/{household_id:uuid}/foyer", "/{household_id:uuid}/adresse"
NAME, CATEGORY = "nom", "categorie"
CATEGORIES = (
    Option(value=Category.RESIDENT.value, label="Habite la commune"),
    Option(value=Category.NON_RESIDENT.value, label="Habite hors de la commune"),
)


@get(HERE, opt=answers.EDITING)
async def show(request: Request, household_id: FromPath[UUID]) -> Response:
    family = await answers.family_for(request, household_id)
    return await _page(request, family, sent=Submitted(values={NAME: [family.head.name], CATEGORY: [family.head.category.value]}))


@post(HERE, status_code=303, opt=answers.EDITING)
async def describe(request: Request, household_id: FromPath[UUID]) -> Response:
    family = await answers.family_for(request, household_id)
    sent = await core.read(request, {NAME, CATEGORY})
    name = forms.read_name(sent, NAME, missing="Saisissez le nom du foyer.")
    if sent.raw(CATEGORY) not in set(Category):
        sent.refuse(CATEGORY, "Choisissez où habite ce foyer.")
    if sent.problems:
        return await _page(request, family, sent=sent)
    changed = await actions.describe(answers.asker_of(request), household_id, name=name, category=Category(sent.raw(CATEGORY)), now=clock.now())
    return pages.redirect(answers.address_of(household_id), said="Le foyer est à jour." if changed else "Rien n’a changé.")


async def _page(request: Request, family: Family, *, sent: Submitted) -> Response:
    return await answers.show_form(request, "households/desk/household.html", family=family, fields=household_fields(sent))


def household_fields(sent: Submitted) -> list[Field]:
    return [
        forms.text_field(sent, NAME, label="Nom du foyer", max_length=names.LONGEST, hint="Comme le service l’appelle\u00a0; la famille ne le voit pas."),
        Field(
            name=CATEGORY,
            label="Catégorie",
            kind="radios",
            options=CATEGORIES,
            value=sent.raw(CATEGORY),
            error=sent.problem_of(CATEGORY),
            hint="Elle décide du jour où la réservation s’ouvre.",
        ),
    ]


@get(ADDRESS, opt=answers.EDITING)
async def show_address(request: Request, household_id: FromPath[UUID]) -> Response:
    family = await answers.family_for(request, household_id)
    return await _address_page(request, family, sent=_known(family))


@post(ADDRESS, status_code=303, opt=answers.EDITING)
async def correct_address(request: Request, household_id: FromPath[UUID]) -> Response:
    family = await answers.family_for(request, household_id)
    sent, address = await forms.read_address(request, also={SEEN})
    if sent.problems:
        return await _address_page(request, family, sent=sent)
    outcome = await actions.correct(
        answers.asker_of(request), household_id, subject_id=household_id, wanted={Detail.ADDRESS: address.text}, seen=sent.raw(SEEN), now=clock.now()
    )
    if isinstance(outcome, Refusal):
        family = await answers.family_for(request, household_id)
        return await _address_page(request, family, sent=sent if outcome is refusals.ANSWER_FIRST else _known(family), refusal=outcome)
    return pages.redirect(answers.address_of(household_id), said=corrected(answers.found(outcome)))


def corrected(changed: int) -> str:
    return "C’est corrigé. La famille en est prévenue par e-mail." if changed else "Rien n’a changé."


async def _address_page(request: Request, family: Family, *, sent: Submitted, refusal: Refusal | None = None) -> Response:
    seen = sent.raw(SEEN) or actions.mark_of({Detail.ADDRESS: family.head.address})
    fields = forms.address_fields(sent)
    return await answers.show_form(request, "households/desk/address.html", family=family, fields=fields, seen=seen, refusal=refusal)


def _known(family: Family) -> Submitted:
    known = addresses.read(family.head.address)
    return Submitted(values={STREET: [known.street], POSTCODE: [known.postcode], TOWN: [known.town]})


handlers = [show, describe, show_address, correct_address]
