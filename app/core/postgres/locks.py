"""The file locks that decide who starts the server, who shares it and whether it still lives. The kernel drops them when a process dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """One process at a time decides about the data of `folder`; the others wait."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        release(lock)


def take_share(folder: Path) -> tuple[int, bool]:
    """A share of the server of `folder`, and whether it is the only one. Waits for a server that is being stopped."""
    share = os.open(folder, os.O_RDONLY)
    alone = _taken(share, fcntl.LOCK_EX)
    if not alone:
        fcntl.flock(share, fcntl.LOCK_SH)
    return share, alone


def keep_share(share: int) -> None:
    """Let others have theirs too. Only under `held`, where nobody can slip in between."""
    fcntl.flock(share, fcntl.LOCK_SH)


def is_last(share: int) -> bool:
    """Whether nobody else has a share; then nobody gets one before `release`. Of several who ask at once, exactly one is the last."""
    return _taken(share, fcntl.LOCK_EX)


def release(lock: int) -> None:
    fcntl.flock(lock, fcntl.LOCK_UN)
    os.close(lock)


def take_life(version_file: Path) -> int | None:
    """The lock that a server and all its processes hold for as long as one of them lives, or None when they do.

    They inherit it from whoever starts them. So it tells a living server from a process number that another program has taken
    over, from the backends that outlive a killed server for an instant, and from a zombie, none of which postmaster.pid can.
    """
    life = os.open(version_file, os.O_RDONLY)
    if _taken(life, fcntl.LOCK_EX):
        return life
    else:
        os.close(life)
        return None


def _taken(lock: int, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
