"""What a person presses or fills in: controls tied to their words, and errors that lead to them."""

from typing import Any

import pytest

from components import ui
from tests.components.pages import one, parsed, texts


def field_of(**given: Any) -> ui.Field:  # noqa: ANN401 - any field of a Field
    return ui.Field(**({"name": "nom", "label": "Nom"} | given))


def test_a_button_submits_its_form_and_a_button_with_an_address_is_a_link() -> None:
    button = one(parsed(ui.Button(label="Valider", name="suite", value="1", form="recap")), "button")
    link = one(parsed(ui.Button(label="Réserver", kind="quiet", href="/reservations")), "a")
    assert button.attributes == {"class": "button primary", "type": "submit", "name": "suite", "value": "1", "form": "recap"}
    assert link.attributes == {"class": "button quiet", "href": "/reservations"}


def test_what_completes_a_label_is_heard_and_not_seen() -> None:
    link = one(parsed(ui.Button(label="Modifier", about="la période", href="#")), "a")
    assert link.text().strip() == "Modifier la période"
    assert texts(link, ".hidden") == ["la période"]


def test_a_post_button_is_a_whole_form_with_its_token() -> None:
    form = one(parsed(ui.PostButton(action="/x", csrf_token="jeton", hidden=(("suite", "/y"),), button=ui.Button(label="Fermer"))), "form")
    assert (form.attributes["action"], form.attributes["method"]) == ("/x", "post")
    assert [(box.attributes["name"], box.attributes["value"]) for box in form.css("input[type=hidden]")] == [("_csrf", "jeton"), ("suite", "/y")]
    assert texts(form, "button[type=submit]") == ["Fermer"]


def test_a_field_ties_label_hint_and_error_to_its_control() -> None:
    page = parsed(field_of(kind="email", hint="Pour vos accusés.", error="Écrivez l’adresse en entier.", autocomplete="email", value="anne@"))
    control = one(page, "input")
    assert one(page, "label").attributes["for"] == control.attributes["id"] == "champ-nom"
    assert control.attributes["aria-describedby"] == "champ-nom-aide champ-nom-erreur"
    assert texts(page, "#champ-nom-aide") == ["Pour vos accusés."]
    assert texts(page, "#champ-nom-erreur") == ["Erreur\u00a0: Écrivez l’adresse en entier."]
    assert [control.attributes[name] for name in ("aria-invalid", "autocomplete", "value", "type")] == ["true", "email", "anne@", "email"]
    assert "placeholder" not in control.attributes


@pytest.mark.parametrize(("required", "word"), [(True, "(obligatoire)"), (False, "(facultatif)")])
@pytest.mark.parametrize("kind", ["text", "tel", "password", "textarea", "date"])
def test_whether_an_answer_is_required_is_said_in_words(kind: str, required: bool, word: str) -> None:  # noqa: FBT001 - a case of the table
    page = parsed(field_of(kind=kind, required=required))
    assert texts(one(page, "label"), ".need") == [word]
    assert len(page.css("[aria-required=true]")) == int(required)
    assert page.css("[required]") == []  # the browser's own bubbles speak its language, not ours


def test_a_box_that_must_be_ticked_says_so_and_another_one_says_nothing() -> None:
    assert [texts(parsed(field_of(kind="checkbox", required=required)), ".need") for required in (True, False)] == [["(obligatoire)"], []]


def test_a_secret_is_never_written_back_and_its_button_waits_for_javascript() -> None:
    field = field_of(kind="password", value="cheval-agrafe")
    page = parsed(field)
    assert "cheval-agrafe" not in field.render()
    assert one(page, "button.js-only[type=button]").attributes["data-reveals"] == one(page, "input[type=password]").attributes["id"]


def test_radios_are_one_question_whose_first_answer_the_error_summary_reaches() -> None:
    options = (ui.Option(value="a", label="Par courriel"), ui.Option(value="b", label="Par SMS", hint="Gratuit"))
    page = parsed(field_of(kind="radios", options=options, value="b", error="Choisissez."))
    answers = page.css("input[type=radio]")
    assert one(page, "fieldset").attributes["aria-describedby"] == "champ-nom-erreur"
    assert texts(page, "legend") == ["Nom (obligatoire)"]
    assert [(answer.attributes["id"], "checked" in answer.attributes) for answer in answers] == [("champ-nom", False), ("champ-nom-2", True)]
    assert answers[1].attributes["aria-describedby"] == "champ-nom-2-aide"
    assert [label.attributes["for"] for label in page.css("label")] == ["champ-nom", "champ-nom-2"]


def test_boxes_are_one_question_of_which_several_answers_stand_ticked() -> None:
    options = tuple(ui.Option(value=value, label=value.upper()) for value in "abc")
    page = parsed(field_of(kind="boxes", options=options, chosen=("a", "c"), error="Cochez au moins une case."))
    boxes = page.css("input[type=checkbox]")
    assert one(page, "fieldset").attributes["aria-describedby"] == "champ-nom-erreur"
    assert [(box.attributes["id"], box.attributes["name"]) for box in boxes] == [("champ-nom", "nom"), ("champ-nom-2", "nom"), ("champ-nom-3", "nom")]
    assert [box.attributes["value"] for box in boxes if "checked" in box.attributes] == ["a", "c"]


