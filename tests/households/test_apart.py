"""Parents who live apart: each household sees the child, and of the other one nothing at all. Marks stand in all that the other one says of itself."""

import json
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from litestar.routes import HTTPRoute

from app import main
from app.core import clock, database, sealing
from app.core.access import Right
from app.core.outbox import Announcement
from app.households import actions
from app.households.actions.drafting import Person
from app.households.rules.contacts import Choice, Link
from app.households.rules.custody import Weeks
from app.households.rules.fields import Field
from app.messages import actions as messages
from app.messages import writing
from app.messages.queries import PendingMail
from tests.households.people import DURAND, MARTIN, YVES, Ground, a_contact, sign_in
from tests.pages import visiting

MARK, PRICE_CENTS, PRICE = "marque-de-l-autre", 98_765, "987,65"
# Words of the code, of the commune or of a browser: nothing that the household says of itself.
CODES = {
    *("household.category", "contact.link", "contact_draft.link", "pending_change.field", "pending_change.status", "filing.procedure", "filing.status"),
    *("filing_event.status", "filing_draft.procedure", "supporting_document.status", "supporting_document.media_type", "session.device", "mail.template"),
    *("account.password_hash", "account.kind", "document_use.holder", "paper_reading.paper", "contact_draft.choices", "filing.outcome", "mail.ids"),
    *("household_key.external_key", "import_mark.marks", "likely_pair.reasons", "batch_invitation.outcome", "household_merge.doubles"),
    *("family_import.file_name", "family_import.state", "family_import.tally"),
    *("staff_member.first_name", "staff_member.last_name", "staff_member.role"),
}
OWNED = {
    "household": "id = {household}",
    "guardian": "household = {household}",
    "account": "id = {account}",
    "email_change": "account = {account}",
    "contact": "household = {household}",
    "contact_draft": "account = {account}",
    "pending_change": "household = {household}",
    "filing": "household = {household}",
    "filing_draft": "household = {household}",
    "filing_event": "filing in (select id from filing where household = {household})",
    "cancellation": "household = {household}",
    "supporting_document": "household = {household}",
    "mail": "account = {account}",
    "message": "id in (select message from message_household where household = {household})",
}
ABOUT_A_HOUSEHOLD = ("household", "guardian", "account", "contact", "filing")


async def texts() -> list[tuple[str, str]]:
    """Each column of words or of an answer, in each table that belongs to a household, an adult or what they have."""
    rows = await database.fetch(
        """
        select distinct c.table_name, c.column_name, c.data_type from information_schema.columns c
        where c.table_schema = 'public' and c.is_generated = 'NEVER' and c.data_type in ('text', 'jsonb') and (c.table_name = any({}::text[]) or exists (
            select 1 from pg_constraint k where k.contype = 'f' and k.conrelid = to_regclass('public.' || quote_ident(c.table_name))
            and k.confrelid::regclass::text = any({}::text[])))
        order by 1, 2
        """,
        *(list(ABOUT_A_HOUSEHOLD), list(ABOUT_A_HOUSEHOLD)),
    )
    return [(row["table_name"], row["column_name"]) for row in rows if f"{row['table_name']}.{row['column_name']}" not in CODES]


