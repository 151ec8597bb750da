"""Every address of the desk × each role × the sites of others. The addresses are asked of the application: a new one is met here.

What an address names is found among what the lively demo has: `settled` says which of it an agent of all sites finds.
"""

import re
from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest

from app.core import clock, database
from app.core.access import Right
from app.core.doors import Door
from app.demo.families import FAMILIES
from app.demo.sign_ins import PASSWORD
from app.staff.rules.rights import GRANTS, May, Role, granted
from tests.core.test_access_matrix import Address, addresses
from tests.documents.conftest import data_dir, inspected_once
from tests.pages import Visitor, visiting
from tests.staff import people

__all__ = ["data_dir", "inspected_once"]
pytestmark = pytest.mark.usefixtures("lively_chavagne", "data_dir", "inspected_once")

ALL = tuple(address for address in addresses() if address.door is Door.STAFF)
DESK = tuple(address for address in ALL if address.right is Right.STAFF)
UNKNOWN = UUID(int=7)

SCOPED = {"household_id", "enrolment_id", "number", "child_id", "document_id", "change_id", "message_id"}
"""What is of a family: an agent of other sites does not find it."""


async def settled() -> dict[str, object]:
    """One of each, of a household that all sites together see; ids of nothing for the rest, which answers 404."""
    household = await database.fetch_value(
        "select household from guardian g join account a on a.id = g.account where a.email = {}", FAMILIES[0].adults[0].email
    )
    return {
        "household_id": household,
        "enrolment_id": await one("select id from enrolment where household = {}", household),
        "child_id": await one("select child from household_child where household = {}", household),
        "number": await one("select number from filing where household = {}", household),
        "document_id": await one("select id from supporting_document where household = {}", household) or UNKNOWN,
        "change_id": await one("select id from pending_change where household = {}", household) or UNKNOWN,
        "message_id": await one("select message from message_household where household = {}", household) or UNKNOWN,
        "member_id": await one("select id from staff_member where role = {}", "regie"),
        "site_id": await one("select id from site where code = {}", "pole-enfance"),
    }


async def one(statement: str, value: object) -> object:
    return await database.fetch_value(f"{statement} limit 1", value)


def filled(address: Address, ids: Mapping[str, object]) -> str:
    return address.path.format(**{name: ids.get(name, _guess(name)) for name in address.names})


def _guess(name: str) -> object:
    """Of the kind that its name says."""
    if re.search(r"(_year|year|number|version|slot)", name):
        return 2026
    return clock.today().isoformat() if re.search(r"(day|week|month)", name) else UNKNOWN if name.endswith("_id") else "inconnu"


async def asked(visitor: Visitor, address: Address, ids: Mapping[str, object], *, token: str) -> tuple[int, str]:
    here = filled(address, ids)
    answer = await (visitor.get(here) if address.method == "GET" else visitor.client.post(here, data={"_csrf": token}))
    return answer.status_code, answer.headers.get("location", "")


@pytest.mark.rule(23)
def test_each_address_of_the_desk_says_what_one_must_be_allowed_to_do() -> None:
    assert {address.may for address in DESK} <= set(May)
    assert {address.path for address in ALL if address.right is Right.FAMILY} == set()


@pytest.mark.rule(22)
@pytest.mark.rule(23)
async def test_families_and_strangers_are_led_to_the_door_of_agents() -> None:
    ids = await settled()
    async with visiting() as stranger, visiting() as parent:
        await parent.sign_in(FAMILIES[0].adults[0].email, password=PASSWORD)
        for visitor in (stranger, parent):
            token = await visitor.token("/agents/connexion")
            for address in (each for each in ALL if each.right not in {Right.PUBLIC, Right.ASSET}):
                status, there = await asked(visitor, address, ids, token=token)
                assert (status, there.partition("?")[0]) == (303, "/agents/connexion"), address


@pytest.mark.rule(19)
async def test_a_password_without_its_code_opens_no_address_of_the_desk() -> None:
    ids = await settled()
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.ADMINISTRATION, has_given_factor=False)
        token = await visitor.token("/agents/connexion/code")
        for address in DESK:
            status, there = await asked(visitor, address, ids, token=token)
            assert (status, there.partition("?")[0]) == (303, "/agents/connexion/code"), address


@pytest.mark.rule(22)
@pytest.mark.rule(23)
@pytest.mark.parametrize("role", Role)
async def test_each_role_opens_what_it_may_and_nothing_else(role: Role) -> None:
    """Forms are sent empty: they are refused, or do their work, and never break."""
    ids = await settled()
    sites = [ids["site_id"]] if role is Role.SITE else []
    async with visiting() as visitor:
        await people.signed_in(visitor, role, sites=sites)  # type: ignore[arg-type]
        token = await visitor.token("/agents")
        for address in sorted(DESK, key=lambda each: each.method):
            status, there = await asked(visitor, address, ids, token=token)
            if May(address.may) in GRANTS[role]:
                assert status not in {403, 500}, (role, address, status)
                assert not there.startswith("/agents/connexion"), (role, address)
            else:
                assert status == 403, (role, address, status)


@pytest.mark.rule(22)
async def test_an_agent_of_another_site_finds_nothing_of_the_family() -> None:
    ids, elsewhere = await settled(), uuid4()
    await database.fetch("insert into site (id, code, name, position) values ({}, 'ailleurs', 'Ailleurs', 99)", elsewhere)
    for role in (Role.RECEPTION, Role.DIRECTION, Role.SITE):
        async with visiting() as visitor:
            await people.signed_in(visitor, role, sites=[elsewhere])
            token = await visitor.token("/agents")
            for address in (each for each in DESK if each.names & SCOPED and May(each.may) in granted(role, is_bound=True)):
                status, _ = await asked(visitor, address, ids, token=token)
                assert status == 404, (role, address, status)
