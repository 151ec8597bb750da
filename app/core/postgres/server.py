"""Starting, sharing and stopping the server of one data folder."""

import atexit
import os
import signal
import threading
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Self

from app.core.postgres import locks, placement
from app.core.postgres.cluster import Cluster
from app.core.postgres.errors import PostgresError

DATABASE = "portail"


def start(data_dir: Path, *, durable: bool = True) -> "Server":
    """Create, repair, start or adopt the server of `data_dir`/postgres, and return once a real connection succeeded.

    `durable=False` is for tests: faster, and a crash may lose everything. Raises `PostgresError`.
    """
    _exit_on_signals()
    try:
        data_dir = placement.make_folder(data_dir)
        with locks.held(data_dir):
            return _start(placement.find_or_create(data_dir, durable=durable), durable=durable)
    except PermissionError as error:
        place, uid = error.filename or data_dir, os.geteuid()
        raise PostgresError(f"L’utilisateur numéro {uid} n’a pas accès à {place} : lancez le portail sous celui à qui ce dossier appartient.") from error
    except OSError as error:
        raise PostgresError(f"La base de données n’a pas pu démarrer : {error.filename or data_dir} — {error.strerror}.") from error


def _start(cluster: Cluster, *, durable: bool) -> "Server":
    share, alone = locks.take_share(cluster.folder)
    server = Server(cluster, share=share, durable=durable)
    try:
        cluster.ensure_running(durable=durable, alone=alone)
        locks.keep_share(share)
        if not server.has_database(DATABASE):
            server.create_database(DATABASE)
    except BaseException:
        server.stop()
        raise
    return server


def _exit_on_signals() -> None:
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _exit)


def _exit(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


class Server:
    """One share of a running server."""

    def __init__(self, cluster: Cluster, *, share: int, durable: bool) -> None:
        self.cluster = cluster
        self._durable = durable
        self._share: int | None = share
        self._owner = os.getpid()
        atexit.register(self.stop)

    @property
    def url(self) -> str:
        return self.database_url(DATABASE)

    def database_url(self, name: str) -> str:
        return self.cluster.url(name)

    def has_database(self, name: str) -> bool:
        return self.cluster.sql("select 1 from pg_database where datname = :'name'", name=name) == "1"

    def create_database(self, name: str, *, template: str = "template1") -> None:
        self.cluster.sql('create database :"name" template :"template"', name=name, template=template)

    def drop_database(self, name: str) -> None:
        """Its connections are closed first."""
        self.cluster.sql('drop database if exists :"name" with (force)', name=name)

    def revive(self) -> bool:
        """Start PostgreSQL again when it died under its owners; False when it lives. Cheap to ask: a look at a lock."""
        life = locks.take_life(self.cluster.folder / "PG_VERSION")
        if life is None:
            return False
        os.close(life)
        self.cluster.ensure_running(durable=self._durable, alone=False)
        return True

    def stop(self) -> bool:
        """Give the share back; the last one stops PostgreSQL, and is told so. Harmless twice, and in a forked child."""
        if self._share is None or self._owner != os.getpid():
            return False
        share, self._share = self._share, None
        atexit.unregister(self.stop)
        try:
            if last := locks.is_last(share):
                # Data removed under a running server: it notices by itself within a minute, and there is no one left to tell.
                with suppress(FileNotFoundError):
                    self.cluster.shut_down()
        finally:
            locks.release(share)
        return last

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
