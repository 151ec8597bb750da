"""What an agent bound to some sites sees, as conditions of SQL."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from app.core import clock

GRACE = timedelta(days=92)
"""A family stays in sight over the summer, between two enrolments, and while its last bills are talked about; then the site has no more use of it."""


def household_seen(*, household: str) -> str:
    """Households with a child enrolled at one of these sites, or until less than `GRACE` ago. Takes the two values of `seen_by`.
    `household`: an expression of the statement, as "f.household"."""
    return _seen(f"seen_enrolment.household = {household}")


def child_seen(*, household: str, child: str) -> str:
    """The same of one child of the household: of the others, the site reads nothing of health."""
    return _seen(f"seen_enrolment.household = {household} and seen_enrolment.child = {child}")


def _seen(whose: str) -> str:
    return f"""exists (
        select 1 from (values ({{}}::uuid[], {{}}::date)) as desk (sites, since) where desk.sites is null or exists (
            select 1 from enrolment seen_enrolment join age_group seen_group on seen_group.id = seen_enrolment.age_group
            where {whose} and seen_group.site = any(desk.sites) and seen_enrolment.ends_on >= desk.since
        )
    )"""  # noqa: S608 - expressions of our own statements


def seen_by(sites: Sequence[UUID] | None) -> tuple[Sequence[UUID] | None, date]:
    """The values of these two. `sites`: the agent's, None for who sees them all."""
    return sites, clock.today() - GRACE


def site_seen(*, site: str) -> str:
    """Takes one value: the agent's `sites`, null for who sees them all. `site`: an expression of the statement, as "age_group.site"."""
    return f"coalesce({site} = any({{}}::uuid[]), true)"
