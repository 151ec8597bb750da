"""What the PDF of a demande says: the words of its page, and those that the law asks of an acknowledgement (CRPA R.112-5)."""

from app.catalogue.queries import Imprint
from app.filings import acknowledgement, procedures
from app.filings.queries import FilingView
from components import french


def told(view: FilingView, *, imprint: Imprint) -> dict[str, object]:
    procedure = procedures.of_code(view.procedure)
    return {
        "title": f"Demande n°\u00a0{view.number}",
        "sentence": _sentence(view, title=procedure.title),
        "rows": [{"term": row.term, "values": row.values} for row in procedure.told(view.payload).rows],
        "events": [f"{event.status.words}, {french.stamp(event.at)}" + (f"\u00a0: {event.note}" if event.note else "") for event in view.events],
        "next_steps": acknowledgement.next_steps(procedure, status=view.status, payload=view.payload, sent_at=view.sent_at),
        "commune": imprint.name,
        "office": imprint.office,
        "contact": [line for line in (f"{imprint.office}, {imprint.name}", imprint.address, imprint.phone, imprint.email) if line],
    }


def _sentence(view: FilingView, *, title: str) -> str:
    if view.office:
        return f"{title} enregistrée pour vous ({view.office}) {french.stamp(view.sent_at)}."
    return f"{title}{f' envoyée par {view.sent_by}' if view.sent_by else ''}, reçue {french.stamp(view.sent_at)}."
