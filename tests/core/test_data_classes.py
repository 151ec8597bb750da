"""Every column has one class, and what the classes promise is true of the columns."""

from collections import Counter

import pytest
from piccolo.columns import Column

from app.data_classes import SEALED, TABLES, DataClass
from app.piccolo_app import APP_CONFIG

COLUMNS: dict[tuple[str, str], Column] = {
    (table._meta.tablename, column._meta.name): column for table in APP_CONFIG.table_classes for column in table._meta.columns
}
CLASSED = [(table, name, data_class) for table, classes in TABLES.items() for data_class, names in classes.items() for name in names.split()]


@pytest.mark.rule(65)
def test_every_column_stands_in_one_class() -> None:
    times = Counter((table, name) for table, name, _ in CLASSED)
    assert sorted(COLUMNS.keys() - times.keys()) == [], "give these columns a class in app/data_classes.py"
    assert sorted(times.keys() - COLUMNS.keys()) == [], "these columns are gone: take them out of app/data_classes.py"
    assert [column for column, found in times.items() if found > 1] == []


@pytest.mark.rule(65)
def test_what_is_secret_is_what_the_tables_keep_from_whoever_reads_a_whole_row() -> None:
    secret = {(table, name) for table, name, data_class in CLASSED if data_class is DataClass.SECRET}
    assert secret == {place for place, column in COLUMNS.items() if column._meta.secret}


@pytest.mark.rule(65)
def test_no_secret_is_kept_as_it_is_sent() -> None:
    """A hash of it is kept, or it is sealed: the secret of a second factor must be read again to be compared."""
    kept = {(table, name) for table, name, data_class in CLASSED if data_class is DataClass.SECRET and not name.endswith("_hash")}
    assert kept <= {(table, name) for table, names in SEALED.items() for name in names.split()}
