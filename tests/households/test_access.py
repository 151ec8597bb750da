"""Every address of « Ma famille », for every kind of visitor and another household's ids. Generated from the routes: a new one is asked too."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from litestar.handlers import HTTPRouteHandler

from app.core import clock, database
from app.core.access import Right
from app.households import actions, routes
from app.households.actions.drafting import Person
from app.households.actions.steps import Asker
from app.households.rules.contacts import Choice, Link
from app.households.rules.custody import Weeks
from app.households.rules.fields import Field
from tests.households.people import DURAND, PETIT, YVES, Ground, a_contact, sign_in
from tests.pages import Visitor, visiting
from tests.queries import counting

BUDGET = 12  # statements of « Ma famille », those of the layout included
TABLES = ("household", "guardian", "child", "household_child", "contact", "contact_child", "contact_draft", "custody_statement", "pending_change")


@dataclass(frozen=True, kw_only=True)
class Ids:
    """What fills the addresses: of Anne's household, or nobody's."""

    contact_id: UUID
    child_id: UUID
    change_id: UUID


def handlers() -> Iterator[HTTPRouteHandler]:
    for handler in routes.routes:
        assert isinstance(handler, HTTPRouteHandler)
        yield handler


def addresses(method: str) -> list[str]:
    return sorted(path for handler in handlers() if method in handler.http_methods for path in handler.paths)


def filled(path: str, ids: Ids) -> str:
    for name in ("contact_id", "child_id", "change_id"):
        path = path.replace(f"{{{name}:uuid}}", str(getattr(ids, name)))
    assert "{" not in path, f"{path}: say here what fills it"
    return path


async def settled(ground: Ground) -> Ids:
    contact_id = await a_contact(ground.anne, Choice(child_id=ground.tom, may_collect=True, emergency_rank=1))
    await actions.ask(ground.anne, {Field.ADDRESS: "5 rue du Moulin\n35310 Chavagne"}, now=clock.now())
    await actions.state_custody(ground.anne, ground.tom, weeks=Weeks.EVEN, words="", now=clock.now())
    return Ids(contact_id=contact_id, child_id=ground.tom, change_id=await database.fetch_value("select id from pending_change"))


async def contents() -> dict[str, object]:
    return {table: await database.fetch(f"select * from {table} order by 1, 2") for table in TABLES}  # noqa: S608 - constants


@pytest.mark.rule(23)
def test_each_address_is_the_familys_and_that_of_each_form_can_be_opened() -> None:
    assert {handler.opt.get("right") for handler in handlers()} == {Right.FAMILY}
    assert set(addresses("POST")) <= set(addresses("GET"))


@pytest.mark.rule(22)
@pytest.mark.parametrize("email", [DURAND, PETIT])
async def test_another_households_contact_child_or_change_is_not_found_and_not_touched(ground: Ground, email: str) -> None:
    """Loïc shares a child with Anne, and no more than that child."""
    ids = await settled(ground)
    before = await contents()
    async with visiting() as other:
        await sign_in(other, email)
        token = await other.token("/famille/contacts/ajout")
        for path in (path for path in addresses("GET") if "{" in path):
            assert (await other.get(filled(path, ids))).status_code == 404, path
        for path in (path for path in addresses("POST") if "{" in path):
            assert (await other.client.post(filled(path, ids), data={"_csrf": token})).status_code == 404, path
    assert await contents() == before


@pytest.mark.rule(22)
async def test_the_household_itself_finds_them(ground: Ground) -> None:
    ids = await settled(ground)
    async with visiting() as yves:
        await sign_in(yves, YVES)
        for path in addresses("GET"):
            answer = await yves.get(filled(path, ids))
            assert answer.status_code in {200, 303}, path
            assert answer.headers["cache-control"] == "no-store", path


@pytest.mark.rule(22)
async def test_an_id_of_nobody_is_not_found(ground: Ground) -> None:
    nobody = Ids(contact_id=uuid4(), child_id=uuid4(), change_id=uuid4())
    async with visiting() as yves:
        await sign_in(yves, YVES)
        for path in (path for path in addresses("GET") if "{" in path):
            assert (await yves.get(filled(path, nobody))).status_code == 404, path


@pytest.mark.rule(22)
@pytest.mark.rule(24)
async def test_ids_of_another_household_in_a_form_change_nothing(ground: Ground) -> None:
    """Its child is a field that the page does not have; its contact, in the hidden field, is nobody's."""
    ids = await settled(ground)
    stranger = await contact_of_petit(ground)
    before = await database.fetch("select * from contact_child order by 1, 2")
    here = f"/famille/contacts/{stranger}/enfants"
    async with visiting() as petit:
        await sign_in(petit, PETIT)
        answer = await petit.post(here, {"pour": [str(ground.tom)], "chercher": [str(ground.lea)]}, page=here)
        assert answer.status_code == 422
        assert (await petit.post(here, {f"urgence-{ground.tom}": "1"}, page=here)).status_code == 400
        await petit.post("/famille/contacts/ajout/enfants", {"contact": str(ids.contact_id), "pour": [str(ground.zoe)]}, page=here)
    assert await database.fetch("select * from contact_child order by 1, 2") == before
    assert await actions.change_children(ground.anne, ids.contact_id, choices=[Choice(child_id=ground.zoe)], now=clock.now())
    assert await database.fetch_value("select count(*) from contact_child where contact = {}", ids.contact_id) == 0


