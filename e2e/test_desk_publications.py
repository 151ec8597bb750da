"""An agent at a screen of 1024 px publishes, and writes to families; Anne, on her phone, reads it."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from app.staff.rules.rights import Role
from e2e import family, looks
from e2e.conftest import NewDesk
from tests.documents import sendings

HOME = "/agents/publications"


def look_at(page: Page) -> None:
    """What anybody would have to say of this page, on any screen."""
    assert [*looks.complaints(page), *looks.unseen_by_keyboard(page)] == [], page.url


@pytest.mark.timeout(180)
def test_an_actualite_is_written_read_again_corrected_published_and_taken_down(new_desk: NewDesk, phone: Page) -> None:
    page = new_desk(Role.DIRECTION)
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Publier").click()
    look_at(page)
    page.get_by_role("link", name="Écrire une actualité").click()
    page.get_by_role("button", name="Voir avant de publier").click()
    expect(family.problems(page)).to_contain_text("Écrivez le titre.")
    look_at(page)
    page.get_by_label("Titre").fill("Sortie à la mer")
    page.get_by_label("Texte").fill("Prévoir un pique-nique.\n\nDépart à 9 h.")
    page.get_by_label("Accueil de loisirs Mercredi").check()
    page.get_by_role("button", name="Voir avant de publier").click()
    expect(page.get_by_role("article")).to_contain_text("Départ à 9 h.")
    expect(page.get_by_text("familles concernées")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Corriger").click()
    expect(page.get_by_label("Accueil de loisirs Mercredi")).to_be_checked()
    publish(page, "Sortie à la plage")
    expect(family.news(page)).to_contain_text("« Sortie à la plage » est publiée.")
    family.sign_in(phone)
    phone.get_by_role("region", name="Actualités").get_by_role("link", name="Sortie à la plage").tap()
    expect(phone.get_by_text("Prévoir un pique-nique.")).to_be_visible()
    take_down(page, "Sortie à la plage")
    phone.goto("/actualites")
    expect(phone.get_by_role("link", name="Sortie à la plage")).to_have_count(0)


def publish(page: Page, title: str) -> None:
    """Under this title, from its form."""
    page.get_by_label("Titre").fill(title)
    page.get_by_role("button", name="Voir avant de publier").click()
    page.get_by_role("button", name="Publier", exact=True).click()


def take_down(page: Page, title: str) -> None:
    page.get_by_role("link", name=title).click()
    page.get_by_role("link", name="Retirer cette actualité").click()
    look_at(page)
    page.get_by_role("button", name="Retirer", exact=True).click()
    expect(family.news(page)).to_contain_text("n’est plus publiée")


@pytest.mark.timeout(180)
def test_a_document_is_published_downloaded_by_a_family_and_taken_down(new_desk: NewDesk, phone: Page) -> None:
    page = new_desk(Role.ADMINISTRATION)
    page.goto(HOME)
    page.get_by_role("link", name="Publier un document").click()
    page.get_by_label("Titre").fill("Menus de décembre")
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(family.problems(page)).to_contain_text("Choisissez le PDF à publier.")
    look_at(page)
    page.locator("input[type=file]").set_input_files([FilePayload(name="menus.pdf", mimeType="application/pdf", buffer=sendings.pdf(2))])
    page.wait_for_timeout(1_100)  # a second press within a second is the same press
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(family.news(page)).to_contain_text("Le document est publié.")
    look_at(page)
    family.sign_in(phone)
    with phone.expect_download() as download:
        phone.get_by_role("region", name="Documents à télécharger").get_by_role("link", name="Menus de décembre").tap()
    assert download.value.suggested_filename == "menus.pdf"
    assert download.value.path().read_bytes() == sendings.pdf(2)
    page.get_by_role("link", name="Retirer Menus de décembre").click()
    look_at(page)
    page.get_by_role("button", name="Retirer", exact=True).click()
    phone.goto("/documents-publies")
    expect(phone.get_by_text("Aucun document pour l’instant")).to_be_visible()


@pytest.mark.timeout(180)
def test_the_families_of_a_day_are_written_to_once_and_followed(new_desk: NewDesk, phone: Page) -> None:
    page = new_desk(Role.RECEPTION)
    page.goto("/agents/messages")
    page.get_by_role("link", name="Écrire aux familles d’un jour").click()
    page.get_by_label("Objet").fill("Le bus a du retard")
    page.get_by_label("Message", exact=False).last.fill("Nous attendons avec vos enfants.")
    page.get_by_label("Jour").fill("2026-12-12")
    page.get_by_role("button", name="Voir avant d’envoyer").click()
    expect(family.problems(page)).to_contain_text("Personne n’a réservé ce jour-là")
    look_at(page)
    page.get_by_label("Jour").fill("2026-12-07")
    page.get_by_label("Activité").select_option(label="Accueil périscolaire")
    page.wait_for_timeout(1_100)
    page.get_by_role("button", name="Voir avant d’envoyer").click()
    expect(page.get_by_role("article")).to_contain_text("Aux familles qui ont réservé le lundi 7 décembre")
    look_at(page)
    page.get_by_role("button", name="Envoyer à").click()
    expect(family.news(page)).to_contain_text("Le message est envoyé à")
    expect(page.get_by_text("Lu par 0 sur")).to_be_visible()
    look_at(page)
    family.sign_in(phone)
    phone.get_by_role("region", name="Messages du service").get_by_role("link", name="Le bus a du retard").tap()
    expect(phone.get_by_text("Vous l’avez lu")).to_be_visible()
    page.get_by_role("link", name="Messages aux familles").click()
    expect(page.get_by_role("link", name="Le bus a du retard")).to_contain_text("Lu par 1 sur")
