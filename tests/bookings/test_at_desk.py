"""An agent in a family's place, on the real database: a draft of their own, what they may pass over, the demande that the family reads."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from app.bookings import actions
from app.bookings.actions import Grounds, Stale, Unexplained
from app.bookings.queries.enrolled import choices_of
from app.core import clock, database
from app.filings import queries as filings
from app.filings.rules import Status
from components.bookings.cell import CellState
from tests.bookings.desks import REASON, at_desk, granted_beyond, validated
from tests.bookings.families import ANNE, CANTEEN_DAY, CLAIRE, WEDNESDAY, YANN, Line, counted, leave_places, line_of

LATE = datetime.fromisoformat("2026-12-07T10:00:00+01:00")  # the canteen of Tuesday is neither booked nor withdrawn any more
PAST = datetime.fromisoformat("2026-12-10T08:00:00+01:00")


@pytest.fixture
async def canteen(chavagne: str) -> Line:
    return await line_of(ANNE, child="Clervie", activity="Restauration scolaire")


@pytest.fixture
async def wednesdays(chavagne: str) -> Line:
    return await line_of(ANNE, child="Clervie", activity="Accueil de loisirs Mercredi")


async def test_within_the_rules_an_agent_books_without_a_reason_and_the_demande_is_the_services(canteen: Line) -> None:
    desk = await at_desk(canteen, exceeds=False)
    assert not (await desk.tap(CANTEEN_DAY, "repas")).refused
    assert isinstance(await validated(desk), UUID)
    assert await canteen.state(CANTEEN_DAY, "repas") is CellState.BOOKED
    view = await filings.filing_of(YANN, 1)
    assert view is not None
    assert (view.office, view.sent_by) == ("Service Enfance", "")
    assert [(event.status, event.note) for event in view.events] == [(Status.ACCEPTED, "Service Enfance")]
    assert await database.fetch_value("select event from outbox") == "bookings:made_at_desk"
    assert await filings.filing_of(CLAIRE, 1) is None


async def test_the_draft_of_an_agent_is_their_own(canteen: Line) -> None:
    """What the family prepares is neither shown to the agent, nor validated, nor given up with theirs; another agent's is apart too."""
    one, other = await at_desk(canteen), await at_desk(canteen)
    thursday = CANTEEN_DAY + timedelta(days=2)
    await canteen.tap(CANTEEN_DAY, "repas")
    await one.tap(thursday, "repas")
    assert [(await line.shown(thursday)).basket.changes for line in (canteen, one, other)] == [1, 1, 0]
    assert await one.state(CANTEEN_DAY, "repas") is CellState.FREE
    await validated(one)
    assert [await canteen.state(day, "repas") for day in (CANTEEN_DAY, thursday)] == [CellState.ADDED, CellState.BOOKED]
    await other.tap(CANTEEN_DAY, "repas")
    assert other.desk
    assert await actions.abandon(other.desk, other.enrolment_id)
    assert await canteen.state(CANTEEN_DAY, "repas") is CellState.ADDED
    await canteen.validate()
    assert await database.fetch_value("select count(*) from draft") == 0


async def test_each_agent_and_each_adult_undoes_their_own_last_tap(canteen: Line) -> None:
    desk = await at_desk(canteen)
    await canteen.tap(CANTEEN_DAY, "repas")
    await desk.tap(CANTEEN_DAY, "repas")
    assert desk.desk
    await actions.undo_last_tap(desk.desk, desk.enrolment_id, now=clock.now())
    assert [await line.state(CANTEEN_DAY, "repas") for line in (canteen, desk)] == [CellState.ADDED, CellState.FREE]


