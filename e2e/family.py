"""What a parent does in the portal, by the words that are on its pages."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import FilePayload, Locator, Page, expect
from selectolax.lexbor import LexborHTMLParser

from app.demo import sign_ins

ANNE, YANN, CLAIRE, LOIC = (email for email, _ in sign_ins.SIGN_INS)
PASSWORD = sign_ins.PASSWORD


def sign_in(page: Page, email: str = ANNE, *, password: str = PASSWORD) -> None:
    """From wherever the parent is; ends on the tableau de bord. The form of the page is sent without being drawn: `fill_sign_in` fills it."""
    token = LexborHTMLParser(page.request.get("/connexion").text()).css_first("input[name=_csrf]")
    assert token is not None
    sent = page.request.post("/connexion", form={"_csrf": token.attributes["value"] or "", "adresse": email, "mot_de_passe": password})
    assert urlsplit(sent.url).path != "/connexion", sent.text()
    page.goto("/tableau-de-bord")


def fill_sign_in(page: Page, email: str, *, password: str) -> None:
    page.get_by_label("Adresse e-mail").fill(email)
    secret(page, "Mot de passe").fill(password)
    press(page, "Se connecter")


def choose_password(page: Page, password: str, *, button: str) -> None:
    secret(page, "Nouveau mot de passe").fill(password)
    press(page, button)


def sign_out(page: Page) -> None:
    page.locator("summary", has_text="Menu").tap()
    press(page, "Déconnexion")
    expect(title(page)).to_have_text("Connexion")


def close_other_connections(page: Page) -> None:
    """One button when there is one other, one for all when there are several."""
    page.goto("/compte")
    buttons = page.get_by_role("button", name=re.compile("^Fermer"))
    while buttons.count():
        with page.expect_navigation():
            buttons.last.tap()
        expect(news(page)).to_contain_text("fermée")


def open_grid(page: Page, *, child: str, activity: str) -> None:
    page.goto("/reservations")
    page.get_by_role("region", name=child).get_by_role("link", name=activity).first.tap()
    expect(title(page)).to_have_text(f"Réserver pour {child}")


def tap(page: Page, *cells: str) -> None:
    """Cells as they are read aloud: "Repas, jeudi 10 décembre, Clervie". Ends when the server has answered."""
    for cell in cells:
        page.get_by_role("checkbox", name=cell).tap()
    if save := without_script(page):
        with page.expect_navigation():
            save.tap()
    expect(page.locator("[data-pending]")).to_have_count(0)


def without_script(page: Page) -> Locator | None:
    """The button that only a browser without JavaScript shows."""
    button = page.get_by_role("button", name="Enregistrer mes changements")
    return button if button.is_visible() else None


def validate(page: Page) -> str:
    """From the basket to the demande; what it is called."""
    follow(page, "Vérifier")
    expect(title(page)).to_have_text("Vérifiez, puis validez")
    attest(page)
    return (title(page).text_content() or "").strip()


def attest(page: Page) -> None:
    page.get_by_label("J’atteste que ces renseignements sont exacts.").check()
    press(page, "Valider ma demande")
    expect(title(page)).to_have_text(re.compile(r"^Demande n°\s\d+$"))


def ask(page: Page, question: str) -> None:
    """To the service, up to the récapitulatif."""
    page.goto("/demarches/question-au-service")
    press(page, "Commencer")
    page.get_by_label("De quoi s’agit-il").select_option(label="Les repas et la santé")
    page.get_by_label("Votre question").fill(question)
    press(page, "Continuer")
    expect(title(page)).to_have_text("Vérifiez, puis validez")


def follow_piece(page: Page, name: str) -> None:
    """From the list of pièces; the first of that name that shows."""
    page.get_by_role("link", name=name).first.tap()
    expect(title(page)).to_contain_text(name)


def choose_piece(page: Page, content: bytes, *, name: str) -> None:
    page.locator("input[type=file]").set_input_files([photo_file(name, content)])


def photo_file(name: str, content: bytes) -> FilePayload:
    return FilePayload(name=name, mimeType="application/pdf" if name.endswith(".pdf") else "image/jpeg", buffer=content)


def send_piece(page: Page, content: bytes, *, name: str) -> None:
    """On the page of a pièce; ends there, with the pièce given."""
    here = page.url
    choose_piece(page, content, name=name)
    press_send(page)
    expect(news(page)).to_contain_text("Votre pièce est bien arrivée, merci.")
    if page.url != here:
        page.goto(here)


def press_send(page: Page) -> None:
    page.locator("form[data-upload] button[type=submit]").tap()


def fill_contact(page: Page, *, first_name: str, link: str, phone: str) -> None:
    """The first step of « Ajouter un contact enfance », sent."""
    page.get_by_label("Prénom (obligatoire)").fill(first_name)
    page.get_by_label("Nom (obligatoire)", exact=True).fill("Le Goff")
    page.get_by_label("Lien avec l’enfant (obligatoire)").select_option(label=link)
    page.get_by_label("Téléphone (obligatoire)").fill(phone)
    press(page, "Aller à l’étape 2")
    expect(title(page)).to_have_text("Pour quels enfants ?")


def basket(page: Page) -> Locator:
    return page.get_by_role("region", name="Changements en attente")


def news(page: Page) -> Locator:
    """The line that tells what was done."""
    return page.get_by_role("status")


def problems(page: Page) -> Locator:
    """The summary of a refused form."""
    return page.get_by_role("alert").filter(has_text="Il y a un problème")


def has_script(page: Page) -> bool:
    """Whether our script runs: it marks the page."""
    page.goto("/")
    return page.locator("html.js").count() == 1


def title(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def secret(page: Page, label: str) -> Locator:
    return page.get_by_label(f"{label} (obligatoire)", exact=True)


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).tap()


def follow(page: Page, label: str) -> None:
    """Ends when the browser shows where it leads."""
    with page.expect_navigation():
        page.get_by_role("link", name=label, exact=True).tap()


def path_of(page: Page) -> str:
    return urlsplit(page.url).path
