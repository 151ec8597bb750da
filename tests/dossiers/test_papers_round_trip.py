"""A paper out and in: what is filled is what is read, whatever is answered; what is read becomes answers as the web forms keep them."""

from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.documents import fillable
from app.documents.inspecting import Entry
from app.documents.inspection import pdfs
from app.dossiers.papers import layout, reading, review
from app.dossiers.papers import paper as papers
from app.dossiers.papers.paper import Paper, Tie
from app.dossiers.rules.vaccinations import MORE_MENINGOCOCCI_SINCE
from app.filings.rules.questions import CHOSEN, TICKED, Question
from tests.dossiers.papers import CHILD, FAMILY, HEALTH, IMPRINT, blank, case, dossier, entries_of

WRITTEN = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=60)
LINE = WRITTEN.map(lambda text: " ".join(text.split())).filter(bool)
PHONES = st.sampled_from(["06 39 98 00 01", "02 99 64 28 53", "+32 470 12 34 56"])
DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31)).map(lambda day: f"{day:%d/%m/%Y}")


def answer_to(question: Question) -> st.SearchStrategy[str]:
    if question.kind in CHOSEN:
        return st.sampled_from([choice.value for choice in question.choices(case())])
    if question.kind == "textarea":
        return st.lists(LINE, min_size=1, max_size=3).map("\n".join)
    by_kind = {"checkbox": st.just(TICKED), "tel": PHONES, "date": DAYS}
    return by_kind.get(question.kind, LINE)


@st.composite
def answered(draw: st.DrawFn, paper: Paper) -> dict[str, str]:
    possible = [question for _, _, asked in papers.sections(paper, case()) for question in asked]
    return {question.name: draw(answer_to(question)) for question in possible if draw(st.booleans())}


@cache
def kept_blanks() -> dict[str, bytes]:
    return {}


async def the_blank(paper: Paper) -> bytes:
    if paper.code not in kept_blanks():
        kept_blanks()[paper.code] = await blank(paper)
    return kept_blanks()[paper.code]


@pytest.mark.parametrize("paper", [FAMILY, HEALTH], ids=["famille", "sanitaire"])
@given(data=st.data())
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
async def test_what_is_filled_is_what_is_read(paper: Paper, data: st.DataObject) -> None:
    answers = data.draw(answered(paper))
    content, ties = await the_blank(paper), papers.own_ties(paper)
    values = reading.values_of(case(answers), ties=ties, asked=paper.questions, known={}, entries=entries_of(content))
    filled = await fillable.filled(content, values, stamp=(papers.STAMP, "x"))
    assert pdfs.count_checked(filled) >= 1
    read = reading.read(entries_of(filled), ties=ties, asked=paper.questions, case=case(), filled_by_us=True)
    assert read.unread == ()
    assert {name: value for name, value in read.said.items() if value} == answers


@pytest.mark.parametrize("paper", [FAMILY, HEALTH], ids=["famille", "sanitaire"])
async def test_every_question_that_can_be_asked_has_its_field(paper: Paper) -> None:
    """Of one child or of another: their birth dates require other vaccinations."""
    drawn = set[str]()
    for child in (CHILD, replace(CHILD, birth_date=MORE_MENINGOCOCCI_SINCE)):
        laid, known = entries_of(await blank(paper, child=child)), case(child=child)
        asked = {question.name: question for _, _, asked in papers.sections(paper, known) for question in asked}
        assert laid.keys() == asked.keys()
        for name, entry in laid.items():
            assert entry.value == ""
            assert set(entry.states) == {choice.value for choice in asked[name].choices(known)} | ({TICKED} if asked[name].kind == "checkbox" else set())
        drawn |= laid.keys()
    assert drawn == paper.questions.keys()


def read_one(question: Question, *entries: Entry, by_us: bool = True, values: tuple[str, ...] = ("",)) -> reading.Reading:
    ties = [Tie(field=f"c{at}", target=question.name, value=value) for at, value in enumerate(values)]
    held = {f"c{at}": entry for at, entry in enumerate(entries)}
    return reading.read(held, ties=ties, asked={question.name: question}, case=case(), filled_by_us=by_us)


def text(value: str) -> Entry:
    return Entry(kind="text", value=value)


def button(value: str, *states: str) -> Entry:
    return Entry(kind="button", value=value, states=states or ("Oui",))


DATE, PHONE, NAME = HEALTH.questions["dernier_rappel"], HEALTH.questions["medecin_telephone"], HEALTH.questions["medecin_nom"]
CARE, PAI, NOTES = HEALTH.questions["soins"], HEALTH.questions["pai"], HEALTH.questions["precautions"]