async def contact_of_petit(ground: Ground) -> UUID:
    return await a_contact(Asker(account_id=ground.petit), Choice(child_id=ground.zoe))


@pytest.mark.rule(30)
async def test_no_form_is_read_without_its_token(ground: Ground) -> None:
    ids = await settled(ground)
    async with visiting() as anne:
        await sign_in(anne)
        for path in addresses("POST"):
            assert (await anne.client.post(filled(path, ids), data={})).status_code == 403, path


@pytest.mark.rule(31)
async def test_opening_a_page_writes_nothing(ground: Ground) -> None:
    ids = await settled(ground)
    before = await contents()
    async with visiting() as anne:
        await sign_in(anne)
        for path in addresses("GET"):
            await anne.get(filled(path, ids))
    assert await contents() == before


async def test_who_is_not_signed_in_is_led_to_sign_in(ground: Ground) -> None:
    ids = await settled(ground)
    async with visiting() as stranger:
        for path in addresses("GET"):
            answer = await stranger.get(filled(path, ids))
            assert answer.headers["location"].startswith("/connexion?suite=/famille"), path


async def test_an_adult_without_a_household_is_told_so_and_finds_no_other_page(ground: Ground) -> None:
    ids = await settled(ground)
    await database.fetch("update guardian set account = null where account = {}", ground.petit)
    async with visiting() as petit:
        await sign_in(petit, PETIT)
        assert "pas encore relié" in (await petit.get("/famille")).text
        for path in addresses("GET"):
            assert (await petit.get(filled(path, ids))).status_code == (200 if path == "/famille" else 404), path


async def test_the_page_asks_as_much_of_the_database_whatever_it_shows(ground: Ground) -> None:
    async with visiting() as anne:
        await sign_in(anne)
        bare = await statements(anne)
        for number in range(6):
            person = Person(first_name="Mamie", last_name="Test", link=Link.GRANDMOTHER, phone=f"+3363998000{number}", second_phone="")
            await a_contact(ground.anne, Choice(child_id=ground.tom, may_collect=True), Choice(child_id=ground.lea, emergency_rank=1), person=person)
        await settled(ground)
        assert await statements(anne) == bare <= BUDGET


async def statements(visitor: Visitor) -> int:
    with counting() as sent:
        assert (await visitor.get("/famille")).status_code == 200
    return len(sent)
