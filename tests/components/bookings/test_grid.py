"""What a family sees and hears of the grid: each state in a word or an icon, names that never change, and fragments that a browser keeps whole."""

from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser

import brotli
import pytest

from components.bookings.basket import BasketBar
from components.bookings.cell import Cell, CellState, UnitColumn
from components.bookings.day_row import DayRow
from components.bookings.grid import GridForm, WeekNavigation, WeekStrip
from components.rendering import STATIC

MONDAY = date(2026, 12, 7)
MEAL = UnitColumn(key="repas", label="Repas")
EVENING = UnitColumn(key="soir", label="Soir")


class Elements(HTMLParser):
    """Start tags with their attributes, and the text of the whole."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag and wanted.items() <= attributes.items()]


def row_of(*cells: Cell | None, child: str = "Clervie") -> DayRow:
    return DayRow(day=MONDAY, child=child, units=(MEAL, EVENING)[: len(cells)], cells=cells)


def drawn(cell: Cell) -> Elements:
    return Elements(row_of(cell).render())


@pytest.mark.parametrize(
    ("state", "ticked", "word"),
    [
        (CellState.FREE, False, ""),
        (CellState.BOOKED, True, ""),
        (CellState.ADDED, True, "ajouté"),
        (CellState.REMOVED, False, "retiré"),
        (CellState.HELD, True, "retenue"),
        (CellState.LAPSED, False, "à re\u00adprendre"),
        (CellState.LATE, False, "majoré"),
    ],
)
def test_a_state_that_can_be_tapped_is_a_checkbox_with_a_constant_name_and_its_word_beside(state: CellState, ticked: bool, word: str) -> None:  # noqa: FBT001 - a table of cases
    page = drawn(Cell(state=state))
    [box] = page.all("input", type="checkbox")
    assert (box["name"], box["value"], box["id"]) == ("case", "2026-12-07.repas", "2026-12-07.repas")
    assert box["aria-label"] == "Repas, lundi 7 décembre, Clervie".replace("7 ", "7\u00a0")
    assert ("checked" in box) is ticked
    assert page.all("input", type="hidden", name="vu", value=f"2026-12-07.repas:{int(ticked)}")
    assert page.all("td", **{"class": f"tap {state}"})
    assert page.all("use", href="#i-check")
    assert page.words.split("déc.")[1].strip() == word
    assert [tag["id"] for tag in page.all("span", **{"class": "tag"})] == ([box["aria-describedby"]] if word else [])


@pytest.mark.parametrize(
    ("state", "word", "icon"),
    [
        (CellState.LOCKED, "Trop tard", "#i-lock"),
        (CellState.KEPT, "Réservé", "#i-lock"),
        (CellState.FULL, "Complet", None),
        (CellState.CLOSED, "Fermé", None),
        (CellState.ELSEWHERE, "Autre foyer", None),
    ],
)
def test_a_state_that_cannot_be_tapped_is_text_that_tells_why_when_asked(state: CellState, word: str, icon: str | None) -> None:
    page = drawn(Cell(state=state))
    assert not page.all("input")
    assert not page.all("details")
    assert page.all("td", **{"class": state.value})
    assert [use["href"] for use in page.all("use")] == ([icon] if icon else [])
    assert word in page.words

    told = drawn(Cell(state=state, why="Le délai est dépassé depuis jeudi, 9\u00a0h."))
    assert len(told.all("summary", **{"class": "tile"})) == 1
    assert f"{word}, pourquoi\u00a0?Le délai est dépassé depuis jeudi, 9\u00a0h." in told.words


def test_every_state_has_a_look_and_a_border_of_its_own_in_the_style_sheets() -> None:
    """In that of the desk, what families never see."""
    sheet = "".join((STATIC / "css" / name).read_text(encoding="utf-8") for name in ("portal.css", "desk.css"))
    plain = {CellState.FREE, CellState.BOOKED, CellState.LOCKED, CellState.KEPT, CellState.CLOSED}
    assert [state for state in CellState if state not in plain and f".week .{state} " not in sheet] == []
    assert all(state.look.tappable or state.look.word for state in CellState)


def test_a_note_takes_the_place_of_the_word() -> None:
    page = drawn(Cell(state=CellState.LATE, note="+50\u00a0%"))
    assert "+50\u00a0%" in page.words
    assert "majoré" not in page.words


def test_a_unit_that_does_not_exist_that_day_leaves_its_column_and_says_so() -> None:
    page = Elements(row_of(None, Cell(state=CellState.FREE)).render())
    assert [cell["data-unit"] for cell in page.all("td")] == ["Repas", "Soir"]
    assert "non proposé" in page.words
    assert len(page.all("input", type="checkbox")) == 1


def test_a_closed_day_says_why_across_its_units_and_asks_nothing() -> None:
    page = Elements(DayRow(day=MONDAY, child="Clervie", units=(MEAL, EVENING), closed="Fermé\u00a0: journée pédagogique").render())
    assert page.all("td", colspan="2")
    assert "Fermé\u00a0: journée pédagogique" in page.words
    assert not page.all("input")


@pytest.mark.parametrize(("cells", "closed"), [((), ""), ((Cell(state=CellState.FREE),), "Fermé")])
def test_a_row_whose_cells_do_not_match_its_units_is_a_bug(cells: tuple[Cell, ...], closed: str) -> None:
    with pytest.raises(ValueError, match="2026-12-07"):
        DayRow(day=MONDAY, child="Clervie", units=(MEAL,), cells=cells, closed=closed)


def test_names_and_sentences_are_escaped() -> None:
    hostile = '"><script>alert(1)</script>'
    row = DayRow(day=MONDAY, child=hostile, units=(UnitColumn(key="repas", label=hostile),), cells=(Cell(state=CellState.ADDED, note=hostile),))
    closed = DayRow(day=MONDAY, child="Clervie", units=(MEAL,), closed=hostile)
    for html in (row.render(), closed.render(), row_of(Cell(state=CellState.FULL, why=hostile)).render()):
        assert "<script" not in html
    assert Elements(row.render()).all("input", type="checkbox")[0]["aria-label"] == f"{hostile}, lundi 7\u00a0décembre, {hostile}"


def test_a_row_is_named_by_its_day_and_out_of_band_it_stands_in_a_template() -> None:
    row = row_of(Cell(state=CellState.FREE))
    assert row.swap_id == "jour-2026-12-07"
    assert row.render().strip().startswith('<tr id="jour-2026-12-07"><th scope="row">Lun <small>7 déc.</small></th>')
    alone = str(row.render()).strip().replace('12-07">', '12-07" hx-swap-oob="true">', 1)
    assert row.render(out_of_band=True).strip() == f"<template>{alone}\n</template>"


def test_the_bar_counts_prices_and_leads_on() -> None:
    bar = BasketBar(changes=2, difference_cents=-240, check_at="/reservations/1/recapitulatif")
    page = Elements(bar.render())
    assert "2\u00a0changements" in page.words
    assert "−2,40\u00a0€ de différence" in page.words
    assert page.all("a", id="verifier", href="/reservations/1/recapitulatif")
    assert page.all("button", id="annuler", form="annulation", type="submit")
    assert bar.render(out_of_band=True).strip().startswith('<template><section class="basket" id="panier"')
    assert Elements(bar.render(out_of_band=True)).all("section", **{"hx-swap-oob": "true"})
    assert "hx-swap-oob" not in bar.render()

    bare = Elements(replace(bar, difference_cents=None, can_undo=False, note="Places retenues jusqu’à 9\u00a0h\u00a040").render())
    assert "différence" not in bare.words
    assert "Places retenues" in bare.words
    assert not bare.all("button")


def test_an_empty_bar_is_hidden_but_stands_ready_for_the_first_tap() -> None:
    page = Elements(BasketBar(changes=0, check_at="/x").render())
    assert page.all("section", id="panier", hidden=None)  # type: ignore[arg-type]
    assert not page.all("a")


def week_of(first: date, *, soon: bool = False) -> WeekStrip:
    rows = tuple(replace(row_of(Cell(state=CellState.FREE)), day=first + timedelta(days=number)) for number in range(2))
    return WeekStrip(first=first, last=first + timedelta(days=4), units=(MEAL,), rows=rows, deadline="Modifiable jusqu’à jeudi 3, 9\u00a0h", soon=soon)


def test_the_form_works_alone_and_each_week_leads_past_itself() -> None:
    weeks = (week_of(MONDAY, soon=True), week_of(MONDAY + timedelta(days=14)))
    page = Elements(GridForm(action="/g/cases", undo_to="/g/annulation", csrf_token="jeton", week="2026-12-07", weeks=weeks).render())
    assert page.all("form", id="cases", action="/g/cases", method="post")
    assert page.all("form", id="annulation", action="/g/annulation", method="post")
    assert len(page.all("input", name="_csrf", value="jeton")) == 2
    assert page.all("input", name="semaine", value="2026-12-07")
    assert page.all("button", type="submit")
    assert [link["href"] for link in page.all("a")] == ["#semaine-2026-12-21", "#fin-des-semaines"]
    assert {"semaine-2026-12-21", "fin-des-semaines"} <= {attributes.get("id") for _, attributes in page.found}
    assert len(page.all("caption")) == len(page.all("table")) == 2
    assert "Du 7 au 11\u00a0décembre" in page.words
    assert len(page.all("p", **{"class": "deadline soon"})) == len(page.all("p", **{"class": "deadline"})) == 1


def test_no_cell_carries_a_script_or_an_htmx_attribute() -> None:
    html = GridForm(action="/g", undo_to="/u", csrf_token="jeton", week="2026-12-07", weeks=(week_of(MONDAY),)).render()
    assert "hx-" not in html
    assert "style=" not in html
    assert " on" not in "".join(f" {name}" for _, attributes in Elements(html).found for name in attributes)


def test_navigation_shows_only_the_ways_that_exist() -> None:
    assert [link["href"] for link in Elements(WeekNavigation(earlier=None, later="?semaine=2027-01-04").render()).all("a")] == ["?semaine=2027-01-04"]
    assert WeekNavigation(earlier=None, later=None).render().strip() == ""


def test_a_month_of_four_units_stays_far_under_its_weight() -> None:
    """A page may weigh 10 kB and a tap's answer 1.5 kB, compressed; the layout takes about 2 kB of the first."""
    states = list(CellState)
    units = tuple(UnitColumn(key=key, label=key.capitalize()) for key in ("matin", "repas", "soir", "leçons"))
    weeks = []
    for number in range(5):
        first = MONDAY + timedelta(weeks=number)
        rows = tuple(
            DayRow(
                day=first + timedelta(days=day),
                child="Clervie",
                units=units,
                cells=tuple(Cell(state=states[(number * 7 + day * 5 + column * 3) % len(states)], why=WHY) for column in range(4)),
            )
            for day in range(5)
        )
        weeks.append(replace(week_of(first), units=units, rows=rows))
    form = GridForm(action="/g", undo_to="/u", csrf_token="jeton", week="2026-12-07", weeks=tuple(weeks))
    bar = BasketBar(changes=12, difference_cents=1240, check_at="/reservations/0195a3c2/recapitulatif", note="Places retenues jusqu’à 9\u00a0h\u00a040")
    assert len(brotli.compress(form.render().encode(), quality=5)) < 5_000
    assert len(brotli.compress((weeks[2].rows[0].render() + bar.render(out_of_band=True)).encode(), quality=5)) < 1_200


WHY = "Le délai est dépassé depuis jeudi 26 novembre, 9 h : les réservations se font avant le jeudi 9 h de la semaine d’avant. Appelez le 02 00 00 00 00."
