"""Where the embedded PostgreSQL lies: no existing folder is opened for it, nobody else gets in, and what cannot be is refused in French."""

import logging
import os
import pwd
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import postgres
from app.core.postgres import programs
from tests.core import postgres_owners
from tests.core.postgres_owners import Owner

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="root alone can do this")
ORDINARY = pwd.getpwnam("daemon").pw_uid if os.geteuid() == 0 else os.geteuid()


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with postgres_owners.folder_for(os.geteuid()) as folder:
        yield folder / "data"


@pytest.fixture(scope="session")
def used() -> Iterator[Path]:
    """What a first start left behind, made once."""
    with postgres_owners.folder_for(os.geteuid()) as folder:
        postgres.start(folder / "data", durable=False).stop()
        yield folder / "data"


@pytest.fixture
def used_dir(data_dir: Path, used: Path) -> Path:
    subprocess.run(["cp", "-a", used, data_dir], check=True)
    return data_dir


@pytest.fixture(scope="session")
def wheel() -> Iterator[Path]:
    with postgres_owners.readable_wheel() as copy:
        yield copy


def rights(*places: Path) -> dict[Path, tuple[int, int, int]]:
    return {place: (found.st_mode, found.st_uid, found.st_gid) for place in places for found in [place.stat()]}


def test_the_rights_of_the_folders_that_exist_are_left_alone(data_dir: Path) -> None:
    closed = data_dir.parent / "closed"
    closed.mkdir(mode=0o700)
    installed = programs.installed()
    watched = [*data_dir.parents, closed, installed, *installed.parents, *(installed / programs.WHEEL).rglob("*")]
    before = rights(*watched)
    with postgres.start(data_dir, durable=False), postgres.start(closed / "data", durable=False) as elsewhere:
        assert rights(*watched) == before
        folder = elsewhere.cluster.folder
    assert rights(*watched) == before
    shutil.rmtree(folder)


def test_the_data_and_its_socket_are_closed_to_other_users(data_dir: Path) -> None:
    with postgres.start(data_dir, durable=False) as server:
        for folder in (server.cluster.folder, server.cluster.socket_folder):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            assert folder.stat().st_uid != 0


@as_root
def test_where_postgresql_cannot_pass_its_data_lies_elsewhere_and_a_link_tells_where(data_dir: Path, caplog: pytest.LogCaptureFixture) -> None:
    data_dir.mkdir(mode=0o700)
    with caplog.at_level(logging.WARNING), postgres.start(data_dir) as server:
        server.create_database("kept")
        folder = server.cluster.folder
    try:
        assert folder.parent == programs.SHARED
        assert (data_dir / "postgres").readlink() == folder
        assert str(folder) in caplog.text
        moved = data_dir.rename(data_dir.with_name("moved"))
        with postgres.start(moved) as server:
            assert server.cluster.folder == folder
            assert server.has_database("kept")
    finally:
        shutil.rmtree(folder)
    with pytest.raises(postgres.PostgresError, match="La base de données manque"):
        postgres.start(moved)


@as_root
def test_a_folder_closed_since_is_refused_and_not_replaced(used_dir: Path) -> None:
    used_dir.chmod(0o700)
    with pytest.raises(postgres.PostgresError, match=r"ne peut plus entrer dans .* \(chmod o\+x\)"):
        postgres.start(used_dir)
    used_dir.chmod(0o711)
    with postgres.start(used_dir) as server:
        assert server.has_database("portail")


@as_root
def test_root_starts_the_data_of_an_ordinary_user_as_that_user(wheel: Path) -> None:
    with postgres_owners.folder_for(ORDINARY) as folder:
        Owner(folder / "data", uid=ORDINARY, wheel=wheel).end()
        with postgres.start(folder / "data", durable=False):
            number = postgres_owners.postmaster(folder / "data")
            assert Path(f"/proc/{number}").stat().st_uid == ORDINARY
        owner = Owner(folder / "data", uid=ORDINARY, wheel=wheel)
        assert owner.url()
        owner.end()


