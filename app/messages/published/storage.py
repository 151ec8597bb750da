"""Published documents on the disk: `PORTAIL_DATA_DIR/published`, each under its id. They say nothing of anybody, and are not sealed."""

import contextlib
import os
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from app import settings

PIECE = 64 * 1024
ARRIVING = ".part"
ABANDONED = timedelta(hours=1)  # longer than any sending
CLOSED, PRIVATE = 0o700, 0o600


def folder() -> Path:
    return settings.current().data_dir / "published"


def path_of(document_id: UUID) -> Path:
    return folder() / document_id.hex


class Incoming:
    """A file being written beside its place."""

    def __init__(self, path: Path, *, file: BinaryIO) -> None:
        self.path, self.file = path, file

    def write(self, plain: bytes) -> None:
        self.file.write(plain)

    def finish(self) -> None:
        """On the disk for good, whatever happens to the machine."""
        self.file.flush()
        os.fsync(self.file.fileno())

    def keep(self) -> None:
        """Before its row is committed: a row always has its file. Done again by a transaction that is run again."""
        if self.path.exists():
            self.path.replace(self.path.with_suffix(""))


@contextlib.contextmanager
def incoming(document_id: UUID) -> Iterator[Incoming]:
    """Gone at the end, unless it was kept."""
    folder().mkdir(mode=CLOSED, parents=True, exist_ok=True)
    folder().chmod(CLOSED)
    path = path_of(document_id).with_suffix(ARRIVING)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE), "wb") as file:
            yield Incoming(path, file=file)
    finally:
        path.unlink(missing_ok=True)


def pieces_of(document_id: UUID) -> Iterator[bytes]:
    with path_of(document_id).open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def forget(document_id: UUID) -> None:
    path_of(document_id).unlink(missing_ok=True)


def forget_others(kept: Collection[UUID], *, now: datetime) -> None:
    """Files that a kill has left without a row; those that arrive at this moment are younger."""
    known = {document_id.hex for document_id in kept}
    for path in folder().glob("*"):
        is_old = now.timestamp() - path.stat().st_mtime > ABANDONED.total_seconds()
        if path.name not in known and is_old:
            path.unlink(missing_ok=True)
