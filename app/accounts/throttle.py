"""Counting tries, atomically, in the database: by address, by origin and for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.accounts.rules import throttling
from app.accounts.rules.throttling import Limit, Tally
from app.core import database, signing
from app.core.doors import Door

PURPOSE = "throttle"


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """What is counted together. `key` is hashed before it is kept."""

    key: str
    limit: Limit

    @property
    def hash(self) -> bytes:
        return signing.keyed_hash(self.key, purpose=PURPOSE)


EVERYBODY = Bucket(key="everybody", limit=throttling.EVERYBODY)


def sign_in_buckets(*, email: str, door: Door, origin: str) -> list[Bucket]:
    return [Bucket(key=f"account:{door}:{email}", limit=throttling.ACCOUNT), *_of_origin(origin, limit=throttling.ORIGIN, named="origin"), EVERYBODY]


def proof_buckets(session_id: UUID) -> list[Bucket]:
    return [Bucket(key=f"proof:{session_id}", limit=throttling.PROOF)]


def factor_buckets(account_id: UUID) -> list[Bucket]:
    """Of who has the password and not the second factor, in however many sessions."""
    return [Bucket(key=f"factor:{account_id}", limit=throttling.PROOF)]


def mail_buckets(*, to: str, origin: str) -> list[Bucket]:
    by_origin = _of_origin(origin, limit=throttling.MAIL_FROM_ORIGIN, named="mail-origin")
    return [Bucket(key=f"mail:{to}", limit=throttling.MAIL_TO_ACCOUNT), *by_origin]


def _of_origin(origin: str, *, limit: Limit, named: str) -> list[Bucket]:
    """An origin that the server does not know is not counted: it would be everybody's."""
    network = throttling.network_of(origin)
    return [Bucket(key=f"{named}:{network}", limit=limit)] if network else []


@database.retried
async def take(buckets: Sequence[Bucket], *, now: datetime) -> timedelta | None:
    """How long to wait, or None: then the try is counted in each bucket, as if it had failed. A transaction of its own, before the slow work."""
    async with database.transaction():
        tallies = await _locked(buckets, now=now)
        wait = max(throttling.wait_before(tally, now) for tally in tallies.values())
        if wait:
            return wait
        await _write({bucket.hash: _with_one_more(bucket, tallies, now=now) for bucket in buckets})
        return None


async def apply_success(buckets: Sequence[Bucket], *, now: datetime) -> None:
    """The try was right: its owner's tries are forgotten, and the others get this one back. A delay under way for others stays."""
    database.require_transaction()
    tallies = await _locked(buckets, now=now)
    await _write({bucket.hash: _without_this_one(tallies[bucket.hash], limit=bucket.limit, now=now) for bucket in buckets})


def _with_one_more(bucket: Bucket, tallies: Mapping[bytes, Tally], *, now: datetime) -> Tally:
    everybody = tallies.get(EVERYBODY.hash)
    under_attack = everybody is not None and throttling.is_under_attack(everybody, now)
    limit = throttling.stricter(bucket.limit) if under_attack else bucket.limit
    return throttling.with_one_more(tallies[bucket.hash], limit=limit, now=now)


def _without_this_one(tally: Tally, *, limit: Limit, now: datetime) -> Tally:
    if limit.ends_with_success:
        return Tally(failures=0, counted_at=now)
    return Tally(failures=max(0, tally.failures - 1), counted_at=tally.counted_at, blocked_until=tally.blocked_until)


async def _locked(buckets: Sequence[Bucket], *, now: datetime) -> dict[bytes, Tally]:
    """The tallies by bucket, locked in the order of their hashes."""
    hashes = sorted(bucket.hash for bucket in buckets)
    await database.fetch(
        "insert into throttle (bucket, failures, counted_at) select bucket, 0, {} from unnest({}::bytea[]) as bucket on conflict do nothing", now, hashes
    )
    rows = await database.fetch(
        "select bucket, failures, counted_at, blocked_until from throttle where bucket = any({}::bytea[]) order by bucket for update", hashes
    )
    return {row.pop("bucket"): Tally(**row) for row in rows}


async def _write(tallies: Mapping[bytes, Tally]) -> None:
    await database.fetch(
        """
        update throttle set failures = new.failures, counted_at = new.counted_at, blocked_until = new.blocked_until
        from unnest({}::bytea[], {}::integer[], {}::timestamptz[], {}::timestamptz[]) as new (bucket, failures, counted_at, blocked_until)
        where throttle.bucket = new.bucket
        """,
        list(tallies),
        [tally.failures for tally in tallies.values()],
        [tally.counted_at for tally in tallies.values()],
        [tally.blocked_until for tally in tallies.values()],
    )
