"""Serving with Granian: one parent that holds the database, N workers that end with it and are replaced when they die."""

import os
import signal
import socket
import threading
import time

from granian.constants import Interfaces, Loops
from granian.server import Server

from app.settings import Settings

DRAIN_SECONDS = 20
RESPAWN_SECONDS = 1.0
PARENT_LOOK_SECONDS = 0.5


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
    """Until SIGTERM or SIGINT; then requests in flight are answered before it returns."""
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
        log_enabled=False,
    )
    server.serve()


def end_with_parent() -> None:
    """Called in each worker. A parent that was killed cannot tell: the worker notices that it has another parent, and stops as if asked to."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(DRAIN_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()
