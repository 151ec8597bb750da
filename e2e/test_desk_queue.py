"""The queue of the service in a browser: ten demandes by keyboard, without script, two agents at once, the pièces and what is said of health."""

import re

import pytest
from playwright.sync_api import Locator, Page, StorageState, ViewportSize, expect

from app.staff.rules.rights import Role
from e2e import desk, family, looks
from e2e.agents import sign_in_agent
from e2e.conftest import DESK, LARGE_DESK, NewPhone, NewScreen
from e2e.looks import violations
from e2e.test_procedures import begin
from tests.documents import sendings
from tests.serving.portals import Portal

pytestmark = pytest.mark.timeout(240)
HERE = "/agents/demandes"
TEN = 10


@pytest.fixture(scope="module")
def signed_in() -> dict[Role, StorageState]:
    """What a screen keeps of each agent: the same code is not taken twice, and an agent works all morning."""
    return {}


def at_desk(new_screen: NewScreen, role: Role, *, kept: dict[Role, StorageState], size: ViewportSize = DESK, script: bool = True) -> Page:
    page = new_screen(size=size, script=script, kept=kept.get(role))
    if role not in kept:
        sign_in_agent(page, role)
        kept[role] = page.context.storage_state()
    return page


def waiting(page: Page) -> int:
    """How many the chip of the queue says."""
    told = page.get_by_role("navigation", name="État").get_by_role("link", name=re.compile("^À traiter")).text_content() or ""
    return int(re.sub(r"\D", "", told))


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def tab_to(page: Page, words: str) -> None:
    for _ in range(12):
        page.keyboard.press("Tab")
        if words in (focused(page).text_content() or ""):
            return
    raise AssertionError(f"{words}: the keyboard does not lead there")


def answer(page: Page) -> str:
    """By keys alone; what the next page says of it."""
    page.keyboard.press("a")
    expect(focused(page)).to_have_attribute("name", "message")
    page.keyboard.type("Bonjour, ajoutez-le à la fiche ? Oui, par courriel.")
    tab_to(page, "Envoyer la réponse")
    page.keyboard.press("Enter")
    return "c’est accepté"


def accept(page: Page) -> str:
    page.keyboard.press("a")
    expect(focused(page)).to_have_text("Accepter")
    page.keyboard.press("Enter")
    return "c’est accepté"


def refuse(page: Page) -> str:
    page.keyboard.press("r")
    expect(focused(page)).to_have_attribute("type", "checkbox")
    page.keyboard.press("Space")
    tab_to(page, "Refuser la demande")
    page.keyboard.press("Enter")
    return "c’est refusé"


def ask(page: Page) -> str:
    page.keyboard.press("c")
    expect(focused(page)).to_have_attribute("type", "checkbox")
    page.keyboard.press("Space")
    tab_to(page, "Demander un complément")
    page.keyboard.press("Enter")
    return "le complément est demandé"


def process(page: Page, *, rank: int, is_question: bool) -> str:
    """One in four is refused, one completed when it may be; the others are answered or accepted."""
    if rank % 4 == 3:
        return refuse(page)
    if rank % 4 == 2 and page.locator("#completer").count():
        return ask(page)
    return answer(page) if is_question else accept(page)


def test_several_are_accepted_at_once_after_a_preview(new_screen: NewScreen, signed_in: dict[Role, StorageState]) -> None:
    """Before the other journeys answer what the demo has waiting."""
    page = at_desk(new_screen, Role.DIRECTION, kept=signed_in)
    page.goto(f"{HERE}?demarche=ma-famille")
    boxes = page.locator("[data-row] input[type=checkbox]")
    expect(boxes).to_have_count(3)
    for rank in (0, 2):
        boxes.nth(rank).check()
    page.get_by_role("button", name="Accepter la sélection").click()
    expect(family.title(page)).to_have_text("Accepter plusieurs demandes")
    assert looks.complaints(page) == []
    page.get_by_role("button", name="Accepter ce qui est coché").click()
    expect(family.news(page)).to_contain_text("2\u00a0demandes acceptées")
    expect(page.get_by_role("region", name="Sont acceptées").get_by_role("listitem")).to_have_count(2)


