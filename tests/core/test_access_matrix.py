"""Every address of families × each kind of visitor × the ids of another household. The addresses are asked of the application: a new one is met here.
Those of the desk are in `test_desk_matrix.py`."""

from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Literal
from uuid import UUID, uuid4

import pytest
from litestar.routes import HTTPRoute

from app import main
from app.core import clock, database
from app.core.access import Right
from app.core.authors import CONSOLE
from app.core.doors import Door
from app.demo.families import FAMILIES
from app.demo.sign_ins import PASSWORD
from app.documents import inspecting
from app.households import actions as households
from app.households.actions.steps import Asker
from app.households.rules.fields import Field
from app.messages.audience import Audience
from app.messages.inbox import actions as inbox
from app.messages.inbox.actions import Letter, Sent, ToHousehold
from app.messages.news import actions as news
from app.messages.news.actions import Item
from app.messages.published import actions as published
from app.messages.published.actions import Notice
from tests.bookings.families import ACCOUNTS
from tests.documents import sendings
from tests.documents.conftest import data_dir, inspected_once
from tests.documents.pieces import HOME_PROOF, INSURANCE, Content, given
from tests.filings import drafting
from tests.pages import Visitor, visiting

__all__ = ["data_dir", "inspected_once"]
pytestmark = pytest.mark.usefixtures("chavagne", "data_dir", "inspected_once")

EMAILS = {adult.first_name: adult.email for family in FAMILIES for adult in family.adults}
Method = Literal["GET", "POST"]
OWNED = {"child_id", "contact_id", "change_id", "document_id", "enrolment_id", "draft_id", "number", "message_id", "session_id"}
"""Parameters that name what belongs to somebody: for anybody else, what they name does not exist."""

WORDS = {"kind_id", "item_id", "published_id", "code", "step_code", "name", "first_year", "token", "mail_id", "file_path"}
"""Parameters that name what is the commune's or the code's, or that are secrets with tests of their own."""

OTHER_CODES = {"/dossiers/{child_id}/{first_year}/{code}": "sante", "/dossiers/{child_id}/{first_year}/fiches/{code}/pdf": "sanitaire"}
# Pages of a state in which what this test has made is not: a household that asks for them is told so, or led elsewhere.
NOT_NOW = {
    "/demandes/{number}/document", "/demandes/{number}/complement", "/dossiers/brouillons/{draft_id}", "/demarches/{code}/{draft_id}/{step_code}/{name}",
    "/compte/connexions/{session_id}/fermeture", "/connexion/reprise", "/dossiers/{child_id}/{first_year}/pdf",
    "/dossiers/{child_id}/{first_year}/nouvel-envoi", "/dossiers/{child_id}/{first_year}/fiches/reprise",
    "/dossiers/{child_id}/{first_year}/fiches/abandon", "/simulateur/courriels/{mail_id}", "/compte/adresse/{token}", "/static/{file_path}", "/commune/{name}",
}  # fmt: skip
LEAVING = {"/deconnexion"}  # who posts there is a stranger from then on
CHANGED = ("session", "throttle", "used_link", "outbox", "audit_entry")  # what a request may write of whoever sends it, whatever is answered


@dataclass(frozen=True, kw_only=True)
class Address:
    """`path` as the application declares it; `may`: what an agent must be allowed to do."""

    method: Method
    path: str
    right: Right
    may: str = ""

    @property
    def door(self) -> Door:
        return Door.STAFF if self.path.split("/")[1] == "agents" else Door.FAMILY

    @property
    def names(self) -> set[str]:
        return {part[1:-1] for part in self.path.split("/") if part.startswith("{")}

    def filled(self, ids: Mapping[str, object]) -> str:
        unknown = self.names - ids.keys()
        assert not unknown, f"{self.path}: say in `settled` which {unknown} a household has, and here (OWNED or WORDS) to whom it belongs"
        return self.path.format(**{**ids, "code": OTHER_CODES.get(self.path, ids["code"])})


def addresses() -> Iterator[Address]:
    for route in main.create_app().routes:
        assert isinstance(route, HTTPRoute)
        for handler in route.route_handlers:
            for method in sorted(handler.http_methods & {"GET", "POST"}):
                yield Address(method="GET" if method == "GET" else "POST", path=route.path_format, right=handler.opt["right"], may=handler.opt.get("may", ""))


