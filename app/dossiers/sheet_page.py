"""A sheet as its page draws it: what is known, its questions by section, the people who may collect the child."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.dossiers import showing
from app.dossiers.forms import COLLECTS
from app.dossiers.queries import Dossier
from app.dossiers.sheets import Section, Sheet, people
from app.dossiers.taking_over import Proposal
from app.filings.drafts import sheets as steps
from app.filings.rules import questions
from app.filings.rules.questions import Case
from components.dossiers.sheet_fields import SheetFields, SheetProposal, SheetSection
from components.filings.step_fields import AskedField
from components.ui import Alert, Button, Field, SummaryList, SummaryRow

TAKING_OVER = "reprise"
ADDING = "/famille/contacts/ajout"
CONFLICT = Alert(
    kind="warning",
    title="Cette fiche a changé entre-temps",
    sentence="L’autre adulte de votre foyer vient de la modifier. Voici ce qui est enregistré\u00a0: corrigez-le si besoin, puis enregistrez.",
)


def fields_of(
    dossier: Dossier,
    sheet: Sheet,
    *,
    proposal: Proposal | None,
    problems: Sequence[questions.Problem] = (),
    typed: Mapping[str, str] | None = None,
    refused: Alert | None = None,
) -> SheetFields:
    """`proposal`: what a sheet that nobody has answered may take over; it stands in its questions too. `typed`: what an adult had written on a sheet that
    the other has changed meanwhile."""
    errors = {problem.question: problem.sentence for problem in problems}
    shown = questions.as_shown(sheet.step, replace(dossier.case, answers={**dossier.case.answers, **(proposal.answers if proposal else {})}))
    sections = tuple(_section(section, shown, dossier=dossier, errors=errors) for section in sheet.sections)
    return SheetFields(
        title=sheet.title,
        whom=showing.whom(dossier),
        lead=sheet.lead,
        action=f"{dossier.here}/{sheet.code}",
        seen=questions.mark_of_answers(sheet.step, dossier.case),
        asked=questions.mark_of_questions(sheet.step, shown),
        sections=tuple(section for section in sections if section.fields),
        proposal=_proposal(proposal) if proposal else None,
        known=_known(sheet, dossier.case),
        summary=steps.summary_of({each.field.name: each.field.anchor for section in sections for each in section.fields}, problems),
        alerts=tuple(alert for alert in (CONFLICT if typed is not None else None, refused) if alert),
        typed=_typed(sheet, dossier.case, typed=typed) if typed is not None else None,
    )


def _proposal(proposal: Proposal) -> SheetProposal:
    button = Button(label="Rien n’a changé" if proposal.is_whole else "Reprendre ces réponses", form=TAKING_OVER)
    return SheetProposal(origin=proposal.origin, told=showing.proposed(proposal), button=button)


def _section(section: Section, case: Case, *, dossier: Dossier, errors: Mapping[str, str]) -> SheetSection:
    asked = (question for question in section.questions if question.when(case))
    return SheetSection(
        title=section.title,
        says=section.says(case),
        fields=tuple(AskedField(field=steps.field_of(each, case, error=errors.get(each.name)), decides=each.decides) for each in asked),
        ticks=_ticks(dossier) if section in people.SHEET.sections else (),
        add=ADDING if section in people.SHEET.sections else "",
    )


def _ticks(dossier: Dossier) -> tuple[Field, ...]:
    """One for each contact of the household, whichever child it was named for."""
    return tuple(
        Field(
            name=COLLECTS,
            label=contact.words,
            kind="checkbox",
            value=str(contact.id),
            checked=contact.may_collect,
            required=False,
            anchor=f"champ-{COLLECTS}-{contact.id}",
        )
        for contact in dossier.case.facts.contacts
    )


def _known(sheet: Sheet, case: Case) -> SummaryList | None:
    """Who may collect is ticked, not told."""
    rows = () if sheet is people.SHEET else sheet.reads(case)
    return _rows(rows) if rows else None


def _typed(sheet: Sheet, case: Case, *, typed: Mapping[str, str]) -> SummaryList:
    step = replace(sheet.step, reads=lambda _case: ())
    return _rows(questions.told(step, replace(case, answers={**case.answers, **typed})))


def _rows(told: Iterable[tuple[str, Sequence[str]]]) -> SummaryList:
    return SummaryList(rows=tuple(SummaryRow(term=term, values=tuple(values)) for term, values in told))
