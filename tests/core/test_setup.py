"""The environment builds itself from the locks, once, whatever happened before; what it cannot have, it names in one French sentence."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-test.txt")


def pinned(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text()
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, flags=re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_each_locked_version_carries_its_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    entries = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(pinned(lock)) > 50
    assert [entry for entry in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)] == []
    assert re.findall(r"https?:|file:|--index|--find-links|--extra", text) == []


def test_the_locks_hold_what_the_project_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    declared = {"requirements.txt": project["project"]["dependencies"]}
    declared["requirements-test.txt"] = declared["requirements.txt"] + project["dependency-groups"]["test"]
    for lock, lines in declared.items():
        versions = pinned(lock)
        wanted = [Requirement(line) for line in lines]
        assert [str(one) for one in wanted if not one.specifier.contains(versions.get(canonicalize_name(one.name), "0"))] == []
    assert pinned("requirements.txt").items() <= pinned("requirements-test.txt").items()


# A Python whose new environments hold a pip of two lines, for the real one takes seconds and the network.
QUICK = """
import runpy, sys, venv
from pathlib import Path
create = venv.create
def quick(place, **options):
    create(place, **options | {"with_pip": False})
    pip = next(Path(place).glob("lib/python*/site-packages")) / "pip"
    pip.mkdir()
    (pip / "__init__.py").touch()
    (pip / "__main__.py").write_text("import sys; sys.exit('no network' if 'unreachable' in open(sys.argv[-1]).read() else 0)")
