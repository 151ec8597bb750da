"""Every page that families and strangers see, in each state that looks different, and how a visitor comes to see it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page, Route, StorageState, expect

from components import rendering
from e2e import desk, family, mailbox
from tests.documents import sendings
from tests.dossiers import papers
from tests.serving.portals import Portal

NEW_ADDRESS, INVITED, ARRIVED = "anne.nouvelle@exemple.fr", "jeanne.petit@exemple.fr", "lucie.petit@exemple.fr"
GRID = "/reservations/{enrolment_id}"
DRAFT = "/demarches/{code}/{draft_id}"
STEP = f"{DRAFT}/{{step_code}}"
ASKED_PIECE = f"{STEP}/{{name}}"
PIECE, CHILD_PIECE = "/documents/pieces/{kind_id}", "/documents/pieces/{kind_id}/{child_id}"
DOSSIER = "/dossiers/{child_id}/{first_year}"
PAPERS = f"{DOSSIER}/fiches"
SHEET = f"{DOSSIER}/{{code}}"
ADDING, CONTACT = "/famille/contacts/ajout", "/famille/contacts/{contact_id}"
NEWS_ITEM, MESSAGE = "/actualites/{item_id}", "/messages/{message_id}"
Visitor = Literal["stranger", "parent", "newcomer"]


@dataclass(frozen=True, kw_only=True)
class Stop:
    """`route` as the application declares it; `at` when the address that its ground has for it is not the one to open; `then` leads to the state.

    `apart`: what leads there would be felt at the stops that follow.
    """

    name: str
    route: str = ""
    who: Visitor = "stranger"
    at: str = ""
    then: Callable[[Page], object] | None = None
    apart: bool = False


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What the visitors' browsers keep, and an address for each route that needs one."""

    kept: Mapping[Visitor, StorageState | None]
    addresses: Mapping[str, str]

    def open(self, stop: Stop, *, page: Page) -> None:
        address = stop.at or stop.route
        page.goto(self.addresses.get(address, address))
        if stop.then:
            stop.then(page)


def refused(button: str) -> Callable[[Page], None]:
    """The form sent as it stands, and shown again."""

    def send(page: Page) -> None:
        page.get_by_role("main").get_by_role("button", name=button, exact=True).tap()
        expect(family.problems(page)).to_be_visible()

    return send


def opened(summary: str) -> Callable[[Page], object]:
    return lambda page: page.locator("summary", has_text=summary).first.tap()


def weak_password(page: Page) -> None:
    family.choose_password(page, "chavagne2026", button="Créer mon accès")
    expect(family.problems(page)).to_be_visible()


def wrong_number(page: Page) -> None:
    page.get_by_label("Téléphone (obligatoire)").fill("06 12")
    family.press(page, "Aller à l’étape 2")
    expect(family.problems(page)).to_be_visible()


def session_warned(page: Page) -> None:
    page.clock.install()
    page.reload()
    page.clock.fast_forward("28:30")
    expect(page.get_by_text("Votre session se termine")).to_be_visible()
    page.clock.resume()


def out_of_order(page: Page) -> None:
    """What is shown when even the database is gone."""
    told = {"title": "Une erreur est survenue de notre côté", "sentence": "Réessayez dans quelques minutes.", "reference": "4F1D2A90"}

    def answer(route: Route) -> None:
        route.fulfill(body=str(rendering.render("errors/plain.html", told)), content_type="text/html; charset=utf-8")

    page.route("**/en-panne", answer)
    page.goto("/en-panne")


