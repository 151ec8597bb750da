"""An agent at a screen of 1024 px: who comes today and this week, the children behind a number, the list that leaves as a file."""

import re

import pytest
from playwright.sync_api import expect

from app.staff.rules.rights import Role
from e2e import family, looks
from e2e.conftest import NewDesk

BOARDS = "/agents/plannings"
TUESDAY = "2026-12-08"


def test_from_today_to_the_children_behind_a_number_and_to_paper(new_desk: NewDesk) -> None:
    page = new_desk(Role.DIRECTION)
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Plannings").click()
    expect(family.title(page)).to_have_text("Lundi 30 novembre 2026")
    canteen = page.get_by_role("region", name="Restauration scolaire")
    number = canteen.get_by_role("link", name=re.compile("Repas, École élémentaire publique"))
    children = int(number.locator("strong").inner_text())
    assert children > 10
    number.click()
    expect(family.title(page)).to_have_text("Enfants du lundi 30 novembre 2026")
    expect(page.get_by_text(f"{children} enfants attendus")).to_be_visible()
    expect(page.get_by_role("rowheader")).to_have_count(children)
    page.get_by_role("button", name="Montrer les alertes de santé").click()
    expect(page.get_by_role("columnheader", name="Santé")).to_be_visible()
    assert looks.sideways(page) == []
    for name, ending in (("en PDF, à imprimer", "pdf"), ("en classeur (XLSX)", "xlsx"), ("en CSV", "csv")):
        page.wait_for_timeout(1_100)  # a second press within a second is the same press
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        assert download.value.suggested_filename == f"enfants-2026-11-30.{ending}"


def test_a_week_is_narrowed_then_left_for_the_next_one_and_for_a_day(new_desk: NewDesk) -> None:
    page = new_desk(Role.RECEPTION)
    page.goto(f"{BOARDS}/semaine?jour={TUESDAY}")
    expect(family.title(page)).to_have_text("Semaine du 7 au 13 décembre 2026")
    page.get_by_label("Site").select_option(label="Pôle Enfance")
    page.get_by_role("button", name="Afficher").click()
    expect(page.get_by_role("region", name="Accueil de loisirs Mercredi")).to_be_visible()
    expect(page.get_by_role("region", name="Restauration scolaire")).to_have_count(0)
    page.get_by_role("link", name="Du 14 déc.").click()
    expect(family.title(page)).to_have_text("Semaine du 14 au 20 décembre 2026")
    expect(page.get_by_label("Site").locator("option[selected]")).to_have_text("Pôle Enfance")
    page.get_by_role("link", name="Tout afficher").click()
    expect(page.get_by_role("region", name="Restauration scolaire")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Mer")).first.click()
    expect(family.title(page)).to_have_text("Mercredi 16 décembre 2026")


def test_an_agent_of_a_site_sees_this_site_alone(new_desk: NewDesk) -> None:
    page = new_desk(Role.SITE)
    page.goto(f"{BOARDS}?jour={TUESDAY}")
    expect(page.get_by_text("Rien n’ouvre ce jour-là")).to_be_visible()
    page.goto(f"{BOARDS}/semaine?jour={TUESDAY}")
    expect(page.get_by_role("region")).to_have_count(1)
    expect(page.get_by_role("region", name="Accueil de loisirs Mercredi")).to_be_visible()


@pytest.mark.timeout(120)
def test_boards_and_lists_are_read_by_anybody_on_any_screen(new_desk: NewDesk) -> None:
    page = new_desk(Role.REVENUE)
    for address in (f"{BOARDS}?jour={TUESDAY}", f"{BOARDS}/semaine?jour=2026-12-22", f"{BOARDS}/liste?jour=2026-12-09"):
        page.goto(address)
        assert [*looks.complaints(page), *looks.unseen_by_keyboard(page)] == [], address
