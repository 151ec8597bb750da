"""docs/security.md: what it shows of the code (the tests that prove each rule, the class of each column) is written into it by `make docs`."""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from app.data_classes import TABLES, DataClass

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "security.md"

MUST_HOLD = frozenset({*range(1, 19), 22, 23, *range(30, 43), 44, 46, 52, *range(64, 71)})
"""Rules that the portal may not be delivered without. Others join the document when a test proves them."""

ROW = re.compile(r"^(\| (\d+) \| [^|]+ \| [^|]+ \|).*$", re.MULTILINE)
CLASSES = re.compile(r"(?<=<!-- classes -->\n).*?(?=\n<!-- end of classes -->)", re.DOTALL)

Proofs = Mapping[int, list[str]]


def main() -> None:
    proofs = proofs_in(ROOT)
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8"), proofs=proofs), encoding="utf-8")
    if bare := sorted(MUST_HOLD - proofs.keys()):
        sys.stdout.write(f"Règles de sécurité sans test : {', '.join(map(str, bare))}.\n")


def written(document: str, *, proofs: Proofs) -> str:
    """The document with its last column and its second table made anew; the words of the rules are its own."""
    with_proofs = ROW.sub(lambda row: f"{row[1]} {'<br>'.join(proofs.get(int(row[2]), []))} |", document)
    return CLASSES.sub("\n".join(class_rows()), with_proofs)


def rules_told(document: str) -> set[int]:
    return {int(number) for _, number in ROW.findall(document)}


def proofs_in(root: Path) -> dict[int, list[str]]:
    """By rule, a link to each test that is marked with its number."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for path in sorted(path for folder in ("tests", "e2e") for path in (root / folder).rglob("test_*.py")):
        for test, number in marked_tests(path.read_text(encoding="utf-8")):
            words = test.removeprefix("test_").replace("_", " ")
            found[number].append(f"[{words}](../{path.relative_to(root).as_posix()})")
    return dict(found)


def marked_tests(source: str) -> Iterator[tuple[str, int]]:
    """Each test with each of its rules: its own marks, those of its cases (`pytest.param`) and those of its module (`pytestmark`)."""
    tree = ast.parse(source)
    of_module = [node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            for number in sorted(rules_in([*of_module, *node.decorator_list])):
                yield node.name, number


def rules_in(nodes: Iterable[ast.AST]) -> set[int]:
    calls = [call for node in nodes for call in ast.walk(node) if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.rule"]
    return {ast.literal_eval(number) for call in calls for number in call.args}


def class_rows() -> Iterator[str]:
    yield f"| Table | {' | '.join(data_class.capitalize() for data_class in DataClass)} |"
    yield "|---" * (1 + len(DataClass)) + "|"
    for table, classes in TABLES.items():
        yield f"| `{table}` | {' | '.join(classes.get(data_class, '').replace(' ', ', ') for data_class in DataClass)} |"


if __name__ == "__main__":
    main()
