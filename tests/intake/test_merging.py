"""Two households made one, and two again: everything goes along, and everything comes back."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID

import pytest

from app.core import clock, database, readings
from app.core.readings import Confidential, Reader
from app.filings.desk import searching
from app.households import actions as households
from app.households.actions.steps import Asker
from app.households.queries import readings as families
from app.households.rules.contacts import Choice
from app.households.rules.fields import Field
from app.intake import actions, references
from app.intake.actions import Merged, NotUndone
from app.intake.queries import merging
from app.intake.rules.merges import Refusal
from app.messages.inbox import queries as inbox
from app.staff.rules.rights import Role
from tests.bookings.families import CANTEEN_DAY, WEDNESDAY, counted, newcomers, open_to_all
from tests.households.people import GRANNY
from tests.intake.files import everything, imported
from tests.intake.twice import AGAIN, CANTEEN, LEA, TOM, WEDNESDAYS, ZOE, Twice, book, every_table, line_of, live, settle
from tests.staff.people import agent

PEOPLE = ("household", "guardian", "child", "household_child", "contact")


async def test_the_desk_finds_nothing_of_a_household_that_was_merged_into_another(twice: Twice) -> None:
    direction, name = await agent(Role.DIRECTION), str(await database.fetch_value("select name from household where id = {}", twice.absorbed))
    assert twice.absorbed in {family.id for family in await searching.families(direction, name)}
    await twice.merge()
    assert twice.absorbed not in {family.id for family in await searching.families(direction, name)}
    assert await inbox.household_name(twice.absorbed, sites=None) is None
    assert await inbox.household_name(twice.kept, sites=None)


@pytest.fixture
async def twice(chavagne: str) -> Twice:
    return await settle()


async def test_each_foreign_key_to_a_household_an_adult_or_a_child_is_handled(empty_database: str) -> None:
    rows = await database.fetch(
        """
        select k.conrelid::regclass::text as table_name, array_agg(a.attname::text order by a.attname) as columns
        from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any(k.conkey)
        where k.contype = 'f' and k.confrelid::regclass::text = any({}::text[]) group by k.conrelid, k.conname
        """,
        list(PEOPLE),
    )
    named = {(row["table_name"], column) for row in rows for column in row["columns"]}
    handled = {(moved.table, column) for moved in references.MOVED for column in moved.columns} | references.COUNTED | references.LEFT
    assert named - handled == set(), "a merge would leave these behind: say in app/intake/references.py how they move"
    assert handled - named <= {("import_mark", "household"), ("household_key", "household")}, "these name nobody any more"


async def test_each_unique_key_of_what_moves_is_known_to_the_merge(empty_database: str) -> None:
    """A row whose place is taken stays behind; one whose place the merge does not know to be taken would end it."""
    rows = await database.fetch(
        """
        select i.indrelid::regclass::text as table_name, array_agg(a.attname::text order by a.attname) as columns
        from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey::smallint[]) where i.indisunique
        group by i.indexrelid, i.indrelid
        """
    )
    elsewhere = {
        ("guardian", "account"),  # an access moves on its own, before
        ("contact", "household"),  # doubles stay
        ("contact_child", "emergency_rank"),  # turns are shifted before
        ("enrolment", "starts_on"),  # within what overlaps
        ("pending_change", "household"),  # refused while both wait
        ("likely_pair", "first"),
        ("contact", "id"),
    }
    for moved in references.MOVED:
        for row in rows:
            touched = set(row["columns"]) & set(moved.columns)
            if row["table_name"] == moved.table and touched and not any((moved.table, column) in elsewhere for column in row["columns"]):
                assert set(row["columns"]) == set(moved.unique), row


async def test_all_that_a_household_has_goes_to_the_one_that_is_kept(twice: Twice) -> None:
    await live(twice)
    await twice.merge()
    ours = {row["first_name"] for row in await database.fetch("select first_name from guardian where household = {}", twice.kept)}
    assert ours == {"Anne", "Loïc"}
    children = await database.fetch("select child from household_child where household = {}", twice.kept)
    assert {row["child"] for row in children} == {twice.lea, twice.tom, twice.zoe}
    booked = await database.fetch("select household, child from booking")
    assert {(row["household"], row["child"]) for row in booked} == {(twice.kept, twice.lea), (twice.kept, twice.zoe)}
    for table in ("booking", "filing", "cancellation", "supporting_document", "message_household", "pending_change", "contact_draft"):
        statement = f"select count(*) from {table} where household = {{}}"  # noqa: S608 - the names above
        assert await database.fetch_value(statement, twice.absorbed) == 0, table
    for table, column in (("filing", "beneficiary"), ("supporting_document", "child"), ("booking", "child"), ("place", "child"), ("barred_pickup", "child")):
        statement = f"select count(*) from {table} where {column} = {{}}"  # noqa: S608 - the names above
        assert await database.fetch_value(statement, twice.again) == 0, table
    assert await database.fetch_value("select merged_into from household where id = {}", twice.absorbed) == twice.kept
    assert await database.fetch_value("select second_phone from guardian where account = {}", twice.anne) == "+33639980007"


async def test_who_may_not_collect_one_of_the_two_may_not_collect_the_child(twice: Twice) -> None:
    await live(twice)
    await twice.merge()
    rows = await database.fetch(
        "select cc.may_collect, cc.barred from contact_child cc join contact k on k.id = cc.contact where cc.household = {} and k.first_name = 'Mamie'",
        twice.kept,
    )
    assert [(row["may_collect"], row["barred"]) for row in rows] == [(False, True)]


async def test_the_enrolment_that_stays_covers_the_days_of_both(twice: Twice) -> None:
    await database.fetch("update enrolment set starts_on = '2026-11-01' where child = {}", twice.lea)
    await twice.merge()
    rows = await database.fetch("select starts_on from enrolment where household = {} and child = {}", twice.kept, twice.lea)
    assert [row["starts_on"] for row in rows] == [date(2026, 10, 5)]


async def test_the_access_of_an_adult_who_was_there_twice_is_one(twice: Twice) -> None:
    await twice.merge()
    closed = await database.fetch_value("select disabled_at from account where id = {}", twice.anne_again)
    assert closed == clock.now()
    assert await database.fetch_value("select disabled_at from account where id = {}", twice.anne) is None


async def test_an_access_that_is_used_wins_over_one_that_nobody_opened(twice: Twice) -> None:
    await database.fetch("update account set password_hash = null where id = {}", twice.anne)
    merge_id = await twice.merge()
    assert await database.fetch_value("select household from guardian where account = {}", twice.anne_again) == twice.kept
    assert await actions.undo(await agent(Role.DIRECTION), merge_id, now=clock.now()) is None
    assert await database.fetch_value("select household from guardian where account = {}", twice.anne) == twice.kept


async def test_a_merge_undone_leaves_the_database_as_it_was(twice: Twice) -> None:
    await live(twice)
    tables, desk = await every_table(), await agent(Role.DIRECTION)
    before = await everything(tables)
    seen = await twice.preview()
    done = await actions.merge(desk, twice.kept, absorbed=twice.absorbed, mark=seen.mark, now=clock.now())
    assert isinstance(done, Merged)
    assert await everything(tables) != before
    assert await actions.undo(desk, done.merge_id, now=clock.now()) is None
    assert await everything(tables) == before
    acts = [row["act"] for row in await database.fetch("select act from audit_entry where act like 'intake:%merged' order by id")]
    assert acts == ["intake:merged", "intake:unmerged"]
    assert await actions.undo(desk, done.merge_id, now=clock.now()) is Refusal.UNDONE_ALREADY


async def test_a_file_imported_after_a_merge_finds_the_household_that_is_kept(twice: Twice) -> None:
    await twice.merge()
    before = await everything(PEOPLE)
    again = await imported(LEA, TOM, AGAIN, ZOE)
    assert await everything(PEOPLE) == before
    assert again.report.tally.created == 0


async def test_a_preview_that_is_no_longer_true_merges_nothing(twice: Twice) -> None:
    seen = await twice.preview()
    await database.fetch("update household set address = 'ailleurs' where id = {}", twice.absorbed)
    assert await actions.merge(await agent(Role.DIRECTION), twice.kept, absorbed=twice.absorbed, mark=seen.mark, now=clock.now()) is Refusal.STALE


async def booked_twice(twice: Twice) -> None:
    await open_to_all(CANTEEN)
    await book(await line_of(twice.anne, twice.lea, CANTEEN), CANTEEN_DAY)
    await book(await line_of(twice.anne_again, twice.again, CANTEEN), CANTEEN_DAY)


async def change_waits(twice: Twice) -> None:
    assert await households.ask(Asker(account_id=twice.loic), {Field.ADDRESS: "1 place\n35310 Chavagne"}, now=clock.now()) == 1


async def filing_waits(twice: Twice) -> None:
    await live(twice)
    await database.fetch("update filing set status = 'pending' where beneficiary = {}", twice.again)


@pytest.mark.parametrize(
    ("happened", "why"), [(booked_twice, Refusal.BOOKED_TWICE), (change_waits, Refusal.CHANGES_WAIT), (filing_waits, Refusal.FILINGS_WAIT)]
)
async def test_what_must_be_answered_first_stops_a_merge(twice: Twice, happened: Callable[[Twice], Awaitable[None]], why: Refusal) -> None:
    await happened(twice)
    seen = await twice.preview()
    assert why in seen.refusals
    before = await everything()
    assert await actions.merge(await agent(Role.DIRECTION), twice.kept, absorbed=twice.absorbed, mark=seen.mark, now=clock.now()) in seen.refusals
    after = await everything()
    assert {table for table in before if before[table] != after[table]} <= {"account"}  # that of the agent


@pytest.mark.parametrize("twist", ["same", "gone", "merged"])
async def test_a_pair_that_is_none_is_refused(twice: Twice, twist: str) -> None:
    if twist == "merged":
        await twice.merge()
    absorbed = {"same": twice.kept, "gone": twice.lea, "merged": twice.absorbed}[twist]
    expected = {"same": Refusal.SAME, "gone": Refusal.GONE, "merged": Refusal.MERGED_ALREADY}[twist]
    assert await merging.preview(twice.kept, absorbed=absorbed, today=clock.today()) is expected
    assert await actions.merge(await agent(Role.DIRECTION), twice.kept, absorbed=absorbed, mark="", now=clock.now()) is expected


# Undoing, after something happened


async def new_booking_of_a_moved_child(twice: Twice) -> str:
    await book(await line_of(twice.anne, twice.zoe, WEDNESDAYS), date(2026, 12, 16))
    return "des réservations"


async def new_contact_of_a_moved_child(twice: Twice) -> str:
    assert await households.keep_draft(Asker(account_id=twice.anne), GRANNY, now=clock.now()) is True
    contact_id = await database.fetch_value("select contact from contact_draft where account = {}", twice.anne)
    assert await households.add_contact(Asker(account_id=twice.anne), contact_id, choices=[Choice(child_id=twice.zoe)], now=clock.now()) is True
    return "des contacts"


async def an_adult_left(twice: Twice) -> str:
    assert await households.leave(Asker(account_id=twice.loic), now=clock.now()) is True
    return ""


@pytest.mark.parametrize("happened", [new_booking_of_a_moved_child, new_contact_of_a_moved_child, an_adult_left])
async def test_what_was_lived_since_keeps_a_merge_from_being_undone(twice: Twice, happened: Callable[[Twice], Awaitable[str]]) -> None:
    await open_to_all(WEDNESDAYS)
    merge_id = await twice.merge()
    named, desk = await happened(twice), await agent(Role.DIRECTION)
    before = await everything()
    refused = await actions.undo(desk, merge_id, now=clock.now())
    if happened is an_adult_left:
        assert refused is None  # who left stays an adult who left, of the household where they were
        return
    assert isinstance(refused, NotUndone)
    assert named in refused.sentence
    assert await everything() == before


async def test_what_the_kept_household_did_for_itself_does_not_stop_an_undoing(twice: Twice) -> None:
    await open_to_all(CANTEEN)
    merge_id = await twice.merge()
    await book(await line_of(twice.anne, twice.lea, CANTEEN), CANTEEN_DAY)
    assert await actions.undo(await agent(Role.DIRECTION), merge_id, now=clock.now()) is None
    assert [row["household"] for row in await database.fetch("select household from booking")] == [twice.kept]


async def test_a_place_that_somebody_took_since_keeps_a_merge_from_being_undone(twice: Twice) -> None:
    """Léa had a meal in one household and an afternoon in the other, of one room: two places, then one."""
    await imported(LEA | {"activité": WEDNESDAYS}, AGAIN | {"activité": WEDNESDAYS})
    await open_to_all(WEDNESDAYS)
    line, other = await line_of(twice.anne, twice.lea, WEDNESDAYS), await line_of(twice.anne_again, twice.again, WEDNESDAYS)
    await book(line, WEDNESDAY)
    await book(other, WEDNESDAY, unit="apres-midi")
    taken = (await counted(line, WEDNESDAY, "repas"))[1]
    merge_id = await twice.merge()
    assert (await counted(line, WEDNESDAY, "repas"))[1] == taken - 1
    await database.fetch("update capacity_counter set capacity = {} where day = {} and capacity is not null", taken, WEDNESDAY)
    (newcomer,) = await newcomers(1, beside=line)
    assert not (await newcomer.tap(WEDNESDAY, "repas")).refused
    refused = await actions.undo(await agent(Role.DIRECTION), merge_id, now=clock.now())
    assert isinstance(refused, NotUndone)
    assert refused.sentence == Refusal.PLACE_GONE.sentence


async def test_merges_are_undone_in_the_reverse_order(twice: Twice) -> None:
    third = AGAIN | {"code famille": "F901", "responsable 1 courriel": "", "responsable 2 courriel": "", "enfant prénom": "Max"}
    await imported(third)
    other: UUID = await database.fetch_value("select household from household_key where external_key = 'F901'")
    desk, first = await agent(Role.DIRECTION), await twice.merge()
    seen = await merging.preview(other, absorbed=twice.kept, today=clock.today())
    assert not isinstance(seen, Refusal)
    second = await actions.merge(desk, other, absorbed=twice.kept, mark=seen.mark, now=clock.now())
    assert isinstance(second, Merged)
    assert await database.fetch_value("select merged_into from household where id = {}", twice.absorbed) == other
    assert await actions.undo(desk, first, now=clock.now()) is Refusal.MERGED_SINCE
    assert await actions.undo(desk, second.merge_id, now=clock.now()) is None
    assert await actions.undo(desk, first, now=clock.now()) is None


# At the same instant


async def test_two_agents_who_merge_the_same_pair_do_it_once(twice: Twice) -> None:
    seen, desk = await twice.preview(), await agent(Role.DIRECTION)
    both = [actions.merge(desk, twice.kept, absorbed=twice.absorbed, mark=seen.mark, now=clock.now()) for _ in range(2)]
    done = await asyncio.gather(*both)
    assert sorted(isinstance(each, Merged) for each in done) == [False, True]
    assert Refusal.MERGED_ALREADY in done


async def test_two_agents_who_undo_the_same_merge_do_it_once(twice: Twice) -> None:
    merge_id, desk = await twice.merge(), await agent(Role.DIRECTION)
    done = await asyncio.gather(*(actions.undo(desk, merge_id, now=clock.now()) for _ in range(2)))
    assert set(done) == {None, Refusal.UNDONE_ALREADY}


async def test_what_a_family_does_at_the_instant_of_a_merge_is_lost_by_nobody(twice: Twice) -> None:
    """Booked, asked for and added by the adults of the household that goes, while it goes."""
    await open_to_all(WEDNESDAYS)
    line = await line_of(twice.loic, twice.zoe, WEDNESDAYS)
    seen, desk = await twice.preview(), await agent(Role.DIRECTION)

    async def booking() -> None:
        await line.tap(WEDNESDAY, "repas")

    done, *_ = await asyncio.gather(
        actions.merge(desk, twice.kept, absorbed=twice.absorbed, mark=seen.mark, now=clock.now()),
        booking(),
        households.keep_draft(Asker(account_id=twice.loic), GRANNY, now=clock.now()),
        households.ask(Asker(account_id=twice.loic), {Field.CHILD_SCHOOL: ""}, child_id=twice.zoe, now=clock.now()),
    )
    await actions.carry_late(now=clock.now())
    if isinstance(done, Merged):
        for table in ("contact_draft", "pending_change", "enrolment"):
            statement = f"select household from {table} where household = any({{}})"  # noqa: S608 - the names above
            rows = await database.fetch(statement, [twice.kept, twice.absorbed])
            stays = {row["household"] for row in rows} - {twice.kept}
            assert not stays or table == "enrolment"
    else:
        assert done in {Refusal.STALE, Refusal.CHANGES_WAIT}
    cells = await database.fetch("select dc.slot from draft_cell dc join draft d on d.id = dc.draft where d.enrolment = {}", line.enrolment_id)
    assert len(cells) == 1


async def test_what_was_written_in_the_shell_a_moment_too_late_follows(twice: Twice) -> None:
    """A sending that had read its household before the merge, and wrote after it."""
    await twice.merge()
    await database.fetch("insert into cancellation (id, household, told, at) values (gen_random_uuid(), {}, '[]', {})", twice.absorbed, clock.now())
    assert await actions.carry_late(now=clock.now()) == 1
    assert await database.fetch_value("select household from cancellation") == twice.kept
    assert await actions.carry_late(now=clock.now()) == 0


async def test_what_was_read_of_both_households_is_shown_to_the_one_they_became(twice: Twice) -> None:
    reader = Reader(account_id=twice.loic, role="site", name="Maëlle Riou, directrice")
    for household in (twice.kept, twice.absorbed):
        noted = Confidential(kind="filing", id=twice.zoe, household_id=household, child_id=twice.zoe, words="Fiche sanitaire")
        await readings.note(reader, noted, why="Pour le séjour", now=clock.now())
    await twice.merge()
    page = await families.page_of(twice.anne, number=1)
    assert page is not None
    assert [line.what for line in page.lines] == ["Fiche sanitaire", "Fiche sanitaire"]
