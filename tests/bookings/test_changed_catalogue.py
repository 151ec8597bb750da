"""A file loaded over what families have booked: refused with the list, or cancelled, given back and told. What is past stays."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.bookings.actions import WouldCancel, giving_up
from app.bookings.queries import enrolled as enrolments
from app.bookings.queries import recap
from app.core import clock, database
from app.core.outbox import Announcement
from app.messages import actions as messages
from app.messages import queries as mails
from components.bookings.cell import CellState
from tests.bookings.plainville import CLOSED, GRANDS, MONDAY, NOW, TUESDAY, WEDNESDAY, a_home, book, booked, canteen, counted, everything, load
from tests.catalogue.communes import written


async def refused(path: Path) -> list[str]:
    """What loading is refused for; nothing may have changed."""
    before = await everything()
    with pytest.raises(WouldCancel) as raised:
        await load(path)
    assert await everything() == before
    assert str(raised.value).endswith("ajoutez --cancel-affected.")
    return [problem.replace("\u00a0", " ") for problem in raised.value.problems]


# What is refused


async def test_a_closure_over_bookings_is_refused_with_how_many_when_and_why(town: Path) -> None:
    await canteen(await a_home("anne"), MONDAY)
    await canteen(await a_home("paul", child="Léo"), MONDAY)
    assert await refused(written(town, more=CLOSED)) == [
        "Cantine, Repas, Petits : 2 réservations de 2 enfants seraient annulées (lundi 7 décembre 2026). Motif : Travaux."
    ]


async def test_many_days_are_told_by_the_first_ones(town: Path) -> None:
    await canteen(
        await a_home("anne"), *(day for day in map(date.fromordinal, range(MONDAY.toordinal(), MONDAY.toordinal() + 12)) if day.isoweekday() in {1, 2, 4})
    )
    closed = "\n[[fermeture]]\ndu = 2026-12-07\nau = 2026-12-18\nmotif = 'Travaux'\n"
    (told,) = await refused(written(town, more=closed))
    assert "(lundi 7 décembre 2026, mardi 8 décembre 2026, jeudi 10 décembre 2026 et 3 autres jours)" in told


async def test_removing_a_booked_unit_is_refused(town: Path) -> None:
    await book(await (await a_home("anne")).line("mercredi"), (WEDNESDAY, "apres-midi"))
    told = await refused(written(town, ('code = "apres-midi"', 'code = "journee"'), ('"apres-midi"]', '"journee"]')))
    assert told == [
        "Mercredi, Après-midi, Tous les enfants : 1 réservation de 1 enfant serait annulée (mercredi 9 décembre 2026). Motif : ce créneau n’est plus proposé."
    ]


async def test_removing_a_group_or_a_site_with_enrolled_children_is_refused(town: Path) -> None:
    await (await a_home("anne")).line("cantine", "grands")
    assert await refused(written(town, (GRANDS, ""))) == ["Cantine, Grands : 1 enfant n’y serait plus inscrit."]


async def test_a_capacity_below_what_is_taken_is_refused(town: Path) -> None:
    for name in ("anne", "paul"):
        await book(await (await a_home(name)).line("mercredi"), (WEDNESDAY, "repas"))
    assert (await load(written(town, ("nombre = 24", "nombre = 2")))).report.others
    (told,) = await refused(written(town, ("nombre = 24", "nombre = 1")))
    assert told.endswith("1 réservation de 1 enfant serait annulée (mercredi 9 décembre 2026). Motif : le nombre de places a été réduit.")


async def test_a_child_whose_school_the_group_no_longer_takes_is_refused(town: Path) -> None:
    other = '\n[[ecole]]\ncode = "tilleuls"\nnom = "Les Tilleuls"\njours = ["lun", "mar", "jeu", "ven"]\n'
    await canteen(await a_home("anne"), MONDAY)
    told = await refused(written(town, ('nom = "Petits"\nsite = "ecole"\n', 'nom = "Petits"\nsite = "ecole"\necoles = ["tilleuls"]\n'), more=other))
    assert told[0].endswith("Motif : ce groupe ne reçoit plus les enfants de cette école.")
    assert told[1:] == ["Cantine, Petits : 1 enfant n’y serait plus inscrit."]


# What is not concerned


async def test_a_changed_cut_off_and_a_changed_price_leave_what_is_booked_alone(town: Path) -> None:
    home = await a_home("anne")
    await canteen(home, MONDAY)
    before = (await everything())["booking"]
    loaded = await load(written(town, ("nombre = 1\n", "nombre = 30\n"), ("prix-centimes = 390", "prix-centimes = 999")))
    assert loaded.report.slots.changed > 100
    assert not loaded.given_up
    assert (await everything())["booking"] == before
    assert await database.fetch_value("select count(*) from mail") + await database.fetch_value("select count(*) from cancellation") == 0


async def test_places_counted_otherwise_follow_the_children(town: Path) -> None:
    """One room for both units becomes a canteen of its own: the child who comes to both takes a place in each."""
    await book(await (await a_home("anne")).line("mercredi"), (WEDNESDAY, "repas"), (WEDNESDAY, "apres-midi"))
    held = await (await a_home("paul")).line("mercredi")
    await held.tap(WEDNESDAY, "repas")
    assert await counted() == {("salle", WEDNESDAY): 2}
    table = '\n[[activite.groupe.places]]\ncode = "table"\nnombre = 2\nunites = ["repas"]\n'
    loaded = await load(written(town, ('unites = ["repas", "apres-midi"]\n', 'unites = ["apres-midi"]\n' + table)))
    assert not loaded.given_up
    assert await counted() == {("salle", WEDNESDAY): 1, ("table", WEDNESDAY): 2}
    assert await held.state(WEDNESDAY, "repas") is CellState.HELD


async def test_the_past_of_a_removed_unit_stays_and_the_unit_is_no_longer_offered(town: Path) -> None:
    line = await (await a_home("anne")).line("mercredi")
    await book(line, (WEDNESDAY, "apres-midi"))
    without = written(town, ('code = "apres-midi"', 'code = "journee"'), ('"apres-midi"]', '"journee"]'))
    with clock.frozen(NOW + timedelta(days=14)):
        assert not (await load(without)).given_up
        assert await database.fetch_value("select name from booking join slot on slot.id = slot join unit on unit.id = unit where withdrawn_at is null")
        assert [unit.code for unit in (await line.enrolled()).units] == ["repas", "journee"]
        assert (await load(without)).is_unchanged
        assert not (await load(written(town))).is_unchanged
        assert [unit.code for unit in (await line.enrolled()).units] == ["repas", "apres-midi"]
    assert await counted() == {("salle", WEDNESDAY): 1}


async def test_a_group_with_a_past_alone_is_retired_with_its_enrolments(town: Path) -> None:
    home = await a_home("anne")
    await book(await home.line("cantine", "grands"), (MONDAY, "repas"))
    await database.fetch("update enrolment set ends_on = '2026-12-11'")
    with clock.frozen(NOW + timedelta(days=14)):
        assert not (await load(written(town, (GRANDS, "")))).given_up
        assert await enrolments.choices_of(home.account_ids[0], today=MONDAY) == []
    assert await booked() == 1


# Cancelled and told


async def test_a_closure_cancels_gives_back_and_tells_each_household_once(town: Path) -> None:
    home = await a_home("anne", "yann")
    father = await a_home("marc", child_id=home.child_id)
    await canteen(home, MONDAY, TUESDAY)
    await canteen(father, MONDAY + timedelta(days=3))
    other = await a_home("paul", child="Léo")
    await canteen(other, MONDAY)
    closed = "\n[[fermeture]]\ndu = 2026-12-07\nau = 2026-12-10\nmotif = 'Travaux'\n"
    loaded = await load(written(town, more=closed), cancel_affected=True)
    assert (len(loaded.given_up.bookings), loaded.given_up.households) == (4, 3)
    assert await booked() == 0
    assert await counted() == {}
    assert {who: await told_to(who) for who in ("anne", "yann", "marc", "paul")} == {
        "anne": [("Zoé", [MONDAY, TUESDAY])],
        "yann": [("Zoé", [MONDAY, TUESDAY])],
        "marc": [("Zoé", [MONDAY + timedelta(days=3)])],
        "paul": [("Léo", [MONDAY])],
    }
    assert await database.fetch_value("select count(*) from mail where template = 'bookings_cancelled'") == 4
    details = json.loads(await database.fetch_value("select details from audit_entry where act = 'loaded the catalogue' order by id desc limit 1"))
    assert (details["cancelled"], details["households"]) == (4, 3)


async def told_to(who: str) -> list[tuple[str, list[date]]]:
    """What the one mail to an adult tells: children and days. The jobs run twice, as they may."""
    for _ in range(2):
        for row in await database.fetch("select id, event, ids from outbox where event = {}", giving_up.CANCELLED):
            await messages.write(Announcement(key=row["id"], event=row["event"], ids=json.loads(row["ids"])), now=clock.now())
    (ids,) = [json.loads(row["ids"]) for row in await database.fetch("select ids from mail where recipient = {}", f"{who}@famille.test")]
    facts = await mails.cancelled_bookings(ids)
    assert facts is not None
    assert {line["why"] for child in facts["children"] for line in child["days"]} == {"Travaux"}
    return [(child["first_name"], [line["day"] for line in child["days"]]) for child in facts["children"]]


async def test_a_cancelled_day_can_be_booked_again_once_the_closure_is_lifted(town: Path) -> None:
    home = await a_home("anne")
    line = await home.line("cantine", "petits")
    await book(line, (MONDAY, "repas"))
    await load(written(town, more=CLOSED), cancel_affected=True)
    assert (await line.tap(MONDAY, "repas")).refused
    await load(written(town))
    assert await line.state(MONDAY, "repas") is CellState.FREE
    await book(line, (MONDAY, "repas"))
    assert await booked() == 1
    assert await database.fetch_value("select count(*) from booking where cancelled_in is not null and slot is null") == 1


async def test_when_places_become_few_the_last_who_came_leave_with_all_their_units(town: Path) -> None:
    homes = [await a_home(name) for name in ("anne", "paul", "lise")]
    for minutes, home in enumerate(homes):
        with clock.frozen(NOW + timedelta(minutes=minutes)):
            await book(await home.line("mercredi"), (WEDNESDAY, "repas"), (WEDNESDAY, "apres-midi"))
    holding = await (await a_home("marc")).line("mercredi")
    await holding.tap(WEDNESDAY, "repas")
    loaded = await load(written(town, ("nombre = 24", "nombre = 2")), cancel_affected=True)
    assert [loss.household_id for loss in loaded.given_up.bookings] == [homes[2].household_id] * 2
    assert await counted() == {("salle", WEDNESDAY): 2}
    assert await holding.state(WEDNESDAY, "repas") is CellState.LAPSED


async def test_a_room_that_only_holds_make_too_full_takes_nothing_that_is_booked(town: Path) -> None:
    await book(await (await a_home("anne")).line("mercredi"), (WEDNESDAY, "repas"))
    holding = await (await a_home("marc")).line("mercredi")
    await holding.tap(WEDNESDAY, "repas")
    assert not (await load(written(town, ("nombre = 24", "nombre = 1")))).given_up
    assert await counted() == {("salle", WEDNESDAY): 1}


async def test_a_group_for_other_ages_ends_the_enrolments_of_the_others_where_it_has_no_day_yet_too(town: Path) -> None:
    await canteen(await a_home("anne"), MONDAY)
    older = ('nom = "Petits"\nsite = "ecole"\n', 'nom = "Petits"\nsite = "ecole"\nage-min = 10\n')
    (told, _) = await refused(written(town, older))
    assert told.endswith("Motif : ce groupe ne reçoit plus les enfants de cet âge.")
    await database.fetch("update booking set slot = null, withdrawn_at = {}, withdrawn_in = booked_in", NOW)
    await database.fetch("delete from place; ")
    await database.fetch("delete from slot where age_group = (select id from age_group where code = 'petits')")
    loaded = await load(written(town, older), cancel_affected=True)
    assert [each.children for each in loaded.given_up.unenrolled] == [1]
    assert await database.fetch_value("select ends_on from enrolment") == date(2026, 11, 29)


async def test_children_of_a_school_that_left_are_no_longer_enrolled(town: Path) -> None:
    other = '\n[[ecole]]\ncode = "tilleuls"\nnom = "Les Tilleuls"\njours = ["lun", "mar", "jeu", "ven"]\n'
    home = await a_home("anne")
    await canteen(home, MONDAY)
    changed = written(town, ('nom = "Petits"\nsite = "ecole"\n', 'nom = "Petits"\nsite = "ecole"\necoles = ["tilleuls"]\n'), more=other)
    await load(changed, cancel_affected=True)
    assert (await booked(), await counted()) == (0, {})
    assert await database.fetch_value("select ends_on from enrolment") == date(2026, 11, 29)
    assert (await load(changed)).is_unchanged


# Drafts


async def test_a_closure_loaded_while_a_draft_is_open_drops_its_cells_and_gives_the_place_back(town: Path) -> None:
    line = await (await a_home("anne")).line("mercredi")
    await line.tap(WEDNESDAY, "repas")
    await line.tap(WEDNESDAY + timedelta(days=7), "repas")
    loaded = await load(written(town, more="\n[[fermeture]]\ndu = 2026-12-09\nmotif = 'Travaux'\n"))
    assert (bool(loaded.given_up), loaded.given_up.drafted) == (False, 1)
    assert await counted() == {("salle", WEDNESDAY + timedelta(days=7)): 1}
    seen = await recap.of_draft(await line.enrolled(), now=clock.now())
    assert [change.cell.day for change in seen.added] == [WEDNESDAY + timedelta(days=7)]