def test_a_list_keeps_the_answer_and_takes_a_forged_one_for_none() -> None:
    options = (ui.Option(value="", label="Choisissez"), ui.Option(value="1", label="Élémentaire"))
    assert texts(parsed(field_of(kind="select", options=options, value="1")), "option[selected]") == ["Élémentaire"]
    assert texts(parsed(field_of(kind="select", options=options, value="9")), "option[selected]") == []


def test_a_long_text_keeps_its_first_empty_line() -> None:
    assert one(parsed(field_of(kind="textarea", value="\nBonjour", max_length=2000)), "textarea[maxlength='2000']").text() == "\nBonjour"


@pytest.mark.parametrize("checked", [True, False])
def test_a_checkbox_sends_one_when_ticked(checked: bool) -> None:  # noqa: FBT001 - a case of the table
    box = one(parsed(field_of(kind="checkbox", checked=checked)), "input[type=checkbox]")
    assert box.attributes["value"] == "1"
    assert ("checked" in box.attributes) is checked


def test_two_fields_of_one_name_have_ids_of_their_own() -> None:
    page = parsed(field_of(anchor="seconde", hint="Encore"))
    assert one(page, "label").attributes["for"] == one(page, "input").attributes["id"] == "seconde"
    assert texts(page, "#seconde-aide") == ["Encore"]


def test_the_error_summary_says_the_words_of_the_fields_in_their_order_and_leads_to_them() -> None:
    summary = ui.ErrorSummary.of((field_of(name="a", error="Premier."), field_of(name="b"), field_of(name="c", error="Second.")))
    assert summary is not None
    page = parsed(summary)
    assert texts(page, "h2") == ["Il y a un problème"]
    assert [(link.attributes["href"], link.text()) for link in page.css("li a")] == [("#champ-a", "Premier."), ("#champ-c", "Second.")]
    assert one(page, "[data-focus]").attributes["tabindex"] == "-1"


def test_a_sentence_that_several_fields_share_names_each_of_them() -> None:
    dates = [field_of(name=name, label=name.capitalize(), error="Écrivez le jour.") for name in ("premier", "dernier")]
    summary = ui.ErrorSummary.of([*dates, field_of(name="c", error="Écrivez le nom.")])
    assert summary is not None
    assert [problem.sentence for problem in summary.problems] == ["Premier\u00a0: Écrivez le jour.", "Dernier\u00a0: Écrivez le jour.", "Écrivez le nom."]


def test_a_problem_of_the_whole_form_is_no_link() -> None:
    page = parsed(ui.ErrorSummary(problems=(ui.Problem(sentence="Identifiant ou mot de passe inconnu."),)))
    assert texts(page, "li") == ["Identifiant ou mot de passe inconnu."]
    assert page.css("a") == []


def test_without_problem_there_is_no_summary() -> None:
    assert ui.ErrorSummary.of([field_of()]) is None
    with pytest.raises(ValueError, match="at least one problem"):
        ui.ErrorSummary(problems=())


def test_chips_are_links_of_which_one_is_current_and_marked_by_more_than_a_colour() -> None:
    chips = (ui.Chip(label="Clervie", href="?e=1", current=True), ui.Chip(label="Malo", href="?e=2"))
    page = parsed(ui.Chips(label="Enfant", chips=chips))
    assert one(page, "nav").attributes["aria-label"] == "Enfant"
    assert texts(page, "[aria-current=true]") == ["Clervie"]
    assert len(one(page, "[aria-current]").css("use[href='#i-check']")) == 1


def test_radio_chips_are_radio_buttons_with_their_question() -> None:
    choices = (ui.ChipChoice(label="Les vacances", value="vacances"), ui.ChipChoice(label="L’année", value="annee"))
    page = parsed(ui.RadioChips(name="jusqu", label="Jusqu’à quand\u00a0?", choices=choices, value="annee"))
    assert texts(page, "legend") == ["Jusqu’à quand\u00a0?"]
    assert one(page, "label input[checked]").attributes["value"] == "annee"


@pytest.mark.parametrize(
    ("page", "links"),
    [(1, ["?etat=en-cours&page=2"]), (2, ["?etat=en-cours&page=1", "?etat=en-cours&page=3"]), (3, ["?etat=en-cours&page=2"])],
)
def test_pagination_leads_to_the_neighbours_that_exist(page: int, links: list[str]) -> None:
    shown = parsed(ui.Pagination(page=page, pages=3, address="?etat=en-cours"))
    assert [link.attributes["href"] for link in shown.css("a")] == links
    assert texts(shown, "p") == [f"Page {page} sur 3"]


def test_one_page_needs_no_pagination() -> None:
    assert ui.Pagination(page=1, pages=1, address="/demandes").render().strip() == ""
