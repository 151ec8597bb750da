"""Which paper of which dossier a PDF is: by the hidden field that it came out with, otherwise by the names of its fields."""

from collections.abc import Mapping
from uuid import UUID

from app.documents.inspecting import Written
from app.documents.pdf import MEDIA_TYPE
from app.dossiers.papers import paper as papers
from app.dossiers.papers.paper import STAMP, Paper, Tie
from app.dossiers.papers.refusals import Misfit

LEAST_OF_ITS_FIELDS = 0.5
"""Of the fields of a paper without its hidden field: viewers drop some when they save, another paper has none of them."""


def stamp_of(paper: Paper, *, child_id: UUID, first_year: int) -> str:
    return f"{paper.code} {first_year} {child_id}"


def paper_of(written: Written, *, ties: Mapping[str, tuple[Tie, ...]], child_id: UUID, first_year: int) -> Paper | Misfit:
    """`ties` by the code of each paper."""
    stamped = written.fields.get(STAMP)
    if written.media_type != MEDIA_TYPE:
        found: Paper | Misfit = Misfit.PHOTO
    elif not written.fields:
        found = Misfit.FLAT
    elif stamped is not None and stamped.value:
        found = _stamped(stamped.value, child_id=child_id, first_year=first_year)
    else:
        found = _by_fields(frozenset(written.fields), ties)
    return found


def _stamped(stamp: str, *, child_id: UUID, first_year: int) -> Paper | Misfit:
    code, _, rest = stamp.partition(" ")
    year, _, child = rest.partition(" ")
    if child != str(child_id):
        return Misfit.OTHER_CHILD
    return papers.of_code(code) or Misfit.UNKNOWN if year == str(first_year) else Misfit.OTHER_YEAR


def _by_fields(names: frozenset[str], ties: Mapping[str, tuple[Tie, ...]]) -> Paper | Misfit:
    shares = {paper: _share(names, ties[paper.code]) for paper in papers.PAPERS}
    paper, share = max(shares.items(), key=lambda each: each[1])
    return paper if share >= LEAST_OF_ITS_FIELDS else Misfit.UNKNOWN


def _share(names: frozenset[str], ties: tuple[Tie, ...]) -> float:
    return sum(tie.field in names for tie in ties) / len(ties) if ties else 0.0
