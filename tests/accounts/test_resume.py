"""What was posted when the session had just ended comes back after signing in, to the same person, and to nobody else."""

import base64
import contextlib
import zlib

import pytest
from litestar import get, post
from litestar.types import ASGIApp

from app import main
from app.core import access, clock, cookies, forms, pages, resume
from app.core.access import Right
from app.core.doors import Door
from app.core.web import Request, Response
from app.staff.rules.rights import Role
from tests.accounts.people import DURAND, MARTIN, OTHER_PASSWORD, PASSWORD, Browser, add_account, browser, later
from tests.staff import people

ACCOUNT = {"right": Right.ACCOUNT}


class Notebook:
    """A page of the tests with a form, which writes down what it receives."""

    def __init__(self) -> None:
        self.written: list[list[str]] = []

    def app(self) -> ASGIApp:
        @get("/essai", opt=ACCOUNT)
        async def back() -> Response:
            return pages.redirect("/compte")

        @post("/essai", status_code=303, opt=ACCOUNT)
        async def write(request: Request) -> Response:
            sent = await forms.read(request, {"mot"})
            access.identity_of(request)
            self.written.append(sent.all("mot"))
            return pages.redirect("/compte", said="C’est noté.")

        served = main.create_app()
        for handler in (back, write):
            served.register(handler)
        return served


async def post_after_the_end(visitor: Browser, words: list[str]) -> None:
    """Signed in at noon; the form leaves an hour later."""
    with later():
        await visitor.sign_in()
        await visitor.go("/compte")
        values = {"_csrf": visitor.token(), "mot": words}
    with later(hours=1):
        await visitor.post("/essai", values)  # type: ignore[arg-type]


async def test_the_form_is_sent_again_by_one_button_after_signing_in(empty_database: str) -> None:
    await add_account()
    notebook = Notebook()
    async with browser(app=notebook.app()) as martin:
        await post_after_the_end(martin, ["un", "deux « trois » & <quatre>"])
        assert martin.location == "/connexion?suite=/essai"
        with later(hours=1):
            await martin.follow()
            assert "Votre envoi n’est pas perdu" in martin.text
            await martin.send({"adresse": MARTIN, "mot_de_passe": PASSWORD})
            assert martin.location == "/connexion/reprise"
            await martin.follow()
            assert notebook.written == []
            form = martin.form("/essai")
            assert [node.attributes["value"] for node in form.css("input[name=mot]")] == ["un", "deux « trois » & <quatre>"]
            values = {"_csrf": martin.token(), "mot": [node.attributes["value"] for node in form.css("input[name=mot]")]}
            await martin.post("/essai", values)  # type: ignore[arg-type]
            assert martin.location == "/compte"
    assert notebook.written == [["un", "deux « trois » & <quatre>"]]


@pytest.mark.rule(63)
async def test_what_is_kept_says_nothing_to_who_opens_the_browser(empty_database: str) -> None:
    """What was posted may be a child's allergy. Of a cookie that was altered, nothing comes back."""
    await add_account()
    async with browser(app=Notebook().app()) as martin:
        await post_after_the_end(martin, ["arachide"])
        kept = martin.client.cookies["__Host-reprise"]
        opened = base64.urlsafe_b64decode(kept)
        for told in (b"arachide", b"/essai"):
            assert told not in opened
            for start in range(60):
                with contextlib.suppress(zlib.error):
                    assert told not in zlib.decompressobj().decompress(opened[start:])
        altered = bytearray(opened)
        altered[-1] ^= 1
        martin.client.cookies.set("__Host-reprise", base64.urlsafe_b64encode(bytes(altered)).decode(), domain="portail.test", path="/")
        with later(hours=1):
            await martin.sign_in()
            assert martin.location == "/tableau-de-bord"


@pytest.mark.rule(22)
async def test_somebody_else_who_signs_in_on_this_browser_does_not_see_it(empty_database: str) -> None:
    await add_account(MARTIN)
    await add_account(DURAND, password=OTHER_PASSWORD)
    async with browser(app=Notebook().app()) as shared:
        await post_after_the_end(shared, ["secret"])
        with later(hours=1):
            await shared.sign_in(DURAND, OTHER_PASSWORD)
            assert shared.location == "/tableau-de-bord"
            assert shared.client.cookies.get("__Host-reprise") is None
            await shared.go("/connexion/reprise")
            assert shared.location == "/tableau-de-bord"


