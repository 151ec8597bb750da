"""The team: invited, changed, gone; the last administrator stays, even when two leave at once."""

import asyncio
import json
from datetime import timedelta
from uuid import uuid4

import pytest

from app.core import clock, database
from app.core.access import Agent
from app.staff import actions, queries
from app.staff.actions import NewAgent
from app.staff.rules import refusals
from app.staff.rules.refusals import Refusal
from app.staff.rules.rights import Role
from tests.accounts.people import announced
from tests.pages import parsed, visiting, words
from tests.staff import people

pytestmark = pytest.mark.usefixtures("chavagne")
NEW = NewAgent(first_name="Sophie", last_name="Le Gall", email="sophie@mairie.example", role=Role.RECEPTION)


@pytest.fixture
async def denis() -> Agent:
    """The only administrator who can sign in."""
    await database.fetch("update staff_member set ended_at = {}", clock.now())
    return await people.agent(Role.ADMINISTRATION, name=("Denis", "Kermarrec"))


async def test_an_agent_is_invited_by_mail_and_once(denis: Agent) -> None:
    member_id = await actions.add(NEW, by=denis, now=clock.now())
    assert not isinstance(member_id, Refusal)
    member = await queries.member(member_id)
    assert member is not None
    assert (member.email, member.invited, member.role, member.sites) == (NEW.email, True, Role.RECEPTION, ())
    assert ("accounts:invited", {"account_id": str(member.account_id)}) in await announced()
    assert await actions.add(NEW, by=denis, now=clock.now()) is refusals.KNOWN_ALREADY


async def test_a_parent_of_the_same_address_is_another_account(denis: Agent) -> None:
    email = await database.fetch_value("select email from account where kind = 'family' limit 1")
    done = await actions.add(NewAgent(first_name="Anne", last_name="Le Goff", email=email, role=Role.RECEPTION), by=denis, now=clock.now())
    assert not isinstance(done, Refusal)
    assert await database.fetch_value("select count(*) from account where email = {}", email) == 2


async def test_a_change_is_written_with_what_was_and_what_is(denis: Agent) -> None:
    site_id = await database.fetch_value("select id from site where code = 'pole-enfance'")
    member_id = await people.add_agent(Role.RECEPTION)
    assert await actions.change(member_id, role=Role.SITE, sites=[], by=denis, now=clock.now()) is refusals.NO_SITE
    assert await actions.change(member_id, role=Role.SITE, sites=[site_id], by=denis, now=clock.now()) is None
    entry = await database.fetch_one("select actor, role, object_id, details from audit_entry where act = 'staff:changed'")
    assert entry is not None
    told = json.loads(entry["details"])
    assert (entry["actor"], entry["role"], entry["object_id"]) == (denis.account_id, "administration", str(member_id))
    assert told == {"role_before": "accueil", "role": "site", "sites_before": "", "sites": str(site_id)}


@pytest.mark.rule(67)
async def test_each_act_on_the_team_is_written_with_the_network_it_came_from(denis: Agent) -> None:
    site_id, by = await database.fetch_value("select id from site limit 1"), {"by": denis, "origin": "203.0.113.7", "now": clock.now()}
    member_id, lost = await actions.add(NEW, **by), await people.add_agent()  # type: ignore[arg-type]
    assert not isinstance(member_id, Refusal)
    for done in (
        await actions.invite_again(member_id, **by),  # type: ignore[arg-type]
        await actions.change(member_id, role=Role.SITE, sites=[site_id], **by),  # type: ignore[arg-type]
        await actions.end(member_id, **by),  # type: ignore[arg-type]
        await actions.ask_reset(lost, **by),  # type: ignore[arg-type]
        await actions.withdraw_reset(lost, **by),  # type: ignore[arg-type]
    ):
        assert done is None
    rows = await database.fetch("select act, origin from audit_entry where actor = {} order by id", denis.account_id)
    acts = ["accounts:invited", "staff:added", "accounts:invited", "staff:changed", "staff:ended", "staff:reset_asked", "staff:reset_withdrawn"]
    assert [(row["act"], row["origin"]) for row in rows] == [(act, "203.0.113.0/24") for act in acts]


