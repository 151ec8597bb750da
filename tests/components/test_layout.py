"""The frame of every page: what is loaded, where one can go, what is said, and what stays when all else fails."""

import base64
import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from components import rendering
from components.ui.shell import SignedIn
from tests.components.pages import ANNE, COMMUNE, NOW, one, page_of, shell, texts

ERROR = {"title": "Cette page n’existe pas", "sentence": "Repartez de l’accueil.", "reference": None}
BASKET = '{% block basket %}<section id="panier">2 changements</section>{% endblock %}'


def test_a_page_is_in_french_with_the_title_of_the_commune() -> None:
    page = page_of("")
    assert one(page, "html").attributes["lang"] == "fr"
    assert texts(page, "head > title") == ["Essai – Portail Familles, Ville de Chavagne"]
    assert "user-scalable" not in (one(page, "meta[name=viewport]").attributes["content"] or "")


def test_a_page_is_loaded_in_five_requests_and_from_here_alone() -> None:
    page = page_of("")
    loaded = [node.attributes["href"] for node in page.css("link[href]")] + [node.attributes["src"] for node in page.css("[src]")]
    addresses = [str(address) for address in loaded if not str(address).startswith("data:")]
    assert len(addresses) + 1 == 5
    assert [address for address in addresses if not address.startswith("/") or address.startswith("//")] == []


def test_the_commune_s_colours_come_after_the_portal_s() -> None:
    sheets = [str(node.attributes["href"]) for node in page_of("").css("link[rel=stylesheet]")]
    assert [sheet.partition("?")[0] for sheet in sheets] == ["/static/css/portal.css", "/commune.css"]


def test_only_agents_load_the_rules_of_the_desk() -> None:
    sheets = [str(node.attributes["href"]) for node in page_of("", around=replace(shell(), prefix="/agents")).css("link[rel=stylesheet]")]
    assert [sheet.partition("?")[0] for sheet in sheets] == ["/static/css/portal.css", "/static/css/desk.css", "/commune.css"]


def test_htmx_is_the_very_file_that_was_reviewed() -> None:
    script = one(page_of(""), "script[src*=htmx]").attributes
    content = (rendering.STATIC / "vendor/htmx-2.0.11.min.js").read_bytes()
    assert script["integrity"] == "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
    assert "defer" in script


def test_htmx_evaluates_nothing_and_keeps_no_page() -> None:
    settings = json.loads(str(one(page_of(""), "meta[name=htmx-config]").attributes["content"]))
    assert [settings[name] for name in ("allowEval", "allowScriptTags", "includeIndicatorStyles", "historyRestoreAsHxRequest")] == [False] * 4
    assert (settings["selfRequestsOnly"], settings["historyCacheSize"], settings["timeout"]) == (True, 0, 15000)
    assert [answer["code"] for answer in settings["responseHandling"] if answer["swap"]] == ["[23]..", "4(09|22)"]


def test_the_keyboard_meets_the_way_to_the_content_first() -> None:
    page = page_of("")
    first = page.css("a, button, input:not([type=hidden]), summary")[0]
    assert first.text() == "Aller au contenu"
    assert one(page, "main").attributes["id"] == (first.attributes["href"] or "")[1:]


def test_each_page_leads_to_what_the_law_asks_for() -> None:
    links = {link.attributes["href"]: link.text() for link in page_of("").css("footer a")}
    assert links == {
        "/accessibilite": "Accessibilité\u00a0: non conforme",
        "/donnees-personnelles": "Données personnelles",
        "/mentions-legales": "Mentions légales",
        "/contact": "Contact",
    }


def test_a_family_has_its_menu_twice_and_signs_out_by_a_form() -> None:
    page = page_of("", around=shell(path="/demandes/12"))
    for menu in ("details.menu", "nav.menu-bar"):
        shown = one(page, menu)
        assert [link.attributes["href"] for link in shown.css("a")] == [
            *("/tableau-de-bord", "/reservations", "/demarches", "/demandes", "/famille", "/documents", "/messages", "/compte"),
        ]
        assert texts(shown, "[aria-current=page]") == ["Mes demandes"]
        assert texts(shown, "form[action='/deconnexion'][method=post] button") == ["Déconnexion"]
    assert page.css("a[href='/connexion']") == []


