"""Getting in, staying in and leaving, as an adult does it on a phone."""

import re
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from e2e import family, mailbox
from e2e.conftest import NewPhone
from tests.serving.portals import Portal

INVITATION, FORGOTTEN = "Votre accès au Portail Familles", "Choisissez un nouveau mot de passe"
GOOD, BETTER = "tracteur violet nage loin", "girafe pluie bocal onze"
numbers = count(1)


@pytest.fixture
def newcomer() -> str:
    """An address that the portal does not know yet."""
    return f"paul.petit{next(numbers)}@exemple.fr"


def activate(page: Page, portal: Portal, *, email: str) -> None:
    """From the invitation to the tableau de bord."""
    portal.run("invite", email)
    page.goto(mailbox.link(page, "/activation/", to=email, subject=INVITATION))
    family.choose_password(page, GOOD, button="Créer mon accès")
    expect(page).to_have_url(re.compile("/tableau-de-bord$"))


def test_an_invited_adult_chooses_a_password_and_is_in_and_the_link_serves_once(any_phone: Page, portal: Portal, newcomer: str) -> None:
    portal.run("invite", newcomer)
    link = mailbox.link(any_phone, "/activation/", to=newcomer, subject=INVITATION)
    any_phone.goto(link)
    expect(family.title(any_phone)).to_have_text("Bienvenue ! Choisissez votre mot de passe")
    expect(any_phone.locator("main")).to_contain_text(newcomer)
    family.choose_password(any_phone, "chavagne2026", button="Créer mon accès")
    expect(family.problems(any_phone)).to_contain_text("Ce mot de passe est facile à deviner.")
    family.choose_password(any_phone, GOOD, button="Créer mon accès")
    expect(any_phone).to_have_url(re.compile("/tableau-de-bord$"))
    expect(family.news(any_phone)).to_contain_text("Votre mot de passe est enregistré.")
    any_phone.goto(link)
    expect(family.title(any_phone)).to_have_text("Ce lien n’est plus valable")


def test_an_adult_signs_in_and_finds_the_tableau_de_bord(any_phone: Page) -> None:
    any_phone.goto("/")
    any_phone.get_by_role("main").get_by_role("link", name="Se connecter").tap()
    family.fill_sign_in(any_phone, family.ANNE, password=family.PASSWORD)
    expect(family.title(any_phone)).to_have_text("Bonjour Anne")


def test_a_wrong_password_is_told_without_saying_which_of_the_two_is_wrong_and_the_address_is_kept(any_phone: Page) -> None:
    any_phone.goto("/connexion")
    family.fill_sign_in(any_phone, family.CLAIRE, password="ce n’est pas le bon")
    expect(family.problems(any_phone)).to_contain_text("L’adresse e-mail ou le mot de passe ne correspond pas.")
    expect(any_phone).to_have_title(re.compile(r"^Erreur\s: Connexion"))
    expect(any_phone.get_by_label("Adresse e-mail")).to_have_value(family.CLAIRE)
    expect(family.secret(any_phone, "Mot de passe")).to_have_value("")
    family.fill_sign_in(any_phone, family.CLAIRE, password=family.PASSWORD)
    expect(family.title(any_phone)).to_have_text("Bonjour Claire")


def test_an_adult_who_forgot_the_password_chooses_another_and_the_link_dies(any_phone: Page, portal: Portal, newcomer: str) -> None:
    activate(any_phone, portal, email=newcomer)
    family.sign_out(any_phone)
    family.follow(any_phone, "Mot de passe oublié")
    any_phone.get_by_label("Adresse e-mail").fill(newcomer)
    family.press(any_phone, "Recevoir un lien")
    expect(family.title(any_phone)).to_have_text("Regardez vos courriels")
    link = mailbox.link(any_phone, "/mot-de-passe/", to=newcomer, subject=FORGOTTEN)
    any_phone.goto(link)
    family.choose_password(any_phone, BETTER, button="Enregistrer et me connecter")
    expect(any_phone).to_have_url(re.compile("/tableau-de-bord$"))
    family.sign_out(any_phone)
    any_phone.goto(link)
    expect(family.title(any_phone)).to_have_text("Ce lien n’est plus valable")
    any_phone.goto("/connexion")
    family.fill_sign_in(any_phone, newcomer, password=GOOD)
    expect(family.problems(any_phone)).to_contain_text("ne correspond pas")
    family.sign_in(any_phone, newcomer, password=BETTER)


def test_signing_out_leaves_nothing_private_behind_the_back_button(any_phone: Page) -> None:
    family.sign_in(any_phone)
    any_phone.goto("/compte")
    family.sign_out(any_phone)
    expect(family.news(any_phone)).to_contain_text("Votre session est fermée. À bientôt !")
    any_phone.go_back()
    expect(family.title(any_phone)).to_have_text("Connexion")
    expect(any_phone.locator("body")).not_to_contain_text(family.ANNE)


def test_a_connection_closed_from_another_phone_must_sign_in_again_and_comes_back_to_its_place(new_phone: NewPhone) -> None:
    lost, kept = new_phone(), new_phone()
    family.sign_in(lost, family.YANN)
    lost.goto("/demandes")
    family.sign_in(kept, family.YANN)
    family.close_other_connections(kept)
    lost.reload()
    expect(family.title(lost)).to_have_text("Connexion")
    family.fill_sign_in(lost, family.YANN, password=family.PASSWORD)
    expect(family.title(lost)).to_have_text("Mes demandes")


def test_the_end_of_the_session_is_told_two_minutes_before_and_put_off_with_one_press(phone: Page) -> None:
    phone.clock.install()
    family.sign_in(phone)
    phone.goto("/compte")
    warning = phone.get_by_text("Votre session se termine dans moins de deux minutes.")
    expect(warning).to_be_hidden()
    phone.clock.fast_forward("28:30")
    expect(warning).to_be_visible()
    family.press(phone, "Rester connecté")
    expect(warning).to_be_hidden()
    phone.clock.run_for(100)
    expect(family.news(phone)).to_have_text("Votre session est prolongée.")
    phone.clock.fast_forward("27:00")
    expect(warning).to_be_hidden()
    phone.clock.fast_forward("03:30")
    expect(phone.get_by_text("Votre session est terminée.")).to_be_visible()
    family.follow(phone, "Se reconnecter")
    expect(family.title(phone)).to_have_text("Mon compte")
