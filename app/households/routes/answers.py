"""What the pages of a household answer in the same way: whose household it is, a form, a refused form."""

from collections.abc import Sequence
from typing import NoReturn, TypeVar

from litestar.exceptions import NotFoundException

from app.core import access, pages
from app.core.access import Right
from app.core.web import Request, Response
from app.households.actions.steps import Asker
from app.households.queries import family
from app.households.queries.family import FamilyView
from components.ui import ErrorSummary, Field

FAMILY = {"right": Right.FAMILY}
UNPROCESSABLE = 422
Found = TypeVar("Found")


def asker_of(request: Request) -> Asker:
    return Asker(account_id=access.identity_of(request).account_id, origin=access.origin_of(request))


async def family_of(request: Request) -> FamilyView:
    """404 for who belongs to no household, or no longer."""
    return found(await family.family_of(access.identity_of(request).account_id))


def found(value: Found | None) -> Found:
    """404 for what is not the household's."""
    if value is None:
        raise NotFoundException
    return value


def not_found() -> NoReturn:
    raise NotFoundException


async def show_form(request: Request, template: str, *, fields: Sequence[Field], **context: object) -> Response:
    """200 when nothing is refused; otherwise the same form with its summary, and 422."""
    summary = ErrorSummary.of(fields)
    return await pages.respond(request, template, status=UNPROCESSABLE if summary else 200, fields=fields, summary=summary, **context)
