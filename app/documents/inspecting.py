"""Files that somebody sent are looked into by another process, a few at a time: the server goes on answering, whatever they hold."""

import asyncio
import contextlib
import hashlib
import json
import os
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias, TypeVar

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


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A field of a PDF form. `states`: those that a button or a list may have. The value of a button is its state, empty when it is off."""

    kind: Literal["text", "button", "choice"]
    value: str
    states: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Written:
    """What stands in the fields of a PDF form, by their names; nothing for a photo and for a PDF without fields."""

    media_type: str
    fields: Mapping[str, Entry]


Answer = TypeVar("Answer", Made, Written)
Hearing: TypeAlias = Callable[[StreamReader], Awaitable[Answer | Refusal | None]]
"""None when the process ended before it had answered."""


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
    return await _in_turn(files, fields=False, hear=lambda pipe: _made(pipe, into=into))


async def written_in(file: Sent) -> Written | Refusal:
    """A file is looked into as any other; what it holds besides its fields is kept nowhere."""
    return await _in_turn([file], fields=True, hear=_written)


async def _in_turn(files: Sequence[Sent], *, fields: bool, hear: Hearing[Answer]) -> Answer | Refusal:
    if refusal := why_not_inspected(files):
        return refusal
    try:
        async with asyncio.timeout(LONGEST_WAIT):
            await turns.acquire()
    except TimeoutError:
        return Refusal.BUSY
    try:
        async with asyncio.timeout(LONGEST):
            return await _elsewhere(files, fields=fields, hear=hear)
    except TimeoutError:
        return Refusal.TOO_COMPLEX
    finally:
        turns.release()


async def _elsewhere(files: Sequence[Sent], *, fields: bool, hear: Hearing[Answer]) -> Answer | Refusal:
    process = await asyncio.create_subprocess_exec(*COMMAND, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=ROOT, env=ENVIRONMENT, start_new_session=True)
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101
    feeding = asyncio.create_task(_feed(process.stdin, files, fields=fields))
    try:
        answer = await hear(process.stdout)
        # Ended by the system for what it used up: it had nothing to say.
        return answer if await process.wait() == 0 and answer else Refusal.TOO_COMPLEX if process.returncode != 1 else Refusal.BROKEN
    finally:
        feeding.cancel()
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _feed(pipe: StreamWriter, files: Sequence[Sent], *, fields: bool) -> None:
    """A process that has refused already reads no further."""
    told = {"files": [{"extension": names.extension_of(sent.name), "size": sent.size} for sent in files], "fields": fields}
    with contextlib.suppress(ConnectionError):
        pipe.write(json.dumps(told).encode() + b"\n")
        for sent in files:
            while piece := await sent.source.read(PIECE):
                pipe.write(piece)
                await pipe.drain()
        pipe.close()


async def _written(pipe: StreamReader) -> Written | Refusal | None:
    told = json.loads(await pipe.read() or "{}")
    if "refused" in told:
        return Refusal(told["refused"])
    return Written(media_type=told["media_type"], fields=entries(told["fields"])) if told else None


def entries(told: Mapping[str, Mapping[str, Any]]) -> dict[str, Entry]:
    return {name: Entry(kind=each["kind"], value=each["value"], states=tuple(each["states"])) for name, each in told.items()}


async def _made(pipe: StreamReader, *, into: Sink) -> Made | Refusal | None:
    told = json.loads(await pipe.readline() or "{}")
    if "refused" in told:
        return Refusal(told["refused"])
    size, mark = 0, hashlib.sha256()
    while piece := await pipe.read(PIECE):
        into.write(piece)
        mark.update(piece)
        size += len(piece)
    return Made(media_type=told["media_type"], pages=told["pages"], size=size, checksum=mark.digest()) if told else None
