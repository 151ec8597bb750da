"""Sending a message, with a mail to each adult; marking it as read, putting it away, taking it back."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID, uuid5

from app.catalogue import offer
from app.catalogue.offer import EVERYTHING, Narrowing
from app.core import audit, database, outbox
from app.core.authors import CONSOLE, Author

SENT = "messages:sent"
NAMESPACE = UUID("f3b0a6d8-17b4-5b7e-9a0d-5b0f2f6f4c92")  # a message has its id from its code


@dataclass(frozen=True, kw_only=True)
class ToHousehold:
    household_id: UUID


@dataclass(frozen=True, kw_only=True)
class ToBooked:
    """All who have booked something on this day; of these activities alone, when any is named (codes), or of what it is narrowed to. `words`: to what,
    as an agent reads it later."""

    day: date
    activities: tuple[str, ...] = ()
    narrowing: Narrowing = EVERYTHING
    words: str = ""


To: TypeAlias = ToHousehold | ToBooked


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is written under a code is written once."""

    code: str
    title: str
    body: str
    to: To


@dataclass(frozen=True, kw_only=True)
class Sent:
    """`again`: it had been sent already, and nothing was done."""

    message_id: UUID
    households: int
    again: bool = False


class Refusal(StrEnum):
    """NOBODY: no household is there to receive it. TAKEN: another message was sent under this code."""

    NOBODY = "nobody"
    TAKEN = "taken"

    @property
    def sentence(self) -> str:
        return SENTENCES[self]


SENTENCES = {
    Refusal.NOBODY: "personne n’a réservé ce jour-là : ce message n’aurait pas de destinataire.",
    Refusal.TAKEN: "un autre message est déjà parti sous ce code : il ne peut plus être corrigé, donnez un nouveau code à celui-ci.",
}
BOOKED = f"""
select distinct b.household from age_group ag
join activity a on a.id = ag.activity
join slot sl on sl.age_group = ag.id and sl.day = {{}}
join booking b on b.slot = sl.id and b.withdrawn_at is null
where (a.code = any({{}}) or {{}}) and {offer.NARROWED} and coalesce(sl.unit = {{}}::uuid, true)
order by b.household
"""  # noqa: S608 - constants
ADDED = """
insert into message (id, code, title, body, booked_on, sent_at, sent_by, aimed_at) values ({}, {}, {}, {}, {}, {}, {}, {})
on conflict (code) do nothing returning id
"""
KEPT = """
select m.id, m.title, m.body, m.booked_on, (select count(*) from message_household mh where mh.message = m.id) as households from message m
where m.code = {} and (m.booked_on is not null or exists (select 1 from message_household mh where mh.message = m.id and mh.household = any({})))
"""
MARKED = """
insert into message_mark (message, account, read_at, archived_at)
select mh.message, g.account, {}, {}::timestamptz from guardian g join message_household mh on mh.household = g.household
where g.account = {} and mh.message = {}
on conflict (message, account) do update set archived_at = case when {} then message_mark.archived_at else excluded.archived_at end
returning message
"""


@database.retried
async def send_message(letter: Letter, *, now: datetime, by: Author = CONSOLE) -> Sent | Refusal:
    async with database.transaction():
        return await apply_send(letter, now=now, by=by)


async def apply_send(letter: Letter, *, now: datetime, by: Author) -> Sent | Refusal:
    """With the event that asks for its mails."""
    database.require_transaction()
    day = letter.to.day if isinstance(letter.to, ToBooked) else None
    households, message_id = await households_of(letter.to), uuid5(NAMESPACE, letter.code)
    if not households:
        return await _sent_before(letter, day=day, households=households) or Refusal.NOBODY
    words = letter.to.words if isinstance(letter.to, ToBooked) else ""
    added = await database.fetch(ADDED, message_id, letter.code, letter.title, letter.body, day, now, by.account_id, words)
    if not added:
        return await _sent_before(letter, day=day, households=households) or Refusal.TAKEN
    await database.fetch("insert into message_household (message, household) select {}, unnest({}::uuid[])", message_id, households)
    await outbox.announce(SENT, key=message_id, ids={"message_id": message_id}, now=now)
    about = ("message", message_id)
    await audit.record("send message", actor=by.account_id, role=by.role, now=now, about=about, details={"households": len(households)}, origin=by.origin)
    return Sent(message_id=message_id, households=len(households))


async def households_of(to: To) -> list[UUID]:
    """Who would receive it now."""
    if isinstance(to, ToHousehold):
        return [row["id"] for row in await database.fetch("select id from household where id = {}", to.household_id)]
    narrowed = (*offer.narrowed(to.narrowing), to.narrowing.unit_id)
    return [row["household"] for row in await database.fetch(BOOKED, to.day, list(to.activities), not to.activities, *narrowed)]


async def _sent_before(letter: Letter, *, day: date | None, households: list[UUID]) -> Sent | None:
    """The same message, sent under this code; those who have booked since do not receive it."""
    row = await database.fetch_one(KEPT, letter.code, households)
    if row is None or (row["title"], row["body"], row["booked_on"]) != (letter.title, letter.body, day):
        return None
    return Sent(message_id=row["id"], households=row["households"], again=True)


# What an adult does of it


async def mark_read(account_id: UUID, message_id: UUID, *, now: datetime) -> bool:
    """The first reading is the one that is told. False for another household's message."""
    return await _mark(account_id, message_id, now=now, archived_at=None, keep=True)


async def archive(account_id: UUID, message_id: UUID, *, now: datetime) -> bool:
    """For this adult alone; who puts a message away has read it."""
    return await _mark(account_id, message_id, now=now, archived_at=now, keep=False)


async def take_back(account_id: UUID, message_id: UUID, *, now: datetime) -> bool:
    return await _mark(account_id, message_id, now=now, archived_at=None, keep=False)


async def _mark(account_id: UUID, message_id: UUID, *, now: datetime, archived_at: datetime | None, keep: bool) -> bool:
    return bool(await database.fetch(MARKED, now, archived_at, account_id, message_id, keep))
