"""The service corrects, adds, bars and takes out: what each verb writes, what its line in the audit trail says, who is told."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from app.catalogue.rules.windows import Category
from app.core import clock, database
from app.core.outbox import Announcement
from app.households import actions
from app.households.actions import NewAdult, NewChild, NewFamily
from app.households.actions.steps import Asker
from app.households.queries import desk
from app.households.rules import refusals
from app.households.rules.contacts import Choice
from app.households.rules.fields import Field
from app.messages import queries as mails
from tests.households.people import DURAND, MARTIN, YVES, Ground, a_contact

ROLE = "accueil"


@pytest.fixture
async def sophie(ground: Ground) -> Asker:
    account_id = uuid4()
    await database.fetch("insert into account (id, email, created_at) values ({}, 'sophie@mairie.test', {})", account_id, clock.now())
    return Asker(account_id=account_id, origin="192.0.2.7", role=ROLE)


async def noted(act: str) -> list[Mapping[str, Any]]:
    """The details of each entry of this act, by an agent."""
    rows = await database.fetch("select role, object_id, details from audit_entry where act = {} order by id", f"households:{act}")
    assert {row["role"] for row in rows} <= {ROLE}
    return [msgspec.json.decode(row["details"], type=dict[str, Any]) | {"about": row["object_id"]} for row in rows]


async def known(ground: Ground) -> dict[Field, str]:
    row = await database.fetch_one("select first_name, last_name, birth_date::text, coalesce(school::text, '') as school from child where id = {}", ground.lea)
    assert row is not None
    return dict(zip((Field.CHILD_FIRST_NAME, Field.CHILD_LAST_NAME, Field.CHILD_BIRTH_DATE, Field.CHILD_SCHOOL), row.values(), strict=True))


async def told() -> list[tuple[str, ...]]:
    """The addresses of each mail about a correction."""
    rows = await database.fetch("select id, event, ids from outbox where event = 'households:corrected' order by created_at, id")
    found = []
    for row in rows:
        announcement = Announcement(key=row["id"], event=row["event"], ids=msgspec.json.decode(row["ids"], type=dict[str, str]))
        assert await mails.correction(announcement.ids)
        found.append(tuple(recipient.email for recipient in await mails.adults_of_correction(announcement.ids)))
    return found


async def test_a_correction_writes_its_fields_tells_what_stood_and_is_told_by_one_mail(ground: Ground, sophie: Asker) -> None:
    before = await known(ground)
    wanted = before | {Field.CHILD_FIRST_NAME: "Léa-Rose", Field.CHILD_BIRTH_DATE: "2018-05-15"}
    seen = actions.mark_of(before)
    assert await actions.correct(sophie, ground.household, subject_id=ground.lea, wanted=wanted, seen=seen, now=clock.now()) == 2
    assert await known(ground) == wanted
    assert [(each["field"], each["value_before"], each["value"], each["about"]) for each in await noted("corrected")] == [
        ("child_first_name", "Léa", "Léa-Rose", str(ground.lea)),
        ("child_birth_date", "2018-05-14", "2018-05-15", str(ground.lea)),
    ]
    assert await told() == [(MARTIN, DURAND, YVES)]


async def test_what_is_said_of_an_adult_is_told_to_that_household_alone(ground: Ground, sophie: Asker) -> None:
    guardian = await database.fetch_value("select id from guardian where account = {}", ground.durand)
    wanted = {Field.PHONE: "+33639980009", Field.SECOND_PHONE: ""}
    seen = actions.mark_of({Field.PHONE: "+33639980001", Field.SECOND_PHONE: ""})
    assert await actions.correct(sophie, ground.other_household, subject_id=guardian, wanted=wanted, seen=seen, now=clock.now()) == 1
    assert await told() == [(DURAND,)]


async def test_what_says_the_same_writes_nothing(ground: Ground, sophie: Asker) -> None:
    before = await known(ground)
    outcome = await actions.correct(sophie, ground.household, subject_id=ground.lea, wanted=before, seen=actions.mark_of(before), now=clock.now())
    assert (outcome, await noted("corrected"), await told()) == (0, [], [])


async def test_a_page_that_shows_something_else_corrects_nothing(ground: Ground, sophie: Asker) -> None:
    before = await known(ground)
    seen = actions.mark_of(before | {Field.CHILD_LAST_NAME: "Autre"})
    wanted = before | {Field.CHILD_FIRST_NAME: "X"}
    outcome = await actions.correct(sophie, ground.household, subject_id=ground.lea, wanted=wanted, seen=seen, now=clock.now())
    assert outcome is refusals.CHANGED_MEANWHILE
    assert await known(ground) == before


@pytest.mark.rule(22)
async def test_what_is_of_another_household_is_not_there(ground: Ground, sophie: Asker) -> None:
    wanted = {Field.CHILD_FIRST_NAME: "X"}
    outcome = await actions.correct(sophie, ground.strangers, subject_id=ground.lea, wanted=wanted, seen="", now=clock.now())
    assert outcome is None
    assert await actions.bar(sophie, ground.lea, household_id=ground.strangers, first_name="A", last_name="B", grounds="x", now=clock.now()) is None
    yves = await database.fetch_value("select id from guardian where account = {}", ground.yves)
    assert await actions.part(sophie, yves, household_id=ground.strangers, now=clock.now()) is False
    assert await actions.give_access(sophie, yves, household_id=ground.strangers, email="x@exemple.fr", now=clock.now()) is False


async def test_what_the_family_asked_for_is_answered_with_it_or_first(ground: Ground, sophie: Asker) -> None:
    before = await known(ground)
    asked = {Field.CHILD_FIRST_NAME: "Léa-Rose"}
    assert await actions.ask(ground.anne, asked, child_id=ground.lea, now=clock.now()) == 1
    seen, household = actions.mark_of(before), ground.household
    other = before | {Field.CHILD_FIRST_NAME: "Rose"}
    assert await actions.correct(sophie, household, subject_id=ground.lea, wanted=other, seen=seen, now=clock.now()) is refusals.ANSWER_FIRST
    assert await actions.correct(sophie, household, subject_id=ground.lea, wanted=before | asked, seen=seen, now=clock.now()) == 1
    assert await database.fetch_value("select count(*) from pending_change where status = 'open'") == 0


async def test_a_household_takes_a_name_and_a_category(ground: Ground, sophie: Asker) -> None:
    assert await actions.describe(sophie, ground.household, name="Martin-Roux", category=Category.NON_RESIDENT, now=clock.now()) == 2
    assert [(each["category_before"], each["category"]) for each in await noted("category_changed")] == [("resident", "non_resident")]
    assert [(each["name_before"], each["name"]) for each in await noted("name_changed")] == [("Martin", "Martin-Roux")]
    assert await actions.describe(sophie, ground.household, name="Martin-Roux", category=Category.NON_RESIDENT, now=clock.now()) == 0


# Adults


def an_adult(email: str = "", first_name: str = "Nadia") -> NewAdult:
    return NewAdult(id=uuid4(), first_name=first_name, last_name="Martin", phone="+33639980007", email=email)


async def invited() -> int:
    number: int = await database.fetch_value("select count(*) from outbox where event = 'accounts:invited'")
    return number


async def test_an_adult_is_added_once_and_invited(ground: Ground, sophie: Asker) -> None:
    adult = an_adult("nadia@exemple.fr")
    before = await invited()
    for _ in range(2):
        assert await actions.add_adult(sophie, adult, household_id=ground.household, now=clock.now()) is None
    assert await invited() == before + 1
    row = await database.fetch_one("select a.email, g.position from guardian g join account a on a.id = g.account where g.id = {}", adult.id)
    assert row == {"email": "nadia@exemple.fr", "position": 2}
    assert [each["about"] for each in await noted("adult_added")] == [str(adult.id)]
    assert len(await noted("access_given")) == 1


@pytest.mark.parametrize(
    ("adult", "refusal"), [(an_adult(first_name="ANNE"), refusals.ADULT_KNOWN), (an_adult(DURAND), refusals.ADDRESS_TAKEN)], ids=["same name", "same address"]
)
async def test_an_adult_who_is_known_is_not_added(ground: Ground, sophie: Asker, adult: NewAdult, refusal: refusals.Refusal) -> None:
    before = await database.fetch_value("select count(*) from guardian")
    assert await actions.add_adult(sophie, adult, household_id=ground.household, now=clock.now()) is refusal
    assert await database.fetch_value("select count(*) from guardian") == before


async def test_an_address_that_was_mistyped_serves_no_more(ground: Ground, sophie: Asker) -> None:
    adult = an_adult("nadja@exemple.fr")
    await actions.add_adult(sophie, adult, household_id=ground.household, now=clock.now())
    before = await invited()
    assert await actions.give_access(sophie, adult.id, household_id=ground.household, email="nadia@exemple.fr", now=clock.now()) is True
    assert await actions.give_access(sophie, adult.id, household_id=ground.household, email="nadia@exemple.fr", now=clock.now()) is True
    assert await invited() == before + 2
    assert await database.fetch_value("select count(*) from account where email = 'nadja@exemple.fr'") == 0


async def test_who_signs_in_keeps_their_address(ground: Ground, sophie: Asker) -> None:
    anne = await database.fetch_value("select id from guardian where account = {}", ground.martin)
    outcome = await actions.give_access(sophie, anne, household_id=ground.household, email="autre@exemple.fr", now=clock.now())
    assert outcome is refusals.ALREADY_ACTIVE


@pytest.mark.rule(25)
async def test_an_adult_who_is_taken_out_sees_nothing_more_and_may_come_back(ground: Ground, sophie: Asker) -> None:
    guardian = await database.fetch_value("select id from guardian where account = {}", ground.yves)
    await actions.ask(Asker(account_id=ground.yves), {Field.FIRST_NAME: "Yvon"}, now=clock.now())
    assert await actions.part(sophie, guardian, household_id=ground.household, now=clock.now()) is True
    assert await database.fetch_one("select account, left_at is not null as gone from guardian where id = {}", guardian) == {"account": None, "gone": True}
    assert await database.fetch_value("select count(*) from pending_change where status = 'open'") == 0
    assert [each["about"] for each in await noted("parted")] == [str(guardian)]
    before = await invited()
    back = NewAdult(id=uuid4(), first_name="Yves", last_name="Martin", phone="", email=YVES)
    assert await actions.add_adult(sophie, back, household_id=ground.household, now=clock.now()) is None
    assert await database.fetch_value("select account from guardian where id = {}", back.id) == ground.yves
    assert await invited() == before


async def test_a_household_keeps_one_adult(ground: Ground, sophie: Asker) -> None:
    loic = await database.fetch_value("select id from guardian where account = {}", ground.durand)
    assert await actions.part(sophie, loic, household_id=ground.other_household, now=clock.now()) is refusals.ALONE


# Children and households


async def test_a_child_is_added_once_and_not_twice_under_the_same_name(ground: Ground, sophie: Asker) -> None:
    born = (await known(ground))[Field.CHILD_BIRTH_DATE]
    child = NewChild(id=uuid4(), first_name="Noé", last_name="Martin", birth_date=clock.today(), school_id=None)
    for _ in range(2):
        assert await actions.add_child(sophie, child, household_id=ground.household, now=clock.now()) is None
    assert [each["household"] for each in await noted("child_added")] == [str(ground.household)]
    lea = NewChild(id=uuid4(), first_name="LEA", last_name="martin", birth_date=clock.today().fromisoformat(born), school_id=None)
    assert await actions.add_child(sophie, lea, household_id=ground.household, now=clock.now()) is refusals.CHILD_KNOWN


async def test_a_child_enters_its_other_home(ground: Ground, sophie: Asker) -> None:
    for _ in range(2):
        await actions.attach_child(sophie, ground.tom, household_id=ground.other_household, now=clock.now())
    homes = await database.fetch("select household from household_child where child = {}", ground.tom)
    assert {row["household"] for row in homes} == {ground.household, ground.other_household}
    assert len(await noted("child_attached")) == 1


def a_family(email: str) -> NewFamily:
    return NewFamily(
        id=uuid4(), name="Roux", address="1 rue du Bourg\n35310 Chavagne", category=Category.RESIDENT, adults=(an_adult(email),),
        children=(NewChild(id=uuid4(), first_name="Noé", last_name="Roux", birth_date=clock.today(), school_id=None),),
    )  # fmt: skip


async def test_a_household_is_created_once_whole_or_not_at_all(ground: Ground, sophie: Asker) -> None:
    family = a_family("nadia@exemple.fr")
    for _ in range(2):
        assert await actions.create(sophie, family, now=clock.now()) is None
    assert [each["about"] for each in await noted("created")] == [str(family.id)]
    refused = a_family(MARTIN)
    assert await actions.create(sophie, refused, now=clock.now()) is refusals.ADDRESS_TAKEN
    assert await database.fetch_value("select count(*) from household where id = {}", refused.id) == 0


# Barred


@pytest.mark.rule(63)
async def test_who_is_barred_and_why_it_ended_are_sealed(ground: Ground, sophie: Asker) -> None:
    contact = await a_contact(ground.anne, Choice(child_id=ground.lea, may_collect=True))
    barred = await actions.bar(sophie, ground.lea, household_id=ground.household, first_name="mamie", last_name="TEST", grounds="Ordonnance", now=clock.now())
    assert barred is not None
    assert await _collects(contact) == (False, True)
    assert await actions.lift(sophie, barred, child_id=ground.tom, grounds="x", now=clock.now()) is False
    assert await actions.lift(sophie, barred, child_id=ground.lea, grounds="Mainlevée", now=clock.now()) is True
    assert await actions.lift(sophie, barred, child_id=ground.lea, grounds="Mainlevée", now=clock.now()) is False
    assert await _collects(contact) == (False, False)
    row = await database.fetch_one("select person, grounds, lift_grounds from barred_pickup where id = {}", barred)
    assert row is not None
    assert not any(word in row[name] for name in row for word in (b"mamie", b"Ordonnance", "Mainlevée".encode()))
    (told,) = await desk.barred_of(ground.lea)
    assert (told.name, told.grounds, told.lift_grounds) == ("mamie TEST", "Ordonnance", "Mainlevée")
    assert [len(await noted(act)) for act in ("pickup_barred", "pickup_lifted")] == [1, 1]


async def _collects(contact: UUID) -> tuple[bool, bool]:
    row = await database.fetch_one("select may_collect, barred from contact_child where contact = {}", contact)
    assert row is not None
    return row["may_collect"], row["barred"]
