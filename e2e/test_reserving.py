"""The main job: from the tap of a day to the numbered demande and its mail."""

from playwright.sync_api import Page, expect

from e2e import family, mailbox
from e2e.conftest import NewPhone

MEALS, AFTER_SCHOOL = "Restauration scolaire", "Accueil périscolaire"


def test_a_parent_reserves_from_the_tap_to_the_mail(any_phone: Page) -> None:
    child, email = ("Clervie", family.ANNE) if family.has_script(any_phone) else ("Inès", family.CLAIRE)
    family.sign_in(any_phone, email)
    family.open_grid(any_phone, child=child, activity=MEALS)
    family.tap(any_phone, f"Repas, jeudi 10 décembre, {child}", f"Repas, vendredi 11 décembre, {child}")
    expect(family.news(any_phone)).to_contain_text("Repas, vendredi 11 décembre ajouté. Modifiable jusqu’à jeudi 10 décembre, 9 h.")
    expect(family.basket(any_phone)).to_contain_text("2 changements")
    expect(family.basket(any_phone)).to_contain_text("+7,80 €")
    name = refuse_then_validate(any_phone)
    expect_everywhere(any_phone, name)
    family.open_grid(any_phone, child=child, activity=MEALS)
    expect(any_phone.get_by_role("checkbox", name=f"Repas, jeudi 10 décembre, {child}")).to_be_checked()
    expect(family.basket(any_phone)).to_be_hidden()
    expect_acknowledged(any_phone, name, to=email)


def refuse_then_validate(page: Page) -> str:
    """From the basket to the demande, whose name is told; the attestation is forgotten first."""
    family.follow(page, "Vérifier")
    expect(family.title(page)).to_have_text("Vérifiez, puis validez")
    expect(page.locator("main")).to_contain_text("Jeudi 10 décembre : Repas (3,90 €)")
    family.press(page, "Valider ma demande")
    expect(family.problems(page)).to_contain_text("attest")
    family.attest(page)
    return (family.title(page).text_content() or "").strip()


def expect_everywhere(page: Page, name: str) -> None:
    for place in ("/demandes", "/tableau-de-bord"):
        page.goto(place)
        expect(page.get_by_role("main").get_by_role("link").filter(has_text=f"Réservation n° {name.rsplit(maxsplit=1)[-1]}")).to_be_visible()


def expect_acknowledged(page: Page, name: str, *, to: str) -> None:
    subject = f"{name} : vos réservations sont enregistrées"
    mailbox.open_mail(page, to=to, subject=subject)
    for said in (f"Nous avons reçu votre d{name[1:]}", "accusé de réception", "jeudi 10 décembre 2026 : Repas, 3,90 €", "+7,80 €"):
        expect(mailbox.body(page)).to_contain_text(said)
    page.goto(mailbox.link(page, "/demandes/", to=to, subject=subject))
    expect(family.title(page)).to_have_text(name)


def test_the_last_tap_is_undone_with_one_press(phone: Page) -> None:
    family.sign_in(phone)
    family.open_grid(phone, child="Malo", activity=MEALS)
    family.tap(phone, "Repas, lundi 7 décembre, Malo", "Repas, mardi 8 décembre, Malo")
    expect(family.basket(phone)).to_contain_text("2 changements")
    phone.get_by_role("button", name="Annuler le dernier changement").tap()
    expect(family.basket(phone)).to_contain_text("1 changement")
    expect(phone.get_by_role("checkbox", name="Repas, lundi 7 décembre, Malo")).to_be_checked()
    expect(phone.get_by_role("checkbox", name="Repas, mardi 8 décembre, Malo")).not_to_be_checked()
    phone.get_by_role("button", name="Annuler le dernier changement").tap()
    expect(family.basket(phone)).to_be_hidden()


def test_a_day_past_its_deadline_says_why_and_whom_to_call(phone: Page) -> None:
    family.sign_in(phone)
    family.open_grid(phone, child="Malo", activity=MEALS)
    late = phone.locator("#jour-2026-12-01")
    late.locator("summary").tap()
    expect(late).to_contain_text("Appelez")
    expect(late.get_by_text("02 99 64 28 53")).to_be_visible()


def test_a_tap_made_after_the_deadline_is_refused_with_the_true_row_and_the_reason(phone: Page) -> None:
    family.sign_in(phone)
    family.open_grid(phone, child="Malo", activity=MEALS)
    # The page of somebody who opened it before the deadline: this box was still there.
    phone.locator("#jour-2026-12-03 input[type=checkbox]").evaluate("box => { box.id = box.value = '2026-12-01.repas' }")
    phone.get_by_role("checkbox", name="Repas, jeudi 3 décembre, Malo").tap()
    expect(family.news(phone)).to_contain_text("Repas, mardi 1er décembre : ")
    expect(family.news(phone)).to_contain_text("Appelez")
    expect(phone.locator("#jour-2026-12-01")).to_contain_text("Trop tard")
    expect(family.basket(phone)).to_be_hidden()


def test_both_adults_work_on_one_draft_and_each_undoes_only_their_own_tap(new_phone: NewPhone) -> None:
    anne, yann = new_phone(), new_phone()
    for page, email in ((anne, family.ANNE), (yann, family.YANN)):
        family.sign_in(page, email)
        family.open_grid(page, child="Malo", activity=AFTER_SCHOOL)
    family.tap(anne, "Matin, jeudi 10 décembre, Malo")
    family.tap(yann, "Soir, jeudi 10 décembre, Malo")
    expect(yann.get_by_role("checkbox", name="Matin, jeudi 10 décembre, Malo")).to_be_checked()
    expect(family.basket(yann)).to_contain_text("2 changements")
    anne.reload()
    expect(family.basket(anne)).to_contain_text("2 changements")
    anne.get_by_role("button", name="Annuler le dernier changement").tap()
    expect(anne.get_by_role("checkbox", name="Matin, jeudi 10 décembre, Malo")).not_to_be_checked()
    expect(anne.get_by_role("checkbox", name="Soir, jeudi 10 décembre, Malo")).to_be_checked()
    expect(anne.get_by_role("button", name="Annuler le dernier changement")).to_have_count(0)


def test_a_tap_made_when_the_session_had_ended_is_saved_after_signing_in_again(new_phone: NewPhone) -> None:
    lost, other = new_phone(), new_phone()
    family.sign_in(lost, family.CLAIRE)
    family.open_grid(lost, child="Inès", activity=AFTER_SCHOOL)
    family.sign_in(other, family.CLAIRE)
    family.close_other_connections(other)
    lost.get_by_role("checkbox", name="Soir, jeudi 10 décembre, Inès").tap()
    expect(family.title(lost)).to_have_text("Connexion")
    family.fill_sign_in(lost, family.CLAIRE, password=family.PASSWORD)
    expect(family.title(lost)).to_have_text("Réserver pour Inès")
    expect(family.basket(lost)).to_contain_text("1 changement")
    expect(lost.get_by_role("checkbox", name="Soir, jeudi 10 décembre, Inès")).to_be_checked()
