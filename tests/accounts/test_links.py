"""Invitations and forgotten passwords: links that are signed, single, and die early."""

from datetime import timedelta
from unittest import mock
from uuid import UUID

import pytest

from app import settings
from app.accounts import actions, links, queries
from app.accounts.actions import Caller, SignedIn
from app.accounts.rules.refusals import Reason, Refusal
from app.core import clock, database, signing
from tests.accounts.people import (
    BASE,
    DURAND,
    ELSEWHERE,
    MARTIN,
    NOON,
    OTHER_PASSWORD,
    PASSWORD,
    Browser,
    add_account,
    announced,
    browser,
    later,
    noted,
)

NEW = {"nouveau_mot_de_passe": OTHER_PASSWORD}


async def invited(email: str = MARTIN) -> tuple[UUID, str]:
    """An account that has been invited, and the link of its mail."""
    account_id = await actions.invite(email, now=clock.now())
    assert isinstance(account_id, UUID)
    link = await links.invitation_link(account_id)
    assert link is not None
    return account_id, link


async def reset_link(account_id: UUID) -> str:
    link = await links.reset_link(account_id)
    assert link is not None
    return link


async def is_dead(visitor: Browser, link: str) -> bool:
    """Opened and sent: the page that offers a new link, both times."""
    statuses = [(await visitor.go(link)).status_code]
    offered = visitor.node("main a.button").attributes["href"] if statuses[0] == 410 else None
    await visitor.go("/connexion")
    statuses.append((await visitor.post(link.removeprefix(BASE), NEW | {"_csrf": visitor.token()})).status_code)
    assert len(set(statuses)) == 1
    return statuses == [410, 410] and offered == "/mot-de-passe-oublie"


@pytest.mark.rule(15)
async def test_an_invitation_lets_choose_a_password_once(empty_database: str) -> None:
    with later():
        account_id, link = await invited()
        async with browser() as martin:
            assert (await martin.go(link)).status_code == 200
            assert MARTIN in martin.text
            await martin.send(NEW)
            assert martin.location == "/tableau-de-bord"
            assert (await martin.go("/compte")).status_code == 200
        async with browser() as second:
            assert await is_dead(second, link)
            await second.sign_in(MARTIN, OTHER_PASSWORD)
            assert second.location == "/tableau-de-bord"
    assert await announced() == [("accounts:invited", {"account_id": str(account_id)})]
    assert await noted() == ["accounts:invited", "accounts:activated", "accounts:signed_in"]


@pytest.mark.rule(15)
async def test_an_invitation_lasts_72_hours(empty_database: str) -> None:
    with later():
        _, link = await invited()
    async with browser() as martin:
        with later(hours=72):
            assert (await martin.go(link)).status_code == 200
        with later(hours=72, seconds=1):
            assert await is_dead(martin, link)


@pytest.mark.rule(15)
async def test_who_lost_the_invitation_receives_a_new_one(empty_database: str) -> None:
    with later():
        account_id, _ = await invited()
        async with browser() as martin:
            await martin.go("/mot-de-passe-oublie")
            await martin.send({"adresse": MARTIN})
    ids = {"account_id": str(account_id)}
    assert await announced() == [("accounts:invited", ids), ("accounts:invited", ids)]


@pytest.mark.rule(16)
async def test_a_forgotten_password_is_chosen_anew_and_the_other_sessions_end(empty_database: str) -> None:
    account_id = await add_account()
    with later():
        async with browser() as martin, browser() as forgetful:
            await martin.sign_in()
            await forgetful.go("/mot-de-passe-oublie")
            await forgetful.send({"adresse": MARTIN.upper()})
            await forgetful.follow()
            assert "Regardez vos courriels" in forgetful.text
            await forgetful.go(await reset_link(account_id))
            await forgetful.send(NEW)
            assert forgetful.location == "/tableau-de-bord"
            assert (await forgetful.go("/compte")).status_code == 200
            assert (await martin.go("/compte")).status_code == 303
            await martin.sign_in(MARTIN, PASSWORD)
            assert martin.answer.status_code == 422
            await martin.sign_in(MARTIN, OTHER_PASSWORD)
            assert martin.answer.status_code == 303
    assert [event for event, _ in await announced()] == ["accounts:password_changed", "accounts:reset_asked"]


