"""A data folder of the test's own, beside the demo commune."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import settings


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("PORTAIL_DATA_DIR", str(tmp_path))
    settings.current.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    settings.current.cache_clear()
