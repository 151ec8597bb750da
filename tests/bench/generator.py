"""The load generator, a process of its own: so many requests at once over keep-alive connections, one per family. Reads its work on stdin."""

import asyncio
import subprocess
import sys
import time
from asyncio import Future, Queue, Transport
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import cast

import msgspec
import uvloop

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length: "
OK = 200


class Work(msgspec.Struct):
    """`requests` as they go over the wire, sent in order, `at_once` at a time, each over the connection that has rested most."""

    port: int
    requests: list[bytes]
    at_once: int
    connections: int


class Answer(msgspec.Struct):
    """`weight`: bytes of head and body as transferred, the body apart. `body` is kept, compressed as it came, unless all went well."""

    status: int
    seconds: float
    head_weight: int
    weight: int
    body: bytes


class Report(msgspec.Struct):
    """`cpu_seconds`: what the generator itself took of a core in `seconds`."""

    answers: list[Answer]
    seconds: float
    cpu_seconds: float

    @property
    def rate(self) -> float:
        return len(self.answers) / self.seconds

    @property
    def cpu_share(self) -> float:
        return self.cpu_seconds / self.seconds


def run(work: Work) -> Report:
    """In a process of its own; the caller waits. It answers in a file: what uvloop leaves of a pipe takes only a part of a long answer."""
    with TemporaryFile() as told:
        subprocess.run([sys.executable, "-m", __spec__.name], input=msgspec.msgpack.encode(work), stdout=told, check=True)
        told.seek(0)
        return msgspec.msgpack.decode(told.read(), type=Report)


class Connection(asyncio.Protocol):
    """An answer is whole when as many bytes came as its head told: the portal always tells, taps are never sent in chunks."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("Transport", transport)
        self.answered: Future[Answer] | None = None

    def ask(self, request: bytes) -> "Future[Answer]":
        self.answered = asyncio.get_running_loop().create_future()
        self.received, self.sent_at = b"", time.perf_counter()
        self.transport.write(request)
        return self.answered

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, found, body = self.received.partition(END_OF_HEAD)
        if self.answered and found and len(body) >= (length := _length_told(head)):
            seconds, status = time.perf_counter() - self.sent_at, int(head[9:12])
            kept = b"" if status == OK else body
            answered, self.answered = self.answered, None
            answered.set_result(Answer(status=status, seconds=seconds, head_weight=len(head) + len(END_OF_HEAD), weight=length, body=kept))

    def connection_lost(self, exc: Exception | None) -> None:
        if self.answered:
            self.answered.set_exception(exc or ConnectionError("the portal closed the connection"))


def _length_told(head: bytes) -> int:
    at = head.lower().index(LENGTH) + len(LENGTH)
    return int(head[at:].partition(b"\r\n")[0])


async def _generate(work: Work) -> Report:
    rested = Queue[Connection]()
    for _ in range(work.connections):
        _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", work.port)
        rested.put_nowait(connection)
    waiting = iter(work.requests)
    started, cpu_before = time.perf_counter(), time.process_time()
    lanes = await asyncio.gather(*(_ask_in_turn(waiting, rested=rested) for _ in range(work.at_once)))
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_before
    return Report(answers=[answer for lane in lanes for answer in lane], seconds=seconds, cpu_seconds=cpu_seconds)


async def _ask_in_turn(waiting: Iterator[bytes], *, rested: "Queue[Connection]") -> Sequence[Answer]:
    answers = []
    for request in waiting:
        connection = rested.get_nowait()
        answers.append(await connection.ask(request))
        rested.put_nowait(connection)
    return answers


if __name__ == "__main__":
    report = uvloop.run(_generate(msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Work)))
    sys.stdout.buffer.write(msgspec.msgpack.encode(report))
