"""How a paper looks: its questions as fields to draw, with what the family has told elsewhere; and the whole dossier as it is printed."""

from collections.abc import Iterator, Mapping

from app.catalogue.queries import Imprint
from app.documents.fillable import ON, Blank, Kind
from app.dossiers.papers import paper as papers
from app.dossiers.papers.paper import Paper
from app.dossiers.queries import Dossier
from app.dossiers.sheets import SHEETS, family, people
from app.filings.rules import questions
from app.filings.rules.questions import CHOSEN, Case, Question, Rows
from components import french

LONG_LABEL = 44  # characters: what half of the width holds on a line
FEW = 2
LEAD = (
    "Ce que nous savons déjà est rempli. Touchez les cases pour compléter ou corriger, enregistrez le fichier, "
    "puis envoyez-le depuis le dossier de votre enfant, sur le portail."
)
ENDING = "Une case laissée vide n’efface rien. Pour changer un nom, une adresse ou un téléphone de la famille, allez dans «\u00a0Ma famille\u00a0»."


def told(paper: Paper, dossier: Dossier, *, imprint: Imprint) -> dict[str, object]:
    """What the template of a paper is given."""
    return {
        "title": paper.title,
        "whom": whom(dossier.case),
        "lead": LEAD,
        "known": _rows(_known_rows(dossier.case)) if family.SHEET in paper.sheets else [],
        "sections": [
            {"title": title, "lead": " ".join(section.says(dossier.case)), "rows": _lines([_field(question, dossier.case) for question in asked])}
            for title, section, asked in papers.sections(paper, dossier.case)
        ],
        "ending": ENDING,
        **_office(imprint),
    }


def blanks(paper: Paper, case: Case) -> list[Blank]:
    return [Blank(name=question.name, label=question.label, kind=_kind(question)) for _, _, asked in papers.sections(paper, case) for question in asked]


def _lines(fields: list[dict[str, object]]) -> list[list[dict[str, object]]]:
    """Two narrow fields share a line."""
    lines: list[list[dict[str, object]]] = []
    for field in fields:
        if lines and not field["wide"] and len(lines[-1]) == 1 and not lines[-1][0]["wide"]:
            lines[-1].append(field)
        else:
            lines.append([field])
    return lines


def _field(question: Question, case: Case) -> dict[str, object]:
    options = question.choices(case) if question.kind in CHOSEN else ()
    return {
        "name": question.name,
        "label": question.label,
        "hint": question.hint or ("Comme 05/09/2026" if question.kind == "date" else ""),
        "kind": _kind(question),
        "on": ON,
        "wide": question.kind == "textarea" or len(options) > FEW or len(question.label) > LONG_LABEL,
        "options": [{"value": option.value, "label": option.label} for option in options],
    }


def _kind(question: Question) -> Kind:
    kinds: dict[str, Kind] = dict.fromkeys(("text", "email", "tel", "date"), "text")
    kinds |= {"textarea": "long", "checkbox": "box", "select": "choice", "radios": "choice"}
    return kinds[question.kind]


def whom(case: Case) -> str:
    child = case.its_child
    return f"{child.first_name} {child.last_name}, date de naissance\u00a0: {child.birth_date:%d/%m/%Y} · année scolaire {case.its_year.label}"


def _known_rows(case: Case) -> Rows:
    return [*family.SHEET.reads(case), *people.SHEET.reads(case)]


def printed(dossier: Dossier, *, imprint: Imprint) -> dict[str, object]:
    """The whole dossier: what each sheet tells, then the pièces."""
    return {
        "title": f"Dossier administratif {french.of(dossier.child.first_name)}",
        "whom": whom(dossier.case),
        "state": _state(dossier),
        "sections": [{"title": sheet.title, "rows": _rows(questions.told(sheet.step, dossier.case))} for sheet in SHEETS],
        "pieces": list(_pieces(dossier)),
        **_office(imprint),
    }


def _state(dossier: Dossier) -> str:
    missing = [f"«\u00a0{sheet.title}\u00a0»" for sheet in dossier.missing]
    lacking = f" Il reste à compléter\u00a0: {french.listing(missing)}." if missing else ""
    if dossier.sent is None:
        return f"Ce dossier n’a pas encore été envoyé au service.{lacking}"
    changed = " Il a été modifié depuis, sans être renvoyé." if dossier.draft else ""
    return f"Demande n°\u00a0{dossier.sent.number}, reçue {french.stamp(dossier.sent.sent_at)}.{changed}{lacking}"


def _pieces(dossier: Dossier) -> Iterator[str]:
    for piece in dossier.case.facts.pieces:
        yield f"{piece.kind}\u00a0: {piece.state(today=dossier.case.today).words.lower()}"


def _rows(rows: Rows) -> list[dict[str, object]]:
    return [{"term": term, "values": values or ["Non renseigné"]} for term, values in rows]


def _office(imprint: Imprint) -> Mapping[str, object]:
    lines = (f"{imprint.office}, {imprint.name}", imprint.address, imprint.phone, imprint.email)
    return {"commune": imprint.name, "office": imprint.office, "contact": [line for line in lines if line]}