@pytest.mark.parametrize("size", [DESK, LARGE_DESK], ids=["1024", "1440"])
def test_ten_demandes_are_processed_by_keyboard(new_screen: NewScreen, signed_in: dict[Role, StorageState], portal: Portal, *, size: ViewportSize) -> None:
    desk.fill(portal, TEN)
    page = at_desk(new_screen, Role.RECEPTION if size is DESK else Role.DIRECTION, kept=signed_in, size=size)
    page.goto(HERE)
    before = waiting(page)
    for key in ("j", "j", "k"):
        page.keyboard.press(key)
    expect(focused(page)).to_have_text(page.locator("[data-open]").first.text_content() or "")
    page.keyboard.press("Enter")
    for rank in range(TEN):
        title = family.title(page).text_content() or ""
        is_question = title.startswith("Question")
        told = process(page, rank=rank, is_question=is_question)
        expect(family.news(page)).to_contain_text(told)
        expect(family.title(page)).not_to_have_text(title) if is_question else None
    page.keyboard.press("f")
    expect(family.title(page)).to_have_text("À traiter")
    assert waiting(page) == before - TEN


def test_from_the_list_a_key_opens_the_form_that_it_names(new_screen: NewScreen, signed_in: dict[Role, StorageState], portal: Portal) -> None:
    desk.fill(portal, 3)
    page = at_desk(new_screen, Role.REVENUE, kept=signed_in)
    for key, part in (("a", "accepter"), ("r", "refuser"), ("c", "completer")):
        page.goto(f"{HERE}?demarche=question-au-service")
        page.keyboard.press("j")
        page.keyboard.press(key)
        page.wait_for_url(f"**#{part}")
        expect(focused(page)).to_have_attribute("name", "message" if key == "a" else "phrases")
    page.goto(f"{HERE}?demarche=question-au-service")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-row] input:checked")).to_have_count(1)


def test_keys_are_told_turned_off_and_never_act_in_a_field(new_screen: NewScreen, signed_in: dict[Role, StorageState]) -> None:
    page = at_desk(new_screen, Role.DIRECTION, kept=signed_in)
    page.goto(HERE)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Raccourcis du clavier")).to_be_visible()
    assert violations(page, scheme="light") == []
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    search = page.get_by_label("Nom, prénom, ou numéro de demande")
    search.focus()
    page.keyboard.type("j?a")
    expect(search).to_have_value("j?a")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Raccourcis du clavier").click()
    page.get_by_label("Raccourcis actifs sur cet ordinateur").uncheck()
    page.get_by_role("button", name="Fermer").click()
    page.reload()
    page.locator("body").click(position={"x": 5, "y": 300})
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body || document.activeElement.id === 'contenu'")


def test_the_queue_works_without_script(new_screen: NewScreen, signed_in: dict[Role, StorageState], portal: Portal) -> None:
    desk.fill(portal, 3)
    page = at_desk(new_screen, Role.RECEPTION, kept=signed_in, script=False)
    page.goto(HERE)
    expect(page.get_by_role("button", name="Raccourcis du clavier")).to_be_hidden()
    page.get_by_label("Démarche").select_option(value="question-au-service")
    page.get_by_role("button", name="Afficher").click()
    page.locator("[data-open]").last.click()
    page.locator("summary", has_text="Refuser…").click()
    page.get_by_role("button", name="Refuser la demande").click()
    expect(family.problems(page)).to_contain_text("Écrivez une phrase pour la famille")
    page.locator("#refuser").get_by_label("Avec vos mots").fill("Écrivez plutôt à la mairie.")
    page.get_by_role("button", name="Refuser la demande").click()
    expect(family.news(page)).to_contain_text("c’est refusé")


def test_of_two_agents_on_one_demande_the_second_is_told(new_screen: NewScreen, signed_in: dict[Role, StorageState], portal: Portal) -> None:
    desk.fill(portal, 1)
    first, second = (at_desk(new_screen, role, kept=signed_in) for role in (Role.RECEPTION, Role.DIRECTION))
    first.goto(f"{HERE}?demarche=question-au-service")
    first.locator("[data-open]").last.click()
    here = first.url
    second.goto(here)
    first.get_by_role("button", name="Prendre en charge").click()
    expect(first.get_by_role("main")).to_contain_text("Vous vous en occupez depuis")
    second.locator("#accepter").get_by_label("Votre réponse").fill("Oui.")
    second.get_by_role("button", name="Envoyer la réponse").click()
    expect(second.get_by_role("main")).to_contain_text("Sophie Le Gall a pris cette demande en charge")
    expect(second.get_by_role("main")).to_contain_text("Sophie Le Gall s’en occupe depuis")
    assert looks.complaints(second) == []
    first.locator("#accepter").get_by_label("Votre réponse").fill("Oui, le lundi.")
    first.get_by_role("button", name="Envoyer la réponse").click()
    expect(family.news(first)).to_contain_text("c’est accepté")
    second.locator("#accepter").get_by_label("Votre réponse").fill("Non.")
    second.get_by_role("button", name="Envoyer la réponse").click()
    expect(second.get_by_role("main")).to_contain_text("Sophie Le Gall a accepté cette demande")


