"""What the tests of mails and jobs stand on: settings for one test, accounts, events, and a look at the outbox."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

from app import settings
from app.core import clock, database, outbox

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)


@contextmanager
def configured(**values: str) -> Iterator[None]:
    """Settings that hold for one test: `PORTAIL_…` in lower case, without the prefix."""
    before = dict(os.environ)
    os.environ.update({f"PORTAIL_{name.upper()}": value for name, value in values.items()})
    settings.current.cache_clear()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        settings.current.cache_clear()


async def name_commune() -> None:
    await database.fetch(
        "update commune set name = 'Ville de Chavagne', office = 'Service Enfance', phone = '02 99 00 00 00', email = 'enfance@chavagne.test', "
        "address = '3 rue de l’Été, 35310 Chavagne'"
    )


async def an_account(email: str, *, password_hash: str | None = None) -> UUID:
    account_id = uuid4()
    await database.fetch("insert into account (id, email, password_hash, created_at) values ({}, {}, {}, {})", account_id, email, password_hash, clock.now())
    return account_id


async def announce(event: str, **ids: UUID | int | str) -> UUID:
    key = uuid4()
    async with database.transaction():
        await outbox.announce(event, key=key, ids=ids, now=clock.now())
    return key


async def invited(*emails: str) -> list[UUID]:
    """Keys of the events that ask for one invitation each."""
    return [await announce("accounts:invited", account_id=await an_account(email)) for email in emails]


async def left() -> int:
    """Rows of the outbox that are neither done nor dead."""
    number: int = await database.fetch_value("select count(*) from outbox where done_at is null and dead_at is null")
    return number