@pytest.fixture
async def marked(ground: Ground) -> dict[str, UUID]:
    """Loïc's household with something in every table, and a mark in all its words; what its ids are."""
    now, filing, document = clock.now(), uuid4(), uuid4()
    contact = await a_contact(ground.loic, Choice(child_id=ground.lea, may_collect=True, emergency_rank=1))
    assert await actions.keep_draft(ground.loic, Person(first_name="Oncle", last_name="Test", link=Link.UNCLE, phone="+33639980002", second_phone=""), now=now)
    await actions.state_custody(ground.loic, ground.lea, weeks=Weeks.OTHER, words=MARK, now=now)
    await actions.ask(ground.loic, {Field.CHILD_FIRST_NAME: MARK}, child_id=ground.lea, now=now)
    async with database.transaction():
        await actions.apply_bar(ground.lea, first_name=MARK, last_name=MARK, grounds=MARK, asker=ground.loic, now=now)
    await _insert(
        "filing",
        id=filing,
        number=999,
        procedure="question-au-service",
        household=ground.other_household,
        applicant=ground.durand,
        beneficiary=ground.lea,
        status="sent",
        subject=MARK,
        payload="{}",
        submission_id=uuid4(),
        sent_at=now,
    )
    await _insert("filing_event", filing=filing, status="sent", at=now, note=MARK)
    await _insert("filing_draft", id=uuid4(), household=ground.other_household, procedure="question-au-service", submission_id=uuid4(), changed_at=now)
    await _insert("cancellation", id=uuid4(), household=ground.other_household, told="[]", at=now)
    await _insert("email_change", id=uuid4(), account=ground.durand, old_email=MARK, new_email=MARK, asked_at=now)
    await _insert("mail", id=uuid4(), cause=uuid4(), template="bookings_validated", ids="{}", recipient=MARK, account=ground.durand, created_at=now)
    message = uuid4()
    await _insert("message", id=message, code=MARK, title=MARK, body=MARK, sent_at=now)
    await _insert("message_household", message=message, household=ground.other_household)
    kind = await database.fetch_value("select id from document_kind limit 1")
    sealed = sealing.seal(MARK.encode(), purpose="supporting_document.name", bound_to=document)
    await _insert(
        "supporting_document",
        id=document,
        household=ground.other_household,
        child=ground.lea,
        kind=kind,
        given_by=ground.durand,
        given_at=now,
        name=sealed,
        status="rejected",
        reason=MARK,
        media_type="application/pdf",
        size_bytes=1,
        pages=1,
        checksum=b"",
        submission_id=uuid4(),
        scanned_at=now,
    )
    enrolment = await _book(ground, filing=filing)
    change = await database.fetch_value("select id from pending_change where household = {}", ground.other_household)
    await _mark(ground)
    ids = {"contact": contact, "change": change, "filing": filing, "document": document, "enrolment": enrolment, "child": ground.lea, "kind": kind}
    return ids | {"message": message}


async def _insert(table: str, **values: object) -> None:
    statement = f"insert into {table} ({', '.join(values)}) values ({', '.join('{}' for _ in values)})"  # noqa: S608 - names of this test
    await database.fetch(statement, *values.values())


async def _book(ground: Ground, *, filing: UUID) -> UUID:
    """Léa is enrolled in the canteen from both homes; her father has booked a meal at a price that is seen nowhere else."""
    for household in (ground.household, ground.other_household):
        await database.fetch(
            """
            insert into enrolment (id, household, child, age_group, starts_on, ends_on)
            select gen_random_uuid(), {}, {}, e.age_group, e.starts_on, e.ends_on from enrolment e join age_group g on g.id = e.age_group
            join activity a on a.id = g.activity where a.code = 'restauration' limit 1
            """,
            *(household, ground.lea),
        )
    slot = await database.fetch_value(
        "select sl.id from slot sl join enrolment e on e.age_group = sl.age_group where e.household = {} and sl.day = {}", ground.household, date(2026, 12, 8)
    )
    await _insert(
        "booking", id=uuid4(), household=ground.other_household, child=ground.lea, slot=slot, price_cents=PRICE_CENTS, booked_in=filing, booked_at=clock.now()
    )
    enrolment: UUID = await database.fetch_value("select id from enrolment where household = {}", ground.household)
    return enrolment


async def _mark(ground: Ground) -> None:
    ids = {"household": f"'{ground.other_household}'", "account": f"'{ground.durand}'"}
    kinds = {(row["table_name"], row["column_name"]): row["data_type"] for row in await database.fetch("select * from information_schema.columns")}
    for table, column in await texts():
        value = f"{MARK}.{table}.{column}@exemple.fr"
        statement = f"update {table} set {column} = {{}} where {OWNED[table].format(**ids)} returning 1 as one"  # noqa: S608 - names of the schema
        done = await database.fetch(statement, json.dumps({"said": value}) if kinds[table, column] == "jsonb" else value)
        assert done, f"{table} has no row to mark"


def pages() -> Iterator[str]:
    """Every address that a family opens."""
    for route in main.create_app().routes:
        assert isinstance(route, HTTPRoute)
        if any("GET" in handler.http_methods and handler.opt.get("right") in {Right.FAMILY, Right.ACCOUNT} for handler in route.route_handlers):
            yield route.path_format


