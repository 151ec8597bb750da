"""Contacts are added, corrected and removed by the adults of their household."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from app.core import database
from app.households.actions import barring, drafting, steps
from app.households.actions.drafting import Person
from app.households.actions.steps import Asker, Place
from app.households.rules import contacts as rules
from app.households.rules import refusals
from app.households.rules.contacts import Choice, Link
from app.households.rules.refusals import Refusal

CONTACT = "contact"


@database.retried
async def add_contact(asker: Asker, contact_id: UUID, *, choices: Sequence[Choice], now: datetime) -> Refusal | bool:
    """What the draft says of the person, once: a second sending finds the contact. False when there is neither."""
    async with database.transaction():
        place = await steps.place_of(asker)
        if place is None:
            return False
        person = await _drafted(asker, contact_id, household_id=place.household_id)
        if person is None:
            return await _owns(place, contact_id)
        if await drafting.is_known(person, household_id=place.household_id):
            return refusals.KNOWN_ALREADY
        barred = await _barred(place, choices, key=person.key)
        if rules.refused_for(choices, barred=barred):
            return refusals.BARRED
        await database.fetch(
            """
            insert into contact (id, household, first_name, last_name, person_key, link, phone, second_phone, created_at)
            values ({}, {}, {}, {}, {}, {}, {}, {}, {})
            """,
            *(contact_id, place.household_id, person.first_name, person.last_name, person.key, person.link.value, person.phone, person.second_phone, now),
        )
        await _apply_choices(place, contact_id, choices=choices, barred=barred)
        await database.fetch("delete from contact_draft where account = {}", asker.account_id)
        await steps.apply_note("contact_added", asker=asker, now=now, about=(CONTACT, contact_id))
        return True


async def _drafted(asker: Asker, contact_id: UUID, *, household_id: UUID) -> Person | None:
    row = await database.fetch_one(
        "select first_name, last_name, link, phone, second_phone from contact_draft where account = {} and contact = {} and household = {}",
        *(asker.account_id, contact_id, household_id),
    )
    return None if row is None else Person(**row | {"link": Link(row["link"])})


async def _owns(place: Place, contact_id: UUID) -> bool:
    """Whether the contact is the household's; locked until the transaction ends."""
    found = await database.fetch_one("select 1 from contact where id = {} and household = {} for update", contact_id, place.household_id)
    return found is not None


async def _barred(place: Place, choices: Sequence[Choice], *, key: str) -> set[UUID]:
    """For which children this person is barred. They are locked first: the service cannot bar it meanwhile."""
    children = await steps.children_locked(place, [choice.child_id for choice in choices])
    return await barring.is_barred(children, key=key)


async def _apply_choices(place: Place, contact_id: UUID, *, choices: Sequence[Choice], barred: Collection[UUID] = ()) -> None:
    """What the contact does for each child of the household, instead of what it did. Its children are locked already."""
    database.require_transaction()
    before = await database.fetch("delete from contact_child where contact = {} returning child", contact_id)
    await database.fetch(
        """
        insert into contact_child (contact, household, child, may_collect, barred)
        select {}, hc.household, hc.child, wanted.may_collect, hc.child = any({}::uuid[])
        from unnest({}::uuid[], {}::boolean[]) as wanted (child, may_collect)
        join household_child hc on hc.child = wanted.child and hc.household = {}
        """,
        *(contact_id, list(barred), [choice.child_id for choice in choices], [choice.may_collect for choice in choices], place.household_id),
    )
    ranks: dict[UUID, int | None] = {row["child"]: None for row in before}
    ranks |= {choice.child_id: choice.emergency_rank for choice in choices}
    await _apply_ranks(place, ranks, contact_id=contact_id)


async def _apply_ranks(place: Place, ranks: dict[UUID, int | None], *, contact_id: UUID) -> None:
    """The turns in which a child's contacts are called, without a gap: those of the household alone."""
    database.require_transaction()
    rows = await database.fetch(
        "select child, contact from contact_child where household = {} and child = any({}::uuid[]) and emergency_rank is not null order by emergency_rank",
        *(place.household_id, list(ranks)),
    )
    turns = [
        (child_id, each, turn)
        for child_id, rank in ranks.items()
        for turn, each in enumerate(rules.in_order([row["contact"] for row in rows if row["child"] == child_id], contact_id=contact_id, rank=rank), start=1)
    ]
    await database.fetch(
        """
        update contact_child cc set emergency_rank = turn.number from unnest({}::uuid[], {}::uuid[], {}::integer[]) as turn (child, contact, number)
        where cc.child = turn.child and cc.contact = turn.contact
        """,
        *([child for child, _, _ in turns], [contact for _, contact, _ in turns], [turn for _, _, turn in turns]),
    )