@pytest.mark.parametrize("name", ["facture.jpg", "facture.pdf"])
def test_a_piece_is_read_beside_its_demande_and_verified(new_phone: NewPhone, new_screen: NewScreen, signed_in: dict[Role, StorageState], name: str) -> None:
    number = moved(new_phone(), name=name)
    page = at_desk(new_screen, Role.RECEPTION if name.endswith("jpg") else Role.DIRECTION, kept=signed_in)
    page.goto(f"{HERE}/{number}")
    assert looks.complaints(page) == []
    page.get_by_role("region", name="Pièces").get_by_role("link", name=re.compile("Justificatif de domicile")).last.click()
    expect(family.title(page)).to_contain_text("Justificatif de domicile")
    viewed = page.locator(".viewer img, iframe.viewer")
    expect(viewed).to_be_visible()
    if name.endswith("jpg"):
        assert viewed.evaluate("image => image.decode().then(() => image.naturalWidth)") > 30
    assert looks.complaints(page) == []
    page.get_by_role("button", name="La pièce est bonne").click()
    expect(family.news(page)).to_contain_text("La pièce est vérifiée.")
    expect(page.get_by_role("region", name="Pièces")).to_contain_text("Vérifiée")
    page.get_by_role("button", name="Accepter").click()
    expect(family.news(page)).to_contain_text("c’est accepté")


def moved(phone: Page, *, name: str) -> int:
    """Claire tells of a new address, with a proof; the number of the demande."""
    street = "21 rue de Bretagne" if name.endswith("jpg") else "22 rue de Bretagne"
    family.sign_in(phone, family.CLAIRE)
    begin(phone, "/demarches/changement-de-situation")
    phone.get_by_label("Notre adresse").check()
    phone.get_by_label("Depuis quel jour").fill("01/12/2026")
    family.press(phone, "Continuer")
    phone.get_by_label("Nouvelle adresse").fill(street)
    phone.get_by_label("Code postal").fill("35310")
    phone.get_by_label(re.compile("^Commune")).fill("Chavagne")
    family.press(phone, "Continuer")
    expect(family.title(phone)).to_have_text("Vos justificatifs")
    if (replace := phone.locator("summary", has_text="Remplacer cette pièce")).count():
        replace.tap()
    family.send_piece(phone, sendings.pdf() if name.endswith("pdf") else sendings.photo_of_a_phone(), name=name)
    expect(phone.get_by_role("region", name="La pièce que nous avons")).to_contain_text(name)
    family.press(phone, "Continuer")
    family.attest(phone)
    return int(family.path_of(phone).rpartition("/")[2])


def test_what_is_said_of_health_is_opened_apart_and_the_pages_of_the_queue_are_clear(new_screen: NewScreen, signed_in: dict[Role, StorageState]) -> None:
    page = at_desk(new_screen, Role.DIRECTION, kept=signed_in)
    page.goto(HERE)
    assert looks.complaints(page) == []
    page.goto(f"{HERE}?etat=toutes&demarche=dossier-administratif")
    page.locator("[data-open]", has_text="Dossier administratif").last.click()
    assert looks.complaints(page) == []
    page.get_by_role("button", name="Lire les réponses sur la santé").click()
    expect(family.title(page)).to_contain_text("Réponses sur la santé")
    expect(page.get_by_role("main")).to_contain_text("Arachide")
    assert looks.complaints(page) == []
    page.goto(HERE)
    page.get_by_label("Nom, prénom, ou numéro de demande").fill("le goff")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("link", name="Famille Le Goff")).to_be_visible()
    assert looks.complaints(page) == []