async def test_the_last_administrator_stays(denis: Agent) -> None:
    assert await actions.change(denis.member_id, role=Role.RECEPTION, sites=[], by=denis, now=clock.now()) is refusals.LAST_ADMINISTRATOR
    assert await actions.end(denis.member_id, by=denis, now=clock.now()) is refusals.LAST_ADMINISTRATOR
    await people.add_agent(Role.ADMINISTRATION, password_hash=None)  # invited, has never come
    assert await actions.end(denis.member_id, by=denis, now=clock.now()) is refusals.LAST_ADMINISTRATOR


async def test_two_administrators_who_leave_at_once_do_not_both_leave(denis: Agent) -> None:
    other = await people.agent(Role.ADMINISTRATION)
    done = await asyncio.gather(actions.end(denis.member_id, by=other, now=clock.now()), actions.end(other.member_id, by=denis, now=clock.now()))
    assert sorted(done, key=str) == sorted([None, refusals.LAST_ADMINISTRATOR], key=str)


async def test_who_leaves_is_out_at_once_and_keeps_a_name_in_the_team(denis: Agent) -> None:
    leaving = await people.agent(name=("Rachid", "Benali"))
    assert await actions.end(leaving.member_id, by=denis, now=clock.now()) is None
    assert await database.fetch("select 1 from session where account = {}", leaving.account_id) == []
    assert [member.name for member in await queries.team() if member.id == leaving.member_id] == ["Rachid Benali"]
    assert await actions.end(leaving.member_id, by=denis, now=clock.now()) is refusals.GONE


@pytest.mark.rule(20)
async def test_a_lost_factor_is_taken_away_by_two_agents_and_not_by_one(denis: Agent) -> None:
    losing, third = await people.agent(), await people.agent()
    assert await actions.ask_reset(denis.member_id, by=denis, now=clock.now()) is refusals.NOT_ALONE
    assert await actions.confirm_reset(losing.member_id, by=third, now=clock.now()) is refusals.NO_RESET
    for _ in range(2):
        assert await actions.ask_reset(losing.member_id, by=denis, now=clock.now()) is None
    for alone in (denis, losing):
        assert await actions.confirm_reset(losing.member_id, by=alone, now=clock.now()) is refusals.NOT_ALONE
    assert await queries.has_factor(losing.member_id)
    assert await actions.confirm_reset(losing.member_id, by=third, now=clock.now()) is None
    assert not await queries.has_factor(losing.member_id)
    assert await database.fetch("select 1 from session where account = {}", losing.account_id) == []
    assert await actions.confirm_reset(losing.member_id, by=third, now=clock.now()) is refusals.NO_RESET


@pytest.mark.rule(20)
async def test_who_joins_the_team_after_it_was_asked_does_not_confirm(denis: Agent) -> None:
    losing = await people.agent()
    await actions.ask_reset(losing.member_id, by=denis, now=clock.now())
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        newcomer = await people.agent()
        assert await actions.confirm_reset(losing.member_id, by=newcomer, now=clock.now()) is refusals.NOT_ALONE


@pytest.mark.rule(20)
async def test_what_nobody_confirmed_in_a_day_is_no_longer_asked(denis: Agent) -> None:
    losing, third, asked_at = await people.agent(), await people.agent(), clock.now()
    await actions.ask_reset(losing.member_id, by=denis, now=asked_at)
    assert await actions.forget_resets(now=asked_at + timedelta(days=1)) == 0
    assert await actions.forget_resets(now=asked_at + timedelta(days=1, seconds=1)) == 1
    assert await actions.confirm_reset(losing.member_id, by=third, now=clock.now()) is refusals.NO_RESET


