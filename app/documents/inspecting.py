"""Files that somebody sent are looked into by another process, a few at a time: the server goes on answering, whatever they hold."""

import asyncio
import contextlib
import hashlib
import json
import os
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.documents.rules import names
from app.documents.rules.refusals import LARGEST_FILE, LARGEST_SENDING, Refusal
from app.settings import ROOT

AT_ONCE = 2  # of one server process
LONGEST_WAIT = 15.0  # seconds for a turn
LONGEST = 25.0  # seconds for the inspection itself
PIECE = 64 * 1024
COMMAND = (sys.executable, "-s", "-m", "app.documents.inspection")
ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}  # no secret of the portal

turns = asyncio.Semaphore(AT_ONCE)


class Source(Protocol):
    """The content of a file, from its beginning."""

    async def read(self, size: int = -1) -> bytes: ...


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A file as the browser told of it: nothing of this is believed."""

    name: str
    size: int
    source: Source = field(repr=False)


class Sink(Protocol):
    def write(self, plain: bytes) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Made:
    """What is to be kept: the real type, and the mark of the content (SHA-256)."""

    media_type: str
    pages: int
    size: int
    checksum: bytes


def why_not_inspected(files: Sequence[Sent]) -> Refusal | None:
    """What can be told without opening anything."""
    if not files:
        refusal = Refusal.NOTHING
    elif any(sent.size > LARGEST_FILE for sent in files):
        refusal = Refusal.TOO_LARGE
    elif sum(sent.size for sent in files) > LARGEST_SENDING:
        refusal = Refusal.TOO_LARGE_TOGETHER
    elif any(sent.size == 0 for sent in files):
        refusal = Refusal.BROKEN
    else:
        refusal = None
    return refusal


async def made_of(files: Sequence[Sent], *, into: Sink) -> Made | Refusal:
    """One PDF stays as it is; a photo is drawn again; several photos become one PDF."""
    if refusal := why_not_inspected(files):
        return refusal
    try:
        async with asyncio.timeout(LONGEST_WAIT):
            await turns.acquire()
    except TimeoutError:
        return Refusal.BUSY
    try:
        async with asyncio.timeout(LONGEST):
            return await _made_elsewhere(files, into=into)
    except TimeoutError:
        return Refusal.TOO_COMPLEX
    finally:
        turns.release()


async def _made_elsewhere(files: Sequence[Sent], *, into: Sink) -> Made | Refusal:
    process = await asyncio.create_subprocess_exec(*COMMAND, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=ROOT, env=ENVIRONMENT, start_new_session=True)
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101
    feeding = asyncio.create_task(_feed(process.stdin, files))
    try:
        answer = await _answer(process.stdout, into=into)
        # Ended by the system for what it used up: it had nothing to say.
        return answer if await process.wait() == 0 and answer else Refusal.TOO_COMPLEX if process.returncode != 1 else Refusal.BROKEN
    finally:
        feeding.cancel()
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _feed(pipe: StreamWriter, files: Sequence[Sent]) -> None:
    """A process that has refused already reads no further."""
    with contextlib.suppress(ConnectionError):
        pipe.write(json.dumps({"files": [{"extension": names.extension_of(sent.name), "size": sent.size} for sent in files]}).encode() + b"\n")
        for sent in files:
            while piece := await sent.source.read(PIECE):
                pipe.write(piece)
                await pipe.drain()
        pipe.close()


async def _answer(pipe: StreamReader, *, into: Sink) -> Made | Refusal | None:
    told = json.loads(await pipe.readline() or "{}")
    if "refused" in told:
        return Refusal(told["refused"])
    size, mark = 0, hashlib.sha256()
    while piece := await pipe.read(PIECE):
        into.write(piece)
        mark.update(piece)
        size += len(piece)
    return Made(media_type=told["media_type"], pages=told["pages"], size=size, checksum=mark.digest()) if told else None
