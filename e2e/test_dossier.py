"""The dossier administratif: a mother fills it on a phone in two evenings, then the brother's in a few taps; what it opens to be reserved."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from components import french
from e2e import family
from e2e.conftest import NewPhone

HOLIDAYS = "Accueil de loisirs Vacances"
MOST_TAPS = 9


def open_dossier(page: Page, child: str) -> None:
    page.goto("/dossiers")
    page.get_by_role("link", name=f"Dossier {french.of(child)}").first.tap()
    expect(family.title(page)).to_contain_text(f"Dossier {french.of(child)}")


def open_sheet(page: Page, name: str) -> None:
    page.get_by_role("link", name=re.compile(f"^{name}")).tap()
    expect(family.title(page)).to_have_text(name)


def choose(page: Page, question: str, choice: str) -> None:
    """One answer among several; what depends on it is there when this ends."""
    box = page.get_by_role("group", name=question).get_by_label(choice, exact=True)
    if page.locator("html.js").count() and box.locator("xpath=ancestor::*[@data-decides]").count():
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            box.check()
    else:
        box.check()
    expect(box).to_be_checked()


def select(page: Page, label: str, choice: str) -> None:
    field = page.get_by_label(label)
    if page.locator("html.js").count() and field.locator("xpath=ancestor::*[@data-decides]").count():
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            field.select_option(label=choice)
    else:
        field.select_option(label=choice)
    expect(field.locator("option:checked")).to_have_text(choice)


def save(page: Page, *, then: str) -> None:
    family.press(page, "Enregistrer et continuer")
    expect(family.title(page)).to_have_text(then)


def fill_family(page: Page) -> None:
    """Without script, the number is asked once the first answers are kept."""
    select(page, "Situation des parents", "Parent seul")
    page.get_by_label("Qui exerce l’autorité parentale").select_option(label="Les deux parents")
    select(page, "Qui vous verse des allocations", "Caf")
    number = page.get_by_label("Numéro d’allocataire")
    if not number.is_visible():
        family.press(page, "Enregistrer et continuer")
    number.fill("0412345")
    save(page, then="Fiche sanitaire")


def test_a_mother_fills_the_dossier_of_her_child_in_two_evenings(any_phone: Page, new_phone: NewPhone) -> None:
    """With script the mother's household, without it the father's: each has a dossier of its own for the same child."""
    scripted = family.has_script(any_phone)
    who = family.CLAIRE if scripted else family.LOIC
    family.sign_in(any_phone, who)
    open_dossier(any_phone, "Inès")
    open_sheet(any_phone, "Fiche famille")
    fill_family(any_phone)
    choose(any_phone, "Les vaccinations obligatoires sont-elles à jour", "Oui, toutes")
    any_phone.get_by_label("Nom du médecin").fill("Dr Kermarrec")
    family.press(any_phone, "Enregistrer et finir plus tard")
    expect(family.title(any_phone)).to_contain_text("Dossier d’Inès")
    any_phone.context.clear_cookies()

    second = new_phone(script=scripted)
    family.sign_in(second, who)
    open_dossier(second, "Inès")
    expect(second.get_by_role("link", name=re.compile("^Fiche famille"))).to_contain_text("Terminée")
    open_sheet(second, "Fiche sanitaire")
    expect(second.get_by_label("Nom du médecin")).to_have_value("Dr Kermarrec")
    expect(second.get_by_role("group", name="Les vaccinations obligatoires").get_by_label("Oui, toutes", exact=True)).to_be_checked()
    finish(second)


def finish(page: Page) -> None:
    """From the fiche sanitaire to the demande."""
    choose(page, "Y a-t-il une allergie", "Rien à signaler")
    page.get_by_label("Repas de votre enfant").select_option(label="Sans porc")
    page.get_by_label("Téléphone du médecin").fill("02 61 91 20 50")
    page.get_by_label("J’autorise le responsable").check()
    save(page, then="Personnes autorisées")
    page.get_by_label("J’ai relu cette liste").check()
    save(page, then="Autorisations")
    choose(page, "consulter votre quotient familial", "Oui")
    choose(page, "photos et vidéos", "Non")
    save(page, then="Assurance")
    page.get_by_label("Compagnie ou mutuelle").fill("MAE")
    page.get_by_label("Numéro du contrat").fill("B-4021")
    page.get_by_label("Valable jusqu’au").fill("31/08/2027")
    save(page, then="Vérifiez, puis validez")
    expect(page.get_by_text("Sans porc")).to_be_visible()
    family.attest(page)
    open_dossier(page, "Inès")
    expect(page.get_by_text("Ce dossier est envoyé")).to_be_visible()


@dataclass
class Thumb:
    """Counts what it touches."""

    page: Page
    taps: int = 0

    def tap(self, where: Locator, *, then: str = "") -> None:
        where.tap()
        self.taps += 1
        if then:
            expect(family.title(self.page)).to_have_text(re.compile(then))


def test_the_brother_s_is_sent_in_less_than_ten_taps_and_opens_the_holidays(phone: Page) -> None:
    family.sign_in(phone)
    family.open_grid(phone, child="Malo", activity=HOLIDAYS)
    grid = family.path_of(phone)
    missing = phone.get_by_role("region", name=re.compile("Le dossier 2026-2027 de Malo est à envoyer d’abord"))
    expect(missing.get_by_role("link")).to_have_count(5)
    expect(phone.get_by_role("checkbox", name="Matin, mardi 22 décembre, Malo")).to_have_count(0)
    phone.goto("/dossiers")
    thumb = Thumb(page=phone)
    thumb.tap(phone.get_by_role("link", name="Dossier de Malo"), then="^Dossier de Malo")
    thumb.tap(phone.get_by_role("link", name="Voir ce qui peut être repris"), then="^Relisez, puis confirmez$")
    expect(phone.get_by_text("Comme pour Clervie").first).to_be_visible()
    thumb.tap(phone.get_by_role("button", name="Rien n’a changé, tout reprendre"), then="^Fiche sanitaire$")
    for question, choice in (("Les vaccinations obligatoires", "Oui, toutes"), ("Y a-t-il une allergie", "Rien à signaler")):
        with phone.expect_response(lambda answer: answer.request.method == "POST"):
            thumb.tap(phone.get_by_role("group", name=question).get_by_label(choice, exact=True))
    thumb.tap(phone.get_by_role("button", name="Enregistrer et continuer"), then="^Vérifiez, puis validez$")
    thumb.tap(phone.get_by_label("J’atteste que ces renseignements sont exacts."))
    thumb.tap(phone.get_by_role("button", name="Valider ma demande"), then=r"^Demande n°\s\d+$")
    assert thumb.taps <= MOST_TAPS, thumb.taps
    phone.goto(grid)
    expect(missing).to_have_count(0)
    family.tap(phone, "Matin, mardi 22 décembre, Malo")
    expect(family.news(phone)).to_contain_text("Matin, mardi 22 décembre ajouté.")