@as_root
@pytest.mark.parametrize(("mode", "sentence"), [(0o711, "n’a pas accès à"), (0o755, "appartient à un autre utilisateur")])
def test_the_data_of_another_user_is_refused(used_dir: Path, wheel: Path, mode: int, sentence: str) -> None:
    used_dir.chmod(mode)
    assert sentence in Owner(used_dir, uid=ORDINARY, wheel=wheel).refusal()


@as_root
def test_data_given_to_root_is_refused(used_dir: Path) -> None:
    os.chown(used_dir / "postgres", 0, 0)
    with pytest.raises(postgres.PostgresError, match="appartient à root"):
        postgres.start(used_dir)


def test_the_data_of_another_version_is_refused(used_dir: Path) -> None:
    (used_dir / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(postgres.PostgresError, match="viennent de PostgreSQL 17 et le portail utilise PostgreSQL 18"):
        postgres.start(used_dir)
    assert postgres_owners.processes_below(used_dir) == set()


def test_a_folder_that_holds_something_else_is_refused_and_kept(data_dir: Path) -> None:
    letter = data_dir / "postgres" / "lettre.txt"
    letter.parent.mkdir(parents=True)
    letter.write_text("Bonjour")
    if os.geteuid() == 0:
        os.chown(letter.parent, ORDINARY, ORDINARY)
    with pytest.raises(postgres.PostgresError, match="contient autre chose"):
        postgres.start(data_dir)
    assert letter.read_text() == "Bonjour"


def test_an_empty_folder_is_used(data_dir: Path) -> None:
    (data_dir / "postgres").mkdir(parents=True)
    with postgres.start(data_dir, durable=False) as server:
        assert server.cluster.folder == data_dir.resolve() / "postgres"


@pytest.mark.parametrize("how", ["open", "link"])
def test_a_folder_planted_for_the_socket_is_refused(used_dir: Path, how: str) -> None:
    with postgres.start(used_dir, durable=False) as server:
        socket_folder = server.cluster.socket_folder
    if how == "open":
        socket_folder.mkdir()
        socket_folder.chmod(0o777)
    else:
        socket_folder.symlink_to(used_dir)
    try:
        with pytest.raises(postgres.PostgresError, match="réservé à la base de données"):
            postgres.start(used_dir, durable=False)
        assert postgres_owners.processes_below(used_dir) == set()
    finally:
        socket_folder.rmdir() if how == "open" else socket_folder.unlink()


def test_a_server_that_cannot_start_says_where_the_reason_is(used_dir: Path) -> None:
    (used_dir / "postgres" / "postgresql.conf").write_text("shared_buffers = beaucoup\n")
    with pytest.raises(postgres.PostgresError, match=r"PostgreSQL n’a pas démarré : la raison est à la fin de .*/postgres/postgres\.log"):
        postgres.start(used_dir)
    assert "beaucoup" in (used_dir / "postgres" / "postgres.log").read_text()


def test_a_place_where_nothing_can_be_written_is_refused_with_a_sentence() -> None:
    with pytest.raises(postgres.PostgresError, match="La base de données n’a pas pu démarrer : /proc/portail"):
        postgres.start(Path("/proc/portail"))


def test_a_log_that_grew_long_is_put_aside(used_dir: Path) -> None:
    log = used_dir / "postgres" / "postgres.log"
    log.write_text("x" * 6_000_000)
    postgres.start(used_dir, durable=False).stop()
    assert log.stat().st_size < 100_000
    assert log.with_suffix(".old.log").stat().st_size == 6_000_000


COPYING = """
import os, sys
from pathlib import Path
from app.core.postgres import programs
os.umask(0o077)
programs.SHARED = Path(sys.argv[1])
print(programs.programs_for(programs.user_for_new_data()).folder)
"""


@as_root
def test_two_portals_that_copy_the_programs_at_once_get_one_whole_copy(data_dir: Path) -> None:
    command = [sys.executable, "-c", COPYING, str(data_dir)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=postgres_owners.ROOT) for _ in range(2)]
    folders = {process.communicate()[0].strip() for process in both}
    assert len(folders) == 1
    assert len(list(data_dir.iterdir())) == 1
    user = programs.user_for_new_data()
    psql = Path(folders.pop()) / "psql"
    subprocess.run([psql, "--version"], check=True, user=user.uid, group=user.gid, extra_groups=[], cwd="/", stdout=subprocess.DEVNULL)
