"""An enrolment ends, or goes on in another group: what is booked follows where there is room, the rest is told before and given up."""

from datetime import date
from uuid import UUID, uuid4

import msgspec
import pytest

from app.bookings import actions
from app.bookings.actions import Ended, NotDone
from app.bookings.queries import leaving
from app.core import clock, database
from app.staff.rules.rights import Role
from tests.bookings.desks import at_desk
from tests.bookings.families import ANNE, CANTEEN_DAY, Line, counted, line_of, open_to_all
from tests.pages import parsed, visiting, words
from tests.staff import people

FRIDAY, LATER = date(2026, 12, 11), date(2026, 12, 15)
LAST = date(2026, 12, 10)


@pytest.fixture
async def canteen(chavagne: str) -> Line:
    """Two days are booked, the second after the last one of the tests; another change waits in the family's draft."""
    await open_to_all("Restauration scolaire")
    line = await line_of(ANNE, child="Clervie", activity="Restauration scolaire")
    for day in (CANTEEN_DAY, LATER):
        await line.tap(day, "repas")
    await line.validate()
    await line.tap(FRIDAY, "repas")
    return await at_desk(line)


async def seen(line: Line, first: date, *, group_id: UUID | None = None) -> str:
    return leaving.mark_of(await leaving.booked_from(await line.enrolled(), first, group_id=group_id))


async def booked(line: Line) -> dict[date, UUID]:
    """The group of each day."""
    rows = await database.fetch(
        "select sl.day, sl.age_group from booking b join slot sl on sl.id = b.slot where b.withdrawn_at is null and b.household = {}",
        line.desk.household_id if line.desk else None,
    )
    return {row["day"]: row["age_group"] for row in rows}


async def note(act: str) -> dict[str, object]:
    (row,) = await database.fetch("select details from audit_entry where act = {}", act)
    return msgspec.json.decode(row["details"], type=dict[str, object])


async def test_ending_gives_up_what_comes_after_with_its_place_its_draft_and_a_mail(canteen: Line) -> None:
    assert canteen.desk
    _, before = await counted(canteen, LATER, "repas")
    done = await actions.end_enrolment(canteen.desk, canteen.enrolment_id, last_day=LAST, seen=await seen(canteen, FRIDAY), now=clock.now())
    assert done == Ended(given_up=1)
    assert list(await booked(canteen)) == [CANTEEN_DAY]
    assert (await counted(canteen, LATER, "repas"))[1] == before - 1
    assert await database.fetch_value("select count(*) from draft where enrolment = {}", canteen.enrolment_id) == 0
    assert await database.fetch_value("select ends_on from enrolment where id = {}", canteen.enrolment_id) == LAST
    assert await database.fetch_value("select count(*) from outbox where event = 'bookings:cancelled_by_commune'") == 1
    said = await note("enrolment ended")
    assert (said["last_day_before"], said["last_day"], said["cancelled"]) == ("2027-07-02", "2026-12-10", 1)


async def test_what_was_booked_since_the_page_was_shown_is_shown_first(canteen: Line) -> None:
    assert canteen.desk
    done = await actions.end_enrolment(canteen.desk, canteen.enrolment_id, last_day=LAST, seen="0123456789abcdef", now=clock.now())
    assert done is NotDone.CHANGED
    assert set(await booked(canteen)) == {CANTEEN_DAY, LATER}


@pytest.mark.rule(22)
async def test_an_enrolment_of_other_sites_is_not_there(canteen: Line) -> None:
    elsewhere = await at_desk(canteen, sites=(uuid4(),))
    assert elsewhere.desk
    assert await actions.end_enrolment(elsewhere.desk, canteen.enrolment_id, last_day=LAST, seen="", now=clock.now()) is None
    assert await actions.move_enrolment(elsewhere.desk, canteen.enrolment_id, group_id=uuid4(), from_day=LAST, seen="", now=clock.now()) is None


async def another_group(line: Line, *, days: dict[date, int], schools: list[str] | None = None) -> UUID:
    """A group of the same activity with a slot and so many places on these days."""
    group_id = uuid4()
    await database.fetch(
        """
        insert into age_group (id, activity, site, code, name, position, schools, any_school, levels)
        select {}, activity, site, 'autre', 'Autre groupe', 99, {}, {}, levels from age_group where id = (select age_group from enrolment where id = {})
        """,
        *(group_id, schools or [], schools is None, line.enrolment_id),
    )
    for day, places in days.items():
        counter = await database.fetch_value(
            "insert into capacity_counter (age_group, code, day, capacity, taken) values ({}, 'repas', {}, {}, 0) returning id", group_id, day, places
        )
        slot = await database.fetch_value(
            """
            insert into slot (unit, age_group, day, starts_at, ends_at, opens_at)
            select unit, {}, day, sl.starts_at, sl.ends_at, sl.opens_at from slot sl join enrolment e on e.age_group = sl.age_group
            where e.id = {} and sl.day = {} limit 1
            returning id
            """,
            *(group_id, line.enrolment_id, day),
        )
        await database.fetch("insert into slot_counter (slot, counter) values ({}, {})", slot, counter)
    return group_id