async def test_what_the_desk_has_booked_leaves_the_familys_draft_with_its_place_and_its_undoing(wednesdays: Line) -> None:
    """Withdrawn again, the day does not come back as a change that nobody asked for."""
    desk = await at_desk(wednesdays)
    for line in (wednesdays, desk):
        await line.tap(WEDNESDAY, "repas")
    assert isinstance(await validated(desk), UUID)
    assert (await counted(wednesdays, WEDNESDAY, "repas"))[1] == 1
    assert (await wednesdays.shown(WEDNESDAY)).basket.changes == 0
    undone = await actions.undo_last_tap(ANNE, wednesdays.enrolment_id, now=clock.now())
    assert undone is not None
    assert undone.sentences == ("Il n’y a rien à annuler.",)
    await wednesdays.tap(WEDNESDAY, "repas", ticked=False)
    await wednesdays.validate()
    assert await wednesdays.state(WEDNESDAY, "repas") is CellState.FREE
    assert (await counted(wednesdays, WEDNESDAY, "repas"))[1] == 0


async def test_what_the_family_validates_leaves_the_agents_draft(wednesdays: Line) -> None:
    desk = await at_desk(wednesdays)
    for line in (desk, wednesdays):
        await line.tap(WEDNESDAY, "repas")
    mark = (await desk.recap()).mark
    await wednesdays.validate()
    assert await validated(desk, mark=mark) == Stale()
    assert (await desk.recap()).is_empty
    assert (await counted(wednesdays, WEDNESDAY, "repas"))[1] == 1


@pytest.mark.rule(52)
async def test_after_the_limit_an_agent_who_may_books_with_a_reason(canteen: Line) -> None:
    desk = await at_desk(canteen)
    with clock.frozen(LATE):
        outcome = await desk.tap(CANTEEN_DAY, "repas")
        assert (outcome.refused, outcome.sentences) == (
            False,
            ("Repas, mardi 8\u00a0décembre ajouté hors délai. Un motif vous sera demandé au récapitulatif.",),
        )
        assert (await desk.cell(CANTEEN_DAY, "repas")).tag == "ajouté, hors délai"
        assert await validated(desk) == Unexplained()
        assert await validated(desk, reason="  ") == Unexplained()
        assert await database.fetch_value("select (select count(*) from filing) + (select count(*) from booking)") == 0
        assert isinstance(await validated(desk, reason=REASON), UUID)
    view = await filings.filing_of(ANNE, 1)
    assert view is not None
    assert (view.payload["reason"], view.payload["added"][0]["exceeded"]) == (REASON, ["too_late_to_book"])


@pytest.mark.rule(52)
async def test_after_the_limit_an_agent_who_may_not_is_refused_and_told_who_may(canteen: Line) -> None:
    desk = await at_desk(canteen, exceeds=False)
    with clock.frozen(LATE):
        outcome = await desk.tap(CANTEEN_DAY, "repas")
        assert outcome.refused
        assert "la limite était" in outcome.sentences[0]
        assert outcome.sentences[0].endswith("Seule la direction du service peut passer outre, avec un motif.")
        assert await desk.state(CANTEEN_DAY, "repas") is CellState.LOCKED
    assert await database.fetch_value("select count(*) from draft_cell") == 0


@pytest.mark.rule(25)
async def test_a_right_that_was_lost_between_the_tap_and_the_validation_counts_no_more(canteen: Line) -> None:
    desk = await at_desk(canteen)
    with clock.frozen(LATE):
        await desk.tap(CANTEEN_DAY, "repas")
        mark = (await desk.recap()).mark
        assert desk.desk
        clerk = replace(desk, desk=replace(desk.desk, exceeds=False))
        assert await validated(clerk, reason=REASON, mark=mark) == Stale()
        assert [lost.refusal for lost in (await clerk.recap()).refused] == ["too_late_to_book"]


async def test_a_recap_read_before_the_limit_is_stale_after_it_and_then_asks_for_a_reason(canteen: Line) -> None:
    desk = await at_desk(canteen)
    await desk.tap(CANTEEN_DAY, "repas")
    mark = (await desk.recap()).mark
    with clock.frozen(LATE):
        assert await validated(desk, mark=mark, reason=REASON) == Stale()
        assert (await desk.recap()).exceeds


