"""Signing in and out, through the pages."""

import asyncio
import hashlib
from datetime import timedelta
from http.cookies import SimpleCookie
from unittest import mock

import pytest
from argon2 import PasswordHasher

from app.accounts import actions, passwords, queries
from app.accounts.actions import Caller, SignedIn
from app.accounts.rules.refusals import Reason, Refusal
from app.core import clock, database
from tests.accounts.people import (
    COMPUTER,
    DURAND,
    ELSEWHERE,
    HOME_ORIGIN,
    MARTIN,
    NOON,
    OTHER_PASSWORD,
    PASSWORD,
    Browser,
    add_account,
    browser,
    later,
    noted,
)


async def is_signed_in(visitor: Browser) -> bool:
    return (await visitor.go("/compte")).status_code == 200


async def test_who_signs_in_comes_back_to_where_they_were(empty_database: str) -> None:
    await add_account()
    with later():
        async with browser() as martin:
            await martin.go("/compte?onglet=1")
            assert martin.location == "/connexion?suite=/compte%3Fonglet%3D1"
            await martin.follow()
            await martin.send({"adresse": " Anne.Martin@EXEMPLE.fr ", "mot_de_passe": PASSWORD})
            assert martin.location == "/compte?onglet=1"
            assert (await martin.follow()).status_code == 200
            await martin.go("/connexion?suite=/compte")
            assert martin.location == "/compte"


async def test_without_a_place_one_comes_to_the_tableau_de_bord(empty_database: str) -> None:
    await add_account()
    with later():
        async with browser() as martin:
            await martin.sign_in()
            assert martin.location == "/tableau-de-bord"


@pytest.mark.rule(36)
@pytest.mark.parametrize("elsewhere", ["//exemple.net", "/\\exemple.net", "https:exemple.net", "%2f%2fexemple.net", "/%09/exemple.net"])
async def test_nobody_is_sent_elsewhere(empty_database: str, elsewhere: str) -> None:
    await add_account()
    with later():
        async with browser() as martin:
            await martin.go("/connexion")
            values = {"_csrf": martin.token(), "adresse": MARTIN, "mot_de_passe": PASSWORD, "suite": elsewhere}
            await martin.post("/connexion", values)
            assert martin.location == "/tableau-de-bord"


async def test_a_refused_form_keeps_the_address_and_never_the_password(empty_database: str) -> None:
    with later():
        async with browser() as visitor:
            await visitor.sign_in("anne@exemple.fr", "un mot de passe inconnu")
            assert visitor.answer.status_code == 422
            assert visitor.node("title").text().startswith("Erreur\u00a0: Connexion")
            assert visitor.node(".problems a").attributes["href"] == "#champ-adresse"
            assert visitor.node("#champ-adresse").attributes["value"] == "anne@exemple.fr"
            assert "un mot de passe inconnu" not in visitor.answer.text
            await visitor.send({"adresse": "", "mot_de_passe": ""})
            assert [link.text() for link in visitor.page.css(".problems a")] == ["Saisissez votre adresse e-mail.", "Saisissez votre mot de passe."]


@pytest.mark.rule(24)
async def test_a_field_that_the_page_does_not_have_is_refused(empty_database: str) -> None:
    with later():
        async with browser() as visitor:
            await visitor.go("/connexion")
            await visitor.send({"adresse": MARTIN, "mot_de_passe": PASSWORD, "role": "agent"})
            assert visitor.answer.status_code == 400


@pytest.mark.rule(1)
async def test_the_token_has_256_bits_and_only_its_hash_is_kept(empty_database: str) -> None:
    await add_account()
    with later():
        async with browser() as martin:
            await martin.sign_in()
            token = martin.cookie
    assert token is not None
    assert len(token) == 43  # 32 bytes in base 64
    rows = await database.fetch("select * from session")
    assert token not in str(rows)
    assert rows[0]["token_hash"] == hashlib.sha256(token.encode()).digest()
    assert token not in str(await database.fetch("select * from audit_entry")) + str(await database.fetch("select * from outbox"))


@pytest.mark.rule(2)
async def test_a_chosen_cookie_is_never_adopted(empty_database: str) -> None:
    await add_account()
    with later():
        async with browser() as martin, browser() as thief:
            martin.client.cookies.set("__Host-session", "choisi", domain="portail.test")
            await martin.sign_in()
            assert martin.cookie not in {None, "choisi"}
            thief.client.cookies.set("__Host-session", "choisi", domain="portail.test")
            assert not await is_signed_in(thief)


