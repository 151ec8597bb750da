"""Pièces justificatives on a phone: a photo sent, seen, replaced, refused, opened by the other parent, deleted."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from e2e import family
from e2e.conftest import NewPhone, phone_page
from tests.documents import sendings
from tests.serving import portals
from tests.serving.portals import Portal

HOME_PROOF, INSURANCE, HEALTH = "Justificatif de domicile", "Attestation d’assurance", "Certificat médical ou PAI"
REFUSED = "Ce fichier n’est ni un PDF, ni une photo"


def open_piece(page: Page, name: str, *, child: str = "Le foyer") -> None:
    page.goto("/documents")
    section = page.get_by_role("region", name=child)
    if not section.get_by_role("link", name=name).is_visible():
        section.locator("summary").tap()
    section.get_by_role("link", name=name).tap()
    expect(family.title(page)).to_contain_text(name)


def given(page: Page) -> str:
    return page.get_by_role("region", name="La pièce que nous avons").inner_text()


def delete(page: Page) -> None:
    page.get_by_role("link", name="Supprimer").tap()
    family.press(page, "Supprimer la pièce")
    expect(family.news(page)).to_contain_text("La pièce est supprimée.")


def test_a_photo_is_sent_seen_replaced_and_deleted_and_a_refused_file_changes_nothing(any_phone: Page) -> None:
    page = any_phone
    family.sign_in(page)
    open_piece(page, INSURANCE, child="Clervie")
    family.press_send(page)
    expect(family.problems(page)).to_contain_text("Choisissez un fichier, ou prenez la pièce en photo.")
    family.send_piece(page, sendings.photo_of_a_phone(), name="IMG_2041.jpg")
    assert "IMG_2041.jpg" in given(page)
    assert "envoyée par Anne" in given(page).replace("\u00a0", " ")
    family.choose_piece(page, sendings.PROGRAM, name="virus.jpg")
    family.press_send(page)
    expect(family.problems(page)).to_contain_text(REFUSED)
    expect(page).to_have_title(re.compile("Attestation d’assurance, Clervie"))
    assert "IMG_2041.jpg" in given(page)
    family.send_piece(page, sendings.pdf(2), name="attestation 2027.pdf")
    assert "attestation 2027.pdf" in given(page)
    page.goto("/documents")
    expect(page.get_by_role("region", name="Clervie").get_by_role("link", name=INSURANCE)).to_contain_text("Reçue")
    open_piece(page, INSURANCE, child="Clervie")
    delete(page)


def test_the_other_parent_sees_it_and_another_family_does_not(new_phone: NewPhone) -> None:
    anne, yann, claire = new_phone(), new_phone(), new_phone()
    family.sign_in(anne)
    open_piece(anne, HEALTH, child="Malo")
    family.send_piece(anne, sendings.pdf(), name="PAI.pdf")
    place = family.path_of(anne)
    expect(anne.get_by_text("Personne ne l’a ouverte pour l’instant.")).to_be_visible()
    family.sign_in(yann, family.YANN)
    yann.goto(place)
    with yann.expect_download() as download:
        yann.get_by_role("link", name="Télécharger").tap()
    assert download.value.suggested_filename == "PAI.pdf"
    assert Path(download.value.path()).read_bytes() == sendings.pdf()
    anne.reload()
    expect(anne.locator("main")).to_contain_text(re.compile(r"Consultée le .* par Yann"))
    family.sign_in(claire, family.CLAIRE)
    claire.goto(place)
    expect(family.title(claire)).to_have_text("Cette page n’existe pas")
    delete(anne)


def test_several_photos_make_one_piece(phone: Page) -> None:
    family.sign_in(phone)
    open_piece(phone, HOME_PROOF)
    place = phone.url
    phone.locator("input[type=file]").set_input_files([family.photo_file(f"page{number}.jpg", sendings.photo()) for number in (1, 2, 3)])
    family.press_send(phone)
    expect(family.news(phone)).to_contain_text("Votre pièce est bien arrivée, merci.")
    phone.goto(place)
    assert "page1.pdf" in given(phone)
    delete(phone)


def test_a_photo_that_is_too_heavy_is_told_before_it_leaves_and_by_the_server_without_script(any_phone: Page) -> None:
    family.sign_in(any_phone)
    open_piece(any_phone, HOME_PROOF)
    family.choose_piece(any_phone, bytes(8_000_001), name="lourde.jpg")
    if any_phone.locator("html.js").count():
        expect(any_phone.locator("#alerte")).to_contain_text("« lourde.jpg » dépasse 8 Mo.")
        assert any_phone.locator("input[type=file]").evaluate("input => input.files.length") == 0
    else:
        family.press_send(any_phone)
        expect(family.problems(any_phone)).to_contain_text("Ce fichier dépasse 8 Mo.")


def test_the_sending_shows_how_far_it_is_then_leads_to_what_was_given(phone: Page) -> None:
    family.sign_in(phone)
    open_piece(phone, HOME_PROOF)
    limit_network(phone, bytes_a_second=60_000)
    family.choose_piece(phone, sendings.noise(), name="photo.jpg")
    family.press_send(phone)
    expect(phone.get_by_role("progressbar", name="Envoi de la pièce")).to_be_visible()
    expect(phone.get_by_text("Envoi en cours…")).to_be_visible()
    portals.wait_until(lambda: phone.get_by_role("progressbar").evaluate("bar => bar.value") > 20)
    limit_network(phone, bytes_a_second=-1)
    expect(family.news(phone)).to_contain_text("Votre pièce est bien arrivée, merci.")
    expect(phone.get_by_role("heading", name="La pièce que nous avons")).to_be_focused()
    delete(phone)


def limit_network(page: Page, *, bytes_a_second: int) -> None:
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_a_second})


def test_a_lost_network_is_told_and_the_piece_is_still_chosen(browser: Browser, portal: Portal) -> None:
    phone = phone_page(browser, portal)  # unwatched: the browser complains of the lost network
    family.sign_in(phone)
    open_piece(phone, INSURANCE, child="Malo")
    family.choose_piece(phone, sendings.photo(), name="photo.jpg")
    phone.context.set_offline(offline=True)
    family.press_send(phone)
    expect(phone.locator("#alerte")).to_contain_text("L’envoi n’est pas passé.")
    expect(phone.get_by_role("progressbar")).to_be_hidden()
    phone.context.set_offline(offline=False)
    family.press_send(phone)
    expect(phone.get_by_role("region", name="La pièce que nous avons")).to_contain_text("photo.jpg")
    delete(phone)
    phone.context.close()
