"""A family is written to thirty and seven days before a pièce ends, once each, in one mail, and never about what was replaced."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from app.core import clock, database
from app.core.authors import Author
from app.core.outbox import Announcement
from app.documents import actions
from app.documents.actions.reminding import ENDING
from app.documents.rules.states import Verdict
from app.messages import mails, queries
from tests.bookings.families import CLAIRE
from tests.documents.pieces import HEALTH, HOME_PROOF, INSURANCE, given

pytestmark = pytest.mark.usefixtures("chavagne", "data_dir", "inspected_once")
END = date(2027, 3, 31)


async def ending(code: str, *, child: str = "", until: date = END) -> UUID:
    document_id = await given(code, child=child)
    await database.fetch("update supporting_document set valid_until = {}, reminders = 0 where id = {}", until, document_id)
    return document_id


@contextmanager
def days_before(days: int, *, hour: int = 9) -> Iterator[datetime]:
    at = datetime(END.year, END.month, END.day, hour, tzinfo=clock.PARIS) - timedelta(days=days)
    with clock.frozen(at):
        yield clock.now()


async def told(days: int, *, hour: int = 9) -> list[Announcement]:
    """The announcements that the schedule adds on that day, however often it runs."""
    before = {row["id"] for row in await database.fetch("select id from outbox")}
    with days_before(days, hour=hour) as now:
        await actions.remind_ending(now=now)
        await actions.remind_ending(now=now + timedelta(hours=1))
    rows = await database.fetch("select id, event, ids ->> 'reminder_id' as reminder_id from outbox where event = {}", ENDING)
    return [Announcement(key=row["id"], event=row["event"], ids={"reminder_id": row["reminder_id"]}) for row in rows if row["id"] not in before]


async def test_thirty_days_then_seven_days_before_and_no_more() -> None:
    await ending(HOME_PROOF)
    assert [len(await told(days)) for days in (31, 30, 29, 8, 7, 6, 1, 0, -1)] == [0, 1, 0, 0, 1, 0, 0, 0, 0]


async def test_a_schedule_that_was_away_tells_once_of_what_is_left() -> None:
    await ending(HOME_PROOF)
    assert [len(await told(days)) for days in (5, 4)] == [1, 0]


async def test_nobody_is_written_to_at_night() -> None:
    await ending(HOME_PROOF)
    assert await told(30, hour=6) == []
    assert len(await told(30, hour=8)) == 1


async def test_what_ends_together_is_told_in_one_mail_to_each_adult_without_naming_what_is_confidential() -> None:
    await ending(HOME_PROOF)
    await ending(HEALTH, child="Clervie")
    (announcement,) = await told(30)
    template = mails.TEMPLATES[mails.MAILS[ENDING][0]]
    assert [recipient.email for recipient in await template.recipients(announcement.ids)] == ["anne.legoff@exemple.fr", "yann.legoff@exemple.fr"]
    facts = await template.facts(announcement.ids)
    assert facts is not None
    assert [piece["title"] for piece in facts["pieces"]] == ["Justificatif de domicile", "Une pièce confidentielle, Clervie"]


async def test_each_household_has_a_mail_of_its_own() -> None:
    await ending(HOME_PROOF)
    document_id = await given(HOME_PROOF, account_id=CLAIRE)
    await database.fetch("update supporting_document set valid_until = {}, reminders = 0 where id = {}", END, document_id)
    assert len(await told(30)) == 2


async def test_what_was_replaced_or_refused_meanwhile_is_not_told() -> None:
    await ending(HOME_PROOF)
    refused = await ending(INSURANCE, child="Malo")
    async with database.transaction():
        await actions.apply_verdict(refused, Verdict.REJECTED, reason="Illisible.", by=Author(account_id=CLAIRE), now=clock.now())
    (announcement,) = await told(30)
    facts = await queries.ending_documents(announcement.ids)
    assert facts is not None
    assert [piece["title"] for piece in facts["pieces"]] == ["Justificatif de domicile"]
    with days_before(29):
        await given(HOME_PROOF)
    assert await queries.ending_documents(announcement.ids) is None


async def test_a_piece_given_shortly_before_its_end_is_not_reminded_of_what_has_passed() -> None:
    await database.fetch("update document_kind set validity = 'date' where code = {}", HOME_PROOF)
    with days_before(20):
        await given(HOME_PROOF, until=END)
    assert [len(await told(days)) for days in (19, 7)] == [0, 1]
