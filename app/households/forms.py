"""The forms of « Ma famille »: which fields each has, how they are read, and how they are shown again when they were refused."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core import days, forms
from app.core.forms import Submitted
from app.core.web import Request
from app.households.actions.drafting import Person
from app.households.queries.family import AdultView, ChildView, FamilyView, Task
from app.households.rules import addresses, contacts, custody, names, phones
from app.households.rules.addresses import Address
from app.households.rules.contacts import Choice, Link
from app.households.rules.custody import Weeks
from app.households.rules.fields import Field as Detail
from app.households.shown import ordinal
from components import french
from components.ui import Field, Option

FIRST_NAME, LAST_NAME, LINK, PHONE, SECOND_PHONE = "prenom", "nom", "lien", "telephone", "autre_telephone"
FOR, COLLECTS, CALLED, CONTACT, BACK = "pour", "chercher", "urgence", "contact", "retour"
STREET, POSTCODE, TOWN = "rue", "code_postal", "commune"
BIRTH_DATE, SCHOOL, WEEKS, WORDS = "naissance", "ecole", "semaines", "organisation"

EMPTY = Submitted(values={})
NOT_A_DAY = "Écrivez la date avec le jour, le mois et l’année, par exemple 31/03/2019."
PHONE_HINT = "Dix chiffres, ou un numéro étranger avec son indicatif\u00a0: +32 470 12 34 56."


# The first step of a contact: who


async def read_person(request: Request) -> tuple[Submitted, Person | None]:
    """None when something must be corrected."""
    sent = await forms.read(request, {FIRST_NAME, LAST_NAME, LINK, PHONE, SECOND_PHONE})
    first_name = read_name(sent, FIRST_NAME, missing="Saisissez le prénom de cette personne.")
    last_name = read_name(sent, LAST_NAME, missing="Saisissez le nom de cette personne.")
    if sent.raw(LINK) not in set(Link):
        sent.refuse(LINK, "Choisissez le lien de cette personne avec l’enfant.")
    phone, second_phone = _phones(sent)
    if sent.problems:
        return sent, None
    return sent, Person(first_name=first_name, last_name=last_name, link=Link(sent.raw(LINK)), phone=phone, second_phone=second_phone)


def read_name(sent: Submitted, field: str, *, missing: str) -> str:
    value = " ".join(sent.text(field, missing=missing, longest=names.LONGEST).split())
    if value and not names.is_name(value):
        sent.refuse(field, names.NOT_A_NAME)
    return value


def _phones(sent: Submitted) -> tuple[str, str]:
    """As E.164. The first is asked for; the second may be left empty."""
    typed = sent.text(PHONE, missing=phones.MISSING, longest=phones.LONGEST), sent.text(SECOND_PHONE, longest=phones.LONGEST)
    kept = tuple(phones.normalised(text) or "" for text in typed)
    for field, text, number in zip((PHONE, SECOND_PHONE), typed, kept, strict=True):
        if text and not number:
            sent.refuse(field, phones.INCOMPLETE)
    return kept[0], kept[1]


def of_person(person: Person) -> Submitted:
    """What was answered, to be shown again."""
    phone, second_phone = (phones.shown(number) if number else "" for number in (person.phone, person.second_phone))
    answers = {FIRST_NAME: person.first_name, LAST_NAME: person.last_name, LINK: person.link.value, PHONE: phone, SECOND_PHONE: second_phone}
    return Submitted(values={name: [value] for name, value in answers.items()})


def person_fields(sent: Submitted) -> list[Field]:
    links = (Option(value="", label="Choisissez"), *(Option(value=link.value, label=link.words) for link in Link))
    return [
        text_field(sent, FIRST_NAME, label="Prénom", max_length=names.LONGEST),
        text_field(sent, LAST_NAME, label="Nom", max_length=names.LONGEST),
        Field(name=LINK, label="Lien avec l’enfant", kind="select", options=links, value=sent.raw(LINK), error=sent.problem_of(LINK)),
        *_phone_fields(sent),
    ]


def _phone_fields(sent: Submitted, *, autocomplete: str | None = None) -> list[Field]:
    return [
        Field(name=PHONE, label="Téléphone", kind="tel", value=sent.raw(PHONE), error=sent.problem_of(PHONE), hint=PHONE_HINT, autocomplete=autocomplete),
        Field(
            name=SECOND_PHONE,
            label="Autre téléphone",
            kind="tel",
            value=sent.raw(SECOND_PHONE),
            error=sent.problem_of(SECOND_PHONE),
            hint="Par exemple celui de la maison ou du travail.",
            required=False,
        ),
    ]


def text_field(sent: Submitted, name: str, *, label: str, **more: object) -> Field:
    return Field(name=name, label=label, value=sent.raw(name), error=sent.problem_of(name), **more)  # type: ignore[arg-type]


# The second step: for which children


@dataclass(frozen=True, kw_only=True)
class ChildFields:
    """The questions about one child, under its first name."""

    first_name: str
    fields: tuple[Field, ...]


async def read_choices(request: Request, children: Sequence[ChildView]) -> tuple[Submitted, list[Choice]]:
    """Who may collect or be called for a child is a contact of this child, ticked or not."""
    called = {child.id: f"{CALLED}-{child.id}" for child in children}
    sent = await forms.read(request, {FOR, COLLECTS, CONTACT, BACK, *called.values()})
    choices = []
    for child in children:
        rank, collects = _rank(sent.raw(called[child.id])), str(child.id) in sent.all(COLLECTS)
        if rank or collects or str(child.id) in sent.all(FOR):
            choices.append(Choice(child_id=child.id, may_collect=collects, emergency_rank=rank))
    if not choices and not sent.raw(BACK):
        sent.refuse(FOR, "Choisissez au moins un enfant.")
    return sent, choices


def _rank(text: str) -> int | None:
    return int(text) if text in {str(rank) for rank in range(1, contacts.MOST_CALLED + 1)} else None


def choices_of(children: Sequence[ChildView], tasks: Sequence[Task] | None) -> list[Choice]:
    """What is known; a contact that is new is there for all the children until the family says otherwise."""
    if tasks is None:
        return [Choice(child_id=child.id) for child in children]
    return [Choice(child_id=task.child_id, may_collect=task.may_collect, emergency_rank=task.emergency_rank) for task in tasks]


def children_fields(sent: Submitted, children: Sequence[ChildView], *, choices: Sequence[Choice]) -> list[ChildFields]:
    known = {choice.child_id: choice for choice in choices}
    ranks = (Option(value="", label="Ne pas appeler"), *(Option(value=str(rank), label=f"En {ordinal(rank)}") for rank in range(1, contacts.MOST_CALLED + 1)))
    return [
        ChildFields(
            first_name=child.first_name,
            fields=(
                _tick(sent, FOR, child=child, label=f"Est un contact {french.of(child.first_name)}", is_first=at == 0, checked=child.id in known),
                _tick(
                    sent,
                    COLLECTS,
                    child=child,
                    label=f"Peut venir chercher {child.first_name}",
                    is_first=at == 0,
                    checked=child.id in known and known[child.id].may_collect,
                ),
                Field(
                    name=f"{CALLED}-{child.id}",
                    label="En cas d’urgence, appeler",
                    kind="select",
                    options=ranks,
                    value=str(known[child.id].emergency_rank or "") if child.id in known else "",
                    hint=f"Pour {child.first_name}, quand vous ne répondez pas.",
                    required=False,
                ),
            ),
        )
        for at, child in enumerate(children)
    ]


def _tick(sent: Submitted, name: str, *, child: ChildView, label: str, is_first: bool, checked: bool) -> Field:
    """What is wrong with the answers as a whole is told at the first of them."""
    error = sent.problem_of(name) if is_first else None
    return Field(name=name, label=label, kind="checkbox", value=str(child.id), checked=checked, required=False, error=error, anchor=f"champ-{name}-{child.id}")


# Details of the household


IDENTITY = {FIRST_NAME: Detail.FIRST_NAME, LAST_NAME: Detail.LAST_NAME}
CHILD = {FIRST_NAME: Detail.CHILD_FIRST_NAME, LAST_NAME: Detail.CHILD_LAST_NAME, BIRTH_DATE: Detail.CHILD_BIRTH_DATE, SCHOOL: Detail.CHILD_SCHOOL}


async def read_details(
    request: Request, asked: Mapping[str, Detail], *, schools: Mapping[UUID, str], today: date, also: Collection[str] = ()
) -> tuple[Submitted, dict[Detail, str]]:
    """`asked`: the fields that the page has, by their names; one that waits for the service is not among them. `also`: what else the page sends."""
    sent = await forms.read(request, {*asked, *also})
    missing = {FIRST_NAME: "Saisissez le prénom.", LAST_NAME: "Saisissez le nom."}
    wanted = {detail: read_name(sent, name, missing=missing[name]) for name, detail in asked.items() if name in missing}
    if BIRTH_DATE in asked:
        day = days.day_of(sent.text(BIRTH_DATE, missing="Saisissez la date de naissance."))
        if sent.raw(BIRTH_DATE).strip() and (day is None or day > today):
            sent.refuse(BIRTH_DATE, NOT_A_DAY)
        wanted[Detail.CHILD_BIRTH_DATE] = day.isoformat() if day else ""
    if SCHOOL in asked:
        if sent.raw(SCHOOL) not in {"", *map(str, schools)}:
            sent.refuse(SCHOOL, "Choisissez une école de la liste.")
        wanted[Detail.CHILD_SCHOOL] = sent.raw(SCHOOL)
    return sent, wanted


def of_adult(view: FamilyView) -> Submitted:
    return Submitted(values={FIRST_NAME: [view.me.first_name], LAST_NAME: [view.me.last_name]})


def of_child(child: ChildView) -> Submitted:
    answers = {
        FIRST_NAME: child.first_name,
        LAST_NAME: child.last_name,
        BIRTH_DATE: f"{child.birth_date:%d/%m/%Y}",
        SCHOOL: str(child.school_id or ""),
    }
    return Submitted(values={name: [value] for name, value in answers.items()})


def detail_fields(sent: Submitted, asked: Mapping[str, Detail], *, schools: Mapping[UUID, str]) -> list[Field]:
    is_own = Detail.FIRST_NAME in asked.values() or Detail.LAST_NAME in asked.values()
    every = {
        FIRST_NAME: text_field(sent, FIRST_NAME, label="Prénom", max_length=names.LONGEST, autocomplete="given-name" if is_own else None),
        LAST_NAME: text_field(sent, LAST_NAME, label="Nom", max_length=names.LONGEST, autocomplete="family-name" if is_own else None),
        BIRTH_DATE: text_field(sent, BIRTH_DATE, label="Date de naissance", kind="date", hint="Par exemple 31/03/2019"),
        SCHOOL: Field(
            name=SCHOOL,
            label="École",
            kind="select",
            options=(Option(value="", label="Aucune de ces écoles"), *(Option(value=str(key), label=name) for key, name in schools.items())),
            value=sent.raw(SCHOOL),
            error=sent.problem_of(SCHOOL),
        ),
    }
    return [every[name] for name in asked]


async def read_phones(request: Request) -> tuple[Submitted, tuple[str, str]]:
    sent = await forms.read(request, {PHONE, SECOND_PHONE})
    return sent, _phones(sent)


def of_phones(me: AdultView) -> Submitted:
    return Submitted(values={PHONE: [phones.shown(me.phone)], SECOND_PHONE: [phones.shown(me.second_phone)]})


def phone_fields(sent: Submitted) -> list[Field]:
    return _phone_fields(sent, autocomplete="tel")


async def read_address(request: Request, *, also: Collection[str] = ()) -> tuple[Submitted, Address]:
    """`also`: other fields of the page."""
    sent = await forms.read(request, {STREET, POSTCODE, TOWN, *also})
    return sent, address_in(sent)


def address_in(sent: Submitted) -> Address:
    street = sent.text(STREET, missing="Saisissez le numéro et la rue.", longest=addresses.LONGEST_STREET)
    postcode = sent.text(POSTCODE, missing="Saisissez le code postal.").replace(" ", "")
    if postcode and not addresses.is_postcode(postcode):
        sent.refuse(POSTCODE, addresses.NOT_A_POSTCODE)
    town = " ".join(sent.text(TOWN, missing="Saisissez la commune.", longest=addresses.LONGEST_TOWN).split())
    return Address(street=street, postcode=postcode, town=town)


def of_address(view: FamilyView) -> Submitted:
    known = addresses.read(view.address)
    return Submitted(values={STREET: [known.street], POSTCODE: [known.postcode], TOWN: [known.town]})


def address_fields(sent: Submitted) -> list[Field]:
    return [
        Field(
            name=STREET,
            label="Numéro et rue",
            kind="textarea",
            value=sent.raw(STREET),
            error=sent.problem_of(STREET),
            hint="Avec le bâtiment, l’étage ou le lieu-dit s’il y en a un.",
            autocomplete="street-address",
        ),
        text_field(sent, POSTCODE, label="Code postal", autocomplete="postal-code", max_length=6),
        text_field(sent, TOWN, label="Commune", autocomplete="address-level2", max_length=addresses.LONGEST_TOWN),
    ]


async def read_custody(request: Request) -> tuple[Submitted, Weeks | None]:
    """None: there is nothing to state any more."""
    sent = await forms.read(request, {WEEKS, WORDS})
    words = sent.text(WORDS, longest=custody.LONGEST)
    if sent.raw(WEEKS) not in {"", *Weeks}:
        sent.refuse(WEEKS, "Choisissez une réponse.")
    elif sent.raw(WEEKS) == Weeks.OTHER and not words:
        sent.refuse(WORDS, "Décrivez en quelques mots les semaines de l’enfant chez vous.")
    return sent, Weeks(sent.raw(WEEKS)) if not sent.problems and sent.raw(WEEKS) else None


def custody_fields(sent: Submitted) -> list[Field]:
    weeks = (Option(value="", label="Pas de garde alternée"), *(Option(value=each.value, label=each.words) for each in Weeks))
    return [
        Field(
            name=WEEKS,
            label="Les semaines de l’enfant dans votre foyer",
            kind="radios",
            options=weeks,
            value=sent.raw(WEEKS),
            error=sent.problem_of(WEEKS),
            hint="D’après le numéro de la semaine dans l’année.",
        ),
        Field(
            name=WORDS,
            label="Votre organisation, en quelques mots",
            kind="textarea",
            value=sent.raw(WORDS),
            error=sent.problem_of(WORDS),
            hint="Par exemple\u00a0: du vendredi soir au lundi matin. N’écrivez rien de l’autre parent.",
            required=False,
            max_length=custody.LONGEST,
        ),
    ]


def of_custody(child: ChildView) -> Submitted:
    return Submitted(values={WEEKS: [child.weeks.value if child.weeks else ""], WORDS: [child.custody_words or ""]})