@pytest.mark.rule(2)
async def test_each_sign_in_and_each_proof_makes_a_new_token_and_kills_the_old_one(empty_database: str) -> None:
    account_id = await add_account()
    tokens: list[str] = []
    for _ in range(2):
        outcome = await actions.sign_in(email=MARTIN, password=PASSWORD, caller=Caller(token=tokens[-1] if tokens else None), now=NOON)
        assert isinstance(outcome, SignedIn)
        tokens.append(outcome.token)
    identity = await queries.identify(tokens[-1], NOON)
    assert identity is not None
    proved = await actions.prove(identity, password=PASSWORD, caller=Caller(), now=NOON)
    assert isinstance(proved, SignedIn)
    alive = [await queries.identify(token, NOON) for token in [*tokens, proved.token]]
    assert [one is not None for one in alive] == [False, False, True]
    assert await database.fetch_value("select count(*) from session where account = {}", account_id) == 1


@pytest.mark.rule(3)
async def test_a_slow_request_cannot_revive_a_session_that_was_left(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await add_account()
    reached, go_on = asyncio.Event(), asyncio.Event()
    read = queries.connections_of

    async def slowly(*args: object, **kwargs: object) -> object:
        reached.set()
        await go_on.wait()
        return await read(*args, **kwargs)  # type: ignore[arg-type]

    with later():
        async with browser() as martin:
            await martin.sign_in()
            token = martin.cookie
            await martin.go("/compte")
            monkeypatch.setattr(queries, "connections_of", slowly)
            with later(minutes=2):
                slow = asyncio.create_task(martin.client.get("/compte"))
                await reached.wait()
                await martin.send(action="/deconnexion", anywhere=True)
                go_on.set()
                await slow
        assert await database.fetch_value("select count(*) from session") == 0
        async with browser() as thief:
            thief.client.cookies.set("__Host-session", str(token), domain="portail.test")
            assert not await is_signed_in(thief)


@pytest.mark.rule(4)
@pytest.mark.parametrize(
    ("gaps_minutes", "alive"),
    [
        ([29.9], True),
        ([30], False),
        ([29] * 24, True),  # 11 h 36
        ([29] * 24 + [23.9], True),
        ([29] * 24 + [24], False),  # 12 h
    ],
)
async def test_a_session_lasts_30_minutes_idle_and_12_hours_at_most(empty_database: str, gaps_minutes: list[float], *, alive: bool) -> None:
    await add_account()
    outcome = await actions.sign_in(email=MARTIN, password=PASSWORD, caller=Caller(), now=NOON)
    assert isinstance(outcome, SignedIn)
    now, identity = NOON, None
    for gap in gaps_minutes:
        now += timedelta(minutes=gap)
        identity = await queries.identify(outcome.token, now)
    assert (identity is not None) is alive


async def test_the_end_that_is_told_is_the_end(empty_database: str) -> None:
    await add_account()
    outcome = await actions.sign_in(email=MARTIN, password=PASSWORD, caller=Caller(), now=NOON)
    assert isinstance(outcome, SignedIn)
    identity = await queries.identify(outcome.token, NOON + timedelta(seconds=59))
    assert identity is not None
    assert identity.ends_at == NOON + timedelta(minutes=30)
    assert await queries.identify(outcome.token, identity.ends_at) is None


@pytest.mark.rule(31)
async def test_being_seen_is_written_once_a_minute_at_most(empty_database: str) -> None:
    await add_account()
    outcome = await actions.sign_in(email=MARTIN, password=PASSWORD, caller=Caller(), now=NOON)
    assert isinstance(outcome, SignedIn)
    seen = []
    for seconds in (0, 59, 60, 100, 119, 120):
        await queries.identify(outcome.token, NOON + timedelta(seconds=seconds))
        at = await database.fetch_value("select seen_at from session")
        seen.append((at - NOON).total_seconds())
    assert seen == [0, 0, 60, 60, 60, 120]


@pytest.mark.rule(5)
async def test_a_closed_account_is_out_at_its_next_request_and_stays_out(empty_database: str) -> None:
    account_id = await add_account()
    with later():
        async with browser() as martin:
            await martin.sign_in()
            assert await is_signed_in(martin)
            await actions.disable(account_id, actor=None, now=clock.now())
            assert not await is_signed_in(martin)
            await martin.sign_in()
            assert martin.answer.status_code == 422
    assert await noted() == ["accounts:signed_in", "accounts:disabled", "accounts:sign_in_refused"]


@pytest.mark.rule(5)
async def test_a_session_row_alone_does_not_keep_a_closed_account_in(empty_database: str) -> None:
    await add_account()
    outcome = await actions.sign_in(email=MARTIN, password=PASSWORD, caller=Caller(), now=NOON)
    assert isinstance(outcome, SignedIn)
    await database.fetch("update account set disabled_at = {}", NOON)
    assert await queries.identify(outcome.token, NOON) is None


@pytest.mark.rule(5)
async def test_an_account_closed_while_its_hash_is_computed_stays_out(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    account_id = await add_account()

    async def closed_meanwhile(_password: str, _known: str | None) -> bool:
        await actions.disable(account_id, actor=None, now=NOON)
        return True

    monkeypatch.setattr(passwords, "matches", closed_meanwhile)
    outcome = await actions.sign_in(email=MARTIN, password=PASSWORD, caller=Caller(), now=NOON)
    assert isinstance(outcome, Refusal)
    assert await database.fetch_value("select count(*) from session") == 0


@pytest.mark.rule(8)
async def test_every_cookie_is_bound_to_this_host_and_hidden_from_scripts(empty_database: str) -> None:
    await add_account()
    seen = set()
    with later():
        async with browser() as martin:
            for step in ("connexion", "compte", "proof", "sign out"):
                match step:
                    case "connexion":
                        await martin.go("/connexion")
                        seen |= attributes_of(martin)
                        await martin.send({"adresse": MARTIN, "mot_de_passe": PASSWORD})
                    case "compte":
                        await martin.go("/compte")
                    case "proof":
                        await martin.go("/connexion/confirmation")
                        await martin.send({"mot_de_passe": PASSWORD})
                    case _:
                        await martin.go("/compte")
                        await martin.send(action="/deconnexion", anywhere=True)
                seen |= attributes_of(martin)
    assert {name for name, *_ in seen} == {"__Host-session", "__Host-visiteur", "__Host-message"}
    assert {tuple(rest) for _, *rest in seen} == {("/", "lax", True, True, "")}


def attributes_of(visitor: Browser) -> set[tuple[object, ...]]:
    found: set[tuple[object, ...]] = set()
    for header in visitor.answer.headers.get_list("set-cookie"):
        for name, cookie in SimpleCookie(header).items():
            found.add((name, cookie["path"], cookie["samesite"].lower(), cookie["secure"], cookie["httponly"], cookie["domain"]))
    return found


@pytest.mark.rule(12)
async def test_an_outdated_hash_is_made_anew_at_sign_in(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await add_account()
    before = await database.fetch_value("select password_hash from account")
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    for _ in range(2):
        assert isinstance(await actions.sign_in(email=MARTIN, password=PASSWORD, caller=Caller(), now=NOON), SignedIn)
    after = await database.fetch_value("select password_hash from account")
    assert after != before
    assert not passwords.is_outdated(after)


@pytest.mark.rule(13)
async def test_thirty_wrong_tries_then_the_right_one_from_elsewhere_after_the_delay(empty_database: str) -> None:
    await add_account()
    now, refused, waited = NOON, 0, 0
    while refused < 30:
        outcome = await actions.sign_in(email=MARTIN, password="faux mot de passe", caller=Caller(origin=HOME_ORIGIN), now=now)
        assert isinstance(outcome, Refusal)
        if outcome.reason is Reason.THROTTLED:
            waited += 1
            now += timedelta(minutes=1)
        else:
            refused += 1
    assert waited > 30
    owner = Caller(origin=ELSEWHERE)
    at_once = await actions.sign_in(email=MARTIN, password=PASSWORD, caller=owner, now=now)
    assert isinstance(at_once, Refusal)
    assert at_once.reason is Reason.THROTTLED
    assert isinstance(await actions.sign_in(email=MARTIN, password=PASSWORD, caller=owner, now=now + timedelta(minutes=15)), SignedIn)


@pytest.mark.rule(13)
async def test_simultaneous_tries_count_as_much_as_successive_ones(empty_database: str) -> None:
    await add_account()
    with mock.patch.object(PasswordHasher, "verify", autospec=True, side_effect=PasswordHasher.verify) as verify:
        outcomes = await asyncio.gather(
            *(actions.sign_in(email=MARTIN, password=f"essai numéro {number}", caller=Caller(origin=HOME_ORIGIN), now=NOON) for number in range(20))
        )
    reasons = [outcome.reason for outcome in outcomes if isinstance(outcome, Refusal)]
    assert reasons.count(Reason.WRONG) == 6
    assert reasons.count(Reason.THROTTLED) == 14
    assert verify.call_count == 6


@pytest.mark.rule(13)
async def test_one_origin_that_tries_many_accounts_is_slowed_and_others_are_not(empty_database: str) -> None:
    await add_account()
    reasons = []
    for number in range(25):
        outcome = await actions.sign_in(email=f"a{number}@exemple.fr", password=PASSWORD, caller=Caller(origin=HOME_ORIGIN), now=NOON)
        assert isinstance(outcome, Refusal)
        reasons.append(outcome.reason)
    assert reasons == [Reason.WRONG] * 21 + [Reason.THROTTLED] * 4
    assert isinstance(await actions.sign_in(email=MARTIN, password=PASSWORD, caller=Caller(origin=ELSEWHERE), now=NOON), SignedIn)


@pytest.mark.rule(13)
async def test_a_valid_account_does_not_wash_the_tries_of_its_origin(empty_database: str) -> None:
    await add_account()
    caller, wrong = Caller(origin=HOME_ORIGIN), 0
    for number in range(60):
        outcome = await actions.sign_in(email=f"a{number}@exemple.fr", password=PASSWORD, caller=caller, now=NOON)
        wrong += isinstance(outcome, Refusal) and outcome.reason is Reason.WRONG
        await actions.sign_in(email=MARTIN, password=PASSWORD, caller=caller, now=NOON)
    assert wrong <= 21


@pytest.mark.rule(13)
async def test_under_attack_from_everywhere_each_account_has_fewer_tries(empty_database: str) -> None:
    await add_account()
    for number in range(302):
        await actions.sign_in(email=f"a{number}@exemple.fr", password=PASSWORD, caller=Caller(origin=f"203.0.113.{number % 250}"), now=NOON)
    outcomes = [await actions.sign_in(email=MARTIN, password="faux", caller=Caller(origin=ELSEWHERE), now=NOON) for _ in range(4)]
    assert [outcome.reason for outcome in outcomes if isinstance(outcome, Refusal)] == [Reason.WRONG] * 2 + [Reason.THROTTLED] * 2
    assert isinstance(await actions.sign_in(email=MARTIN, password=PASSWORD, caller=Caller(origin=ELSEWHERE), now=NOON + timedelta(minutes=1)), SignedIn)


@pytest.mark.rule(13)
async def test_the_page_says_how_long_to_wait(empty_database: str) -> None:
    with later():
        async with browser() as visitor:
            for _ in range(7):
                await visitor.sign_in()
            assert visitor.answer.status_code == 429
            assert "Réessayez dans 10 secondes" in visitor.text


@pytest.mark.rule(39)
async def test_a_claimed_origin_is_not_believed(empty_database: str) -> None:
    with later():
        async with browser() as visitor:
            for number in range(22):
                await visitor.go("/connexion")
                values = {"_csrf": visitor.token(), "adresse": f"a{number}@exemple.fr", "mot_de_passe": PASSWORD}
                forwarded = f"203.0.113.{number}"
                await visitor.post("/connexion", values, x_forwarded_for=forwarded, x_real_ip=forwarded, forwarded=f"for={forwarded}")
            assert visitor.answer.status_code == 429
    assert await database.fetch_value("select count(distinct origin) from audit_entry") == 1


@pytest.mark.rule(14)
async def test_known_unknown_closed_and_never_activated_are_answered_alike(empty_database: str) -> None:
    await add_account(MARTIN)
    closed = await add_account("closed@exemple.fr")
    await actions.disable(closed, actor=None, now=NOON)
    await add_account("invited@exemple.fr", password=None)
    answers = set()
    with later():
        for email in (MARTIN, "closed@exemple.fr", "invited@exemple.fr", "unknown@exemple.fr", "not an address"):
            async with browser() as visitor:
                counted = mock.patch.object(PasswordHasher, "verify", autospec=True, side_effect=PasswordHasher.verify)
                statements = mock.patch.object(database, "fetch", wraps=database.fetch)
                await visitor.go("/connexion")
                with counted as verify, statements as fetch:
                    await visitor.send({"adresse": email, "mot_de_passe": "pas le bon mot de passe"})
                body = visitor.answer.text.replace(visitor.token(), "").replace(email, "")
                answers.add((visitor.answer.status_code, body, verify.call_count, fetch.call_count))
    assert len(answers) == 1


@pytest.mark.rule(3)
@pytest.mark.rule(35)
async def test_signing_out_closes_the_session_and_empties_the_browser(empty_database: str) -> None:
    await add_account()
    with later():
        async with browser() as martin:
            await martin.sign_in()
            await martin.go("/compte")
            await martin.send(action="/deconnexion", anywhere=True)
            assert martin.answer.headers["clear-site-data"] == '"cache", "storage"'
            assert martin.location == "/connexion"
            assert martin.cookie is None
            await martin.follow()
            assert "Votre session est fermée" in martin.text
            assert not await is_signed_in(martin)
    assert await noted() == ["accounts:signed_in", "accounts:signed_out"]


async def test_who_leaves_after_the_end_of_the_session_leaves_all_the_same(empty_database: str) -> None:
    await add_account()
    with later():
        async with browser() as martin:
            await martin.sign_in()
            await martin.go("/compte")
            with later(hours=1):
                await martin.send(action="/deconnexion", anywhere=True)
                assert martin.location == "/connexion"
                assert martin.cookie is None


async def test_rester_connecte_renews_the_half_hour_but_not_the_twelve_hours(empty_database: str) -> None:
    await add_account()
    with later():
        async with browser() as martin:
            await martin.sign_in()
            with later(minutes=29.5):
                await martin.go("/compte")
                await martin.post("/connexion/prolongation", {"_csrf": martin.token(), "suite": "/compte"})
                assert martin.location == "/compte"
            with later(minutes=59):
                assert await is_signed_in(martin)
            await martin.post("/connexion/prolongation", {"_csrf": martin.token()})
    ends_at = await database.fetch_value("select ends_at from session")
    assert ends_at == NOON + timedelta(hours=12)


@pytest.mark.rule(30)
async def test_a_form_without_this_browser_s_token_is_refused(empty_database: str) -> None:
    await add_account()
    good = {"adresse": MARTIN, "mot_de_passe": PASSWORD}
    with later():
        async with browser() as martin, browser(user_agent=COMPUTER) as durand:
            await martin.go("/connexion")
            await durand.go("/connexion")
            for values in (good, good | {"_csrf": ""}, good | {"_csrf": "x" * 88}, good | {"_csrf": durand.token()}):
                await martin.post("/connexion", values)
                assert martin.answer.status_code == 403
            await martin.go("/connexion")
            ours = good | {"_csrf": martin.token()}
            for headers in ({"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}, {"origin": "https://exemple.net"}, {"origin": "null"}):
                await martin.post("/connexion", ours, **headers)
                assert martin.answer.status_code == 403
            await martin.post("/connexion", ours, sec_fetch_site="same-origin")
            assert martin.answer.status_code == 303


@pytest.mark.rule(30)
async def test_a_token_of_another_session_is_refused(empty_database: str) -> None:
    await add_account(MARTIN)
    await add_account(DURAND, password=OTHER_PASSWORD)
    with later():
        async with browser() as martin, browser() as durand:
            await martin.sign_in()
            await durand.sign_in(DURAND, OTHER_PASSWORD)
            await martin.go("/compte")
            await durand.go("/compte")
            await martin.post("/compte/connexions/fermeture", {"_csrf": durand.token()})
            assert martin.answer.status_code == 403


@pytest.mark.rule(68)
async def test_when_sessions_cannot_be_read_nobody_is_let_in(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await add_account()
    with later():
        async with browser() as martin:
            await martin.sign_in()
            monkeypatch.setattr(database, "fetch_one", mock.AsyncMock(side_effect=OSError("no database")))
            await martin.go("/compte")
            assert martin.answer.status_code == 500
            assert MARTIN not in martin.answer.text


@pytest.mark.rule(66)
async def test_nothing_personal_is_logged(empty_database: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    await add_account()
    with later():
        async with browser() as martin:
            await martin.sign_in(password="faux mot de passe")
            await martin.sign_in()
            token = str(martin.cookie)
            with mock.patch.object(queries, "connections_of", side_effect=RuntimeError(f"{MARTIN} {PASSWORD}")):
                await martin.go("/compte")
                assert martin.answer.status_code == 500
    logged = "".join(capfd.readouterr()) + caplog.text
    assert "request failed" in logged
    assert not [secret for secret in (MARTIN, PASSWORD, "faux mot de passe", token, HOME_ORIGIN) if secret in logged]


@pytest.mark.rule(67)
async def test_each_act_is_in_the_audit_trail_with_its_network(empty_database: str) -> None:
    account_id = await add_account()
    await actions.sign_in(email=MARTIN, password="faux", caller=Caller(origin=HOME_ORIGIN), now=NOON)
    await actions.sign_in(email=MARTIN, password=PASSWORD, caller=Caller(origin=HOME_ORIGIN), now=NOON)
    rows = await database.fetch("select act, actor, object_id, origin from audit_entry order by id")
    assert rows == [
        {"act": "accounts:sign_in_refused", "actor": None, "object_id": str(account_id), "origin": "192.0.2.0/24"},
        {"act": "accounts:signed_in", "actor": account_id, "object_id": str(account_id), "origin": "192.0.2.0/24"},
    ]
