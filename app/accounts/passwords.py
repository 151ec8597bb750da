"""Hashing passwords with Argon2id, one at a time in each process: 64 MiB each, so a crowd waits instead of filling the memory."""

import asyncio
import base64
import os
import secrets
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.accounts.rules import password_policy
from app.accounts.rules.refusals import Refusal
from app.core.doors import Door

Answer = TypeVar("Answer")

HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4, hash_len=32, salt_len=16)
SHORTEST = {Door.FAMILY: password_policy.SHORTEST, Door.STAFF: password_policy.SHORTEST_OF_AGENTS}  # characters
LONGEST_QUEUE = 60  # people in line in one process: some six seconds


class TooManyAtOnce(Exception):
    """The line is full: better a sentence now than a page that never comes."""


def _start_anew() -> None:
    """A process that was forked has its parent's line without the thread that serves it: it would wait for ever."""
    global _turns, _in_line
    _turns, _in_line = ThreadPoolExecutor(max_workers=1, thread_name_prefix="passwords"), 0


_turns: ThreadPoolExecutor
_in_line: int
_start_anew()
os.register_at_fork(after_in_child=_start_anew)


async def hashed(password: str) -> str:
    return await _in_turn(lambda: HASHER.hash(password_policy.normalised(password)))


async def matches(password: str, known: str | None) -> bool:
    """False, after the same work, when nothing is known: who has no account waits as long as who mistyped (ASVS 6.3.8)."""
    return await _in_turn(lambda: _verified(password, against=known or _unknown()) and known is not None)


def is_outdated(known: str) -> bool:
    """Made with other parameters than today's: hashed again at the next sign-in."""
    return HASHER.check_needs_rehash(known)


async def why_refused(password: str, *, own_words: Iterable[str], door: Door) -> Refusal | None:
    """The policy's answer, in the same line: the estimate takes up to 0.2 s and is not safe in two threads."""
    return await _in_turn(lambda: password_policy.why_refused(password, own_words=own_words, shortest=SHORTEST[door]))


async def _in_turn(work: Callable[[], Answer]) -> Answer:
    global _in_line  # noqa: PLW0603 - as above
    if _in_line >= LONGEST_QUEUE:
        raise TooManyAtOnce
    _in_line += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_turns, work)
    finally:
        _in_line -= 1


def _verified(password: str, *, against: str) -> bool:
    try:
        return HASHER.verify(against, password_policy.normalised(password))
    except (VerificationError, InvalidHashError):
        return False


def _unknown() -> str:
    """A well-formed hash that no password gives, with today's parameters."""
    salt, digest = (base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (HASHER.salt_len, HASHER.hash_len))
    return f"$argon2id$v=19$m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}${salt}${digest}"
