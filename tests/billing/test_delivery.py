"""Invoices by mail or on paper: the two démarches, who receives them, what stays of it."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.billing import actions, queries, rules, shown
from app.billing.procedure import JOINING, LEAVING
from app.billing.queries import Adult
from app.core import clock, database
from app.filings import queries as filings
from app.filings.drafts import actions as drafts
from app.filings.drafts import queries as drafting
from app.filings.procedures import Impossible, Procedure
from app.filings.rules import Status
from tests.bookings.families import ANNE, CLAIRE, YANN
from tests.filings.walking import CLAIRE as CLAIRES_ADDRESS
from tests.filings.walking import path_of, walking
from tests.pages import parsed, visiting, words
from tests.queries import counting, failing

ADULTS = [Adult(id=uuid4(), first_name=name, last_name="Le Goff", email=f"{name}@exemple.fr") for name in ("Anne", "Yann")]
ANNES, YANNS = (adult.id for adult in ADULTS)
ROWS = """
select (select count(*) from filing) as filings, (select count(*) from paperless_billing_opt_in) as periods,
       (select count(*) from paperless_billing_receiver) as receivers, (select count(*) from filing_draft) as drafts, (select count(*) from outbox) as mails
"""


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [({ANNES}, ["Anne"]), ({ANNES, YANNS}, ["Anne", "Yann"]), ({uuid4()}, ["Anne", "Yann"]), ({uuid4(), YANNS}, ["Yann"]), (set(), ["Anne", "Yann"])],
)
def test_an_invoice_always_reaches_somebody_of_the_household(chosen: set[UUID], expected: list[str]) -> None:
    assert [adult.first_name for adult in rules.receivers(chosen, ADULTS)] == expected


async def begun(procedure: Procedure, values: dict[str, str], *, by: UUID = ANNE) -> UUID:
    draft_id = await drafts.begin(by, procedure, child_id=None, first_year=None, now=clock.now())
    assert draft_id is not None
    await drafts.save(by, draft_id, step=procedure.steps[0], values=values, seen="", now=clock.now())
    return draft_id


async def sent(procedure: Procedure, values: dict[str, str], *, by: UUID = ANNE) -> object:
    draft_id = await begun(procedure, values, by=by)
    draft = await drafting.draft_of(by, draft_id, today=clock.today())
    assert draft is not None
    return await drafts.validate(by, draft_id, mark=draft.mark, now=clock.now())


async def guardian(account_id: UUID) -> str:
    return str(await database.fetch_value("select id from guardian where account = {}", account_id))


async def joined(*receivers: UUID) -> object:
    chosen = ",".join([await guardian(each) for each in receivers or (ANNE,)])
    return await sent(JOINING, {"destinataires": chosen, "accord": "1"})


async def receivers_of(account_id: UUID = ANNE) -> list[str]:
    delivery = await queries.of_account(account_id)
    assert delivery is not None
    return [adult.first_name for adult in delivery.receivers]


async def test_joining_takes_effect_at_once_and_is_the_households(chavagne: str) -> None:
    assert isinstance(await joined(ANNE, YANN), UUID)
    view = await filings.filing_of(YANN, 1)
    assert view is not None
    assert (view.procedure, view.status, view.subject) == ("facture-en-ligne", Status.ACCEPTED, "Courriel à Anne et Yann")
    assert await receivers_of(YANN) == ["Anne", "Yann"]
    assert await receivers_of(CLAIRE) == []
    assert await database.fetch_value("select event from outbox") == "filings:sent"


async def test_others_are_chosen_then_paper_again_and_each_time_is_kept(chavagne: str) -> None:
    await joined(ANNE, YANN)
    with clock.frozen(clock.now() + timedelta(days=10)):
        assert isinstance(await joined(YANN), UUID)
        assert await receivers_of() == ["Yann"]
    with clock.frozen(clock.now() + timedelta(days=20)):
        assert isinstance(await sent(LEAVING, {"accord": "1"}), UUID)
        delivery = await queries.of_account(ANNE)
    assert delivery is not None
    assert delivery.current is None
    assert [(period.joined_at.day, period.left_at and period.left_at.day) for period in delivery.periods] == [(10, 20), (30, 10)]


async def test_the_same_again_and_paper_when_it_is_paper_are_told_and_send_nothing(chavagne: str) -> None:
    assert isinstance(await sent(LEAVING, {"accord": "1"}), drafts.Incomplete)
    await joined(ANNE)
    assert isinstance(await joined(ANNE), drafts.Incomplete)
    assert (await database.fetch_one(ROWS) or {})["filings"] == 1


async def test_an_adult_who_has_left_receives_nothing_and_is_not_chosen(chavagne: str) -> None:
    yanns = await guardian(YANN)
    await joined(ANNE, YANN)
    household = await database.fetch_value("select household from guardian where account = {}", ANNE)
    await database.fetch("update guardian set account = null, left_at = {} where id = {}", clock.now(), yanns)
    assert await receivers_of() == ["Anne"]
    async with database.transaction():
        assert not await actions.apply_join(household, receivers=[UUID(yanns)], filing_id=uuid4(), now=clock.now())
    assert await receivers_of() == ["Anne"]


@pytest.mark.rule(22)
async def test_an_adult_of_another_household_is_not_offered(chavagne: str) -> None:
    assert isinstance(await sent(JOINING, {"destinataires": await guardian(CLAIRE), "accord": "1"}), drafts.Incomplete)
    assert (await database.fetch_one(ROWS) or {})["periods"] == 0


async def test_a_demande_that_became_impossible_writes_nothing(chavagne: str) -> None:
    """Yann leaves between the reading of the récapitulatif and the writing."""
    await joined(ANNE)
    leaving = await begun(LEAVING, {"accord": "1"})
    draft = await drafting.draft_of(ANNE, leaving, today=clock.today())
    assert draft is not None
    async with database.transaction():
        household = await database.fetch_value("select household from guardian where account = {}", ANNE)
        filing = await database.fetch_value("select id from filing")
        await actions.apply_leave(household, filing_id=filing, now=clock.now())
    done = await drafts.validate(ANNE, leaving, mark=draft.mark, now=clock.now())
    assert isinstance(done, drafts.Incomplete | Impossible)
    assert (await database.fetch_one(ROWS) or {})["filings"] == 1


@pytest.mark.rule(50)
async def test_two_adults_who_decide_at_once_leave_one_state(chavagne: str) -> None:
    chosen = {ANNE: await guardian(ANNE), YANN: await guardian(YANN)}
    draft_id = await begun(JOINING, {"destinataires": ",".join(chosen.values()), "accord": "1"})
    draft = await drafting.draft_of(ANNE, draft_id, today=clock.today())
    assert draft is not None
    done = await asyncio.gather(*(drafts.validate(account, draft_id, mark=draft.mark, now=clock.now()) for account in (ANNE, YANN) * 3))
    assert [type(each) for each in done].count(UUID) == 1
    assert await database.fetch_value("select count(*) from paperless_billing_opt_in where left_at is null") == 1


@pytest.mark.rule(50)
async def test_a_connection_lost_at_any_statement_leaves_all_or_nothing(chavagne: str) -> None:
    await joined(ANNE)
    draft_id = await begun(JOINING, {"destinataires": await guardian(YANN)})
    draft = await drafting.draft_of(ANNE, draft_id, today=clock.today())
    assert draft is not None
    before = await database.fetch_one(ROWS)
    for at in range(40):
        try:
            with failing(at=at):
                await drafts.validate(ANNE, draft_id, mark=draft.mark, now=clock.now())
        except ConnectionResetError:
            assert await database.fetch_one(ROWS) == before, f"statement {at}"
            assert await receivers_of() == ["Anne"]
        else:
            break
    assert at > 10, "several statements were cut"
    assert await receivers_of() == ["Yann"]


async def test_from_ma_famille_to_the_demande_and_back_to_ma_famille(chavagne: str) -> None:
    async with visiting() as browser:
        anne = await walking(browser)
        assert "Par courrier postal" in (await browser.get("/famille")).text
        step = await anne.begin(shown.JOINING)
        page = parsed(await browser.get(step))
        assert "Étape 2 sur 3" in page.html  # type: ignore[operator]
        boxes = page.css("input[name=destinataires]")
        assert ["checked" in box.attributes for box in boxes] == [True, True]
        chosen = str(boxes[0].attributes["value"])
        refused = await anne.answer(step, {"destinataires": chosen})
        assert (refused.status_code, "Cochez la case pour recevoir vos factures en ligne." in refused.text) == (422, True)
        answered = await anne.answer(step, {"destinataires": chosen, "accord": "1"})
        assert "Anne Le Goff" in (await browser.get(answered.headers["location"])).text
        demande = path_of((await anne.validate(step)).headers["location"])
        assert "Traitée positivement" in words(parsed(await browser.get(demande)).css(".confirmation.good")[0])
        with counting() as statements:
            section = words(parsed(await browser.get("/famille")).css("section[aria-labelledby=factures]")[0])
        assert "En ligne, depuis le 30\u00a0novembre\u00a02026" in section
        assert "Revenir à la facture papier" in section
        assert len([each for each in statements if "paperless" in each]) == 1
        assert "Le courriel part à Anne." in (await browser.get(await anne.begin(shown.LEAVING))).text


async def test_another_household_reads_nothing_of_it(chavagne: str) -> None:
    await joined(ANNE)
    async with visiting() as browser:
        claire = await walking(browser, CLAIRES_ADDRESS)
        assert "Par courrier postal" in (await browser.get("/famille")).text
        shown_to_claire = (await browser.get(await claire.begin(shown.JOINING))).text
    assert "anne.legoff" not in shown_to_claire
