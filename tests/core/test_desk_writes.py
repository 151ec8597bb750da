"""What the desk writes: nothing when a page is opened, and nothing without its line in the audit trail when a form is sent.

Pages are found by following links from the home of the desk, forms on these pages: each is filled with something plausible and sent. A new one is met here.
"""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from selectolax.lexbor import LexborNode

from app.core import database
from app.core.access import Right
from app.core.doors import Door
from app.staff.rules.rights import Role
from tests.core.test_access_matrix import addresses
from tests.documents.conftest import data_dir, inspected_once
from tests.pages import Visitor, parsed, visiting
from tests.staff import people

__all__ = ["data_dir", "inspected_once"]
pytestmark = pytest.mark.usefixtures("lively_chavagne", "data_dir", "inspected_once")

DESK = tuple(address for address in addresses() if address.door is Door.STAFF and address.right is Right.STAFF)
PAGES = {address.path: re.compile(re.sub(r"\{\w+\}", "[^/]+", address.path)) for address in DESK if address.method == "GET"}
FORMS = {address.path: re.compile(re.sub(r"\{\w+\}", "[^/]+", address.path)) for address in DESK if address.method == "POST"}
BEGINNINGS = ("/agents", "/agents/compte/codes-de-secours")
EACH = 2  # pages of one kind
FEWEST = 25  # kinds of forms that write: what the demo and plausible answers reach
STEPS = 3  # a form, its preview, its confirmation
UNDER_WAY = frozenset({"session", "throttle", "outbox", "draft", "draft_cell", "draft_tap", "place", "capacity_counter", "audit_entry"})
"""Tables that say nothing yet of what is done for a family."""
TYPED = {"date": "07/12/2026", "email": "{unique}@exemple.fr", "tel": "06 39 98 00 42", "number": "30"}
NAMED = {"code_postal": "35310", "naissance": "14/05/2020", "jour": "07/12/2026", "des_le": "07/12/2026", "telephone": "06 39 98 00 42"}
CONCLUDING, BACK = ("enregistrer", "envoyer", "publier"), ("retour", "ecrire", "exemple")
UNTICKED = ("sites", "activites", "ecoles")


async def changes() -> dict[str, tuple[int, int]]:
    """By table: how many rows, and the last transaction that wrote one of them."""
    tables = await database.fetch("select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'")
    one = "select '{name}' as name, count(*) as rows, coalesce(max(xmin::text::bigint), 0) as last from {name}"
    rows = await database.fetch(" union all ".join(one.format(name=row["name"]) for row in tables))
    return {row["name"]: (row["rows"], row["last"]) for row in rows}


async def found_by_links(visitor: Visitor) -> Iterator[str]:
    """Addresses of the desk, a few of each kind."""
    waiting, seen, kinds = [*BEGINNINGS], {*BEGINNINGS}, Counter[str]()
    for address in waiting:
        answer = await visitor.get(address)
        assert answer.status_code < 500, address
        for link in parsed(answer).css("a[href^='/agents']") if "html" in answer.headers["content-type"] else ():
            there = (link.attributes["href"] or "").partition("#")[0]
            kind = kind_of(there, PAGES)
            if there not in seen and kind and kinds[kind] < EACH:
                seen.add(there)
                kinds[kind] += 1
                waiting.append(there)
    return iter(waiting)


def kind_of(address: str, known: dict[str, re.Pattern[str]]) -> str:
    path = urlsplit(address).path
    return path if path in known else next((kind for kind, pattern in known.items() if pattern.fullmatch(path)), "")


@pytest.mark.rule(31)
@pytest.mark.parametrize("role", [Role.DIRECTION, Role.ADMINISTRATION])
async def test_opening_any_page_of_the_desk_writes_nothing(role: Role) -> None:
    async with visiting() as visitor:
        await people.signed_in(visitor, role)
        for address in [*await found_by_links(visitor)]:
            before = await changes()
            assert (await visitor.get(address)).status_code < 400, address
            assert await changes() == before, address


@pytest.mark.rule(67)
async def test_no_form_of_the_desk_changes_anything_without_its_line_in_the_audit_trail() -> None:
    wrote = set[str]()
    for role in (Role.DIRECTION, Role.ADMINISTRATION) * 2:  # once more, on what the first round has made
        async with visiting() as visitor:
            await people.signed_in(visitor, role)
            for address in [*await found_by_links(visitor)]:
                for action in await forms_of(visitor, address):
                    if kind_of(action, FORMS) not in wrote and await writes(visitor, address, action=action):
                        wrote.add(kind_of(action, FORMS))
    assert len(wrote) >= FEWEST, sorted(set(FORMS) - wrote)


async def forms_of(visitor: Visitor, address: str) -> list[str]:
    """Where its forms lead."""
    page = parsed(await visitor.get(address))
    return list(dict.fromkeys(form.attributes["action"] or address for form in page.css("main form[method=post]")))


async def writes(visitor: Visitor, address: str, *, action: str) -> bool:
    """Whether sending this form of the page changed anything; a preview is sent on."""
    form, before = parsed(await visitor.get(address)).css_first(f"main form[action='{action}']"), await changes()
    for _ in range(STEPS):
        if form is None:
            return False
        answer = await visitor.client.post(action, data=filled(form))
        assert answer.status_code < 500, (action, answer.status_code)
        after = await changes()
        told = {table for table in after if after[table] != before[table]} - UNDER_WAY
        if told:
            assert after["audit_entry"] != before["audit_entry"], (action, told)
        if after["audit_entry"] != before["audit_entry"]:
            return True
        is_page = answer.status_code == 200 and "html" in answer.headers.get("content-type", "")
        form = parsed(answer).css_first(f"main form[action='{action}']") if is_page else None
    return False


def filled(form: LexborNode) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for node in form.css("input[name], textarea[name], select[name], button[name]"):
        name, value = node.attributes["name"] or "", value_of(node, form)
        if value is not None:
            values.setdefault(name, [])
            if node.attributes.get("type") != "radio" or not values[name]:
                values[name].append(value)
    return values


def value_of(node: LexborNode, form: LexborNode) -> str | None:
    """As somebody would fill it in, otherwise than it stands where that may be."""
    name, kind, value = node.attributes["name"] or "", node.attributes.get("type") or "text", node.attributes.get("value") or ""
    if node.tag == "select":
        return next((option for option in reversed([each.attributes.get("value") or "" for each in node.css("option")]) if option), "")
    if node.tag == "button":
        named = [each.attributes.get("value") or "" for each in form.css("button[name]")]
        return value if value == next((each for each in named if each in CONCLUDING), next((each for each in named if each not in BACK), None)) else None
    if kind == "file" or (kind == "checkbox" and name in UNTICKED):
        return None
    if kind == "text" and value.isalpha():
        return f"{value} Bis"
    typed = next((typed for part, typed in NAMED.items() if name.endswith(part)), TYPED.get(kind, "Essai"))
    return value or typed.format(unique=uuid4())
