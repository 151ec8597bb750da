"""The tap queue of the grid in a real browser: no tap is lost, doubled or reordered, and what is not saved is never shown as saved."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from e2e.grid_site import DAYS, GRID, GridSite, serving

MONDAY, TUESDAY = (day.isoformat() for day in DAYS[:2])


@pytest.fixture
def site() -> Iterator[GridSite]:
    with serving(GridSite()) as running:
        yield running


@pytest.fixture
def page(browser: Browser, site: GridSite) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, locale="fr-FR")
    shown = context.new_page()
    errors: list[str] = []
    shown.on("pageerror", lambda error: errors.append(str(error)))
    shown.goto(site.address + GRID)
    yield shown
    context.close()
    assert errors == []


def box(key: str) -> str:
    return f'[id="{key}"]'


def tap_quickly(page: Page, keys: list[str]) -> None:
    """Faster than any thumb: every 30 ms."""
    page.evaluate(
        """async (keys) => { for (const key of keys) { document.getElementById(key).click(); await new Promise((next) => setTimeout(next, 30)); } }""", keys
    )


def markup(page: Page) -> list[str]:
    """What the page holds, but for blanks and the empty class that htmx leaves on what it swapped."""
    parts = [page.locator(part).evaluate("part => part.innerHTML") for part in ("#cases", "#panier")]
    return [re.sub(r"\s+(?=<)", "", part.replace(' class=""', "")) for part in parts]


def all_sent(page: Page) -> None:
    expect(page.locator("[data-pending]")).to_have_count(0)


def test_a_tap_sends_its_cell_alone_and_leaves_the_page_as_a_reload_would_show_it(page: Page, site: GridSite) -> None:
    page.locator(box(f"{MONDAY}.repas")).tap()
    expect(page.locator(f"#jour-{MONDAY} .added .tag")).to_have_text("ajouté")

    assert site.forms == [{"_csrf": ["jeton"], "tap": ["1"], "vu": [f"{MONDAY}.repas:0"], "case": [f"{MONDAY}.repas"]}]
    expect(page.locator("#etat")).to_have_text(f"{MONDAY}.repas : noté.")
    expect(page.locator("#panier")).to_contain_text("1 changement")
    expect(page.locator(".htmx-settling, .htmx-added")).to_have_count(0)
    patched = markup(page)
    page.reload()
    assert patched == markup(page)


def test_an_unticked_cell_is_sent_as_seen_ticked_and_wanted_empty(page: Page, site: GridSite) -> None:
    site.draft.append(f"{MONDAY}.soir")
    page.reload()
    page.locator(box(f"{MONDAY}.soir")).tap()
    all_sent(page)
    assert site.forms == [{"_csrf": ["jeton"], "tap": ["1"], "vu": [f"{MONDAY}.soir:1"]}]
    expect(page.locator("#panier")).to_be_hidden()


def test_a_double_tap_ends_where_it_began(page: Page, site: GridSite) -> None:
    site.delay = 0.1
    tap_quickly(page, [f"{MONDAY}.matin"] * 2)
    all_sent(page)
    assert site.taps == [(f"{MONDAY}.matin", True, False), (f"{MONDAY}.matin", False, True)]
    expect(page.locator(box(f"{MONDAY}.matin"))).not_to_be_checked()


def test_ten_rapid_taps_on_one_row_reach_a_slow_server_in_order_one_at_a_time_without_flicker(page: Page, site: GridSite) -> None:
    site.delay = 0.15
    cells = [f"{MONDAY}.{unit}" for unit in ("matin", "repas", "soir")]
    wished = [(cells[number % 3], number // 3 % 2 == 0) for number in range(10)]
    page.evaluate(WATCH_FLICKER)
    tap_quickly(page, [key for key, _ in wished])
    ends = dict(wished)
    for key, wanted in ends.items():
        expect(page.locator(box(key))).to_be_checked(checked=wanted, timeout=50)
    all_sent(page)

    assert [(key, wanted) for key, wanted, _ in site.taps] == wished
    assert all(shown is not wanted for _, wanted, shown in site.taps)
    assert site.most_under_way == 1
    assert page.evaluate("window.painted") == [ends]
    assert set(site.draft) == {key for key, wanted in ends.items() if wanted}


# Once the last tap is made, what each frame paints must never change again.
WATCH_FLICKER = f"""() => {{
  window.painted = [];
  let taps = 0;
  const look = () => {{
    const boxes = document.querySelectorAll("#jour-{MONDAY} input[type=checkbox]");
    const now = Object.fromEntries([...boxes].map((box) => [box.value, box.checked]));
    if (JSON.stringify(now) !== JSON.stringify(window.painted.at(-1))) window.painted.push(now);
    requestAnimationFrame(look);
  }};
  document.addEventListener("change", () => {{ if (++taps === 10) requestAnimationFrame(look); }});
}}"""


def test_focus_stays_on_the_box_that_the_keyboard_ticked(page: Page) -> None:
    page.locator(box(f"{TUESDAY}.repas")).focus()
    page.keyboard.press("Space")
    expect(page.locator(f"#jour-{TUESDAY} .added")).to_have_count(1)
    expect(page.locator(box(f"{TUESDAY}.repas"))).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(box(f"{TUESDAY}.soir"))).to_be_focused()


def test_without_network_every_waiting_tap_returns_to_what_the_server_last_said(page: Page, site: GridSite) -> None:
    page.locator(box(f"{MONDAY}.matin")).tap()
    all_sent(page)
    page.context.set_offline(offline=True)
    page.locator(box(f"{MONDAY}.matin")).tap()
    page.locator(box(f"{MONDAY}.repas")).tap()

    expect(page.locator("#alerte")).to_have_text("Non enregistré, réessayez.")
    all_sent(page)
    expect(page.locator(box(f"{MONDAY}.matin"))).to_be_checked()
    expect(page.locator(box(f"{MONDAY}.repas"))).not_to_be_checked()
    assert site.draft == [f"{MONDAY}.matin"]

    page.context.set_offline(offline=False)
    page.locator(box(f"{MONDAY}.repas")).tap()
    all_sent(page)
    expect(page.locator("#alerte")).to_be_empty()
    assert site.draft == [f"{MONDAY}.matin", f"{MONDAY}.repas"]


def test_a_broken_answer_takes_back_its_tap_and_those_behind_it(page: Page, site: GridSite) -> None:
    site.delay = 0.2
    site.failing = {2: 500}
    tap_quickly(page, [f"{MONDAY}.matin", f"{MONDAY}.repas", f"{MONDAY}.soir"])

    expect(page.locator("#alerte")).to_have_text("Non enregistré, réessayez.")
    assert site.draft == [f"{MONDAY}.matin"]
    assert len(site.forms) == 2
    for unit, kept in (("matin", True), ("repas", False), ("soir", False)):
        expect(page.locator(box(f"{MONDAY}.{unit}"))).to_be_checked(checked=kept)


def test_a_refused_tap_shows_the_true_row_and_the_taps_behind_it_go_on(page: Page, site: GridSite) -> None:
    site.delay = 0.1
    site.full = {f"{MONDAY}.repas"}
    tap_quickly(page, [f"{MONDAY}.repas", f"{MONDAY}.soir"])
    all_sent(page)

    expect(page.locator(f"#jour-{MONDAY} .full .tag")).to_have_text("Complet")
    expect(page.locator(box(f"{MONDAY}.soir"))).to_be_checked()
    assert site.draft == [f"{MONDAY}.soir"]


def test_taps_made_after_the_session_ended_are_sent_on_return(page: Page, site: GridSite) -> None:
    site.signed_in = False
    site.delay = 0.1
    tap_quickly(page, [f"{MONDAY}.matin", f"{TUESDAY}.soir"])
    page.wait_for_url(re.compile("/connexion"))
    assert site.draft == []

    page.locator("#retour").tap()
    page.wait_for_url(f"**{GRID}")
    expect(page.locator("#panier")).to_contain_text("2 changements")
    all_sent(page)
    assert site.draft == [f"{MONDAY}.matin", f"{TUESDAY}.soir"]

    page.reload()
    all_sent(page)
    assert len(site.taps) == 2


def test_going_to_check_waits_until_every_tap_is_saved(page: Page, site: GridSite) -> None:
    site.draft.append(f"{TUESDAY}.soir")
    page.reload()
    site.delay = 0.5
    tap_quickly(page, [f"{MONDAY}.matin", f"{MONDAY}.repas", f"{MONDAY}.soir"])
    page.get_by_role("link", name="Vérifier").tap()

    page.wait_for_url("**/recapitulatif")
    expect(page.locator("#draft")).to_have_text(f"{TUESDAY}.soir {MONDAY}.matin {MONDAY}.repas {MONDAY}.soir")


def test_undo_waits_for_the_taps_under_way_and_takes_back_the_last_one(page: Page, site: GridSite) -> None:
    page.locator(box(f"{MONDAY}.matin")).tap()
    all_sent(page)
    site.delay = 1
    page.locator(box(f"{MONDAY}.repas")).tap()
    page.get_by_role("button", name="Annuler le dernier changement").tap()

    expect(page.locator(box(f"{MONDAY}.repas"))).not_to_be_checked()
    expect(page.locator("#panier")).to_contain_text("1 changement")
    assert site.draft == [f"{MONDAY}.matin"]


def test_a_failed_tap_keeps_the_parent_on_the_page_she_was_about_to_leave(page: Page, site: GridSite) -> None:
    site.delay = 1
    site.failing = {1: 503}
    page.locator(box(f"{MONDAY}.matin")).tap()
    page.get_by_role("link", name="Ailleurs").tap()
    expect(page.locator("#alerte")).to_have_text("Non enregistré, réessayez.")
    assert page.url.endswith(GRID)
    page.get_by_role("link", name="Ailleurs").tap()
    page.wait_for_url("**/ailleurs")


def test_closing_the_page_with_taps_under_way_asks_first_and_they_leave_on_return(page: Page, site: GridSite) -> None:
    site.delay = 1
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    tap_quickly(page, [f"{MONDAY}.matin", f"{MONDAY}.repas"])
    page.goto(f"{site.address}/ailleurs")
    assert asked == ["beforeunload"]
    page.goto(site.address + GRID)
    all_sent(page)
    assert sorted(site.draft) == [f"{MONDAY}.matin", f"{MONDAY}.repas"]


def test_one_tap_on_a_full_tile_tells_why_and_escape_folds_it(page: Page, site: GridSite) -> None:
    site.full = {f"{MONDAY}.repas"}
    page.reload()
    why = page.get_by_text("Il n’y a plus de place ce jour-là.")
    page.get_by_text("Complet").tap()
    expect(why).to_be_visible()
    page.keyboard.press("Escape")
    expect(why).to_be_hidden()


def test_the_sticky_bar_never_covers_the_box_in_focus(page: Page, site: GridSite) -> None:
    page.set_viewport_size({"width": 390, "height": 560})
    page.locator(box(f"{MONDAY}.matin")).tap()
    all_sent(page)
    for day in DAYS:
        for unit in ("matin", "repas", "soir"):
            here = page.locator(box(f"{day}.{unit}"))
            page.keyboard.press("Tab") if (day, unit) != (DAYS[0], "matin") else here.focus()
            expect(here).to_be_focused()
            place, bar = here.bounding_box(), page.locator("#panier").bounding_box()
            assert place
            assert bar
            assert place["y"] + place["height"] <= bar["y"]
            assert place["y"] >= 0


def test_without_javascript_one_form_sends_every_box_with_the_state_it_was_shown_in(browser: Browser, site: GridSite) -> None:
    site.draft.append(f"{TUESDAY}.soir")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.address + GRID)
    page.locator(box(f"{MONDAY}.repas")).check()
    page.locator(box(f"{TUESDAY}.soir")).uncheck()
    page.get_by_role("button", name="Enregistrer mes changements").click()
    expect(page.locator("#panier")).to_contain_text("1 changement")
    context.close()
    assert site.draft == [f"{MONDAY}.repas"]
    assert len(site.forms[0]["vu"]) == len(DAYS) * 3