def filled(path: str, ids: dict[str, UUID]) -> Iterator[str]:
    """With each id where an id is asked for, the demande's number, and words of the code elsewhere."""
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    known: dict[str, list[Any]] = {"number": [999], "code": ["question-au-service"], "step_code": ["question"], "token": ["x"]}
    for values in product(*(known.get(name, list(ids.values())) for name in names)):
        yield path.format(**dict(zip(names, values, strict=True)))


@pytest.mark.rule(26)
async def test_no_page_of_a_household_tells_anything_of_the_other_household_of_its_child(ground: Ground, marked: dict[str, UUID]) -> None:
    opened = 0
    async with visiting() as anne:
        await sign_in(anne)
        for address in (address for path in pages() for address in filled(path, marked)):
            answer = await anne.get(address)
            assert answer.status_code < 500, address
            assert MARK.encode() not in answer.content, address
            assert PRICE not in answer.text, address
            opened += answer.status_code == 200
        assert "Léa" in (await anne.get("/famille")).text
        grid = (await anne.get(f"/reservations/{marked['enrolment']}?semaine=2026-12-07")).text
        assert "Autre foyer" in grid
    assert opened > 20


@pytest.mark.rule(26)
async def test_the_marks_are_seen_by_the_household_that_wrote_them(ground: Ground, marked: dict[str, UUID]) -> None:
    """Or the test above would find nothing, whatever the pages tell."""
    await database.fetch("update account set email = {} where id = {}", DURAND, ground.durand)
    async with visiting() as loic:
        await sign_in(loic, DURAND)
        page = (await loic.get("/famille")).text
        assert MARK in (await loic.get("/messages")).text
    for column in ("household.address", "guardian.first_name", "guardian.phone", "contact.first_name", "contact.phone", "pending_change.new_value"):
        assert f"{MARK}.{column}@" in page, column


@pytest.mark.rule(26)
async def test_no_mail_of_a_household_tells_anything_of_the_other_and_none_of_the_others_comes(ground: Ground, marked: dict[str, UUID]) -> None:
    await actions.ask(ground.anne, {Field.CHILD_FIRST_NAME: "Léa-Anne"}, child_id=ground.lea, now=clock.now())
    for change in await database.fetch("select id from pending_change where status = 'open'"):
        async with database.transaction():
            await actions.apply_refuse(change["id"], reason="Il manque une pièce.", asker=ground.anne, now=clock.now())
    for row in await database.fetch("select id, event, ids from outbox where event = 'households:change_decided'"):
        ids = {"change_id": row["ids"].split('"')[3]}
        await messages.write(Announcement(key=row["id"], event=row["event"], ids=ids), now=clock.now())
    mails = await database.fetch("select id, template, ids, recipient, account from mail where template = 'household_change_decided' order by recipient")
    assert [row["account"] for row in mails if row["recipient"] not in {MARTIN, YVES}] == [ground.durand]
    mine = [row for row in mails if row["recipient"] in {MARTIN, YVES}]
    assert len(mine) == 2
    for row in mine:
        ids = {"change_id": row["ids"].split('"')[3]}
        message = await writing.written(PendingMail(id=row["id"], template=row["template"], recipient=row["recipient"], ids=ids), now=clock.now())
        assert message is not None
        told = "".join(str(part.get_content()) for part in message.walk() if part.get_content_maintype() == "text")
        assert "Il manque une pièce." in told
        assert MARK not in told


@pytest.mark.rule(25)
async def test_a_child_taken_out_of_a_household_is_gone_at_the_next_request(ground: Ground) -> None:
    """A decision of custody: the service takes the child out while the parent reads."""
    await a_contact(ground.loic, Choice(child_id=ground.lea, may_collect=True))
    async with visiting() as loic:
        await sign_in(loic, DURAND)
        child = f"/famille/enfants/{ground.lea}"
        assert (await loic.get(child)).status_code == 200
        await database.fetch("delete from household_child where household = {} and child = {}", ground.other_household, ground.lea)
        assert (await loic.get(child)).status_code == 404
        assert "Léa" not in (await loic.get("/famille")).text
    assert await database.fetch_value("select count(*) from contact_child") == 0
