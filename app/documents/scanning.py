"""Asking an antivirus (clamd, `PORTAIL_CLAMD`) whether a file is clean, by its INSTREAM command: nothing is written for it to read."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterable
from urllib.parse import urlsplit

from app import settings

LONGEST = 60.0  # seconds
COMMAND, END = b"zINSTREAM\0", bytes(4)
CLEAN, FOUND = b"stream: OK\0", b" FOUND\0"


class NoAnswer(Exception):
    """It is away, or could not decide: the file is not opened by anybody before it has."""


def is_wanted() -> bool:
    return settings.current().clamd_url is not None


async def is_clean(pieces: Iterable[bytes]) -> bool:
    try:
        async with asyncio.timeout(LONGEST):
            said = await _asked(pieces)
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as away:
        raise NoAnswer from away
    if said != CLEAN and not said.endswith(FOUND):
        raise NoAnswer
    return said == CLEAN


async def _asked(pieces: Iterable[bytes]) -> bytes:
    reader, writer = await _connected()
    try:
        writer.write(COMMAND)
        for piece in pieces:
            writer.write(len(piece).to_bytes(4) + piece)
            await writer.drain()
        writer.write(END)
        await writer.drain()
        return await reader.readuntil(b"\0")
    finally:
        writer.close()


async def _connected() -> tuple[StreamReader, StreamWriter]:
    """`unix:///run/clamav/clamd.ctl` or `tcp://antivirus:3310`."""
    place = urlsplit(settings.current().clamd_url or "")
    if place.scheme == "unix":
        return await asyncio.open_unix_connection(place.path)
    return await asyncio.open_connection(place.hostname, place.port)
