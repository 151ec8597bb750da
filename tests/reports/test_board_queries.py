"""What boards and lists read: who comes, who holds a place, why nobody comes; for the agent’s sites, in a number of statements that does not grow."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from app.catalogue import offer
from app.catalogue.offer import EVERYTHING, Narrowing
from app.core import clock, database
from app.reports.boards.queries import counts, roll
from tests.bookings.families import ACCOUNTS, ANNE, CANTEEN_DAY, CLAIRE, WEDNESDAY, leave_places, line_of, newcomers
from tests.queries import counting
from tests.reports.ground import POLE, SCHOOL, book, counted, id_of, listed

pytestmark = pytest.mark.usefixtures("chavagne")
LOIC = ACCOUNTS["Loïc"]
MEAL, EVENING, LESSONS = "Restauration scolaire, Repas", "Accueil périscolaire, Soir", "Accueil périscolaire, Leçons"
AFTERNOON = "Accueil de loisirs Mercredi, Après-midi"


async def test_a_board_counts_those_who_have_booked_and_not_those_who_gave_up() -> None:
    await book(ANNE, child="Malo")
    await book(ANNE, child="Clervie")
    assert (await counted())[MEAL].booked == 2
    line = await line_of(ANNE, child="Malo", activity="Restauration scolaire")
    await line.tap(CANTEEN_DAY, "repas", ticked=False)
    await line.validate()
    assert (await counted())[MEAL].booked == 1


async def test_a_place_that_is_held_is_told_until_its_time_is_over() -> None:
    line = await line_of(ANNE, child="Malo", activity="Accueil de loisirs Mercredi")
    await line.tap(WEDNESDAY, "apres-midi")
    cell = (await counted(WEDNESDAY))[AFTERNOON]
    assert (cell.booked, cell.held, cell.capacity, cell.free) == (0, 1, 24, 23)
    later = await counts.counts_between(WEDNESDAY, WEDNESDAY, narrowing=EVERYTHING, now=clock.now() + timedelta(minutes=21))
    assert {each.held for each in later} == {0}


async def test_units_that_share_a_room_tell_the_places_of_the_room() -> None:
    await book(ANNE, child="Malo", activity="Accueil de loisirs Mercredi", units=("repas",), day=WEDNESDAY)
    await book(CLAIRE, child="Inès", activity="Accueil de loisirs Mercredi", units=("apres-midi",), day=WEDNESDAY)
    found = await counted(WEDNESDAY)
    assert {(each.booked, each.free) for each in found.values()} == {(1, 22)}


async def test_a_full_room_has_no_place_left() -> None:
    line = await line_of(ANNE, child="Malo", activity="Accueil de loisirs Mercredi")
    await leave_places(line, WEDNESDAY, places=1)
    await book(ANNE, child="Malo", activity="Accueil de loisirs Mercredi", units=("apres-midi",), day=WEDNESDAY)
    assert (await counted(WEDNESDAY))[AFTERNOON].free == 0


async def test_a_closed_day_says_why() -> None:
    found = await counts.closed_between(date(2026, 12, 25), date(2026, 12, 25), narrowing=EVERYTHING)
    assert {(each.activity, each.reason) for each in found} >= {
        ("Accueil de loisirs Vacances", "Noël, jour férié"),
        ("Restauration scolaire", "Vacances de Noël"),
    }
    assert await counted(date(2026, 12, 25)) == {}


async def test_who_is_there_when_a_unit_begins_counts_with_those_who_stay() -> None:
    """In the evening and at the lessons at once, a child is one child."""
    await book(ANNE, child="Malo", activity="Accueil périscolaire", units=("soir",))
    await book(ANNE, child="Clervie", activity="Accueil périscolaire", units=("soir", "lecons"))
    await database.fetch("update child set birth_date = {} where first_name = 'Malo'", date(2020, 12, 9))
    slots = await counted()
    there = await counts.present_on(CANTEEN_DAY, EVERYTHING)
    assert (there[slots[EVENING].slot_id].under_six, there[slots[EVENING].slot_id].from_six) == (1, 1)
    assert (there[slots[LESSONS].slot_id].under_six, there[slots[LESSONS].slot_id].from_six) == (1, 1)
    await database.fetch("update child set birth_date = {} where first_name = 'Malo'", date(2020, 12, 8))
    there = await counts.present_on(CANTEEN_DAY, EVERYTHING)
    assert (there[slots[EVENING].slot_id].under_six, there[slots[EVENING].slot_id].from_six) == (0, 2)


async def test_a_list_tells_whom_to_call_and_who_may_collect() -> None:
    await book(ANNE, child="Malo")
    await database.fetch("update contact_child cc set may_collect = false from contact k where k.id = cc.contact and k.first_name = 'Papi'")
    (line,) = (await listed()).lines
    assert (line.first_name, line.last_name, line.school) == ("Malo", "Le Goff", "École élémentaire publique")
    assert [(place.activity, place.units) for place in line.places] == [("Restauration scolaire", ["Repas"])]
    assert [(each.name, each.phones) for each in line.adults] == [("Anne Le Goff", ["+33639981234"]), ("Yann Le Goff", ["+33639985678"])]
    assert [(each.name, each.phones) for each in line.collectors] == [("Mamie Le Goff", ["+33261912040", "+33639982040"])]


@pytest.mark.rule(26)
async def test_a_list_tells_the_adults_of_the_home_that_booked_and_not_those_of_the_other() -> None:
    await book(CLAIRE, child="Inès")
    (line,) = (await listed()).lines
    assert [each.name for each in line.adults] == ["Claire Durand"]
    assert [each.name for each in line.collectors] == ["Rose Durand"]


async def test_an_adult_who_has_left_is_not_called() -> None:
    await book(ANNE, child="Malo")
    await database.fetch("update guardian set left_at = {}, account = null where first_name = 'Yann'", clock.now())
    (line,) = (await listed()).lines
    assert [each.name for each in line.adults] == ["Anne Le Goff"]


async def test_a_list_of_one_unit_has_who_comes_to_it_with_the_rest_of_their_day() -> None:
    await book(ANNE, child="Malo", activity="Accueil périscolaire", units=("soir",))
    await book(ANNE, child="Clervie", activity="Accueil périscolaire", units=("soir", "lecons"))
    lessons = await database.fetch_value("select id from unit where code = 'lecons'")
    page = await listed(narrowing=Narrowing(unit_id=lessons))
    assert [(line.first_name, [place.units for place in line.places]) for line in page.lines] == [("Clervie", [["Soir", "Leçons"]])]


async def test_a_child_of_two_groups_has_one_line_and_one_whom_both_homes_book_has_two() -> None:
    await book(ANNE, child="Malo")
    await book(ANNE, child="Malo", activity="Accueil périscolaire", units=("soir",))
    page = await listed()
    assert (page.total, page.children) == (1, 1)
    assert [place.activity for place in page.lines[0].places] == ["Accueil périscolaire", "Restauration scolaire"]
    await book(CLAIRE, child="Inès")
    await book(LOIC, child="Inès", activity="Accueil périscolaire", units=("soir",))
    page = await listed()
    assert (page.total, page.children) == (3, 2)


async def test_names_stand_in_french_order() -> None:
    for last_name in ("Zola", "Éluard", "Dupont", "Eluard-Martin", "d’Alembert", "Le Tallec", "Leclerc"):
        child_id = uuid4()
        (beside,) = await newcomers(1, beside=await line_of(ANNE, child="Malo", activity="Restauration scolaire"))
        await database.fetch("update child set last_name = {} where id = (select child from enrolment where id = {})", last_name, beside.enrolment_id)
        await beside.tap(CANTEEN_DAY, "repas")
        await beside.validate()
        await database.fetch("update account set email = {} where id = {}", f"{child_id}@exemple.fr", beside.account_id)
    assert [line.last_name for line in (await listed()).lines] == ["d’Alembert", "Dupont", "Éluard", "Eluard-Martin", "Leclerc", "Le Tallec", "Zola"]


# The sites of an agent


@pytest.mark.rule(22)
async def test_an_agent_of_a_site_sees_nothing_of_another() -> None:
    await book(ANNE, child="Malo")
    pole, school = await id_of("site", POLE), await id_of("site", SCHOOL)
    assert set(await counted(sites=(pole,))) == set()
    assert MEAL in await counted(sites=(school,))
    assert MEAL in await counted(sites=None)
    assert (await listed(sites=(pole,))).total == 0
    assert await counts.present_on(CANTEEN_DAY, Narrowing(sites=(pole,))) == {}
    assert {each.site for each in await counts.closed_between(date(2026, 12, 25), date(2026, 12, 25), narrowing=Narrowing(sites=(pole,)))} == {"Pôle Enfance"}
    assert (await offer.offer_to(())).groups == []


@pytest.mark.rule(22)
async def test_what_is_of_another_site_is_not_offered() -> None:
    pole, school = await id_of("site", POLE), await id_of("site", SCHOOL)
    seen = await offer.offer_to((pole,))
    canteen = await id_of("activity", "restauration")
    group = await database.fetch_value("select id from age_group where activity = {}", canteen)
    unit = await database.fetch_value("select id from unit where activity = {}", canteen)
    assert seen.holds(Narrowing(site_id=pole))
    for other in (Narrowing(site_id=school), Narrowing(activity_id=canteen), Narrowing(group_id=group), Narrowing(unit_id=unit), Narrowing(site_id=uuid4())):
        assert not seen.holds(other)
        assert (await offer.offer_to(None)).holds(other) is (other.site_id is None or other.site_id == school)


async def test_the_next_day_is_one_on_which_something_opens_or_says_why_not() -> None:
    friday = date(2026, 12, 11)
    assert await offer.days_around(friday, EVERYTHING) == (date(2026, 12, 10), date(2026, 12, 14))
    wednesdays = Narrowing(activity_id=await id_of("activity", "mercredi"))
    assert await offer.days_around(friday, wednesdays) == (date(2026, 12, 9), date(2026, 12, 16))
    assert await offer.days_around(date(2050, 1, 1), wednesdays) != (None, None)


# Statements


async def statements_of_all(day: date) -> int:
    monday = day - timedelta(days=day.weekday())
    with counting() as sent:
        await offer.offer_to(None)
        await offer.days_around(day, EVERYTHING)
        await counts.counts_between(monday, monday + timedelta(days=6), narrowing=EVERYTHING, now=clock.now())
        await counts.closed_between(monday, monday + timedelta(days=6), narrowing=EVERYTHING)
        await counts.present_on(day, EVERYTHING)
        await roll.page_of(day, EVERYTHING, number=1)
    return len(sent)


async def test_more_children_cost_no_statement_more() -> None:
    few = await statements_of_all(CANTEEN_DAY)
    for line in await newcomers(12, beside=await line_of(ANNE, child="Malo", activity="Restauration scolaire")):
        await line.tap(CANTEEN_DAY, "repas")
        await line.validate()
    assert (await counted())[MEAL].booked == 12
    assert await statements_of_all(CANTEEN_DAY) == few == 8


def test_ids_are_not_mixed_up() -> None:
    assert offer.narrowed(Narrowing(sites=(UUID(int=1),), site_id=UUID(int=2), activity_id=UUID(int=3), group_id=UUID(int=4))) == (
        (UUID(int=1),), UUID(int=2), UUID(int=3), UUID(int=4),
    )  # fmt: skip
