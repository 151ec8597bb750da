"""A paper as it is downloaded: the commune's PDF or the portal's own, with what is known and answered in its fields."""

from datetime import datetime

from app.catalogue.queries import Imprint
from app.documents import fillable
from app.dossiers.papers import known, layout, reading, recognising
from app.dossiers.papers import paper as papers
from app.dossiers.papers.paper import STAMP, Paper
from app.dossiers.papers.queries import Form
from app.dossiers.queries import Dossier


async def filled(paper: Paper, dossier: Dossier, *, form: Form, imprint: Imprint, at: datetime) -> bytes:
    content = form.content
    if content is None:
        content = await fillable.drawn("form.typ", layout.told(paper, dossier, imprint=imprint), fields=layout.blanks(paper, dossier.case), at=at)
    entries = await fillable.entries_of(content)
    case = papers.as_shown(paper, dossier.case)
    values = reading.values_of(case, ties=form.ties, asked=paper.questions, known=known.values_of(case), entries=entries)
    stamp = recognising.stamp_of(paper, child_id=dossier.child.id, first_year=dossier.year.first_year)
    return await fillable.filled(content, values, stamp=(STAMP, stamp))
