"""The embedded PostgreSQL starts, is shared, stops and comes back, for root and for an ordinary user, whatever its owners die of."""

import os
import pwd
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from app.core import postgres
from tests.core import postgres_owners
from tests.core.postgres_owners import Owner, ask, wait_until

IS_ROOT = os.geteuid() == 0
ORDINARY = pwd.getpwnam("daemon").pw_uid if IS_ROOT else os.geteuid()

Owning = Callable[..., Owner]


@pytest.fixture(scope="session")
def wheel() -> Iterator[Path]:
    with postgres_owners.readable_wheel() as copy:
        yield copy


@pytest.fixture(params=["root", "ordinary"])
def uid(request: pytest.FixtureRequest) -> int:
    if request.param == "root" and not IS_ROOT:
        pytest.skip("root alone can start a portal as root")
    return 0 if request.param == "root" else ORDINARY


@pytest.fixture
def new_dir(uid: int) -> Iterator[Path]:
    """Where a portal has never been."""
    with postgres_owners.folder_for(uid) as folder:
        yield folder / "data"


@pytest.fixture(scope="session")
def used(wheel: Path) -> Iterator[Callable[[int], Path]]:
    """The data that a first start left behind, made once for each user."""
    with ExitStack() as folders:

        @cache
        def made(uid: int) -> Path:
            data_dir = folders.enter_context(postgres_owners.folder_for(uid)) / "data"
            Owner(data_dir, uid=uid, wheel=wheel).end()
            return data_dir

        yield made


@pytest.fixture
def data_dir(uid: int, new_dir: Path, used: Callable[[int], Path]) -> Path:
    """Where a portal has been before."""
    subprocess.run(["cp", "-a", used(uid), new_dir], check=True)
    return new_dir


@pytest.fixture
def owning(uid: int, wheel: Path, new_dir: Path) -> Iterator[Owning]:
    """Starts portals on this data, as this user; those still there at the end of the test end by themselves."""
    with ExitStack() as ends:

        def own(folder: Path = new_dir, **options: object) -> Owner:
            owner = Owner(folder, uid=uid, wheel=wheel, **options)  # type: ignore[arg-type]
            ends.callback(owner.end)
            return owner

        yield own


@pytest.fixture
def our_dir() -> Iterator[Path]:
    with postgres_owners.folder_for(os.geteuid()) as folder:
        yield folder


def test_a_first_start_creates_the_database_that_the_portal_needs(owning: Owning, new_dir: Path) -> None:
    url = owning(durable=True).url()
    assert ask(url, "select current_database()") == "portail"
    assert ask(url, "select current_setting('server_version_num')::int / 10000") == 18
    assert (
        ask(url, "select string_agg(setting, ' ' order by name) from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit')")
        == "on on on"
    )
    assert (
        ask(url, "select current_setting('timezone') || ' ' || current_setting('server_encoding') || ' ' || current_setting('max_connections')")
        == "UTC UTF8 100"
    )
    assert ask(url, "select lower('ÉLÉONORE ÇA')") == "éléonore ça"
    assert ask(url, "select string_agg(w, ' ' order by w) from unnest(array['é', 'z', 'a', 'Z']) w") == "Z a z é"
    assert (new_dir / "postgres" / "postgres.log").exists()


def test_a_later_start_creates_nothing_and_finds_what_was_written(owning: Owning, data_dir: Path) -> None:
    created = (data_dir / "postgres" / "PG_VERSION").stat().st_ino
    first = owning()
    ask(first.url(), "create table child as select 'Éléonore' as name")
    first.end()
    assert ask(owning().url(), "select name from child") == "Éléonore"
    assert (data_dir / "postgres" / "PG_VERSION").stat().st_ino == created


def test_two_portals_started_at_once_share_one_server_until_the_last_ends(owning: Owning, new_dir: Path) -> None:
    one, two = owning(), owning()
    url = one.url()
    assert two.url() == url
    number = postgres_owners.postmaster(new_dir)
    one.end()
    assert ask(url, "select 1") == 1
    assert postgres_owners.postmaster(new_dir) == number
    two.end()
    assert postgres_owners.processes_below(new_dir) == set()


