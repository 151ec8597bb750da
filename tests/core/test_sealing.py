"""What is sealed opens under the portal's keys alone, in its own place, whole."""

from collections.abc import Callable, Iterator
from io import BytesIO
from uuid import UUID, uuid4

import pytest

from app import settings
from app.core import resealing, sealing
from app.core.sealing import PIECE_BYTES, SealedFile, Unreadable
from app.data_classes import SEALED, TABLES, DataClass
from app.piccolo_app import APP_CONFIG

OLD, NEW = "ancienne-cle-de-trente-deux-caracteres-ou-plus", "nouvelle-cle-de-trente-deux-caracteres-ou-plus"
PURPOSE = "supporting_document.name"
ROW = UUID("6f9619ff-8b86-4d01-b42d-00cf4fc964ff")

SetKeys = Callable[..., None]


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[SetKeys]:
    def given(*keys: str) -> None:
        monkeypatch.setenv("PORTAIL_DATA_KEYS", ",".join(keys))
        settings.current.cache_clear()

    yield given
    monkeypatch.undo()
    settings.current.cache_clear()


@pytest.mark.rule(63)
def test_what_is_sealed_opens_again_and_shows_nothing() -> None:
    sealed = sealing.seal("certificat médical".encode(), purpose=PURPOSE, bound_to=ROW)
    assert b"certificat" not in sealed
    assert sealing.seal("certificat médical".encode(), purpose=PURPOSE, bound_to=ROW) != sealed
    assert sealing.unseal(sealed, purpose=PURPOSE, bound_to=ROW).decode() == "certificat médical"


@pytest.mark.rule(63)
def test_what_was_moved_to_another_row_or_column_does_not_open() -> None:
    sealed = sealing.seal(b"secret", purpose=PURPOSE, bound_to=ROW)
    with pytest.raises(Unreadable):
        sealing.unseal(sealed, purpose=PURPOSE, bound_to=uuid4())
    with pytest.raises(Unreadable):
        sealing.unseal(sealed, purpose="supporting_document.reason", bound_to=ROW)


@pytest.mark.rule(63)
@pytest.mark.parametrize("place", [0, 2, 6, 20, -1])
def test_what_was_altered_does_not_open(place: int) -> None:
    sealed = bytearray(sealing.seal(b"secret", purpose=PURPOSE, bound_to=ROW))
    sealed[place] ^= 1
    with pytest.raises(Unreadable):
        sealing.unseal(bytes(sealed), purpose=PURPOSE, bound_to=ROW)


@pytest.mark.rule(63)
def test_the_first_key_seals_and_the_others_still_open(keys: SetKeys) -> None:
    keys(OLD)
    sealed = sealing.seal(b"secret", purpose=PURPOSE, bound_to=ROW)
    keys(NEW, OLD)
    assert sealing.unseal(sealed, purpose=PURPOSE, bound_to=ROW) == b"secret"
    assert not sealed.startswith(sealing.header())
    assert sealing.seal(b"secret", purpose=PURPOSE, bound_to=ROW).startswith(sealing.header())
    keys(NEW)
    with pytest.raises(Unreadable):
        sealing.unseal(sealed, purpose=PURPOSE, bound_to=ROW)


@pytest.mark.rule(63)
@pytest.mark.parametrize("length", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
def test_a_file_opens_again_whatever_its_length_and_however_it_was_written(length: int) -> None:
    content = bytes(number % 251 for number in range(length))
    for step in (7_000, PIECE_BYTES, max(1, length)):
        assert b"".join(sealing.unsealed_pieces(sealed_file(content, step=step), purpose="file", bound_to=ROW)) == content


def sealed_file(content: bytes, *, step: int) -> BytesIO:
    file = BytesIO()
    writing = SealedFile(file, purpose="file", bound_to=ROW)
    for start in range(0, len(content), step):
        writing.write(content[start : start + step])
    writing.end()
    return BytesIO(file.getvalue())


@pytest.mark.rule(63)
def test_a_file_that_lacks_an_end_or_whose_pieces_changed_places_does_not_open() -> None:
    content = sealed_file(bytes(3 * PIECE_BYTES), step=PIECE_BYTES).getvalue()
    head, size = sealing.HEADER_BYTES + sealing.SALT_BYTES, PIECE_BYTES + sealing.TAG_BYTES
    first, second, third = (content[head + size * number : head + size * (number + 1)] for number in range(3))
    for pieces in ((first, second), (second, first, third), (first, first, second, third), (first, second, third, third)):
        with pytest.raises(Unreadable):
            list(sealing.unsealed_pieces(BytesIO(content[:head] + b"".join(pieces)), purpose="file", bound_to=ROW))
    with pytest.raises(Unreadable):
        list(sealing.unsealed_pieces(BytesIO(content), purpose="file", bound_to=uuid4()))


@pytest.mark.rule(63)
def test_each_sensitive_column_is_sealed() -> None:
    sensitive = {table: set(classes.get(DataClass.SENSITIVE, "").split()) for table, classes in TABLES.items() if DataClass.SENSITIVE in classes}
    secret = {table: {name for name in classes.get(DataClass.SECRET, "").split() if not name.endswith("_hash")} for table, classes in TABLES.items()}
    assert sensitive | {table: names for table, names in secret.items() if names} == {table: set(names.split()) for table, names in SEALED.items()}


def test_each_sealed_column_is_bytes_beside_the_id_of_its_row() -> None:
    tables = {table._meta.tablename: {column._meta.name: type(column).__name__ for column in table._meta.columns} for table in APP_CONFIG.table_classes}
    for column in resealing.columns():
        assert tables[column.table][column.name] == "Bytea"
        assert tables[column.table]["id"] == "UUID"
