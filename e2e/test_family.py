"""« Ma famille » on a phone, with and without JavaScript: a contact for both children, then a change that waits."""

import re

from playwright.sync_api import Locator, Page, expect

from e2e import family


def card(page: Page, name: str) -> Locator:
    return page.locator(".person", has=page.get_by_role("heading", name=name))


def test_a_parent_adds_a_contact_in_two_steps_comes_back_and_removes_it(any_phone: Page) -> None:
    name = "Soizic" if family.has_script(any_phone) else "Maryvonne"
    family.sign_in(any_phone, family.YANN)
    any_phone.goto("/famille")
    family.follow(any_phone, "Ajouter un contact enfance")
    expect(any_phone.get_by_text("Étape 1 sur 2")).to_be_visible()
    family.fill_contact(any_phone, first_name=name, link="Voisin ou voisine", phone="06.39.98.20.45")
    expect(any_phone.get_by_text("Étape 2 sur 2")).to_be_visible()
    any_phone.get_by_label("Peut venir chercher Malo").check()
    family.press(any_phone, "Revenir à l’étape 1")
    expect(any_phone.get_by_label("Prénom (obligatoire)")).to_have_value(name)
    expect(any_phone.get_by_label("Téléphone (obligatoire)")).to_have_value("06\u00a039\u00a098\u00a020\u00a045")
    family.press(any_phone, "Aller à l’étape 2")
    expect(any_phone.get_by_label("Peut venir chercher Malo")).to_be_checked()
    family.press(any_phone, "Ajouter ce contact")
    expect(family.news(any_phone)).to_contain_text("Le contact est ajouté.")
    expect(card(any_phone, name)).to_contain_text("Pour Malo")
    any_phone.get_by_role("link", name=f"Retirer ce contact {name} Le Goff").tap()
    expect(family.title(any_phone)).to_have_text(re.compile("Retirer ce contact"))
    family.press(any_phone, "Retirer ce contact")
    expect(family.news(any_phone)).to_contain_text("Le contact est retiré.")
    expect(card(any_phone, name)).to_have_count(0)


def test_an_address_waits_for_the_service_alone_and_is_taken_back(phone: Page) -> None:
    family.sign_in(phone, family.LOIC)
    phone.goto("/famille/adresse")
    phone.get_by_label("Numéro et rue").fill("1 place de l’Église")
    family.press(phone, "Envoyer au service")
    home = card(phone, "Le foyer")
    expect(home).to_contain_text("27 quai de la Vilaine")
    expect(home).to_contain_text("En attente de validation")
    expect(home).to_contain_text("1 place de l’Église, 35580 Guichen")
    phone.goto("/famille/telephones")
    family.press(phone, "Enregistrer")
    expect(family.news(phone)).to_contain_text("enregistrés")
    home.get_by_role("link", name="Retirer").tap()
    family.press(phone, "Retirer la demande")
    expect(card(phone, "Le foyer")).not_to_contain_text("En attente")