STOPS = (
    Stop(name="welcome", route="/"),
    Stop(name="contact", route="/contact"),
    Stop(name="accessibility", route="/accessibilite"),
    Stop(name="legal notice", route="/mentions-legales"),
    Stop(name="personal data", route="/donnees-personnelles"),
    Stop(name="no such page", at="/rien"),
    Stop(name="out of order", at="/contact", then=out_of_order, apart=True),
    Stop(name="sign in", route="/connexion"),
    Stop(name="sign in, to come back", route="/connexion", at="/demandes"),
    Stop(name="sign in, refused", route="/connexion", then=refused("Se connecter")),
    Stop(name="forgotten", route="/mot-de-passe-oublie"),
    Stop(name="forgotten, refused", route="/mot-de-passe-oublie", then=refused("Recevoir un lien")),
    Stop(name="link asked", route="/mot-de-passe-oublie/envoi"),
    Stop(name="activation", route="/activation/{token}"),
    Stop(name="activation, weak password", route="/activation/{token}", then=weak_password),
    Stop(name="dead link", route="/activation/{token}", at="/activation/perdu"),
    Stop(name="reset", route="/mot-de-passe/{token}"),
    Stop(name="reset, refused", route="/mot-de-passe/{token}", then=refused("Enregistrer et me connecter")),
    Stop(name="mails", route="/simulateur/courriels"),
    Stop(name="codes of agents", route="/simulateur/codes"),
    Stop(name="mail", route="/simulateur/courriels/{mail_id}"),
    Stop(name="tableau de bord", route="/tableau-de-bord", who="parent"),
    Stop(name="menu open", route="/tableau-de-bord", who="parent", then=opened("Menu")),
    Stop(name="session ends", route="/demandes", who="parent", then=session_warned, apart=True),
    Stop(name="tableau de bord, empty", route="/tableau-de-bord", who="newcomer"),
    Stop(name="choose an activity", route="/reservations", who="parent"),
    Stop(name="no activity", route="/reservations", who="newcomer"),
    Stop(name="grid", route=GRID, who="parent"),
    Stop(name="grid, why a day is locked", route=GRID, at="grid with changes", who="parent", then=opened("Trop tard")),
    Stop(name="grid, changes", route=GRID, at="grid with changes", who="parent"),
    Stop(name="grid by months", route=GRID, at="grid by months", who="parent"),
    Stop(name="grid, a day in part", route=GRID, at="grid of whole days", who="parent"),
    Stop(name="récapitulatif", route=f"{GRID}/recapitulatif", at="recap with changes", who="parent"),
    Stop(name="récapitulatif, refused", route=f"{GRID}/recapitulatif", at="recap with changes", who="parent", then=refused("Valider ma demande")),
    Stop(name="récapitulatif, empty", route=f"{GRID}/recapitulatif", who="parent"),
    Stop(name="give up", route=f"{GRID}/abandon", at="abandon with changes", who="parent"),
    Stop(name="démarches", route="/demarches", who="parent"),
    Stop(name="démarches, no household", route="/demarches", who="newcomer"),
    Stop(name="démarche", route="/demarches/{code}", who="parent"),
    Stop(name="démarche, for whom", route="/demarches/{code}", at="/demarches/inscription", who="parent"),
    Stop(name="démarche, for nobody", route="/demarches/{code}", at="/demarches/inscription", who="parent", then=refused("Commencer")),
    Stop(name="step", route=STEP, who="parent"),
    Stop(name="step, refused", route=STEP, at="step without answers", who="parent", then=refused("Continuer")),
    Stop(name="step, asked for more", route=STEP, at="step asked for more", who="parent"),
    Stop(name="step of pièces", route=STEP, at="step of pièces", who="parent"),
    Stop(name="step of pièces, refused", route=STEP, at="step of pièces", who="parent", then=refused("Continuer")),
    Stop(name="recap of a démarche", route=f"{DRAFT}/recapitulatif", who="parent"),
    Stop(name="recap of a démarche, refused", route=f"{DRAFT}/recapitulatif", who="parent", then=refused("Valider ma demande")),
    Stop(name="give up a démarche", route=f"{DRAFT}/abandon", who="parent"),
    Stop(name="demande, asked for more", route="/demandes/{number}", at="demande asked for more", who="parent"),
    Stop(name="complement", route="/demandes/{number}/complement", who="parent"),
    Stop(name="withdraw a demande", route="/demandes/{number}/annulation", who="parent"),
    Stop(name="demandes", route="/demandes", who="parent"),
    Stop(name="demandes, narrowed", route="/demandes", at="/demandes?annee=2026", who="parent"),
    Stop(name="no demande", route="/demandes", who="newcomer"),
    Stop(name="demande", route="/demandes/{number}", who="parent"),
    Stop(name="pièces", route="/documents", who="parent"),
    Stop(name="pièces, all that is possible", route="/documents", who="parent", then=opened("Autres pièces possibles")),
    Stop(name="no pièce", route="/documents", who="newcomer"),
    Stop(name="pièce of the household", route=PIECE, who="parent"),
    Stop(name="pièce of the household, refused", route=PIECE, who="parent", then=refused("Remplacer Justificatif de domicile")),
    Stop(name="pièce of a child", route=CHILD_PIECE, who="parent"),
    Stop(name="delete a pièce", route="/documents/{document_id}/suppression", who="parent"),
    Stop(name="dossiers", route="/dossiers", who="parent"),
    Stop(name="no dossier", route="/dossiers", who="newcomer"),
    Stop(name="dossier to fill", route=DOSSIER, who="parent"),
    Stop(name="dossier, changed", route=DOSSIER, at="dossier changed", who="parent"),
    Stop(name="sheet, taken over", route=SHEET, who="parent"),
    Stop(name="sheet, refused", route=SHEET, who="parent", then=refused("Enregistrer et continuer")),
    Stop(name="sheet, what is to be watched", route=SHEET, at="sheet that is answered", who="parent"),
    Stop(name="sheet, the people", route=SHEET, at="sheet of the people", who="parent"),
    Stop(name="pièces of a dossier", route=f"{DOSSIER}/pieces", who="parent"),
    Stop(name="taking over", route=f"{DOSSIER}/reprise", who="parent"),
    Stop(name="recap of a dossier", route=f"{DOSSIER}/recapitulatif", who="parent"),
    Stop(name="recap of a dossier, refused", route=f"{DOSSIER}/recapitulatif", who="parent", then=refused("Valider ma demande")),
    Stop(name="grid, a dossier to send", route=GRID, at="grid without a dossier", who="parent"),
    Stop(name="give up a dossier", route=f"{DOSSIER}/abandon", who="parent"),
    Stop(name="papers, reviewed", route=PAPERS, who="parent"),
    Stop(name="papers, refused", route=PAPERS, who="parent", then=refused("Envoyer")),
    Stop(name="family", route="/famille", who="parent"),
    Stop(name="no family", route="/famille", who="newcomer"),
    Stop(name="add a contact", route=ADDING, who="parent"),
    Stop(name="add a contact, refused", route=ADDING, who="parent", then=wrong_number),
    Stop(name="add a contact, the children", route=f"{ADDING}/enfants", who="parent"),
    Stop(name="give up a contact", route=f"{ADDING}/abandon", who="parent"),
    Stop(name="contact", route=CONTACT, who="parent"),
    Stop(name="contact, its children", route=f"{CONTACT}/enfants", who="parent"),
    Stop(name="remove a contact", route=f"{CONTACT}/suppression", who="parent"),
    Stop(name="own name, one waits", route="/famille/identite", who="parent"),
    Stop(name="own phones", route="/famille/telephones", who="parent"),
    Stop(name="household's address", route="/famille/adresse", who="parent"),
    Stop(name="child", route="/famille/enfants/{child_id}", who="parent"),
    Stop(name="custody", route="/famille/enfants/{child_id}/garde", who="parent"),
    Stop(name="withdraw a change", route="/famille/changements/{change_id}/retrait", who="parent"),
    Stop(name="readings", route="/famille/consultations", who="parent"),
    Stop(name="leave the household", route="/famille/depart", who="parent"),
    Stop(name="news", route="/actualites", who="parent"),
    Stop(name="documents to download", route="/documents-publies", who="parent"),
    Stop(name="news item", route=NEWS_ITEM, who="parent"),
    Stop(name="messages", route="/messages", who="parent"),
    Stop(name="no message", route="/messages", who="newcomer"),
    Stop(name="message", route=MESSAGE, who="parent"),
    Stop(name="account", route="/compte", who="parent"),
    Stop(name="password", route="/compte/mot-de-passe", who="parent"),
    Stop(name="password, refused", route="/compte/mot-de-passe", who="parent", then=refused("Changer de mot de passe")),
    Stop(name="address", route="/compte/adresse", who="parent"),
    Stop(name="address, refused", route="/compte/adresse", who="parent", then=refused("Recevoir le lien")),
    Stop(name="new address", route="/compte/adresse/{token}", who="parent"),
    Stop(name="proof", route="/connexion/confirmation", who="parent"),
    Stop(name="proof, refused", route="/connexion/confirmation", who="parent", then=refused("Confirmer")),
)
# The first takes a session that ends in the middle of a form, the second has tests of its own: both are checked there.
ELSEWHERE = {"/connexion/reprise", "/simulateur/composants"}
NOT_PAGES = {
    "/sante", "/static/{file_path}", "/commune/{name}", "/demandes/{number}/pdf", "/connexion/prolongation", "/deconnexion",
    f"{PAPERS}/reprise", f"{PAPERS}/abandon", f"{PAPERS}/{{code}}/pdf", f"{DOSSIER}/pdf", "/dossiers/brouillons/{draft_id}", f"{DOSSIER}/nouvel-envoi",
    "/demandes/{number}/document", DRAFT, ASKED_PIECE, "/documents/{document_id}/fichier", "/documents-publies/{published_id}/fichier",
    "/compte/connexions/fermeture", "/compte/connexions/{session_id}/fermeture", f"{GRID}/cases", f"{GRID}/annulation",
    f"{MESSAGE}/lecture", f"{MESSAGE}/archivage", f"{MESSAGE}/retour",
}  # fmt: skip


