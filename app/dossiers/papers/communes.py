"""The commune's own papers: what is wrong with them is told before anything is loaded, then they take the place of the portal's."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from io import BytesIO
from uuid import UUID

import msgspec

from app.catalogue.commune_file import PaperForm
from app.core import database
from app.documents import inspecting
from app.documents.inspecting import Entry, Sent
from app.documents.rules.refusals import Refusal
from app.dossiers.papers import paper as papers
from app.dossiers.papers import reading
from app.dossiers.papers.paper import KNOWN, Paper, Tie
from app.filings.rules.questions import CHOSEN, Case, Question

NOBODY = Case(household_id=UUID(int=0), account_id=UUID(int=0), child=None, year=None, today=date.min)
"""The choices of a sheet are the same for everybody."""
NO_FIELDS = "ce PDF n’a pas de champs à remplir\u00a0; faites-en un formulaire, ou ôtez cette [[fiche]]\u00a0: le portail a la sienne."
ACTIVE = (
    "ce PDF contient un programme (souvent un calcul ou un format de date), un fichier joint ou un formulaire XFA\u00a0: "
    "les familles ne pourraient pas le renvoyer. Enregistrez-le sans script, en AcroForm."
)


class Content:
    """Bytes that were read already."""

    def __init__(self, content: bytes) -> None:
        self.left = BytesIO(content)

    async def read(self, size: int = -1) -> bytes:
        return self.left.read(size)


async def problems_of(forms: Sequence[PaperForm]) -> list[str]:
    """All that is wrong, a French sentence each, under the place in the file where it is written."""
    return [f"{form.path}{problem}" for form in forms for problem in await _problems_of(form)]


async def _problems_of(form: PaperForm) -> list[str]:
    paper = papers.of_code(form.code)
    if paper is None:
        return [f".code\u00a0: «\u00a0{form.code}\u00a0» n’est aucune fiche\u00a0; attendu {' ou '.join(each.code for each in papers.PAPERS)}."]
    written = await inspecting.written_in(Sent(name=form.name, size=len(form.content), source=Content(form.content)))
    if isinstance(written, Refusal):
        return [f".fichier\u00a0: {ACTIVE if written is Refusal.ACTIVE else written.sentence}"]
    return list(_faults(form, paper, entries=written.fields)) if written.fields else [f".fichier\u00a0: {NO_FIELDS}"]


def _faults(form: PaperForm, paper: Paper, *, entries: Mapping[str, Entry]) -> Iterator[str]:
    ties = ties_of(form)
    for name in (*form.fields, *form.unused):
        if name not in entries:
            yield f".champs «\u00a0{name}\u00a0»\u00a0: le PDF n’a pas ce champ{_ending(name, entries)}"
    for name in sorted(entries.keys() - form.fields.keys() - set(form.unused)):
        yield f".champs\u00a0: le champ «\u00a0{name}\u00a0» du PDF ne correspond à rien\u00a0; ajoutez-le, ou citez-le dans sans-suite."
    for tie in ties:
        if tie.field in entries and (fault := _fault(tie, paper, entry=entries[tie.field])):
            yield f".champs «\u00a0{tie.field}\u00a0»\u00a0: {fault}"
    for (target, value), count in Counter((tie.target, tie.value) for tie in ties if tie.target in paper.questions).items():
        if count > 1:
            yield f".champs\u00a0: {count} champs disent «\u00a0{target}{f'={value}' if value else ''}\u00a0»\u00a0; n’en gardez qu’un."


def ties_of(form: PaperForm) -> tuple[Tie, ...]:
    """« photo_video=oui »: a box of its own for one answer of a choice."""
    parts = {name: told.partition("=") for name, told in form.fields.items()}
    return tuple(Tie(field=name, target=target.strip(), value=value.strip()) for name, (target, _, value) in parts.items())


def _fault(tie: Tie, paper: Paper, *, entry: Entry) -> str:
    question = paper.questions.get(tie.target)
    if question is None:
        known = [*paper.questions, *KNOWN]
        fault = "" if tie.target in KNOWN and not tie.value else f"«\u00a0{tie.target}\u00a0» n’est aucune réponse de cette fiche{_ending(tie.target, known)}"
    elif tie.value:
        fault = _fault_of_box(tie, question, entry=entry)
    elif question.kind in CHOSEN:
        fault = _fault_of_choice(question, entry=entry)
    elif (question.kind == "checkbox") is not (entry.kind == "button"):
        fault = f"«\u00a0{tie.target}\u00a0» est une case à cocher." if question.kind == "checkbox" else f"«\u00a0{tie.target}\u00a0» est un texte."
    else:
        fault = ""
    return fault


def _fault_of_box(tie: Tie, question: Question, *, entry: Entry) -> str:
    values = [choice.value for choice in question.choices(NOBODY)] if question.kind in CHOSEN else []
    if not values or entry.kind != "button":
        return "une réponse après «\u00a0=\u00a0» ne va qu’avec une case à cocher et une question à choix."
    return "" if tie.value in values else f"«\u00a0{tie.value}\u00a0» n’est aucune réponse de «\u00a0{tie.target}\u00a0»\u00a0: {', '.join(values)}."


def _fault_of_choice(question: Question, *, entry: Entry) -> str:
    """In a field of text any words may be written, and are looked at when they come."""
    strange = [state for state in entry.states if reading.choice_of(question, state, case=NOBODY) is None]
    values = ", ".join(choice.value for choice in question.choices(NOBODY))
    return f"ses choix doivent être ceux de «\u00a0{question.name}\u00a0» ({values})\u00a0; en trop\u00a0: {', '.join(strange)}." if strange else ""


def _ending(word: str, known: Mapping[str, Entry] | Sequence[str]) -> str:
    nearest = get_close_matches(word, list(known), n=1)
    return f"\u00a0; vouliez-vous dire «\u00a0{nearest[0]}\u00a0»\u00a0?" if nearest else "."


async def apply_load(forms: Sequence[PaperForm]) -> int:
    """How many papers changed. Without its own, the commune has the portal's again."""
    database.require_transaction()
    gone = await database.fetch("delete from paper_form where paper <> all({}) returning paper", [form.code for form in forms])
    changed = len(gone)
    for form in forms:
        ties = msgspec.json.encode(ties_of(form)).decode()
        rows = await database.fetch(
            """
            insert into paper_form (paper, content, ties) values ({}, {}, {})
            on conflict (paper) do update set content = excluded.content, ties = excluded.ties
            where (paper_form.content, paper_form.ties) is distinct from (excluded.content, excluded.ties) returning paper
            """,
            *(form.code, form.content, ties),
        )
        changed += len(rows)
    return changed
