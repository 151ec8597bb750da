"""What the system must bring: found when it is there, installed with apt where rights allow, otherwise named with the command to type."""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

VENV_BIN = Path(".venv/bin").absolute()
APPLICATIONS = Path("/Applications")


@dataclass(frozen=True, kw_only=True)
class Need:
    """`packages`: what each installer calls it."""

    name: str
    programs: tuple[str, ...] = ()
    packages: dict[str, str]

    def found(self) -> str | None:
        return next((path for path in map(shutil.which, self.programs) if path), None)


# Debian's redis-tools holds the server's whole program under another name, and starts no service on a shared port as redis-server would.
REDIS = Need(
    name="Redis",
    programs=("redis-server", "valkey-server", "redis-check-rdb", "valkey-check-rdb"),
    packages={"apt": "redis-tools", "dnf": "valkey", "brew": "redis"},
)
# Ubuntu gives it another name.
UBUNTU = Path("/etc/os-release").exists() and platform.freedesktop_os_release()["ID"] == "ubuntu"
CHROMIUM = Need(
    name="Chromium",
    programs=(
        *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
        *(str(APPLICATIONS / f"{name}.app/Contents/MacOS/{name}") for name in ("Chromium", "Google Chrome")),
    ),
    packages={"apt": f"{'chromium-browser' if UBUNTU else 'chromium'} fonts-liberation", "dnf": "chromium liberation-sans-fonts", "brew": "google-chrome"},
)


def venv_of_this_python() -> Need:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Need(
        name=f"le module venv de Python {version}",
        packages={"apt": f"python{version}-venv", "dnf": f"python{version}-libs", "brew": f"python@{version}"},
    )


def provide(needs: list[Need]) -> None:
    """Return when all are there; leave with one sentence otherwise."""
    if not needs:
        return
    installer = next((name for name, program in {"brew": "brew", "dnf": "dnf", "apt": "apt-get"}.items() if shutil.which(program)), None)
    names = " et ".join(need.name for need in needs)
    if installer is None:
        sys.exit(f"Il manque {names} : installez-le avec les paquets de votre système, puis recommencez.")
    packages = " ".join(need.packages[installer] for need in needs)
    if installer == "apt" and (rights := rights_to_install()) is not None:
        apt_install(packages.split(), names=names, rights=rights)
    else:
        sys.exit(f"Il manque {names} : tapez « {'' if installer == 'brew' else 'sudo '}{installer} install {packages} », puis recommencez.")


def rights_to_install() -> list[str] | None:
    """The words to put before a command that needs root; None when that is not allowed, or only with a password."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def apt_install(packages: list[str], *, names: str, rights: list[str]) -> None:
    print(f"Installation des paquets {' '.join(packages)} ({names})…", file=sys.stderr, flush=True)
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    # The lists may be empty or old; an unreachable one does not stop what the others have.
    subprocess.run([*apt, "update"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    done = subprocess.run([*apt, "install", "-y", "--no-install-recommends", *packages], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        print("\n".join((done.stdout + done.stderr).splitlines()[-15:]), file=sys.stderr)
        sys.exit(f"{names} : apt n’a pas pu l’installer. Tapez « sudo apt update && sudo apt install {' '.join(packages)} », puis recommencez.")


def for_tests() -> None:
    provide([need for need in (REDIS, CHROMIUM) if need.found() is None])
    redis, chromium = REDIS.found(), CHROMIUM.found()
    if redis and Path(redis).name != "redis-server":
        # A link and no script: the program does what its name says.
        stand_in("redis-server").symlink_to(redis)
    if chromium and Path(chromium).name != "chromium":
        # A script and no link: an application of macOS looks for its files beside its own path.
        script = stand_in("chromium")
        script.write_text(f'#!/bin/sh\nexec {shlex.quote(chromium)} "$@"\n')
        script.chmod(0o755)


def stand_in(name: str) -> Path:
    """Where the tests find a program by the one name they know, whichever package brings it."""
    place = VENV_BIN / name
    place.unlink(missing_ok=True)
    return place


if __name__ == "__main__":
    for_tests()
