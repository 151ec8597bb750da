"""« Mon compte »: password, address, connections."""

from datetime import timedelta

import pytest

from app.accounts import actions, links, queries
from app.accounts.actions import Caller, SignedIn
from app.accounts.rules.refusals import Reason, Refusal
from app.core import clock, database
from tests.accounts.people import (
    COMPUTER,
    DURAND,
    MARTIN,
    NOON,
    OTHER_PASSWORD,
    PASSWORD,
    add_account,
    announced,
    browser,
    later,
    noted,
)

NEW_ADDRESS = "anne@nouvelle.example"


async def email_change_link() -> str:
    change_id = await database.fetch_value("select id from email_change order by asked_at desc limit 1")
    link = await links.email_change_link(change_id)
    assert link is not None
    return link


@pytest.mark.rule(6)
async def test_my_connections_lists_and_closes_them(empty_database: str) -> None:
    await add_account()
    async with browser() as phone, browser(user_agent=COMPUTER) as computer:
        with later():
            await computer.sign_in()
        with later(minutes=5):
            await phone.sign_in()
            await phone.go("/compte")
            terms = [term.text() for term in phone.page.css("#connexions ~ dl dt")]
            assert terms == ["Chrome sur Android", "Firefox sur Windows"]
            assert "Cette connexion" in phone.page.css("#connexions ~ dl > div")[0].text()
            closing = [form.attributes["action"] for form in phone.page.css("dl form")]
            assert len(closing) == 1
            await phone.send(action=closing[0])
            assert phone.location == "/compte"
            await phone.follow()
            assert "La connexion est fermée." in phone.text
            assert "Firefox" not in phone.text
            assert (await computer.go("/compte")).status_code == 303
            assert (await phone.go("/compte")).status_code == 200
    assert "accounts:session_closed" in await noted()


@pytest.mark.rule(6)
async def test_all_other_connections_close_at_once(empty_database: str) -> None:
    await add_account()
    with later():
        async with browser() as phone, browser(user_agent=COMPUTER) as computer, browser() as tablet:
            for one in (computer, tablet, phone):
                await one.sign_in()
            await phone.go("/compte")
            await phone.send(action="/compte/connexions/fermeture")
            assert [(await one.go("/compte")).status_code for one in (phone, computer, tablet)] == [200, 303, 303]


async def test_ended_connections_are_not_listed(empty_database: str) -> None:
    account_id = await add_account()
    outcome = await actions.sign_in(email=MARTIN, password=PASSWORD, caller=Caller(), now=NOON)
    assert isinstance(outcome, SignedIn)
    for minutes, listed in ((29, 1), (30, 0)):
        found = await queries.connections_of(account_id, this=outcome.session_id, now=NOON + timedelta(minutes=minutes))
        assert len(found) == listed


@pytest.mark.rule(22)
async def test_nobody_closes_the_connection_of_somebody_else(empty_database: str) -> None:
    await add_account(MARTIN)
    await add_account(DURAND, password=OTHER_PASSWORD)
    with later():
        async with browser() as martin, browser() as durand:
            await martin.sign_in()
            await durand.sign_in(DURAND, OTHER_PASSWORD)
            theirs = await database.fetch_value("select session.id from session join account on account.id = session.account where email = {}", DURAND)
            await martin.go("/compte")
            await martin.post(f"/compte/connexions/{theirs}/fermeture", {"_csrf": martin.token()})
            assert martin.answer.status_code == 404
            assert (await durand.go("/compte")).status_code == 200
            await martin.go("/compte")
            assert DURAND not in martin.answer.text


