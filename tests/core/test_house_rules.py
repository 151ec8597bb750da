"""House rules that no linter knows: columns, foreign keys, schema, routes, templates."""

import ast
import inspect
import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from piccolo.columns import ForeignKey
from piccolo.table import Table

from app.core import database
from app.piccolo_app import APP_CONFIG
from components import rendering

ROOT = Path(__file__).parents[2]
TABLES = APP_CONFIG.table_classes
TEMPLATES = [path for folder in ("templates", "components") for path in (ROOT / folder).rglob("*.html")]

# What is written on a terminal, where nothing is wrapped, and in the file of the commune.
CONSOLE = ("settings.py", "__main__.py", "console.py", "publishing.py", "exporting.py", "cutoff_table.py", "core/postgres/", "core/arguments.py",
           "core/database.py", "catalogue/commune_file/")  # fmt: skip
ALONE = re.compile(r"[\w»’)%] [:;!?»](?=\s|$)|« ")

PAGES = [path for path in TEMPLATES if "emails" not in path.parts]  # a mail has no other place for its style


def keywords_of(table: type[Table]) -> dict[str, set[str]]:
    """The keyword arguments that each column of a table states in its source."""
    (declared,) = ast.parse(inspect.getsource(table)).body
    assert isinstance(declared, ast.ClassDef)
    return {
        target.id: {keyword.arg or "" for keyword in node.value.keywords}
        for node in declared.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table._meta.tablename)
def test_each_column_states_its_default_and_each_foreign_key_what_it_allows(table: type[Table]) -> None:
    stated = keywords_of(table)
    for column in table._meta.columns:
        name = column._meta.name
        if isinstance(column, ForeignKey):
            assert {"null", "on_delete"} <= stated[name], f"{table._meta.tablename}.{name}"
        elif column.__class__.__name__ not in {"Serial", "BigSerial"}:
            assert "default" in stated[name], f"{table._meta.tablename}.{name}"


async def test_the_tables_are_those_of_the_migrations(empty_database: str) -> None:
    rows = await database.fetch("select table_name, column_name, is_nullable = 'YES' as nullable from information_schema.columns where table_schema = 'public'")
    in_database = {(row["table_name"], row["column_name"]): row["nullable"] for row in rows if row["table_name"] != "migration"}
    in_code = {(table._meta.tablename, column._meta.name): column._meta.null for table in TABLES for column in table._meta.columns}
    assert in_code == in_database


async def test_each_foreign_key_says_the_same_in_code_and_in_sql(empty_database: str) -> None:
    rows = await database.fetch(
        """
        select conrelid::regclass::text as table_name, attname, confrelid::regclass::text as target,
               case confdeltype when 'c' then 'CASCADE' when 'r' then 'RESTRICT' when 'n' then 'SET NULL' when 'a' then 'NO ACTION' end as rule
        from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1] where contype = 'f'
        """
    )
    in_database = {(row["table_name"], row["attname"]): (row["target"], row["rule"]) for row in rows}
    in_code = {
        (table._meta.tablename, column._meta.name): (column._foreign_key_meta.resolved_references._meta.tablename, column._foreign_key_meta.on_delete.value)
        for table in TABLES
        for column in foreign_keys(table)
    }
    assert in_code == in_database


async def test_each_foreign_key_has_an_index_behind_it(empty_database: str) -> None:
    """A delete or a join through an unindexed key reads the whole table."""
    bare = await database.fetch(
        """
        select conrelid::regclass::text as table_name, attname from pg_constraint
        join pg_attribute on attrelid = conrelid and attnum = conkey[1]
        where contype = 'f' and not exists (select 1 from pg_index where indrelid = conrelid and indkey[0] = conkey[1])
          and not (conrelid::regclass::text, attname::text) in (('booking', 'booked_in'), ('booking', 'withdrawn_in'))
          and confrelid::regclass::text in ('account', 'child', 'household', 'slot', 'capacity_counter', 'enrolment', 'draft', 'filing')
        """
    )
    allowed = {("draft_cell", "account"), ("draft_tap", "account"), ("filing", "applicant"), ("filing", "beneficiary"), ("mail", "account")}
    assert {(row["table_name"], row["attname"]) for row in bare} <= allowed


def foreign_keys(table: type[Table]) -> list[ForeignKey[Table]]:
    return [column for column in table._meta.columns if isinstance(column, ForeignKey)]


def test_an_undefined_name_in_a_template_raises() -> None:
    with pytest.raises(UndefinedError):
        rendering.environment().from_string("{{ nobody }}").render()


@pytest.mark.rule(42)
def test_a_template_escapes_what_it_prints() -> None:
    assert rendering.environment().from_string("{{ name }}").render(name='<b>"') == "&lt;b&gt;&#34;"


@pytest.mark.rule(42)
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_template_prints_unescaped_or_runs_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe\b", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_template_compiles(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix().removeprefix("templates/")
    rendering.environment().get_template(name)


def test_no_sign_of_french_is_left_alone_on_a_line() -> None:
    """A no-break space stands before : ; ! ? and inside of « »."""
    code = [path for path in (ROOT / "app").rglob("*.py") if not any(part in path.as_posix() for part in CONSOLE)]
    said = [(path, words) for path in code for words in sentences_in(path)] + [(path, path.read_text(encoding="utf-8")) for path in PAGES]
    assert [
        (path.relative_to(ROOT).as_posix(), found[0], words[max(0, found.start() - 30) : found.end()]) for path, words in said if (found := ALONE.search(words))
    ] == []


def sentences_in(path: Path) -> list[str]:
    """Strings of one line: neither docstrings nor SQL."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told)
    return [str(node.value) for node in strings if "\n" not in str(node.value)]


@pytest.mark.rule(41)
def test_sql_is_never_built_from_values() -> None:
    """What is spliced into SQL is a constant of the module, or the name of a table or a whole statement that such a constant gives."""
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"fetch", "fetch_one", "fetch_value", "raw"}:
                spliced = [part.value for arg in node.args[:1] if isinstance(arg, ast.JoinedStr) for part in arg.values if isinstance(part, ast.FormattedValue)]
                assert all(isinstance(value, ast.Name) and (value.id.isupper() or value.id in {"table", "statement"}) for value in spliced), (
                    f"{path}:{node.lineno}"
                )


@pytest.mark.rule(46)
def test_nothing_is_pickled() -> None:
    for folder in ("app", "components", "jobs"):
        for path in (ROOT / folder).rglob("*.py"):
            assert not re.search(r"^\s*(import|from) (pickle|marshal|shelve|dill)\b", path.read_text(encoding="utf-8"), re.MULTILINE), path


def test_only_the_pages_read_the_headers_of_htmx() -> None:
    for path in (ROOT / "app").rglob("*.py"):
        if path != ROOT / "app/core/pages.py":
            assert "hx-" not in path.read_text(encoding="utf-8").lower(), path
