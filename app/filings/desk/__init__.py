"""The desk of demandes: the queue, one demande, what an agent decides of it."""

from app.filings.desk.routes import routes

__all__ = ["routes"]
