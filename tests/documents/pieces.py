"""Pièces of the demo's families, given by the action or by the page."""

from datetime import date
from io import BytesIO
from uuid import UUID, uuid4

import httpx

from app.core import clock, database
from app.documents import actions, queries
from app.documents.actions import Received, Wanted
from app.documents.inspecting import Sent
from app.documents.queries import Piece
from app.documents.rules.refusals import Refusal
from tests.bookings.families import ANNE
from tests.documents import sendings
from tests.pages import Visitor

HOME_PROOF, INSURANCE, HEALTH, INCOME = "domicile", "assurance", "sante", "quotient-familial"


class Content:
    def __init__(self, content: bytes) -> None:
        self.left = BytesIO(content)

    async def read(self, size: int = -1) -> bytes:
        return self.left.read(size)


class Kept(bytearray):
    """What the inspection wrote."""

    def write(self, plain: bytes) -> None:
        self.extend(plain)


def sent(name: str, content: bytes) -> Sent:
    return Sent(name=name, size=len(content), source=Content(content))


async def piece(code: str, *, child: str = "", account_id: UUID = ANNE) -> Piece:
    kind_id = await database.fetch_value("select id from document_kind where code = {}", code)
    (found,) = [each for each in await queries.of_account(account_id) if each.kind_id == kind_id and each.first_name == child]
    return found


async def given(
    code: str,
    *,
    child: str = "",
    account_id: UUID = ANNE,
    content: bytes | None = None,
    name: str = "pièce.pdf",
    submission_id: UUID | None = None,
    until: date | None = None,
) -> UUID:
    outcome = await try_giving(code, child=child, account_id=account_id, content=content, name=name, submission_id=submission_id, until=until)
    assert isinstance(outcome, Received), outcome
    return outcome.document_id


async def try_giving(
    code: str,
    *,
    child: str = "",
    account_id: UUID = ANNE,
    content: bytes | None = None,
    name: str = "pièce.pdf",
    submission_id: UUID | None = None,
    until: date | None = None,
) -> Received | Refusal | None:
    wanted_piece = await piece(code, child=child, account_id=account_id)
    wanted = Wanted(kind_id=wanted_piece.kind_id, child_id=wanted_piece.child_id, submission_id=submission_id or uuid4(), valid_until=until)
    return await actions.receive(account_id, wanted, files=[sent(name, content or sendings.pdf())], now=clock.now())


async def send(visitor: Visitor, page: str, *files: tuple[str, bytes], target: str | None = None, **fields: str) -> httpx.Response:
    """Through the form of the page."""
    headers = {} if target is None else {"HX-Request": "true", "HX-Target": target}
    data = {"_csrf": await visitor.token(page), "envoi": str(uuid4()), **fields}
    parts = [("fichier", (name, content, "application/octet-stream")) for name, content in files]
    return await visitor.client.post(page, data=data, files=parts, headers=headers)
