"""`/agents/familles/{household_id}/demandes`, `/messages`, `/journal`: what happened with a family."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath

from app.core import access, paging
from app.core.web import Request, Response
from app.filings import listing, procedures
from app.reports.families.desk import answers
from app.reports.families.queries import history
from app.reports.families.queries.history import FilingLine
from app.reports.families.rules import journal
from app.staff.rules.rights import May
from components.messages import PlainText
from components.ui import DataList, DataRow, Pagination


@get("/{household_id:uuid}/demandes")
async def show_filings(request: Request, household_id: FromPath[UUID]) -> Response:
    head = await answers.head_for(request, household_id)
    found = await history.filings_of(household_id, number=paging.asked_in(request.query_params))
    address = f"{answers.HOME}/{household_id}/demandes"
    opens = access.agent_of(request).can(May.FILINGS)
    return await answers.show(
        request,
        "filings.html",
        head=head,
        tab="/demandes",
        rows=DataList(rows=tuple(_row(line) for line in found.lines)) if found.lines and opens else None,
        entries=[] if opens else [(_title(line), listing.status_word(line.status), listing.day_of(line.sent_at)) for line in found.lines],
        pagination=Pagination(page=found.number, pages=found.pages, address=address, label="Pages des demandes"),
    )


def _row(line: FilingLine) -> DataRow:
    return DataRow(
        title=_title(line),
        note=line.subject,
        at=f"Envoyée le {listing.day_of(line.sent_at)}",
        href=f"/agents/demandes/{line.number}",
        status=listing.status_word(line.status),
    )


def _title(line: FilingLine) -> str:
    return f"{procedures.of_code(line.procedure).title} n°\u00a0{line.number}"


@get("/{household_id:uuid}/messages")
async def show_messages(request: Request, household_id: FromPath[UUID]) -> Response:
    head = await answers.head_for(request, household_id)
    found = await history.messages_of(household_id, number=paging.asked_in(request.query_params))
    address = f"{answers.HOME}/{household_id}/messages"
    pagination = Pagination(page=found.number, pages=found.pages, address=address, label="Pages des messages")
    messages = [(line, PlainText(text=line.body)) for line in found.lines]
    return await answers.show(request, "messages.html", head=head, tab="/messages", messages=messages, pagination=pagination)


@get("/{household_id:uuid}/journal")
async def show_journal(request: Request, household_id: FromPath[UUID]) -> Response:
    """Who did what and when, and each reading of what is confidential."""
    head = await answers.head_for(request, household_id)
    found = await history.journal_of(household_id, number=paging.asked_in(request.query_params))
    schools = await history.school_names()
    entries = [
        (entry.at, journal.who_of(entry.who, role=entry.role), journal.words_of(entry.act, entry.details, schools=schools), entry.whom) for entry in found.lines
    ]
    address = f"{answers.HOME}/{household_id}/journal"
    pagination = Pagination(page=found.number, pages=found.pages, address=address, label="Pages du journal")
    return await answers.show(request, "journal.html", head=head, tab="/journal", entries=entries, pagination=pagination)


handlers = [show_filings, show_messages, show_journal]
