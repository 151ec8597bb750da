"""Details of a household: at once, or after the service has answered; one field waits, the others do not."""

import asyncio
import re
from uuid import UUID

import asyncpg
import pytest

from app.core import clock, database
from app.core.outbox import Announcement
from app.households import actions
from app.households.actions.steps import Asker
from app.households.rules import refusals
from app.households.rules.fields import Field
from app.messages import mails, writing
from app.messages import queries as messages
from app.messages.queries import PendingMail
from tests.households.people import DURAND, MARTIN, YVES, Ground, sign_in
from tests.pages import Visitor, parsed, visiting

ADDRESS = {"rue": "5 rue du Moulin", "code_postal": "35 310", "commune": "Chavagne"}


async def open_changes() -> dict[str, UUID]:
    return {row["field"]: row["id"] for row in await database.fetch("select field, id from pending_change where status = 'open'")}


async def names_of(account_id: UUID) -> tuple[str, str]:
    row = await database.fetch_one("select first_name, last_name from guardian where account = {}", account_id)
    assert row is not None
    return row["first_name"], row["last_name"]


async def decide(change_id: UUID, *, by: Asker, reason: str | None = None) -> refusals.Refusal | None:
    """As the service's desk will: accepted, or refused with a reason."""
    async with database.transaction():
        if reason is None:
            return await actions.apply_accept(change_id, asker=by, now=clock.now())
        return await actions.apply_refuse(change_id, reason=reason, asker=by, now=clock.now())


async def ask(asker: Asker, **wanted: str) -> object:
    fields = {Field(name): value for name, value in wanted.items()}
    return await actions.ask(asker, fields, now=clock.now())


async def test_phones_change_at_once(ground: Ground) -> None:
    async with visiting() as anne:
        await sign_in(anne)
        here = "/famille/telephones"
        wrong = await anne.post(here, {"telephone": "06 12", "autre_telephone": ""}, page=here)
        assert wrong.status_code == 422
        answer = await anne.post(here, {"telephone": "+32 470 12 34 56", "autre_telephone": "0692 12 34 56"}, page=here)
        assert answer.headers["location"] == "/famille"
    row = await database.fetch_one("select phone, second_phone from guardian where account = {}", ground.martin)
    assert row == {"phone": "+32470123456", "second_phone": "+262692123456"}
    assert await database.fetch_value("select phone from guardian where account = {}", ground.yves) == "+33639980001"
    assert await open_changes() == {}


async def test_only_the_field_that_was_changed_waits_and_is_told(ground: Ground) -> None:
    async with visiting() as anne, visiting() as yves:
        await sign_in(anne)
        await sign_in(yves, YVES)
        answer = await anne.post("/famille/identite", {"prenom": "Anne", "nom": "Martin-Roux"}, page="/famille/identite")
        assert answer.headers["location"] == "/famille"
        assert set(await open_changes()) == {"guardian_last_name"}
        assert await names_of(ground.martin) == ("Anne", "Martin")
        mine, his = (await anne.get("/famille")).text, (await yves.get("/famille")).text
        for page in (mine, his):
            assert "En attente de validation" in page
            assert "Martin-Roux" in page
        assert "/retrait" in mine
        assert "/retrait" not in his
        again = parsed(await anne.get("/famille/identite"))
        assert [node.attributes["name"] for node in again.css("main input[type=text]")] == ["prenom"]
        forged = await anne.post("/famille/identite", {"prenom": "Anne", "nom": "Autre"}, page="/famille/identite")
        assert forged.status_code == 400
        other = await anne.post("/famille/identite", {"prenom": "Annie"}, page="/famille/identite")
        assert other.status_code == 303
    assert set(await open_changes()) == {"guardian_last_name", "guardian_first_name"}


async def test_an_address_and_a_childs_details_wait_and_nothing_changed_asks_nothing(ground: Ground) -> None:
    school = await database.fetch_value("select id from school limit 1")
    async with visiting() as anne:
        await sign_in(anne)
        assert (await anne.post("/famille/adresse", ADDRESS, page="/famille/adresse")).status_code == 303
        child = f"/famille/enfants/{ground.lea}"
        unchanged = {"prenom": "Léa", "nom": "Martin", "naissance": "14/05/2018", "ecole": ""}
        assert (await anne.post(child, unchanged, page=child)).status_code == 303
        assert set(await open_changes()) == {"household_address"}
        wrong = await anne.post(child, unchanged | {"naissance": "14/05/2038", "ecole": str(ground.tom)}, page=child)
        assert wrong.status_code == 422
        assert (await anne.post(child, unchanged | {"naissance": "15.5.2018", "ecole": str(school)}, page=child)).status_code == 303
        page = (await anne.get("/famille")).text
    assert set(await open_changes()) == {"household_address", "child_birth_date", "child_school"}
    assert "5 rue du Moulin, 35310 Chavagne" in page
    assert "15\u00a0mai 2018" in page


