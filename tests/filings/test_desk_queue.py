"""The queue of the service: what stands in it, in which order, who sees it, and what it costs."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.core import clock, database
from app.core.access import Agent
from app.filings import actions
from app.filings.actions import Decision
from app.filings.desk import deciding, queue, screen, searching, statements
from app.filings.desk.queue import Narrowing
from app.filings.desk.statements import CHANGES, PER_PAGE
from app.filings.rules import Status
from app.filings.rules.transitions import Act
from app.filings.rules.waiting import Age, Care, Show
from app.staff.rules.rights import Role
from tests.bookings.families import ANNE, CLAIRE
from tests.filings import drafting, ground, waiting
from tests.queries import counting
from tests.staff import people

pytestmark = pytest.mark.usefixtures("chavagne")


async def numbers(agent: Agent, **narrowed: object) -> list[int | None]:
    return [item.number for item in (await waiting.page(agent, Narrowing(**narrowed))).items]  # type: ignore[arg-type]


async def test_what_waits_is_there_the_oldest_first_demandes_and_changes_together() -> None:
    agent = await people.agent()
    first = await waiting.number_of(await drafting.sent())
    await waiting.sent_at(first, clock.now() - timedelta(days=3))
    change = await waiting.asked()
    last = await waiting.number_of(await drafting.sent())
    await waiting.sent_at(last, clock.now() + timedelta(minutes=1))
    await ground.sent(status=Status.ACCEPTED)
    page = await waiting.page(agent)
    assert [item.ref for item in page.items] == [first, change, last]
    assert (page.total, page.after) == (3, None)
    assert [item.procedure for item in page.items] == ["question-au-service", CHANGES, "question-au-service"]


async def test_each_part_of_the_queue_holds_its_statuses() -> None:
    agent = await people.agent()
    by_status = {status: await ground.sent(status=status, at=clock.now() + timedelta(minutes=rank)) for rank, status in enumerate(Status)}
    assert await numbers(agent) == [by_status[Status.SENT], by_status[Status.PENDING]]
    assert await numbers(agent, show=Show.FAMILY) == [by_status[Status.NEEDS_INFO]]
    assert await numbers(agent, show=Show.ACCEPTED) == [by_status[Status.ACCEPTED]]
    assert set(await numbers(agent, show=Show.ALL)) == set(by_status.values())


async def test_what_is_decided_is_shown_the_latest_first() -> None:
    agent = await people.agent()
    older, newer = await ground.sent(), await ground.sent()
    await waiting.sent_at(older, clock.now() - timedelta(days=1))
    assert await numbers(agent, show=Show.ACCEPTED) == [newer, older]


async def test_it_is_narrowed_by_demarche_child_family_and_year() -> None:
    agent = await people.agent()
    question, change = await waiting.number_of(await drafting.sent()), await waiting.asked()
    clervie = await ground.child_of(ANNE, "Clervie")
    of_child = await ground.sent(status=Status.SENT)
    assert await numbers(agent, procedure="question-au-service") == [question]
    assert [item.id for item in (await waiting.page(agent, Narrowing(procedure=CHANGES))).items] == [change]
    assert await numbers(agent, child_id=clervie) == [of_child]
    assert len(await numbers(agent, household_id=await waiting.household_of(ANNE))) == 3
    assert await numbers(agent, household_id=await waiting.household_of(CLAIRE)) == []
    assert len(await numbers(agent, first_year=2026)) == 3
    assert await numbers(agent, first_year=2027) == []
    await database.fetch("update filing set first_year = 2027 where number = {}", question)
    assert await numbers(agent, first_year=2027) == [question]


async def test_it_is_narrowed_by_age_and_late_is_said_of_what_silence_answers_alone() -> None:
    agent = await people.agent()
    question = await waiting.number_of(await drafting.sent())
    booked = await ground.sent(status=Status.SENT)
    change = await waiting.asked()
    for number in (question, booked):
        await waiting.sent_at(number, clock.now() - timedelta(days=63))
    await database.fetch("update pending_change set asked_at = {} where id = {}", clock.now() - timedelta(days=63), change)
    fresh = await ground.sent(status=Status.SENT)
    assert fresh not in await numbers(agent, age=Age.WEEK)
    assert {question, booked} <= set(await numbers(agent, age=Age.MONTH))
    late = (await waiting.page(agent, Narrowing(age=Age.LATE))).items
    assert {item.ref for item in late} == {booked, change}, "nobody's silence answers a question"


async def test_it_is_narrowed_by_who_takes_charge() -> None:
    sophie, paul = await people.agent(), await people.agent(name=("Paul", "Riou"))
    mine, free = await waiting.number_of(await drafting.sent()), await waiting.number_of(await drafting.sent())
    case = await waiting.page(sophie)
    await deciding.take(waiting.by(sophie), mine, seen=await mark(sophie, mine))
    assert len(case.items) == 2
    assert await numbers(sophie, care=Care.MINE) == [mine]
    assert await numbers(paul, care=Care.MINE) == []
    assert await numbers(paul, care=Care.NOBODY) == [free]
    (item,) = (await waiting.page(sophie, Narrowing(care=Care.MINE))).items
    assert (item.taken_by, item.taken_name, item.status) == (sophie.account_id, "Sophie Le Gall", Status.PENDING)


async def mark(agent: Agent, ref: int | UUID) -> str:
    case = await screen.case_for(agent, ref)
    assert case is not None
    return case.mark


async def test_a_change_stands_under_the_status_of_its_answer() -> None:
    agent = await people.agent()
    change = await waiting.asked()
    await deciding.decide(waiting.by(agent), change, deciding.Choice(act=Act.REJECT, seen=await mark(agent, change), note="Envoyez un justificatif."))
    assert (await waiting.page(agent)).items == ()
    (item,) = (await waiting.page(agent, Narrowing(show=Show.REJECTED))).items
    assert (item.id, item.status, item.field) == (change, Status.REJECTED, "household_address")


@pytest.mark.rule(22)
async def test_an_agent_of_a_site_sees_the_families_of_that_site_alone() -> None:
    """A site to which no child of the family goes shows nothing of it, neither in the list, nor in the counts, nor by its name."""
    await drafting.sent()
    await waiting.asked()
    there = await database.fetch_value(
        "select ag.site from enrolment e join age_group ag on ag.id = e.age_group where e.household = {} limit 1", await waiting.household_of(ANNE)
    )
    elsewhere = uuid4()
    await database.fetch("insert into site (id, code, name, position) values ({}, 'autre', 'Un autre lieu', 9)", elsewhere)
    here, away = await people.agent(sites=[there]), await people.agent(sites=[elsewhere])
    assert (await waiting.page(here)).total == 2
    assert (await waiting.page(away)).total == 0
    assert sum((await queue.open_counts(here)).values()) == 2
    assert await queue.open_counts(away) == {}
    assert [family.name for family in await searching.families(here, "le goff")] == ["Le Goff"]
    assert await searching.families(away, "le goff") == []


async def test_counts_are_by_status_and_demarche() -> None:
    agent = await people.agent()
    await drafting.sent()
    await waiting.asked()
    filing_id = await drafting.sent()
    await actions.decide(filing_id, Decision(act=Act.ASK, note="Pour qui ?", agent_id=agent.account_id), now=clock.now())
    assert await queue.open_counts(agent) == {
        (Status.SENT, "question-au-service"): 1,
        (Status.NEEDS_INFO, "question-au-service"): 1,
        (Status.SENT, CHANGES): 1,
    }


async def test_pages_follow_each_other_without_losing_or_repeating_any() -> None:
    agent = await people.agent()
    await waiting.many(PER_PAGE + 7)
    change = await waiting.asked()
    first = await waiting.page(agent)
    assert (len(first.items), first.total) == (PER_PAGE, PER_PAGE + 8)
    assert first.after is not None
    rest = await queue.page_of(agent, Narrowing(), after=first.after, today=clock.today())
    assert (len(rest.items), rest.after) == (8, None)
    assert rest.items[-1].id == change
    assert len({item.id for item in (*first.items, *rest.items)}) == PER_PAGE + 8


async def test_demandes_that_came_at_the_same_instant_each_have_their_place() -> None:
    agent = await people.agent()
    await waiting.many(PER_PAGE * 2)
    await database.fetch("update filing set sent_at = {}", clock.now())
    first = await waiting.page(agent)
    rest = await queue.page_of(agent, Narrowing(), after=first.after, today=clock.today())
    assert len({item.id for item in (*first.items, *rest.items)}) == PER_PAGE * 2


async def test_the_next_one_is_of_the_same_queue_even_when_the_one_before_has_left_it() -> None:
    agent = await people.agent()
    await waiting.many(3)
    first, second, third = (await waiting.page(agent)).items
    assert await queue.neighbours(agent, Narrowing(), key=second.key, today=clock.today()) == (first, third)
    await database.fetch("update filing set status = 'accepted' where id = {}", second.id)
    assert await queue.neighbours(agent, Narrowing(), key=second.key, today=clock.today()) == (first, third)
    assert (await queue.neighbours(agent, Narrowing(), key=third.key, today=clock.today()))[1] is None


# Names


@pytest.mark.parametrize("typed", ["Le Goff", "LE GOFF", "goff anne", "clervie", "Clé", "lé-goff", "le gof"])
async def test_a_family_is_found_by_the_beginnings_of_its_names(typed: str) -> None:
    await database.fetch("update child set first_name = 'Cléœ' where first_name = 'Clervie'") if typed == "Clé" else None
    assert [family.name for family in await searching.families(await people.agent(), typed)] == ["Le Goff"]


@pytest.mark.parametrize("typed", ["", "…", "goffle", "' | x:*", "李", "& !"])
async def test_what_begins_no_name_finds_nobody(typed: str) -> None:
    assert await searching.families(await people.agent(), typed) == []


async def test_a_name_that_was_corrected_is_found_at_once_and_the_old_one_no_longer() -> None:
    agent = await people.agent()
    await database.fetch("update child set first_name = 'Maëlys-Œdine' where first_name = 'Clervie'")
    (found,) = await searching.families(agent, "oedine")
    assert "Maëlys-Œdine" in found.children[0].name
    assert await searching.families(agent, "clervie") == []


async def test_a_name_is_looked_up_in_an_index() -> None:
    await database.fetch("set enable_seqscan = off")
    plan = await database.fetch("explain select 1 from child c where to_tsvector('simple', c.search_name) @@ to_tsquery('simple', 'x')")
    assert any("child_search" in row["QUERY PLAN"] for row in plan)


# Cost


async def test_the_queue_costs_the_same_statements_whatever_its_length() -> None:
    """With ten thousand demandes, as with ten."""
    agent, spent = await people.agent(role=Role.DIRECTION), []
    for more in (10, 9_990):
        await waiting.many(more)
        with counting() as sent:
            await waiting.page(agent)
            await queue.open_counts(agent)
        spent.append(len(sent))
    assert spent[0] == spent[1] <= 3


async def test_a_part_of_the_queue_is_read_in_its_order_from_an_index() -> None:
    """Neither sorting nor reading all that was ever accepted."""
    agent = await people.agent()
    await waiting.many(3_000, status=Status.ACCEPTED)
    await database.fetch("analyze filing")
    asked = await queue._asked(agent, Narrowing(show=Show.ACCEPTED), today=clock.today())
    start = queue._start("back")
    wanted = queue._wanted(agent, Narrowing(show=Show.ACCEPTED))
    plan = await database.fetch("explain (analyze, timing off) " + statements.listed(frozenset(), "back"), *asked, start.at, start.id, *wanted)
    read = [row["QUERY PLAN"] for row in plan]
    assert any("Index Scan" in line and "filing_queue" in line for line in read), "\n".join(read)
    assert not any("Sort Key: f.sent_at" in line for line in read), "\n".join(read)
    assert not any("Seq Scan on filing " in line for line in read), "\n".join(read)
