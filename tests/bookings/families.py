"""The families of the demo commune, as the tests of reservations meet them: Anne and Yann share a household, Claire is another."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from app.bookings import actions
from app.bookings.actions import Outcome, Stale
from app.bookings.actions.tapping import Wish
from app.bookings.queries import recap
from app.bookings.queries.enrolled import Booker, Desk, Enrolled, enrolment_of
from app.bookings.queries.grid import TapView, day_of
from app.bookings.queries.recap import Recap
from app.core import clock, database
from app.demo.families import FAMILIES
from components.bookings.cell import Cell, CellState
from components.bookings.day_row import DayRow

ACCOUNTS = {adult.first_name: adult.account_id for family in FAMILIES for adult in family.adults}
ANNE, YANN, CLAIRE = ACCOUNTS["Anne"], ACCOUNTS["Yann"], ACCOUNTS["Claire"]

CANTEEN_DAY = date(2026, 12, 8)  # a Tuesday of class
WEDNESDAY = date(2026, 12, 9)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of "Réserver", and who acts on it: the adult of this account, or the `desk` in their place."""

    account_id: UUID
    enrolment_id: UUID
    desk: Desk | None = None

    @property
    def booker(self) -> Booker:
        return self.desk or self.account_id

    async def tap(self, day: date, unit: str, *, ticked: bool = True) -> Outcome:
        outcome = await actions.tap(self.booker, self.enrolment_id, wishes=[Wish(day=day, unit=unit, ticked=ticked)], now=clock.now())
        assert outcome is not None
        return outcome

    async def validate(self) -> None:
        """All that waits in the draft."""
        assert isinstance(await self.validate_as_read((await self.recap()).mark), UUID)

    async def enrolled(self) -> Enrolled:
        enrolled = await enrolment_of(self.booker, self.enrolment_id)
        assert enrolled is not None
        return enrolled

    async def shown(self, day: date) -> TapView:
        """The row and the basket, as this adult sees them."""
        return await day_of(await self.enrolled(), day, account_id=self.desk.agent_id if self.desk else self.account_id, now=clock.now())

    async def cell(self, day: date, unit: str) -> Cell:
        row = (await self.shown(day)).row
        assert isinstance(row, DayRow)
        (cell,) = [cell for key, _, cell in row.boxes if key.endswith(f".{unit}") and cell]
        return cell

    async def state(self, day: date, unit: str) -> CellState:
        return (await self.cell(day, unit)).state

    async def recap(self) -> Recap:
        return await recap.of_draft(await self.enrolled(), now=clock.now())

    async def validate_as_read(self, mark: str) -> UUID | Stale | None:
        """The récapitulatif of that mark."""
        return await actions.validate(self.account_id, self.enrolment_id, mark=mark, now=clock.now())


async def open_to_all(activity: str) -> None:
    """It asks for no dossier administratif."""
    await database.fetch("update activity set needs_dossier = false where name = {}", activity)


async def line_of(account_id: UUID, *, child: str, activity: str) -> Line:
    enrolment_id = await database.fetch_value(
        """
        select e.id from enrolment e join guardian g on g.household = e.household join child c on c.id = e.child
        join age_group ag on ag.id = e.age_group join activity a on a.id = ag.activity
        where g.account = {} and c.first_name = {} and a.name = {} order by e.starts_on limit 1
        """,
        account_id,
        child,
        activity,
    )
    return Line(account_id=account_id, enrolment_id=enrolment_id)


async def counted(line: Line, day: date, unit: str) -> tuple[int | None, int]:
    """Capacity and places taken, of the counter of a cell."""
    row = await database.fetch_one(
        """
        select cc.capacity, cc.taken from capacity_counter cc join slot_counter sc on sc.counter = cc.id join slot sl on sl.id = sc.slot
        join unit u on u.id = sl.unit join enrolment e on e.age_group = sl.age_group
        where e.id = {} and sl.day = {} and u.code = {}
        """,
        line.enrolment_id,
        day,
        unit,
    )
    assert row is not None
    return row["capacity"], row["taken"]


async def leave_places(line: Line, day: date, *, places: int) -> None:
    """Set the capacity of every counter of the line's group on a day."""
    await database.fetch(
        "update capacity_counter cc set capacity = {} from enrolment e where e.age_group = cc.age_group and e.id = {} and cc.day = {}",
        places,
        line.enrolment_id,
        day,
    )


async def newcomers(number: int, *, beside: Line) -> list[Line]:
    """As many families of one adult and one child, enrolled like `beside`."""
    lines = []
    for rank in range(number):
        account_id, household_id, child_id, enrolment_id = uuid4(), uuid4(), uuid4(), uuid4()
        now = clock.now()
        await database.fetch("insert into account (id, email, created_at) values ({}, {}, {})", account_id, f"famille{rank}@exemple.fr", now)
        await database.fetch("insert into household (id, name, created_at) values ({}, {}, {})", household_id, f"Famille {rank}", now)
        await database.fetch(
            "insert into guardian (id, household, account, first_name, last_name) values ({}, {}, {}, {}, {})",
            *(uuid4(), household_id, account_id, "Camille", f"Famille {rank}"),
        )
        await database.fetch(
            "insert into child (id, first_name, last_name, birth_date) values ({}, {}, {}, {})",
            *(child_id, f"Enfant {rank}", f"Famille {rank}", date(2019, 5, 1)),
        )
        await database.fetch("insert into household_child (household, child) values ({}, {})", household_id, child_id)
        await database.fetch(
            """
            insert into enrolment (id, household, child, age_group, starts_on, ends_on)
            select {}, {}, {}, age_group, starts_on, ends_on from enrolment where id = {}
            """,
            *(enrolment_id, household_id, child_id, beside.enrolment_id),
        )
        lines.append(Line(account_id=account_id, enrolment_id=enrolment_id))
    return lines
