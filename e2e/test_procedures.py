"""A démarche on a phone, from its list to its demande, with and without JavaScript."""

import re
from collections.abc import Iterable

from playwright.sync_api import Browser, Page, expect

from e2e import desk, family, mailbox
from e2e.conftest import phone_page
from tests.documents import sendings
from tests.serving.portals import Portal


def test_a_question_is_begun_on_a_phone_finished_on_another_and_answered(any_phone: Page, portal: Portal) -> None:
    page = any_phone
    family.sign_in(page, family.YANN)
    begin(page, "/demarches/question-au-service")
    page.get_by_label("Votre question").fill("Malo peut-il venir avec son doudou ?")
    family.press(page, "Enregistrer et finir plus tard")
    expect(family.news(page)).to_contain_text("Vos réponses sont enregistrées.")
    page.get_by_role("region", name="À finir").get_by_role("link", name=re.compile("^Question au service")).last.tap()
    expect(page.get_by_label("Votre question")).to_have_value("Malo peut-il venir avec son doudou ?")
    family.press(page, "Continuer")
    expect(family.problems(page)).to_be_visible()
    page.get_by_role("link", name="Choisissez le sujet.").tap()
    page.get_by_label("De quoi s’agit-il").select_option(label="Autre chose")
    family.press(page, "Continuer")
    family.attest(page)
    number = int(family.path_of(page).rpartition("/")[2])
    mailbox.open_mail(page, to=family.YANN, subject=f"Demande n° {number} : nous l’avons bien reçue")
    desk.decide(portal, number, act="accept", note="Oui, avec plaisir.")
    mailbox.open_mail(page, to=family.YANN, subject=f"Demande n° {number} : traitée positivement")
    expect(mailbox.body(page)).to_contain_text("Oui, avec plaisir.")
    page.goto(f"/demandes/{number}")
    expect(page.get_by_role("main")).to_contain_text("Oui, avec plaisir.")


def test_a_child_is_enrolled_and_its_days_can_be_reserved(any_phone: Page) -> None:
    page = any_phone
    family.sign_in(page, family.CLAIRE)
    begin(page, "/demarches/inscription", year="2027-2028")
    activity = page.locator("input[name=activite]").first
    name = page.locator(f"label[for={activity.get_attribute('id')}]").text_content() or ""
    activity.check()
    family.press(page, "Continuer")
    expect(family.title(page)).to_have_text("Vérifiez, puis validez")
    family.attest(page)
    expect(page.get_by_role("main")).to_contain_text("L’inscription est faite.")
    page.goto("/reservations")
    expect(page.get_by_role("region", name="Inès").get_by_role("link", name=name)).to_have_count(2)