async def test_moving_takes_along_what_finds_a_place_and_gives_up_the_rest(canteen: Line) -> None:
    assert canteen.desk
    group_id = await another_group(canteen, days={CANTEEN_DAY: 1, LATER: 0})
    _, before = await counted(canteen, CANTEEN_DAY, "repas")
    mark = await seen(canteen, CANTEEN_DAY, group_id=group_id)
    done = await actions.move_enrolment(canteen.desk, canteen.enrolment_id, group_id=group_id, from_day=CANTEEN_DAY, seen=mark, now=clock.now())
    assert done == Ended(given_up=1, moved=1)
    assert await booked(canteen) == {CANTEEN_DAY: group_id}
    taken = await database.fetch("select day, taken from capacity_counter where age_group = {} order by day", group_id)
    assert [(row["day"], row["taken"]) for row in taken] == [(CANTEEN_DAY, 1), (LATER, 0)]
    assert (await counted(canteen, CANTEEN_DAY, "repas"))[1] == before - 1
    spans = await database.fetch(
        "select age_group = {} as is_new, starts_on, ends_on from enrolment where child = (select child from enrolment where id = {}) "
        "and age_group in ({}, (select age_group from enrolment where id = {})) order by starts_on",
        *(group_id, canteen.enrolment_id, group_id, canteen.enrolment_id),
    )
    assert [(row["is_new"], row["starts_on"], row["ends_on"]) for row in spans] == [
        (False, date(2026, 9, 1), date(2026, 12, 7)),
        (True, CANTEEN_DAY, date(2027, 7, 2)),
    ]
    assert (await note("enrolment moved"))["age_group"] == str(group_id)


async def test_a_group_that_does_not_take_the_child_is_refused(canteen: Line) -> None:
    assert canteen.desk
    group_id = await another_group(canteen, days={}, schools=["ailleurs"])
    done = await actions.move_enrolment(canteen.desk, canteen.enrolment_id, group_id=group_id, from_day=LAST, seen="", now=clock.now())
    assert done is NotDone.ELSEWHERE
    (group,) = await leaving.groups_for(await canteen.enrolled(), on=LAST)
    assert group.why_not is not None


async def test_the_pages_show_what_would_be_lost_before_anything_is(canteen: Line) -> None:
    assert canteen.desk
    group_id = await another_group(canteen, days={CANTEEN_DAY: 1})
    here = f"/agents/familles/{canteen.desk.household_id}/inscriptions/{canteen.enrolment_id}"
    async with visiting() as sophie:
        await people.signed_in(sophie, Role.RECEPTION)
        assert (await sophie.get(f"{here}/fin?dernier_jour=hier")).status_code == 422
        assert (await sophie.get(f"{here}/fin?dernier_jour=01/12/2020")).status_code == 422
        shown = await sophie.get(f"{here}/groupe?groupe={group_id}&des_le=08/12/2026")
        told = words(parsed(shown).css("main")[0]).replace("\u00a0", " ")
        assert "1 réservation y garde une place" in told
        assert "1 réservation annulée" in told
        assert "mardi 15 décembre 2026." in told
        page = f"{here}/fin?dernier_jour=10/12/2026"
        told = words(parsed(await sophie.get(page)).css("main")[0]).replace("\u00a0", " ")
        assert "1 réservation annulée" in told
        assert "mardi 15 décembre 2026." in told
        stale = await sophie.post(f"{here}/fin", {"dernier_jour": "10/12/2026", "vu": "?"}, page=page)
        assert (stale.status_code, len(await booked(canteen))) == (409, 2)
        mark = parsed(await sophie.get(page)).css_first("input[name=vu]").attributes["value"]  # type: ignore[union-attr]
        done = await sophie.post(f"{here}/fin", {"dernier_jour": "10/12/2026", "vu": mark}, page=page)
        assert done.status_code == 303
        assert list(await booked(canteen)) == [CANTEEN_DAY]
