"""Adults on the way to their access, and the batches of invitations."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.core import database
from app.intake.rules.invitations import Standing

PER_PAGE = 50
# One condition for the list, the figures, the file and the batch: what is counted is what is invited.
ADULTS = """
from guardian g join household h on h.id = g.household and h.merged_into is null left join account a on a.id = g.account
cross join lateral (
    select case when a.id is null then 'no_address' when a.disabled_at is not null then 'closed' when a.password_hash is not null then 'active'
                when a.invited_at is not null then 'invited' else 'never' end as standing
) s
where g.left_at is null and ({}::uuid is null or exists (
    select 1 from household_child hc join child c on c.id = hc.child where hc.household = h.id and c.school = {}
))
"""
TO_INVITE = f"{ADULTS} and (s.standing = 'never' or (s.standing = 'invited' and a.invited_at < {{}}))"


@dataclass(frozen=True, kw_only=True)
class School:
    id: UUID
    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class AdultLine:
    household_id: UUID
    household: str
    first_name: str
    last_name: str
    email: str
    standing: Standing
    invited_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Adults:
    """`figures`: how many stand where, in the school that was chosen, whatever else narrows the list."""

    lines: tuple[AdultLine, ...]
    figures: dict[Standing, int]
    total: int
    number: int
    pages: int


@dataclass(frozen=True, kw_only=True)
class BatchView:
    id: UUID
    asked_at: datetime
    asked_by: str
    total: int
    sent: int
    passed: int

    @property
    def waiting(self) -> int:
        return self.total - self.sent - self.passed


async def schools() -> tuple[School, ...]:
    rows = await database.fetch("select id, code, name from school where retired_at is null order by name")
    return tuple(School(**row) for row in rows)


async def figures(school_id: UUID | None) -> dict[Standing, int]:
    rows = await database.fetch(f"select s.standing, count(*) as number {ADULTS} group by s.standing", school_id, school_id)
    counted = {row["standing"]: row["number"] for row in rows}
    return {standing: counted.get(standing.value, 0) for standing in Standing}


async def page_of(*, school_id: UUID | None, standing: Standing | None, number: int) -> Adults:
    counted = await figures(school_id)
    total = counted[standing] if standing else sum(counted.values())
    pages = max(1, -(-total // PER_PAGE))
    shown = min(number, pages)
    lines = await lines_of(school_id=school_id, standing=standing, limit=PER_PAGE, offset=(shown - 1) * PER_PAGE)
    return Adults(lines=lines, figures=counted, total=total, number=shown, pages=pages)


async def lines_of(*, school_id: UUID | None, standing: Standing | None, limit: int, offset: int = 0) -> tuple[AdultLine, ...]:
    rows = await database.fetch(
        f"""
        select h.id as household_id, h.name as household, g.first_name, g.last_name, coalesce(a.email, '') as email, s.standing, a.invited_at
        {ADULTS} and ({{}}::text is null or s.standing = {{}}) order by h.name, h.id, g.position, g.id limit {{}} offset {{}}
        """,
        *(school_id, school_id, standing, standing, limit, offset),
    )
    return tuple(AdultLine(**row | {"standing": Standing(row["standing"])}) for row in rows)


async def count_to_invite(*, school_id: UUID | None, before: datetime) -> int:
    return int(await database.fetch_value(f"select count(*) {TO_INVITE}", school_id, school_id, before))


async def batches() -> tuple[BatchView, ...]:
    """The latest first, a handful."""
    rows = await database.fetch(
        """
        select b.id, b.asked_at, coalesce(m.first_name || ' ' || m.last_name, '') as asked_by, count(i.account) as total,
               count(*) filter (where i.outcome = 'sent') as sent, count(*) filter (where i.outcome <> 'sent') as passed
        from invitation_batch b left join batch_invitation i on i.batch = b.id left join staff_member m on m.account = b.asked_by
        group by b.id, m.first_name, m.last_name order by b.asked_at desc limit 10
        """
    )
    return tuple(BatchView(**row) for row in rows)
