"""What leaves as a file is counted by account, and written: who, what, how many lines."""

import asyncio
import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from litestar.exceptions import TooManyRequestsException

from app.core import clock, database, exports
from app.core.authors import Author
from app.core.exports import Export

pytestmark = pytest.mark.usefixtures("chavagne")
SOPHIE = uuid4()


async def take(actor: UUID = SOPHIE, *, after: timedelta = timedelta(0)) -> None:
    export = Export(what="list of a day", kind="csv", lines=12, about={"jour": "2026-12-08"})
    await exports.note(export, by=Author(account_id=actor, role="accueil", origin="203.0.113.7"), now=clock.now() + after)


@pytest.mark.rule(53)
async def test_so_many_exports_and_no_more_by_account_until_time_has_passed() -> None:
    for _ in range(exports.MOST):
        await take()
    with pytest.raises(TooManyRequestsException):
        await take()
    await take(uuid4())
    await take(after=exports.WITHIN)


@pytest.mark.rule(53)
async def test_asked_at_once_they_count_as_one_after_the_other() -> None:
    for _ in range(exports.MOST - 1):
        await take()
    outcomes = await asyncio.gather(*(take() for _ in range(5)), return_exceptions=True)
    assert outcomes.count(None) == 1


@pytest.mark.rule(67)
async def test_each_one_is_in_the_audit_trail() -> None:
    await take()
    row = await database.fetch_one("select actor, role, object_kind, object_id, details, origin from audit_entry where act = {}", exports.ACT)
    assert row is not None
    assert json.loads(row.pop("details")) == {"kind": "csv", "lines": 12, "jour": "2026-12-08"}
    assert row == {"actor": SOPHIE, "role": "accueil", "object_kind": "export", "object_id": "list of a day", "origin": "203.0.113.0/24"}


def test_paper_ends_sooner_than_files() -> None:
    assert not exports.is_too_long(exports.MOST_PRINTED, kind="pdf")
    assert exports.is_too_long(exports.MOST_PRINTED + 1, kind="pdf")
    assert not exports.is_too_long(exports.MOST_PRINTED + 1, kind="csv")
    assert exports.is_too_long(exports.MOST_LINES + 1, kind="xlsx")
