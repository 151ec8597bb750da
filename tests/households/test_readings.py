"""`/famille/consultations`: each reading of what is confidential, for the household to which it belongs and for nobody else."""

from uuid import UUID, uuid4

import pytest
from piccolo.engine.exceptions import TransactionError

from app.core import audit, clock, database, readings
from app.core.readings import Confidential, Reader
from tests.households.people import DURAND, YVES, Ground, sign_in
from tests.pages import Visitor, parsed, visiting, words
from tests.queries import counting

HERE = "/famille/consultations"
AGENT = "Maëlle Riou, directrice de l’accueil de loisirs"
PHONE_SEEN = "203.0.113.7"


async def read(ground: Ground, reader: Reader, *, what: str = "Certificat médical", child_id: UUID | None = None, why: str = "Pour préparer la sortie") -> None:
    noted = Confidential(kind="supporting_document", id=uuid4(), household_id=ground.household, child_id=child_id, words=what)
    await readings.note(reader, noted, why=why, now=clock.now())


def agent() -> Reader:
    return Reader(account_id=uuid4(), role="agent", name=AGENT, origin=PHONE_SEEN)


async def told(visitor: Visitor, address: str = HERE) -> str:
    return words(parsed(await visitor.get(address)).css("main")[0]).replace("\u00a0", " ")


@pytest.mark.rule(27)
async def test_each_reading_says_what_was_read_by_whom_when_and_why(ground: Ground) -> None:
    await read(ground, agent(), child_id=ground.tom)
    await read(ground, Reader(account_id=ground.martin), what="Quotient familial", why="Pour l’ouvrir depuis le portail")
    async with visiting() as yves:
        await sign_in(yves, YVES)
        said = await told(yves)
    assert f"Certificat médical, Tom Le 30 novembre 2026 à 8 h, par {AGENT} Pour préparer la sortie" in said
    assert said.index("Quotient familial Le 30 novembre 2026 à 8 h, par Anne Pour l’ouvrir depuis le portail") < said.index("Certificat médical")


@pytest.mark.rule(27)
async def test_a_list_of_children_is_as_many_readings_in_one_statement(ground: Ground) -> None:
    noted = [
        Confidential(kind="filing", id=uuid4(), household_id=household_id, child_id=child_id, words="Fiche sanitaire")
        for household_id, child_id in ((ground.household, ground.tom), (ground.household, ground.lea), (ground.other_household, ground.lea))
    ]
    with counting() as sent:
        await readings.note(agent(), *noted, why="Pour préparer la sortie", now=clock.now())
    assert len(sent) == 1
    async with visiting() as yves, visiting() as loic:
        assert (await told(await sign_in(yves, YVES))).count("Fiche sanitaire") == 2
        assert (await told(await sign_in(loic, DURAND))).count("Fiche sanitaire") == 1


async def test_who_reads_the_page_is_called_you_and_who_left_has_no_name(ground: Ground) -> None:
    await read(ground, Reader(account_id=ground.martin))
    await read(ground, Reader(account_id=uuid4()))
    async with visiting() as anne:
        said = await told(await sign_in(anne))
    assert "par vous" in said
    assert "par un adulte qui a quitté le foyer" in said


@pytest.mark.rule(26)
async def test_the_other_home_of_a_child_reads_none_of_it(ground: Ground) -> None:
    await read(ground, agent(), child_id=ground.lea)
    async with visiting() as loic:
        await sign_in(loic, DURAND)
        assert "Personne ne les a consultées" in await told(loic)


@pytest.mark.rule(27)
async def test_a_reading_can_be_neither_changed_nor_removed(ground: Ground) -> None:
    await read(ground, agent())
    for statement in ("update audit_entry set role = 'nobody'", "delete from audit_entry"):
        with pytest.raises(Exception, match="append-only"):
            await database.fetch(statement)
    await audit.seal_pending()
    assert await audit.first_broken() is None


def test_an_agent_is_named_to_the_family_and_an_adult_is_known_there() -> None:
    for role, name in (("agent", ""), ("family", "Anne")):
        with pytest.raises(ValueError, match="named"):
            Reader(account_id=uuid4(), role=role, name=name)


async def test_a_reading_is_noted_for_good_before_it_is_shown(ground: Ground) -> None:
    """Not within a transaction that what is shown could still undo."""
    what = Confidential(kind="supporting_document", id=uuid4(), household_id=ground.household, child_id=None, words="RIB")
    async with database.transaction():
        with pytest.raises(TransactionError):
            await readings.note(agent(), what, why="Pour voir", now=clock.now())


async def test_many_readings_are_told_page_by_page_in_as_many_statements(ground: Ground) -> None:
    async with visiting() as anne:
        await sign_in(anne)
        with counting() as few:
            await anne.get(HERE)
        for number in range(21):
            await read(ground, agent(), what=f"Pièce {number}")
        with counting() as many:
            await anne.get(HERE)
        assert len(many) == len(few)
        assert "Pièce 0 " not in await told(anne)
        assert "Pièce 0 " in await told(anne, f"{HERE}?page=2")
        assert "Pièce 0 " in await told(anne, f"{HERE}?page=999")