def prepare(page: Page, *, portal: Portal) -> Ground:
    """A parent with a demande, a draft and a new address; a newcomer who has nothing; links that nobody has used."""
    addresses = _links(page, portal=portal)
    _arrive(page, portal=portal)
    newcomer = page.context.storage_state()
    page.context.clear_cookies()
    family.sign_in(page)
    addresses |= _demande(page) | _draft(page) | _demarche(page, portal=portal) | _family(page) | _new_address(page) | _pieces(page)
    addresses |= _papers(page, child=addresses["/famille/enfants/{child_id}"]) | _dossiers(page)
    addresses |= _told(page)
    return Ground(kept={"stranger": None, "parent": page.context.storage_state(), "newcomer": newcomer}, addresses=addresses)


def _links(page: Page, *, portal: Portal) -> dict[str, str]:
    portal.run("invite", INVITED)
    page.goto("/mot-de-passe-oublie")
    page.get_by_label("Adresse e-mail").fill(family.YANN)
    family.press(page, "Recevoir un lien")
    expect(family.title(page)).to_have_text("Regardez vos courriels")
    return {
        "/activation/{token}": mailbox.link(page, "/activation/", to=INVITED, subject="Votre accès au Portail Familles"),
        "/mot-de-passe/{token}": mailbox.link(page, "/mot-de-passe/", to=family.YANN, subject="Choisissez un nouveau mot de passe"),
    }


