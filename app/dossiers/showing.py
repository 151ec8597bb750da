"""How dossiers are told on pages: the list, the tasks of one, what may be taken over, the récapitulatif, what waits on the tableau de bord."""

from collections.abc import Iterable
from dataclasses import replace

from app.documents.rules.states import State
from app.dossiers.queries import Dossier, Facts
from app.dossiers.rules.states import DossierState, SheetState
from app.dossiers.sheets import SHEETS, Sheet, health, people
from app.dossiers.taking_over import Proposal
from app.filings.rules import questions
from app.filings.rules.questions import Rows
from components import french
from components.ui import Alert, AlertKind, Button, ChangeLink, DataList, DataRow, Status, SummaryList, SummaryRow, Task

HOME = "/dossiers"
NAMED = 2  # sheets, on the tableau de bord
URGENT = (DossierState.CHANGED, DossierState.NEEDS_INFO, DossierState.REJECTED)
IN_ORDER = (State.RECEIVED, State.VERIFIED, State.SCANNING, State.OPTIONAL, State.EXPIRING)


def title_of(dossier: Dossier) -> str:
    return f"Dossier {french.of(dossier.child.first_name)}, {dossier.year.label}"


def whom(dossier: Dossier) -> str:
    return f"{dossier.child.first_name} {dossier.child.last_name} – année scolaire {dossier.year.label}"


def listed(dossiers: Iterable[Dossier]) -> DataList | None:
    rows = tuple(
        DataRow(title=title_of(each), note=_progress(each), href=each.here, status=Status(word=each.state.words, tone=each.state.tone)) for each in dossiers
    )
    return DataList(rows=rows) if rows else None


def _progress(dossier: Dossier) -> str:
    if dossier.sent and dossier.state is not DossierState.REJECTED:
        return f"Demande n°\u00a0{dossier.sent.number}, envoyée {french.stamp(dossier.sent.sent_at)}"
    done = len(SHEETS) - len(dossier.missing)
    return f"{french.count(done, one='fiche terminée', many='fiches terminées')} sur {len(SHEETS)}"


# The tasks of one


def tasks(dossier: Dossier) -> DataList:
    """Its sheets, then its pièces: what is done is said plainly, so that the eye goes to what remains."""
    rows = (
        DataRow(title=sheet.title, note="", href=f"{dossier.here}/{sheet.code}", status=Status(word=state.words, tone="neutral" if _is_done(state) else "warn"))
        for sheet, state in dossier.sheets
    )
    return DataList(rows=(*rows, _pieces_row(dossier)))


def _is_done(state: SheetState) -> bool:
    return state is SheetState.DONE


def _pieces_row(dossier: Dossier) -> DataRow:
    lacking = lacking_pieces(dossier)
    word = f"{len(lacking)}\u00a0à fournir" if lacking else "En ordre"
    return DataRow(
        title="Pièces justificatives",
        note=french.capitalised(french.listing(lacking)) if lacking else "",
        href=f"{dossier.here}/pieces",
        status=Status(word=word, tone="warn" if lacking else "neutral"),
    )


def lacking_pieces(dossier: Dossier) -> list[str]:
    """Asked, and not there or no longer good."""
    facts: Facts = dossier.case.facts
    return [piece.kind for piece in facts.pieces if piece.asked and piece.state(today=dossier.case.today) not in IN_ORDER]


def alert(dossier: Dossier) -> Alert | None:
    """Where the dossier stands, and what to do next."""
    if dossier.sent is None:
        return None
    kind, title, sentence = ALERTS[dossier.state]
    follow = Button(label=f"Voir la demande n°\u00a0{dossier.sent.number}", kind="quiet", href=f"/demandes/{dossier.sent.number}")
    return Alert(kind=kind, title=title, sentence=dossier.sent.asked or sentence, action=follow)


def vaccinations_alert(dossier: Dossier) -> Alert | None:
    """Those that the family has said to be missing, until it says otherwise."""
    missing = health.missing_vaccines(dossier.case)
    if not missing:
        return None
    return Alert(
        kind="info",
        title="Des vaccinations sont à faire",
        sentence=f"Il manque\u00a0: {french.listing([each.name for each in missing])}. {health.MEANWHILE} Dites-le ensuite dans la fiche sanitaire.",
    )