@database.retried
async def change_contact(asker: Asker, contact_id: UUID, *, person: Person, now: datetime) -> Refusal | bool:
    """Who the contact is. False for another household's."""
    async with database.transaction():
        place = await steps.place_of(asker)
        if place is None or not await _owns(place, contact_id):
            return False
        if await drafting.is_known(person, household_id=place.household_id, but=contact_id):
            return refusals.KNOWN_ALREADY
        rows = await database.fetch("select child as child_id, may_collect, emergency_rank from contact_child where contact = {}", contact_id)
        choices = [Choice(**row) for row in rows]
        barred = await _barred(place, choices, key=person.key)
        if rules.refused_for(choices, barred=barred):
            return refusals.BARRED
        await database.fetch(
            "update contact set first_name = {}, last_name = {}, person_key = {}, link = {}, phone = {}, second_phone = {} where id = {}",
            *(person.first_name, person.last_name, person.key, person.link.value, person.phone, person.second_phone, contact_id),
        )
        await _apply_choices(place, contact_id, choices=choices, barred=barred)
        await steps.apply_note("contact_changed", asker=asker, now=now, about=(CONTACT, contact_id))
        return True


@database.retried
async def change_children(asker: Asker, contact_id: UUID, *, choices: Sequence[Choice], now: datetime) -> Refusal | bool:
    """For which children the contact is there, and what for. False for another household's."""
    async with database.transaction():
        place = await steps.place_of(asker)
        if place is None or not await _owns(place, contact_id):
            return False
        key: str = await database.fetch_value("select person_key from contact where id = {}", contact_id)
        barred = await _barred(place, choices, key=key)
        if rules.refused_for(choices, barred=barred):
            return refusals.BARRED
        await _apply_choices(place, contact_id, choices=choices, barred=barred)
        await steps.apply_note("contact_children_changed", asker=asker, now=now, about=(CONTACT, contact_id))
        return True


async def apply_collectors(asker: Asker, child_id: UUID, *, wanted: Collection[UUID], now: datetime) -> Refusal | None:
    """Who among the contacts of the household may collect this child: these and nobody else. Nothing is written for another household's child, nor when
    the service has barred one of them."""
    database.require_transaction()
    place = await steps.place_of(asker)
    if place is None or not await steps.children_locked(place, [child_id]):
        return None
    rows = await database.fetch("select id, person_key from contact where household = {} and id = any({}::uuid[])", place.household_id, list(wanted))
    for row in rows:
        if await barring.is_barred([child_id], key=row["person_key"]):
            return refusals.BARRED
    changed = await database.fetch(
        """
        with chosen as (select unnest({}::uuid[]) as contact), added as (
            insert into contact_child (contact, household, child, may_collect, barred) select contact, {}, {}, true, false from chosen
            on conflict (contact, child) do update set may_collect = true where not contact_child.may_collect returning contact
        ), taken as (
            update contact_child set may_collect = false
            where household = {} and child = {} and may_collect and contact not in (select contact from chosen) returning contact
        )
        select contact from added union all select contact from taken
        """,
        *([row["id"] for row in rows], place.household_id, child_id, place.household_id, child_id),
    )
    if changed:
        await steps.apply_note("collectors_chosen", asker=asker, now=now, about=("child", child_id))
    return None


@database.retried
async def remove_contact(asker: Asker, contact_id: UUID, *, now: datetime) -> bool:
    """False for another household's, and for one that is gone already. Those who were called after it move up."""
    async with database.transaction():
        place = await steps.place_of(asker)
        if place is None or not await _owns(place, contact_id):
            return False
        rows = await database.fetch("select child from contact_child where contact = {}", contact_id)
        await steps.children_locked(place, [row["child"] for row in rows])
        await _apply_choices(place, contact_id, choices=[])
        await database.fetch("delete from contact where id = {}", contact_id)
        await steps.apply_note("contact_removed", asker=asker, now=now, about=(CONTACT, contact_id))
        return True
