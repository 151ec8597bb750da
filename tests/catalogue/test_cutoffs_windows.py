"""Booking windows: what the slot keeps of them, and what is decided for each family."""

from datetime import UTC, date, datetime, time

from app.catalogue.rules import windows
from app.catalogue.rules.cutoffs import NEVER, CutoffRule, DaysBefore, Deadline, Late, LateOutcome
from app.catalogue.rules.windows import BookingWindow, Category, OpenTime
from tests.catalogue.cutoff_ground import slot_of

DAY = "2027-05-11"
ON_DAY = date(2027, 5, 11)
APRIL, MAY, STARTS = datetime(2027, 4, 1, 7, tzinfo=UTC), datetime(2027, 5, 1, 7, tzinfo=UTC), datetime(2027, 5, 11, 10, tzinfo=UTC)
RESIDENTS, OTHERS = frozenset({Category.RESIDENT}), frozenset({Category.NON_RESIDENT})


def test_a_day_without_window_is_open_without_limit() -> None:
    elsewhere = BookingWindow(opens_at=APRIL, first_day=date(2027, 7, 5), last_day=date(2027, 7, 30))
    assert windows.open_time((elsewhere,), ON_DAY, category=Category.NON_RESIDENT) == OpenTime()
    assert slot_of((), DAY, windows=(elsewhere,)).opens_at is None


def test_both_days_of_a_window_can_be_booked() -> None:
    window = BookingWindow(opens_at=APRIL, first_day=date(2027, 5, 10), last_day=ON_DAY)
    assert [window.fits_day(date(2027, 5, day)) for day in (9, 10, 11, 12)] == [False, True, True, False]


def test_a_window_for_residents_keeps_the_others_out() -> None:
    assert windows.open_time((BookingWindow(opens_at=APRIL, categories=RESIDENTS),), ON_DAY, category=Category.NON_RESIDENT) is NEVER


def test_the_slot_keeps_the_earliest_opening_and_the_latest_closing() -> None:
    staggered = (BookingWindow(opens_at=APRIL, closes_at=APRIL, categories=RESIDENTS), BookingWindow(opens_at=MAY, closes_at=MAY, categories=OTHERS))
    slot = slot_of((), DAY, windows=staggered)
    assert (slot.opens_at, slot.book_until, slot.cancel_until) == (APRIL, MAY, None)


def test_a_category_without_limit_leaves_the_slot_without_limit() -> None:
    staggered = (BookingWindow(opens_at=APRIL, closes_at=APRIL), BookingWindow(categories=RESIDENTS))
    slot = slot_of((), DAY, windows=staggered)
    assert (slot.opens_at, slot.book_until) == (None, None)


def test_the_last_written_window_decides_for_a_category() -> None:
    written = (BookingWindow(opens_at=APRIL), BookingWindow(opens_at=MAY, categories=OTHERS))
    assert windows.open_time(written, ON_DAY, category=Category.RESIDENT) == OpenTime(opens_at=APRIL)
    assert windows.open_time(written, ON_DAY, category=Category.NON_RESIDENT) == OpenTime(opens_at=MAY)


def test_a_window_of_another_unit_changes_nothing() -> None:
    other = BookingWindow(opens_at=MAY, activity="restauration", units=frozenset({"gouter"}))
    assert slot_of((), DAY, windows=(other,)).opens_at is None


def test_the_cut_off_wins_when_it_comes_first() -> None:
    rule = CutoffRule(limit=Deadline(offset=DaysBefore(count=15), at=time(9)))
    book = slot_of(rule, DAY, windows=(BookingWindow(closes_at=MAY),)).book
    assert (book.until, book.late_until) == (datetime(2027, 4, 26, 7, tzinfo=UTC), None)


def test_nothing_is_booked_late_after_the_window() -> None:
    late = Late(outcome=LateOutcome.SURCHARGE, percent=50)
    closed = slot_of(CutoffRule(limit=Deadline(offset=DaysBefore(count=1)), late=late), DAY, windows=(BookingWindow(closes_at=MAY),)).book
    assert (closed.until, closed.outcome, closed.percent) == (MAY, LateOutcome.REFUSE, None)
    early = slot_of(CutoffRule(limit=Deadline(offset=DaysBefore(count=15)), late=late), DAY, windows=(BookingWindow(closes_at=MAY),)).book
    assert (early.outcome, early.late_until) == (LateOutcome.SURCHARGE, MAY)


def test_what_is_never_possible_stays_so_and_is_asked_for_until_the_window_closes() -> None:
    rule = CutoffRule(limit=NEVER, late=Late(outcome=LateOutcome.ASK))
    book = slot_of(rule, DAY, windows=(BookingWindow(closes_at=MAY),)).book
    assert (book.until, book.outcome, book.late_until) == (NEVER, LateOutcome.ASK, MAY)


def test_a_window_that_closes_is_kept_apart_from_the_deadline_even_when_it_is_for_all() -> None:
    """Families are told that the window has closed, not a rule that had nothing to do with it."""
    closing = slot_of((), DAY, windows=(BookingWindow(opens_at=APRIL, closes_at=MAY),))
    assert closing.own_times == dict.fromkeys(Category, OpenTime(opens_at=APRIL, closes_at=MAY))
    assert slot_of((), DAY, windows=(BookingWindow(opens_at=APRIL),)).own_times == {}


def test_a_window_that_outlasts_the_slot_closes_when_it_starts() -> None:
    assert slot_of((), DAY, windows=(BookingWindow(closes_at=datetime(2027, 6, 1, tzinfo=UTC)),)).book_until == STARTS
