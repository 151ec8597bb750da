"""A real mail server in this process, that answers as a test wants."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY

from aiosmtpd.smtp import SMTP, Envelope, Session


class Connection(SMTP):
    """aiosmtpd leaves a connection half open when its client leaves without QUIT."""

    def eof_received(self) -> bool:
        super().eof_received()
        return False


class MailServer:
    """`answers` refuses a recipient; `take` may be cleared to keep the answer to a whole message waiting."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.to_message = "250 OK"
        self.take = asyncio.Event()
        self.take.set()
        self.whole = asyncio.Event()
        self.address: tuple[str, int] = ("127.0.0.1", 0)
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"smtp://{self.address[0]}:{self.address[1]}"

    def times_taken(self) -> Counter[str]:
        return Counter(str(message["To"]) for message in self.taken)

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(self, hostname="courrier.test", loop=loop, enable_SMTPUTF8=True), *self.address)
        self.address = self._server.sockets[0].getsockname()

    async def close(self) -> None:
        """Gone: connections are refused until it opens again, on the same port."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:  # noqa: N802 - aiosmtpd's name
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.whole.set()
        await self.take.wait()
        if self.to_message.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.taken.append(message_from_bytes(content, EmailMessage, policy=SMTP_POLICY))
        return self.to_message


@asynccontextmanager
async def opened() -> AsyncIterator[MailServer]:
    server = MailServer()
    await server.open()
    try:
        yield server
    finally:
        server.take.set()
        await server.close()