def test_an_attestation_names_who_asked_for_it(any_phone: Page) -> None:
    """With JavaScript the name is asked as soon as the answer calls for it, without it once one goes on."""
    page = any_phone
    family.sign_in(page, family.YANN)
    begin(page, "/demarches/attestation-inscription", child="Malo", year="2026-2027")
    page.get_by_label("Un organisme en particulier").check()
    if not page.locator("html.js").count():
        family.press(page, "Continuer")
    page.get_by_label("Nom de l’organisme").fill("Mutuelle de Rennes")
    family.press(page, "Continuer")
    expect(page.get_by_role("main")).to_contain_text("Mutuelle de Rennes")
    family.attest(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger l’attestation (PDF)").tap()
    assert download.value.suggested_filename.startswith("attestation-inscription-")


def test_an_answer_that_finds_no_network_is_told_and_sent_when_one_goes_on(browser: Browser, portal: Portal) -> None:
    page = phone_page(browser, portal)
    family.sign_in(page, family.YANN)
    begin(page, "/demarches/attestation-inscription", child="Clervie", year="2026-2027")
    expect(page.get_by_label("Un organisme en particulier")).to_be_visible()
    page.context.set_offline(offline=True)
    page.get_by_label("Un organisme en particulier").check()
    expect(page.get_by_role("alert").filter(has_text="Pas de réseau")).to_be_visible()
    page.context.set_offline(offline=False)
    family.press(page, "Continuer")
    page.get_by_label("Nom de l’organisme").fill("La Caf")
    page.context.set_offline(offline=True)
    family.press(page, "Continuer")
    expect(page.get_by_role("alert").filter(has_text="ce que vous avez écrit est toujours là")).to_be_visible()
    page.context.set_offline(offline=False)
    family.press(page, "Continuer")
    expect(page.get_by_role("main")).to_contain_text("La Caf")
    page.context.close()


def test_a_move_is_told_with_a_photo_and_written_once_the_service_accepts(phone: Page, portal: Portal) -> None:
    family.sign_in(phone, family.CLAIRE)
    begin(phone, "/demarches/changement-de-situation")
    phone.get_by_label("Notre adresse").check()
    phone.get_by_label("Depuis quel jour").fill("01/12/2026")
    family.press(phone, "Continuer")
    expect(family.title(phone)).to_have_text("Vos précisions")
    phone.get_by_label("Nouvelle adresse").fill("21 rue de Bretagne")
    phone.get_by_label("Code postal").fill("35310")
    phone.get_by_label(re.compile("^Commune")).fill("Chavagne")
    family.press(phone, "Continuer")
    expect(family.title(phone)).to_have_text("Vos justificatifs")
    if (replace := phone.locator("summary", has_text="Remplacer cette pièce")).count():
        replace.tap()
    family.send_piece(phone, sendings.photo_of_a_phone(), name="facture.jpg")
    expect(phone.get_by_role("region", name="La pièce que nous avons")).to_contain_text("facture.jpg")
    family.press(phone, "Continuer")
    family.attest(phone)
    number = int(family.path_of(phone).rpartition("/")[2])
    expect(phone.get_by_role("region", name="Pièces jointes").get_by_role("link")).to_have_count(1)
    desk.decide(portal, number, act="accept")
    mailbox.open_mail(phone, to=family.CLAIRE, subject=f"Demande n° {number} : traitée positivement")
    phone.goto("/famille")
    expect(phone.get_by_role("main")).to_contain_text("21 rue de Bretagne")


def test_invoices_come_by_mail_then_on_paper_again(phone: Page) -> None:
    family.sign_in(phone, family.LOIC)
    change_invoices(phone, by="Recevoir mes factures en ligne", agreed="J’accepte de ne plus recevoir", state="En ligne, depuis le 30 novembre 2026")
    change_invoices(phone, by="Revenir à la facture papier", agreed="Je veux de nouveau recevoir", state="Par courrier postal")


def change_invoices(page: Page, *, by: str, agreed: str, state: str) -> None:
    """From « Ma famille », back to it."""
    page.goto("/famille")
    page.get_by_role("region", name="Factures").get_by_role("link", name=by).tap()
    family.press(page, "Commencer")
    page.get_by_label(agreed).check()
    family.press(page, "Continuer")
    expect(family.title(page)).to_have_text("Vérifiez, puis validez")
    family.attest(page)
    expect(page.locator(".confirmation")).to_contain_text("Traitée positivement")
    page.goto("/famille")
    expect(page.get_by_role("region", name="Factures")).to_contain_text(state)


def begin(page: Page, address: str, *, child: str = "", year: str = "") -> None:
    """Without the answers that another journey of the household has left."""
    open_draft(page, address, choices=(child, year))
    family.follow(page, "Annuler ma démarche")
    family.press(page, "Oublier ces réponses")
    expect(family.news(page)).to_contain_text("Votre démarche est annulée.")
    open_draft(page, address, choices=(child, year))


def open_draft(page: Page, address: str, *, choices: Iterable[str]) -> None:
    page.goto(address)
    for choice in filter(None, choices):
        page.get_by_label(choice).check()
    family.press(page, "Commencer")
    expect(page.get_by_role("link", name="Annuler ma démarche")).to_be_visible()