@pytest.mark.parametrize(("waived", "owed", "difference"), [(False, 390, 0), (True, 0, -390)])
async def test_withdrawn_late_a_day_stays_billed_or_not_as_the_agent_chooses(canteen: Line, *, waived: bool, owed: int, difference: int) -> None:
    await canteen.tap(CANTEEN_DAY, "repas")
    await canteen.validate()
    desk = await at_desk(canteen)
    with clock.frozen(LATE):
        outcome = await desk.tap(CANTEEN_DAY, "repas", ticked=False)
        assert "retiré hors délai\u00a0: il reste facturé 3,90\u00a0€, sauf si vous y renoncez" in outcome.sentences[0]
        assert isinstance(await validated(desk, reason=REASON, waived=waived), UUID)
    assert await database.fetch_one("select owed_cents, withdrawn_at is not null as gone from booking") == {"owed_cents": owed, "gone": True}
    view = await filings.filing_of(ANNE, 2)
    assert view is not None
    assert (view.payload["difference_cents"], view.payload["waived"]) == (difference, waived)


@pytest.mark.parametrize(("waived", "surcharge"), [(False, 195), (True, 0)])
async def test_a_surcharge_applies_or_is_waived_with_a_reason(canteen: Line, *, waived: bool, surcharge: int) -> None:
    await database.fetch("update slot set late_book = 'surcharge', late_book_percent = 50 where day = {}", CANTEEN_DAY)
    desk = await at_desk(canteen)
    with clock.frozen(datetime.fromisoformat("2026-12-07T08:00:00+01:00")):
        await desk.tap(CANTEEN_DAY, "repas")
        assert ((await desk.recap()).exceeds, (await desk.recap()).late_cents) == (False, 195)
        if waived:
            assert await validated(desk, waived=True) == Unexplained()
        assert isinstance(await validated(desk, reason=REASON if waived else "", waived=waived), UUID)
    assert await database.fetch_value("select surcharge_cents from booking") == surcharge


async def test_who_may_not_exceed_waives_nothing(canteen: Line) -> None:
    await database.fetch("update slot set late_book = 'surcharge', late_book_percent = 50 where day = {}", CANTEEN_DAY)
    desk = await at_desk(canteen, exceeds=False)
    with clock.frozen(datetime.fromisoformat("2026-12-07T08:00:00+01:00")):
        await desk.tap(CANTEEN_DAY, "repas")
        assert isinstance(await validated(desk, reason=REASON, waived=True), UUID)
    assert await database.fetch_value("select surcharge_cents from booking") == 195


async def test_what_stayed_billed_is_put_back_once_and_billed_once(canteen: Line) -> None:
    await canteen.tap(CANTEEN_DAY, "repas")
    await canteen.validate()
    desk = await at_desk(canteen)
    with clock.frozen(LATE):
        await desk.tap(CANTEEN_DAY, "repas", ticked=False)
        await validated(desk, reason=REASON)
        assert await canteen.state(CANTEEN_DAY, "repas") is CellState.BILLED
        assert (await desk.cell(CANTEEN_DAY, "repas")).tag == "retiré, facturé"
        await desk.tap(CANTEEN_DAY, "repas")
        assert (await desk.recap()).difference_cents == 0
        await validated(desk, reason=REASON)
    rows = await database.fetch("select withdrawn_at is null as stands, price_cents, owed_cents from booking order by withdrawn_at nulls last")
    assert [tuple(row.values()) for row in rows] == [(False, 390, 0), (True, 390, 0)]