ALERTS: dict[DossierState, tuple[AlertKind, str, str]] = {
    DossierState.SENT: ("success", "Ce dossier est envoyé", "Le service le relit. Si une réponse change, modifiez la fiche\u00a0: vous renverrez le dossier."),
    DossierState.ACCEPTED: ("success", "Ce dossier est accepté", "Si une réponse change, modifiez la fiche\u00a0: vous renverrez le dossier."),
    DossierState.CHANGED: ("warning", "Vos changements ne sont pas encore envoyés", "Le service a toujours les réponses d’avant\u00a0: relisez, puis envoyez."),
    DossierState.NEEDS_INFO: ("warning", "Le service vous demande un complément", "Lisez sa demande, corrigez, puis renvoyez."),
    DossierState.REJECTED: ("error", "Le service n’a pas pu accepter ce dossier", "Lisez pourquoi, corrigez les fiches, puis renvoyez-le."),
}


# What keeps an activity from being booked


def lacking(dossier: Dossier) -> DataList:
    """What is left to do before it may be: the sheets that are not done, then the sending."""
    rows = tuple(
        DataRow(title=sheet.title, note="", href=f"{dossier.here}/{sheet.code}", status=Status(word=state.words, tone="warn"))
        for sheet, state in dossier.sheets
        if state is not SheetState.DONE
    )
    ready = DossierState.REJECTED if dossier.state is DossierState.REJECTED else DossierState.READY
    last = DataRow(title="Relire et envoyer le dossier", note="", href=dossier.here, status=Status(word=ready.words, tone=ready.tone))
    return DataList(rows=rows or (last,))


# What may be taken over


def proposed(proposal: Proposal) -> SummaryList:
    return SummaryList(rows=tuple(SummaryRow(term=term, values=values) for term, values in proposal.told))


# On the tableau de bord


def tasks_of(dossiers: Iterable[Dossier]) -> tuple[Task, ...]:
    """One line for each dossier that waits for the family, with what it lacks."""
    return tuple(
        Task(label=title_of(each), note=_todo(each), href=each.here, icon="child", urgency="soon" if each.state in URGENT else "calm")
        for each in dossiers
        if each.state.waits_for_the_family
    )


def _todo(dossier: Dossier) -> str:
    if dossier.state in {DossierState.TO_FILL, DossierState.UNDER_WAY}:
        names = [sheet.title.lower() for sheet in dossier.missing]
        return f"{len(names)}\u00a0fiches à remplir" if len(names) > NAMED else f"À remplir\u00a0: {french.listing(names)}"
    return dossier.state.words


# At the desk


def told_of(sheet: Sheet, dossier: Dossier) -> Rows:
    """A sheet as it was sent, whatever was written since."""
    answers = dossier.sent.answers if dossier.sent else {}
    return questions.told(sheet.step, replace(dossier.case, answers=answers))


# The récapitulatif


def recap_of(dossier: Dossier) -> list[tuple[str, SummaryList]]:
    """Sheet by sheet, as it will be kept, with the way back to each."""
    return [(sheet.title, _recap(dossier, sheet)) for sheet in SHEETS]


def _recap(dossier: Dossier, sheet: Sheet) -> SummaryList:
    rows = questions.told(sheet.step, dossier.case)
    known = len(list(sheet.reads(dossier.case)))
    return SummaryList(
        rows=tuple(
            SummaryRow(term=term, values=tuple(values), change=_change(dossier, sheet, term=term, is_known=place < known))
            for place, (term, values) in enumerate(rows)
        )
    )


def _change(dossier: Dossier, sheet: Sheet, *, term: str, is_known: bool) -> ChangeLink:
    """What comes from « Ma famille » is changed there; who may collect, on its sheet."""
    if is_known and sheet is not people.SHEET:
        return ChangeLink(href="/famille", what=f"«\u00a0{term}\u00a0» dans «\u00a0Ma famille\u00a0»")
    return ChangeLink(href=f"{dossier.here}/{sheet.code}", what=f"«\u00a0{term}\u00a0»")
