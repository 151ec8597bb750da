"""Families found at the desk as one types: names without accents and in any order, phones, e-mails, birth dates, numbers of demandes."""

from uuid import UUID, uuid4

import pytest

from app.core import clock, database
from app.households import actions as households
from app.households.actions import NewHousehold
from app.reports.families.queries import finding
from app.reports.families.rules import searching
from tests.households.people import Ground, settle
from tests.queries import counting
from tests.staff import people

pytestmark = pytest.mark.usefixtures("chavagne")


@pytest.fixture
async def ground(chavagne: str) -> Ground:
    return await settle()


async def names(typed: str, *sites: UUID) -> list[str]:
    """As an agent of these sites finds them."""
    found = await finding.found(await people.agent(sites=sites), searching.search_of(typed), number=1)
    return [line.name for line in found.lines]


@pytest.mark.parametrize(
    "typed", ["Le Goff", "le goff anne", "ANNE LE-GOFF", "legoff", "goff clervie yann", "clérvie", "anne.legoff@exemple", "06 39 98 12 34", "+33 6 39 98 12"]
)
async def test_a_family_is_found_however_it_is_typed(typed: str) -> None:
    assert await names(typed) == ["Le Goff"]


@pytest.mark.parametrize("typed", ["xyz", "anne zzz", "durand@nulle.part", "06 39 98 99 99", "demande 999999", "01/01/1901", "& ! | ' : *", "😀"])
async def test_what_is_nobody_s_finds_nobody_or_everybody_but_never_breaks(typed: str) -> None:
    found = await names(typed)
    assert (found == []) is any(sign.isalnum() for sign in typed)


async def test_each_word_must_be_found_in_the_same_household(ground: Ground) -> None:
    assert await names("anne tom") == ["Martin"]
    assert await names("marc tom") == []
    assert await names("léa") == ["Durand", "Martin"]
    assert await names("14/05/2020") == ["Martin"]


async def test_an_adult_who_left_is_not_found(ground: Ground) -> None:
    assert await names("yves martin") == ["Martin"]
    await database.fetch("update guardian set account = null, left_at = {} where account = {}", clock.now(), ground.yves)
    assert await names("yves martin") == []


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Élève-Ñandú", "eleve nandu"), ("ŒUVRÉ œ Æ ß", "oeuvre oe ae ss"), ("O’Brien d'Arc", "o brien d arc"), ("ŁÓDŹ ø", "lodz o"), ("  A   b ", "a b"),
    ],
)  # fmt: skip
async def test_accents_capitals_and_signs_do_not_count(name: str, folded: str) -> None:
    assert await database.fetch_value("select folded({})", name) == folded


@pytest.mark.rule(22)
async def test_an_agent_of_a_site_finds_the_families_of_that_site_alone(ground: Ground) -> None:
    """Nobody of « Petit » is enrolled: who is bound to a site does not see that family, who is bound to none does."""
    site = await database.fetch_value(
        "select ag.site from enrolment e join age_group ag on ag.id = e.age_group join household h on h.id = e.household where h.name = 'Le Goff' limit 1"
    )
    other = uuid4()
    await database.fetch("insert into site (id, code, name, position) values ({}, 'ailleurs', 'Ailleurs', 99)", other)
    assert await names("petit") == ["Petit"]
    assert await names("petit", site) == []
    assert await names("le goff", site) == ["Le Goff"]
    assert await names("le goff", other) == []


async def test_a_demande_is_found_by_its_number(ground: Ground) -> None:
    await database.fetch(
        """
        insert into filing (id, number, procedure, household, status, subject, payload, outcome, submission_id, sent_at)
        values ({}, 4242, 'question-au-service', {}, 'sent', '', {}, {}, {}, {})
        """,
        *(uuid4(), ground.strangers, "{}", "{}", uuid4(), clock.now()),
    )
    assert await names("demande n° 4242") == ["Petit"]
    assert await names("yves 4242") == []


async def test_all_are_listed_page_by_page_in_one_statement() -> None:
    async with database.transaction():
        await households.apply_register([NewHousehold(id=uuid4(), name=f"Zola {number}", guardians=(), children=()) for number in range(25)], now=clock.now())
    total = await database.fetch_value("select count(*) from household")
    sophie = await people.agent()
    with counting() as sent:
        first = await finding.found(sophie, searching.search_of(""), number=1)
    assert (len(sent), len(first.lines), first.total) == (1, finding.PER_PAGE, total)
    last = await finding.found(sophie, searching.search_of(""), number=10_000)
    assert last.number == last.pages
    assert last.lines[-1].name.startswith("Zola")
