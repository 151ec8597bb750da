"""Two households of one child, and a stranger, on the demo commune."""

import pytest

from tests.households.people import Ground, settle


@pytest.fixture
async def ground(chavagne: str) -> Ground:
    return await settle()
