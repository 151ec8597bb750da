"""Folders of our own. The rights of a folder that exists are never touched."""

import os
from pathlib import Path


def make(folder: Path, *, mode: int) -> None:
    """`folder` and the missing ones above it, with `mode` whatever the umask."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        try:
            path.mkdir()
        except FileExistsError:
            continue
        path.chmod(mode)


def sync(folder: Path) -> None:
    """What was created or renamed in `folder` outlives a power cut from here on."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