ALL = tuple(address for address in addresses() if address.door is Door.FAMILY)
# GET addresses of forms that lead to their page without a look: the page answers.
LEADING = {"/compte/connexions/{session_id}/fermeture", "/reservations/{enrolment_id}/cases", "/reservations/{enrolment_id}/annulation"}
SENT = {"vu": "lu", "envoi": str(UUID(int=2)), "attestation": "1"}
# Forms that are refused before anything is looked up, unless they are whole.
FORMS: Mapping[str, Mapping[str, str]] = {
    "/demarches/{code}/{draft_id}/recapitulatif": SENT,
    "/dossiers/{child_id}/{first_year}/recapitulatif": SENT,
    "/reservations/{enrolment_id}/recapitulatif": SENT,
    "/reservations/{enrolment_id}/cases": {"vu": "2026-12-08.repas:0", "case": "2026-12-08.repas"},
}
PIECE_SENT = "/documents/pieces/{kind_id}/{child_id}"


async def settled(first_name: str, *, child: str) -> dict[str, object]:
    """A household with one of everything, and what fills each address."""
    account_id, now = ACCOUNTS[first_name], clock.now()
    household_id = await database.fetch_value("select household from guardian where account = {}", account_id)
    await households.ask(Asker(account_id=account_id), {Field.ADDRESS: "5 rue du Moulin\n35310 Chavagne"}, now=now)
    demande = await drafting.validated(await drafting.answered(account_id), by=account_id)
    written = await inbox.send_message(Letter(code="mot", title="Un mot", body="Bonjour", to=ToHousehold(household_id=household_id)), now=now)
    assert isinstance(written, Sent)
    await news.publish_news(Item(code="menus", title="Menus", body="Voilà", published_from=now), now=now)
    await given(HOME_PROOF, account_id=account_id)
    return {
        "child_id": await one("select id from child where first_name = {}", child),
        "contact_id": await one("select id from contact where household = {}", household_id),
        "change_id": await one("select id from pending_change where household = {}", household_id),
        "document_id": await given(INSURANCE, child=child, account_id=account_id),
        "enrolment_id": await one("select id from enrolment where household = {}", household_id),
        "draft_id": await drafting.begun(account_id),
        "number": await one("select number from filing where id = {}", demande),
        "message_id": written.message_id,
        "item_id": await one("select id from news_item where code = {}", "menus"),
        "published_id": await a_published_document(),
        "code": "question-au-service",
        "step_code": "question",
        "first_year": 2026,
        **dict.fromkeys(("name", "token", "file_path", "mail_id"), "inconnu"),
    }


async def a_published_document() -> UUID:
    content, notice = sendings.pdf(), Notice(title="Menus", summary="", published_from=clock.now(), published_until=None, audience=Audience())
    files = [inspecting.Sent(name="menus.pdf", size=len(content), source=Content(content))]
    outcome = await published.publish(notice, files=files, submission_id=uuid4(), by=CONSOLE, now=clock.now())
    assert isinstance(outcome, UUID)
    return outcome


async def one(statement: str, value: object) -> object:
    return await database.fetch_value(f"{statement} limit 1", value)


def kind_of(address: Address) -> str:
    """A pièce of a child is of another kind than one of the household."""
    return INSURANCE if "child_id" in address.names else HOME_PROOF


async def asked(visitor: Visitor, address: Address, ids: Mapping[str, object], *, token: str) -> tuple[int, str]:
    """The status, and where it leads."""
    kind = await one("select id from document_kind where code = {}", kind_of(address))
    here = address.filled({**ids, "kind_id": kind})
    if address.method == "GET":
        answer = await visitor.get(here)
    elif address.path == PIECE_SENT:
        answer = await visitor.client.post(here, data={"_csrf": token, "envoi": SENT["envoi"]}, files=[("fichier", ("a.pdf", sendings.pdf()))])
    else:
        answer = await visitor.client.post(here, data={"_csrf": token, **FORMS.get(address.path, {})})
    return answer.status_code, answer.headers.get("location", "")


async def session_of(account_id: UUID) -> object:
    return await one("select id from session where account = {}", account_id)


