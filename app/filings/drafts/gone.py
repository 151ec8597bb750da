"""A draft that is no longer there: what was sent is found again from a page that stayed open, or behind the back button."""

from uuid import UUID

from litestar.exceptions import NotFoundException

from app.core import access, pages
from app.core.web import Request, Response
from app.filings import queries


class Sent(Exception):
    """Under this number."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


async def why(request: Request, draft_id: UUID) -> Sent | NotFoundException:
    number = await queries.number_of_submission(access.identity_of(request).account_id, draft_id)
    return NotFoundException() if number is None else Sent(number)


def show_demande(_request: Request, sent: Sent) -> Response:
    return pages.redirect(f"/demandes/{sent.number}", said=f"Cette démarche est déjà envoyée\u00a0: voici votre demande n°\u00a0{sent.number}.")
