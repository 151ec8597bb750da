"""Plainville loaded, on a Monday morning that stands still."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.core import clock
from tests.bookings.plainville import NOW, load
from tests.catalogue.communes import written


@pytest.fixture
async def town(empty_database: str, tmp_path: Path) -> AsyncIterator[Path]:
    """The folder where its file is written."""
    with clock.frozen(NOW):
        await load(written(tmp_path))
        yield tmp_path
