"""One folder of data and the server that runs on it: launching, asking, stopping."""

import hashlib
import os
import shlex
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

from app.core.postgres import locks
from app.core.postgres.errors import PostgresError
from app.core.postgres.programs import Programs

SUPERUSER = "portail"
PORT = 5432
"""Names the socket's file; nothing listens on a port."""

WAIT_SECONDS = 60
RECOVERY_SECONDS = 900
STOP_SECONDS = 30
LOG = "postgres.log"
LOG_BYTES = 5_000_000


@dataclass(frozen=True, kw_only=True)
class Cluster:
    folder: Path
    programs: Programs

    @property
    def socket_folder(self) -> Path:
        """The same for every process that uses this data. Not $TMPDIR, which may be long, closed, or another one for another process."""
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(f"/tmp/portail-{self.programs.user.uid}-{name}")  # noqa: S108 - its owner and its rights are checked

    def url(self, database: str) -> str:
        return f"postgresql://{SUPERUSER}@/{database}?host={self.socket_folder}&port={PORT}"

    def ensure_running(self, *, durable: bool, alone: bool) -> None:
        """Return once the server answered. What we find may be starting, running, stopping, dead, or left behind by someone killed."""
        give_up_at = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < give_up_at:
            answer = self._answer()
            if answer is None:
                if self._launch_if_dead(durable=durable):
                    give_up_at = time.monotonic() + WAIT_SECONDS
                else:
                    time.sleep(0.05)
            elif answer == "on" or not durable:
                return
            elif alone:
                self.shut_down()
            else:
                raise PostgresError(f"La base de données {self.folder} tourne pour des essais, sans protection contre les coupures : arrêtez-les d’abord.")
        raise PostgresError(f"PostgreSQL tourne déjà dans {self.folder} mais ne répond pas dans {self.socket_folder} : arrêtez-le, puis relancez le portail.")

    def _answer(self) -> str | None:
        """What the server of this very folder says of its fsync; None when it does not answer."""
        if not (self.folder / "postmaster.pid").exists() or not self._is_private():
            return None
        asked = self._psql("select current_setting('fsync'), current_setting('data_directory')")
        fsync, _, folder = asked.stdout.rstrip("\n").partition("|")
        return fsync if asked.returncode == 0 and folder == str(self.folder) else None

    def _launch_if_dead(self, *, durable: bool) -> bool:
        """False when a process of the server still lives. Once none does, whatever its files say of it is stale."""
        life = locks.take_life(self.folder / "PG_VERSION")
        if life is None:
            return False
        try:
            (self.folder / "postmaster.pid").unlink(missing_ok=True)
            self._clear_socket_folder()
            self._launch(durable=durable, life=life)
        finally:
            os.close(life)
        return True

    def _clear_socket_folder(self) -> None:
        self.socket_folder.mkdir(mode=0o700, exist_ok=True)
        if not self.programs.user.is_us and self.socket_folder.lstat().st_uid == os.geteuid():
            os.chown(self.socket_folder, self.programs.user.uid, self.programs.user.gid, follow_symlinks=False)
        if not self._is_private():
            raise PostgresError(f"Le dossier {self.socket_folder}, réservé à la base de données, appartient à un autre ou lui est ouvert : supprimez-le.")
        for file in self.socket_folder.iterdir():
            file.unlink()

    def _is_private(self) -> bool:
        """A folder and not a link, of PostgreSQL's user, closed to everyone else: anyone can create names below /tmp."""
        try:
            found = self.socket_folder.lstat()
        except FileNotFoundError:
            return False
        return stat.S_ISDIR(found.st_mode) and found.st_uid == self.programs.user.uid and stat.S_IMODE(found.st_mode) == stat.S_IRWXU

    def _launch(self, *, durable: bool, life: int) -> None:
        log = self.folder / LOG
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".old.log"))
        options = shlex.join(f"--{name}={value}" for name, value in self._imposed(durable=durable).items())
        # pg_ctl lets a shell read its options: the folder, which may hold any character, reaches PostgreSQL by other ways.
        started = self.programs.run(
            "pg_ctl", "start", "-w", "-t", str(RECOVERY_SECONDS), "-l", LOG, "-o", options, cwd=self.folder, data=str(self.folder), kept=(life,)
        )
        if started.returncode != 0:
            raise PostgresError(f"PostgreSQL n’a pas démarré : la raison est à la fin de {log}.")

    def _imposed(self, *, durable: bool) -> dict[str, str]:
        """What postgresql.conf cannot change. Terse, because the details of an error repeat what families typed."""
        kept = "on" if durable else "off"
        return {
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            "fsync": kept,
            "synchronous_commit": kept,
            "full_page_writes": kept,
            "log_error_verbosity": "terse",
        }

    def shut_down(self) -> None:
        """Return once no process of the server lives, its clients disconnected. One that is still starting has no number to be told yet."""
        started = time.monotonic()
        while (life := locks.take_life(self.folder / "PG_VERSION")) is None:
            waited = time.monotonic() - started
            if waited > 2 * STOP_SECONDS:
                raise PostgresError(f"PostgreSQL ne s’arrête pas dans {self.folder} : regardez la fin de {self.folder / LOG}.")
            mode = "fast" if waited < STOP_SECONDS else "immediate"
            self.programs.run("pg_ctl", "stop", "-w", "-t", str(STOP_SECONDS), "-m", mode, cwd=self.folder, data=str(self.folder))
            time.sleep(0.01)
        try:
            self._remove_socket_folder()
        finally:
            os.close(life)

    def _remove_socket_folder(self) -> None:
        if self._is_private():
            self._clear_socket_folder()
            self.socket_folder.rmdir()

    def sql(self, statement: str, **values: str) -> str:
        """What PostgreSQL answers. In `statement`, :'x' is a value as text and :"x" a name."""
        asked = self._psql(statement, **values)
        if asked.returncode != 0:
            raise PostgresError(f"PostgreSQL a refusé une opération : « {asked.stderr.strip()} ».")
        return asked.stdout.strip()

    def _psql(self, statement: str, **values: str) -> CompletedProcess[str]:
        variables = [part for name, value in values.items() for part in ("-v", f"{name}={value}")]
        place = ("-h", str(self.socket_folder), "-p", str(PORT), "-U", SUPERUSER, "-d", "postgres")
        return self.programs.run("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *variables, *place, "-f", "-", script=statement)
