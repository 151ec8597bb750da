"""`/agents/equipe`: who works here, in which role, for which sites."""

from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from litestar import Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.accounts.rules import email_addresses
from app.core import access, clock, pages
from app.core.access import Agent, Right
from app.core.forms import Submitted
from app.core.web import Request, Response
from app.staff import actions, forms, queries
from app.staff.actions import NewAgent
from app.staff.queries import MemberView, SiteName
from app.staff.rules.refusals import Refusal
from app.staff.rules.rights import May
from components import french
from components.ui import DataList, DataRow, ErrorSummary, Status

HERE = "/agents/equipe"
PROVED: dict[str, Any] = {"fresh_proof": True}
SECOND: dict[str, Any] = {"may": May.ENTER, "fresh_proof": True}


@get("/")
async def show_team(request: Request) -> Response:
    members = await queries.team()
    present = DataList(rows=tuple(_line(member) for member in members if member.ended_at is None))
    gone = tuple(_line(member) for member in members if member.ended_at is not None)
    return await pages.respond(request, "staff/team.html", present=present, gone=DataList(rows=gone) if gone else None)


def _line(member: MemberView) -> DataRow:
    where = french.listing([site.name for site in member.sites]) or "tous les sites"
    return DataRow(title=member.name, note=f"{member.role.words}, {where}", href=f"{HERE}/{member.id}", status=_status(member))


def _status(member: MemberView) -> Status | None:
    status = None
    if member.ended_at:
        status = Status(word="Partie ou parti", tone="neutral")
    elif member.invited:
        status = Status(word="Invitation envoyée", tone="warn")
    elif not member.has_factor:
        status = Status(word="Second facteur à créer", tone="warn")
    return status


@get("/nouvel-agent", opt=PROVED)
async def show_new(request: Request) -> Response:
    return await _new_page(request, forms.EMPTY)


@post("/nouvel-agent", status_code=303, opt=PROVED)
async def add(request: Request) -> Response:
    sites = await queries.sites()
    sent = await forms.read_new(request, sites=sites)
    email = email_addresses.normalised(sent.raw(forms.EMAIL))
    if sent.problems or email is None:
        return await _new_page(request, sent)
    post_held = forms.post_of(sent, sites=sites)
    names = {"first_name": sent.raw(forms.FIRST_NAME).strip(), "last_name": sent.raw(forms.LAST_NAME).strip()}
    done = await actions.add(NewAgent(**names, email=email, role=post_held.role, sites=post_held.sites), **_by(request))
    if isinstance(done, Refusal):
        sent.refuse(forms.EMAIL, done.sentence)
        return await _new_page(request, sent)
    return pages.redirect(f"{HERE}/{done}", said=f"L’invitation part vers {email}.")


async def _new_page(request: Request, sent: Submitted) -> Response:
    fields = forms.new_fields(sent, sites=await queries.sites())
    summary = ErrorSummary.of(fields)
    return await pages.respond(request, "staff/new_agent.html", status=422 if summary else 200, fields=fields, summary=summary)


@get("/{member_id:uuid}")
async def show_member(request: Request, member_id: FromPath[UUID]) -> Response:
    return await _member_page(request, await _member(member_id), forms.EMPTY)


@post("/{member_id:uuid}", status_code=303, opt=PROVED)
async def change(request: Request, member_id: FromPath[UUID]) -> Response:
    member = await _member(member_id)
    sites = await _sites_for(member)
    sent = await forms.read_change(request, sites=sites)
    if sent.problems:
        return await _member_page(request, member, sent)
    post_held = forms.post_of(sent, sites=sites)
    refusal = await actions.change(member_id, role=post_held.role, sites=post_held.sites, **_by(request))
    if refusal:
        sent.refuse(forms.ROLE, refusal.sentence)
        return await _member_page(request, member, sent)
    return pages.redirect(f"{HERE}/{member_id}", said=f"C’est enregistré\u00a0: {member.name} a ces droits dès maintenant.")


async def _sites_for(member: MemberView) -> tuple[SiteName, ...]:
    """Those that are open, and those that the agent has: a site that closes takes nobody out of its bounds."""
    there = await queries.sites()
    return (*there, *(site for site in member.sites if site not in there))