@pytest.mark.parametrize("uid", ["ordinary"], indirect=True)
def test_two_portals_that_end_at_once_leave_nothing(owning: Owning, data_dir: Path) -> None:
    both = [owning(), owning()]
    for owner in both:
        owner.url()
    for owner in both:
        owner.process.terminate()
    for owner in both:
        owner.end()
    assert postgres_owners.processes_below(data_dir) == set()


@pytest.mark.parametrize("uid", ["ordinary"], indirect=True)
def test_several_servers_live_side_by_side(owning: Owning, data_dir: Path) -> None:
    here = owning().url()
    there = owning(data_dir.parent / "other").url()
    assert here != there
    ask(here, "create table only_here ()")
    assert ask(there, "select to_regclass('only_here')") is None


def test_no_port_is_ever_opened(owning: Owning, data_dir: Path) -> None:
    owning().url()
    sockets = {link for pid in postgres_owners.processes_below(data_dir) for link in descriptors(pid) if link.startswith("socket:")}
    tables = (Path("/proc/net") / name for name in ("tcp", "tcp6", "udp", "udp6"))
    numbers = {f"socket:[{line.split()[9]}]" for table in tables if table.exists() for line in table.read_text().splitlines()[1:]}
    assert sockets
    assert not sockets & numbers


def descriptors(pid: int) -> list[str]:
    """None when the process has just ended."""
    try:
        return [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()]
    except FileNotFoundError:
        return []


@pytest.mark.parametrize(("how", "number"), [("with", signal.SIGTERM), ("plain", signal.SIGTERM), ("plain", signal.SIGHUP), ("plain", signal.SIGINT)])
def test_nothing_outlives_a_portal_that_is_told_to_end(owning: Owning, data_dir: Path, how: str, number: signal.Signals) -> None:
    owner = owning(how=how)
    socket = Path(owner.url().partition("?host=")[2].partition("&")[0])
    assert socket.is_dir()
    owner.process.send_signal(number)
    owner.end()
    assert postgres_owners.processes_below(data_dir) == set()
    assert not socket.exists()


@pytest.mark.usefixtures("data_dir")
def test_ctrl_c_in_the_terminal_leaves_the_database_to_the_portal_that_drains(owning: Owning) -> None:
    owner = owning(how="plain")
    owner.url()
    os.killpg(owner.process.pid, signal.SIGINT)
    assert owner.end() == "draining True"


@pytest.mark.parametrize("seen", [".postgres-*", "postgres/postmaster.pid"])
def test_a_portal_told_to_end_while_it_starts_leaves_nothing_and_the_next_one_starts(owning: Owning, new_dir: Path, seen: str) -> None:
    owner = owning()
    wait_until(lambda: any(new_dir.glob(seen)))
    owner.process.terminate()
    owner.end()
    wait_until(lambda: not postgres_owners.processes_below(new_dir))
    assert ask(owning().url(), "select 1") == 1
    assert [path.name for path in new_dir.iterdir()] == ["postgres"]


def test_a_portal_killed_leaves_a_server_that_the_next_one_adopts_and_stops(owning: Owning, data_dir: Path) -> None:
    killed = owning()
    url = killed.url()
    number = postgres_owners.postmaster(data_dir)
    killed.kill()
    assert ask(url, "select 1") == 1
    heir = owning()
    assert heir.url() == url
    assert postgres_owners.postmaster(data_dir) == number
    heir.end()
    assert postgres_owners.processes_below(data_dir) == set()


def test_a_server_left_without_protection_against_power_cuts_is_not_adopted_by_one_that_wants_it(owning: Owning, data_dir: Path) -> None:
    killed = owning(durable=False)
    killed.url()
    number = postgres_owners.postmaster(data_dir)
    killed.kill()
    assert ask(owning(durable=True).url(), "select current_setting('fsync')") == "on"
    assert postgres_owners.postmaster(data_dir) != number


