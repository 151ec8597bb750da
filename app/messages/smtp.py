"""Handing a mail over to the commune's mail server."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from app import settings
from app.core.outbox import Failed, GiveUp, TryLater

CONNECT_SECONDS = 30.0
COMMAND_SECONDS = 60.0
# RFC 5321 4.5.3.2.6: who leaves before the answer to the message does not know whether it was taken, and sends it twice.
MESSAGE_SECONDS = 600.0
QUIT_SECONDS = 5.0
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
PERMANENT = 500


@dataclass(frozen=True, kw_only=True)
class Server:
    host: str
    port: int | None
    username: str | None
    password: str | None
    use_tls: bool

    @property
    def start_tls(self) -> bool | None:
        """None: when the server offers it. A password never crosses the network in clear."""
        if self.use_tls:
            return False
        return True if self.password and self.host not in LOOPBACK else None


def server_of(url: str) -> Server:
    """From `smtp://user:password@host:port` or `smtps://…`."""
    parts = urlsplit(url)
    return Server(
        host=parts.hostname or "localhost",
        port=parts.port,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_tls=parts.scheme == "smtps",
    )


@contextlib.asynccontextmanager
async def handed_over(message: EmailMessage, *, url: str) -> AsyncIterator[None]:
    """Entered when the server has taken the mail: what must follow at once is done inside, before the connection's polite end."""
    client = _client(server_of(url))
    try:
        try:
            await _hand_over(client, message)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise _failure(error) from error
        yield
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            await client.quit(timeout=QUIT_SECONDS)
    finally:
        client.close()


def _client(server: Server) -> aiosmtplib.SMTP:
    return aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.username,
        password=server.password,
        use_tls=server.use_tls,
        start_tls=server.start_tls,
        timeout=CONNECT_SECONDS,
        local_hostname=urlsplit(settings.current().base_url).hostname,
    )


async def _hand_over(client: aiosmtplib.SMTP, message: EmailMessage) -> None:
    await client.connect()
    await client.mail(message["From"].addresses[0].addr_spec, timeout=COMMAND_SECONDS)
    await client.rcpt(message["To"].addresses[0].addr_spec, timeout=COMMAND_SECONDS)
    await client.data(message.as_bytes(), timeout=MESSAGE_SECONDS)


def _failure(error: Exception) -> Failed:
    """Final only when the server refuses this recipient or this text for ever: all the rest is repaired without touching the mail."""
    match error:
        case aiosmtplib.SMTPRecipientRefused() | aiosmtplib.SMTPDataError() if error.code >= PERMANENT:
            return GiveUp(f"smtp-{error.code}")
        case aiosmtplib.SMTPResponseException():
            return TryLater(f"smtp-{error.code}")
        case TimeoutError():
            return TryLater("smtp-too-slow")
        case aiosmtplib.SMTPException() | OSError():
            return TryLater("smtp-unreachable")
    return GiveUp("bad-address")
