"""From what stands in the fields of a PDF to answers: dates, telephones and choices as the web forms keep them, or why they cannot be read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.catalogue.commune_file.readings import folded
from app.core import days
from app.documents.inspecting import Entry
from app.dossiers.papers.paper import Tie
from app.filings.rules.questions import CHOSEN, TICKED, Case, Question
from app.households.rules import phones

SPACES = re.compile(r"[^\S\n]+")
TWO_FIGURES = re.compile(r"(.*\D)(\d\d)")
AS_MACHINES = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
NOT_A_DATE = "Écrivez la date comme 05/09/2026\u00a0: jour, mois, année."
NOT_A_CHOICE = "Ce n’est aucune des réponses proposées."
SEVERAL = "Plusieurs réponses sont cochées\u00a0: n’en gardez qu’une."


@dataclass(frozen=True, kw_only=True)
class Unread:
    """An answer that was written and cannot be taken. `written` is as it stands in the PDF."""

    question: str
    written: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """`said` by the name of the question. A field that was left empty says nothing."""

    said: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()

    def is_blank(self, asked: Mapping[str, Question], *, case: Case) -> bool:
        """Nothing but what stands in a form before anybody answers."""
        return not self.unread and all(value in {"", asked[name].first(case)} for name, value in self.said.items())


def read(entries: Mapping[str, Entry], *, ties: Sequence[Tie], asked: Mapping[str, Question], case: Case, filled_by_us: bool) -> Reading:
    """An empty box takes a former « yes » back only on a paper that came out with its boxes ticked as we knew them (`filled_by_us`)."""
    said: dict[str, str] = {}
    unread: list[Unread] = []
    for question in asked.values():
        held = [(tie, entries[tie.field]) for tie in ties if tie.target == question.name and tie.field in entries]
        written = [entry.value.strip() for _, entry in held if entry.value.strip()]
        if question.kind == "checkbox" and held and (written or filled_by_us):
            said[question.name] = TICKED if written else ""
        elif written:
            answer = _answer(question, held, case=case)
            if isinstance(answer, Unread):
                unread.append(answer)
            else:
                said[question.name] = answer
    return Reading(said=said, unread=tuple(unread))


def _answer(question: Question, held: Sequence[tuple[Tie, Entry]], *, case: Case) -> str | Unread:
    told = [tie.value or entry.value.strip() for tie, entry in held if entry.value.strip()]
    if len(set(told)) > 1:
        return Unread(question=question.name, written=", ".join(told), sentence=SEVERAL)
    taken, sentence = _taken(question, told[0], case=case)
    return Unread(question=question.name, written=told[0], sentence=sentence) if taken is None else taken


def _taken(question: Question, written: str, *, case: Case) -> tuple[str | None, str]:
    if question.kind in CHOSEN:
        return choice_of(question, written, case=case), NOT_A_CHOICE
    if question.kind == "date":
        return _day(written), NOT_A_DATE
    if question.kind == "tel":
        kept = phones.normalised(written)
        return kept and phones.shown(kept).replace("\u00a0", " "), phones.INCOMPLETE
    lines = (SPACES.sub(" ", line).strip() for line in written.split("\n"))
    return ("\n" if question.kind == "textarea" else " ").join(lines).strip(), ""


def choice_of(question: Question, written: str, *, case: Case) -> str | None:
    """By its value or by its words, with or without capitals and accents."""
    return next((choice.value for choice in question.choices(case) if folded(written) in ways(choice.value, choice.label)), None)


def ways(value: str, label: str) -> frozenset[str]:
    return frozenset({folded(value), folded(label)})


def _day(written: str) -> str | None:
    """05/09/2026, 5-9-26, and 2026-09-05 as the calendars of some viewers write it."""
    machine = AS_MACHINES.fullmatch(written)
    text = f"{machine[3]}/{machine[2]}/{machine[1]}" if machine else written
    short = TWO_FIGURES.fullmatch(text)
    read = (days.day_of(each) for each in (text, f"{short[1]}20{short[2]}" if short else ""))
    return next((f"{day:%d/%m/%Y}" for day in read if day), None)


def values_of(case: Case, *, ties: Sequence[Tie], asked: Mapping[str, Question], known: Mapping[str, str], entries: Mapping[str, Entry]) -> dict[str, str]:
    """The other way: what to write into each field of a paper, with what is known and answered."""
    return {tie.field: value for tie in ties for value in _values(tie, case, asked=asked, known=known, entry=entries.get(tie.field))}


def _values(tie: Tie, case: Case, *, asked: Mapping[str, Question], known: Mapping[str, str], entry: Entry | None) -> Iterator[str]:
    question = asked.get(tie.target)
    if entry is None:
        return
    if question is None:
        yield known.get(tie.target, "")
    elif question.kind == "checkbox" or tie.value:
        yield entry.states[0] if case.said(tie.target) == (tie.value or TICKED) and entry.states else ""
    elif question.kind in CHOSEN and entry.kind != "text":
        yield next((state for state in entry.states if choice_of(question, state, case=case) == (case.said(tie.target) or None)), "")
    else:
        yield _words(question, case)


def _words(question: Question, case: Case) -> str:
    """A choice that is written by hand is written in words."""
    said = case.said(question.name)
    return next((choice.label for choice in question.choices(case) if choice.value == said), said) if question.kind in CHOSEN else said
