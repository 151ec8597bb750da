"""A folder for the data of a portal, prepared once and copied for each test that breaks something."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core import postgres_owners
from tests.serving import portals
from tests.serving.portals import Portal


@pytest.fixture(scope="session")
def prepared() -> Iterator[Path]:
    """What a first start leaves: the demo's database, stopped."""
    with postgres_owners.folder_for(os.geteuid()) as folder:
        done = portals.run("demo", environment=portals.settings(folder, port=1))
        assert done.code == 0, done.refused
        yield folder


@pytest.fixture
def folder(prepared: Path) -> Iterator[Path]:
    with postgres_owners.folder_for(os.geteuid()) as copy:
        subprocess.run(["cp", "-a", portals.data_below(prepared), copy], check=True)
        yield copy


@pytest.fixture
def portal(folder: Path) -> Iterator[Portal]:
    with portals.running(folder) as running:
        yield running
