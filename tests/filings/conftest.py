"""A data folder of the test's own: pièces are files. Two agents of the accueil, whose desks are open at once."""

import pytest

from app.core.access import Agent
from tests.documents.conftest import data_dir
from tests.staff import people

__all__ = ["data_dir"]


@pytest.fixture
async def sophie(chavagne: str) -> Agent:
    return await people.agent()


@pytest.fixture
async def paul(chavagne: str) -> Agent:
    return await people.agent(name=("Paul", "Riou"))