def _arrive(page: Page, *, portal: Portal) -> None:
    portal.run("invite", ARRIVED)
    page.goto(mailbox.link(page, "/activation/", to=ARRIVED, subject="Votre accès au Portail Familles"))
    family.choose_password(page, "tracteur violet nage loin", button="Créer mon accès")
    expect(page).to_have_url(re.compile("/tableau-de-bord$"))


def _demande(page: Page) -> dict[str, str]:
    family.open_grid(page, child="Clervie", activity="Accueil de loisirs Mercredi")
    grid = family.path_of(page)
    family.tap(page, "Repas, mercredi 16 décembre, Clervie", "Après-midi, mercredi 16 décembre, Clervie")
    family.validate(page)
    demande = family.path_of(page)
    mailbox.open_mail(page, to=family.ANNE, subject=f"Demande n° {demande.rpartition('/')[2]} : vos réservations sont enregistrées")
    return {GRID: grid, f"{GRID}/recapitulatif": f"{grid}/recapitulatif", "/demandes/{number}": demande, "/simulateur/courriels/{mail_id}": page.url}


def _draft(page: Page) -> dict[str, str]:
    family.open_grid(page, child="Clervie", activity="Accueil périscolaire")
    family.tap(page, "Matin, lundi 14 décembre, Clervie", "Soir, mardi 15 décembre, Clervie")
    grid = family.path_of(page)
    family.open_grid(page, child="Clervie", activity="Restauration scolaire")
    by_months = f"{family.path_of(page)}?vue=mois&mois=2026-12-01"
    family.open_grid(page, child="Clervie", activity="Accueil de loisirs Vacances")
    family.tap(page, "Matin, mardi 22 décembre, Clervie")
    return {"grid by months": by_months, "grid of whole days": family.path_of(page)} | {
        "grid with changes": grid,
        "recap with changes": f"{grid}/recapitulatif",
        "abandon with changes": f"{grid}/abandon",
    }


