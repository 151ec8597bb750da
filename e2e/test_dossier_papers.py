"""The commune's two fillable PDFs on a phone: downloaded, filled in by another application, sent back, reviewed, kept."""

from pathlib import Path
from uuid import uuid4

from playwright.sync_api import Page, expect

from e2e import family
from tests.documents import sendings
from tests.dossiers import papers

HEALTH, FAMILY = "Fiche sanitaire (PDF)", "Fiche famille (PDF)"


def open_papers(page: Page, *, child: str) -> None:
    page.goto("/dossiers")
    page.get_by_role("link", name=f"Dossier de {child}, 2026-2027").tap()
    page.get_by_role("link", name="Remplir les fiches en PDF").tap()
    expect(family.title(page)).to_have_text("Fiches à remplir en PDF")


def downloaded(page: Page, name: str) -> bytes:
    with page.expect_download() as coming:
        page.get_by_role("link", name=name).tap()
    return Path(coming.value.path()).read_bytes()


def send(page: Page, **files: bytes) -> None:
    sent = [{"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": content} for name, content in files.items()]
    page.get_by_label("Vos fiches remplies").set_input_files(sent)  # type: ignore[arg-type] # the shape of a FilePayload
    family.press(page, "Envoyer")


def test_the_two_papers_come_back_filled_and_are_kept_once_they_are_confirmed(any_phone: Page) -> None:
    page = any_phone
    doctor = f"Dr {uuid4().hex[:6]} Œuvrard"
    family.sign_in(page)
    open_papers(page, child="Clervie")
    health, household = downloaded(page, HEALTH), downloaded(page, FAMILY)
    send(page, photo=sendings.pdf())
    expect(family.problems(page)).to_contain_text("Ce PDF n’a plus de cases que nous puissions lire")
    filled = papers.typed(health, {"medecin_nom": doctor, "medecin_telephone": "0299642853", "dernier_rappel": "jeudi"}, ticked={"vaccins": "oui"})
    send(page, sante=filled, famille=papers.typed(household, {"profession_1": f"Patiente de {doctor}"}))
    review = page.get_by_role("region", name="Fiche sanitaire")
    expect(review).to_contain_text(f"Maintenant\u00a0: {doctor}")
    expect(review).to_contain_text("Date du dernier rappel, «\u00a0jeudi\u00a0»\u00a0: Écrivez la date comme 05/09/2026")
    expect(page.get_by_role("region", name="Fiche famille")).to_contain_text(f"Maintenant\u00a0: Patiente de {doctor}")
    family.press(page, "Enregistrer ces réponses")
    expect(family.news(page)).to_contain_text("Vos réponses sont enregistrées dans le dossier.")
    open_papers(page, child="Clervie")
    assert papers.entries_of(downloaded(page, HEALTH))["medecin_nom"].value == doctor
