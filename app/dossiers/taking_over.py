"""What a dossier may take over, sheet by sheet: the answers of the same child a year ago, and what brothers and sisters share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from app.dossiers.queries import Dossier, Facts
from app.dossiers.queries.sources import Source, Sources
from app.dossiers.rules import states
from app.dossiers.rules.states import SheetState
from app.dossiers.sheets import SHARED, Sheet, insurance, people
from app.filings.rules import questions
from app.filings.rules.questions import Answers, Case


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The answers that a sheet without any would take, and from where. `collectors`: contacts who may then collect the child."""

    sheet: Sheet
    answers: Answers
    origin: str
    told: tuple[tuple[str, tuple[str, ...]], ...]
    collectors: tuple[UUID, ...] = ()
    is_whole: bool = True


def proposals(dossier: Dossier, sources: Sources) -> tuple[Proposal, ...]:
    """Of the sheets that nobody has begun. A sheet that was begun is its family's."""
    empty = (sheet for sheet, state in dossier.sheets if state is SheetState.TO_FILL)
    found = (_of_sheet(sheet, dossier.case, sources=sources) for sheet in empty)
    return tuple(proposal for proposal in found if proposal is not None)


def _of_sheet(sheet: Sheet, case: Case, *, sources: Sources) -> Proposal | None:
    """What nobody said before is proposed as the sheet itself would: it stands in view, to be read."""
    own, sibling = _good(sheet, case, source=sources.own), _good(sheet, case, source=sources.sibling)
    said = {name: value for name, value in sibling.items() if name in SHARED} | own
    if not said:
        return None
    first = {question.name: question.first(case) for question in sheet.questions if question.first(case)}
    tried = replace(case, answers={**case.answers, **first, **said})
    answers = {question.name: tried.said(question.name) for question in questions.asked(sheet.step, tried) if question.name in {*first, *said}}
    whole = replace(case, answers={**case.answers, **answers})
    collectors = _collectors(sheet, case, sibling=None if own else sources.sibling)
    return Proposal(
        sheet=sheet,
        answers=answers,
        origin=_origin(sources.own if own else sources.sibling),
        told=tuple(_told(sheet, whole, answers=answers, collectors=collectors)),
        collectors=collectors,
        is_whole=states.of_sheet(sheet.step, whole) is SheetState.DONE,
    )


def _good(sheet: Sheet, case: Case, *, source: Source | None) -> dict[str, str]:
    """What the source says, but an insurance that is over."""
    known = source.answers if source else {}
    good: dict[str, str] = {question.name: known[question.name] for question in sheet.questions if question.name in known}
    if insurance.ENDS in good and insurance.is_over(case, good[insurance.ENDS]):
        good = {}
    return good


def _origin(source: Source | None) -> str:
    if source is None:
        raise RuntimeError("answers that come from nowhere")
    return f"Ce que vous aviez répondu en {source.year}" if source.is_own else f"Comme pour {source.first_name}"


def _collectors(sheet: Sheet, case: Case, *, sibling: Source | None) -> tuple[UUID, ...]:
    """Those of the child; from a brother or a sister, his or hers too."""
    facts: Facts | None = case.facts
    if sheet is not people.SHEET or facts is None:
        return ()
    return tuple(each.id for each in facts.contacts if each.may_collect or (sibling is not None and sibling.child_id in each.collects))


def _told(sheet: Sheet, case: Case, *, answers: Mapping[str, str], collectors: Iterable[UUID]) -> Iterable[tuple[str, tuple[str, ...]]]:
    """As the récapitulatif will tell it; what stays to be answered is left out."""
    kept = set(collectors)
    if sheet is people.SHEET and case.facts:
        names = tuple(each.words for each in case.facts.contacts if each.id in kept)
        yield people.MAY_COLLECT, names or (people.NOBODY_ELSE,)
    step = replace(sheet.step, questions=tuple(question for question in sheet.questions if question.name in answers), reads=lambda _case: ())
    yield from ((term, tuple(values)) for term, values in questions.told(step, case))


def mark_of(found: Iterable[Proposal]) -> str:
    """Another one when what would be taken over has changed."""
    return questions.mark_of([(proposal.sheet.code, dict(proposal.answers), proposal.collectors) for proposal in found])
