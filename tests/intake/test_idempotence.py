"""Whatever a file says, importing it twice is importing it once."""

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core import clock, database
from app.intake import actions
from tests.conftest import MORNING
from tests.intake.files import SKIP, everything, written

# Few of each: families that look alike, share addresses and children, contradict each other.
LAST_NAMES, FIRST_NAMES = st.sampled_from(["Martin", "MARTIN", "Le Goff", "Petit"]), st.sampled_from(["Anne", "Loïc", "Zoé"])
LINES = st.fixed_dictionaries(
    {"responsable 1 nom": LAST_NAMES, "responsable 1 prénom": FIRST_NAMES},
    optional={
        "code famille": st.sampled_from(["", "F1", "F2", "F3"]),
        "responsable 1 courriel": st.sampled_from(["", "a@exemple.fr", "b@exemple.fr"]),
        "responsable 1 téléphone": st.sampled_from(["", "06 39 98 00 01", "06 39 98 00 02"]),
        "responsable 2 nom": LAST_NAMES,
        "responsable 2 prénom": FIRST_NAMES,
        "responsable 2 courriel": st.sampled_from(["", "a@exemple.fr", "c@exemple.fr"]),
        "adresse": st.sampled_from(["", "1 rue A 35310 Chavagne", "2 rue B 35310 Chavagne"]),
        "hors commune": st.sampled_from(["", "oui", "non"]),
        "enfant nom": LAST_NAMES,
        "enfant prénom": st.sampled_from(["Léa", "Tom"]),
        "enfant date de naissance": st.sampled_from(["14/05/2018", "2020-01-01"]),
        "code enfant": st.sampled_from(["", "E1", "E2"]),
        "école": st.sampled_from(["", "elementaire-publique"]),
        "activité": st.sampled_from(["", "restauration", "mercredi"]),
        "inscription du": st.sampled_from(["", "05/10/2026"]),
    },
)


async def forget_families() -> None:
    for table in ("enrolment", "household_child", "child_key", "child", "guardian", "household_key", "household", "account where kind = 'family'"):
        statement = f"delete from {table}"  # noqa: S608 - the names above
        await database.fetch(statement)


async def test_a_school_that_the_second_home_alone_knows_is_written_at_once(chavagne: str) -> None:
    await forget_families()
    lea = {"enfant nom": "Martin", "enfant prénom": "Léa", "enfant date de naissance": "14/05/2018", "code enfant": "E2"}
    homes = [
        {"responsable 1 nom": "Martin", "responsable 1 prénom": "Anne", "code famille": "F1", **lea},
        {"responsable 1 nom": "Petit", "responsable 1 prénom": "Loïc", "code famille": "F2", "école": "elementaire-publique", **lea},
    ]
    await actions.import_families(written(homes), SKIP, now=clock.now())
    before = await everything()
    assert await database.fetch_value("select s.code from child c join school s on s.id = c.school") == "elementaire-publique"
    assert (await actions.import_families(written(homes), SKIP, now=clock.now())).report.tally.changes == 0
    assert await everything() == before


TOM = {"enfant nom": "Martin", "enfant prénom": "Tom", "enfant date de naissance": "14/05/2018", "code enfant": "E1"}
OTHER = {"enfant nom": "Petit", "enfant prénom": "Léa", "enfant date de naissance": "01/01/2020", "code enfant": "E1"}


@pytest.mark.parametrize("code", ["F1", "F2"], ids=["of the same family", "of another family"])
async def test_a_code_of_one_child_that_stands_beside_another_is_refused_and_gives_nobody_to_a_family(chavagne: str, code: str) -> None:
    await forget_families()
    first = {"responsable 1 nom": "Martin", "responsable 1 prénom": "Anne", "responsable 1 courriel": "a@exemple.fr", "code famille": "F1", **TOM}
    second = {"responsable 1 nom": "Petit", "responsable 1 prénom": "Loïc", "responsable 1 courriel": "b@exemple.fr", **OTHER} | {"code famille": code}
    for files in ([[first, second]], [[first], [second]]):
        await forget_families()
        done = [await actions.import_families(written(rows), SKIP, now=clock.now()) for rows in files]
        assert done[-1].report.tally.errors == 1
        assert await database.fetch_value("select count(*) from household_child") == (0 if code == "F1" and len(files) == 1 else 1)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(LINES, min_size=1, max_size=8))
async def test_any_file_twice_is_the_same_as_once(chavagne: str, rows: list[Mapping[str, str]]) -> None:
    """Families with errors are set aside, the same ones each time."""
    await forget_families()
    first = await actions.import_families(written(rows), SKIP, now=clock.now())
    assert clock.now() == MORNING
    before = await everything()
    second = await actions.import_families(written(rows), SKIP, now=clock.now())
    assert await everything() == before
    assert (second.report.tally.changes, second.report.tally.errors) == (0, first.report.tally.errors)
