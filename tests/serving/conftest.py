"""A folder for the data of a portal, prepared once and copied for each test that breaks something."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import portals
from tests.serving.portals import Portal


@pytest.fixture(scope="session")
def prepared() -> Iterator[Path]:
    with portals.prepared() as folder:
        yield folder


@pytest.fixture
def folder(prepared: Path) -> Iterator[Path]:
    with portals.copied(prepared) as copy:
        yield copy


@pytest.fixture
def portal(folder: Path) -> Iterator[Portal]:
    with portals.running(folder) as running:
        yield running
