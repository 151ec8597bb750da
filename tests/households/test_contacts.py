"""Adding a contact in two steps, using it again for a brother or sister, correcting and removing it."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from app.core import clock, database
from app.households import actions
from app.households.actions.drafting import Person
from app.households.queries import family
from app.households.queries.sensitive import barred_of
from app.households.rules import phones
from app.households.rules.contacts import Choice, Link
from app.households.rules.privacy import Reader
from app.households.rules.refusals import Reason, Refusal
from tests.households.people import DURAND, GRANNY, Ground, a_contact, sign_in
from tests.pages import Visitor, parsed, visiting

FIRST, SECOND = "/famille/contacts/ajout", "/famille/contacts/ajout/enfants"
WHO = {"prenom": " Mamie ", "nom": "Test", "lien": "grandmother", "telephone": "02.61.91.20.40", "autre_telephone": "+32 470 12 34 56"}
GRANDDAD = Person(first_name="Papi", last_name="Test", link=Link.GRANDFATHER, phone="+33639981200", second_phone="")


async def ranks(child_id: UUID) -> list[str]:
    rows = await database.fetch(
        "select first_name from contact_child join contact on contact.id = contact where child = {} and emergency_rank is not null order by emergency_rank",
        child_id,
    )
    return [row["first_name"] for row in rows]


async def contact_in(visitor: Visitor) -> str:
    """The hidden id that the second step sends."""
    field = parsed(await visitor.get(SECOND)).css_first("input[name=contact]")
    assert field is not None
    return field.attributes["value"] or ""


async def test_a_contact_is_added_in_two_steps_for_two_children_and_sending_again_adds_nothing(ground: Ground) -> None:
    async with visiting() as anne:
        await sign_in(anne)
        answer = await anne.post(FIRST, WHO, page=FIRST)
        assert (answer.status_code, answer.headers["location"]) == (303, SECOND)
        told = {"contact": await contact_in(anne), "pour": [str(ground.tom)], "chercher": [str(ground.lea)], f"urgence-{ground.lea}": "1"}
        token = await anne.token(SECOND)
        for _ in range(2):
            answer = await anne.client.post(SECOND, data={"_csrf": token, **told})
            assert (answer.status_code, answer.headers["location"]) == (303, "/famille")
        page = (await anne.get("/famille")).text
    assert "Mamie Test" in page
    assert "02\u00a061\u00a091\u00a020\u00a040" in page
    view = await family.family_of(ground.martin)
    assert view is not None
    (contact,) = view.contacts
    assert (contact.phone, contact.second_phone, contact.link) == ("+33261912040", "+32470123456", Link.GRANDMOTHER)
    assert {(task.child_id, task.may_collect, task.emergency_rank) for task in contact.tasks} == {(ground.lea, True, 1), (ground.tom, False, None)}


async def test_going_back_finds_the_answers_of_both_steps(ground: Ground) -> None:
    async with visiting() as anne:
        await sign_in(anne)
        await anne.post(FIRST, WHO, page=FIRST)
        answers = {"contact": await contact_in(anne), "chercher": [str(ground.lea)], f"urgence-{ground.tom}": "2", "retour": "1"}
        answer = await anne.post(SECOND, answers, page=SECOND)
        assert answer.headers["location"] == FIRST
        first = parsed(await anne.get(FIRST))
        assert {node.attributes["name"]: node.attributes["value"] for node in first.css("main input[type=text], main input[type=tel]")} == {
            "prenom": "Mamie",
            "nom": "Test",
            "telephone": "02\u00a061\u00a091\u00a020\u00a040",
            "autre_telephone": "+32\u00a0470\u00a012\u00a034\u00a056",
        }
        second = parsed(await anne.get(SECOND))
        assert [node.attributes["value"] for node in second.css("input[name=chercher][checked]")] == [str(ground.lea)]
        selected = second.css_first(f"select[name='urgence-{ground.tom}'] option[selected]")
        assert selected is not None
        assert selected.attributes["value"] == "2"
    assert await database.fetch_value("select count(*) from contact") == 0


async def test_a_refused_step_keeps_what_was_typed_and_says_what_to_do(ground: Ground) -> None:
    async with visiting() as anne:
        await sign_in(anne)
        answer = await anne.post(FIRST, WHO | {"telephone": "06 12", "prenom": "<b>", "lien": ""}, page=FIRST)
        assert answer.status_code == 422
        page = parsed(answer)
        assert [node.text() for node in page.css(".problems li a")] == [
            "Écrivez ce nom en lettres.",
            "Choisissez le lien de cette personne avec l’enfant.",
            phones.INCOMPLETE,
        ]
        assert [node.attributes["value"] for node in page.css("input[name=telephone]")] == ["06 12"]
        await anne.post(FIRST, WHO, page=FIRST)
        nobody = await anne.post(SECOND, {"contact": await contact_in(anne)}, page=SECOND)
        assert nobody.status_code == 422
        assert "Choisissez au moins un enfant." in nobody.text


async def test_giving_up_asks_first_then_forgets(ground: Ground) -> None:
    async with visiting() as anne:
        await sign_in(anne)
        await anne.post(FIRST, WHO, page=FIRST)
        asked = await anne.get(f"{FIRST}/abandon")
        assert "Mamie Test" in asked.text
        assert await database.fetch_value("select count(*) from contact_draft") == 1
        await anne.post(f"{FIRST}/abandon", {}, page=f"{FIRST}/abandon")
        assert (await anne.get(SECOND)).headers["location"] == FIRST
    assert await database.fetch_value("select count(*) from contact_draft") == 0


async def test_the_same_person_serves_a_brother_without_retyping_and_is_not_added_twice(ground: Ground) -> None:
    contact_id = await a_contact(ground.anne, Choice(child_id=ground.lea))
    async with visiting() as anne:
        await sign_in(anne)
        assert f"/famille/contacts/{contact_id}/enfants" in (await anne.get(FIRST)).text
        answer = await anne.post(FIRST, WHO | {"nom": "TEST", "prenom": "mamie"}, page=FIRST)
        assert answer.status_code == 422
        assert "déjà dans vos contacts" in answer.text
        here = f"/famille/contacts/{contact_id}/enfants"
        await anne.post(here, {"pour": [str(ground.lea), str(ground.tom)], "chercher": [str(ground.tom)]}, page=here)
    assert await database.fetch_value("select count(*) from contact_child where contact = {}", contact_id) == 2


async def test_those_who_are_called_have_each_their_turn(ground: Ground) -> None:
    first = await a_contact(ground.anne, Choice(child_id=ground.lea, emergency_rank=1))
    second = await a_contact(ground.anne, Choice(child_id=ground.lea, emergency_rank=1), person=GRANDDAD)
    assert await ranks(ground.lea) == ["Papi", "Mamie"]
    await actions.change_children(ground.anne, second, choices=[Choice(child_id=ground.lea, emergency_rank=5)], now=clock.now())
    assert await ranks(ground.lea) == ["Mamie", "Papi"]
    assert await actions.remove_contact(ground.anne, first, now=clock.now())
    assert await database.fetch_value("select emergency_rank from contact_child where contact = {}", second) == 1
    # The other household calls its own people, in turns of its own.
    await a_contact(ground.loic, Choice(child_id=ground.lea, emergency_rank=1))
    assert await database.fetch_value("select count(*) from contact_child where emergency_rank = 1") == 2


async def test_correcting_and_removing_a_contact(ground: Ground) -> None:
    contact_id = await a_contact(ground.anne, Choice(child_id=ground.lea, may_collect=True, emergency_rank=1))
    here = f"/famille/contacts/{contact_id}"
    async with visiting() as anne:
        await sign_in(anne)
        answer = await anne.post(here, WHO | {"telephone": "0692 12 34 56"}, page=here)
        assert answer.headers["location"] == "/famille"
        row = await database.fetch_one("select phone, may_collect, emergency_rank from contact join contact_child on contact = id")
        assert row == {"phone": "+262692123456", "may_collect": True, "emergency_rank": 1}
        assert "Mamie Test" in (await anne.get(f"{here}/suppression")).text
        assert await database.fetch_value("select count(*) from contact") == 1
        await anne.post(f"{here}/suppression", {}, page=f"{here}/suppression")
    assert await database.fetch_value("select count(*) from contact") == 0
    acts = await database.fetch("select act, details from audit_entry where act like 'households:%' order by id")
    assert [row["act"] for row in acts] == ["households:contact_added", "households:contact_changed", "households:contact_removed"]
    assert {row["details"] for row in acts} == {"{}"}


# A person who must not collect the child


async def bar(ground: Ground, *, first_name: str = "MAMIE", last_name: str = "test") -> UUID:
    async with database.transaction():
        return await actions.apply_bar(
            ground.lea, first_name=first_name, last_name=last_name, grounds="Jugement du 3 mars 2026", asker=ground.anne, now=clock.now()
        )


@pytest.mark.rule(48)
async def test_a_barred_person_is_never_ticked_to_collect_this_child(ground: Ground) -> None:
    await bar(ground)
    contact_id = await a_contact(ground.anne, Choice(child_id=ground.lea), Choice(child_id=ground.tom, may_collect=True))
    refused = await actions.change_children(ground.anne, contact_id, choices=[Choice(child_id=ground.lea, may_collect=True)], now=clock.now())
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.BARRED
    with pytest.raises(asyncpg.CheckViolationError):
        await database.fetch("update contact_child set may_collect = true where contact = {} and child = {}", contact_id, ground.lea)


@pytest.mark.rule(48)
async def test_a_name_written_otherwise_or_taken_later_is_the_same_person(ground: Ground) -> None:
    await bar(ground, first_name="Tést", last_name="Mamie")
    draft = await actions.keep_draft(ground.anne, GRANNY, now=clock.now())
    assert draft is True
    contact_id = await database.fetch_value("select contact from contact_draft")
    refused = await actions.add_contact(ground.anne, contact_id, choices=[Choice(child_id=ground.lea, may_collect=True)], now=clock.now())
    assert isinstance(refused, Refusal)
    assert await database.fetch_value("select count(*) from contact") == 0
    other = await a_contact(ground.loic, Choice(child_id=ground.lea, may_collect=True), person=GRANDDAD)
    renamed = await actions.change_contact(ground.loic, other, person=GRANNY, now=clock.now())
    assert isinstance(renamed, Refusal)


async def test_barring_takes_the_right_from_the_contacts_of_both_households_and_lifting_ticks_nothing(ground: Ground) -> None:
    for asker in (ground.anne, ground.loic):
        await a_contact(asker, Choice(child_id=ground.lea, may_collect=True))
    barred_id = await bar(ground)
    assert await database.fetch_value("select count(*) from contact_child where may_collect or not barred") == 0
    async with database.transaction():
        assert await actions.apply_lift(barred_id, grounds="Jugement du 2 novembre", asker=ground.anne, now=clock.now())
    assert await database.fetch_value("select count(*) from contact_child where may_collect or barred") == 0


async def test_a_bar_and_a_tick_at_the_same_moment_never_leave_the_right(ground: Ground) -> None:
    contact_id = await a_contact(ground.anne, Choice(child_id=ground.lea))
    ticked = [Choice(child_id=ground.lea, may_collect=True)]
    await asyncio.gather(bar(ground), actions.change_children(ground.anne, contact_id, choices=ticked, now=clock.now()))
    assert await database.fetch_one("select may_collect, barred from contact_child") == {"may_collect": False, "barred": True}


@pytest.mark.parametrize(("reader", "reads"), [(Reader.SERVICE, True), (Reader.PRESENCE, True), (Reader.HOUSEHOLD, False), (Reader.OTHER_HOUSEHOLD, False)])
async def test_who_is_barred_is_read_by_the_service_and_at_the_door_alone(ground: Ground, reader: Reader, *, reads: bool) -> None:
    await bar(ground)
    assert bool(await barred_of(ground.lea, reader=reader)) is reads


async def test_no_family_page_says_that_somebody_is_barred(ground: Ground) -> None:
    await a_contact(ground.anne, Choice(child_id=ground.lea, may_collect=True))
    await bar(ground)
    async with visiting() as anne, visiting() as loic:
        await sign_in(anne)
        await sign_in(loic, DURAND)
        for page in ((await anne.get("/famille")).text, (await loic.get("/famille")).text):
            assert "Jugement" not in page
            assert "MAMIE" not in page
            assert "interdit" not in page.lower()
