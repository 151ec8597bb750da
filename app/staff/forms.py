"""The forms of agents: a code, and who is of the team."""

from dataclasses import dataclass
from uuid import UUID

from app.accounts.rules import email_addresses
from app.core import forms
from app.core.forms import Submitted
from app.core.web import Request
from app.staff.queries import MemberView, SiteName
from app.staff.rules import refusals
from app.staff.rules.rights import HINTS, NEEDS_SITES, SEES_ALL_SITES, Role
from components.ui import Field, Option

CODE, NEXT, SECRET = "code", "suite", "cle"
FIRST_NAME, LAST_NAME, EMAIL, ROLE, SITES = "prenom", "nom", "adresse", "role", "sites"
LONGEST_NAME = 80

EMPTY = Submitted(values={})


async def read_code(request: Request) -> Submitted:
    sent = await forms.read(request, {CODE, NEXT, SECRET})
    sent.text(CODE, missing="Saisissez le code que montre votre application.", longest=40)
    return sent


def code_field(sent: Submitted, *, hint: str) -> Field:
    """Never shown again with what was typed: it has changed meanwhile."""
    return Field(name=CODE, label="Code", hint=hint, error=sent.problem_of(CODE), autocomplete="one-time-code", max_length=40)


@dataclass(frozen=True, kw_only=True)
class Post:
    """A role, and the sites to which it is bound."""

    role: Role
    sites: tuple[UUID, ...]


async def read_new(request: Request, *, sites: tuple[SiteName, ...]) -> Submitted:
    sent = await forms.read(request, {FIRST_NAME, LAST_NAME, EMAIL, ROLE, SITES})
    sent.text(FIRST_NAME, missing="Écrivez le prénom.", longest=LONGEST_NAME)
    sent.text(LAST_NAME, missing="Écrivez le nom.", longest=LONGEST_NAME)
    if email_addresses.normalised(sent.raw(EMAIL)) is None:
        sent.refuse(EMAIL, email_addresses.INCOMPLETE)
    return _with_role(sent, sites=sites)


async def read_change(request: Request, *, sites: tuple[SiteName, ...]) -> Submitted:
    return _with_role(await forms.read(request, {ROLE, SITES}), sites=sites)


def _with_role(sent: Submitted, *, sites: tuple[SiteName, ...]) -> Submitted:
    """A site that is no longer there is not passed over: without any, one sees them all."""
    if sent.raw(ROLE) not in list(Role):
        sent.refuse(ROLE, "Choisissez un rôle.")
    elif Role(sent.raw(ROLE)) in NEEDS_SITES and not sent.all(SITES):
        sent.refuse(SITES, refusals.NO_SITE.sentence)
    elif Role(sent.raw(ROLE)) in SEES_ALL_SITES and sent.all(SITES):
        sent.refuse(SITES, refusals.ALL_SITES.sentence)
    if not set(sent.all(SITES)) <= {str(site.id) for site in sites}:
        sent.refuse(SITES, "Un de ces sites n’existe plus\u00a0: choisissez parmi ceux-ci.")
    return sent


def post_of(sent: Submitted, *, sites: tuple[SiteName, ...]) -> Post:
    """Of a form without problem."""
    chosen = set(sent.all(SITES))
    return Post(role=Role(sent.raw(ROLE)), sites=tuple(site.id for site in sites if str(site.id) in chosen))


def new_fields(sent: Submitted, *, sites: tuple[SiteName, ...]) -> list[Field]:
    return [
        Field(name=FIRST_NAME, label="Prénom", value=sent.raw(FIRST_NAME), error=sent.problem_of(FIRST_NAME)),
        Field(name=LAST_NAME, label="Nom", value=sent.raw(LAST_NAME), error=sent.problem_of(LAST_NAME)),
        Field(
            name=EMAIL,
            label="Adresse e-mail professionnelle",
            kind="email",
            value=sent.raw(EMAIL),
            error=sent.problem_of(EMAIL),
            hint="L’invitation y part tout de suite\u00a0; c’est avec elle que cette personne se connectera.",
        ),
        *_post_fields(sent, role=sent.raw(ROLE), chosen=tuple(sent.all(SITES)), sites=sites),
    ]


def change_fields(sent: Submitted, *, member: MemberView, sites: tuple[SiteName, ...]) -> list[Field]:
    """As it stands, or as it was sent and refused."""
    role = sent.raw(ROLE) if sent.values else member.role.value
    chosen = tuple(sent.all(SITES)) if sent.values else tuple(str(site.id) for site in member.sites)
    return _post_fields(sent, role=role, chosen=chosen, sites=sites)


def _post_fields(sent: Submitted, *, role: str, chosen: tuple[str, ...], sites: tuple[SiteName, ...]) -> list[Field]:
    roles = Field(
        name=ROLE,
        label="Rôle",
        kind="radios",
        value=role,
        error=sent.problem_of(ROLE),
        options=tuple(Option(value=each.value, label=each.words, hint=HINTS[each]) for each in Role),
    )
    if not sites:
        return [roles]
    bound = Field(
        name=SITES,
        label="Sites",
        kind="boxes",
        chosen=chosen,
        required=False,
        error=sent.problem_of(SITES),
        hint="Sans site coché, cette personne les voit tous, sauf comme responsable de site. Qui est d’un site ne change pas le catalogue de tous.",
        options=tuple(Option(value=str(site.id), label=site.name) for site in sites),
    )
    return [roles, bound]