@pytest.mark.usefixtures("data_dir")
@pytest.mark.parametrize("uid", ["ordinary"], indirect=True)
def test_a_portal_refuses_a_server_that_tests_are_using(owning: Owning) -> None:
    owning(durable=False).url()
    assert "tourne pour des essais" in owning(durable=True).refusal()


@pytest.mark.parametrize("with_portal", [False, True])
def test_a_killed_server_starts_again_with_what_was_written(owning: Owning, data_dir: Path, *, with_portal: bool) -> None:
    owner = owning(durable=True)
    ask(owner.url(), "create table child as select 'Éléonore' as name")
    os.kill(postgres_owners.postmaster(data_dir), signal.SIGKILL)
    if with_portal:
        owner.kill()
    assert ask(owning(durable=True).url(), "select name from child") == "Éléonore"


@pytest.mark.parametrize("stale", ["dead", "reused"])
def test_the_files_of_a_dead_server_stop_nobody_even_when_a_program_has_taken_its_number(owning: Owning, data_dir: Path, stale: str) -> None:
    first = owning()
    url = first.url()
    lines = (data_dir / "postgres" / "postmaster.pid").read_text().splitlines()
    socket = Path(lines[4])
    account = pwd.getpwuid((data_dir / "postgres").stat().st_uid)
    first.end()
    with subprocess.Popen(["sleep", "60"], user=account.pw_uid) as program:
        if stale == "dead":
            program.kill()
            program.wait()
        (data_dir / "postgres" / "postmaster.pid").write_text("\n".join([str(program.pid), *lines[1:], ""]))
        socket.mkdir(mode=0o700)
        (socket / ".s.PGSQL.5432").touch()
        (socket / ".s.PGSQL.5432.lock").write_text("\n".join([str(program.pid), *lines[1:5], ""]))
        os.chown(socket, account.pw_uid, account.pw_gid)
        second = owning()
        assert second.url() == url
        assert ask(url, "select 1") == 1
        second.end()
        assert program.poll() is None or stale == "dead"
        program.kill()


@pytest.mark.parametrize("uid", ["ordinary"], indirect=True)
@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "fr_FR.UTF-8", "LANG": "fr_FR.UTF-8", "LANGUAGE": "fr"},
        {"LANG": "C"},
        {},
        {"PGHOST": "elsewhere.invalid", "PGPORT": "1", "PGDATA": "/nowhere", "TZ": "Asia/Tokyo"},
    ],
)
def test_the_environment_of_the_portal_changes_nothing(owning: Owning, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    url = owning(environment=environment).url()
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ask(url, "select current_setting('lc_messages') || ' ' || current_setting('log_timezone') || ' ' || lower('É')") == "C UTC é"


@pytest.mark.parametrize("uid", ["ordinary"], indirect=True)
def test_any_path_will_do_however_long_and_strange(owning: Owning, new_dir: Path) -> None:
    folder = new_dir.parent / "L’école d'été" / 'a "$(touch here)" `b` & |c' / ("très-long-" * 12) / ("et-encore-" * 12)
    assert len(str(folder)) > 250
    assert ask(owning(folder).url(), "select 1") == 1
    assert (folder / "postgres" / "PG_VERSION").exists()


def test_a_server_makes_and_drops_databases_for_those_who_ask(our_dir: Path) -> None:
    with postgres.start(our_dir, durable=False) as server:
        server.create_database('été "2027"', template="portail")
        assert server.has_database('été "2027"')
        server.drop_database('été "2027"')
        assert not server.has_database('été "2027"')
        with pytest.raises(postgres.PostgresError, match="PostgreSQL a refusé"):
            server.create_database("portail")


def test_only_the_last_share_stops_the_server_and_says_so(our_dir: Path) -> None:
    one, two = postgres.start(our_dir, durable=False), postgres.start(our_dir, durable=False)
    assert not one.stop()
    assert not one.stop()
    assert two.has_database("portail")
    assert two.stop()
    assert postgres_owners.processes_below(our_dir) == set()