def test_an_address_that_only_begins_like_another_is_not_current() -> None:
    assert page_of("", around=shell(path="/demandes-anciennes")).css("[aria-current]") == []


@pytest.mark.parametrize(("path", "links"), [("/", ["Connexion"]), ("/connexion", [])])
def test_a_visitor_is_offered_to_sign_in_and_nothing_else(path: str, links: list[str]) -> None:
    page = page_of("", around=shell(account=None, path=path))
    assert texts(page, "header a[href='/connexion']") == links
    assert page.css("details.menu, nav.menu-bar, form, [data-session-ends]") == []


def test_the_end_of_the_session_is_known_to_the_page_of_who_is_signed_in() -> None:
    ends = replace(ANNE, ends_at=NOW + timedelta(minutes=5))
    session = one(page_of("", around=shell(account=ends)), "[data-session-ends]").attributes
    assert (session["data-session-ends"], session["data-now"]) == ("2026-11-30T17:05:00+00:00", "2026-11-30T17:00:00+00:00")


def test_the_ribbon_of_the_demonstration_is_in_the_demonstration_only() -> None:
    assert texts(page_of("", around=shell(demo=True)), "header .ribbon a[href='/simulateur/courriels']") == ["Démonstration\u00a0: voir les courriels envoyés"]
    assert page_of("").css("[href^='/simulateur']") == []


def test_the_lines_that_speak_stand_above_the_page_or_on_its_basket_but_once() -> None:
    plain, with_basket = page_of("", around=shell(said="Noté.")), page_of(BASKET, around=shell(said="Noté."))
    assert texts(one(plain, "main > .page"), "#etat[role=status]") == texts(one(with_basket, "main > .dock"), "#etat[role=status]") == ["Noté."]
    for page in (plain, with_basket):
        assert len(page.css("#etat")) == len(page.css("#alerte[role=alert]")) == 1
    assert texts(with_basket, ".dock > #panier") == ["2 changements"]
    assert plain.css("#panier") == []


def test_the_words_of_a_commune_are_never_markup() -> None:
    page = page_of("", around=replace(shell(), commune=replace(COMMUNE, name='<i>Ville</i> "d’Eau"', crest="<&")))
    assert page.css("i") == []
    assert texts(page, ".brand small") == ['<i>Ville</i> "d’Eau"']
    assert "%3C%26" in str(one(page, "link[rel=icon]").attributes["href"])


@pytest.mark.parametrize(("account", "home"), [(ANNE, "/tableau-de-bord"), (None, "/")])
def test_an_error_says_what_happened_what_to_do_and_whom_to_call(account: SignedIn | None, home: str) -> None:
    page = LexborHTMLParser(rendering.render("errors/error.html", ERROR | {"shell": shell(account=account), "reference": "AB12CD34"}))
    main = one(page, "main")
    assert texts(main, "h1") == ["Cette page n’existe pas"]
    assert texts(main, ".lead") == ["Repartez de l’accueil."]
    assert texts(main, ".reference") == ["AB12CD34"]
    assert [link.attributes["href"] for link in main.css(".page a")] == [home, "tel:0200000000", "mailto:enfance@exemple.fr"]


def test_an_error_without_reference_asks_for_none() -> None:
    for template in ("errors/error.html", "errors/plain.html"):
        assert "référence" not in rendering.render(template, ERROR | {"shell": shell()})


def test_the_last_resort_needs_neither_shell_nor_anything_but_the_style_sheet() -> None:
    page = LexborHTMLParser(rendering.render("errors/plain.html", ERROR | {"reference": "AB12CD34"}))
    assert texts(page, "h1") == ["Cette page n’existe pas"]
    assert texts(page, ".reference") == ["AB12CD34"]
    assert [node.attributes["href"] for node in page.css("link[href]")] == ["data:,", "/static/css/portal.css"]
    assert page.css("script") == []