@pytest.mark.rule(11)
@pytest.mark.rule(18)
async def test_changing_the_password_needs_the_current_one_and_tells_by_mail(empty_database: str) -> None:
    account_id = await add_account()
    with later():
        async with browser() as martin:
            await martin.sign_in()
            before = martin.cookie
            await martin.go("/compte/mot-de-passe")
            await martin.send({"mot_de_passe": "pas le bon", "nouveau_mot_de_passe": OTHER_PASSWORD})
            assert martin.answer.status_code == 422
            assert martin.page.css_first("#champ-mot_de_passe-erreur") is not None
            await martin.send({"mot_de_passe": PASSWORD, "nouveau_mot_de_passe": "trop court"})
            assert martin.page.css_first("#champ-nouveau_mot_de_passe-erreur") is not None
            await martin.send({"mot_de_passe": PASSWORD, "nouveau_mot_de_passe": OTHER_PASSWORD})
            assert martin.location == "/compte"
            assert martin.cookie not in {None, before}
            assert (await martin.go("/compte")).status_code == 200
    assert await announced() == [("accounts:password_changed", {"account_id": str(account_id)})]
    assert isinstance(await actions.sign_in(email=MARTIN, password=OTHER_PASSWORD, caller=Caller(), now=NOON), SignedIn)
    assert isinstance(await actions.sign_in(email=MARTIN, password=PASSWORD, caller=Caller(), now=NOON), Refusal)


@pytest.mark.rule(6)
@pytest.mark.parametrize("closes", [True, False])
async def test_changing_the_password_offers_to_close_the_other_connections(empty_database: str, *, closes: bool) -> None:
    await add_account()
    with later():
        async with browser() as martin, browser(user_agent=COMPUTER) as computer:
            await martin.sign_in()
            await computer.sign_in()
            await martin.go("/compte/mot-de-passe")
            assert martin.node("#champ-fermer").attributes.keys() >= {"checked"}
            values = {"_csrf": martin.token(), "mot_de_passe": PASSWORD, "nouveau_mot_de_passe": OTHER_PASSWORD}
            await martin.post("/compte/mot-de-passe", values | ({"fermer": "1"} if closes else {}))
            assert martin.answer.status_code == 303
            assert (await computer.go("/compte")).status_code == (303 if closes else 200)


@pytest.mark.rule(11)
async def test_password_fields_welcome_password_managers_and_can_be_shown(empty_database: str) -> None:
    await add_account()
    with later():
        async with browser() as martin:
            await martin.sign_in()
            await martin.go("/compte/mot-de-passe")
            fields = {str(node.attributes["name"]): node for node in martin.page.css("input[type=password]")}
            assert fields["mot_de_passe"].attributes["autocomplete"] == "current-password"
            assert fields["nouveau_mot_de_passe"].attributes["autocomplete"] == "new-password"
            assert martin.node("input[autocomplete=username]").attributes["value"] == MARTIN
            for node in fields.values():
                assert not {"onpaste", "maxlength", "readonly"} & node.attributes.keys()
                assert martin.page.css_first(f"[data-reveals={node.attributes['id']}]") is not None


@pytest.mark.rule(13)
async def test_who_holds_an_open_session_does_not_guess_the_password_at_will(empty_database: str) -> None:
    await add_account()
    outcome = await actions.sign_in(email=MARTIN, password=PASSWORD, caller=Caller(), now=NOON)
    assert isinstance(outcome, SignedIn)
    identity = await queries.identify(outcome.token, NOON)
    assert identity is not None
    refusals = [await actions.prove(identity, password=f"essai numéro {number}", caller=Caller(), now=NOON) for number in range(8)]
    assert [refusal.reason for refusal in refusals if isinstance(refusal, Refusal)] == [Reason.WRONG] * 6 + [Reason.THROTTLED] * 2
    assert isinstance(await actions.sign_in(email=MARTIN, password=PASSWORD, caller=Caller(), now=NOON), SignedIn)


async def test_right_proofs_are_not_counted_as_tries(empty_database: str) -> None:
    await add_account()
    with later():
        async with browser() as martin:
            await martin.sign_in()
            await martin.go("/compte/mot-de-passe")
            for _ in range(10):
                await martin.send({"mot_de_passe": PASSWORD, "nouveau_mot_de_passe": "trop court"})
                assert martin.answer.status_code == 422