@pytest.mark.rule(22)
async def test_who_comes_back_at_the_other_door_of_this_browser_does_not_see_it(empty_database: str) -> None:
    """A parent whose session had ended too, on a computer of the mairie: what an agent was writing there is not theirs."""
    await add_account()
    async with browser() as shared:
        with later():
            await shared.sign_in()
            member_id = await people.add_agent(Role.SITE)
            token = await people.open_session(member_id, now=clock.now())
            shared.client.cookies.set(cookies.named(cookies.SESSIONS[Door.STAFF]), token, domain="portail.test", path="/")
            await shared.go("/agents/compte")
            values = {"_csrf": shared.token(), "recherche": "Zoé Petit"}
        with later(hours=1):
            await shared.post("/agents/familles", values)
            assert shared.location == "/agents/connexion?suite=/agents/familles"
            assert shared.client.cookies.get("__Host-reprise")
            await shared.sign_in()
            assert shared.location == "/tableau-de-bord"
            await shared.go("/connexion/reprise")
            assert "Petit" not in shared.text


async def test_leaving_forgets_it(empty_database: str) -> None:
    await add_account()
    async with browser(app=Notebook().app()) as martin:
        await post_after_the_end(martin, ["secret"])
        with later(hours=1):
            await martin.sign_in()
            await martin.go("/compte")
            await martin.send(action="/deconnexion", anywhere=True)
            assert martin.client.cookies.get("__Host-reprise") is None


async def test_a_form_too_long_to_keep_is_said_to_be_lost(empty_database: str) -> None:
    await add_account()
    async with browser(app=Notebook().app()) as martin:
        incompressible = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(1_500))
        await post_after_the_end(martin, [incompressible])
        assert len(martin.client.cookies["__Host-reprise"]) < resume.LONGEST_COOKIE
        with later(hours=1):
            await martin.follow()
            await martin.send({"adresse": MARTIN, "mot_de_passe": PASSWORD})
            assert martin.location == "/essai"
            await martin.go("/compte")
            assert "remplissez à nouveau le formulaire" in martin.text


async def test_it_is_kept_for_half_an_hour(empty_database: str) -> None:
    await add_account()
    async with browser(app=Notebook().app()) as martin:
        await post_after_the_end(martin, ["un"])
        with later(hours=1, minutes=31):
            await martin.sign_in(suite="/essai")
            assert martin.location == "/essai"


@pytest.mark.rule(35)
async def test_a_form_with_a_password_is_never_kept(empty_database: str) -> None:
    await add_account()
    async with browser() as martin:
        with later():
            await martin.sign_in()
            await martin.go("/compte/mot-de-passe")
        with later(hours=1):
            await martin.send({"mot_de_passe": PASSWORD, "nouveau_mot_de_passe": OTHER_PASSWORD})
            assert martin.location == "/connexion?suite=/compte/mot-de-passe"
            assert martin.client.cookies.get("__Host-reprise") is None


async def test_a_tap_keeps_nothing_here_its_page_does(empty_database: str) -> None:
    await add_account()
    async with browser(app=Notebook().app()) as martin:
        with later():
            await martin.sign_in()
            await martin.go("/compte")
            values = {"_csrf": martin.token(), "mot": "un"}
        with later(hours=1):
            await martin.post("/essai", values, hx_request="true", hx_current_url="https://portail.test/reservations/1?semaine=2026-12-07")
            assert martin.answer.status_code == 401
            assert martin.answer.headers["hx-redirect"] == "/connexion?suite=/reservations/1%3Fsemaine%3D2026-12-07"
            assert martin.client.cookies.get("__Host-reprise") is None


@pytest.mark.rule(30)
async def test_a_forged_cookie_is_not_resumed(empty_database: str) -> None:
    await add_account()
    with later():
        async with browser() as martin:
            martin.client.cookies.set(cookies.named(cookies.RESUME), "WyIvZXNzYWkiLFtdXQ.x.y", domain="portail.test")
            await martin.sign_in()
            assert martin.location == "/tableau-de-bord"
            await martin.go("/connexion/reprise")
            assert martin.location == "/tableau-de-bord"
