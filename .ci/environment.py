"""Build or update .venv from a lock file; run by a Python of the machine, with nothing but its standard library."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import venv
from importlib.util import find_spec
from pathlib import Path

import system

VENV = Path(".venv")
READY = VENV / "ready"
PYTHON = VENV / "bin" / "python"
# What requirements-test.txt holds too.
RUNTIME_LOCK = Path("requirements.txt")
# What would send the packages elsewhere than to .venv.
STRAYS = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT")


def main(*, lock: Path, this_python: bool) -> None:
    # One file locks out the other makes, whatever they prepare; it is always there, and a kill leaves nothing to clean.
    with RUNTIME_LOCK.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        sound = is_sound(this_python=this_python)
        if not (sound and is_installed(lock)):
            prepare(lock, rebuild=not sound)


def is_sound(*, this_python: bool) -> bool:
    """Whether .venv was once finished, in this place, and still runs: an interrupted or moved one is rebuilt whole."""
    told = {name: (READY / name).read_text() if (READY / name).is_file() else "" for name in ("place", "python")}
    if told["place"] != here() or (this_python and told["python"] != this_interpreter()):
        return False
    return PYTHON.exists() and subprocess.run([PYTHON, "-I", "-c", "import pip"], capture_output=True, check=False).returncode == 0


def is_installed(lock: Path) -> bool:
    installed = READY / lock.name
    return installed.is_file() and installed.read_bytes() == lock.read_bytes()


def here() -> str:
    return f"{Path.cwd()}\n"


def this_interpreter() -> str:
    return f"{Path(sys.base_prefix).resolve()} {sys.version}\n"


def prepare(lock: Path, *, rebuild: bool) -> None:
    if rebuild and find_spec("ensurepip") is None:
        system.provide([system.venv_of_this_python()])
    say("Préparation de l’environnement Python (une minute environ)…")
    interpreter = this_interpreter() if rebuild else (READY / "python").read_text()
    shutil.rmtree(READY, ignore_errors=True)
    if rebuild:
        venv.create(VENV, clear=True, symlinks=True, with_pip=True)
    install(lock)
    # Written last, and at once: an interrupted set-up is never taken for a finished one.
    draft = VENV / "ready.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    (draft / "place").write_text(here())
    (draft / "python").write_text(interpreter)
    for installed in {lock, RUNTIME_LOCK}:
        shutil.copyfile(installed, draft / installed.name)
    draft.rename(READY)


def install(lock: Path) -> None:
    """From wheels alone, each with its hash: no compiler is needed and nothing unlocked enters a build."""
    kept = {name: value for name, value in os.environ.items() if name not in STRAYS} | {"PIP_USER": "0"}
    options = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-compile", "--require-hashes", "--no-deps", "--only-binary=:all:"]
    done = subprocess.run(
        [PYTHON, "-I", "-m", "pip", "install", *options, "--requirement", lock],
        env=kept, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        say("\n".join(done.stderr.splitlines()[-15:]))
        sys.exit("Les bibliothèques n’ont pas pu être installées : vérifiez l’accès au réseau (message de pip ci-dessus), puis recommencez.")


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main(lock=Path(sys.argv[1]), this_python="--this-python" in sys.argv[2:])
    except PermissionError as refused:
        sys.exit(f"Impossible d’écrire dans {refused.filename} : ce dossier appartient sans doute à un autre utilisateur. Supprimez .venv, puis recommencez.")
    except (OSError, subprocess.CalledProcessError) as failure:
        sys.exit(f"L’environnement Python n’a pas pu être créé ({failure}). Corrigez la cause, puis recommencez.")
    except KeyboardInterrupt:
        sys.exit(130)