@pytest.mark.rule(7)
async def test_the_address_asks_for_the_password_again_after_ten_minutes(empty_database: str) -> None:
    await add_account()
    async with browser() as martin:
        with later():
            await martin.sign_in()
        with later(minutes=9, seconds=59):
            assert (await martin.go("/compte/adresse")).status_code == 200
        with later(minutes=10):
            await martin.go("/compte/adresse")
            assert martin.location == "/connexion/confirmation?suite=/compte/adresse"
            await martin.follow()
            await martin.send({"mot_de_passe": "pas le bon"})
            assert martin.answer.status_code == 422
            await martin.send({"mot_de_passe": PASSWORD})
            assert martin.location == "/compte/adresse"
            assert (await martin.follow()).status_code == 200


@pytest.mark.rule(7)
async def test_an_address_sent_too_late_is_kept_while_the_password_is_given(empty_database: str) -> None:
    await add_account()
    async with browser() as martin:
        with later():
            await martin.sign_in()
            await martin.go("/compte/adresse")
        with later(minutes=11):
            await martin.send({"nouvelle_adresse": NEW_ADDRESS})
            assert martin.location == "/connexion/confirmation?suite=/compte/adresse"
            assert await database.fetch("select 1 from email_change") == []
            await martin.follow()
            await martin.send({"mot_de_passe": PASSWORD})
            assert martin.location == "/connexion/reprise"
            await martin.follow()
            await martin.send()
            assert martin.location == "/compte"
    assert await database.fetch_value("select new_email from email_change") == NEW_ADDRESS


@pytest.mark.rule(18)
async def test_an_address_changes_when_the_new_one_confirms_and_the_old_one_is_told(empty_database: str) -> None:
    account_id = await add_account()
    with later():
        async with browser() as martin:
            await martin.sign_in()
            await martin.go("/compte/adresse")
            await martin.send({"nouvelle_adresse": " Anne@Nouvelle.example "})
            assert martin.location == "/compte"
            assert await database.fetch_value("select email from account") == MARTIN
            reset = await links.reset_link(account_id)
            link = await email_change_link()
            await martin.go(link)
            assert (MARTIN in martin.text, NEW_ADDRESS in martin.text) == (True, True)
            assert await database.fetch_value("select email from account") == MARTIN
            await martin.send()
            assert martin.location == "/compte"
            await martin.follow()
            assert NEW_ADDRESS in martin.text
            assert (await martin.go(link)).status_code == 410
            assert (await martin.go(str(reset))).status_code == 410
    change = await database.fetch_one("select id, old_email from email_change where confirmed_at is not null")
    assert change is not None
    assert change["old_email"] == MARTIN
    ids = {"account_id": str(account_id), "email_change_id": str(change["id"])}
    assert await announced() == [("accounts:email_change_asked", ids), ("accounts:email_changed", ids)]
    assert isinstance(await actions.sign_in(email=NEW_ADDRESS, password=PASSWORD, caller=Caller(), now=NOON), SignedIn)


async def test_a_mistyped_address_gives_nothing_to_whoever_holds_it(empty_database: str) -> None:
    """The link must be opened by the account's own session."""
    await add_account(MARTIN)
    await add_account(DURAND, password=OTHER_PASSWORD)
    with later():
        async with browser() as martin, browser() as stranger, browser() as durand:
            await martin.sign_in()
            await martin.go("/compte/adresse")
            await martin.send({"nouvelle_adresse": "stranger@exemple.fr"})
            link = await email_change_link()
            await stranger.go(link)
            assert stranger.location.startswith("/connexion?suite=/compte/adresse/")
            await durand.sign_in(DURAND, OTHER_PASSWORD)
            assert (await durand.go(link)).status_code == 410
            await durand.go("/compte")
            path = link.removeprefix("https://portail.test")
            assert (await durand.post(path, {"_csrf": durand.token()})).status_code == 410
    assert await database.fetch("select email from account order by email") == [{"email": MARTIN}, {"email": DURAND}]