async def contents() -> dict[str, object]:
    tables = await database.fetch("select tablename from pg_tables where schemaname = 'public' and not tablename = any({}) order by 1", list(CHANGED))
    found = {}
    for table in (row["tablename"] for row in tables):
        found[table] = await database.fetch_value(f"select md5(string_agg(t::text, '' order by t::text)) from {table} t")  # noqa: S608 - names of tables
    return found


def test_every_parameter_of_an_address_is_known_to_be_somebody_s_or_not() -> None:
    unknown = {name for address in ALL for name in address.names} - OWNED - WORDS
    assert not unknown, f"{unknown}: say in OWNED or in WORDS to whom it belongs, and in `settled` which one a household has"
    assert not OWNED & WORDS
    paths = {address.path for address in ALL}
    assert paths >= NOT_NOW | OTHER_CODES.keys() | LEAVING | LEADING | FORMS.keys() | {PIECE_SENT}, "an address that is no longer there"


@pytest.mark.rule(22)
@pytest.mark.rule(23)
async def test_a_stranger_is_led_to_sign_in_from_all_that_is_not_public() -> None:
    ids = await settled("Anne", child="Clervie") | {"session_id": UUID(int=1)}
    before = await contents()
    async with visiting() as stranger:
        token = await stranger.token("/connexion")
        for address in ALL:
            status, there = await asked(stranger, address, ids, token=token)
            if address.right in {Right.PUBLIC, Right.ASSET}:
                assert status < 500, address
            else:
                assert (status, there.partition("?")[0]) == (303, "/connexion"), address
    assert await contents() == before


@pytest.mark.rule(22)
@pytest.mark.rule(26)
@pytest.mark.parametrize(
    ("owner", "child", "others", "shared"),
    [("Anne", "Clervie", ("Claire", "Loïc"), ()), ("Claire", "Inès", ("Loïc", "Anne"), ("Loïc",))],
    ids=["another household", "the other home of a child"],
)
async def test_what_belongs_to_a_household_is_not_found_by_another(owner: str, child: str, others: tuple[str, ...], shared: tuple[str, ...]) -> None:
    """The other home of a child knows the child, and nothing else."""
    ids = await settled(owner, child=child)
    async with AsyncExitStack() as stack:
        visitors = {name: await stack.enter_async_context(visiting()) for name in (owner, *others)}
        for name, visitor in visitors.items():
            await visitor.sign_in(EMAILS[name], password=PASSWORD)
        ids |= {"session_id": await session_of(ACCOUNTS[owner])}
        before = await contents()
        for name in others:
            owned = OWNED - ({"child_id"} if name in shared else set())
            token = await visitors[name].token("/compte")
            for address in (each for each in ALL if each.names & owned and not (each.method == "GET" and each.path in LEADING)):
                status, _ = await asked(visitors[name], address, ids, token=token)
                assert status == 404, (name, address)
        assert await contents() == before


@pytest.mark.rule(22)
async def test_each_adult_of_the_household_finds_what_is_theirs_and_nothing_breaks() -> None:
    """Or the test above would find nothing, whatever the addresses."""
    ids = await settled("Anne", child="Clervie")
    for name in ("Anne", "Yann"):
        async with visiting() as adult:
            await adult.sign_in(EMAILS[name], password=PASSWORD)
            mine = ids | {"session_id": await session_of(ACCOUNTS[name])}
            for address in (each for each in ALL if each.method == "GET" and each.path not in LEAVING):
                status, there = await asked(adult, address, mine, token="")
                assert status < 500, (name, address)
                assert not there.startswith("/connexion?"), (name, address)
                assert address.path in NOT_NOW or address.right is Right.PUBLIC or status in {200, 303}, (name, address, status)


async def test_a_form_is_refused_or_does_its_work_and_never_breaks() -> None:
    ids = await settled("Anne", child="Clervie")
    async with visiting() as yann:
        await yann.sign_in(EMAILS["Yann"], password=PASSWORD)
        mine = ids | {"session_id": await session_of(ACCOUNTS["Yann"])}
        token = await yann.token("/compte")
        for address in (each for each in ALL if each.method == "POST" and each.path not in LEAVING):
            status, _ = await asked(yann, address, mine, token=token)
            assert status < 500, address
