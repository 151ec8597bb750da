"""`/agents/imports/invitations`: who has an access, who was invited, who was not, and inviting all of a selection."""

from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import uuid4

import litestar
from litestar import get, post
from litestar.exceptions import NotFoundException

from app.core import access, clock, exports, forms, pages
from app.core.spreadsheets import Sheet
from app.core.web import Request, Response
from app.intake import actions
from app.intake.desk import answers
from app.intake.queries import inviting as queries
from app.intake.queries.inviting import AdultLine, School
from app.intake.rules import invitations
from app.intake.rules.invitations import Standing
from components import french
from components.ui import ErrorSummary, Field, FilterChoice, Option, Pagination

SCHOOL, STANDING, DAYS, SENDING = "ecole", "etat", "jours", "envoi"
COLUMNS = ("Foyer", "Nom", "Prénom", "Adresse e-mail", "État", "Invité le")
MOST_DAYS = 365
NO_DAYS = f"Écrivez un nombre de jours, de 1 à {MOST_DAYS}."


@get("/invitations")
async def show(request: Request) -> Response:
    schools = await queries.schools()
    school, standing = _school(request.query_params.get(SCHOOL, ""), schools=schools), _standing(request.query_params.get(STANDING, ""))
    found = await queries.page_of(school_id=school.id if school else None, standing=standing, number=answers.page_of(request))
    words = {name: value for name, value in ((SCHOOL, school.code if school else ""), (STANDING, standing.code if standing else "")) if value}
    before = clock.now() - timedelta(days=invitations.ENOUGH_DAYS)
    return await pages.respond(
        request,
        "intake/invitations.html",
        choices=_choices(schools, school=school, standing=standing),
        figures=[(found.figures[each], each.words) for each in Standing],
        told=french.count(found.total, one="adulte", many="adultes"),
        adults=[(line, line.standing.words, _day(line.invited_at)) for line in found.lines],
        pagination=Pagination(page=found.number, pages=found.pages, address=_address(words), label="Pages des adultes"),
        waiting=await queries.count_to_invite(school_id=school.id if school else None, before=before),
        sending=f"{answers.INVITATIONS}/envoi{f'?{urlencode({SCHOOL: school.code})}' if school else ''}",
        batches=await queries.batches(),
        kept=words,
    )


def _address(words: dict[str, str]) -> str:
    return f"{answers.INVITATIONS}?{urlencode(words)}" if words else answers.INVITATIONS


def _school(code: str, *, schools: tuple[School, ...]) -> School | None:
    found = next((school for school in schools if school.code == code), None)
    if code and found is None:
        raise NotFoundException
    return found


def _standing(code: str) -> Standing | None:
    if code and code not in invitations.OF_CODES:
        raise NotFoundException
    return invitations.OF_CODES.get(code)


def _choices(schools: tuple[School, ...], *, school: School | None, standing: Standing | None) -> tuple[FilterChoice, ...]:
    of_schools = (Option(value="", label="Toutes les écoles"), *(Option(value=each.code, label=each.name) for each in schools))
    of_standings = (Option(value="", label="Tous"), *(Option(value=each.code, label=each.words) for each in Standing))
    return (
        FilterChoice(name=SCHOOL, label="École", options=of_schools, value=school.code if school else ""),
        FilterChoice(name=STANDING, label="Où en est l’adulte", options=of_standings, value=standing.code if standing else ""),
    )


def _day(at: datetime | None) -> str:
    return f"{at.astimezone(clock.PARIS):%d/%m/%Y}" if at else ""


@post("/invitations/export", status_code=200)
async def export(request: Request) -> litestar.Response[bytes]:
    sent, schools = await forms.read(request, {SCHOOL, STANDING}), await queries.schools()
    school, standing = _school(sent.raw(SCHOOL), schools=schools), _standing(sent.raw(STANDING))
    lines = await queries.lines_of(school_id=school.id if school else None, standing=standing, limit=exports.MOST_LINES)
    about: dict[str, str | int | bool | None] = {"school": school.code if school else None, "status": standing.code if standing else None}
    sheet = Sheet(title="Invitations", columns=COLUMNS, rows=[_row(line) for line in lines])
    return await answers.csv(request, sheet, what="invitations", name=f"invitations-{clock.today()}.csv", about=about)


def _row(line: AdultLine) -> tuple[str, ...]:
    return (line.household, line.last_name, line.first_name, line.email, line.standing.words, _day(line.invited_at))


@get("/invitations/envoi")
async def before_sending(request: Request) -> Response:
    """How many, before anything leaves."""
    schools = await queries.schools()
    school = _school(request.query_params.get(SCHOOL, ""), schools=schools)
    days = _days(request.query_params.get(DAYS, str(invitations.ENOUGH_DAYS)))
    return await _sending_page(request, school, days=days, typed=request.query_params.get(DAYS, str(invitations.ENOUGH_DAYS)))


async def _sending_page(request: Request, school: School | None, *, days: int | None, typed: str) -> Response:
    number = await queries.count_to_invite(school_id=school.id if school else None, before=clock.now() - timedelta(days=days)) if days else 0
    field = Field(
        name=DAYS,
        label="Inviter à nouveau ceux dont l’invitation a plus de … jours",
        value=typed,
        hint="Le lien d’une invitation sert pendant trois jours. Ceux qui n’ont jamais été invités le sont dans tous les cas.",
        error=None if days else NO_DAYS,
    )
    return await pages.respond(
        request,
        "intake/invitations_sending.html",
        status=200 if days else 422,
        field=field,
        summary=ErrorSummary.of([field]),
        school=school,
        days=days,
        number=number,
        told=french.count(number, one="adulte sera invité", many="adultes seront invités"),
        sending=uuid4(),
    )


def _days(typed: str) -> int | None:
    plain = typed.strip()
    return int(plain) if plain.isdecimal() and plain.isascii() and len(plain) <= len(str(MOST_DAYS)) and 1 <= int(plain) <= MOST_DAYS else None


@post("/invitations/envoi", status_code=303, opt=answers.PROVED)
async def send(request: Request) -> Response:
    sent, schools = await forms.read(request, {SCHOOL, DAYS, SENDING}), await queries.schools()
    school, days = _school(sent.raw(SCHOOL), schools=schools), _days(sent.raw(DAYS))
    if days is None:
        return await _sending_page(request, school, days=None, typed=sent.raw(DAYS))
    asked = {"school_id": school.id if school else None, "before": clock.now() - timedelta(days=days), "origin": access.origin_of(request)}
    number = await actions.invite_all(access.agent_of(request), sent.identifier(SENDING), **asked, now=clock.now())  # type: ignore[arg-type]
    told = french.count(number, one="invitation part", many="invitations partent")
    return pages.redirect(answers.INVITATIONS, said=f"{told}, une centaine par minute." if number else "Tous ceux-là sont invités déjà.")


@get("/invitations/export")
async def go_back() -> Response:
    """The address of a form that was interrupted."""
    return pages.redirect(answers.INVITATIONS)


handlers = [show, export, before_sending, send, go_back]