async def test_a_day_gone_by_is_put_right_within_its_month_and_not_after(canteen: Line) -> None:
    desk = await at_desk(canteen)
    with clock.frozen(PAST):
        assert not (await desk.tap(CANTEEN_DAY, "repas")).refused
        assert isinstance(await validated(desk, reason=REASON), UUID)
    assert desk.desk
    with clock.frozen(datetime.fromisoformat("2027-01-01T00:00:00+01:00")):
        outcome = await desk.tap(CANTEEN_DAY, "repas", ticked=False)
        assert outcome.refused
        assert "ce mois est terminé" in outcome.sentences[0]
        assert await desk.state(CANTEEN_DAY, "repas") is CellState.KEPT


async def test_without_a_dossier_an_agent_who_may_books_all_the_same(canteen: Line) -> None:
    await database.fetch("update activity set needs_dossier = true where name = 'Restauration scolaire'")
    assert (await canteen.tap(CANTEEN_DAY, "repas")).refused
    clerk, desk = await at_desk(canteen, exceeds=False), await at_desk(canteen)
    assert (await clerk.tap(CANTEEN_DAY, "repas")).refused
    assert not (await desk.tap(CANTEEN_DAY, "repas")).refused
    assert isinstance(await validated(desk, reason=REASON), UUID)


async def test_the_trace_says_what_changed_and_that_there_was_a_reason_not_its_words(canteen: Line) -> None:
    desk = await at_desk(canteen)
    with clock.frozen(LATE):
        await desk.tap(CANTEEN_DAY, "repas")
        await validated(desk, reason=REASON)
    entry = await database.fetch_one("select actor, role, object_kind, details from audit_entry order by id desc limit 1")
    assert entry is not None
    slot = await database.fetch_value("select slot from booking")
    assert desk.desk
    assert (entry["actor"], entry["role"], entry["object_kind"]) == (desk.desk.agent_id, "direction", "filing")
    told = {f"slot {slot}": "free → booked (too_late_to_book)", "reason": True, "waived": False, "difference_cents": 390}
    assert json.loads(entry["details"]) == told


# Beyond the capacity


async def test_a_full_day_is_booked_beyond_its_capacity_and_stays_counted(wednesdays: Line) -> None:
    await leave_places(wednesdays, WEDNESDAY, places=0)
    desk = await at_desk(wednesdays)
    assert (await desk.cell(WEDNESDAY, "repas")).tag == "complet\u00a0(0/0)"
    outcome = await desk.tap(WEDNESDAY, "repas")
    assert "ajouté au-delà de la capacité\u00a0(1/0)" in outcome.sentences[0]
    assert await desk.state(WEDNESDAY, "repas") is CellState.HELD
    assert await granted_beyond(wednesdays) == [(0, 1, 1)]
    assert await validated(desk) == Unexplained()
    assert isinstance(await validated(desk, reason=REASON), UUID)
    assert await granted_beyond(wednesdays) == [(0, 1, 1)]


@pytest.mark.rule(51)
async def test_families_never_profit_of_a_place_that_was_granted_beyond(wednesdays: Line) -> None:
    """Whoever leaves first, the family or the child taken beyond, the next family finds no more places than the capacity."""
    claire = await line_of(CLAIRE, child="Inès", activity="Accueil de loisirs Mercredi")
    await leave_places(wednesdays, WEDNESDAY, places=1)
    await wednesdays.tap(WEDNESDAY, "repas")
    await wednesdays.validate()
    desk = await at_desk(claire)
    await desk.tap(WEDNESDAY, "repas")
    await validated(desk, reason=REASON)
    assert await granted_beyond(wednesdays) == [(1, 2, 1)]
    await claire.tap(WEDNESDAY, "repas", ticked=False)
    await claire.validate()
    assert await granted_beyond(wednesdays) == []
    assert (await claire.tap(WEDNESDAY, "repas")).refused
    await desk.tap(WEDNESDAY, "repas")
    await validated(desk, reason=REASON)
    await wednesdays.tap(WEDNESDAY, "repas", ticked=False)
    await wednesdays.validate()
    assert await counted(wednesdays, WEDNESDAY, "repas") == (1, 1)
    assert (await wednesdays.tap(WEDNESDAY, "repas")).refused


