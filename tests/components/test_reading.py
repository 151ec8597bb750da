"""What a person reads: a state is always a word, and a value is never taken for markup."""

import re
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta

import pytest
from markupsafe import Markup, escape

from components import ui
from components.base import Component
from components.ui import gallery
from tests.components.pages import COMMUNE, NOW, one, parsed, texts

HOSTILE = '<x-evil y="z">\'&'
SAMPLES = [sample.component for group in gallery.samples() for sample in group.samples]
# Choices of the programmer, not words.
FIXED = {"kind", "tone", "icon", "icon_after", "name", "urgency"}


def made_hostile(part: object, *, named: str = "") -> object:
    """The same component with every free text replaced by markup and quotes."""
    if isinstance(part, str) and named not in FIXED:
        return HOSTILE
    if isinstance(part, tuple):
        return tuple(made_hostile(item) for item in part)
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{field.name: made_hostile(getattr(part, field.name), named=field.name) for field in fields(part)})
    return part


@pytest.mark.parametrize("component", SAMPLES, ids=lambda component: type(component).__name__)
def test_no_text_is_taken_for_markup(component: Component) -> None:
    hostile = made_hostile(component)
    assert isinstance(hostile, Component)
    rendered = str(hostile.render())
    assert "<x-evil" not in rendered
    assert 'y="z"' not in rendered
    if hostile != component and not isinstance(component, ui.SessionWarning):
        assert str(escape(HOSTILE)) in rendered or not rendered.strip()


@pytest.mark.parametrize(("kind", "word"), [("info", "À savoir"), ("success", "C’est fait"), ("warning", "Attention"), ("error", "Erreur")])
def test_an_alert_says_its_kind_in_a_word_even_under_a_title_of_its_own(kind: ui.AlertKind, word: str) -> None:
    assert texts(parsed(ui.Alert(kind=kind, sentence="Une phrase.")), "strong") == [word]
    assert texts(parsed(ui.Alert(kind=kind, sentence="Une phrase.", title="Un titre")), "strong") == [f"{word}\u00a0: Un titre"]


def test_an_empty_answer_is_said() -> None:
    page = parsed(ui.SummaryList(rows=(ui.SummaryRow(term="Message", values=(), change=ui.ChangeLink(href="/m", what="le message")),)))
    assert texts(page, "dt") == ["Message"]
    assert texts(page, "dd") == ["Non renseigné", "Modifier le message"]


def test_each_row_of_a_list_is_one_link_that_says_its_state() -> None:
    row = ui.DataRow(title="Réservation n°\u00a021", note="Clervie", href="/demandes/21", status=ui.Status(word="En cours"))
    link = one(parsed(ui.DataList(rows=(row,))), "li > a")
    assert link.attributes["href"] == "/demandes/21"
    assert re.sub(r" +", " ", link.text()).strip() == "Réservation n°\u00a021 Clervie En cours"


def test_a_card_is_announced_by_its_title_and_holds_text_and_components() -> None:
    page = parsed(ui.Card(key="semaine", title="Cette semaine", body=("Rien & tout", ui.Status(word="En cours"))))
    assert one(page, "section").attributes["aria-labelledby"] == one(page, "h2").attributes["id"] == "semaine"
    assert texts(page, "p") == ["Rien & tout"]
    assert texts(page, ".status") == ["En cours"]


def test_the_stepper_is_a_sentence() -> None:
    assert texts(parsed(ui.Stepper(step=2, steps=3, name="ma demande")), "p.step") == ["Étape 2 sur 3\u00a0: ma demande"]


def test_an_icon_is_silent_unless_it_is_named() -> None:
    assert one(parsed(ui.Icon(name="lock")), "svg").attributes["aria-hidden"] == "true"
    named = one(parsed(ui.Icon(name="lock", label="Verrouillé")), "svg").attributes
    assert (named["role"], named["aria-label"], "aria-hidden" in named) == ("img", "Verrouillé", False)


def test_the_sprite_draws_every_icon_once() -> None:
    drawn = [symbol.attributes["id"] for symbol in parsed(ui.Sprite()).css("symbol")]
    assert drawn == [f"i-{sample.name}" for sample in SAMPLES if isinstance(sample, ui.Icon)]
    assert len(drawn) == len(set(drawn))


@pytest.mark.parametrize(("line", "role", "dom_id"), [(ui.StatusLine(said="Noté."), "status", "etat"), (ui.AlertLine(said="Noté."), "alert", "alerte")])
def test_a_live_line_is_filled_and_never_itself_replaced(line: ui.StatusLine | ui.AlertLine, role: str, dom_id: str) -> None:
    assert one(parsed(line), f"#{dom_id}").attributes == {"class": one(parsed(line), f"#{dom_id}").attributes["class"], "id": dom_id, "role": role}
    assert 'hx-swap-oob="innerHTML"' in line.render(out_of_band=True)
    assert line.render(out_of_band=True).strip().startswith("<template>")


def test_a_live_line_with_nothing_to_say_is_empty() -> None:
    assert one(parsed(ui.StatusLine()), "#etat").inner_html == ""


def test_a_phone_number_can_be_dialled_whatever_its_typography() -> None:
    commune = replace(COMMUNE, phone="+33\u00a02\u202f99.00-00 00")
    assert one(parsed(ui.OfficeContact(commune=commune)), "a[href^=tel]").attributes["href"] == "tel:+33299000000"


def test_the_session_warning_lets_the_browser_count_and_leads_back_to_the_same_place() -> None:
    warning = ui.SessionWarning(ends_at=NOW + timedelta(minutes=30), now=NOW, csrf_token="jeton", path="/reservations/1?semaine=2026-12-07&x=é")
    root = one(parsed(warning), "[data-session-ends]").attributes
    assert (root["data-session-ends"], root["data-now"], root["role"]) == ("2026-11-30T17:30:00+00:00", "2026-11-30T17:00:00+00:00", "alert")
    assert 'href="/connexion?suite=/reservations/1%3Fsemaine%3D2026-12-07%26x%3D%C3%A9"' in warning.render()
    assert 'action="/connexion/prolongation"' in warning.render()


def test_markup_is_kept_in_a_card() -> None:
    assert texts(parsed(ui.Card(key="k", title="t", body=(Markup("<em>oui</em>"),))), "em") == ["oui"]
