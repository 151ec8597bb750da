"""What the service tells a family, on a phone: read by one adult, archived by the other, never seen by another home of the child."""

from playwright.sync_api import Page, expect

from e2e import family
from e2e.conftest import NewPhone

BONNET = "Le bonnet de Malo"


def open_message(page: Page, title: str) -> None:
    page.goto("/tableau-de-bord")
    page.get_by_role("region", name="Messages du service").get_by_role("link", name=title).tap()
    expect(family.title(page)).to_have_text(title)


def test_a_message_is_read_by_one_adult_and_archived_by_the_other_and_no_other_household_has_it(new_phone: NewPhone) -> None:
    anne, yann, claire, loic = (new_phone() for _ in range(4))
    family.sign_in(anne)
    to_do = anne.get_by_role("region", name="À faire")
    expect(to_do.get_by_role("link", name="Messages du service")).to_contain_text("1 message à lire")
    open_message(anne, BONNET)
    expect(anne.get_by_text("Vous l’avez lu")).to_be_visible()
    family.sign_in(yann, family.YANN)
    open_message(yann, BONNET)
    expect(yann.get_by_text("Lu aussi par Anne")).to_be_visible()
    expect(yann.get_by_text("Vous l’avez lu")).to_be_visible()
    family.press(yann, "Archiver")
    expect(family.news(yann)).to_contain_text("Le message est archivé.")
    expect(yann.get_by_text("Aucun message")).to_be_visible()
    anne.goto("/messages")
    expect(anne.get_by_role("link", name=BONNET)).to_be_visible()
    for page, email, theirs in ((claire, family.CLAIRE, "Le livre d’Inès"), (loic, family.LOIC, "Vendredi, la garderie")):
        family.sign_in(page, email)
        page.goto("/messages")
        expect(page.get_by_role("main").locator(".rows a")).to_have_count(1)
        expect(page.get_by_role("link", name=theirs)).to_be_visible()


def test_without_script_a_button_marks_a_message_as_read(phone_without_script: Page) -> None:
    family.sign_in(phone_without_script, family.CLAIRE)
    open_message(phone_without_script, "Le livre d’Inès")
    family.press(phone_without_script, "Marquer comme lu")
    expect(phone_without_script.get_by_text("Vous l’avez lu")).to_be_visible()
