"""What a form with files sent: read field by field like the others, its files left where the framework put them."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from os import SEEK_END

from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException

from app.core import csrf
from app.core.forms import Submitted
from app.core.web import Request
from app.documents.inspecting import Sent
from app.documents.rules.refusals import LARGEST_SENDING

FILES = "fichier"
LARGEST_BODY = LARGEST_SENDING + 1_000_000
"""Bytes, with the other fields and what separates them: the `request_max_body_size` of every handler that reads files."""


@dataclass(frozen=True, kw_only=True)
class Upload:
    fields: Submitted
    files: tuple[Sent, ...]


@asynccontextmanager
async def read(request: Request, allowed: Collection[str]) -> AsyncIterator[Upload]:
    """The files can be read until the end of the block. Raises 400 on a field that the page does not have."""
    sent = await request.form()
    files: list[UploadFile] = []
    values: dict[str, list[str]] = {}
    try:
        for name, value in sent.multi_items():
            if isinstance(value, UploadFile):
                files.append(value)
                _require(name == FILES)
            elif name not in {FILES, csrf.FIELD}:  # nothing was chosen, or the guard has read it
                _require(name in allowed)
                values.setdefault(name, []).append(value.replace("\0", ""))
        yield Upload(fields=Submitted(values=values), files=tuple(Sent(name=file.filename, size=_size_of(file), source=file) for file in files))
    finally:
        await sent.close()


def _require(known: bool) -> None:  # noqa: FBT001 - a statement of what must hold
    if not known:
        raise ClientException(detail="unexpected field")


def _size_of(file: UploadFile) -> int:
    size = file.file.seek(0, SEEK_END)
    file.file.seek(0)
    return size
