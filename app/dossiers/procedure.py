"""The démarche "dossier administratif": its sheets, what its demande keeps, what sending it does."""

from collections.abc import Mapping
from typing import Any

from app.core import database
from app.documents import actions as documents
from app.documents.rules.states import State
from app.dossiers import sheets
from app.dossiers.queries import Facts, facts_of
from app.dossiers.sheets import SHEETS, health
from app.filings import actions as filings
from app.filings import procedures
from app.filings.procedures import Audience, Desk, Group, Impossible, Procedure, Sending
from app.filings.rules.questions import Case
from components import french
from components.ui import SummaryList, SummaryRow

OPEN = """
select id from filing where procedure = {} and household = {} and beneficiary = {} and first_year = {} and id <> {}
and status in ('sent', 'pending', 'needs_info') order by number for update
"""

PIECES = "Pièces jointes"
REPLACED = "Une pièce a été remplacée à l’instant\u00a0: relisez, puis validez."


def _kept(case: Case) -> Mapping[str, Any]:
    """The pièces that go with it, and those that are asked and not there (CRPA L.114-5: the acknowledgement names them)."""
    facts: Facts = case.facts
    given = [f"{piece.kind}\u00a0: {piece.given.name}" for piece in facts.pieces if piece.given]
    return {"pieces": given, "lacking": [piece.kind for piece in facts.pieces if piece.asked and _is_lacking(piece.state(today=case.today))]}


def _is_lacking(state: State) -> bool:
    return state in {State.MISSING, State.EXPIRED, State.REJECTED}


async def _sent(sending: Sending) -> Impossible | None:
    """The pièces stay as long as the demande rests on them; an older demande that waits still gives way to this one."""
    database.require_transaction()
    case, facts = sending.case, sending.case.facts
    await documents.apply_release(sending.filing_id)
    if not await documents.apply_use([piece.given.id for piece in facts.pieces if piece.given], holder=sending.filing_id):
        return Impossible(sentence=REPLACED)
    for row in await database.fetch(OPEN, sheets.PROCEDURE, case.household_id, case.its_child.id, case.its_year.first_year, sending.filing_id):
        await filings.apply_replace(row["id"], by=sending.filing_id, actor=case.account_id, now=sending.sent_at)
    return None


def _told(payload: Mapping[str, Any]) -> SummaryList:
    """The answers as they were worded when it was sent, then the pièces that went with them."""
    rows = [*payload["told"], (PIECES, payload["pieces"])]
    return SummaryList(rows=tuple(SummaryRow(term=term, values=tuple(values)) for term, values in rows))


def _next_steps(payload: Mapping[str, Any]) -> str:
    lacking = payload.get("lacking") or []
    asked = f" Il y manque encore\u00a0: {french.listing(lacking)}. Envoyez ces pièces dans «\u00a0Mes pièces\u00a0»." if lacking else ""
    return (
        f"Le service relit le dossier et vous écrit si quelque chose manque.{asked} "
        "Si une réponse change dans l’année, modifiez la fiche et renvoyez le dossier."
    )


DOSSIER = procedures.register(
    Procedure(
        code=sheets.PROCEDURE,
        title="Dossier administratif",
        listed_as="Dossier administratif d’un enfant",
        summary="La fiche famille, la fiche sanitaire, les personnes et les autorisations, une fois par année scolaire.",
        group=Group.ENROLMENT,
        audience=Audience.CHILD_YEAR,
        address="/dossiers",
        steps=tuple(sheet.step for sheet in SHEETS),
        facts=facts_of,
        kept=_kept,
        sent=_sent,
        told=_told,
        sealed=True,
        silence=None,
        next_steps=_next_steps,
        desk=Desk(
            effect="Le dossier est accepté pour l’année\u00a0: l’enfant peut réserver ce qui le demande. La famille est prévenue.",
            reasons=(
                "Le dossier n’est pas celui du bon enfant, ou de la bonne année scolaire.",
                "L’enfant n’est inscrit à aucune activité du service cette année.",
            ),
            asks=(
                "L’attestation d’assurance manque, ou n’est plus valable.",
                "Les dates de vaccination obligatoire manquent.",
                "Un numéro de téléphone d’urgence est incomplet.",
                "Le protocole d’accueil individualisé (PAI) signé par le médecin manque.",
            ),
            health=health.SHEET.sensitive,
            apart=frozenset({PIECES}),
            with_last=True,
        ),
    )
)