def _demarche(page: Page, *, portal: Portal) -> dict[str, str]:
    """A demande for which the service asks for more, opened again; another question, ready to be sent; an attestation that is not answered."""
    family.ask(page, "Y a-t-il un menu sans viande ?")
    family.attest(page)
    demande = family.path_of(page)
    desk.decide(portal, int(demande.rpartition("/")[2]), act="ask", note="Pour quel enfant est-ce ?")
    page.goto(f"{demande}/complement")
    family.press(page, "Corriger ma demande")
    expect(family.title(page)).to_have_text("Votre question")
    more = family.path_of(page)
    family.ask(page, "À quelle heure ouvre la garderie ?")
    draft = family.path_of(page).rpartition("/")[0]
    page.goto("/demarches/attestation-inscription")
    page.get_by_label("Clervie").check()
    family.press(page, "Commencer")
    expect(family.title(page)).to_have_text("Pour qui est-elle\u00a0?")
    step = family.path_of(page)
    return {
        "step of pièces": _step_of_pieces(page),
        "/demarches/{code}": "/demarches/question-au-service",
        STEP: f"{draft}/question",
        "step without answers": step,
        "step asked for more": more,
        f"{DRAFT}/recapitulatif": f"{draft}/recapitulatif",
        f"{DRAFT}/abandon": f"{draft}/abandon",
        "demande asked for more": demande,
        "/demandes/{number}/complement": f"{demande}/complement",
        "/demandes/{number}/annulation": f"{demande}/annulation",
    }


def _step_of_pieces(page: Page) -> str:
    """Of a move and of a birth, whose proofs are not there yet."""
    page.goto("/demarches/changement-de-situation")
    family.press(page, "Commencer")
    page.get_by_label("Notre adresse").check()
    page.get_by_label("Un enfant arrive dans le foyer").check()
    page.get_by_label("Depuis quel jour").fill("01/12/2026")
    family.press(page, "Continuer")
    expect(family.title(page)).to_have_text("Vos précisions")
    page.get_by_label("Nouvelle adresse").fill("27 rue de Bretagne")
    page.get_by_label("Code postal").fill("35310")
    page.get_by_label("Commune").fill("Chavagne")
    page.get_by_label("Prénom de l’enfant").fill("Nolwenn")
    page.get_by_label("Nom de l’enfant", exact=False).last.fill("Le Goff")
    page.get_by_label("Date de naissance de l’enfant").fill("20/11/2026")
    family.press(page, "Continuer")
    expect(family.title(page)).to_have_text("Vos justificatifs")
    return family.path_of(page)


def _pieces(page: Page) -> dict[str, str]:
    """A confidential one of a child, opened once; one of the household."""
    page.goto("/documents")
    page.locator("summary", has_text="Autres pièces possibles").nth(1).tap()
    family.follow_piece(page, "Certificat médical ou PAI")
    family.send_piece(page, sendings.photo(), name="certificat.jpg")
    child_piece = family.path_of(page)
    with page.expect_download():
        page.get_by_role("link", name="Télécharger").tap()
    page.goto("/documents")
    family.follow_piece(page, "Justificatif de domicile")
    family.send_piece(page, sendings.pdf(), name="facture.pdf")
    return {
        PIECE: family.path_of(page),
        CHILD_PIECE: child_piece,
        "/documents/{document_id}/suppression": page.get_by_role("link", name="Supprimer").get_attribute("href") or "",
    }


