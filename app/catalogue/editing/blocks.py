"""The text of a TOML file, cut at the headers of its tables. Joined again it is the same text, byte by byte."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Keys, and the positions of `[[tables]]`, from 1: ("activite", 2, "unite", 1)."""

STEP = re.compile(r"([\w-]+)(?:\[(\d+)\])?")
HEADER = re.compile(r"\s*\[")


@dataclass(frozen=True, kw_only=True)
class Block:
    """One table: the comments above its header, its header, its own keys. The first block of a file has no header and no path."""

    path: Path
    lead: str
    header: str
    body: str

    @property
    def text(self) -> str:
        return self.lead + self.header + self.body


def path_of(written: str) -> Path:
    """From how the reader of the file writes it: « activite[2].delai[1] »."""
    return tuple(step for key, at in STEP.findall(written) for step in ((key, int(at)) if at else (key,)))


def written_of(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def split(text: str) -> list[Block]:
    """A line that begins like a header is one where what stands before it is whole: not inside of a list or of a text of several lines."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in text.splitlines(keepends=True):
        if HEADER.match(line) and _is_whole("".join(parts[-1][1])):
            parts.append((line, []))
        else:
            parts[-1][1].append(line)
    return _blocks([(header, "".join(lines)) for header, lines in parts])


def joined(blocks: Iterable[Block]) -> str:
    return "".join(block.text for block in blocks)


def _is_whole(body: str) -> bool:
    try:
        tomllib.loads(body)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _blocks(parts: Sequence[tuple[str, str]]) -> list[Block]:
    """The comments at the end of a table are about the next one: they go with it."""
    blocks, lead, counts = list[Block](), "", dict[Path, int]()
    for at, (header, body) in enumerate(parts):
        kept, following = (body, "") if at == len(parts) - 1 else _without_end(body)
        blocks.append(Block(path=_path(header, counts=counts), lead=lead, header=header, body=kept))
        lead = following
    return blocks


def _without_end(body: str) -> tuple[str, str]:
    """The keys, and the empty lines and comments after the last of them. A text of several lines may hold lines that look like comments: what is left out
    must not change what is read."""
    lines = body.splitlines(keepends=True)
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")) and _is_whole("".join(lines[: end - 1])):
        end -= 1
    return "".join(lines[:end]), "".join(lines[end:])


def _path(header: str, *, counts: dict[Path, int]) -> Path:
    """Where a header leads, given how many tables of each list were met. `[a.b]` below `[[a]]` is of the last one."""
    path: Path = ()
    keys, is_list = _keys(header)
    for position, key in enumerate(keys, start=1):
        path = (*path, key)
        if is_list and position == len(keys):
            counts[path] = counts.get(path, 0) + 1
            for inner in [each for each in counts if len(each) > len(path) and each[: len(path)] == path and each[len(path)] == counts[path]]:
                del counts[inner]
        if path in counts:
            path = (*path, counts[path])
    return path


def _keys(header: str) -> tuple[list[str], bool]:
    """`[[activite.unite]]`: its keys, and whether it adds to a list."""
    keys = list[str]()
    value: object = tomllib.loads(header)
    while isinstance(value, dict) and value:
        ((key, value),) = value.items()
        keys.append(key)
    return keys, isinstance(value, list)
