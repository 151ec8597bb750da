"""Without a mail server, in demo and test: mails are files, shown by the simulator."""

import asyncio
import contextlib
import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from uuid import UUID

from app import settings

SHOWN = 50
LINKED = re.compile(r"(https?://\S+)")


@dataclass(frozen=True, kw_only=True)
class TextPart:
    """A piece of a line; `href` when it is an address of the portal itself."""

    text: str
    href: str | None = None


Line = tuple[TextPart, ...]


@dataclass(frozen=True, kw_only=True)
class MailView:
    id: UUID
    subject: str
    sender: str
    recipient: str
    at: datetime
    paragraphs: tuple[tuple[Line, ...], ...]


@contextlib.asynccontextmanager
async def handed_over(message: EmailMessage, *, mail_id: UUID) -> AsyncIterator[None]:
    """Entered when the file is whole and on disk. The same mail again replaces its file."""
    await asyncio.to_thread(_write, message.as_bytes(), mail_id)
    yield


def _write(content: bytes, mail_id: UUID) -> None:
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{mail_id}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / f"{mail_id}.eml")


def _folder() -> Path:
    return settings.current().data_dir / "courriels"


async def latest() -> list[MailView]:
    """The last ones first."""
    return await asyncio.to_thread(_latest)


def _latest() -> list[MailView]:
    files = sorted(_folder().glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return [_view(file) for file in files[:SHOWN]]


async def one(mail_id: UUID) -> MailView | None:
    file = _folder() / f"{mail_id}.eml"
    return await asyncio.to_thread(lambda: _view(file) if file.exists() else None)


def _view(file: Path) -> MailView:
    message = message_from_bytes(file.read_bytes(), EmailMessage, policy=SMTP)
    text = message.get_body(preferencelist=("plain",))
    return MailView(
        id=UUID(file.stem),
        subject=message["Subject"],
        sender=str(message["From"]),
        recipient=str(message["To"]),
        at=message["Date"].datetime,
        paragraphs=tuple(_lines(paragraph) for paragraph in (text.get_content() if text else "").replace("\r\n", "\n").split("\n\n")),
    )


def _lines(paragraph: str) -> tuple[Line, ...]:
    return tuple(_parts(line) for line in paragraph.splitlines())


def _parts(line: str) -> Line:
    return tuple(TextPart(text=piece, href=_own_address(piece)) for piece in LINKED.split(line) if piece)


def _own_address(text: str) -> str | None:
    base_url = settings.current().base_url
    return (text.removeprefix(base_url) or "/") if text == base_url or text.startswith(f"{base_url}/") else None
