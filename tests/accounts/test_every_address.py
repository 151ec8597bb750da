"""What holds for every address of signing in."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from litestar import get
from litestar.handlers import HTTPRouteHandler

from app import main
from app.accounts import actions, links, routes
from app.core import clock, database
from app.core.access import Right
from app.core.doors import Door
from tests.accounts.people import BASE, DURAND, MARTIN, OTHER_PASSWORD, PASSWORD, Browser, add_account, announced, browser, later

TABLES = ("account", "session", "used_link", "email_change", "throttle", "outbox", "audit_entry", "mail")
PUBLIC_AT_EACH = {"/connexion", "/deconnexion", "/mot-de-passe-oublie", "/mot-de-passe-oublie/envoi", "/activation/{token:str}", "/mot-de-passe/{token:str}"}

PUBLIC = {door.at(path) for door in Door for path in PUBLIC_AT_EACH}


def door_of(address: str) -> Door:
    return Door.STAFF if address.startswith("/agents/") else Door.FAMILY


def handlers() -> Iterator[HTTPRouteHandler]:
    for handler in routes.routes:
        assert isinstance(handler, HTTPRouteHandler)
        yield handler


async def every_page() -> list[str]:
    """Addresses that a signed-in Martin can open, links of mails included."""
    account_id = await database.fetch_value("select id from account where email = {}", MARTIN)
    invited = await actions.invite("new@exemple.fr", now=clock.now())
    change = await database.fetch_value(
        "insert into email_change (id, account, old_email, new_email, asked_at) values (gen_random_uuid(), {}, {}, {}, {}) returning id",
        account_id,
        MARTIN,
        "anne@nouvelle.example",
        clock.now(),
    )
    made = [await links.reset_link(account_id), await links.invitation_link(invited), await links.email_change_link(change)]  # type: ignore[arg-type]
    plain = sorted({path for handler in handlers() for path in handler.paths if "{" not in path and not path.startswith("/agents")})
    return [*plain, *(str(link).removeprefix(BASE) for link in made), "/mot-de-passe/x", "/activation/x", f"/compte/connexions/{change}/fermeture"]


@pytest.mark.rule(23)
def test_each_address_states_its_right_and_only_the_ways_in_are_public() -> None:
    rights = {(path, handler.opt.get("right")) for handler in handlers() for path in handler.paths}
    assert {path for path, right in rights if right is Right.PUBLIC} == PUBLIC
    assert {right for path, right in rights if path not in PUBLIC} == {Right.ACCOUNT}


def test_the_address_of_each_form_can_be_opened_too() -> None:
    by_method = {method: {path for handler in handlers() if method in handler.http_methods for path in handler.paths} for method in ("GET", "POST")}
    assert by_method["POST"] <= by_method["GET"]


@pytest.mark.rule(23)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_who_is_not_signed_in_is_led_to_sign_in(empty_database: str, method: str) -> None:
    with later():
        async with browser() as visitor:
            await visitor.go("/connexion")
            token = visitor.token()
            for path in sorted({path for handler in handlers() for path in handler.paths if path not in PUBLIC and method in handler.http_methods}):
                address = re.sub(r"\{.*?:uuid\}", "6f9619ff-8b86-4d01-b42d-00cf4fc964ff", path).replace("{token:str}", "x")
                answer = await (visitor.go(address) if method == "GET" else visitor.post(address, {"_csrf": token}))
                assert (answer.status_code, visitor.location) == (303, f"{door_of(address).at('/connexion')}?suite={address}"), path


@pytest.mark.rule(30)
async def test_no_form_is_read_without_its_token(empty_database: str) -> None:
    await add_account()
    with later():
        async with browser() as martin:
            await martin.sign_in()
            for path in sorted({path for handler in handlers() if "POST" in handler.http_methods for path in handler.paths}):
                address = re.sub(r"\{.*?:uuid\}", "6f9619ff-8b86-4d01-b42d-00cf4fc964ff", path).replace("{token:str}", "x")
                assert (await martin.post(address, {})).status_code == 403, path


@pytest.mark.rule(31)
async def test_opening_a_page_writes_nothing(empty_database: str) -> None:
    await add_account()
    with later():
        async with browser() as martin, browser() as visitor:
            await martin.sign_in()
            addresses = await every_page()
            before = await contents()
            for one, address in product((martin, visitor), addresses):
                assert (await one.go(address)).status_code < 500, address
            assert await contents() == before


async def contents() -> dict[str, object]:
    return {table: await database.fetch(f"select * from {table} order by 1") for table in TABLES}  # noqa: S608 - constants


@pytest.mark.rule(32)
@pytest.mark.rule(33)
@pytest.mark.rule(34)
@pytest.mark.rule(37)
async def test_pages_are_private_own_nothing_foreign_and_hold_no_inline_code(empty_database: str) -> None:
    await add_account()
    with later():
        async with browser() as martin:
            await martin.sign_in()
            for address in await every_page():
                answer = await martin.go(address)
                assert answer.headers["cache-control"] == "no-store", address
                assert answer.headers["x-content-type-options"] == "nosniff", address
                assert answer.headers["referrer-policy"] == "same-origin", address
                assert "default-src 'none'" in answer.headers["content-security-policy"], address
                if answer.status_code != 303:
                    assert foreign_or_inline(martin) == [], address


def foreign_or_inline(visitor: Browser) -> list[str]:
    found = [str(node.html) for node in visitor.page.css("style, script:not([src]), [style]")]
    for node in visitor.page.css("*"):
        for name, value in node.attributes.items():
            outside = name in {"src", "href", "action"} and not re.match(r"/(?!/)|#|data:image|tel:|mailto:", value or "")
            if name.startswith("on") or outside:
                found.append(f"{name}={value}")
    return found


@pytest.mark.rule(64)
async def test_addresses_hold_nothing_personal(empty_database: str) -> None:
    await add_account(MARTIN)
    await add_account(DURAND, password=OTHER_PASSWORD)
    seen: list[str] = []
    with later():
        async with browser() as martin:
            for address in ("/connexion", "/mot-de-passe-oublie"):
                await martin.go(address)
                await martin.send({"adresse": MARTIN} | ({"mot_de_passe": PASSWORD} if address == "/connexion" else {}))
                seen.append(martin.location)
            for address in await every_page():
                await martin.go(address)
                seen += [address, martin.location]
                seen += [
                    str(value)
                    for node in martin.page.css("main [href], main [action]")
                    for value in (node.attributes.get("href"), node.attributes.get("action"))
                ]
    addresses = " ".join(text for text in seen if not text.startswith("mailto:"))
    assert not [word for word in ("anne", "martin", "durand", "exemple.fr", "@", "%40") if word in addresses.lower()]


@pytest.mark.rule(1)
@pytest.mark.rule(15)
async def test_the_outbox_holds_ids_only(empty_database: str) -> None:
    await add_account()
    with later():
        async with browser() as martin:
            await martin.sign_in()
            await martin.go("/mot-de-passe-oublie")
            await martin.send({"adresse": MARTIN})
            await martin.go("/compte/adresse")
            await martin.send({"nouvelle_adresse": "anne@nouvelle.example"})
        await actions.invite("new@exemple.fr", now=clock.now())
    for _, ids in await announced():
        assert set(ids) <= {"account_id", "email_change_id"}
        assert all(re.fullmatch(r"[0-9a-f-]{36}", value) for value in ids.values())


@pytest.mark.rule(23)
async def test_a_route_that_states_no_right_answers_nobody(empty_database: str) -> None:
    @get("/essai")
    async def unstated() -> str:
        return "secret"

    served = main.create_app()
    served.register(unstated)
    await add_account()
    with later():
        async with browser(app=served) as martin:
            await martin.sign_in()
            await martin.go("/essai")
            assert martin.answer.status_code == 403
            assert "secret" not in martin.answer.text