async def _member_page(request: Request, member: MemberView, sent: Submitted) -> Response:
    fields = forms.change_fields(sent, member=member, sites=await _sites_for(member))
    summary = ErrorSummary.of(fields)
    is_me = member.id == access.agent_of(request).member_id
    return await pages.respond(request, "staff/member.html", status=422 if summary else 200, member=member, fields=fields, summary=summary, is_me=is_me)


@get("/{member_id:uuid}/depart", opt=PROVED)
async def ask_end(request: Request, member_id: FromPath[UUID]) -> Response:
    return await pages.respond(request, "staff/end.html", member=await _member(member_id))


@post("/{member_id:uuid}/depart", status_code=303, opt=PROVED)
async def end(request: Request, member_id: FromPath[UUID]) -> Response:
    member = await _member(member_id)
    return _done(
        await actions.end(member_id, **_by(request)),
        f"L’accès de {member.name} est fermé.",
        back_to=HERE,
    )


@post("/{member_id:uuid}/invitation", status_code=303, opt=PROVED)
async def invite_again(request: Request, member_id: FromPath[UUID]) -> Response:
    member = await _member(member_id)
    refusal = await actions.invite_again(member_id, **_by(request))
    return _done(refusal, f"Une nouvelle invitation part vers {member.email}.", back_to=f"{HERE}/{member_id}")


@post("/{member_id:uuid}/second-facteur/retrait", status_code=303, opt=PROVED)
async def ask_reset(request: Request, member_id: FromPath[UUID]) -> Response:
    await _member(member_id)
    refusal = await actions.ask_reset(member_id, **_by(request))
    said = "C’est demandé\u00a0: une autre personne de l’équipe le confirme depuis son accueil."
    return _done(refusal, said, back_to=f"{HERE}/{member_id}")


@post("/{member_id:uuid}/second-facteur/annulation", status_code=303, opt=PROVED)
async def withdraw_reset(request: Request, member_id: FromPath[UUID]) -> Response:
    refusal = await actions.withdraw_reset(member_id, **_by(request))
    return _done(refusal, "Le retrait n’est plus demandé.", back_to=f"{HERE}/{member_id}")


@post("/{member_id:uuid}/second-facteur/confirmation", status_code=303, opt=SECOND)
async def confirm_reset(request: Request, member_id: FromPath[UUID]) -> Response:
    """By any agent but the one who asks: that one is in front of who lost it."""
    member = await _member(member_id)
    refusal = await actions.confirm_reset(member_id, **_by(request))
    return _done(refusal, f"Le second facteur de {member.name} est retiré\u00a0: un nouveau sera créé à sa prochaine connexion.", back_to="/agents")


@get(["/{member_id:uuid}/invitation", "/{member_id:uuid}/second-facteur/retrait", "/{member_id:uuid}/second-facteur/annulation"])
async def back_to_member(member_id: FromPath[UUID]) -> Response:
    """A form's address in the address bar, after giving the password again."""
    return pages.redirect(f"{HERE}/{member_id}")


@get("/{member_id:uuid}/second-facteur/confirmation", opt={"may": May.ENTER})
async def back_home(member_id: FromPath[UUID]) -> Response:  # noqa: ARG001 - of the address
    return pages.redirect("/agents")


class By(TypedDict):
    """Who acts, from which network, when: what each verb of the team asks for."""

    by: Agent
    origin: str
    now: datetime


def _by(request: Request) -> By:
    return By(by=access.agent_of(request), origin=access.origin_of(request), now=clock.now())


def _done(refusal: Refusal | None, said: str, *, back_to: str) -> Response:
    return pages.redirect(back_to, said=refusal.sentence if refusal else said)


async def _member(member_id: UUID) -> MemberView:
    member = await queries.member(member_id)
    if member is None:
        raise NotFoundException
    return member


routes = [
    Router(
        HERE,
        route_handlers=[
            *(show_team, show_new, add, show_member, change, ask_end, end, invite_again, ask_reset, withdraw_reset, confirm_reset, back_to_member, back_home),
        ],
        opt={"right": Right.STAFF, "may": May.STAFF},
    )
]
