"""A file of families, its state and its report, as agents read them."""

from urllib.parse import urlencode

from app.intake.queries.imports import Findings, ImportView
from app.intake.rules import findings
from app.intake.rules.findings import Finding, Kind
from app.intake.rules.states import State
from components import french
from components.intake import FindingLine, ImportState
from components.ui import Alert, Button, Chip, Chips, Pagination, Status

COLUMNS = ("Ligne", "État", "Colonne", "Quoi faire")
KINDS = {"erreurs": Kind.ERROR, "a-verifier": Kind.REMARK, "gardes": Kind.KEPT, "completes": Kind.DONE}
LABELS = {Kind.ERROR: "Erreurs", Kind.REMARK: "À vérifier", Kind.KEPT: "Gardés", Kind.DONE: "Complétés"}
TONES = {Kind.ERROR: "bad", Kind.REMARK: "warn", Kind.KEPT: "neutral", Kind.DONE: "good"}
STATE_TONES = {State.EXAMINED: "warn", State.IMPORTED: "good", State.REFUSED: "bad"}


def name_of(found: ImportView) -> str:
    return found.file_name or "Fichier sans nom"


def note_of(found: ImportView) -> str:
    by = f", par {found.sent_by}" if found.sent_by else ""
    return f"Envoyé {french.stamp(found.sent_at)}{by}"


def status_of(found: ImportView) -> Status:
    return Status(word=found.state.words, tone=STATE_TONES.get(found.state, "neutral"))  # type: ignore[arg-type]


def summary(found: ImportView) -> tuple[str, ...]:
    return tuple(findings.summary(found.tally, done=found.state is State.IMPORTED))


def state(found: ImportView, told: Findings, *, kind: Kind | None, address: str, csrf_token: str) -> ImportState:
    if found.state.is_under_way:
        return ImportState(status=status_of(found), told=_under_way(found), follow=address, csrf_token=csrf_token)
    has_report = found.state in {State.EXAMINED, State.IMPORTED}
    waits = found.state in {State.EXAMINED, State.REFUSED}
    return ImportState(
        status=status_of(found),
        told=summary(found) if has_report else _words(found),
        alert=_alert(found),
        actions=_actions(found, address=address),
        abandon=f"{address}/abandon" if waits else "",
        chips=_chips(told, kind=kind, address=address) if told.counts else None,
        findings=tuple(map(_line, told.lines)),
        pages=Pagination(page=told.number, pages=told.pages, address=_narrowed(address, kind), label="Pages du compte rendu"),
        export=f"{address}/compte-rendu" if told.counts else "",
        csrf_token=csrf_token,
    )


def _under_way(found: ImportView) -> tuple[str, ...]:
    read = french.count(found.lines_read, one="ligne lue", many="lignes lues")
    what = "L’import est en cours" if found.state is State.CONFIRMED else "Le fichier est en cours de lecture, rien n’est encore importé"
    return (f"{what}\u00a0: {read}.", "Vous pouvez quitter cette page\u00a0: le travail continue.")


def _words(found: ImportView) -> tuple[str, ...]:
    return ("Ce fichier a été abandonné\u00a0: il est effacé.",) if found.state is State.ABANDONED else ("Rien n’a été importé.",)


def _alert(found: ImportView) -> Alert | None:
    tally = found.tally
    if found.state is State.EXAMINED and tally.errors:
        sentence = (
            "Corrigez ces lignes dans votre tableur et envoyez à nouveau le fichier. Vous pouvez aussi importer les autres familles\u00a0: "
            "celles qui ont une erreur sont laissées de côté en entier, un fichier corrigé les apportera."
        )
        return Alert(kind="warning", title=french.count(tally.errors, one="erreur", many="erreurs"), sentence=sentence)
    if found.state is State.EXAMINED and not tally.lines:
        return Alert(
            kind="warning", title="Aucune famille dans ce fichier", sentence="Il n’a que sa ligne de titres\u00a0: remplissez-le, puis envoyez-le à nouveau."
        )
    if found.state is State.EXAMINED and not tally.changes:
        return Alert(kind="info", title="Tout est déjà là", sentence="Ce fichier ne changerait rien\u00a0: vous pouvez l’abandonner.")
    if found.state is State.EXAMINED:
        return Alert(kind="info", title="Rien n’est encore importé", sentence="Ce que dit ce compte rendu est ce qui se passera. Relisez-le, puis confirmez.")
    return None


def _actions(found: ImportView, *, address: str) -> tuple[Button, ...]:
    if found.state is State.IMPORTED:
        invite = Button(label="Inviter ces familles", href="/agents/imports/invitations")
        return (invite, Button(label="Chercher des doublons", kind="quiet", href="/agents/imports/doublons"))
    if found.state is not State.EXAMINED or not found.tally.changes:
        return ()
    label = "Importer les familles sans erreur" if found.tally.errors else "Importer ces familles"
    return (Button(label=label, href=f"{address}/confirmation"),)


def _chips(told: Findings, *, kind: Kind | None, address: str) -> Chips:
    every = Chip(label=f"Tout ({sum(told.counts.values())})", href=address, current=kind is None)
    kinds = (
        Chip(label=f"{LABELS[each]} ({told.counts[each]})", href=_narrowed(address, each), current=kind is each)
        for each in KINDS.values()
        if each in told.counts
    )
    return Chips(label="Lignes à montrer", chips=(every, *kinds))


def _narrowed(address: str, kind: Kind | None) -> str:
    words = {each: word for word, each in KINDS.items()}
    return f"{address}?{urlencode({'voir': words[kind]})}" if kind else address


def _line(finding: Finding) -> FindingLine:
    where = f"Ligne {finding.line}" if finding.line else "Fichier"
    return FindingLine(where=where, column=finding.column, status=Status(word=finding.kind.words, tone=TONES[finding.kind]), sentence=finding.sentence)  # type: ignore[arg-type]
