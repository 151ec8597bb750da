"""Where the data of a server lies, who owns it, and how it is created."""

import os
import shutil
import subprocess
import tempfile
from logging import getLogger
from pathlib import Path

from app.core.postgres import folders, programs
from app.core.postgres.cluster import SUPERUSER, Cluster
from app.core.postgres.errors import PostgresError
from app.core.postgres.programs import MAJOR, Programs, SystemUser

UNFINISHED = ".postgres-"

logger = getLogger(__name__)

SETTINGS = ("timezone=UTC", "log_timezone=UTC", "max_connections=100", "shared_buffers=128MB", "max_wal_size=512MB", "log_checkpoints=off")
"""Written once into postgresql.conf, where whoever runs the portal may change them."""


def make_folder(data_dir: Path) -> Path:
    """The data folder, with every link resolved. Root lets the user of PostgreSQL pass through, and nobody list it."""
    folder = data_dir.expanduser().resolve()
    folders.make(folder, mode=0o711 if os.geteuid() == 0 else 0o700)
    return folder


def find_or_create(data_dir: Path, *, durable: bool) -> Cluster:
    """The cluster of `data_dir`/postgres: a folder, or a link to one that lies elsewhere. Only under the lock of `data_dir`."""
    entry = data_dir / "postgres"
    if entry.is_symlink() and not entry.exists():
        raise PostgresError(f"La base de données manque : {entry} mène à {entry.readlink()}, qui n’existe pas. Remettez ce dossier à sa place.")
    if not entry.exists() or _is_empty(entry):
        _create(entry, durable=durable)
    return _checked(entry.resolve())


def _is_empty(entry: Path) -> bool:
    return not entry.is_symlink() and entry.is_dir() and os.access(entry, os.R_OK) and next(entry.iterdir(), None) is None


def _create(entry: Path, *, durable: bool) -> None:
    """Elsewhere first, then renamed or linked at once: what stands at `entry` is whole, whenever we are stopped."""
    for unfinished in entry.parent.glob(f"{UNFINISHED}*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    with_programs = programs.programs_for(programs.user_for_new_data())
    is_here = _can_enter(entry.parent, user=with_programs.user)
    cluster = _here(entry.parent) if is_here else _elsewhere(entry.parent, durable=durable)
    try:
        os.chown(cluster, with_programs.user.uid, with_programs.user.gid)
        _initdb(cluster, with_programs=with_programs, durable=durable)
    except BaseException:
        shutil.rmtree(cluster, ignore_errors=True)
        raise
    if entry.exists():
        entry.rmdir()
    if is_here:
        cluster.rename(entry)
    else:
        entry.symlink_to(cluster)
        logger.warning("La base de données est rangée dans %s : PostgreSQL, qui ne tourne pas sous root, ne peut pas entrer dans %s.", cluster, entry.parent)
    folders.sync(entry.parent)


def _can_enter(folder: Path, *, user: SystemUser) -> bool:
    """Tried for real, as that user: rights are more than the mode of each folder above."""
    if user.is_us:
        return True
    enter = ["/bin/sh", "-c", 'cd -P -- "$0"', str(folder)]
    tried = subprocess.run(enter, check=False, cwd="/", stderr=subprocess.DEVNULL, user=user.uid, group=user.gid, extra_groups=[])
    return tried.returncode == 0


def _here(data_dir: Path) -> Path:
    return Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=data_dir))


def _elsewhere(data_dir: Path, *, durable: bool) -> Path:
    """A new folder on purpose, even for a path known from before: data comes back by its link alone, never by chance."""
    spoken = str(data_dir).strip("/").replace("/", "-")[-40:]
    if durable:
        folders.make(programs.SHARED, mode=0o755)
    return Path(tempfile.mkdtemp(prefix=f"{spoken}-", dir=programs.SHARED if durable else None))


def _initdb(cluster: Path, *, with_programs: Programs, durable: bool) -> None:
    """C.UTF-8 as PostgreSQL itself knows it, not as the machine does: it sorts alike everywhere, whatever is installed or upgraded there."""
    locale = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
    access = (f"--username={SUPERUSER}", "--auth-local=trust", "--auth-host=reject")
    settings = [f"--set={setting}" for setting in SETTINGS]
    speed = () if durable else ("--no-sync",)
    made = with_programs.run("initdb", *locale, *access, *settings, *speed, data=str(cluster))
    if made.returncode != 0:
        reason = (made.stderr.strip().splitlines() or ["sans un mot"])[-1]
        raise PostgresError(f"La base de données n’a pas pu être créée dans {cluster.parent} ; initdb a répondu « {reason} ».")


def _checked(folder: Path) -> Cluster:
    """The cluster, run as whoever owns it. Every refusal comes before anything is changed."""
    uid = folder.stat().st_uid
    if uid != os.geteuid() and os.geteuid() != 0:
        raise PostgresError(f"La base de données {folder} appartient à un autre utilisateur (numéro {uid}) : lancez le portail sous cet utilisateur.")
    if uid == 0:
        name = programs.user_for_new_data().uid
        raise PostgresError(f"La base de données {folder} appartient à root, ce que PostgreSQL refuse : rendez-la à son utilisateur (chown -R {name}).")
    version = folder / "PG_VERSION"
    found = version.read_text(encoding="utf-8").strip() if version.exists() else None
    if found is None:
        raise PostgresError(f"Le dossier {folder} contient autre chose qu’une base de données PostgreSQL : videz-le, ou choisissez un autre PORTAIL_DATA_DIR.")
    if found != MAJOR:
        raise PostgresError(
            f"Les données de {folder} viennent de PostgreSQL {found} et le portail utilise PostgreSQL {MAJOR} : "
            "sauvegardez-les avec l’ancienne version (pg_dumpall), puis restaurez-les dans un dossier neuf."
        )
    user = programs.owner(uid)
    if not _can_enter(folder, user=user):
        raise PostgresError(
            f"PostgreSQL tourne sous l’utilisateur numéro {uid}, qui ne peut plus entrer dans {folder} : rouvrez-lui les dossiers au-dessus (chmod o+x)."
        )
    return Cluster(folder=folder, programs=programs.programs_for(user))
