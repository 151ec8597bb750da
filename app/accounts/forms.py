"""The forms of signing in: which fields each has, and how they are shown, again too when they were refused."""

from app.accounts import passwords
from app.accounts.rules import email_addresses
from app.core import forms
from app.core.doors import Door
from app.core.forms import Submitted
from app.core.web import Request
from components.ui import Field

ADDRESS, PASSWORD, NEW_PASSWORD, NEW_ADDRESS, CLOSES_OTHERS, NEXT = "adresse", "mot_de_passe", "nouveau_mot_de_passe", "nouvelle_adresse", "fermer", "suite"

EMPTY = Submitted(values={})
ADVICE = (
    "{shortest} caractères au moins. Trois ou quatre mots sans rapport entre eux font un bon mot de passe, "
    "facile à retenir. Les espaces et les accents comptent."
)


async def read_sign_in(request: Request) -> Submitted:
    sent = await forms.read(request, {ADDRESS, PASSWORD, NEXT})
    sent.text(ADDRESS, missing="Saisissez votre adresse e-mail.", longest=email_addresses.LONGEST)
    return _with_password(sent, PASSWORD, missing="Saisissez votre mot de passe.")


async def read_proof(request: Request) -> Submitted:
    return _with_password(await forms.read(request, {PASSWORD, NEXT}), PASSWORD, missing="Saisissez votre mot de passe.")


async def read_place(request: Request) -> Submitted:
    return await forms.read(request, {NEXT})


async def read_address(request: Request, name: str = ADDRESS) -> Submitted:
    sent = await forms.read(request, {name})
    if email_addresses.normalised(sent.raw(name)) is None:
        sent.refuse(name, email_addresses.INCOMPLETE)
    return sent


async def read_new_password(request: Request) -> Submitted:
    return _with_password(await forms.read(request, {NEW_PASSWORD}), NEW_PASSWORD, missing="Choisissez un mot de passe.")


async def read_password_change(request: Request) -> Submitted:
    sent = await forms.read(request, {PASSWORD, NEW_PASSWORD, CLOSES_OTHERS})
    _with_password(sent, PASSWORD, missing="Saisissez votre mot de passe actuel.")
    return _with_password(sent, NEW_PASSWORD, missing="Choisissez un nouveau mot de passe.")


def _with_password(sent: Submitted, name: str, *, missing: str) -> Submitted:
    """As typed, spaces included."""
    if not sent.raw(name):
        sent.refuse(name, missing)
    return sent


def sign_in_fields(sent: Submitted) -> list[Field]:
    return [
        Field(
            name=ADDRESS,
            label="Adresse e-mail",
            kind="email",
            value=sent.raw(ADDRESS),
            error=sent.problem_of(ADDRESS),
            autocomplete="username",
        ),
        _password(sent, PASSWORD, label="Mot de passe", autocomplete="current-password"),
    ]


def proof_fields(sent: Submitted) -> list[Field]:
    return [_password(sent, PASSWORD, label="Mot de passe", autocomplete="current-password")]


def forgotten_fields(sent: Submitted) -> list[Field]:
    return [
        Field(name=ADDRESS, label="Adresse e-mail", kind="email", value=sent.raw(ADDRESS), error=sent.problem_of(ADDRESS), autocomplete="username"),
    ]


def new_password_fields(sent: Submitted, *, door: Door) -> list[Field]:
    advice = ADVICE.format(shortest=passwords.SHORTEST[door])
    return [_password(sent, NEW_PASSWORD, label="Nouveau mot de passe", autocomplete="new-password", hint=advice)]


def password_change_fields(sent: Submitted, *, door: Door) -> list[Field]:
    return [
        _password(sent, PASSWORD, label="Mot de passe actuel", autocomplete="current-password"),
        *new_password_fields(sent, door=door),
        Field(
            name=CLOSES_OTHERS,
            label="Fermer mes autres connexions",
            kind="checkbox",
            hint="Les autres téléphones et ordinateurs où votre compte est ouvert demanderont le nouveau mot de passe.",
            checked=sent is EMPTY or sent.is_ticked(CLOSES_OTHERS),
            required=False,
        ),
    ]


def new_address_fields(sent: Submitted) -> list[Field]:
    return [
        Field(
            name=NEW_ADDRESS,
            label="Nouvelle adresse e-mail",
            kind="email",
            value=sent.raw(NEW_ADDRESS),
            error=sent.problem_of(NEW_ADDRESS),
            hint="Nous y enverrons un lien. L’adresse change quand vous l’ouvrez ; d’ici là, rien ne change.",
            autocomplete="email",
        ),
    ]


def _password(sent: Submitted, name: str, *, label: str, autocomplete: str, hint: str | None = None) -> Field:
    """Never shown again with what was typed."""
    return Field(name=name, label=label, kind="password", error=sent.problem_of(name), autocomplete=autocomplete, hint=hint)
