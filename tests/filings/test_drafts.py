"""A démarche under way: one for the household, saved step by step, sent once, all or nothing."""

import asyncio
import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.core import clock, database
from app.filings import procedures
from app.filings import queries as filings
from app.filings.drafts import actions, queries
from app.filings.drafts.actions import Conflict, Incomplete, Stale
from app.filings.drafts.queries import Draft
from app.filings.rules import Status
from tests.bookings.families import ANNE, CLAIRE, YANN
from tests.conftest import MORNING
from tests.filings import drafting
from tests.filings.drafting import ASKED, QUESTION, STEP
from tests.queries import failing

pytestmark = pytest.mark.usefixtures("chavagne")


async def test_the_adults_of_a_household_share_one_draft() -> None:
    assert await drafting.begun(ANNE) == await drafting.begun(YANN)
    assert await drafting.begun(CLAIRE) != await drafting.begun(ANNE)


async def test_two_adults_who_begin_at_once_begin_the_same_draft() -> None:
    begun = await asyncio.gather(*(drafting.begun(account) for account in (ANNE, YANN) * 5))
    assert len(set(begun)) == 1
    assert (await drafting.written())["drafts"] == 1


async def test_each_child_and_each_year_has_a_draft_of_its_own() -> None:
    enrolling = procedures.of_code("inscription")
    children = await database.fetch("select hc.child from household_child hc join guardian g on g.household = hc.household where g.account = {}", ANNE)
    begun = {
        await actions.begin(ANNE, enrolling, child_id=row["child"], first_year=year, now=clock.now())
        for row in children
        for year in (2026, 2027)
        for _ in range(2)
    }
    assert len(begun) == 4


@pytest.mark.rule(22)
async def test_another_households_draft_and_child_do_not_exist() -> None:
    draft_id = await drafting.answered()
    claires = await database.fetch_value("select hc.child from household_child hc join guardian g on g.household = hc.household where g.account = {}", CLAIRE)
    enrolling = procedures.of_code("inscription")
    assert await queries.draft_of(CLAIRE, draft_id, today=clock.today()) is None
    assert await drafting.saved(draft_id, {**ASKED, "texte": "Autre"}, by=CLAIRE, having_seen="") is None
    assert await actions.validate(CLAIRE, draft_id, mark="", now=clock.now()) is None
    assert await actions.abandon(CLAIRE, draft_id) is False
    assert await actions.begin(ANNE, enrolling, child_id=claires, first_year=2026, now=clock.now()) is None
    assert await actions.begin(ANNE, enrolling, child_id=uuid4(), first_year=2026, now=clock.now()) is None
    assert (await drafting.written())["drafts"] == 1
    assert (await drafting.seen(draft_id)).case.answers == ASKED


async def test_a_child_who_left_the_household_takes_its_drafts_out_of_sight() -> None:
    child = await database.fetch_value("select id from child where first_name = 'Clervie'")
    draft_id = await actions.begin(ANNE, procedures.of_code("inscription"), child_id=child, first_year=2026, now=clock.now())
    assert draft_id is not None
    assert len(await queries.unfinished_of(ANNE)) == 1
    await database.fetch("delete from household_child where child = {}", child)
    assert await queries.draft_of(ANNE, draft_id, today=clock.today()) is None
    assert await queries.unfinished_of(ANNE) == []


async def test_answers_are_kept_as_they_are_even_incomplete() -> None:
    draft_id = await drafting.begun()
    await drafting.saved(draft_id, {"sujet": "repas"})
    assert (await drafting.seen(draft_id)).case.answers == {"sujet": "repas", "enfant": "", "texte": ""}
    assert isinstance(await drafting.validated(draft_id), Incomplete)


async def test_what_one_adult_wrote_since_is_not_overwritten_by_the_other() -> None:
    draft_id = await drafting.begun()
    shown = await drafting.mark(draft_id)
    await drafting.saved(draft_id, by=YANN, having_seen=shown)
    refused = await drafting.saved(draft_id, {**ASKED, "texte": "Autre question"}, by=ANNE, having_seen=shown)
    assert isinstance(refused, Conflict)
    assert refused.draft.case.answers == ASKED
    assert isinstance(await drafting.saved(draft_id, {**ASKED, "texte": "Autre question"}, by=ANNE), Draft)


