"""Households that may be one: which are found, which are not, what an agent says of them, and that a city is compared in a moment."""

import random
import time
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from app.core import clock, database
from app.core.outbox import Announcement
from app.intake import actions
from app.intake.queries import duplicates
from app.intake.rules import likeness
from app.intake.rules.likeness import Look, Reason
from app.staff.rules.rights import Role
from tests.intake.files import MARTIN, imported
from tests.intake.twice import Twice, settle
from tests.staff.people import agent

LEA = (uuid4(), "lea", "martin", date(2018, 5, 14))
ONE = Look(
    id=UUID(int=1),
    adults=("anne martin",),
    phones=frozenset({"+33639980001"}),
    emails=("anne.martin@exemple.fr",),
    address="3 rue des lilas 35310",
    children=(LEA,),
)


def other(**changed: object) -> Look:
    plain: dict[str, object] = {"adults": ("paul petit",), "phones": frozenset(), "emails": (), "address": "", "children": ()}
    return Look(id=UUID(int=2), **plain | changed)  # type: ignore[arg-type]


def child(first: str, last: str = "martin", born: date = LEA[3], child_id: UUID | None = None) -> tuple[UUID, str, str, date]:
    return (child_id or uuid4(), first, last, born)


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ({"children": (child("lea"),), "adults": ("anne martin",)}, [Reason.CHILD, Reason.ADULT]),
        ({"children": (child("lea", "durand"),), "phones": ONE.phones}, [Reason.CHILD, Reason.PHONE]),
        ({"children": (child("lea"),), "adults": ("anne martins",)}, [Reason.CHILD, Reason.NEAR_ADULT]),
        ({"adults": ("anne martin",), "phones": ONE.phones}, [Reason.ADULT, Reason.PHONE]),
        ({"adults": ("anne martin",), "address": "3 rue lilas 35310", "emails": ("ane.martin@exemple.fr",)}, [Reason.ADULT, Reason.EMAIL, Reason.ADDRESS]),
    ],
)
def test_what_makes_two_households_look_alike(changed: dict[str, object], reasons: list[Reason]) -> None:
    (pair,) = likeness.likely_pairs([ONE, other(**changed)])
    assert (pair.first, pair.second, list(pair.reasons)) == (UUID(int=1), UUID(int=2), reasons)


@pytest.mark.parametrize(
    "changed",
    [
        {"children": (child("lea", child_id=LEA[0]),)},  # parents who live apart
        {"children": (child("lea"),)},  # born the same day, and nothing else
        {"children": (child("leo"),), "adults": ("anne martin",)},  # a twin
        {"adults": ("anne martin",)},  # a namesake
        {"address": "3 rue des lilas 35310"},  # a neighbour
        {"address": "3 rue des lilas 44000", "adults": ("anne martin",)},
        {"address": "33 rue des lilas 35310", "adults": ("anne martin",)},
    ],
)
def test_what_does_not(changed: dict[str, object]) -> None:
    assert likeness.likely_pairs([ONE, other(**changed)]) == []


def test_a_city_is_compared_in_a_moment() -> None:
    """20 000 children, first names and names as common as they are: what would be 50 million pairs is looked at in seconds."""
    chance = random.Random(7)
    first, last = [f"prenom{rank}" for rank in range(300)], [f"nom{rank}" for rank in range(3_000)]
    households = [
        Look(
            id=UUID(int=rank),
            adults=(f"{chance.choice(first)} {chance.choice(last)}",),
            phones=frozenset({f"+336{rank:08d}"}),
            emails=(),
            address=f"{rank % 90} rue {chance.choice(last)} 35310",
            children=tuple((uuid4(), chance.choice(first), "x", date(2014, 1, 1) + timedelta(days=chance.randrange(4_000))) for _ in range(2)),
        )
        for rank in range(10_000)
    ]
    started = time.perf_counter()
    likeness.likely_pairs(households)
    assert time.perf_counter() - started < 20


async def look() -> None:
    await actions.look(Announcement(key=uuid4(), event=actions.LOOK, ids={}), now=clock.now())


@pytest.fixture
async def twice(chavagne: str) -> Twice:
    return await settle()


async def test_a_family_that_is_there_twice_is_found_with_its_reasons(twice: Twice) -> None:
    await look()
    page = await duplicates.page_of(number=1, denied=False)
    (pair,) = [pair for pair in page.pairs if {pair.first.id, pair.second.id} == {twice.kept, twice.absorbed}]
    assert {Reason.CHILD, Reason.ADULT} <= set(pair.reasons)


async def test_what_an_agent_denied_is_not_shown_again(twice: Twice) -> None:
    await look()
    desk, before = await agent(Role.DIRECTION), (await duplicates.page_of(number=1, denied=False)).total
    assert await actions.deny(desk, twice.kept, second=twice.absorbed, denied=True, now=clock.now())
    await look()
    assert (await duplicates.page_of(number=1, denied=False)).total == before - 1
    assert [pair.is_denied for pair in (await duplicates.page_of(number=1, denied=True)).pairs] == [True]
    assert await actions.deny(desk, twice.kept, second=twice.absorbed, denied=False, now=clock.now())
    assert (await duplicates.page_of(number=1, denied=False)).total == before
    assert not await actions.deny(desk, twice.kept, second=uuid4(), denied=True, now=clock.now())


async def test_a_pair_that_no_longer_looks_alike_goes_and_a_merged_one_too(twice: Twice) -> None:
    await look()
    before = (await duplicates.page_of(number=1, denied=False)).total
    await twice.merge()
    assert (await duplicates.page_of(number=1, denied=False)).total == before - 1
    await imported(MARTIN)
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        await look()
    assert await database.fetch_value("select count(*) from likely_pair where first = {} or second = {}", twice.absorbed, twice.absorbed) == 0
