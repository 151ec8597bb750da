"""What answers are worth, question by question."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from app.filings import procedures
from app.filings.procedures import Procedure
from app.filings.rules import questions
from app.filings.rules.questions import Case, Choice, Held, Problem, Question, Step

YES_NO = (Choice(value="oui", label="Oui, chaque jour"), Choice(value="non", label="Non"))
ASKED = Step(
    code="goûter",
    title="Le goûter",
    questions=(
        Question(
            name="gouter",
            label="Prendra-t-il le goûter\u00a0?",
            kind="radios",
            choices=lambda _case: YES_NO,
            missing="Choisissez.",
            decides=True,
            term="Goûter",
        ),
        Question(name="depuis", label="Depuis quand\u00a0?", kind="date", when=lambda case: case.said("gouter") == "oui", missing="Écrivez la date."),
        Question(name="mot", label="Un mot", kind="textarea", longest=10, first=lambda case: f"Vu le {case.today:%d/%m}"),
        Question(name="accord", label="Je suis d’accord", kind="checkbox"),
    ),
)


def case(**answers: str) -> Case:
    return Case(household_id=uuid4(), account_id=uuid4(), child=None, year=None, today=date(2026, 11, 30), answers=answers)


def said(**answers: str) -> list[tuple[str, str]]:
    return [(problem.question, problem.sentence) for problem in questions.problems_of(ASKED, case(**answers))]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, [("gouter", "Choisissez.")]),
        ({"gouter": "peut-être"}, [("gouter", "Choisissez.")]),
        ({"gouter": "non"}, []),
        ({"gouter": "oui"}, [("depuis", "Écrivez la date.")]),
        ({"gouter": "oui", "depuis": "30/02/2026"}, [("depuis", "Ce jour n’existe pas au calendrier\u00a0: vérifiez le jour et le mois.")]),
        ({"gouter": "oui", "depuis": "30 - 2 - 26"}, [("depuis", "Écrivez la date comme 05/09/2026\u00a0: jour, mois, année.")]),
        ({"gouter": "oui", "depuis": "29/02/2028"}, []),
        ({"gouter": "non", "depuis": "n’importe quoi"}, []),
        ({"gouter": "non", "mot": "dix lettres"}, [("mot", "Ce texte est trop long\u00a0: 10 caractères au plus.")]),
        ({"gouter": "non", "mot": "dix signes"}, []),
        ({"gouter": "non", "accord": "2"}, [("accord", "Cochez la case, ou laissez-la vide.")]),
        ({"gouter": "non", "accord": "1"}, []),
        ({"mot": "beaucoup trop long"}, [("gouter", "Choisissez."), ("mot", "Ce texte est trop long\u00a0: 10 caractères au plus.")]),
    ],
)
def test_each_answer_is_judged_with_a_sentence(answers: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert said(**answers) == expected


def test_a_step_is_judged_as_a_whole_once_its_answers_hold() -> None:
    whole = replace(ASKED, check=lambda _case: [Problem(sentence="Le goûter n’est plus proposé.")])
    assert [problem.question for problem in questions.problems_of(whole, case())] == ["gouter"]
    assert [problem.sentence for problem in questions.problems_of(whole, case(gouter="non"))] == ["Le goûter n’est plus proposé."]


def test_a_choice_without_choices_says_so() -> None:
    bare = Step(code="vide", title="Vide", questions=(Question(name="lieu", label="Lieu", kind="radios", none="Rien n’est ouvert."),))
    assert questions.problems_of(bare, case(lieu="ailleurs")) == (Problem(question="lieu", sentence="Rien n’est ouvert."),)


def test_a_page_that_was_never_sent_is_the_next_even_when_it_may_stay_empty() -> None:
    optional = Step(code="mot", title="Un mot", questions=(Question(name="note", label="Note"),))
    answered = {"gouter": "non", "mot": "", "accord": ""}
    assert questions.first_to_answer((ASKED, optional), case()) is ASKED
    assert questions.first_to_answer((ASKED, optional), case(**answered)) is optional
    assert questions.first_to_answer((ASKED, optional), case(**answered, note="")) is None


def test_the_recapitulatif_words_each_answer_and_leaves_out_what_was_not_asked() -> None:
    assert questions.told(ASKED, case(gouter="oui", depuis="05/09/2026", mot="Merci\n\nà vous", accord="1")) == [
        ("Goûter", ["Oui, chaque jour"]),
        ("Depuis quand\u00a0?", ["samedi 5\u00a0septembre 2026"]),
        ("Un mot", ["Merci", "à vous"]),
        ("Je suis d’accord", ["Oui"]),
    ]
    assert [term for term, _ in questions.told(ASKED, case(gouter="non", depuis="05/09/2026"))] == ["Goûter", "Un mot", "Je suis d’accord"]


def test_what_stands_before_an_answer_gives_way_to_it_even_when_it_is_empty() -> None:
    assert questions.as_shown(ASKED, case()).said("mot") == "Vu le 30/11"
    assert questions.as_shown(ASKED, case(mot="")).said("mot") == ""


def test_what_depends_on_what_stands_before_an_answer_is_asked_from_the_start() -> None:
    chosen = replace(ASKED, questions=(replace(ASKED.questions[0], first=lambda _case: "oui"), *ASKED.questions[1:]))
    assert [question.name for question in questions.asked(chosen, questions.as_shown(chosen, case()))] == ["gouter", "depuis", "mot", "accord"]
    assert "depuis" not in [question.name for question in questions.asked(chosen, questions.as_shown(chosen, case(gouter="non")))]


def test_marks_tell_whether_the_answers_or_the_questions_are_others() -> None:
    assert questions.mark_of_answers(ASKED, case(gouter="oui")) != questions.mark_of_answers(ASKED, case(gouter="non"))
    assert questions.mark_of_answers(ASKED, case(gouter="oui")) == questions.mark_of_answers(ASKED, case(gouter="oui", mot="", ailleurs="autre page"))
    assert questions.mark_of_questions(ASKED, case(gouter="oui")) != questions.mark_of_questions(ASKED, case(gouter="non"))
    assert questions.mark_of_questions(ASKED, case(gouter="non")) == questions.mark_of_questions(ASKED, case(gouter="non", mot="Bonjour"))


@pytest.mark.parametrize("code", ["recapitulatif", "abandon", "goûter"])
def test_a_demarche_whose_pages_would_hide_one_another_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="an address of its own"):
        Procedure(code="essai", title="Essai", next_steps=lambda _payload: "", steps=(ASKED, Step(code=code, title="Autre", questions=())))


def test_two_questions_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="a name of its own"):
        Procedure(code="essai", title="Essai", next_steps=lambda _payload: "", steps=(ASKED, replace(ASKED, code="autre")))


def test_every_demarche_of_the_list_leads_somewhere() -> None:
    every = procedures.every()
    assert {"inscription", "attestation-inscription", "question-au-service", "bookings"} <= {each.code for each in every}
    assert all(each.steps or each.address for each in every)
    assert [each.group for each in every] == sorted((each.group for each in every), key=list(procedures.Group).index)


SNACKS = Question(name="envies", label="Avec", kind="boxes", choices=lambda _case: tuple(Choice(value=v, label=v.title()) for v in ("pain", "lait", "pomme")))
REQUIRED = replace(SNACKS, missing="Cochez au moins un goûter.")


@pytest.mark.parametrize(
    ("question", "answer", "problem", "told"),
    [
        (SNACKS, "", None, []),
        (REQUIRED, "", "Cochez au moins un goûter.", []),
        (REQUIRED, "lait", None, ["Lait"]),
        (REQUIRED, "pomme,pain", None, ["Pain", "Pomme"]),
        (SNACKS, "pain,soupe", "Ce choix n’est plus proposé\u00a0: choisissez-en un autre.", ["Pain"]),
    ],
)
def test_several_boxes_are_one_answer_of_which_each_must_be_offered(question: Question, answer: str, problem: str | None, told: list[str]) -> None:
    step = Step(code="gouter", title="Le goûter", questions=(question,))
    assert [each.sentence for each in questions.problems_of(step, case(envies=answer))] == ([problem] if problem else [])
    assert questions.told(step, case(envies=answer)) == [("Avec", told)]


PROOF = Question(name="preuve", label="Justificatif", kind="piece", piece="domicile")
WANTED = replace(PROOF, missing="Envoyez le justificatif.")
GOOD = Held(document_id=uuid4(), told="Reçue hier")


@pytest.mark.parametrize(
    ("question", "held", "problem", "told"),
    [
        (WANTED, Held(), "Envoyez le justificatif.", []),
        (PROOF, Held(), None, []),
        (WANTED, GOOD, None, ["Reçue hier"]),
        (WANTED, replace(GOOD, why_not="Elle n’est plus valable."), "Elle n’est plus valable.", []),
        (PROOF, replace(GOOD, why_not="Elle n’est plus valable."), None, []),
        (PROOF, replace(GOOD, why_not="Elle est à l’analyse.", waits=True), "Elle est à l’analyse.", []),
        (WANTED, replace(GOOD, why_not="Elle est à l’analyse.", waits=True), "Elle est à l’analyse.", []),
    ],
)
def test_a_piece_is_answered_by_the_document_that_stands(question: Question, held: Held, problem: str | None, told: list[str]) -> None:
    step, known = Step(code="preuves", title="Preuves", questions=(question,)), replace(case(), pieces={"preuve": held})
    assert [each.sentence for each in questions.problems_of(step, known)] == ([problem] if problem else [])
    assert questions.told(step, known) == [("Justificatif", told)]
    assert (questions.attached((step,), known) == {"Justificatif": held.document_id}) == bool(told)


def test_a_piece_that_the_commune_does_not_ask_for_is_passed_over() -> None:
    step = Step(code="preuves", title="Preuves", questions=(WANTED,))
    assert questions.asked(step, case()) == ()
    assert questions.met((ASKED, step), case()) == (ASKED,)
    assert questions.first_to_answer((step,), case()) is None


def test_pieces_stand_in_a_step_of_their_own() -> None:
    with pytest.raises(ValueError, match="step of their own"):
        Step(code="preuves", title="Preuves", questions=(WANTED, SNACKS))
