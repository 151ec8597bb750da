"""A family that is there twice, with something in every table: Anne and Léa in both, Tom in one, Zoé and Loïc in the other."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from app.bookings import actions as bookings
from app.bookings.queries import recap
from app.core import clock, database, sealing
from app.households import actions as households
from app.households.actions.drafting import Person
from app.households.actions.steps import Asker
from app.households.rules.contacts import Choice, Link
from app.households.rules.custody import Weeks
from app.intake import actions
from app.intake.actions import Merged
from app.intake.queries import merging
from app.intake.queries.merging import Preview
from app.staff.rules.rights import Role
from tests.bookings.families import CANTEEN_DAY, WEDNESDAY, Line, open_to_all
from tests.households.people import GRANNY
from tests.intake.files import MARTIN, imported
from tests.staff.people import agent

CANTEEN, WEDNESDAYS = "Restauration scolaire", "Accueil de loisirs Mercredi"
LEA = MARTIN | {"activité": CANTEEN}
TOM = MARTIN | {"enfant prénom": "Tom", "enfant date de naissance": "02/09/2020"}
AGAIN = MARTIN | {
    "code famille": "F900",
    "adresse": "3 r. des lilas",
    "responsable 1 nom": "MARTIN",
    "responsable 1 courriel": "a.martin@exemple.fr",
    "responsable 1 téléphone": "06 39 98 00 07",
    "responsable 2 nom": "Durand",
    "responsable 2 prénom": "Loïc",
    "responsable 2 courriel": "loic.durand@exemple.fr",
    "enfant nom": "MARTIN",
    "inscription du": "05/10/2026",
}
ZOE = AGAIN | {"enfant prénom": "Zoé", "enfant date de naissance": "03/03/2017", "activité": WEDNESDAYS}
NOT_COMPARED = ("audit_entry", "household_merge", "merge_step", "migration")
UNCLE = Person(first_name="Yves", last_name="Martin", link=Link.UNCLE, phone="+33639980045", second_phone="")
NEIGHBOUR = Person(first_name="Luc", last_name="Voisin", link=Link.NEIGHBOUR, phone="+33639980044", second_phone="")


@dataclass(frozen=True, kw_only=True)
class Twice:
    """Ids. `lea`: of the household that is kept; `again`: the same child in the other one."""

    kept: UUID
    absorbed: UUID
    lea: UUID
    again: UUID
    tom: UUID
    zoe: UUID
    anne: UUID
    anne_again: UUID
    loic: UUID

    async def preview(self) -> Preview:
        seen = await merging.preview(self.kept, absorbed=self.absorbed, today=clock.today())
        assert isinstance(seen, Preview), seen
        return seen

    async def merge(self) -> UUID:
        seen = await self.preview()
        done = await actions.merge(await agent(Role.DIRECTION), self.kept, absorbed=self.absorbed, mark=seen.mark, now=clock.now())
        assert isinstance(done, Merged), done
        return done.merge_id


async def settle() -> Twice:
    await imported(LEA, TOM, AGAIN, ZOE)
    rows = await database.fetch("select external_key, household from household_key where is_code")
    of = {row["external_key"]: row["household"] for row in rows}
    return Twice(
        kept=of["F001"],
        absorbed=of["F900"],
        lea=await _child(of["F001"], "Léa"),
        again=await _child(of["F900"], "Léa"),
        tom=await _child(of["F001"], "Tom"),
        zoe=await _child(of["F900"], "Zoé"),
        anne=await _account("anne.martin@exemple.fr"),
        anne_again=await _account("a.martin@exemple.fr"),
        loic=await _account("loic.durand@exemple.fr"),
    )


async def _child(household: UUID, name: str) -> UUID:
    found: UUID = await database.fetch_value(
        "select c.id from child c join household_child hc on hc.child = c.id where hc.household = {} and c.first_name = {}", household, name
    )
    return found


async def _account(email: str) -> UUID:
    """Who signs in already."""
    found: UUID = await database.fetch_value("update account set password_hash = 'x' where email = {} returning id", email)
    return found


async def line_of(account_id: UUID, child_id: UUID, activity: str) -> Line:
    enrolment = await database.fetch_value(
        """
        select e.id from enrolment e join guardian g on g.household = e.household join age_group ag on ag.id = e.age_group
        join activity a on a.id = ag.activity where g.account = {} and e.child = {} and a.name = {} order by e.starts_on limit 1
        """,
        *(account_id, child_id, activity),
    )
    return Line(account_id=account_id, enrolment_id=enrolment)


async def book(line: Line, *days: date, unit: str = "repas") -> None:
    for day in days:
        await line.tap(day, unit)
    seen = await recap.of_draft(await line.enrolled(), now=clock.now())
    assert isinstance(await bookings.validate(line.account_id, line.enrolment_id, mark=seen.mark, now=clock.now()), UUID)


async def live(twice: Twice) -> None:
    """Something in every table, in the household that is absorbed; where both may have it, in both."""
    for activity in (CANTEEN, WEDNESDAYS):
        await open_to_all(activity)
    await book(await line_of(twice.anne_again, twice.again, CANTEEN), CANTEEN_DAY)
    await book(await line_of(twice.loic, twice.zoe, WEDNESDAYS), WEDNESDAY)
    await (await line_of(twice.loic, twice.zoe, WEDNESDAYS)).tap(date(2026, 12, 16), "repas")
    await book(await line_of(twice.anne, twice.lea, CANTEEN), date(2026, 12, 10))
    await _fill(twice.kept, twice.lea, account_id=twice.anne)
    await _fill(twice.absorbed, twice.again, account_id=twice.anne_again)
    await _contact(Asker(account_id=twice.loic), NEIGHBOUR, Choice(child_id=twice.again, may_collect=True, emergency_rank=2), Choice(child_id=twice.zoe))
    assert await households.keep_draft(Asker(account_id=twice.loic), UNCLE, now=clock.now()) is True
    await insert("child_key", external_key="E7", child=twice.again)
    async with database.transaction():
        await households.apply_bar(twice.again, first_name="Mamie", last_name="Test", grounds="jugement", asker=Asker(account_id=twice.anne), now=clock.now())


async def _fill(household: UUID, child: UUID, *, account_id: UUID) -> None:
    """What no verb of a family is needed for."""
    now, asker, filing, document, reading, message = clock.now(), Asker(account_id=account_id), uuid4(), uuid4(), uuid4(), uuid4()
    await _contact(asker, GRANNY, Choice(child_id=child, may_collect=True, emergency_rank=1))
    await households.state_custody(asker, child, weeks=Weeks.OTHER, words="", now=now)
    entries = sealing.seal(b"{}", purpose="paper_reading.entries", bound_to=reading)
    await insert("paper_reading", id=reading, household=household, child=child, first_year=2026, paper="pai", entries=entries, read_at=now)
    asked = {"procedure": "question-au-service", "submission_id": uuid4()}
    await insert("filing_draft", id=uuid4(), household=household, changed_at=now, **asked)
    await insert("filing", id=filing, number=child.int % 10**9, household=household, beneficiary=child, status="accepted", subject="", sent_at=now, **asked)
    await insert("message", id=message, code=str(message), title="Un mot", body="Bonjour", sent_at=now)
    await insert("message_household", message=message, household=household)
    await insert("cancellation", id=uuid4(), household=household, told="[]", at=now)
    guardian = await database.fetch_value("select id from guardian where account = {}", account_id)
    await insert("paperless_billing_opt_in", id=filing, household=household, joined_in=filing, joined_at=now)
    await insert("paperless_billing_receiver", opt_in=filing, guardian=guardian)
    change = {"field": "child_school", "old_value": "", "new_value": "x", "status": "refused", "reason": "non", "asked_at": now, "decided_at": now}
    await insert("pending_change", id=uuid4(), household=household, child=child, **change)
    name = sealing.seal(b"x", purpose="supporting_document.name", bound_to=document)
    given = {"given_at": now, "status": "received", "media_type": "application/pdf", "size_bytes": 1, "pages": 1, "checksum": b"", "submission_id": uuid4()}
    kind = await database.fetch_value("select id from document_kind limit 1")
    await insert("supporting_document", id=document, household=household, child=child, kind=kind, name=name, **given)


async def _contact(asker: Asker, person: Person, *choices: Choice) -> None:
    assert await households.keep_draft(asker, person, now=clock.now()) is True
    contact_id: UUID = await database.fetch_value("select contact from contact_draft where account = {}", asker.account_id)
    assert await households.add_contact(asker, contact_id, choices=choices, now=clock.now()) is True


async def insert(table: str, **columns: object) -> None:
    statement = f"insert into {table} ({', '.join(columns)}) values ({', '.join(['{}'] * len(columns))})"  # noqa: S608 - names of this module
    await database.fetch(statement, *columns.values())


async def every_table() -> list[str]:
    rows = await database.fetch("select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'")
    return sorted(row["table_name"] for row in rows if row["table_name"] not in NOT_COMPARED)
