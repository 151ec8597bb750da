"""A family that comes to the counter: a new household, once those that look like it have been shown."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from litestar import get, post
from litestar.exceptions import PermissionDeniedException

from app.catalogue.rules.windows import Category
from app.core import access, clock, days, pages
from app.core import forms as core
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.households import actions, forms
from app.households.actions import NewAdult, NewChild, NewFamily
from app.households.desk import answers
from app.households.desk import forms as desk_forms
from app.households.desk.household import CATEGORY, NAME, household_fields
from app.households.forms import FIRST_NAME, LAST_NAME, POSTCODE, STREET, TOWN
from app.households.queries import family as families
from app.households.queries import look_alikes
from app.households.queries.look_alikes import LookAlike
from app.households.rules import names
from components import french
from components.ui import DataList, DataRow, Field, Option

HERE = "/creation"
ADULTS, CHILDREN = 2, 3
PHONE, EMAIL, BORN, SCHOOL, SURE = "telephone", "adresse", "naissance", "ecole", "nouvelle"
OF_ADULT, OF_CHILD = (FIRST_NAME, LAST_NAME, PHONE, EMAIL), (FIRST_NAME, LAST_NAME, BORN, SCHOOL)


FIELDS = (
    *(NAME, CATEGORY, STREET, POSTCODE, TOWN, SURE, desk_forms.SUBMISSION),
    *(f"adulte{number}_{part}" for number in range(1, ADULTS + 1) for part in OF_ADULT),
    *(f"enfant{number}_{part}" for number in range(1, CHILDREN + 1) for part in OF_CHILD),
)


@dataclass(frozen=True, kw_only=True)
class Block:
    """The questions about one person, under a title."""

    title: str
    fields: list[Field]


@get(HERE, opt=answers.EDITING)
async def show(request: Request) -> Response:
    _require_all_sites(request)
    return await _page(request, sent=Submitted(values={CATEGORY: [Category.RESIDENT.value]}))


@post(HERE, status_code=303, opt=answers.EDITING)
async def create(request: Request) -> Response:
    _require_all_sites(request)
    schools = await families.schools(kept=None)
    sent = await core.read(request, FIELDS)
    family = _family(sent, schools=schools, today=clock.today())
    if sent.problems:
        return await _page(request, sent=sent)
    if not sent.is_ticked(SURE) and (alike := await _look_alikes(family)):
        return await _page(request, sent=sent, alike=alike)
    if refusal := await actions.create(answers.asker_of(request), family, now=clock.now()):
        sent.refuse(f"adulte1_{EMAIL}", refusal.sentence)
        return await _page(request, sent=sent)
    return pages.redirect(answers.address_of(family.id), said="Le foyer est créé. Les adultes qui ont une adresse e-mail sont invités.")


def _require_all_sites(request: Request) -> None:
    """Who is bound to some sites would not see the family that they have created: nobody of it is enrolled yet."""
    if access.agent_of(request).sites is not None:
        raise PermissionDeniedException(detail="of some sites alone")


# What was sent


def _family(sent: Submitted, *, schools: dict[UUID, str], today: date) -> NewFamily:
    name = forms.read_name(sent, NAME, missing="Saisissez le nom du foyer.")
    if sent.raw(CATEGORY) not in set(Category):
        sent.refuse(CATEGORY, "Choisissez où habite ce foyer.")
    submission_id = sent.identifier(desk_forms.SUBMISSION)
    adults = [_adult(sent, number, of=submission_id) for number in range(1, ADULTS + 1) if number == 1 or _is_begun(sent, f"adulte{number}", OF_ADULT)]
    children = [
        _child(sent, number, of=submission_id, schools=schools, today=today)
        for number in range(1, CHILDREN + 1)
        if number == 1 or _is_begun(sent, f"enfant{number}", OF_CHILD)
    ]
    return NewFamily(
        id=actions.id_in(submission_id, "household"),
        name=name,
        address=forms.address_in(sent).text,
        category=Category.NON_RESIDENT if sent.raw(CATEGORY) == Category.NON_RESIDENT else Category.RESIDENT,
        adults=tuple(adults),
        children=tuple(child for child in children if child),
    )


def _is_begun(sent: Submitted, person: str, parts: tuple[str, ...]) -> bool:
    return any(sent.raw(name).strip() for name in (f"{person}_{part}" for part in parts))


def _adult(sent: Submitted, number: int, *, of: UUID) -> NewAdult:
    here = f"adulte{number}_"
    return NewAdult(
        id=actions.id_in(of, f"adult:{number}"),
        first_name=forms.read_name(sent, here + FIRST_NAME, missing="Saisissez le prénom."),
        last_name=forms.read_name(sent, here + LAST_NAME, missing="Saisissez le nom."),
        phone=desk_forms.read_phone(sent, here + PHONE),
        email=desk_forms.read_email(sent, here + EMAIL),
    )


def _child(sent: Submitted, number: int, *, of: UUID, schools: dict[UUID, str], today: date) -> NewChild | None:
    """None when its date must be corrected."""
    here = f"enfant{number}_"
    first_name = forms.read_name(sent, here + FIRST_NAME, missing="Saisissez le prénom.")
    last_name = forms.read_name(sent, here + LAST_NAME, missing="Saisissez le nom.")
    day = days.day_of(sent.text(here + BORN, missing="Saisissez la date de naissance."))
    if sent.raw(here + BORN).strip() and (day is None or day > today):
        sent.refuse(here + BORN, forms.NOT_A_DAY)
    school = next((each for each in schools if str(each) == sent.raw(here + SCHOOL)), None)
    if sent.raw(here + SCHOOL) and school is None:
        sent.refuse(here + SCHOOL, "Choisissez une école de la liste.")
    if day is None:
        return None
    return NewChild(id=actions.id_in(of, f"child:{number}"), first_name=first_name, last_name=last_name, birth_date=day, school_id=school)


async def _look_alikes(family: NewFamily) -> list[LookAlike]:
    return await look_alikes.households_like(
        adults=[(f"{adult.first_name} {adult.last_name}", adult.phone, adult.email) for adult in family.adults],
        children=[(child.first_name, child.last_name, child.birth_date) for child in family.children],
        but=family.id,
    )


# The page


async def _page(request: Request, *, sent: Submitted, alike: list[LookAlike] | None = None) -> Response:
    if alike:
        sent.refuse(SURE, "Regardez les foyers qui ressemblent à celui-ci. Si c’est une autre famille, cochez cette case.")
    household, blocks, sure = _household_block(sent), _blocks(sent, schools=await families.schools(kept=None)), _sure_field(sent)
    asks = bool(alike) or sent.is_ticked(SURE)
    fields = [*([sure] if asks else []), *(field for block in (household, *blocks) for field in block.fields)]
    return await answers.show_form(
        request,
        "households/desk/creation.html",
        family=None,
        fields=fields,
        blocks=(household, *blocks),
        sure=sure if asks else None,
        alike=_listed(alike) if alike else None,
        submission_id=desk_forms.submission_of(sent, new=uuid4()),
    )


def _listed(alike: list[LookAlike]) -> DataList:
    return DataList(
        rows=tuple(
            DataRow(title=f"Famille {each.name}", note=french.capitalised(french.listing(list(each.why))), href=answers.address_of(each.id)) for each in alike
        )
    )


def _sure_field(sent: Submitted) -> Field:
    label = "C’est une autre famille\u00a0: créer ce foyer"
    return Field(name=SURE, label=label, kind="checkbox", checked=sent.is_ticked(SURE), error=sent.problem_of(SURE), required=False)


def _household_block(sent: Submitted) -> Block:
    return Block(title="Le foyer", fields=[*household_fields(sent), *forms.address_fields(sent)])


def _blocks(sent: Submitted, *, schools: dict[UUID, str]) -> list[Block]:
    options = (Option(value="", label="Aucune de ces écoles"), *(Option(value=str(key), label=name) for key, name in schools.items()))
    adults = [Block(title=f"Adulte {number}", fields=_adult_fields(sent, number)) for number in range(1, ADULTS + 1)]
    children = [Block(title=f"Enfant {number}", fields=_child_fields(sent, number, schools=options)) for number in range(1, CHILDREN + 1)]
    return [*adults, *children]


def _adult_fields(sent: Submitted, number: int) -> list[Field]:
    here, asked = f"adulte{number}_", number == 1
    return [
        forms.text_field(sent, here + FIRST_NAME, label="Prénom", max_length=names.LONGEST, required=asked),
        forms.text_field(sent, here + LAST_NAME, label="Nom", max_length=names.LONGEST, required=asked),
        forms.text_field(sent, here + PHONE, label="Téléphone", kind="tel", required=False),
        forms.text_field(sent, here + EMAIL, label="Adresse e-mail", kind="email", required=False),
    ]


def _child_fields(sent: Submitted, number: int, *, schools: tuple[Option, ...]) -> list[Field]:
    here, asked = f"enfant{number}_", number == 1
    name = here + SCHOOL
    return [
        forms.text_field(sent, here + FIRST_NAME, label="Prénom", max_length=names.LONGEST, required=asked),
        forms.text_field(sent, here + LAST_NAME, label="Nom", max_length=names.LONGEST, required=asked),
        forms.text_field(sent, here + BORN, label="Date de naissance", kind="date", hint="Par exemple 31/03/2019", required=asked),
        Field(name=name, label="École", kind="select", options=schools, value=sent.raw(name), error=sent.problem_of(name), required=False),
    ]


handlers = [show, create]
