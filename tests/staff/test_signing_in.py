"""An agent comes in: apart from families, with a password and a second factor, and out at once when a right is lost."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pyotp
import pytest
from selectolax.lexbor import LexborHTMLParser

from app.accounts import links, passwords
from app.accounts.actions import Caller, SignedIn
from app.core import clock, cookies, database
from app.core.access import Agent
from app.core.doors import Door
from app.staff import actions, queries, sealed
from app.staff.actions.factor import SetUp
from app.staff.rules.refusals import Refusal
from app.staff.rules.rights import Role
from tests.accounts.people import Browser, add_account, announced, browser, later, noted
from tests.pages import Visitor, visiting
from tests.staff import people

pytestmark = pytest.mark.usefixtures("empty_database")
EMAIL = "sophie.legall@mairie.example"
COOKIE = "__Host-session-agent"


async def sophie(*, has_factor: bool = True, role: Role = Role.RECEPTION) -> tuple[UUID, UUID]:
    """Her ids: of the team, and of her account."""
    member_id = await people.add_agent(role, password_hash=await passwords.hashed(people.PASSWORD), has_factor=has_factor)
    account_id = await database.fetch_value("select account from staff_member where id = {}", member_id)
    await database.fetch("update account set email = {} where id = {}", EMAIL, account_id)
    return member_id, account_id


def code(*, steps: int = 0) -> str:
    return pyotp.TOTP(people.SECRET).at(clock.now(), counter_offset=steps)


async def without_factor(member_id: UUID) -> Agent:
    """In a session of its own, after the password and before the code."""
    agent = await queries.identify(await people.open_session(member_id, now=clock.now(), has_given_factor=False), clock.now())
    assert agent is not None
    return agent


async def given(agent: Agent, typed: str) -> SignedIn | Refusal:
    return await actions.confirm_factor(agent, code=typed, caller=Caller(door=Door.STAFF), now=clock.now())


async def give_password(visitor: Browser, *, suite: str = "") -> None:
    await visitor.go(f"/agents/connexion{suite}")
    await visitor.send({"adresse": EMAIL, "mot_de_passe": people.PASSWORD})


@pytest.mark.rule(19)
async def test_a_password_alone_opens_nothing_but_the_page_of_the_code() -> None:
    await sophie()
    with later():
        async with browser() as visitor:
            await give_password(visitor)
            assert visitor.location == "/agents"
            await visitor.follow()
            assert visitor.location == "/agents/connexion/code?suite=/agents"
            for address in ("/agents/equipe", "/agents/compte", "/agents/compte/mot-de-passe"):
                await visitor.go(address)
                assert visitor.location == f"/agents/connexion/code?suite={address}"


@pytest.mark.rule(2)
@pytest.mark.rule(19)
async def test_the_right_code_opens_the_place_that_was_asked_for_under_a_new_token() -> None:
    await sophie(role=Role.ADMINISTRATION)
    with later():
        async with browser() as visitor:
            await give_password(visitor, suite="?suite=/agents/equipe")
            before = visitor.client.cookies[COOKIE]
            await visitor.follow()
            await visitor.follow()
            await visitor.send({"code": code()})
            assert visitor.location == "/agents/equipe"
            assert visitor.client.cookies[COOKIE] != before
            assert (await visitor.follow()).status_code == 200
            assert await queries.identify(before, clock.now()) is None
    assert (await noted())[-2:] == ["accounts:signed_in", "staff:factor_given"]


@pytest.mark.rule(19)
async def test_a_code_is_used_once_even_by_two_browsers_at_once() -> None:
    member_id, _ = await sophie()
    with later():
        agents = [await without_factor(member_id) for _ in range(6)]
        done = await asyncio.gather(*(given(agent, code()) for agent in agents))
        assert sum(not isinstance(outcome, Refusal) for outcome in done) == 1


async def test_an_older_code_is_refused_once_a_newer_one_was_used() -> None:
    member_id, _ = await sophie()
    with later():
        for steps, refused in ((0, False), (-1, True), (1, False)):
            agent = await without_factor(member_id)
            done = await given(agent, code(steps=steps))
            assert isinstance(done, Refusal) is refused


@pytest.mark.rule(13)
async def test_wrong_codes_are_slowed_down_whatever_the_number_of_sessions() -> None:
    member_id, _ = await sophie()
    with later():
        said = ""
        for _ in range(12):
            agent = await without_factor(member_id)
            done = await given(agent, "000000")
            said = done.sentence if isinstance(done, Refusal) else ""
        assert "trop d’essais" in said


async def test_the_factor_is_created_at_the_first_visit_and_its_codes_are_shown_once() -> None:
    member_id, account_id = await sophie(has_factor=False)
    with later():
        async with browser() as visitor:
            await give_password(visitor)
            await visitor.go("/agents/connexion/code")
            secret = visitor.node(".key").text().replace(" ", "")
            assert (visitor.node(".qr img").attributes["src"] or "")[:18] == "data:image/svg+xml"
            await visitor.send({"code": "000000"})
            assert visitor.answer.status_code == 422
            assert visitor.node(".key").text().replace(" ", "") == secret
            await visitor.send({"code": pyotp.TOTP(secret).at(clock.now())})
            assert visitor.answer.status_code == 200
            codes = [node.text() for node in visitor.page.css(".codes code")]
            assert len(codes) == 10
            assert (await visitor.go("/agents")).status_code == 200
            await visitor.go("/agents/connexion/second-facteur")
            assert visitor.location == "/agents/connexion/code"
    row = await database.fetch_one("select totp_secret from staff_member where id = {}", member_id)
    assert row is not None
    assert sealed.secret(row["totp_secret"], of=member_id) == secret
    assert ("staff:factor_changed", {"account_id": str(account_id)}) in await announced()
    kept = await database.fetch("select code_hash from recovery_code")
    assert not any(code.encode() in row["code_hash"] for code in codes for row in kept)


@pytest.mark.rule(19)
async def test_a_session_that_was_closed_meanwhile_gives_no_factor() -> None:
    """Somebody who has the password sets their own telephone up while the agent closes all other connections."""
    member_id, account_id = await sophie(has_factor=False)
    intruder = await without_factor(member_id)
    await database.fetch("delete from session where account = {}", account_id)
    done = await actions.set_up_factor(intruder, secret=people.SECRET, code=code(), caller=Caller(door=Door.STAFF), now=clock.now())
    assert isinstance(done, Refusal)
    assert not await queries.has_factor(member_id)


@pytest.mark.rule(20)
async def test_a_code_on_paper_opens_once() -> None:
    member_id, _ = await sophie(has_factor=False)
    with later():
        agent = await without_factor(member_id)
        done = await actions.set_up_factor(agent, secret=people.SECRET, code=code(), caller=Caller(door=Door.STAFF), now=clock.now())
        assert isinstance(done, SetUp)
        for taken in (True, False):
            async with browser() as visitor:
                await give_password(visitor)
                await visitor.go("/agents/connexion/code")
                await visitor.send({"code": done.codes[0].upper()})
                assert (visitor.answer.status_code == 303) is taken


@pytest.mark.rule(25)
async def test_a_right_that_is_lost_is_lost_at_the_next_request() -> None:
    member_id, _ = await sophie(role=Role.ADMINISTRATION)
    async with visiting() as visitor:
        token = await people.open_session(member_id, now=clock.now())
        visitor.client.cookies.set(cookies.named(cookies.SESSIONS[Door.STAFF]), token)
        assert await statuses(visitor, "/agents/equipe") == 200
        await database.fetch("update staff_member set role = 'accueil' where id = {}", member_id)
        assert await statuses(visitor, "/agents/equipe") == 403
        assert await statuses(visitor, "/agents") == 200
        await database.fetch("update staff_member set ended_at = {} where id = {}", clock.now(), member_id)
        assert await statuses(visitor, "/agents") == 303


async def statuses(visitor: Visitor, address: str) -> int:
    return (await visitor.get(address)).status_code


@pytest.mark.rule(4)
async def test_the_session_of_an_agent_ends_after_thirty_idle_minutes_or_ten_hours() -> None:
    member_id, _ = await sophie()
    with later() as start:
        token = await people.open_session(member_id, now=start)
    assert await queries.identify(token, start + timedelta(minutes=29)) is not None
    now = start + timedelta(minutes=29)
    while now < start + timedelta(hours=10):
        assert await queries.identify(token, now) is not None, now
        now += timedelta(minutes=29)
    assert await queries.identify(token, start + timedelta(hours=10)) is None


async def test_neither_door_opens_the_other() -> None:
    """With the same address and password at each: the accounts are two."""
    member_id, _ = await sophie()
    await add_account(EMAIL, password=people.PASSWORD)
    async with browser() as visitor:
        await visitor.sign_in(EMAIL, people.PASSWORD)
        assert (await visitor.go("/compte")).status_code == 200
        await visitor.go("/agents/equipe")
        assert visitor.location == "/agents/connexion?suite=/agents/equipe"
        visitor.client.cookies.set(COOKIE, visitor.cookie or "")
        await visitor.go("/agents/equipe")
        assert visitor.location == "/agents/connexion?suite=/agents/equipe"
    token = await people.open_session(member_id, now=clock.now())
    async with browser() as other:
        other.client.cookies.set("__Host-session", token)
        await other.go("/compte")
        assert other.location == "/connexion?suite=/compte"


async def test_a_link_of_an_agent_opens_at_the_desk_alone() -> None:
    _, account_id = await sophie()
    link = await links.reset_link(account_id)
    assert link is not None
    assert link.startswith("https://portail.test/agents/mot-de-passe/")
    token = link.rpartition("/")[2]
    async with browser() as visitor:
        assert (await visitor.go(f"/mot-de-passe/{token}")).status_code == 410
        await visitor.go(f"/agents/mot-de-passe/{token}")
        await visitor.send({"nouveau_mot_de_passe": "tracteur bleu"})
        assert "16 caractères" in visitor.text
        await visitor.send({"nouveau_mot_de_passe": "tracteur violet nage loin"})
        assert visitor.location == "/agents"
        await visitor.follow()
        assert visitor.location.startswith("/agents/connexion/code")


async def test_new_codes_on_paper_end_the_former_ones() -> None:
    member_id, _ = await sophie()
    agent = await without_factor(member_id)
    first = await actions.renew_codes(agent, caller=Caller(door=Door.STAFF), now=clock.now())
    second = await actions.renew_codes(agent, caller=Caller(door=Door.STAFF), now=clock.now())
    assert await queries.codes_left(agent.member_id) == 10
    assert not set(first) & set(second)
    for on_paper, taken in ((first[0], False), (second[0], True)):
        done = await given(agent, on_paper)
        assert isinstance(done, Refusal) is not taken


async def test_the_menu_shows_what_one_may_do_and_nothing_before_the_code() -> None:
    for role, has_given_factor, expected in ((Role.ADMINISTRATION, True, True), (Role.RECEPTION, True, False), (Role.ADMINISTRATION, False, False)):
        async with visiting() as visitor:
            await people.signed_in(visitor, role, has_given_factor=has_given_factor)
            page = LexborHTMLParser((await visitor.get("/agents" if has_given_factor else "/agents/connexion/code")).text)
            assert bool(page.css('nav a[href="/agents/equipe"]')) is expected
