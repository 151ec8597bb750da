"""A mail address changes hands: what was written for its former owner lets nobody else in."""

from uuid import UUID, uuid4

import pytest

from app.accounts import actions, links
from app.accounts.actions import Caller
from app.core import database
from app.core.access import Identity
from app.messages import writing
from app.messages.queries import PendingMail
from tests.messages import ground
from tests.messages.ground import NOW

OLD, NEW = "ancienne@famille.test", "nouvelle@famille.test"


def identity_of(account_id: UUID) -> Identity:
    return Identity(session_id=uuid4(), account_id=account_id, ends_at=NOW, proved_at=NOW)


async def move(account_id: UUID, *, to: str) -> object:
    """Asked for, then confirmed by the link that the new address received."""
    assert await actions.ask_email_change(identity_of(account_id), email=to, caller=Caller(), now=NOW) is None
    change = await database.fetch_value("select id from email_change where account = {} and new_email = {}", account_id, to)
    link = await links.opened(str(await links.email_change_link(change)).rpartition("/")[2], links.EMAIL_CHANGE)
    assert link is not None
    return await actions.confirm_email_change(link, identity=identity_of(account_id), caller=Caller(), now=NOW)


@pytest.mark.rule(16)
@pytest.mark.parametrize("template", ["reset_asked", "invited"])
async def test_a_link_that_waited_does_not_leave_for_an_address_that_changed_hands(commune: None, template: str) -> None:
    hashed = "x" if template == "reset_asked" else None
    account = await ground.an_account(OLD, password_hash=hashed)
    mail = PendingMail(id=uuid4(), template=template, recipient=OLD, ids={"account_id": str(account)})
    assert await writing.written(mail, now=NOW) is not None
    await database.fetch("update account set email = {} where id = {}", NEW, account)
    assert await writing.written(mail, now=NOW) is None


@pytest.mark.rule(16)
async def test_an_address_that_was_freed_is_taken_by_a_proved_link_alone_and_opens_nothing_of_before(commune: None) -> None:
    first, second = await ground.an_account(OLD, password_hash="x"), await ground.an_account("autre@famille.test", password_hash="x")
    reset = str(await links.reset_link(first)).rpartition("/")[2]
    assert await links.opened(reset, links.RESET) is not None
    assert await move(first, to=NEW) is None
    assert await links.opened(reset, links.RESET) is None
    assert await actions.ask_email_change(identity_of(second), email=OLD, caller=Caller(), now=NOW) is None
    assert await database.fetch_value("select email from account where id = {}", second) == "autre@famille.test"
    assert await move(second, to=OLD) is None
    assert await links.opened(reset, links.RESET) is None
    emails = await database.fetch("select id, email from account order by email")
    assert {row["id"]: row["email"] for row in emails} == {first: NEW, second: OLD}
