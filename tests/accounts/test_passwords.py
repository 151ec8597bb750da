"""What a hash costs, and that one is computed at a time."""

import asyncio
import subprocess
import sys
import time
from unittest import mock

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from app.accounts import passwords
from tests.accounts.people import PASSWORD

OWN = passwords.HASHER  # before the tests make it cheap
REAL = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)


@pytest.mark.rule(12)
async def test_a_hash_costs_three_passes_over_64_mib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", OWN)
    hashed = await passwords.hashed(PASSWORD)
    parameters = extract_parameters(hashed)
    assert (parameters.type, parameters.time_cost, parameters.memory_cost, parameters.parallelism) == (Type.ID, 3, 65_536, 4)
    assert await passwords.matches(PASSWORD, hashed)
    assert not passwords.is_outdated(hashed)


@pytest.mark.rule(12)
async def test_a_cheaper_hash_is_outdated() -> None:
    assert passwords.is_outdated(PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(PASSWORD))


@pytest.mark.rule(12)
async def test_one_hash_is_computed_at_a_time() -> None:
    running = most = 0

    def slow(_against: str, _password: str) -> bool:
        nonlocal running, most
        running += 1
        most = max(most, running)
        time.sleep(0.01)
        running -= 1
        return True

    with mock.patch.object(PasswordHasher, "verify", side_effect=slow):
        await asyncio.gather(*(passwords.matches(PASSWORD, "x") for _ in range(12)))
    assert most == 1


@pytest.mark.rule(12)
async def test_a_line_too_long_is_refused_and_empties(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "LONGEST_QUEUE", 3)
    answers = await asyncio.gather(*(passwords.hashed(PASSWORD) for _ in range(5)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [str, str, str, passwords.TooManyAtOnce, passwords.TooManyAtOnce]
    assert await passwords.hashed(PASSWORD)


@pytest.mark.rule(14)
async def test_nobody_s_password_takes_a_full_verification_and_never_matches() -> None:
    with mock.patch.object(PasswordHasher, "verify", autospec=True, side_effect=PasswordHasher.verify) as verify:
        assert not await passwords.matches(PASSWORD, None)
    against = verify.call_args.args[1]
    assert extract_parameters(against) == extract_parameters(passwords.HASHER.hash(PASSWORD))


async def test_the_same_letters_composed_otherwise_match() -> None:
    assert await passwords.matches("e\u0301le\u0300ve au tableau noir", await passwords.hashed("élève au tableau noir"))


async def test_a_broken_hash_matches_nothing() -> None:
    assert not await passwords.matches(PASSWORD, "not a hash")


FORKED = """
import asyncio, os, signal, sys
from argon2 import PasswordHasher
from app.accounts import passwords
passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
asyncio.run(passwords.hashed("hashed before the fork"))
child = os.fork()
if child:
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
signal.alarm(20)
asyncio.run(passwords.hashed("hashed after the fork"))
os._exit(0)
"""


def test_a_worker_forked_after_a_first_hash_still_hashes() -> None:
    """The demo is loaded before the workers start."""
    run = subprocess.run([sys.executable, "-c", FORKED], timeout=60, check=False)
    assert run.returncode == 0
