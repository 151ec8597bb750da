"""`/agents/familles/{household_id}/dossiers`: the dossier of each child and school year, what is missing of it, and the pièces."""

from dataclasses import dataclass
from uuid import UUID

from litestar import get
from litestar.params import FromPath

from app.core import access, clock
from app.core.access import Agent
from app.core.web import Request, Response
from app.documents import queries as documents
from app.documents import showing as pieces
from app.documents.queries import Piece
from app.documents.rules.states import State
from app.dossiers import queries as dossiers
from app.dossiers import showing as dossier_showing
from app.dossiers.queries import Dossier
from app.reports.families import showing
from app.reports.families.desk import answers
from app.staff.rules.rights import May
from components import french
from components.ui import DataList, DataRow, Status


@dataclass(frozen=True, kw_only=True)
class DossierRow:
    """`missing`: what is left to fill, in words. `health`: where the fiche sanitaire that was sent opens; None for who may not."""

    title: str
    state: Status
    missing: str
    sent: str
    filing: str | None
    health: str | None


@get("/{household_id:uuid}/dossiers")
async def show(request: Request, household_id: FromPath[UUID]) -> Response:
    agent, today = access.agent_of(request), clock.today()
    head = await answers.head_for(request, household_id)
    every = dossiers.offered(await dossiers.of_household(household_id, agent_id=agent.account_id, today=today), today=today)
    found = [piece for piece in await documents.of_household(household_id) if pieces.is_told_to(agent, piece)]
    return await answers.show(
        request,
        "files.html",
        head=head,
        tab="/dossiers",
        dossiers=[_dossier_row(each, agent=agent) for each in every],
        sections=_sections(found, household_id=household_id),
    )


def _dossier_row(dossier: Dossier, *, agent: Agent) -> DossierRow:
    sent = dossier.sent
    here = f"{showing.HOME}/{dossier.case.household_id}/enfants/{dossier.child.id}/sante/{dossier.year.first_year}"
    missing = [sheet.title.lower() for sheet in dossier.missing]
    return DossierRow(
        title=dossier_showing.title_of(dossier),
        state=Status(word=dossier.state.words, tone=dossier.state.tone),
        missing=f"Il manque\u00a0: {french.listing(missing)}" if missing and (sent is None or dossier.draft) else "",
        sent=f"Demande n°\u00a0{sent.number}, envoyée {french.stamp(sent.sent_at)}" if sent else "",
        filing=f"/agents/demandes/{sent.number}" if sent and agent.can(May.FILINGS) else None,
        health=here if sent and agent.can(May.HEALTH) else None,
    )


@dataclass(frozen=True, kw_only=True)
class PieceSection:
    title: str
    rows: DataList
    missing: str


def _sections(found: list[Piece], *, household_id: UUID) -> list[PieceSection]:
    """The household's, then each child's: what was given opens, what is asked and not there is named."""
    by_child: dict[UUID | None, list[Piece]] = {}
    for piece in found:
        by_child.setdefault(piece.child_id, []).append(piece)
    return [_section(each, household_id=household_id) for each in by_child.values()]


def _section(found: list[Piece], *, household_id: UUID) -> PieceSection:
    today = clock.today()
    missing = [piece.kind for piece in found if piece.state(today=today) is State.MISSING]
    rows = tuple(
        DataRow(
            title=pieces.title_of(piece),
            note=pieces.note_of(piece),
            href=f"{showing.HOME}/{household_id}/pieces/{piece.given.id}",
            status=pieces.status_of(piece, today=today),
        )
        for piece in found
        if piece.given
    )
    return PieceSection(title=found[0].first_name or "Le foyer", rows=DataList(rows=rows), missing=french.listing(missing))


handlers = [show]
