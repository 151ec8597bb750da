"""Changing the key: everything is sealed again, a kill in the middle loses nothing, and the old key can go."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import settings
from app.core import clock, database, resealing, sealing
from app.documents import storage
from tests.documents import sendings
from tests.documents.pieces import HEALTH, HOME_PROOF, INSURANCE, given, piece

pytestmark = pytest.mark.usefixtures("chavagne", "data_dir", "inspected_once")
OLD, NEW = settings.SAMPLE_DATA_KEY, "nouvelle-cle-de-trente-deux-caracteres-ou-plus"  # the demo is sealed under the first
CONTENT = sendings.pdf(3)

SetKeys = Callable[..., None]


@pytest.fixture
def keys(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SetKeys]:
    def given_keys(*names: str) -> None:
        monkeypatch.setenv("PORTAIL_DATA_KEYS", ",".join(names))
        settings.current.cache_clear()

    given_keys(OLD)
    yield given_keys
    settings.current.cache_clear()


async def rekey() -> tuple[int, int]:
    return await resealing.reseal_columns(), sum(storage.reseal(document_id, now=clock.now()) for document_id in storage.ids())


async def values() -> int:
    """All that is sealed in the database, by any feature."""
    counts = [
        await database.fetch_value(f"select count(*) from {column.table} where {column.name} is not null")  # noqa: S608 - constants
        for column in resealing.columns()
    ]
    return sum(counts)


async def all_read() -> bool:
    pieces = [await piece(HOME_PROOF), await piece(INSURANCE, child="Malo"), await piece(HEALTH, child="Clervie")]
    return all(each.given and each.given.name == "pièce.pdf" and b"".join(storage.pieces_of(each.given.id)) == CONTENT for each in pieces)


async def give_three() -> None:
    await given(HOME_PROOF, content=CONTENT)
    await given(INSURANCE, child="Malo", content=CONTENT)
    await given(HEALTH, child="Clervie", content=CONTENT)


@pytest.mark.rule(63)
async def test_everything_is_sealed_again_under_the_first_key_and_the_old_one_can_go(keys: SetKeys) -> None:
    await give_three()
    keys(NEW, OLD)
    assert await all_read()
    assert await rekey() == (await values(), 3)
    assert await rekey() == (0, 0)
    keys(NEW)
    assert await all_read()
    assert await resealing.count_unknown() == 0


@pytest.mark.rule(63)
async def test_killed_in_the_middle_it_has_lost_nothing_and_goes_on(keys: SetKeys, data_dir: Path) -> None:
    await give_three()
    keys(NEW, OLD)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(resealing, "AT_ONCE", 1)
        patched.setattr(sealing, "seal", dying_after(2, sealing.seal))
        with pytest.raises(KeyboardInterrupt):
            await rekey()
    assert await all_read()
    left = sum([await resealing._count(column, known=[sealing.header()]) for column in resealing.columns()])
    assert left == await values() - 2 > 0
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(storage, "_move", dying_after(1, storage._move))
        with pytest.raises(KeyboardInterrupt):
            await rekey()
    assert await all_read()
    assert await rekey() == (0, 2)
    keys(NEW)
    assert await all_read()
    assert list((data_dir / "files" / "incoming").iterdir()) == []


def dying_after(calls: int, real: Callable[..., object]) -> Callable[..., object]:
    left = [calls]

    def call(*args: object, **kwargs: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    return call


@pytest.mark.rule(63)
async def test_what_no_key_opens_is_counted_and_stops_the_command(keys: SetKeys) -> None:
    await give_three()
    keys(NEW)
    assert await resealing.count_unknown() == await values() >= 3
    assert not any(storage.is_under_known_key(document_id) for document_id in storage.ids())
    with pytest.raises(sealing.Unreadable):
        await rekey()


@pytest.mark.rule(63)
async def test_a_file_put_in_the_place_of_another_does_not_open(keys: SetKeys) -> None:
    await give_three()
    first, second, _ = storage.ids()
    storage.path_of(first).write_bytes(storage.path_of(second).read_bytes())
    with pytest.raises(sealing.Unreadable):
        list(storage.pieces_of(first))