@pytest.mark.rule(16)
async def test_a_reset_link_dies_used_old_or_overtaken(empty_database: str) -> None:
    account_id = await add_account()
    async with browser() as visitor:
        with later():
            first, second = await reset_link(account_id), await reset_link(account_id)
            assert first != second
        with later(minutes=30):
            assert (await visitor.go(first)).status_code == 200
        with later(minutes=30, seconds=1):
            assert await is_dead(visitor, first)
        with later(minutes=5):
            await visitor.go(first)
            await visitor.send(NEW)
            assert visitor.answer.status_code == 303
        async with browser() as other:
            with later(minutes=6):
                assert await is_dead(other, first)
                assert await is_dead(other, second)


@pytest.mark.rule(16)
async def test_the_signature_alone_does_not_make_a_link_single(empty_database: str) -> None:
    """Two at once: one row in the table decides, whatever both have read."""
    account_id = await add_account()
    with later():
        token = (await reset_link(account_id)).rpartition("/")[2]
        link = await links.opened(token, links.RESET)
        assert link is not None
        outcomes = [await actions.reset_password(link, password=OTHER_PASSWORD, own_words=(), caller=Caller(), now=NOON) for _ in range(2)]
        assert isinstance(outcomes[0], SignedIn)
        assert isinstance(outcomes[1], Refusal)
        assert outcomes[1].reason is Reason.LINK_DEAD
        await database.fetch("update account set password_changed_at = {}, password_hash = {}", NOON, link.account.password_hash)
        assert await links.opened(token, links.RESET) is None
    assert await database.fetch_value("select count(*) from used_link") == 1


@pytest.mark.rule(16)
async def test_a_link_of_one_use_or_a_changed_one_serves_no_other(empty_database: str) -> None:
    account_id = await add_account()
    with later():
        _, invitation = await invited(DURAND)
        token = (await reset_link(account_id)).rpartition("/")[2]
        turned = token[:5] + ("A" if token[5] != "A" else "B") + token[6:]
        for wrong in (f"/activation/{token}", f"/mot-de-passe/{invitation.rpartition('/')[2]}", f"/mot-de-passe/{turned}", "/mot-de-passe/x"):
            async with browser() as visitor:
                assert await is_dead(visitor, wrong)


