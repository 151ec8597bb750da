"""Papers as families fill them in, and the dossier of a child that is made up."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import BytesIO
from uuid import UUID

from pypdf import PdfReader, PdfWriter

from app.catalogue.queries import Imprint
from app.documents import fillable, inspecting
from app.documents.inspecting import Entry
from app.documents.inspection import fields
from app.dossiers.papers import layout
from app.dossiers.papers import paper as papers
from app.dossiers.papers.paper import Paper
from app.dossiers.queries import Dossier, Facts
from app.dossiers.queries.facts import Adult
from app.filings.rules.questions import Answers, Case, Child, Year

IMPRINT = Imprint(
    name="Ville de Chavagne",
    office="Service Enfance",
    address="Mairie, 35310 Chavagne",
    phone="02 99 64 28 53",
    email="e@exemple.fr",
    publisher="",
    host="",
    dpo="",
)
YEAR = Year(first_year=2026, first_day=date(2026, 9, 1), last_class_day=date(2027, 7, 3), last_day=date(2027, 8, 31), projected=False)
CHILD = Child(id=UUID(int=7), first_name="Léa", last_name="Œuvrard", birth_date=date(2019, 5, 14), school="elementaire-publique")
FACTS = Facts(
    address="12 rue des Écoles\n35310 Chavagne",
    adult_list=(Adult(first_name="Hélène", last_name="Œuvrard", phones=["+33639980001", ""], email="helene@exemple.fr"),),
    contacts=(),
    pieces=(),
)
AT = datetime(2026, 11, 30, 7, tzinfo=UTC)
FAMILY, HEALTH = papers.PAPERS


def case(answers: Answers | None = None, *, child: Child = CHILD) -> Case:
    return Case(household_id=UUID(int=1), account_id=UUID(int=2), child=child, year=YEAR, today=date(2026, 11, 30), answers=answers or {}, facts=FACTS)


def dossier(answers: Answers | None = None, *, child: Child = CHILD) -> Dossier:
    return Dossier(case=case(answers, child=child), draft=None, sent=None)


async def blank(paper: Paper, *, child: Child = CHILD) -> bytes:
    """The portal's own, as it is drawn before anything is written."""
    told = layout.told(paper, dossier(child=child), imprint=IMPRINT)
    return await fillable.drawn("form.typ", told, fields=layout.blanks(paper, case(child=child)), at=AT)


def entries_of(content: bytes) -> dict[str, Entry]:
    return inspecting.entries(fields.read(content))


def typed(content: bytes, texts: Mapping[str, str], *, ticked: Mapping[str, str] | None = None) -> bytes:
    """As a reader of PDF on a phone: it knows nothing of the portal. `ticked`: the state of each button that is touched."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    if texts:
        writer.update_page_form_field_values(None, dict(texts), auto_regenerate=True)
    for name, state in (ticked or {}).items():
        fillable._put_in_state((writer.get_fields() or {})[name].indirect_reference.get_object(), state=state)
    return fillable._written(writer)


def printed(content: bytes) -> bytes:
    """« Imprimer en PDF »: what was drawn stays, the fields are gone."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    writer.remove_annotations(subtypes=None)
    del writer.root_object["/AcroForm"]
    return fillable._written(writer)