venv.create = quick
sys.path.insert(0, ".ci")
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone whose name is not an easy one."""
    place = tmp_path / "le portail d’Agnès"
    shutil.copytree(ROOT / ".ci", place / ".ci", ignore=shutil.ignore_patterns("__pycache__"))
    for lock in LOCKS:
        (place / lock).write_text("# nothing\n")
    (place / "quick.py").write_text(QUICK)
    (place / "bin").mkdir()
    program(place / "bin", "python3", f'case "$1" in .ci/*) exec {sys.executable} quick.py "$@" ;; *) exec {sys.executable} "$@" ;; esac')
    return place


def program(folder: Path, name: str, script: str = "exit 0") -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def prepare(clone: Path, lock: str = "requirements.txt", **environment: str) -> subprocess.CompletedProcess[str]:
    return finished(start(clone, lock, **environment))


def start(clone: Path, lock: str = "requirements.txt", **environment: str) -> subprocess.Popen[str]:
    asked = {"PATH": f"{clone / 'bin'}:{os.environ['PATH']}", "HOME": str(clone)} | environment
    return subprocess.Popen([".ci/environment", lock], cwd=clone, env=asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def built_at(clone: Path) -> int:
    return (clone / ".venv" / "pyvenv.cfg").stat().st_mtime_ns


def test_the_environment_is_built_once_even_by_two_at_once(clone: Path) -> None:
    both = [start(clone), start(clone)]
    told = [finished(process) for process in both]
    assert [one.returncode for one in told] == [0, 0]
    assert sum("Préparation" in one.stderr for one in told) == 1
    assert prepare(clone).stderr == ""


def test_the_portal_and_the_tests_prepare_at_once_without_breaking_each_other(clone: Path) -> None:
    both = [start(clone, lock) for lock in LOCKS]
    assert [finished(process).returncode for process in both] == [0, 0]
    assert [prepare(clone, lock).stderr for lock in LOCKS] == ["", ""]


def test_a_changed_lock_updates_the_environment_and_an_interrupted_or_moved_one_is_rebuilt(clone: Path) -> None:
    assert prepare(clone).returncode == 0
    first = built_at(clone)
    (clone / "requirements.txt").write_text("# changed\n")
    assert "Préparation" in prepare(clone).stderr
    assert built_at(clone) == first, "updated in place"

    shutil.rmtree(clone / ".venv" / "ready")
    prepare(clone)
    second = built_at(clone)
    assert second > first, "never finished, so rebuilt"

    moved = clone.rename(clone.with_name("ailleurs"))
    assert prepare(moved).returncode == 0
    assert built_at(moved) > second, "its programs named the former place"
    assert prepare(moved).stderr == ""


def test_a_python_too_old_or_absent_is_named_with_the_command_to_type(clone: Path) -> None:
    bare = clone / "bin"
    for name in ("sh", "cat", "cmp", "uname"):
        (bare / name).symlink_to(shutil.which(name) or pytest.fail(name))
    old = program(bare, "python3", "exit 1")

    absent = prepare(clone, PATH=str(bare))
    assert absent.returncode != 0
    assert re.fullmatch(r"Il faut Python 3\.11 ou plus récent : tapez « [^»]+ », puis recommencez.*\.\n", absent.stderr)
    named = prepare(clone, PYTHON=str(old))
    assert named.returncode != 0
    assert "n’est pas un Python 3.11" in named.stderr
    assert not (clone / ".venv").exists()


def test_what_pip_refuses_is_told_and_the_next_try_starts_afresh(clone: Path) -> None:
    lock = clone / "requirements.txt"
    lock.write_text("unreachable==1.0\n")
    refused = prepare(clone)
    assert refused.returncode != 0
    assert "no network" in refused.stderr
    assert refused.stderr.splitlines()[-1].startswith("Les bibliothèques n’ont pas pu être installées")
    lock.write_text("# nothing\n")
    assert prepare(clone).returncode == 0


@pytest.fixture
def machine(clone: Path) -> Path:
    """A folder of programs that stands for a whole machine, so far with nothing in it but what a shell needs."""
    programs = clone / "machine"
    programs.mkdir()
    for name in ("env", "sh", "true"):
        (programs / name).symlink_to(shutil.which(name) or pytest.fail(name))
    (clone / ".venv" / "bin").mkdir(parents=True)
    return programs


def bring(machine: Path) -> subprocess.CompletedProcess[str]:
    """What `make test` asks of this machine."""
    ask = "import sys; sys.path.insert(0, '.ci'); import system; system.for_tests()"
    return subprocess.run(
        [sys.executable, "-c", ask], cwd=machine.parent, env={"PATH": str(machine)}, capture_output=True, text=True, check=False
    )  # fmt: skip


def test_redis_and_chromium_are_asked_of_apt_where_rights_allow(machine: Path) -> None:
    program(machine, "sudo", 'shift; exec "$@"')
    copy = f"for name in redis-check-rdb google-chrome; do {shutil.which('cp')} '{machine}/sudo' '{machine}'/$name; done"
    program(machine, "apt-get", f"""echo "$@" >> '{machine}/asked'; case "$*" in *install*) {copy} ;; esac""")
    done = bring(machine)
    assert done.returncode == 0, done.stderr
    asked = (machine / "asked").read_text().splitlines()
    assert asked[0].endswith("update")
    assert "redis-tools chromium" in asked[1]
    # The server's whole program, under the name that starts it.
    assert (machine.parent / ".venv" / "bin" / "redis-server").resolve().name == "redis-check-rdb"
    assert str(machine / "google-chrome") in (machine.parent / ".venv" / "bin" / "chromium").read_text()
    assert bring(machine).stderr == ""
    assert len((machine / "asked").read_text().splitlines()) == len(asked)


@pytest.mark.parametrize(("installer", "command"), [("dnf", "sudo dnf install valkey chromium"), ("brew", "brew install redis google-chrome")])
def test_without_apt_the_missing_packages_are_named_in_one_sentence(machine: Path, installer: str, command: str) -> None:
    program(machine, installer)
    told = bring(machine)
    assert told.returncode != 0
    assert told.stderr.startswith(f"Il manque Redis et Chromium : tapez « {command}")
    assert told.stderr.count("\n") == 1


def test_without_rights_the_command_for_apt_is_named(machine: Path) -> None:
    program(machine, "apt-get")
    program(machine, "chromium")
    ask = "import os, sys; os.geteuid = lambda: 1000; sys.path.insert(0, '.ci'); import system; system.for_tests()"
    told = subprocess.run([sys.executable, "-c", ask], cwd=machine.parent, env={"PATH": str(machine)}, capture_output=True, text=True, check=False)
    assert told.returncode != 0
    assert told.stderr == "Il manque Redis : tapez « sudo apt install redis-tools », puis recommencez.\n"