def _papers(page: Page, *, child: str) -> dict[str, str]:
    """One that waits to be confirmed: with what it changes, what is missing, what cannot be read."""
    here = f"/dossiers/{child.rpartition('/')[2]}/2026/fiches"
    blank = page.request.get(f"{here}/sanitaire/pdf").body()
    page.goto(here)
    filled = papers.typed(blank, {"medecin_nom": "Dr Le Bihan", "medecin_telephone": "02 99"}, ticked={"soins": "1"})
    page.get_by_label("Vos fiches remplies").set_input_files({"name": "fiche.pdf", "mimeType": "application/pdf", "buffer": filled})
    family.press(page, "Envoyer")
    expect(page.get_by_role("heading", name="Ce que nous avons lu")).to_be_visible()
    return {PAPERS: here}


def _dossiers(page: Page) -> dict[str, str]:
    """Malo's is empty, Clervie's has changed since it was sent."""
    page.goto("/dossiers")
    to_fill, changed = (page.get_by_role("link", name=f"Dossier de {child}").first.get_attribute("href") or "" for child in ("Malo", "Clervie"))
    page.goto(f"{changed}/assurance")
    page.get_by_label("Numéro du contrat").fill("AE-204518")
    family.press(page, "Enregistrer et continuer")
    expect(family.title(page)).to_have_text("Vérifiez, puis validez")
    family.open_grid(page, child="Malo", activity="Accueil de loisirs Vacances")
    return {
        DOSSIER: to_fill,
        "dossier changed": changed,
        SHEET: f"{to_fill}/sante",
        "sheet that is answered": f"{changed}/sante",
        "sheet of the people": f"{changed}/personnes",
        f"{DOSSIER}/pieces": f"{to_fill}/pieces",
        f"{DOSSIER}/reprise": f"{to_fill}/reprise",
        f"{DOSSIER}/recapitulatif": f"{changed}/recapitulatif",
        f"{DOSSIER}/abandon": f"{changed}/abandon",
        "grid without a dossier": family.path_of(page),
    }


def _family(page: Page) -> dict[str, str]:
    """A contact half added, and a name that waits for the service."""
    page.goto(ADDING)
    family.fill_contact(page, first_name="Rozenn", link="Tante", phone="06 39 98 20 44")
    page.goto("/famille/identite")
    page.get_by_label("Nom (obligatoire)", exact=True).fill("Le Goff-Arhan")
    family.press(page, "Envoyer au service")
    expect(family.title(page)).to_have_text("Ma famille")
    contact = page.get_by_role("link", name="Retirer ce contact Mamie Le Goff").get_attribute("href") or ""
    child = page.get_by_role("link", name="Modifier la fiche de Clervie").get_attribute("href") or ""
    change = page.get_by_role("link", name="Retirer ce changement").first.get_attribute("href") or ""
    here = contact.removesuffix("/suppression")
    return {
        CONTACT: here,
        f"{CONTACT}/enfants": f"{here}/enfants",
        f"{CONTACT}/suppression": contact,
        "/famille/enfants/{child_id}": child,
        "/famille/enfants/{child_id}/garde": f"{child}/garde",
        "/famille/changements/{change_id}/retrait": change,
    }


def _told(page: Page) -> dict[str, str]:
    """What the service told them: the addresses of the first of each."""
    addresses = {}
    for home, route in (("/actualites", NEWS_ITEM), ("/messages", MESSAGE)):
        page.goto(home)
        addresses[route] = page.get_by_role("main").locator(".rows a").first.get_attribute("href") or ""
    return addresses


def _new_address(page: Page) -> dict[str, str]:
    page.goto("/compte/adresse")
    page.get_by_label("Nouvelle adresse e-mail").fill(NEW_ADDRESS)
    family.press(page, "Recevoir le lien")
    expect(family.news(page)).to_contain_text("Un lien part vers votre nouvelle adresse.")
    return {"/compte/adresse/{token}": mailbox.link(page, "/compte/adresse/", to=NEW_ADDRESS, subject="Confirmez votre nouvelle adresse")}
