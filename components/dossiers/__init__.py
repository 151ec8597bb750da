"""The dossier administratif of a child, as its family sees it."""

from components.dossiers.paper_desk import PaperChange, PaperDesk, PaperLink, PaperMissing, PaperReview, PaperUnread, RefusedFile

__all__ = ["PaperChange", "PaperDesk", "PaperLink", "PaperMissing", "PaperReview", "PaperUnread", "RefusedFile"]
