"""The command: the example of the documentation, what it prints, and what it refuses."""

from pathlib import Path

import pytest

from app.core import clock, database
from app.intake import console
from app.intake.rules.columns import Column
from tests.intake.files import MARTIN, everything, written

ROOT = Path(__file__).parents[2]
EXAMPLE, GUIDE = ROOT / "docs" / "exemple-familles.csv", ROOT / "docs" / "import.md"


async def test_the_example_of_the_documentation_is_imported_as_it_stands(chavagne: str) -> None:
    looked = await console.import_file(EXAMPLE, apply=False, skip_errors=False, now=clock.now())
    assert "3\u00a0familles à créer" in looked
    assert looked.endswith(console.NOT_APPLIED)
    told = await console.import_file(EXAMPLE, apply=True, skip_errors=False, now=clock.now())
    assert told.splitlines() == [
        "5\u00a0lignes lues, 3\u00a0familles.",
        "3\u00a0familles créées\u00a0; en tout 4\u00a0adultes, 4\u00a0enfants et 4\u00a0inscriptions ajoutés.",
    ]
    assert await database.fetch_value("select count(*) from household_key where is_code") == 3
    assert await database.fetch_value("select category from household where name = 'Bernard'") == "non_resident"


async def test_a_file_with_errors_is_refused_with_its_whole_report(chavagne: str, tmp_path: Path) -> None:
    file = tmp_path / "familles.csv"
    file.write_bytes(written([MARTIN, MARTIN | {"enfant date de naissance": "hier", "école": "Zzz"}]).getvalue())
    before = await everything()
    for apply in (False, True):
        with pytest.raises(console.WithErrors) as refused:
            await console.import_file(file, apply=apply, skip_errors=False, now=clock.now())
        told = str(refused.value).splitlines()
        assert told[0].startswith("Erreur, ligne 3, colonne «\u00a0école\u00a0»") or told[0].startswith("Erreur, ligne 3, colonne «\u00a0enfant date")
        assert told[-1] == console.HOW_TO_GO_ON
    assert await everything() == before
    assert "1\u00a0famille laissée de côté" in await console.import_file(file, apply=True, skip_errors=True, now=clock.now())


def test_the_documentation_names_each_column() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    ours = [column.value for column in Column if not column.value.startswith("responsable 2") or column is Column.TITLE_2]
    assert [name for name in ours if f"`{name}`" not in guide] == []
