"""A data folder of the test's own, beside the demo commune; what is sent there is inspected once for all tests."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from app import settings
from app.documents import inspecting
from app.documents.inspecting import Made, Sent, Sink
from app.documents.rules.refusals import Refusal
from tests.documents.pieces import Content, Kept

inspected: dict[tuple[tuple[str, bytes], ...], tuple[Made | Refusal, bytes]] = {}


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("PORTAIL_DATA_DIR", str(tmp_path))
    settings.current.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    settings.current.cache_clear()


@pytest.fixture
def inspected_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The inspecting process, proved apart, answers alike for the same files: each test that sends some would pay for its start."""
    inspect = inspecting.made_of

    async def remembered(files: Sequence[Sent], *, into: Sink) -> Made | Refusal:
        sent = tuple([(each.name, await each.source.read()) for each in files])
        if sent not in inspected:
            kept = Kept()
            again = [Sent(name=each.name, size=each.size, source=Content(content)) for each, (_, content) in zip(files, sent, strict=True)]
            inspected[sent] = await inspect(again, into=kept), bytes(kept)
        made, content = inspected[sent]
        into.write(content)
        return made

    monkeypatch.setattr(inspecting, "made_of", remembered)