async def test_a_place_held_beyond_goes_when_its_hold_ends(wednesdays: Line) -> None:
    await leave_places(wednesdays, WEDNESDAY, places=0)
    desk = await at_desk(wednesdays)
    await desk.tap(WEDNESDAY, "repas")
    with clock.frozen(clock.now() + timedelta(minutes=30)):
        assert await actions.free_expired_holds(now=clock.now()) == 1
        assert await granted_beyond(wednesdays) == []
        assert (await desk.cell(WEDNESDAY, "repas")).tag == "à re\u00adprendre, au-delà de la capacité\u00a0(1/0)"
        assert isinstance(await validated(desk, reason=REASON), UUID)
    assert await granted_beyond(wednesdays) == [(0, 1, 1)]


async def test_undoing_or_giving_up_a_tap_beyond_the_capacity_leaves_nothing(wednesdays: Line) -> None:
    await leave_places(wednesdays, WEDNESDAY, places=0)
    desk = await at_desk(wednesdays)
    assert desk.desk
    await desk.tap(WEDNESDAY, "repas")
    await actions.undo_last_tap(desk.desk, desk.enrolment_id, now=clock.now())
    assert await granted_beyond(wednesdays) == []
    await desk.tap(WEDNESDAY, "repas")
    await actions.abandon(desk.desk, desk.enrolment_id)
    assert await granted_beyond(wednesdays) == []
    assert await database.fetch_value("select (select count(*) from place) + (select count(*) from draft)") == 0


async def test_a_day_that_filled_up_after_the_recap_is_told_before_it_is_exceeded(wednesdays: Line) -> None:
    desk = await at_desk(wednesdays)
    await desk.tap(WEDNESDAY, "repas")
    with clock.frozen(clock.now() + timedelta(minutes=30)):
        await actions.free_expired_holds(now=clock.now())
        mark = (await desk.recap()).mark
        await leave_places(wednesdays, WEDNESDAY, places=0)
        assert await validated(desk, mark=mark, reason=REASON) == Stale()
        assert (await desk.recap()).exceeds
        assert await granted_beyond(wednesdays) == []


# Where an agent may look


@pytest.mark.rule(22)
async def test_an_agent_finds_the_lines_of_their_sites_alone(canteen: Line) -> None:
    site = await database.fetch_value("select ag.site from age_group ag join enrolment e on e.age_group = ag.id where e.id = {}", canteen.enrolment_id)
    here, elsewhere, nowhere = [await at_desk(canteen, sites=sites) for sites in ((site,), (UUID(int=1),), ())]
    assert not (await here.tap(CANTEEN_DAY, "repas")).refused
    assert here.desk
    today = date(2026, 11, 30)
    assert {choice.site for choice in await choices_of(here.desk, today=today)} == {"École élémentaire publique"}
    for desk in (elsewhere, nowhere):
        assert desk.desk
        assert await choices_of(desk.desk, today=today) == []
        assert await actions.tap(desk.desk, desk.enrolment_id, wishes=[], now=clock.now()) is None
        assert await actions.undo_last_tap(desk.desk, desk.enrolment_id, now=clock.now()) is None
        assert not await actions.abandon(desk.desk, desk.enrolment_id)
        assert await actions.validate_at_desk(desk.desk, desk.enrolment_id, mark="", grounds=Grounds(), now=clock.now()) is None


@pytest.mark.rule(22)
async def test_an_enrolment_is_found_below_its_own_household_alone(canteen: Line) -> None:
    claire = await at_desk(await line_of(CLAIRE, child="Inès", activity="Restauration scolaire"))
    assert claire.desk
    assert await actions.tap(claire.desk, canteen.enrolment_id, wishes=[], now=clock.now()) is None
