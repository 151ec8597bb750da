"""The pages of a démarche as components: its questions, its récapitulatif, what is left to finish."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.documents import showing
from app.documents.showing import Tried
from app.filings import procedures
from app.filings.drafts.forms import CHILD, YEAR
from app.filings.drafts.queries import Candidates, Draft, DraftLine
from app.filings.procedures import Audience, Procedure
from app.filings.rules import questions
from app.filings.rules.questions import Case, Question, Step
from components import french
from components.documents import PieceSlot
from components.filings.step_fields import AskedField, StepFields
from components.ui import Alert, ChangeLink, DataList, DataRow, ErrorSummary, Field, Option, Problem, Status, Stepper, SummaryList, SummaryRow, Task

TO_CONFIRM = "Calendrier scolaire pas encore publié\u00a0: les dates sont à confirmer."


def fields_of(draft: Draft, step: Step, *, problems: Sequence[questions.Problem] = (), typed: Mapping[str, str] | None = None) -> StepFields:
    """`typed` is what an adult had written on a step that the other one has changed meanwhile."""
    said = {problem.question: problem.sentence for problem in problems}
    shown = questions.as_shown(step, draft.case)
    asked = questions.asked(step, shown)
    bare = next((question for question in asked if question.kind in questions.CHOSEN and not question.choices(shown)), None)
    fields = tuple(
        AskedField(field=field_of(question, shown, error=said.get(question.name)), decides=question.decides)
        for question in asked
        if bare is None and question.kind != "piece"
    )
    anchors = {each.field.name: each.field.anchor for each in fields} | {name: showing.anchor_of(piece) for name, piece in draft.pieces.items()}
    return StepFields(
        stepper=Stepper(step=draft.procedure.place_of(step), steps=draft.procedure.length, name="ma demande"),
        title=step.title,
        whom=draft.whom,
        action=f"{draft.here}/{step.code}",
        seen=questions.mark_of_answers(step, draft.case),
        asked=questions.mark_of_questions(step, shown),
        fields=fields,
        summary=summary_of(anchors, problems),
        lead=step.lead(draft.case),
        alerts=tuple(_alerts(draft, conflict=typed is not None)),
        closed=Alert(kind="info", sentence=bare.none) if bare else None,
        typed=_typed(step, draft.with_answers(typed).case) if typed is not None else None,
    )


def field_of(question: Question, case: Case, *, error: str | None) -> Field:
    if question.kind == "piece":
        raise RuntimeError("a pièce has a slot of its own")
    value = case.said(question.name)
    is_box = question.kind == "checkbox"
    choices = tuple(Option(value=choice.value, label=choice.label, hint=choice.hint) for choice in question.choices(case))
    nothing_yet = (Option(value="", label="Choisissez"),) if question.kind == "select" else ()
    return Field(
        name=question.name,
        label=question.label,
        kind=question.kind,
        value=questions.TICKED if is_box else value,
        checked=is_box and value == questions.TICKED,
        chosen=case.ticked(question.name) if question.kind == "boxes" else (),
        hint=question.hint,
        error=error,
        required=question.missing is not None,
        options=(*nothing_yet, *choices),
        max_length=question.longest if question.kind in {"text", "textarea", "email", "tel"} else None,
        autocomplete=question.autocomplete,
    )


@dataclass(frozen=True, kw_only=True)
class AskedPiece:
    """A pièce of a step: its question above its slot."""

    label: str
    advice: str
    slot: PieceSlot


def pieces_of(
    draft: Draft, step: Step, *, csrf_token: str, problems: Sequence[questions.Problem] = (), tried: Mapping[str, Tried] | None = None
) -> tuple[AskedPiece, ...]:
    """`tried`: the form of a pièce that was refused."""
    said = {problem.question: problem.sentence for problem in problems}
    return tuple(
        AskedPiece(
            label=question.label,
            advice=question.hint or draft.pieces[question.name].advice,
            slot=slot_of(
                draft,
                question,
                action=f"{draft.here}/{step.code}/{question.name}",
                csrf_token=csrf_token,
                problem=said.get(question.name),
                tried=(tried or {}).get(question.name),
            ),
        )
        for question in questions.asked(step, draft.case)
        if question.kind == "piece"
    )


def slot_of(
    draft: Draft, question: Question, *, action: str, csrf_token: str, problem: str | None = None, tried: Tried | None = None, just_given: bool = False
) -> PieceSlot:
    """It may be replaced here, and is deleted, as it tells who has read it, on its own page."""
    slot = showing.slot_of(
        draft.pieces[question.name], csrf_token=csrf_token, today=draft.case.today, tried=tried or Tried(), just_given=just_given, action=action
    )
    given = slot.given and replace(slot.given, delete_href=None)
    return replace(
        slot,
        given=given,
        sensitive=False,
        level=3,
        required=question.missing is not None,
        problem=problem or slot.problem,
        summed_up=problem is not None,
        folds=draft.case.pieces[question.name].serves,
    )


def _alerts(draft: Draft, *, conflict: bool) -> Iterable[Alert]:
    if draft.asked:
        yield Alert(kind="warning", title="Le service vous demande un complément", sentence=draft.asked)
    if conflict:
        yield Alert(
            kind="warning",
            title="Cette étape a changé entre-temps",
            sentence="L’autre adulte de votre foyer vient de la modifier. Voici ce qui est enregistré\u00a0: corrigez-le si besoin, puis continuez.",
        )


def _typed(step: Step, case: Case) -> SummaryList:
    return SummaryList(rows=tuple(SummaryRow(term=term, values=tuple(values)) for term, values in questions.told(step, case)))


def summary_of(anchors: Mapping[str, str], problems: Iterable[questions.Problem]) -> ErrorSummary | None:
    """Each problem leads to its question; those of the step as a whole, and of a question that offers nothing, lead nowhere."""
    found = tuple(Problem(sentence=problem.sentence, anchor=anchors.get(problem.question)) for problem in problems)
    return ErrorSummary(problems=found) if found else None


def recap_of(draft: Draft) -> SummaryList:
    """As it will be kept, with the way back to each step."""
    beneficiary = (SummaryRow(term=term, values=tuple(values)) for term, values in draft.beneficiary)
    answers = (
        SummaryRow(term=term, values=tuple(values), change=ChangeLink(href=f"{draft.here}/{step.code}", what=f"«\u00a0{term}\u00a0»"))
        for step in draft.procedure.steps
        for term, values in questions.told(step, draft.case)
    )
    return SummaryList(rows=(*beneficiary, *answers))


def unfinished(lines: Iterable[DraftLine]) -> DataList | None:
    rows = tuple(map(_unfinished_row, lines))
    return DataList(rows=rows) if rows else None


def _unfinished_row(line: DraftLine) -> DataRow:
    return DataRow(
        title=_title_of(line),
        note=" – ".join(part for part in (_whom(line), french.capitalised(french.stamp(line.changed_at))) if part),
        href=_address_of(line),
        status=Status(word="Complément demandé", tone="warn") if line.number else Status(word="À finir"),
    )


def _title_of(line: DraftLine) -> str:
    title = procedures.of_code(line.procedure).title
    return f"{title}, demande n°\u00a0{line.number}" if line.number else title


def _whom(line: DraftLine) -> str:
    return " – ".join(part for part in (line.first_name, _year_label(line.first_year)) if part)


def _address_of(line: DraftLine) -> str:
    return f"/demandes/{line.number}" if line.number else f"{procedures.of_code(line.procedure).drafts_at}/{line.draft_id}"


def _year_label(first_year: int | None) -> str | None:
    return None if first_year is None else f"{first_year}-{first_year + 1}"


def tasks_of(lines: Iterable[DraftLine]) -> tuple[Task, ...]:
    """The same on the tableau de bord: what the service waits for is the more urgent."""
    return tuple(
        Task(
            label=_title_of(line),
            note="Le service attend votre réponse" if line.number else french.capitalised(" – ".join(part for part in (_whom(line), "à finir") if part)),
            href=_address_of(line),
            icon="help" if line.number else "edit",
            urgency="soon" if line.number else "calm",
        )
        for line in lines
    )


def offered(every: Iterable[Procedure]) -> list[tuple[str, DataList]]:
    """The démarches, group by group."""
    groups: dict[str, list[DataRow]] = {}
    for procedure in every:
        groups.setdefault(procedure.group.value, []).append(DataRow(title=procedure.listed_as or procedure.title, note=procedure.summary, href=procedure.here))
    return [(name, DataList(rows=tuple(rows))) for name, rows in groups.items()]


def why_closed(procedure: Procedure, candidates: Candidates) -> str | None:
    """Why nobody can be chosen."""
    if procedure.audience is not Audience.HOUSEHOLD and not candidates.children:
        return "Aucun enfant n’est encore rattaché à votre foyer\u00a0: le service doit l’ajouter à votre dossier."
    if procedure.audience is Audience.CHILD_YEAR and not candidates.years:
        return "Aucune année scolaire n’est encore ouverte\u00a0: revenez dans quelques jours, ou contactez le service."
    return None


def whom(procedure: Procedure, candidates: Candidates, *, errors: Mapping[str, str]) -> tuple[Field, ...]:
    """The child and the year, when the démarche is for them; an only choice stands chosen."""
    children = tuple(Option(value=str(child.id), label=child.first_name) for child in candidates.children)
    years = tuple(Option(value=str(year.first_year), label=year.label, hint=TO_CONFIRM if year.projected else None) for year in candidates.years)
    asked = []
    if procedure.audience is not Audience.HOUSEHOLD and children:
        only = children[0].value if len(children) == 1 else ""
        asked.append(Field(name=CHILD, label="Pour quel enfant\u00a0?", kind="radios", options=children, value=only, error=errors.get(CHILD)))
    if procedure.audience is Audience.CHILD_YEAR and years:
        asked.append(Field(name=YEAR, label="Pour quelle année scolaire\u00a0?", kind="radios", options=years, value=years[0].value, error=errors.get(YEAR)))
    return tuple(asked)
