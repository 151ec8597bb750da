"""Serving with Granian: one parent that holds the database, N workers that end with it and are replaced when they die."""

import multiprocessing
import os
import signal
import socket
import threading
import time

from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server

from app.settings import Settings

DRAIN_SECONDS = 20
RESPAWN_SECONDS = 1.0
PARENT_LOOK_SECONDS = 0.5

no_fork = threading.Lock()
"""Held by a thread of the parent while it has files, locks or a socket open, which a worker forked at that instant would keep for its life."""
os.register_at_fork(before=no_fork.acquire, after_in_parent=no_fork.release, after_in_child=no_fork.release)


class PortInUse(Exception):
    """One French sentence."""


def refuse_used_port(settings: Settings) -> None:
    """Granian would share a port that another portal listens on, and two versions would answer in turn."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        message = (
            f"Le port {settings.port} n’est pas libre sur {settings.host} : arrêtez ce qui l’utilise, "
            f"ou choisissez-en un autre, par exemple PORT={settings.port + 1}."
        )
        raise PortInUse(message) from error


def serve(settings: Settings, *, target: str) -> None:
    """Until SIGTERM, SIGINT, or the end of its terminal; then requests in flight are answered before it returns."""
    server = Server(
        target,
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        workers=settings.workers,
        respawn_failed_workers=True,
        respawn_interval=RESPAWN_SECONDS,
        workers_kill_timeout=DRAIN_SECONDS,
        websockets=False,
        log_level=LogLevels.warning,
    )
    # Granian would take it for a wish to begin again with new workers.
    server.on_startup(lambda: signal.signal(signal.SIGHUP, server.signal_handler_interrupt))
    os.register_at_fork(after_in_child=_at_birth)
    server.serve()


def _at_birth() -> None:
    """In each worker, first of all. Ctrl-C and the end of the terminal are for its parent, which tells it once: told twice, Granian hangs.
    With its parent's handlers, a signal that meets it while it starts would be lost."""
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def end_with_parent() -> None:
    """Called in each worker. A parent that was killed cannot tell: the worker notices that it has another parent, and stops as if asked to."""
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_watch_parent, args=(parent.pid,), name="end-with-parent", daemon=True).start()


def _watch_parent(pid: int | None) -> None:
    while os.getppid() == pid:
        time.sleep(PARENT_LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(DRAIN_SECONDS)
    os._exit(1)