async def test_the_same_answers_sent_twice_change_nothing() -> None:
    draft_id = await drafting.begun()
    shown = await drafting.mark(draft_id)
    await drafting.saved(draft_id, by=YANN, having_seen=shown)
    assert isinstance(await drafting.saved(draft_id, by=ANNE, having_seen=shown), Draft)
    assert (await drafting.seen(draft_id)).changed_by == YANN


async def test_two_adults_who_save_at_once_do_not_both_succeed() -> None:
    draft_id = await drafting.begun()
    shown = await drafting.mark(draft_id)
    both = await asyncio.gather(
        drafting.saved(draft_id, {**ASKED, "texte": "D’Anne"}, by=ANNE, having_seen=shown),
        drafting.saved(draft_id, {**ASKED, "texte": "De Yann"}, by=YANN, having_seen=shown),
    )
    assert {type(each) for each in both} == {Draft, Conflict}


async def test_validating_numbers_the_demande_keeps_what_was_read_and_announces_it() -> None:
    await drafting.sent()
    view = await filings.filing_of(YANN, 1)
    assert view is not None
    assert (view.procedure, view.status, view.subject) == ("question-au-service", Status.SENT, "Les repas et la santé")
    assert view.payload["answers"] == ASKED
    assert view.payload["told"] == [["Sujet", ["Les repas et la santé"]], ["Concerne", ["Toute la famille"]], ["Question", [ASKED["texte"]]]]
    assert await database.fetch_value("select event from outbox") == "filings:sent"
    assert await filings.filing_of(CLAIRE, 1) is None


async def test_two_adults_who_validate_at_once_make_one_demande() -> None:
    draft_id = await drafting.answered()
    shown = (await drafting.seen(draft_id)).mark
    made = await asyncio.gather(*(actions.validate(account, draft_id, mark=shown, now=clock.now()) for account in (ANNE, YANN) * 4))
    assert [type(each) for each in made].count(UUID) == 1
    assert [each for each in made if not isinstance(each, UUID)] == [None] * 7
    assert (await drafting.written())["filings"] == 1


async def test_what_changed_since_it_was_read_is_not_sent() -> None:
    draft_id = await drafting.answered()
    shown = (await drafting.seen(draft_id)).mark
    await drafting.saved(draft_id, {**ASKED, "texte": "Autre question"}, by=YANN)
    assert isinstance(await actions.validate(ANNE, draft_id, mark=shown, now=clock.now()), Stale)
    assert (await drafting.written())["filings"] == 0


@pytest.mark.rule(50)
async def test_a_connection_lost_at_any_statement_of_a_validation_leaves_all_or_nothing() -> None:
    draft_id = await drafting.answered()
    before, shown = await drafting.written(), (await drafting.seen(draft_id)).mark
    for at in range(30):
        try:
            with failing(at=at):
                await actions.validate(ANNE, draft_id, mark=shown, now=clock.now())
        except ConnectionResetError:
            assert await drafting.written() == before, f"statement {at}"
        else:
            break
    after = await drafting.written()
    assert at > 6, "several statements were cut"
    assert (after["filings"], after["events"], after["drafts"], after["mails"]) == (1, 1, 0, 1)


async def test_giving_up_forgets_the_answers() -> None:
    draft_id = await drafting.answered()
    assert await actions.abandon(YANN, draft_id)
    assert (await drafting.written())["drafts"] == 0


async def test_what_nobody_has_touched_for_six_months_is_forgotten() -> None:
    await drafting.answered()
    await actions.purge(now=MORNING + timedelta(days=179))
    assert (await drafting.written())["drafts"] == 1
    await actions.purge(now=MORNING + timedelta(days=181))
    assert (await drafting.written())["drafts"] == 0


async def test_a_draft_holds_the_answers_of_its_own_questions_only() -> None:
    draft_id = await drafting.begun()
    await actions.save(ANNE, draft_id, step=STEP, values={**ASKED, "household": "x"}, seen="", now=clock.now())
    assert set(json.loads(await database.fetch_value("select answers from filing_draft"))) == set(ASKED)
    assert QUESTION.step("question") is STEP