async def test_a_link_opened_on_another_device_comes_back_after_signing_in(empty_database: str) -> None:
    await add_account()
    with later():
        async with browser() as martin, browser(user_agent=COMPUTER) as computer:
            await martin.sign_in()
            await martin.go("/compte/adresse")
            await martin.send({"nouvelle_adresse": NEW_ADDRESS})
            link = await email_change_link()
            await computer.go(link)
            await computer.follow()
            await computer.send({"adresse": MARTIN, "mot_de_passe": PASSWORD})
            assert computer.location == link.removeprefix("https://portail.test")
            assert (await computer.follow()).status_code == 200


@pytest.mark.rule(14)
async def test_an_address_that_somebody_else_has_is_asked_alike_and_never_taken(empty_database: str) -> None:
    await add_account(MARTIN)
    await add_account(DURAND, password=OTHER_PASSWORD)
    with later():
        async with browser() as martin:
            await martin.sign_in()
            answers = []
            for address in (DURAND, NEW_ADDRESS):
                await martin.go("/compte/adresse")
                await martin.send({"nouvelle_adresse": address})
                answers.append((martin.answer.status_code, martin.location))
                await martin.follow()
                answers.append((200, martin.text))
            assert answers[:2] == answers[2:]
            change_id = await database.fetch_value("select id from email_change where new_email = {}", DURAND)
            link = await links.email_change_link(change_id)
            await martin.go(str(link))
            await martin.send()
            assert martin.location == "/compte/adresse"
            await martin.follow()
            assert "elle a déjà un accès" in martin.text
    assert await database.fetch_value("select count(*) from used_link") == 0
    assert await database.fetch_value("select count(*) from account where email = {}", MARTIN) == 1


@pytest.mark.parametrize(("typed", "words"), [("", "adresse e-mail complète"), ("anne", "adresse e-mail complète"), (MARTIN, "déjà votre adresse")])
async def test_a_new_address_that_cannot_serve_is_refused(empty_database: str, typed: str, words: str) -> None:
    await add_account()
    with later():
        async with browser() as martin:
            await martin.sign_in()
            await martin.go("/compte/adresse")
            await martin.send({"nouvelle_adresse": typed})
            assert martin.answer.status_code == 422
            assert words in martin.text


async def test_an_email_change_link_lasts_a_day(empty_database: str) -> None:
    await add_account()
    async with browser() as martin:
        with later():
            await martin.sign_in()
            await martin.go("/compte/adresse")
            await martin.send({"nouvelle_adresse": NEW_ADDRESS})
            link = await email_change_link()
        with later(hours=24):
            await martin.sign_in()
            assert (await martin.go(link)).status_code == 200
        with later(hours=24, seconds=1):
            assert (await martin.go(link)).status_code == 410


@pytest.mark.rule(4)
async def test_ended_sessions_are_forgotten_after_a_day(empty_database: str) -> None:
    await add_account()
    await actions.sign_in(email=MARTIN, password=PASSWORD, caller=Caller(), now=NOON)
    assert await actions.purge_ended_sessions(now=NOON + timedelta(hours=36)) == 0
    assert await actions.purge_ended_sessions(now=NOON + timedelta(hours=36, seconds=1)) == 1


async def test_faded_tries_and_old_changes_of_address_are_forgotten(empty_database: str) -> None:
    await add_account()
    with later():
        async with browser() as martin:
            await martin.sign_in()
            await martin.go("/compte/adresse")
            await martin.send({"nouvelle_adresse": NEW_ADDRESS})
    assert clock.now() != NOON
    await actions.purge_tries_and_links(now=NOON + timedelta(days=4))
    assert await database.fetch_value("select count(*) from throttle") == 0
    assert await database.fetch_value("select count(*) from email_change") == 1
    await actions.purge_tries_and_links(now=NOON + timedelta(days=31))
    assert await database.fetch_value("select count(*) from email_change") == 0
