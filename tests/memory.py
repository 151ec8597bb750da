"""Where the tests write: in memory on a machine that has some to spare. A database is copied there many times faster than on a busy disk."""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - its rights are those of /tmp
ROOM_BYTES = 3 * 2**30


def use() -> None:
    """Before anything asks for a temporary folder. A TMPDIR that somebody chose is kept."""
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_BYTES:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None
