"""Each contract of imports breaks when it should: the imports it forbids are planted in a copy of the tree, and all are told.

What is planted is written here and not read from the contracts, so that a contract that grows softer is seen.
"""

import shutil
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FEATURES = [
    *("components", "app.settings", "app.core", "app.catalogue", "app.accounts", "app.households", "app.documents", "app.filings", "app.dossiers"),
    *("app.enrolments", "app.bookings", "app.attendance", "app.billing", "app.messages", "app.home", "app.demo", "jobs", "app.main"),
]
# A feature that no layer names, so that what is planted in it breaks one contract only.
MODULES = [f"app.planted.{name}" for name in ("rules", "tables", "queries", "actions", "forms", "procedure", "routes")]
PLANTED: dict[str, list[tuple[str, str]]] = {
    "features": [
        *pairwise(FEATURES),
        *[("app.dossiers", "app.tariffs"), ("app.tariffs", "app.bookings"), ("app.tariffs", "app.enrolments"), ("app.enrolments", "app.tariffs")],
        *[("app.messages", "app.reports"), ("app.reports", "app.demo"), ("app.home", "app.reports"), ("jobs", "app.__main__")],
    ],
    "inside": [
        *pairwise(MODULES),
        *[("app.planted.procedure", "app.planted.desk"), ("app.planted.desk", "app.planted.routes")],
    ],
    "rules": [("app.planted.rules", name) for name in ("piccolo", "asyncpg", "litestar", "granian", "jinja2", "redis", "app.core.clock", "app.core.database")],
    "arq": [("app", "arq"), ("components", "arq")],
    "components": [("components", name) for name in ("app.core.clock", "jobs", "piccolo", "asyncpg", "litestar", "granian", "redis")],
}


def test_every_contract_is_seen_to_break() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert {contract["id"] for contract in contracts} == PLANTED.keys()


def test_every_feature_and_module_of_the_portal_has_its_layer() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "features")
    placed = {name.strip("()") for layer in layers for name in layer.split()}
    there = {f"app.{path.stem}" for path in (ROOT / "app").iterdir() if (path / "__init__.py").exists() or path.suffix == ".py"}
    assert there - {"app.__init__"} - placed == set()


@pytest.mark.parametrize("contract", PLANTED)
def test_each_planted_import_is_refused(contract: str, tmp_path: Path) -> None:
    for package in ("app", "components", "jobs"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for number, (importer, imported) in enumerate(PLANTED[contract]):
        plant(tmp_path, importer, imported, number=number)
    report = lint_imports(tmp_path, contract)
    assert report.returncode == 1, report.stdout + report.stderr
    assert [pair for pair in PLANTED[contract] if not is_told(report.stdout, *pair)] == []


def plant(tree: Path, importer: str, imported: str, *, number: int) -> None:
    """In a module of its own when the importer is a package; both are created where the tree has not grown them yet."""
    for name in (importer, imported):
        create(tree, name)
    path = tree / importer.replace(".", "/")
    module = path / f"planted_{number}.py" if path.is_dir() else path.with_suffix(".py")
    with module.open("a") as text:
        text.write(f"\nimport {imported}\n")


def create(tree: Path, name: str) -> None:
    root, *inner = name.split(".")
    if not inner:
        return
    folder = tree / root
    for part in inner[:-1]:
        folder /= part
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
    if not (folder / inner[-1]).is_dir():
        (folder / f"{inner[-1]}.py").touch()


def lint_imports(tree: Path, contract: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([program, "--no-logo", "--no-cache", "--contract", contract], cwd=tree, capture_output=True, text=True, check=False)


def is_told(report: str, importer: str, imported: str) -> bool:
    """A contract that forbids a package speaks of the package."""
    parts = imported.split(".")
    forbidden = [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
    return any(f"{importer} is not allowed to import {name}:" in report for name in forbidden)