@pytest.mark.parametrize(
    ("question", "written", "kept"),
    [
        (DATE, "5/9/2026", "05/09/2026"),
        (DATE, "05-09-26", "05/09/2026"),
        (DATE, " 5 . 9 . 2026 ", "05/09/2026"),
        (DATE, "2026-09-05", "05/09/2026"),
        (PHONE, "0299642853", "02 99 64 28 53"),
        (PHONE, "+33 2.99.64.28.53", "02 99 64 28 53"),
        (NAME, "  Dr \t Le\u00a0Bihan\n ", "Dr Le Bihan"),
        (NOTES, " une ligne \n\n une  autre", "une ligne\n\nune autre"),
        (PAI, "OUI", "oui"),
        (PAI, "Non ", "non"),
    ],
)
def test_an_answer_is_kept_as_the_web_form_keeps_it(question: Question, written: str, kept: str) -> None:
    assert read_one(question, text(written)).said == {question.name: kept}


@pytest.mark.parametrize(("question", "written"), [(DATE, "mardi"), (DATE, "31/02/2026"), (PHONE, "02 99"), (PAI, "peut-être")])
def test_what_cannot_be_read_is_named_with_what_was_written(question: Question, written: str) -> None:
    found = read_one(question, text(written))
    assert found.said == {}
    assert [(each.question, each.written) for each in found.unread] == [(question.name, written)]
    assert found.unread[0].sentence


def test_an_empty_text_says_nothing_and_an_empty_box_only_on_a_paper_of_ours() -> None:
    assert read_one(NAME, text("  ")).said == {}
    assert read_one(CARE, button("")).said == {CARE.name: ""}
    assert read_one(CARE, button(""), by_us=False).said == {}
    assert read_one(CARE, button("Oui"), by_us=False).said == {CARE.name: TICKED}


def test_two_boxes_may_stand_for_the_two_answers_of_a_choice() -> None:
    boxes = ("oui", "non")
    assert read_one(PAI, button(""), button("On"), values=boxes).said == {PAI.name: "non"}
    both = read_one(PAI, button("On"), button("On"), values=boxes)
    assert (both.said, [each.sentence for each in both.unread]) == ({}, [reading.SEVERAL])


def test_the_review_tells_old_and_new_what_is_missing_what_is_refused_and_what_is_left_aside() -> None:
    before = case({"sante": "rien", "medecin_nom": "Dr Hamon", "soins": TICKED})
    said = {"medecin_nom": "Dr Le Bihan", "soins": TICKED, "allergie_cause": "Noix", "regime": "caviar"}
    found = review.of(HEALTH, reading.Reading(said=said), case=before)
    assert [(change.term, change.old, change.new) for change in found.changes] == [("Médecin traitant", ("Dr Hamon",), ("Dr Le Bihan",))]
    assert found.same == 1
    assert found.aside == ("Cause de l’allergie",)
    assert [(term, each.written) for term, each in found.unread] == [("Repas", "caviar")]
    missing = {problem.question for _, problem in found.missing}
    assert {"vaccins", "medecin_telephone"} <= missing
    assert not {"regime", "allergie_cause"} & missing
    assert (found.answers["medecin_nom"], found.answers.get("allergie_cause", "")) == ("Dr Le Bihan", "")


def test_an_answer_that_is_no_longer_asked_is_emptied() -> None:
    before = case({"sante": "a_signaler", "allergie_aliments": TICKED, "allergie_cause": "Noix"})
    found = review.of(HEALTH, reading.Reading(said={"sante": "rien"}), case=before)
    assert (found.answers["sante"], found.answers["allergie_cause"], found.answers["allergie_aliments"]) == ("rien", "", "")


async def test_the_paper_tells_a_screen_reader_what_each_field_is_and_says_who_it_is_for() -> None:
    content = await the_blank(HEALTH)
    reader = PdfReader(BytesIO(content))
    assert reader.metadata is not None
    assert reader.metadata.title == "Fiche sanitaire"
    assert str(reader.root_object["/Lang"]) == "fr"
    widgets = [each.get_object() for page in reader.pages for each in page.annotations or ()]
    assert widgets
    assert all(widget["/TU"] for widget in widgets)
    tree: Any = reader.root_object["/StructTreeRoot"]
    numbers = tree["/ParentTree"]["/Nums"]
    elements = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    tagged = [elements[widget["/StructParent"]].get_object() for widget in widgets]
    assert [element["/S"] for element in tagged] == ["/Form"] * len(widgets)
    assert [element["/K"]["/Obj"].get_object() for element in tagged] == widgets
    page = reader.pages[0].extract_text()
    for said in ("Ville de Chavagne", "Léa Œuvrard", "année scolaire 2026-2027", "Vaccinations", "Coqueluche"):
        assert said in page


def test_the_whole_dossier_says_each_sheet() -> None:
    told = layout.printed(dossier({"medecin_nom": "Dr Le Bihan"}), imprint=IMPRINT)
    sections = told["sections"]
    assert isinstance(sections, list)
    assert [section["title"] for section in sections] == ["Fiche famille", "Fiche sanitaire", "Personnes autorisées", "Autorisations", "Assurance"]
    rows = {row["term"]: row["values"] for section in sections for row in section["rows"]}
    assert (rows["Médecin traitant"], rows["Téléphone du médecin"]) == (["Dr Le Bihan"], ["Non renseigné"])
