"""What the families of the demo did: always something, in order, to the last place; and nothing of what visitors did is lost."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from app.billing import actions as paper
from app.billing import queries as billing
from app.bookings import actions as bookings
from app.bookings.actions.tapping import Wish
from app.bookings.queries import recap
from app.core import clock, database
from app.demo import actions, board, invoices
from app.demo.families import FAMILIES
from app.demo.neighbours import NEIGHBOURS
from app.home import queries as home
from tests.conftest import Clones

MONDAY = datetime(2026, 11, 30, 7, tzinfo=UTC)
ANNE = FAMILIES[0].adults[0].account_id
CLAIRE = next(family.adults[0].account_id for family in FAMILIES if family.name == "Durand")
FEW = 4
DATES = (
    MONDAY,
    datetime(2026, 7, 22, 9, tzinfo=UTC),  # in the summer holidays
    datetime(2026, 8, 30, 20, tzinfo=UTC),  # the last Sunday before school
    datetime(2026, 9, 1, 5, tzinfo=UTC),  # the first morning of school
    datetime(2027, 2, 17, 12, tzinfo=UTC),  # in the winter holidays of zone B
    datetime(2031, 3, 14, 12, tzinfo=UTC),  # in a projected year
)
# Each tells what may not be: places that do not follow from bookings and holds, demandes out of order, days had when they could not be.
FAULTS = {
    "place": """
        select * from (
            select sc.counter, used.child, count(*) as uses from (
                select slot, child from booking where withdrawn_at is null
                union all
                select dc.slot, e.child from draft_cell dc join draft d on d.id = dc.draft join enrolment e on e.id = d.enrolment where held_until is not null
            ) as used join slot_counter sc on sc.slot = used.slot group by 1, 2
        ) as expected full join place p using (counter, child) where expected.uses is distinct from p.uses
    """,
    "counter": "select * from capacity_counter cc where taken <> (select count(*) from place where counter = cc.id)",
    "order": """
        select * from (select sent_at, lag(sent_at) over (order by number) as before from filing where status = 'accepted') as sent where before > sent_at
    """,
    "numbers": "select * from (select max(number) - min(number) + 1 - count(*) as missing from filing) as numbers where missing <> 0",
    "statuses": """
        select * from filing f where case f.status when 'accepted' then array['sent', 'accepted'] else array['sent'] end <> (
            select array_agg(e.status order by e.id) from filing_event e where e.filing = f.id and e.at = f.sent_at
        )
    """,
    "booked in time": "select * from booking b join slot sl on sl.id = b.slot where booked_at >= book_until or booked_at < opens_at",
    "withdrawn in time": "select * from booking b join slot sl on sl.id = b.slot where withdrawn_at >= cancel_until or withdrawn_at <= booked_at",
    "enrolled": """
        select * from booking b join slot sl on sl.id = b.slot where not exists (
            select 1 from enrolment e where e.household = b.household and e.child = b.child and e.age_group = sl.age_group
                and sl.day between e.starts_on and e.ends_on
        )
    """,
    "same household": """
        select * from booking b join filing f on f.id = b.booked_in where (f.household, f.beneficiary, f.sent_at) <> (b.household, b.child, b.booked_at)
    """,
    "applicant": "select * from filing f where not exists (select 1 from guardian g where g.account = f.applicant and g.household = f.household)",
    "cost": """
        with moved as (
            select booked_in as filing, price_cents as cents from booking
            union all select withdrawn_in, -price_cents from booking where withdrawn_in <> booked_in
        ), summed as (select filing, sum(cents) as cents from moved group by filing)
        select * from filing f left join summed on summed.filing = f.id where (payload ->> 'difference_cents')::integer <> coalesce(summed.cents, 0)
    """,
}


async def faults() -> dict[str, list[dict[str, Any]]]:
    found = {name: await database.fetch(statement) for name, statement in FAULTS.items()}
    return {name: rows for name, rows in found.items() if rows}


@pytest.mark.parametrize("now", DATES, ids=lambda now: f"{now.date()}")
async def test_the_commune_is_alive_and_its_places_are_right_whatever_the_date(empty_database: str, now: datetime) -> None:
    await actions.load_demo(now=now)
    assert await faults() == {}
    today = now.astimezone(clock.PARIS).date()
    seen = await home.dashboard_of(ANNE, now=now)
    assert len(seen.filings) == home.LAST_FILINGS
    assert any(child.days for child in seen.week)
    assert await booked_between(today, today + timedelta(days=13)) > 300
    left = await places_left(now)
    assert min(left) == 0
    assert any(0 < places < FEW for places in left)
    assert max(left) > FEW
    assert await free_cells_of_anne(now) > 5
    history = await booked_between(today - timedelta(days=28), today - timedelta(days=1))
    assert history > 600 if today != date(2026, 9, 1) else history == 0


async def test_demandes_of_each_kind_wait_for_its_service_and_answers_are_not_forgotten(lively_chavagne: str) -> None:
    """Some are old enough to be flagged. Loaded again, none comes back."""
    rows = await database.fetch("select procedure, count(*) as many from filing where status = 'sent' group by 1 order by 1")
    assert {row["procedure"]: row["many"] for row in rows} == {"changement-de-situation": 3, "dossier-administratif": 1, "question-au-service": 7}
    assert await database.fetch_value("select count(*) from pending_change where status = 'open'") == 3
    await database.fetch("update filing set status = 'rejected' where status = 'sent'")
    await database.fetch("update pending_change set status = 'accepted', decided_at = {}", MONDAY)
    await actions.load_demo(now=MONDAY + timedelta(days=1))
    assert await database.fetch_value("select count(*) from filing where status = 'sent'") == 0
    assert await database.fetch_value("select count(*) from pending_change where status = 'open'") == 0


async def booked_between(first: date, last: date) -> int:
    return int(
        await database.fetch_value(
            "select count(*) from booking b join slot sl on sl.id = b.slot where withdrawn_at is null and day between {} and {}", first, last
        )
    )


async def places_left(now: datetime) -> list[int]:
    """Of the scarce days that can still be booked, or could last week."""
    rows = await database.fetch(
        """
        select distinct cc.id, capacity - taken as free from capacity_counter cc join slot_counter sc on sc.counter = cc.id join slot sl on sl.id = sc.slot
        where capacity is not null and sl.day > {} and sl.book_until > {} and sl.day < {}
        """,
        now.date(),
        now - timedelta(days=7),
        now.date() + timedelta(weeks=6),
    )
    return [row["free"] for row in rows]


async def free_cells_of_anne(now: datetime) -> int:
    """In the coming month."""
    return int(
        await database.fetch_value(
            """
            select count(*) from guardian g join enrolment e on e.household = g.household join slot sl on sl.age_group = e.age_group
            where g.account = {} and sl.day between e.starts_on and e.ends_on and sl.day < {} and sl.book_until > {}
                and not exists (select 1 from booking b where b.slot = sl.id and b.child = e.child and b.withdrawn_at is null)
            """,
            ANNE,
            now.date() + timedelta(days=30),
            now,
        )
    )


async def test_two_databases_loaded_on_the_same_day_are_the_same(clones: Clones, empty_template: str) -> None:
    first, second = [await everything() async for _ in twice(clones, empty_template)]
    assert sum(len(rows) for rows in first.values()) > 10_000
    assert first == second


async def twice(clones: Clones, template: str) -> AsyncIterator[None]:
    for _ in range(2):
        async with clones.of(template):
            await actions.load_demo(now=MONDAY)
            yield


async def everything() -> dict[str, list[str]]:
    """Passwords are salted and what is sealed never looks the same; the rest is not drawn."""
    tables = await database.fetch("select tablename from pg_tables where schemaname = 'public' and tablename <> 'migration' order by 1")
    found = {}
    for table in (row["tablename"] for row in tables):
        drawn = "- 'password_hash' - 'said' - 'payload_sealed' - 'totp_secret'"
        rows = await database.fetch(f"select (to_jsonb(t) {drawn})::text as row from {table} t order by 1")  # noqa: S608 - names of tables
        found[table] = [row["row"] for row in rows]
    return found


async def test_a_demo_left_alone_for_weeks_goes_on_around_what_its_visitors_did(lively_chavagne: str) -> None:
    mine = await wish("Clervie", "restauration", day=date(2027, 1, 7), ticked=True, now=MONDAY + timedelta(days=9))
    back = await wish("Clervie", "restauration", day=date(2026, 12, 15), ticked=False, now=MONDAY + timedelta(days=10))
    await wish("Malo", "mercredi", day=date(2027, 1, 13), ticked=True, now=MONDAY + timedelta(days=20), validating=False)
    before = {name: await database.fetch(f"select * from {name} order by 1") for name in ("booking", "filing", "draft_cell")}  # noqa: S608 - these tables
    later = MONDAY + timedelta(days=25)
    await actions.load_demo(now=later)
    assert await faults() == {}
    for name, rows in before.items():
        kept = await database.fetch(f"select * from {name} order by 1")  # noqa: S608 - the same
        assert [row for row in kept if row in rows] == rows
    sent = await database.fetch("select id, number from filing where number > (select max(number) from filing where id = {})", back)
    assert len(sent) > 100
    assert mine not in {row["id"] for row in sent}
    assert await booked_between(date(2027, 1, 4), date(2027, 1, 15)) > 500
    assert min(await places_left(later)) < FEW


async def wish(child: str, activity: str, *, day: date, ticked: bool, now: datetime, validating: bool = True) -> UUID | None:
    """Anne's, by the portal's own actions; the demande that it made."""
    enrolment_id = await database.fetch_value(
        """
        select e.id from guardian g join enrolment e on e.household = g.household join child c on c.id = e.child
        join age_group ag on ag.id = e.age_group join activity a on a.id = ag.activity
        where g.account = {} and c.first_name = {} and a.code = {} and {} between e.starts_on and e.ends_on
        """,
        *(ANNE, child, activity, day),
    )
    outcome = await bookings.tap(ANNE, enrolment_id, wishes=[Wish(day=day, unit="repas", ticked=ticked)], now=now)
    assert outcome is not None
    assert not outcome.refused, outcome.sentences
    if not validating:
        return None
    seen = await recap.of_draft(outcome.enrolled, now=now)
    made = await bookings.validate(ANNE, enrolment_id, mark=seen.mark, now=now)
    assert isinstance(made, UUID)
    return made


async def test_its_demandes_are_written_as_the_portal_writes_them(lively_chavagne: str) -> None:
    made = await wish("Clervie", "restauration", day=date(2027, 1, 7), ticked=True, now=MONDAY)
    rows = await database.fetch(
        "select id, procedure, status, subject, payload from filing where subject = (select subject from filing where id = {}) order by number desc", made
    )
    mine, *others = rows
    assert mine["id"] == made
    assert {(row["procedure"], row["status"]) for row in others} == {(mine["procedure"], mine["status"])}
    assert {shape_of(row["payload"]) for row in others} == {shape_of(mine["payload"])}


def shape_of(payload: str) -> str:
    """Keys in their order, and those of the lines."""
    told = msgspec.json.decode(payload)
    return f"{list(told)} {sorted({f'{list(line)}' for line in (*told['added'], *told['removed'])})}"


async def test_it_takes_as_many_statements_for_sixty_families_as_for_two(chavagne: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await board.go_on(now=MONDAY)
    await invoices.join(now=MONDAY)
    asked, fetch = list[str](), database.fetch

    async def counted(sql: str, *values: object) -> list[dict[str, Any]]:
        asked.append(sql)
        return await fetch(sql, *values)

    monkeypatch.setattr(database, "fetch", counted)
    counts = []
    for neighbours in ((), NEIGHBOURS):
        monkeypatch.setattr(actions, "NEIGHBOURS", neighbours)
        asked.clear()
        await actions.load_demo(now=MONDAY)
        counts.append(len(asked))
    assert counts[0] < 40
    assert len(set(counts)) == 1


async def test_claire_takes_her_invoices_by_mail_and_may_go_back_to_paper(lively_chavagne: str) -> None:
    delivery = await billing.of_account(CLAIRE)
    assert delivery is not None
    assert [adult.first_name for adult in delivery.receivers] == ["Claire"]
    filing_id = await database.fetch_value("select id from filing where procedure = 'facture-en-ligne'")
    household = await database.fetch_value("select household from filing where id = {}", filing_id)
    async with database.transaction():
        assert await paper.apply_leave(household, filing_id=filing_id, now=MONDAY)
    await actions.load_demo(now=MONDAY + timedelta(days=1))
    left = await billing.of_account(CLAIRE)
    assert left is not None
    assert left.current is None