async def test_what_is_accepted_is_written_and_what_is_refused_is_not(ground: Ground) -> None:
    school = await database.fetch_value("select id from school limit 1")
    service = Asker(account_id=ground.petit)
    await ask(ground.anne, guardian_last_name="Roux", guardian_first_name="Annie", household_address="5 rue du Moulin\n35310 Chavagne")
    wanted = {Field.CHILD_BIRTH_DATE: "2018-05-15", Field.CHILD_SCHOOL: str(school), Field.CHILD_FIRST_NAME: "Lea", Field.CHILD_LAST_NAME: "Roux"}
    assert await actions.ask(ground.anne, wanted, child_id=ground.lea, now=clock.now()) == 4
    changes = await open_changes()
    assert await decide(changes.pop("guardian_first_name"), by=service, reason="Il manque une pièce d’identité.") is None
    for change_id in changes.values():
        assert await decide(change_id, by=service) is None
    assert await names_of(ground.martin) == ("Anne", "Roux")
    child = await database.fetch_one("select first_name, last_name, birth_date::text as born, school from child where id = {}", ground.lea)
    assert child == {"first_name": "Lea", "last_name": "Roux", "born": "2018-05-15", "school": school}
    assert await database.fetch_value("select address from household where id = {}", ground.household) == "5 rue du Moulin\n35310 Chavagne"
    assert await open_changes() == {}
    acts = await database.fetch("select role, actor from audit_entry where act in ('households:change_accepted', 'households:change_refused')")
    assert [(row["role"], row["actor"]) for row in acts] == [("service", ground.petit)] * 7


async def test_a_decision_is_told_by_mail_without_any_value(ground: Ground) -> None:
    await ask(ground.anne, guardian_last_name="Roux-Valeur", household_address="5 rue Valeur\n35310 Chavagne")
    changes = await open_changes()
    await decide(changes["guardian_last_name"], by=ground.loic, reason="Il manque une pièce d’identité.")
    await decide(changes["household_address"], by=ground.loic)
    told = {row["ids"] for row in await database.fetch("select ids from outbox where event = 'households:change_decided'")}
    assert len(told) == 2
    name, address = changes["guardian_last_name"], changes["household_address"]
    assert [to.email for to in await messages.adults_of_change({"change_id": str(name)})] == [MARTIN]
    assert [to.email for to in await messages.adults_of_change({"change_id": str(address)})] == [MARTIN, YVES]
    refused, accepted = await mail_about(name), await mail_about(address)
    assert "Il manque une pièce d’identité." in refused
    assert "accepté" in accepted
    assert not re.search("Valeur|rue", refused + accepted)