@pytest.mark.rule(16)
async def test_keys_are_renewed_without_killing_the_links_under_way(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    account_id = await add_account()
    with later():
        link = await reset_link(account_id)
        before = settings.current()
        renewed = settings.read({"PORTAIL_ENV": "test", "PORTAIL_BASE_URL": BASE, "PORTAIL_SECRET_KEYS": ",".join(["n" * 32, *before.secret_keys])})
        dropped = settings.read({"PORTAIL_ENV": "test", "PORTAIL_BASE_URL": BASE, "PORTAIL_SECRET_KEYS": "n" * 32})
        for current, dead in ((renewed, False), (dropped, True)):
            monkeypatch.setattr(settings, "current", lambda current=current: current)
            assert (await links.opened(link.rpartition("/")[2], links.RESET) is None) is dead


@pytest.mark.rule(16)
async def test_a_link_says_nothing_of_whom_it_is_for(empty_database: str) -> None:
    account_id = await add_account()
    with later():
        token = (await reset_link(account_id)).rpartition("/")[2]
        payload = signing.unseal(token, purpose=links.RESET.purpose, max_age_seconds=10)
    assert payload is not None
    assert payload[0] == account_id.hex
    assert len(payload) == 3
    assert MARTIN not in str(payload)


@pytest.mark.rule(17)
async def test_opening_a_link_does_not_use_it(empty_database: str) -> None:
    account_id = await add_account()
    with later():
        link = await reset_link(account_id)
        async with browser() as scanner, browser() as martin:
            for method in ("HEAD", "GET", "GET", "OPTIONS"):
                await scanner.client.request(method, link.removeprefix(BASE))
            await martin.go(link)
            await martin.send(NEW)
            assert martin.answer.status_code == 303


@pytest.mark.rule(9)
async def test_a_weak_choice_is_refused_beside_its_field_and_the_link_still_serves(empty_database: str) -> None:
    with later():
        _, link = await invited()
        async with browser() as martin:
            await martin.go(link)
            for weak in ("", "trop court", "annemartin2026", "x" * 129):
                await martin.send({"nouveau_mot_de_passe": weak})
                assert martin.answer.status_code == 422
                field = martin.node("#champ-nouveau_mot_de_passe")
                assert field.attributes["aria-invalid"] == "true"
                assert martin.page.css_first("#champ-nouveau_mot_de_passe-erreur") is not None
            await martin.send(NEW)
            assert martin.answer.status_code == 303


@pytest.mark.rule(10)
async def test_the_names_of_the_family_and_of_the_commune_are_refused(empty_database: str) -> None:
    with later():
        account_id, link = await invited()
        await add_family(account_id)
        async with browser() as martin:
            await martin.go(link)
            for known in ("Clervie et Goulven", "clervie14052017", "Chavagne clervie 35", "Goulven Le Hir 2026"):
                await martin.send({"nouveau_mot_de_passe": known})
                assert martin.answer.status_code == 422, known


async def add_family(account_id: UUID) -> None:
    await database.fetch("update commune set name = 'Chavagne'")
    household = await database.fetch_value("insert into household (id, name, created_at) values (gen_random_uuid(), 'Le Hir', {}) returning id", NOON)
    child = await database.fetch_value(
        "insert into child (id, first_name, last_name, birth_date) values (gen_random_uuid(), 'Clervie', 'Le Hir', '2017-05-14') returning id"
    )
    await database.fetch(
        "insert into guardian (id, household, account, first_name, last_name, phone, position) values (gen_random_uuid(), {}, {}, 'Goulven', 'Le Hir', '', 0)",
        household,
        account_id,
    )
    await database.fetch("insert into household_child (household, child) values ({}, {})", household, child)


@pytest.mark.rule(14)
async def test_asking_for_a_link_answers_alike_after_the_same_work(empty_database: str) -> None:
    await add_account(MARTIN)
    closed = await add_account("closed@exemple.fr")
    await actions.disable(closed, actor=None, now=NOON)
    answers = set()
    with later():
        for email in (MARTIN, "closed@exemple.fr", "unknown@exemple.fr"):
            async with browser() as visitor:
                await visitor.go("/mot-de-passe-oublie")
                with mock.patch.object(database, "fetch", wraps=database.fetch) as fetch:
                    await visitor.send({"adresse": email})
                answers.add((visitor.answer.status_code, visitor.location, fetch.call_count))
                await visitor.follow()
                answers.add((visitor.answer.status_code, visitor.text, 0))
    assert len(answers) == 2


@pytest.mark.rule(13)
@pytest.mark.rule(14)
async def test_links_asked_again_and_again_wait_whether_the_address_is_known_or_not(empty_database: str) -> None:
    await add_account(MARTIN)
    for email in (MARTIN, "unknown@exemple.fr"):
        with later():
            async with browser() as visitor:
                statuses = []
                for _ in range(5):
                    await visitor.go("/mot-de-passe-oublie")
                    statuses.append((await visitor.send({"adresse": email})).status_code)
                assert statuses == [303] * 4 + [429]
                assert "réessayez dans 2 minutes" in visitor.text


@pytest.mark.rule(13)
async def test_the_link_is_a_way_in_that_wrong_tries_cannot_block(empty_database: str) -> None:
    account_id = await add_account()
    for _ in range(8):
        await actions.sign_in(email=MARTIN, password="faux", caller=Caller(origin=ELSEWHERE), now=NOON)
    with later():
        async with browser() as martin:
            await martin.sign_in()
            assert martin.answer.status_code == 429
            await martin.go(await reset_link(account_id))
            await martin.send(NEW)
            assert (await martin.go("/compte")).status_code == 200
        async with browser(origin="203.0.113.5") as elsewhere:
            await elsewhere.sign_in(MARTIN, OTHER_PASSWORD)
            assert elsewhere.answer.status_code == 303


@pytest.mark.rule(40)
async def test_links_use_the_configured_address_whatever_host_is_claimed(empty_database: str) -> None:
    account_id = await add_account()
    with later():
        async with browser() as visitor:
            await visitor.go("/mot-de-passe-oublie")
            values = {"_csrf": visitor.token(), "adresse": MARTIN}
            await visitor.post("/mot-de-passe-oublie", values, host="exemple.net")
            assert visitor.answer.status_code == 400
            await visitor.post("/mot-de-passe-oublie", values, x_forwarded_host="exemple.net", forwarded="host=exemple.net")
            assert visitor.answer.status_code == 303
        assert (await reset_link(account_id)).startswith(f"{BASE}/mot-de-passe/")


@pytest.mark.rule(5)
async def test_a_closed_account_gets_no_link_and_its_old_ones_are_dead(empty_database: str) -> None:
    account_id = await add_account()
    with later():
        link = await reset_link(account_id)
        await actions.disable(account_id, actor=None, now=NOON)
        async with browser() as visitor:
            assert await is_dead(visitor, link)
        assert await links.reset_link(account_id) is None
        outcome = await actions.invite(MARTIN, now=NOON)
        assert isinstance(outcome, Refusal)
        assert outcome.reason is Reason.CLOSED


async def test_an_invitation_is_not_sent_any_more_once_it_is_useless(empty_database: str) -> None:
    with later():
        account_id, _ = await invited()
        await database.fetch("update account set password_hash = 'x', password_changed_at = {}", NOON)
        assert await links.invitation_link(account_id) is None
        outcome = await actions.invite(MARTIN, now=NOON)
        assert isinstance(outcome, Refusal)
        assert outcome.reason is Reason.ALREADY_ACTIVE


@pytest.mark.parametrize("typed", ["", "anne", "anne@exemple.fr\r\nBcc: x@y.fr"])
async def test_the_command_refuses_what_is_not_an_address_and_changes_nothing(empty_database: str, typed: str) -> None:
    with pytest.raises(actions.InvitationRefused, match="adresse e-mail complète"):
        await actions.invite_from_console(typed, now=NOON)
    assert await database.fetch_value("select count(*) from account") == 0


async def test_the_command_says_to_whom_the_invitation_goes(empty_database: str) -> None:
    assert MARTIN in await actions.invite_from_console("Anne.Martin@exemple.fr", now=NOON)
    assert [event for event, _ in await announced()] == ["accounts:invited"]


async def test_activating_in_the_browser_of_somebody_else_closes_their_session(empty_database: str) -> None:
    await add_account(DURAND, password=PASSWORD)
    with later():
        account_id, link = await invited()
        async with browser() as shared:
            await shared.sign_in(DURAND)
            await shared.go(link)
            await shared.send(NEW)
            identity = await queries.identify(str(shared.cookie), clock.now())
            assert identity is not None
            assert identity.account_id == account_id
    assert await database.fetch_value("select count(*) from session") == 1


async def test_used_links_are_forgotten_when_they_could_not_be_opened_any_more(empty_database: str) -> None:
    account_id = await add_account()
    with later():
        link = await links.opened((await reset_link(account_id)).rpartition("/")[2], links.RESET)
        assert link is not None
        await actions.reset_password(link, password=OTHER_PASSWORD, own_words=(), caller=Caller(), now=NOON)
    for days, left in ((3.9, 1), (4.1, 0)):
        await actions.purge_tries_and_links(now=NOON + timedelta(days=days))
        assert await database.fetch_value("select count(*) from used_link") == left
