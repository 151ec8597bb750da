"""The desk's forms about the people of a household: how they are read, and shown again when they were refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.accounts.rules import email_addresses
from app.core import forms as core
from app.core.forms import Submitted
from app.core.web import Request
from app.households.actions import NewAdult, id_in, mark_of
from app.households.forms import FIRST_NAME, LAST_NAME, PHONE, SECOND_PHONE, read_name, text_field
from app.households.queries.desk import Adult, Child
from app.households.rules import names, phones
from app.households.rules.fields import Field as Detail
from components.ui import Field

EMAIL, SEEN, SUBMISSION, GROUNDS = "adresse", "vu", "envoi", "motif"
ADULT = {FIRST_NAME: Detail.FIRST_NAME, LAST_NAME: Detail.LAST_NAME, PHONE: Detail.PHONE, SECOND_PHONE: Detail.SECOND_PHONE}
LONGEST_WORDS = 500
NEW = Submitted(values={})


@dataclass(frozen=True, kw_only=True)
class Read:
    """What was sent, and what it says when nothing of it is refused. `seen`: what the page showed."""

    sent: Submitted
    wanted: Mapping[Detail, str]
    seen: str


# An adult


async def read_adult(request: Request) -> Read:
    sent = await core.read(request, {*ADULT, SEEN})
    wanted = {
        Detail.FIRST_NAME: read_name(sent, FIRST_NAME, missing="Saisissez le prénom."),
        Detail.LAST_NAME: read_name(sent, LAST_NAME, missing="Saisissez le nom."),
        Detail.PHONE: read_phone(sent, PHONE),
        Detail.SECOND_PHONE: read_phone(sent, SECOND_PHONE),
    }
    return Read(sent=sent, wanted=wanted, seen=sent.raw(SEEN))


def read_phone(sent: Submitted, name: str) -> str:
    """As E.164, or nothing: an adult may have no telephone."""
    typed = sent.text(name, longest=phones.LONGEST)
    kept = phones.normalised(typed) or ""
    if typed and not kept:
        sent.refuse(name, phones.INCOMPLETE)
    return kept


def of_adult(adult: Adult) -> Submitted:
    values = {FIRST_NAME: adult.first_name, LAST_NAME: adult.last_name, PHONE: _shown(adult.phone), SECOND_PHONE: _shown(adult.second_phone)}
    return Submitted(values={name: [value] for name, value in values.items()})


def _shown(number: str) -> str:
    return phones.shown(number) if number else ""


def mark_of_adult(adult: Adult) -> str:
    known = {Detail.FIRST_NAME: adult.first_name, Detail.LAST_NAME: adult.last_name, Detail.PHONE: adult.phone, Detail.SECOND_PHONE: adult.second_phone}
    return mark_of(known)


def mark_of_child(child: Child) -> str:
    return mark_of(
        {
            Detail.CHILD_FIRST_NAME: child.first_name,
            Detail.CHILD_LAST_NAME: child.last_name,
            Detail.CHILD_BIRTH_DATE: child.birth_date.isoformat(),
            Detail.CHILD_SCHOOL: str(child.school_id or ""),
        }
    )


def adult_fields(sent: Submitted) -> list[Field]:
    return [
        text_field(sent, FIRST_NAME, label="Prénom", max_length=names.LONGEST),
        text_field(sent, LAST_NAME, label="Nom", max_length=names.LONGEST),
        text_field(sent, PHONE, label="Téléphone", kind="tel", required=False),
        text_field(sent, SECOND_PHONE, label="Autre téléphone", kind="tel", required=False),
    ]


# An adult who is added, and an access


async def read_new_adult(request: Request) -> tuple[Submitted, NewAdult]:
    sent = await core.read(request, {*ADULT, EMAIL, SUBMISSION})
    adult = NewAdult(
        id=id_in(sent.identifier(SUBMISSION), "adult"),
        first_name=read_name(sent, FIRST_NAME, missing="Saisissez le prénom."),
        last_name=read_name(sent, LAST_NAME, missing="Saisissez le nom."),
        phone=read_phone(sent, PHONE),
        second_phone=read_phone(sent, SECOND_PHONE),
        email=read_email(sent, EMAIL),
    )
    return sent, adult


def new_adult_fields(sent: Submitted) -> list[Field]:
    hint = "Une invitation y part aussitôt. Sans adresse, l’adulte n’a pas d’accès au portail."
    return [*adult_fields(sent), email_field(sent, hint=hint, required=False)]


def email_field(sent: Submitted, *, hint: str, required: bool = True) -> Field:
    return text_field(sent, EMAIL, label="Adresse e-mail", kind="email", hint=hint, required=required, max_length=email_addresses.LONGEST)


def read_email(sent: Submitted, name: str, *, missing: str | None = None) -> str:
    """Normalised; empty when nothing was typed and nothing is asked."""
    typed = sent.text(name, missing=missing, longest=email_addresses.LONGEST)
    kept = email_addresses.normalised(typed) or ""
    if typed and not kept:
        sent.refuse(name, email_addresses.INCOMPLETE)
    return kept


async def read_access(request: Request) -> tuple[Submitted, str]:
    sent = await core.read(request, {EMAIL})
    return sent, read_email(sent, EMAIL, missing="Saisissez l’adresse e-mail de cet adulte.")


# A person who must not collect a child


async def read_barred(request: Request) -> tuple[Submitted, tuple[str, str, str]]:
    """First name, last name, grounds."""
    sent = await core.read(request, {FIRST_NAME, LAST_NAME, GROUNDS})
    first_name = read_name(sent, FIRST_NAME, missing="Saisissez le prénom de cette personne.")
    last_name = read_name(sent, LAST_NAME, missing="Saisissez le nom de cette personne.")
    return sent, (first_name, last_name, sent.text(GROUNDS, missing="Écrivez sur quelle décision l’interdiction repose.", longest=LONGEST_WORDS))


def barred_fields(sent: Submitted) -> list[Field]:
    return [
        text_field(sent, FIRST_NAME, label="Prénom", max_length=names.LONGEST),
        text_field(sent, LAST_NAME, label="Nom", max_length=names.LONGEST),
        _grounds_field(sent, hint="La décision et sa date, par exemple\u00a0: ordonnance du juge aux affaires familiales du 12 mars 2026."),
    ]


async def read_lifting(request: Request) -> tuple[Submitted, str]:
    sent = await core.read(request, {GROUNDS})
    return sent, sent.text(GROUNDS, missing="Écrivez sur quelle décision cette levée repose.", longest=LONGEST_WORDS)


def lifting_fields(sent: Submitted) -> list[Field]:
    return [_grounds_field(sent, hint="La décision qui y met fin, et sa date.")]


def _grounds_field(sent: Submitted, *, hint: str) -> Field:
    return text_field(sent, GROUNDS, label="Motif", kind="textarea", hint=hint, max_length=LONGEST_WORDS)


def submission_of(sent: Submitted, *, new: UUID) -> str:
    """The one of the form that was refused, so that it stays one sending."""
    return sent.raw(SUBMISSION) or str(new)
