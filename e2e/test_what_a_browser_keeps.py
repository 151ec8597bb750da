"""What stays in a phone that others may pick up, and a form that the end of a session interrupts."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e import family
from e2e.conftest import NewPhone
from e2e.looks import faults, violations
from tests.core import postgres_owners
from tests.serving.portals import Portal

PRIVATE = ("Clervie", "Malo", "Le Goff", "Anne", "legoff", "06 39 98")
STORED = """async () => ({
  local: { ...localStorage },
  session: { ...sessionStorage },
  databases: (await indexedDB.databases()).map(({ name }) => name),
  caches: "caches" in window ? await caches.keys() : [],
})"""
NOTHING: dict[str, Any] = {"local": {}, "session": {}, "databases": [], "caches": []}


def stored(page: Page) -> dict[str, Any]:
    return dict(page.evaluate(STORED))


def cookies(page: Page) -> dict[str, Any]:
    return {cookie.get("name", ""): cookie for cookie in page.context.cookies()}


@pytest.mark.rule(35)
def test_a_journey_leaves_nothing_personal_in_the_browser_and_signing_out_leaves_nothing_at_all(phone: Page) -> None:
    family.sign_in(phone)
    family.open_grid(phone, child="Malo", activity="Restauration scolaire")
    family.tap(phone, "Repas, vendredi 18 décembre, Malo")
    for place in ("/tableau-de-bord", "/demandes", "/compte"):
        phone.goto(place)
    assert stored(phone) == NOTHING
    assert all(cookie["httpOnly"] and cookie["sameSite"] == "Lax" for cookie in cookies(phone).values())
    assert not [word for word in PRIVATE if word in json.dumps(cookies(phone), ensure_ascii=False)]
    phone.evaluate("() => { localStorage.reste = sessionStorage.reste = 'Malo' }")
    family.sign_out(phone)
    assert stored(phone) == NOTHING
    assert "session" not in cookies(phone)


@pytest.mark.rule(35)
def test_a_tap_that_waits_for_its_session_is_kept_without_a_name_and_only_until_it_is_sent(new_phone: NewPhone) -> None:
    lost, other = new_phone(), new_phone()
    family.sign_in(lost, family.YANN)
    family.open_grid(lost, child="Malo", activity="Restauration scolaire")
    grid = family.path_of(lost)
    family.sign_in(other, family.YANN)
    family.close_other_connections(other)
    lost.get_by_role("checkbox", name="Repas, jeudi 17 décembre, Malo").tap()
    expect(family.title(lost)).to_have_text("Connexion")
    assert stored(lost) == NOTHING | {"session": {f"taps:{grid}/cases": '[{"key":"2026-12-17.repas","wanted":true}]'}}
    family.fill_sign_in(lost, family.YANN, password=family.PASSWORD)
    expect(lost.get_by_role("checkbox", name="Repas, jeudi 17 décembre, Malo")).to_be_checked()
    expect(family.basket(lost)).to_be_visible()
    assert stored(lost) == NOTHING


@pytest.mark.rule(35)
def test_a_form_that_the_end_of_the_session_interrupts_is_finished_after_signing_in(phone: Page, portal: Portal) -> None:
    family.sign_in(phone, family.CLAIRE)
    family.open_grid(phone, child="Inès", activity="Restauration scolaire")
    family.tap(phone, "Repas, mardi 15 décembre, Inès")
    phone.goto(f"{family.path_of(phone)}/abandon")
    end_sessions(portal, of=family.CLAIRE)
    family.press(phone, "Abandonner ces changements")
    expect(phone.locator("main")).to_contain_text("Votre envoi n’est pas perdu")
    assert violations(phone, scheme="light") == []
    assert not [word for word in PRIVATE if word in json.dumps(cookies(phone), ensure_ascii=False)]
    family.fill_sign_in(phone, family.CLAIRE, password=family.PASSWORD)
    expect(family.title(phone)).to_have_text("Terminer l’enregistrement")
    assert [violations(phone, scheme="light"), violations(phone, scheme="dark"), faults(phone)] == [[], [], []]
    family.press(phone, "Terminer l’enregistrement")
    expect(family.news(phone)).to_contain_text("Vos changements ont été abandonnés.")


def test_a_form_whose_session_was_closed_from_elsewhere_is_said_to_be_lost(new_phone: NewPhone) -> None:
    lost, other = new_phone(), new_phone()
    family.sign_in(lost, family.CLAIRE)
    family.open_grid(lost, child="Inès", activity="Restauration scolaire")
    lost.goto(f"{family.path_of(lost)}/abandon")
    family.sign_in(other, family.CLAIRE)
    family.close_other_connections(other)
    family.press(lost, "Abandonner ces changements")
    family.fill_sign_in(lost, family.CLAIRE, password=family.PASSWORD)
    expect(family.news(lost)).to_contain_text("Votre dernier envoi n’a pas pu être gardé")


def end_sessions(portal: Portal, *, of: str) -> None:
    """As half an hour without a word does."""
    sql = f"update session set ends_at = seen_at from account where account.id = session.account and email = '{of}' returning 1"  # noqa: S608 - a constant
    with ThreadPoolExecutor() as aside:  # Playwright has a loop of its own in this thread
        assert aside.submit(postgres_owners.ask, portal.database_url, sql).result() == 1


@pytest.mark.rule(37)
def test_no_page_of_a_journey_asks_anything_of_another_site(phone: Page) -> None:
    asked = set[str]()
    phone.on("request", lambda request: asked.add(request.url))
    family.sign_in(phone)
    places = ("/tableau-de-bord", "/reservations", "/demandes", "/compte", "/contact", "/simulateur/courriels")
    for place in places:
        phone.goto(place)
    here = phone.evaluate("location.origin")
    assert {f"{here}{place}" for place in places} < asked, "the pages, and what they are drawn with"
    assert [url for url in asked if not url.startswith((f"{here}/", "data:"))] == []
