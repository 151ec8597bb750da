"""With an antivirus, a pièce is closed to everybody until it was found clean; without an answer it goes on waiting."""

import asyncio
import contextlib
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pypdf import PdfWriter
from pypdf.generic import StreamObject

from app import settings
from app.core import clock, database, outbox
from app.core.outbox import Announcement
from app.documents import actions, storage
from app.documents.actions import examining
from app.documents.rules.states import State
from jobs import handlers
from tests.bookings.families import ANNE
from tests.documents import sendings
from tests.documents.pieces import HOME_PROOF, given, piece

pytestmark = [pytest.mark.usefixtures("chavagne", "data_dir", "inspected_once"), pytest.mark.rule(61)]
# The test file of the antivirus makers, in two parts: whole, it would stop this file too.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def infected() -> bytes:
    def change(writer: PdfWriter) -> None:
        stream = StreamObject()
        stream.set_data(EICAR)
        writer._add_object(stream)

    return sendings.pdf(change=change)


@asynccontextmanager
async def antivirus(place: Path, *, says: bytes | None = None) -> AsyncIterator[None]:
    """A clamd that knows EICAR, or that always says the same."""

    async def serve(reader: StreamReader, writer: StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        content = b""
        while size := int.from_bytes(await reader.readexactly(4)):
            content += await reader.readexactly(size)
        writer.write(says or (b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in content else b"stream: OK\0"))
        writer.close()

    async with await asyncio.start_unix_server(serve, place):
        yield


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the antivirus is expected; nobody listens there yet."""
    with wanted(monkeypatch, at=f"unix://{tmp_path}/clamd"):
        yield tmp_path / "clamd"


@contextmanager
def wanted(monkeypatch: pytest.MonkeyPatch, *, at: str) -> Iterator[None]:
    monkeypatch.setenv("PORTAIL_CLAMD", at)
    settings.current.cache_clear()
    yield
    settings.current.cache_clear()


async def examine(document_id: UUID) -> None:
    """As the job does."""
    row = await database.fetch_one("select id, event from outbox where id = {}", document_id)
    assert row is not None
    handler = handlers.HANDLERS[row["event"]]
    await handler(Announcement(key=row["id"], event=row["event"], ids={"document_id": str(document_id)}), now=clock.now())


async def state() -> State:
    return (await piece(HOME_PROOF)).state(today=clock.today())


async def can_be_opened(document_id: UUID) -> bool:
    return await actions.open_for(ANNE, document_id, origin="", now=clock.now()) is not None


async def test_a_piece_is_closed_until_it_was_found_clean(place: Path) -> None:
    document_id = await given(HOME_PROOF)
    assert await state() is State.SCANNING
    assert not await can_be_opened(document_id)
    async with antivirus(place):
        await examine(document_id)
    assert await state() is State.RECEIVED
    assert await can_be_opened(document_id)


async def test_an_infected_file_is_destroyed_and_its_family_told(place: Path) -> None:
    document_id = await given(HOME_PROOF, content=infected())
    async with antivirus(place):
        await examine(document_id)
        await examine(document_id)
    found = (await piece(HOME_PROOF)).given
    assert await state() is State.REJECTED
    assert found is not None
    assert found.reason == examining.INFECTED
    assert not storage.exists(document_id)
    assert not await can_be_opened(document_id)


async def test_the_old_one_stands_until_the_new_one_was_found_clean(place: Path) -> None:
    old = await given(HOME_PROOF)
    async with antivirus(place):
        await examine(old)
        with clock.frozen(clock.now() + timedelta(minutes=1)):
            bad = await given(HOME_PROOF, content=infected())
            assert (await piece(HOME_PROOF)).is_replacing
            assert await can_be_opened(old)
            await examine(bad)
            after = await piece(HOME_PROOF)
            assert after.is_newer_refused
            assert not after.is_replacing
            assert await can_be_opened(old)
        with clock.frozen(clock.now() + timedelta(minutes=2)):
            new = await given(HOME_PROOF)
            await examine(new)
    last = await piece(HOME_PROOF)
    assert last.given is not None
    assert last.given.id == new
    assert not last.is_newer_refused
    assert storage.ids() == [new]


@pytest.mark.parametrize("says", [None, b"INSTREAM size limit exceeded. ERROR\0", b"stream: nothing of the kind\0"], ids=["away", "too large", "unclear"])
async def test_without_a_clear_answer_the_piece_goes_on_waiting(says: bytes | None, place: Path) -> None:
    document_id = await given(HOME_PROOF)
    async with antivirus(place, says=says) if says else contextlib.nullcontext():
        with pytest.raises(outbox.TryLater):
            await examine(document_id)
    assert await state() is State.SCANNING
    assert not await can_be_opened(document_id)


async def test_a_piece_that_was_deleted_meanwhile_is_not_looked_at(place: Path) -> None:
    document_id = await given(HOME_PROOF)
    assert await actions.delete(ANNE, document_id, now=clock.now()) is True
    await examine(document_id)
    assert storage.ids() == []


async def test_an_antivirus_on_another_machine_is_asked_over_the_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = asyncio.Event()

    async def serve(reader: StreamReader, writer: StreamWriter) -> None:
        asked.set()
        await reader.read(100_000)
        writer.write(b"stream: OK\0")
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        with wanted(monkeypatch, at=f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"):
            document_id = await given(HOME_PROOF)
            await examine(document_id)
            assert asked.is_set()
            assert await can_be_opened(document_id)