async def mail_about(change_id: UUID) -> str:
    ids = {"change_id": str(change_id)}
    announcement = Announcement(key=change_id, event="households:change_decided", ids=ids)
    (template,) = mails.MAILS[announcement.event]
    mail = await writing.written(PendingMail(id=change_id, template=template, recipient=MARTIN, ids=ids), now=clock.now())
    assert mail is not None
    return "".join(str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text")


async def test_a_change_has_one_answer_and_none_once_the_field_has_moved(ground: Ground) -> None:
    await ask(ground.anne, guardian_last_name="Roux")
    (change_id,) = (await open_changes()).values()
    assert await decide(change_id, by=ground.loic) is None
    assert await decide(change_id, by=ground.loic) == refusals.STALE
    assert await decide(change_id, by=ground.loic, reason="Non.") == refusals.STALE
    await ask(ground.anne, guardian_last_name="Riou")
    (change_id,) = (await open_changes()).values()
    await database.fetch("update guardian set last_name = 'Corrigé' where account = {}", ground.martin)
    assert await decide(change_id, by=ground.loic) == refusals.STALE
    assert await names_of(ground.martin) == ("Anne", "Corrigé")
    with pytest.raises(ValueError, match="reason"):
        await decide(change_id, by=ground.loic, reason=" ")


async def test_a_field_waits_once_whoever_asks_at_the_same_moment(ground: Ground) -> None:
    yves = Asker(account_id=ground.yves)
    outcomes = await asyncio.gather(*(ask(asker, household_address=f"{n} rue Neuve\n35310 Chavagne") for n, asker in enumerate([ground.anne, yves])))
    assert sorted(outcomes, key=str) == [1, refusals.WAITS_ALREADY]
    with pytest.raises(asyncpg.UniqueViolationError):
        await database.fetch(
            """
            insert into pending_change (id, household, field, old_value, new_value, asked_at)
            select gen_random_uuid(), household, field, old_value, 'x', asked_at from pending_change
            """
        )


async def test_a_refused_form_asks_for_nothing(ground: Ground) -> None:
    await ask(ground.anne, guardian_last_name="Roux")
    assert await ask(ground.anne, guardian_first_name="Annie", guardian_last_name="Riou") == refusals.WAITS_ALREADY
    assert set(await open_changes()) == {"guardian_last_name"}
    with pytest.raises(ValueError, match="changes at once"):
        await actions.ask(ground.anne, {Field.PHONE: "+33612345678"}, now=clock.now())


async def test_what_was_asked_is_withdrawn_after_a_question(ground: Ground) -> None:
    async with visiting() as anne, visiting() as yves:
        await sign_in(anne)
        await sign_in(yves, YVES)
        await ask(ground.anne, guardian_last_name="Roux", household_address="5 rue Neuve\n35310 Chavagne")
        changes = await open_changes()
        own, shared = (f"/famille/changements/{changes[field]}/retrait" for field in ("guardian_last_name", "household_address"))
        assert (await yves.get(own)).status_code == 404
        assert (await yves.post(own, {}, page="/famille")).status_code == 404
        assert (await yves.post(shared, {}, page=shared)).status_code == 303
        assert "Roux" in (await anne.get(own)).text
        assert (await anne.post(own, {}, page=own)).status_code == 303
        assert (await anne.post(own, {}, page="/famille")).status_code == 404
        assert "En attente de validation" not in (await anne.get("/famille")).text
    assert await open_changes() == {}
    assert await names_of(ground.martin) == ("Anne", "Martin")


async def test_two_households_ask_for_the_same_child_without_knowing_of_each_other(ground: Ground) -> None:
    for asker, name in ((ground.anne, "Léa-Anne"), (ground.loic, "Léa-Lou")):
        assert await actions.ask(asker, {Field.CHILD_FIRST_NAME: name}, child_id=ground.lea, now=clock.now()) == 1
    async with visiting() as loic:
        await sign_in(loic, DURAND)
        assert "Léa-Anne" not in (await loic.get("/famille")).text


# Leaving


@pytest.mark.rule(25)
async def test_who_leaves_finds_nothing_of_the_household_at_the_next_request(ground: Ground) -> None:
    await ask(Asker(account_id=ground.yves), guardian_last_name="Parti")
    async with visiting() as yves, visiting() as anne:
        await sign_in(yves, YVES)
        await sign_in(anne)
        assert "Tom" in (await yves.get("/famille")).text
        answer = await yves.post("/famille/depart", {}, page="/famille/depart")
        assert answer.headers["location"] == "/tableau-de-bord"
        for address in ("/famille", "/tableau-de-bord", "/reservations", "/demandes"):
            page = await yves.get(address)
            assert page.status_code == 200
            assert "Tom" not in page.text
        assert (await yves.get(f"/famille/enfants/{ground.tom}")).status_code == 404
        assert (await yves.get("/compte")).status_code == 200
        assert "Yves" not in (await anne.get("/famille")).text
        assert await refused_leaving(anne)
    assert await open_changes() == {}
    row = await database.fetch_one("select account, left_at is not null as gone from guardian where first_name = 'Yves'")
    assert row == {"account": None, "gone": True}


async def refused_leaving(visitor: Visitor) -> bool:
    """Told on the page, and refused to a forged form."""
    page = await visitor.get("/famille/depart")
    forged = await visitor.post("/famille/depart", {}, page="/famille")
    return "vous ne pouvez pas le quitter seul" in page.text and forged.headers["location"] == "/famille/depart"


async def test_an_adult_whose_access_waits_or_is_closed_does_not_keep_the_household(ground: Ground) -> None:
    for change in ("password_hash = null", "disabled_at = now()"):
        async with database.transaction():
            await database.fetch(f"update account set {change} where id = {{}}", ground.yves)  # noqa: S608 - constants
        assert await actions.leave(ground.anne, now=clock.now()) == refusals.LAST_ADULT
        await database.fetch("update account set disabled_at = null where id = {}", ground.yves)


async def test_two_adults_who_leave_at_the_same_moment_do_not_leave_the_household_empty(ground: Ground) -> None:
    outcomes = await asyncio.gather(*(actions.leave(Asker(account_id=account), now=clock.now()) for account in (ground.martin, ground.yves)))
    assert sorted(outcomes, key=str) == [refusals.LAST_ADULT, True]


@pytest.mark.rule(7)
async def test_leaving_asks_for_the_password_again_after_ten_minutes(ground: Ground) -> None:
    async with visiting() as anne:
        await sign_in(anne)
        await database.fetch("update session set proved_at = proved_at - interval '11 minutes'")
        assert (await anne.get("/famille/depart")).headers["location"].startswith("/connexion/confirmation?suite=/famille/depart")
