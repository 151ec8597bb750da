"""A mairie brings 500 families in: a file with mistakes, corrected and imported; two homes that are one; invitations. At the screen of an agent."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.staff.rules.rights import Role
from e2e import family, looks
from e2e.agents import sign_in_agent
from e2e.conftest import NewScreen

FAMILIES = 500
HEADER = (
    *("code famille", "responsable 1 nom", "responsable 1 prénom", "responsable 1 courriel", "responsable 1 téléphone", "adresse"),
    *("enfant nom", "enfant prénom", "enfant date de naissance", "école", "activité"),
)
MISTAKES = {
    12: {"enfant date de naissance": "31/02/2018"},
    77: {"école": "Ecole elementaire publik"},
    203: {"responsable 1 courriel": "sans-arobase"},
    450: {"responsable 1 téléphone": "06 12"},
}
pytestmark = pytest.mark.timeout(240)


def rows(*, mistakes: Mapping[int, dict[str, str]]) -> list[dict[str, str]]:
    """Two families, far from each other, are one: the same mother and the same child under two codes."""
    made = []
    for rank in range(FAMILIES):
        same = 9 if rank == FAMILIES - 1 else rank
        made.append(
            {
                "code famille": f"F{rank:04d}",
                "responsable 1 nom": f"Importée {letters(same)}",
                "responsable 1 prénom": "Maud",
                "responsable 1 courriel": f"famille{rank}@exemple.fr",
                "responsable 1 téléphone": f"06 39 98 {same // 100:02d} {same % 100:02d}",
                "adresse": f"{same + 1} rue des Imports 35310 Chavagne",
                "enfant nom": f"Importée {letters(same)}",
                "enfant prénom": f"{letters(same)}an",
                "enfant date de naissance": f"{same % 28 + 1:02d}/{same % 12 + 1:02d}/{2015 + same % 5}",
                "école": "École élémentaire publique",
                "activité": "Restauration scolaire",
            }
            | mistakes.get(rank, {})
        )
    return made


def letters(number: int) -> str:
    """A name has no figure."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number)).capitalize()


def file_of(folder: Path, name: str, *, mistakes: Mapping[int, dict[str, str]]) -> Path:
    path = folder / name
    with path.open("w", encoding="cp1252", newline="") as file:
        table = csv.DictWriter(file, HEADER, delimiter=";")
        table.writeheader()
        table.writerows(rows(mistakes=mistakes))
    return path


def send(page: Page, path: Path) -> None:
    page.goto("/agents/imports")
    page.get_by_label("Fichier CSV des familles").set_input_files(path)
    page.get_by_role("button", name="Lire ce fichier").click()
    expect(family.title(page)).to_have_text(path.name)


def test_five_hundred_families_with_mistakes_corrected_then_imported(new_screen: NewScreen, tmp_path: Path) -> None:
    page = new_screen()
    sign_in_agent(page, Role.ADMINISTRATION)
    page.get_by_role("link", name="Import", exact=True).first.click()
    assert looks.complaints(page) == []
    read_mistakes(page, file_of(tmp_path, "familles.csv", mistakes=MISTAKES))
    import_corrected(page, file_of(tmp_path, "familles-corrigees.csv", mistakes={}))
    merge(page)
    invite(page)


def read_mistakes(page: Page, path: Path) -> None:
    send(page, path)
    expect(page.locator("#import")).to_contain_text("4\u00a0erreurs, 4\u00a0familles laissées de côté")
    page.get_by_role("link", name="Erreurs (4)").click()
    lines = page.locator(".findings tbody tr")
    expect(lines).to_have_count(4)
    expect(lines.nth(0)).to_contain_text("Ligne 14")
    expect(lines.nth(0)).to_contain_text("n’existe pas au calendrier")
    expect(lines.nth(1)).to_contain_text("Vouliez-vous dire")
    assert looks.complaints(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Prendre ce compte rendu en CSV").click()
    told = list(csv.reader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig")), delimiter=";"))
    assert [row[0] for row in told[1:]] == ["14", "79", "205", "452"]
    page.get_by_role("button", name="Abandonner ce fichier").click()
    expect(family.news(page)).to_contain_text("rien n’a été importé")


def import_corrected(page: Page, path: Path) -> None:
    """Once more, it changes nothing."""
    send(page, path)
    expect(page.locator("#import")).to_contain_text("500\u00a0familles à créer")
    page.get_by_role("link", name="Importer ces familles").click()
    assert looks.complaints(page) == []
    page.get_by_role("button", name="Importer").last.click()
    expect(page.locator("#import")).to_contain_text("500\u00a0familles créées")
    assert looks.complaints(page) == []
    send(page, path)
    expect(page.locator("#import")).to_contain_text("500\u00a0familles déjà à jour")
    expect(page.get_by_role("link", name="Importer ces familles")).to_have_count(0)


def merge(page: Page) -> None:
    page.goto("/agents/imports/doublons")
    pair = page.locator("section", has=page.get_by_role("heading", name="Importée J et Importée J"))
    for _ in range(20):
        if pair.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(pair).to_contain_text("Un enfant du même prénom, né le même jour")
    assert looks.complaints(page) == []
    pair.get_by_role("link", name="Réunir ces foyers").click()
    expect(family.title(page)).to_have_text("Réunir deux foyers\u00a0?")
    assert looks.complaints(page) == []
    page.get_by_role("button", name="Réunir ces deux foyers").click()
    expect(family.news(page)).to_contain_text("n’en font plus qu’un")
    assert looks.complaints(page) == []
    page.get_by_role("button", name="Défaire cette fusion").click()
    expect(family.news(page)).to_contain_text("La fusion est défaite")


def invite(page: Page) -> None:
    page.goto("/agents/imports/invitations?etat=jamais")
    assert looks.complaints(page) == []
    page.get_by_role("link", name="Inviter ceux qui attendent").click()
    expect(page.locator("main")).to_contain_text("adultes seront invités")
    assert looks.complaints(page) == []
    page.get_by_role("button", name="Envoyer").click()
    expect(family.news(page)).to_contain_text("invitations partent")
    for _ in range(20):
        if "0 sur" not in (page.locator("section", has=page.locator("#lots")).text_content() or ""):
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator("section", has=page.locator("#lots"))).to_contain_text("50 sur")


def test_a_file_is_imported_without_javascript(new_screen: NewScreen, tmp_path: Path) -> None:
    page = new_screen(script=False)
    sign_in_agent(page, Role.DIRECTION)
    path = tmp_path / "une-famille.csv"
    path.write_text("code famille;responsable 1 nom;responsable 1 prénom;enfant nom;enfant prénom;né le\nZ1;Seule;Zoé;Seule;Max;01/02/2019\n", encoding="utf-8")
    send(page, path)
    until(page, "1\u00a0famille à créer")
    page.get_by_role("link", name="Importer ces familles").click()
    page.get_by_role("button", name="Importer").last.click()
    until(page, "1\u00a0famille créée")


def until(page: Page, words: str) -> None:
    """By the link « Actualiser » of the page."""
    for _ in range(40):
        if words in (page.locator("#import").text_content() or ""):
            return
        page.wait_for_timeout(250)
        page.get_by_role("link", name="Actualiser").click()
    expect(page.locator("#import")).to_contain_text(words)
