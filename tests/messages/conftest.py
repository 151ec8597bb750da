"""A mail server, and the settings that lead to it."""

from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

from tests.messages import ground, mail_server
from tests.messages.mail_server import MailServer


@pytest.fixture(autouse=True)
def quick_logs() -> Iterator[None]:
    """The default ones draw each traceback, which takes longer than the test."""
    structlog.configure(processors=[structlog.processors.KeyValueRenderer()], logger_factory=structlog.ReturnLoggerFactory())
    yield
    structlog.reset_defaults()


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    async with mail_server.opened() as server:
        with ground.configured(smtp_url=server.url):
            yield server


@pytest.fixture
async def commune(empty_database: str) -> None:
    await ground.name_commune()
