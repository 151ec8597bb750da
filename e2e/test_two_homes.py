"""Inès has two homes: each parent sees the child and what is of their own household, and nothing of the other's."""

from playwright.sync_api import Page, expect

from e2e import family, mailbox
from e2e.conftest import NewPhone
from tests.documents import sendings

WALKED = ("/tableau-de-bord", "/famille", "/dossiers", "/documents", "/demandes", "/demarches", "/messages", "/reservations", "/famille/consultations")
HIS = {
    "address": "27 quai de la Vilaine", "phone": "06 39 98 20 26", "e-mail": "loic.morvan@exemple.fr", "name": "Morvan", "contact": "Papi",
    "weeks": "impaires", "doctor": "Dr Kerbrat", "job": "Charpentier", "number": "0735911", "question": "Peut-on payer en deux fois",
    "pièce": "loyer-de-guichen.pdf",
}  # fmt: skip


def ask(page: Page, words: str) -> str:
    """The address of the demande."""
    family.ask(page, words)
    family.attest(page)
    return family.path_of(page)


def fill_sheets(page: Page) -> str:
    """What the second parent alone knows, on two sheets; the address of the dossier."""
    page.goto("/dossiers")
    here = page.get_by_role("link", name="Dossier d’Inès").first.get_attribute("href") or ""
    page.goto(f"{here}/sante")
    page.get_by_label("Nom du médecin").fill(HIS["doctor"])
    keep(page)
    page.goto(f"{here}/famille")
    page.get_by_label("Votre profession").fill(HIS["job"])
    page.get_by_label("Qui vous verse des allocations").select_option(label="Caf")
    keep(page)
    page.goto(f"{here}/famille")
    page.get_by_label("Numéro d’allocataire").fill(HIS["number"])
    keep(page)
    return here


def keep(page: Page) -> None:
    family.press(page, "Enregistrer et finir plus tard")
    expect(family.title(page)).to_have_text("Dossier d’Inès, 2026-2027")


def give_home_proof(page: Page) -> str:
    """The address of the pièce."""
    page.goto("/documents")
    family.follow_piece(page, "Justificatif de domicile")
    here = family.path_of(page)
    family.send_piece(page, sendings.pdf(), name=HIS["pièce"])
    expect(page.get_by_role("main")).to_contain_text(HIS["pièce"])
    return here


def read_by(page: Page, *addresses: str) -> str:
    words = []
    for address in addresses:
        page.goto(address)
        words.append(page.locator("body").inner_text().replace("\u00a0", " "))
    return "\n".join(words)


def test_a_second_parent_sees_the_child_and_only_what_is_theirs(any_phone: Page, new_phone: NewPhone) -> None:
    his, hers = any_phone, new_phone()
    family.sign_in(his, family.LOIC)
    demande, dossier, piece = ask(his, HIS["question"]), fill_sheets(his), give_home_proof(his)
    own = read_by(his, *WALKED, demande, f"{dossier}/sante", f"{dossier}/famille", piece)
    values = own + "".join(field.input_value() for field in his.locator("input[type=text], input[type=tel]").all())
    assert "Inès" in own
    for what in ("address", "phone", "e-mail", "contact", "question", "pièce"):
        assert HIS[what] in values, what

    family.sign_in(hers, family.CLAIRE)
    seen = read_by(hers, *WALKED, dossier, f"{dossier}/sante", f"{dossier}/famille", f"{dossier}/personnes", f"{dossier}/reprise", piece)
    seen += "".join(hers.locator("input").evaluate_all("all => all.map(one => one.value)"))
    assert "Inès" in seen
    assert "3 allée du Lavoir" in seen
    for what, words in HIS.items():
        assert words not in seen, what
    for address in (demande, f"{demande}/pdf"):
        assert hers.request.get(address).status == 404
    number = demande.rpartition("/")[2]
    mailbox.open_mail(his, to=family.LOIC, subject=f"Demande n° {number} : nous l’avons bien reçue")
    his.goto(mailbox.MAILS)
    expect(his.get_by_role("link").filter(has_text=f"Demande n° {number}").filter(has_text=f"à {family.CLAIRE},")).to_have_count(0)
