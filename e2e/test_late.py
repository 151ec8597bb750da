"""After a limit, on a phone: what it costs is read before it is final, kept in writing, and said again when it is withdrawn."""

from playwright.sync_api import Locator, Page, expect

from e2e import family, mailbox

EVENINGS = "Accueil périscolaire"
EVENING = "Soir, lundi 30 novembre, Inès"
TODAY = "Lundi 30 novembre 2026 : Garderie du soir"


def test_a_late_evening_costs_more_and_once_withdrawn_stays_billed(phone: Page) -> None:
    family.sign_in(phone, family.CLAIRE)
    family.open_grid(phone, child="Inès", activity=EVENINGS)
    add_late(phone)
    added = family.validate(phone)
    expect_written(phone.locator("main"), f"{TODAY} (2,10 €)", "Majoration hors délai", f"{TODAY} (+1,05 €)", "+3,15 €")
    expect_mailed(phone, added, "Majorations hors délai", "Garderie du soir, +1,05 €", "+3,15 €")
    family.open_grid(phone, child="Inès", activity=EVENINGS)
    withdraw_late(phone)
    withdrawn = family.validate(phone)
    expect_written(phone.locator("main"), "Retiré hors délai, reste facturé", f"{TODAY} (3,15 €)", "Différence 0,00 €")
    expect_mailed(phone, withdrawn, "Retiré hors délai, reste facturé", "Garderie du soir, 3,15 €", "0,00 €")
    family.open_grid(phone, child="Inès", activity=EVENINGS)
    expect_final(phone)


def add_late(phone: Page) -> None:
    """Said by the tile, the answer to the tap, the basket and the récapitulatif, before anything is final."""
    box = phone.get_by_role("checkbox", name=EVENING)
    expect(box).to_have_accessible_description("+50 %")
    family.tap(phone, EVENING)
    expect(box).to_have_accessible_description("ajouté +50 %")
    expect_written(family.news(phone), "hors délai, avec une majoration de 1,05 €", "S’il est retiré ensuite, il restera facturé.")
    expect(family.basket(phone)).to_contain_text("+3,15 €")
    family.follow(phone, "Vérifier")
    expect_written(phone.locator("main"), "Majoration hors délai", "Lundi 30 novembre : Garderie du soir (+1,05 €)", "+3,15 €")
    phone.go_back()


def withdraw_late(phone: Page) -> None:
    family.tap(phone, EVENING)
    expect(phone.get_by_role("checkbox", name=EVENING)).to_have_accessible_description("retiré, facturé")
    expect_written(family.news(phone), "retiré hors délai : il reste facturé 3,15 €.", "vous ne pourrez plus le réserver à nouveau en ligne")


def expect_final(phone: Page) -> None:
    """A tile that only the service can change, and says so."""
    day = phone.locator("#jour-2026-11-30")
    day.locator(".billed summary").tap()
    expect_written(day, "Retiré, facturé", "seul le service peut le remettre", "02 99 64 28 53")


def expect_mailed(phone: Page, name: str, *told: str) -> None:
    mailbox.open_mail(phone, to=family.CLAIRE, subject=f"{name} : vos réservations sont enregistrées")
    expect_written(mailbox.body(phone), *told, "Service Enfance", "02 99 64 28 53")


def expect_written(where: Locator, *told: str) -> None:
    for words in told:
        expect(where).to_contain_text(words)
