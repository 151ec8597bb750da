"""What each cell of the grid is to a screen reader, to forced colours and to letters twice as big."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from components.bookings.cell import Cell, CellState
from e2e.conftest import PHONE
from e2e.grid_site import DAYS, GRID, UNITS, GridSite, serving

WHY = "La limite était jeudi 3 décembre, 9 h. Besoin d’aide ? Appelez le 02 00 00 00 00."
KEYS = [f"{day}.{unit.key}" for day in DAYS for unit in UNITS]
CELLS = [
    *(Cell(state=state, why="" if state.look.tappable else WHY) for state in CellState),
    Cell(state=CellState.FREE, note="en partie", partial=True),
]
STATES = dict(zip(KEYS, CELLS, strict=False))
TAPPED = {key: cell for key, cell in STATES.items() if cell.look.tappable}
TOLD = {key: cell for key, cell in STATES.items() if not cell.look.tappable}
# Pairs of tiles that lie over each other, and tiles or heads whose words stick out.
BROKEN = """() => {
  const tiles = [...document.querySelectorAll(".week .tile, .week thead th, .week tbody th")].filter((part) => part.getClientRects().length);
  const wide = tiles.filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => `too wide: ${part.textContent}`);
  const rects = tiles.map((part) => part.getBoundingClientRect());
  const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const pairs = rects.flatMap((a, i) => rects.slice(i + 1).flatMap((b, j) => over(a, b) ? [`${tiles[i].textContent} / ${tiles[i + 1 + j].textContent}`] : []));
  return [...wide, ...pairs];
}"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def site() -> Iterator[GridSite]:
    assert len(CELLS) <= len(KEYS)
    with serving(GridSite(shown=STATES)) as running:
        yield running


@pytest.fixture
def page(browser: Browser, site: GridSite) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, has_touch=True, locale="fr-FR")
    shown = context.new_page()
    shown.goto(site.address + GRID)
    yield shown
    context.close()


def box(page: Page, key: str) -> Locator:
    return page.locator(f'[id="{key}"]')


@pytest.mark.parametrize("key", TAPPED)
def test_a_cell_that_can_be_tapped_is_a_checkbox_whose_name_never_changes_and_whose_description_is_its_state(page: Page, key: str) -> None:
    cell, number = TAPPED[key], KEYS.index(key)
    here = box(page, key)
    expect(here).to_have_role("checkbox")
    day = ("lundi 7", "mardi 8", "mercredi 9", "jeudi 10", "vendredi 11", "samedi 12")[number // len(UNITS)]
    expect(here).to_have_accessible_name(f"{UNITS[number % len(UNITS)].label}, {day} décembre, Clervie")
    expect(here).to_have_accessible_description(cell.tag)
    if cell.partial:
        expect(here).to_be_checked(indeterminate=True)
    else:
        expect(here).to_be_checked(checked=cell.look.ticked)
    expect(here).to_be_enabled()


@pytest.mark.parametrize("key", TOLD)
def test_a_cell_that_cannot_be_tapped_is_no_control_and_one_press_tells_why(page: Page, key: str) -> None:
    number = KEYS.index(key)
    here = page.locator(f"#jour-{DAYS[number // len(UNITS)]} td").nth(number % len(UNITS))
    expect(here.get_by_role("checkbox")).to_have_count(0)
    expect(here).to_have_role("cell")
    expect(here.locator("summary")).to_contain_text(f"{TOLD[key].tag}, pourquoi")
    expect(here.get_by_text(WHY)).to_be_hidden()
    here.locator("summary").press("Enter")
    expect(here.get_by_text(WHY)).to_be_visible()


def test_the_grid_is_a_table_with_its_days_and_units_as_heads(page: Page) -> None:
    table = page.get_by_role("table", name="Du 7 au 12 décembre")
    assert table.get_by_role("columnheader").all_text_contents() == ["Jour", "Matin", "Repas", "Soir"]
    assert [" ".join(head.split()) for head in table.get_by_role("rowheader").all_text_contents()][:2] == ["Lun 7 déc.", "Mar 8 déc."]


def test_what_became_of_a_tap_is_said_in_the_region_that_screen_readers_watch(page: Page, site: GridSite) -> None:
    site.shown, free = {}, KEYS[0]
    page.reload()
    expect(page.locator("#etat")).to_have_role("status")
    expect(page.locator("#alerte")).to_have_role("alert")
    expect(page.locator("#etat, #alerte")).to_have_text(["", ""])
    box(page, free).tap()
    expect(page.get_by_role("status")).to_have_text(f"{free} : noté.")
    page.context.set_offline(offline=True)
    box(page, free).tap()
    expect(page.get_by_role("alert")).to_have_text("Non enregistré, réessayez.")
    expect(page.get_by_role("status")).to_be_empty()


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("size", ["100%", "200%"])
def test_nothing_overlaps_sticks_out_or_scrolls_sideways(page: Page, width: int, size: str) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(BROKEN) == []


def test_in_forced_colours_each_tile_keeps_its_border_and_its_word_or_icon(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    for key, cell in TAPPED.items():
        tile = box(page, key).locator("xpath=following-sibling::*[1]")
        drawn = tile.evaluate(
            "tile => [parseFloat(getComputedStyle(tile).borderTopWidth) > 0, [...tile.children].some((part) => part.getClientRects().length)]"
        )
        assert drawn == [True, bool(cell.tag) or cell.look.ticked], key
    assert page.evaluate(SIDEWAYS) == 0
