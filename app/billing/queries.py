"""How invoices reach a household, now and before: one statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from app.billing import rules
from app.core import database


@dataclass(frozen=True, kw_only=True)
class Adult:
    """Of the household, with an access to the portal."""

    id: UUID
    first_name: str
    last_name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Period:
    """A time of invoices by mail; the one that has not ended is today's."""

    joined_at: datetime
    left_at: datetime | None
    receivers: list[UUID]


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """`periods`: the latest first."""

    address: str
    adults: list[Adult]
    periods: list[Period]

    @property
    def current(self) -> Period | None:
        """None: on paper."""
        return next((period for period in self.periods if period.left_at is None), None)

    @property
    def receivers(self) -> list[Adult]:
        return rules.receivers(self.current.receivers, self.adults) if self.current else []


DELIVERY = """
select h.address,
    (select coalesce(json_agg(json_build_object('id', g.id, 'first_name', g.first_name, 'last_name', g.last_name, 'email', a.email)
                              order by g.position, g.id), '[]')
     from guardian g join account a on a.id = g.account and a.disabled_at is null where g.household = h.id and g.left_at is null) as adults,
    (select coalesce(json_agg(json_build_object('joined_at', o.joined_at, 'left_at', o.left_at, 'receivers',
                              (select coalesce(json_agg(r.guardian), '[]') from paperless_billing_receiver r where r.opt_in = o.id))
                              order by o.joined_at desc, o.left_at desc nulls first), '[]')
     from paperless_billing_opt_in o where o.household = h.id) as periods
from household h
"""
OF_HOUSEHOLD = f"{DELIVERY} where h.id = {{}}"
OF_ACCOUNT = f"{DELIVERY} where h.id = (select household from guardian where account = {{}})"  # noqa: S608 - constants


async def of_household(household_id: UUID) -> Delivery:
    row = await database.fetch_one(OF_HOUSEHOLD, household_id)
    if row is None:
        raise RuntimeError("a household that is not there")
    return _delivery(row)


async def of_account(account_id: UUID) -> Delivery | None:
    """None for an account that belongs to no household."""
    row = await database.fetch_one(OF_ACCOUNT, account_id)
    return None if row is None else _delivery(row)


def _delivery(row: dict[str, Any]) -> Delivery:
    adults, periods = msgspec.json.decode(row["adults"], type=list[Adult]), msgspec.json.decode(row["periods"], type=list[Period])
    return Delivery(address=row["address"], adults=adults, periods=periods)
