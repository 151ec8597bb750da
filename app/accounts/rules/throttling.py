"""How long to wait after wrong tries. Delays grow, are bounded, and fade by themselves: nobody can lock somebody else out for good.

CNIL 2022-100 accepts 50 bits behind such a restriction. At the worst, an account meets one try every fifteen minutes, which leaves its owner
the link « mot de passe oublié », never blocked by failed tries.
"""

import ipaddress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

IPV6_SUBSCRIBER = 64  # bits: one home changes the rest at will
GROWTH_STOPS = 30  # doublings: beyond, the longest delay is reached whatever the limit


@dataclass(frozen=True, kw_only=True)
class Limit:
    """`free` tries cost nothing; each further one doubles the delay; one is forgotten every `fades`.

    `ends_with_success`: a right password proves that the tries were its owner's. It proves nothing about the others of the same origin.
    """

    free: int
    first_delay: timedelta
    longest_delay: timedelta
    fades: timedelta
    ends_with_success: bool = False


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Failures of one bucket as they stood at `counted_at`."""

    failures: int
    counted_at: datetime
    blocked_until: datetime | None = None


ACCOUNT = Limit(free=5, first_delay=timedelta(seconds=10), longest_delay=timedelta(minutes=15), fades=timedelta(minutes=30), ends_with_success=True)
# One address may be a whole village behind one operator: more tries, shorter delays.
ORIGIN = Limit(free=20, first_delay=timedelta(seconds=5), longest_delay=timedelta(minutes=1), fades=timedelta(minutes=1))
# Never a delay of its own, which would stop everybody: beyond its free tries, the other limits become stricter.
EVERYBODY = Limit(free=300, first_delay=timedelta(0), longest_delay=timedelta(0), fades=timedelta(seconds=2))
# The password asked again inside an open session: counted by session, so that a stranger's tries do not stop its owner.
PROOF = Limit(free=5, first_delay=timedelta(seconds=10), longest_delay=timedelta(minutes=15), fades=timedelta(minutes=30), ends_with_success=True)
# Mails that somebody else can make us send.
MAIL_TO_ACCOUNT = Limit(free=3, first_delay=timedelta(minutes=2), longest_delay=timedelta(minutes=30), fades=timedelta(minutes=30))
MAIL_FROM_ORIGIN = Limit(free=20, first_delay=timedelta(minutes=1), longest_delay=timedelta(minutes=10), fades=timedelta(minutes=2))


def network_of(origin: str) -> str:
    """What one subscriber holds: an IPv4 address, or an IPv6 network. Empty when the server does not know."""
    try:
        address = ipaddress.ip_address(origin)
    except ValueError:
        return ""
    return str(address) if address.version == 4 else str(ipaddress.ip_network((address, IPV6_SUBSCRIBER), strict=False))  # noqa: PLR2004 - IPv4


def stricter(limit: Limit) -> Limit:
    """While the whole portal is under attack."""
    return replace(limit, free=limit.free // 4)


def faded(tally: Tally, *, limit: Limit, now: datetime) -> Tally:
    """What is left of the failures. The rest of a started interval is kept, so that steady honest mistakes fade too."""
    forgotten = max(0, (now - tally.counted_at) // limit.fades)
    if forgotten >= tally.failures:
        return replace(tally, failures=0, counted_at=now)
    return replace(tally, failures=tally.failures - forgotten, counted_at=tally.counted_at + forgotten * limit.fades)


def wait_before(tally: Tally, now: datetime) -> timedelta:
    """Zero when a try is allowed now."""
    return timedelta(0) if tally.blocked_until is None else max(timedelta(0), tally.blocked_until - now)


def with_one_more(tally: Tally, *, limit: Limit, now: datetime) -> Tally:
    """Counted before the password is looked at, so that simultaneous tries count as much as successive ones; given back when it was right."""
    left = faded(tally, limit=limit, now=now)
    failures = left.failures + 1
    delay = _delay_after(failures, limit=limit)
    return replace(left, failures=failures, blocked_until=now + delay if delay else None)


def is_under_attack(everybody: Tally, now: datetime) -> bool:
    return faded(everybody, limit=EVERYBODY, now=now).failures > EVERYBODY.free


def _delay_after(failures: int, *, limit: Limit) -> timedelta:
    over = failures - limit.free
    return min(limit.longest_delay, limit.first_delay * 2 ** min(over - 1, GROWTH_STOPS)) if over > 0 else timedelta(0)
