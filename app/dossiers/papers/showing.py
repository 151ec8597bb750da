"""The papers of a dossier as a component: links, what was read, what was refused."""

from collections.abc import Sequence

from app.documents.rules import names
from app.documents.rules.refusals import LARGEST_FILE
from app.dossiers.papers import paper as papers
from app.dossiers.papers import refusals
from app.dossiers.papers.actions import Refused, Reviewed
from app.dossiers.papers.paper import Paper
from app.dossiers.papers.review import Review
from app.dossiers.queries import Dossier
from components import french
from components.dossiers import PaperChange, PaperDesk, PaperLink, PaperMissing, PaperReview, PaperUnread, RefusedFile

LONGEST_NAME = 60  # characters
LONGEST_SHOWN = 200  # of what cannot be read


def address_of(dossier: Dossier) -> str:
    return f"{dossier.here}/fiches"


def desk(dossier: Dossier, found: Reviewed, *, csrf_token: str, refused: Sequence[Refused] = ()) -> PaperDesk:
    here = address_of(dossier)
    return PaperDesk(
        action=here,
        csrf_token=csrf_token,
        papers=tuple(PaperLink(title=paper.title, href=f"{here}/{paper.code}/pdf") for paper in papers.PAPERS),
        reviews=tuple(_review(each.paper, review, dossier=dossier) for each, review in found.reviews),
        seen=found.mark,
        refused=tuple(RefusedFile(name=_named(each.name), sentence=refusals.sentence_of(each.why)) for each in refused),
        largest=LARGEST_FILE,
    )


def _named(sent: str) -> str:
    return names.written(sent)[:LONGEST_NAME]


def _review(paper: Paper, review: Review, *, dossier: Dossier) -> PaperReview:
    return PaperReview(
        key=paper.code,
        title=paper.title,
        changes=tuple(PaperChange(term=change.term, old=change.old, new=change.new) for change in review.changes),
        same=f"{french.count(review.same, one='réponse reste', many='réponses restent')} comme avant." if review.same else "",
        missing=tuple(PaperMissing(sentence=problem.sentence, href=f"{dossier.here}/{sheet}") for sheet, problem in review.missing),
        unread=tuple(PaperUnread(term=term, written=each.written[:LONGEST_SHOWN], sentence=each.sentence) for term, each in review.unread),
        aside=review.aside,
    )
