"""The documents tell the truth of the code: their samples are in it, their links lead somewhere, and no setting or command is left out."""

import argparse
import re
from pathlib import Path

import pytest

from app import __main__ as commands

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SAMPLES = re.findall(r"```python\n# (\S+)\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)
INSTALLATION = (ROOT / "docs" / "installation.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("module", "sample"), SAMPLES, ids=[module for module, _ in SAMPLES])
def test_each_sample_is_taken_from_the_code(module: str, sample: str) -> None:
    assert sample in (ROOT / module).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_each_link_inside_the_project_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    targets = {target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target}
    assert sorted(target for target in targets if target and not (document.parent / target).exists()) == []


def test_each_setting_is_explained_to_those_who_install() -> None:
    read = set(re.findall(r"\"(PORT(?:AIL_[A-Z_]+)?)\"", (ROOT / "app/settings.py").read_text(encoding="utf-8")))
    explained = set(re.findall(r"^\| `(PORT(?:AIL_[A-Z_]+)?)`", INSTALLATION, re.MULTILINE))
    assert explained == read


def test_each_command_is_explained_to_those_who_install() -> None:
    (choices,) = [action.choices for action in commands._parser()._actions if isinstance(action, argparse._SubParsersAction)]
    explained = re.findall(r"^\| `python -m app ([a-z-]+)", INSTALLATION, re.MULTILINE)
    assert sorted(explained) == sorted(choices)