async def test_a_reset_that_is_asked_for_may_be_given_up(denis: Agent) -> None:
    losing = await people.agent()
    assert await actions.withdraw_reset(losing.member_id, by=denis, now=clock.now()) is refusals.NO_RESET
    await actions.ask_reset(losing.member_id, by=denis, now=clock.now())
    assert await actions.withdraw_reset(losing.member_id, by=denis, now=clock.now()) is None
    assert await queries.has_factor(losing.member_id)


async def test_the_pages_add_change_and_end(denis: Agent) -> None:
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.ADMINISTRATION)
        page = "/agents/equipe/nouvel-agent"
        refused = await visitor.post(page, {"prenom": "Gwen", "nom": "", "adresse": "gwen", "role": "site"}, page=page)
        assert refused.status_code == 422
        said = words(parsed(refused).css_first(".error-summary") or parsed(refused).body)  # type: ignore[arg-type]
        assert "Écrivez le nom." in said
        assert "Choisissez au moins un site" in said
        made = await visitor.post(page, {"prenom": "Gwen", "nom": "Morvan", "adresse": "gwen@mairie.example", "role": "regie"}, page=page)
        here = made.headers["location"]
        changed = await visitor.post(here, {"role": "direction"}, page=here)
        assert changed.status_code == 303
        assert "checked" in parsed(await visitor.get(here)).css_first('input[value="direction"]').attributes  # type: ignore[union-attr]
        assert (await visitor.post(f"{here}/invitation", {}, page=here)).status_code == 303
        assert (await visitor.post(f"{here}/depart", {}, page=f"{here}/depart")).headers["location"] == "/agents/equipe"
        assert "Anciens agents" in (await visitor.get("/agents/equipe")).text


@pytest.mark.rule(22)
async def test_the_direction_of_one_site_changes_nothing_of_the_catalogue_of_all() -> None:
    site_id = await database.fetch_value("select id from site where code = 'pole-enfance'")
    async with visiting() as bound, visiting() as whole:
        await people.signed_in(bound, Role.DIRECTION, sites=[site_id])
        await people.signed_in(whole, Role.DIRECTION)
        for address in ("/agents/catalogue/fermer-une-semaine", "/agents/catalogue/modification/commune"):
            assert (await bound.get(address)).status_code == 403, address
            assert (await whole.get(address)).status_code in {200, 404}, address
        assert (await bound.get("/agents/catalogue")).status_code == 200


async def test_the_administration_is_of_no_site(denis: Agent) -> None:
    site_id = await database.fetch_value("select id from site limit 1")
    assert await actions.change(denis.member_id, role=Role.ADMINISTRATION, sites=[site_id], by=denis, now=clock.now()) is refusals.ALL_SITES
    assert denis.can("staff")


@pytest.mark.rule(22)
async def test_a_site_that_closes_or_does_not_exist_takes_nobody_out_of_its_bounds(denis: Agent) -> None:
    """Without a site one sees them all: a box that a page did not show must not be one that was unticked."""
    site_id = await database.fetch_value("select id from site where code = 'pole-enfance'")
    member_id = await people.add_agent(Role.RECEPTION, sites=[site_id])
    here = f"/agents/equipe/{member_id}"
    await database.fetch("update site set retired_at = {} where id = {}", clock.now(), site_id)
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.ADMINISTRATION)
        box = parsed(await visitor.get(here)).css_first(f'input[name=sites][value="{site_id}"]')
        assert box is not None
        assert "checked" in box.attributes
        refused = await visitor.post(here, {"role": "direction", "sites": str(uuid4())}, page=here)
        assert (refused.status_code, "n’existe plus" in refused.text) == (422, True)
        assert (await visitor.post(here, {"role": "direction", "sites": str(site_id)}, page=here)).status_code == 303
    member = await queries.member(member_id)
    assert member is not None
    assert (member.role, [site.id for site in member.sites]) == (Role.DIRECTION, [site_id])
