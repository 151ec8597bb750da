"""Files on disk: `PORTAIL_DATA_DIR/files`, closed to everybody else, each under its id and sealed. No name of a sender reaches the disk."""

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from app import settings
from app.core import sealing
from app.core.sealing import SealedFile

PURPOSE = "supporting_document.file"
INCOMING = "incoming"
ABANDONED = timedelta(hours=1)  # longer than any sending
CLOSED, PRIVATE = 0o700, 0o600


def folder() -> Path:
    return settings.current().data_dir / "files"


def path_of(document_id: UUID) -> Path:
    """Spread over 256 folders: a city has files by hundreds of thousands."""
    return folder() / document_id.hex[:2] / document_id.hex


# Writing


class Incoming:
    """A file being written, under a name that tells since when."""

    def __init__(self, document_id: UUID, *, path: Path, file: BinaryIO) -> None:
        self.document_id, self.path, self.file = document_id, path, file
        self.sealed = SealedFile(file, purpose=PURPOSE, bound_to=document_id)

    def write(self, plain: bytes) -> None:
        self.sealed.write(plain)

    def finish(self) -> None:
        """On the disk for good, whatever happens to the machine."""
        self.sealed.end()
        self.file.flush()
        os.fsync(self.file.fileno())

    def keep(self) -> None:
        """Under its own name, before its row is committed: a row always has its file. Done again by a transaction that is run again."""
        if self.path.exists():
            _move(self.path, path_of(self.document_id))


@contextlib.contextmanager
def incoming(document_id: UUID, *, now: datetime) -> Iterator[Incoming]:
    """Gone at the end, unless it was kept."""
    path = _closed(folder() / INCOMING) / f"{int(now.timestamp())}-{document_id.hex}"
    try:
        with _opened(path) as file:
            yield Incoming(document_id, path=path, file=file)
    finally:
        path.unlink(missing_ok=True)


def _closed(path: Path) -> Path:
    """Read by nobody but the portal: the rights of the whole are given again each time, a restored backup may have opened it."""
    folder().mkdir(mode=CLOSED, parents=True, exist_ok=True)
    folder().chmod(CLOSED)
    path.mkdir(mode=CLOSED, exist_ok=True)
    return path


def _opened(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE), "wb")


def _move(source: Path, target: Path) -> None:
    holding = os.open(_closed(target.parent), os.O_RDONLY)
    try:
        source.replace(target)
        os.fsync(holding)
    finally:
        os.close(holding)


# Reading


def pieces_of(document_id: UUID) -> Iterator[bytes]:
    """The content in clear, 64 KiB at a time. Raises `sealing.Unreadable` on a file that is not the one that was written."""
    with path_of(document_id).open("rb") as file:
        yield from sealing.unsealed_pieces(file, purpose=PURPOSE, bound_to=document_id)


def exists(document_id: UUID) -> bool:
    return path_of(document_id).is_file()


# Forgetting


def forget(document_id: UUID) -> None:
    path_of(document_id).unlink(missing_ok=True)


def forget_abandoned(*, now: datetime) -> None:
    """Files whose writing was cut, by a kill or by a machine that stopped."""
    for path in (folder() / INCOMING).glob("*"):
        begun = path.name.partition("-")[0]
        if begun.isdigit() and now.timestamp() - int(begun) > ABANDONED.total_seconds():
            path.unlink(missing_ok=True)


def ids() -> list[UUID]:
    """Of every file that is kept."""
    return [UUID(hex=path.name) for path in folder().glob("[0-9a-f][0-9a-f]/*")]


# Changing the key


def reseal(document_id: UUID, *, now: datetime) -> bool:
    """Under the current key, written beside and then put in its place: cut anywhere, one whole file stands. False when nothing was to be done."""
    path = path_of(document_id)
    try:
        with path.open("rb") as file:
            if file.read(sealing.HEADER_BYTES) == sealing.header():
                return False
        with incoming(document_id, now=now) as copy:
            for piece in pieces_of(document_id):
                copy.write(piece)
            copy.finish()
            copy.keep()
    except FileNotFoundError:  # deleted by its family meanwhile
        return False
    return True


def is_under_known_key(document_id: UUID) -> bool:
    with path_of(document_id).open("rb") as file:
        return file.read(sealing.HEADER_BYTES) in sealing.headers()
