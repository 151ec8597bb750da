"""A free meal, booked and withdrawn until the same limit, two days before it starts: what the tests of the rules change one fact at a time."""

from datetime import UTC, datetime, timedelta

from app.bookings.rules import LateTerms, SlotFacts
from app.catalogue.rules.cutoffs import LateOutcome

LIMIT = datetime(2026, 12, 3, 8, tzinfo=UTC)
LATE_LIMIT = LIMIT + timedelta(days=1)
STARTS_AT = LIMIT + timedelta(days=2)
FREE = SlotFacts(
    starts_at=STARTS_AT,
    opens_at=LIMIT - timedelta(days=30),
    closes_at=None,
    book_until=LIMIT,
    cancel_until=LIMIT,
    late_book=None,
    late_cancel=None,
    price_cents=390,
    booked=False,
    booked_cents=0,
    booked_surcharge_cents=0,
    booked_elsewhere=False,
    billed_cents=0,
    wanted=None,
    held_until=None,
    free=None,
    no_dossier=False,
    has_place=False,
    exceeding=False,
    capacity=None,
    granted=False,
)
ASK = LateTerms(outcome=LateOutcome.ASK, percent=None, cents=None, until=None)


def surcharge(*, percent: int | None = None, cents: int | None = None, until: datetime | None = None) -> LateTerms:
    return LateTerms(outcome=LateOutcome.SURCHARGE, percent=percent, cents=cents, until=until)
