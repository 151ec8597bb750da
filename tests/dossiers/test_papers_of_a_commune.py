"""A commune brings its own PDF: what is wrong with it is told before anything is loaded, then families have it instead of the portal's."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from pypdf import PdfWriter

from app import settings
from app.bookings import actions as bookings
from app.catalogue import commune_file
from app.catalogue.commune_file import PaperForm
from app.core import clock, database
from app.documents import fillable
from app.documents.fillable import Blank, Place
from app.documents.inspecting import Written
from app.dossiers.papers import communes, filling, queries, reading, recognising
from app.dossiers.papers import paper as papers
from app.dossiers.papers.paper import STAMP
from app.dossiers.papers.refusals import Misfit
from tests.catalogue.communes import PLAINVILLE
from tests.documents import sendings
from tests.dossiers.papers import AT, CHILD, HEALTH, IMPRINT, case, dossier, entries_of, typed

FIELDS = {
    "Nom de l’enfant": "enfant-nom",
    "Médecin": "medecin_nom",
    "Tél. médecin": "medecin_telephone",
    "Soins": "soins",
    "PAI oui": "pai=oui",
    "PAI non": "pai = non",
    "Repas": "regime",
}
KINDS: dict[str, fillable.Kind] = {
    "Médecin": "text",
    "Tél. médecin": "text",
    "Nom de l’enfant": "text",
    "Soins": "box",
    "PAI oui": "box",
    "PAI non": "box",
    "Repas": "choice",
}
STATES = {"Soins": ("Oui",), "PAI oui": ("On",), "PAI non": ("On",), "Repas": ("Repas habituel", "sans_porc")}


def commune_pdf(names: Mapping[str, fillable.Kind] = KINDS, *, states: Mapping[str, tuple[str, ...]] = STATES) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    places = [
        Place(name=name, value=state, page=1, x=50 + 30 * column, y=50 + 30 * row, width=20 if name in states else 200, height=20)
        for row, name in enumerate(names)
        for column, state in enumerate(states.get(name, ("",)))
    ]
    fillable._lay(writer, [Blank(name=name, label=name, kind=kind) for name, kind in names.items()], places=places)
    return fillable._written(writer)


def form(fields: Mapping[str, str] = FIELDS, *, content: bytes | None = None, code: str = "sanitaire", unused: tuple[str, ...] = ()) -> PaperForm:
    return PaperForm(path="fiche[1]", code=code, name="f.pdf", content=commune_pdf() if content is None else content, fields=fields, unused=unused)


async def told(wrong: PaperForm) -> str:
    return "\n".join(await communes.problems_of([wrong])).replace("\u00a0", " ")


async def test_a_sound_paper_has_no_problem() -> None:
    assert await communes.problems_of([form()]) == []


async def test_each_mistake_of_the_table_is_told_where_it_stands() -> None:
    fields = {name: target for name, target in FIELDS.items() if name != "Tél. médecin"} | {
        "Medecin": "medecin_ville",
        "Médecin": "medecin-nom",
        "Soins": "medecin_telephone",
        "PAI oui": "pai=peut-être",
        "PAI non": "soins",
        "Repas": "vaccins",
    }
    said = await told(form(fields))
    for sentence in (
        "fiche[1].champs « Medecin » : le PDF n’a pas ce champ ; vouliez-vous dire « Médecin » ?",
        "fiche[1].champs « Médecin » : « medecin-nom » n’est aucune réponse de cette fiche ; vouliez-vous dire « medecin_nom » ?",
        "fiche[1].champs : le champ « Tél. médecin » du PDF ne correspond à rien ; ajoutez-le, ou citez-le dans sans-suite.",
        "fiche[1].champs « Soins » : « medecin_telephone » est un texte.",
        "fiche[1].champs « PAI oui » : « peut-être » n’est aucune réponse de « pai » : oui, non.",
        "fiche[1].champs « Repas » : ses choix doivent être ceux de « vaccins » (oui, non, contre_indication) ; en trop : Repas habituel, sans_porc.",
    ):
        assert sentence in said
    assert len(said.splitlines()) == 6


@pytest.mark.rule(58)
async def test_a_file_that_families_could_not_send_back_is_refused_at_once() -> None:
    assert "contient un programme" in await told(form(content=sendings.with_script()))
    assert "n’a pas de champs à remplir" in await told(form(content=sendings.pdf()))
    assert "il ne s’ouvre pas" in await told(form(content=b"%PDF-"))
    assert "« inscription » n’est aucune fiche ; attendu famille ou sanitaire" in await told(form(code="inscription"))
    assert "2 champs disent « medecin_nom »" in await told(form(FIELDS | {"Tél. médecin": "medecin_nom"}))


def commune_folder(folder: Path, more: str) -> Path:
    (folder / "sanitaire.pdf").write_bytes(commune_pdf())
    path = folder / "commune.toml"
    path.write_text(PLAINVILLE + more, encoding="utf-8")
    return path


TABLE = "".join(f'"{name}" = "{target}"\n' for name, target in FIELDS.items())
WRITTEN = f'\n[[fiche]]\ncode = "sanitaire"\nfichier = "sanitaire.pdf"\n[fiche.champs]\n{TABLE}'


@pytest.mark.usefixtures("empty_database")
async def test_loaded_it_comes_out_filled_is_read_by_its_own_names_and_goes_with_the_table(tmp_path: Path) -> None:
    path = commune_folder(tmp_path, WRITTEN)
    with pytest.raises(commune_file.Refused, match="le PDF n’a pas ce champ"):
        await bookings.load_catalogue(commune_folder(tmp_path, WRITTEN.replace('"Médecin"', '"Docteur"')), now=clock.now())
    assert await database.fetch("select paper from paper_form") == []
    await bookings.load_catalogue(commune_folder(tmp_path, WRITTEN), now=clock.now())
    own = await queries.form_of(HEALTH)
    answers = {"medecin_nom": "Dr Œil", "soins": "1", "pai": "non", "regime": "standard", "sante": "a_signaler"}
    filled = await filling.filled(HEALTH, dossier(answers), form=own, imprint=IMPRINT, at=AT)
    entries = entries_of(filled)
    written = ("Œuvrard", "Dr Œil", "Oui", "", "On", "Repas habituel")
    assert tuple(entries[name].value for name in ("Nom de l’enfant", "Médecin", "Soins", "PAI oui", "PAI non", "Repas")) == written
    assert entries[STAMP].value == f"sanitaire 2026 {CHILD.id}"
    sent = typed(filled, {"Tél. médecin": "0299642853"}, ticked={"PAI oui": "On", "PAI non": ""})
    read = reading.read(entries_of(sent), ties=own.ties, asked=HEALTH.questions, case=case(), filled_by_us=True)
    assert read.said == {"medecin_nom": "Dr Œil", "medecin_telephone": "02 99 64 28 53", "soins": "1", "pai": "oui", "regime": "standard"}
    path.write_text(PLAINVILLE, encoding="utf-8")
    await bookings.load_catalogue(path, now=clock.now())
    assert (await queries.form_of(HEALTH)).content is None


def test_a_pdf_beside_the_file_is_asked_for(tmp_path: Path) -> None:
    for name in ("absente.pdf", "../sanitaire.pdf"):
        with pytest.raises(commune_file.Refused, match="attendu le nom d’un PDF placé à côté"):
            commune_file.read(commune_folder(tmp_path, WRITTEN.replace("sanitaire.pdf", name)))
    with pytest.raises(commune_file.Refused, match=r"table \[fiche.champs\]"):
        commune_file.read(commune_folder(tmp_path, '\n[[fiche]]\ncode = "sanitaire"\nfichier = "sanitaire.pdf"\n'))


def test_a_file_without_the_hidden_field_is_known_by_its_fields() -> None:
    ties = {"famille": papers.own_ties(papers.PAPERS[0]), "sanitaire": communes.ties_of(form())}
    for content, expected in ((commune_pdf(), HEALTH), (commune_pdf({"autre": "text"}, states={}), Misfit.UNKNOWN)):
        written = Written(media_type="application/pdf", fields=entries_of(content))
        assert recognising.paper_of(written, ties=ties, child_id=CHILD.id, first_year=2026) == expected


def test_the_guide_of_the_commune_names_every_answer_and_all_that_is_filled_in() -> None:
    guide = (settings.ROOT / "docs" / "commune.md").read_text(encoding="utf-8")
    for paper in papers.PAPERS:
        names = ", ".join(f"`{name}`" for name in paper.questions)
        assert f"| `{paper.code}` | {names} |" in guide
    assert all(f"`{name}`" in guide for name in papers.KNOWN if not name.startswith("adulte-2"))
