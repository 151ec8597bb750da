"""Weeks of custody: stated by each household for itself and the service, sealed at rest; contacts that nobody finished are forgotten."""

from datetime import timedelta

import pytest

from app.core import clock, database
from app.households import actions
from app.households.actions.drafting import KEPT
from app.households.queries.sensitive import custody_of
from app.households.rules.custody import Weeks
from app.households.rules.privacy import Reader
from tests.households.people import DURAND, GRANNY, Ground, sign_in
from tests.pages import parsed, visiting

WORDS = "Du vendredi soir au lundi matin"


async def test_each_household_states_its_weeks_corrects_them_and_takes_them_back(ground: Ground) -> None:
    here = f"/famille/enfants/{ground.lea}/garde"
    async with visiting() as anne, visiting() as loic:
        await sign_in(anne)
        await sign_in(loic, DURAND)
        refused = await anne.post(here, {"semaines": "other", "organisation": " "}, page=here)
        assert refused.status_code == 422
        assert "Décrivez en quelques mots" in refused.text
        assert (await anne.post(here, {"semaines": "jamais", "organisation": ""}, page=here)).status_code == 422
        assert (await anne.post(here, {"semaines": "other", "organisation": WORDS}, page=here)).headers["location"] == "/famille"
        assert (await loic.post(here, {"semaines": "odd", "organisation": ""}, page=here)).headers["location"] == "/famille"
        hers, his = (await anne.get("/famille")).text, (await loic.get("/famille")).text
        assert (WORDS in hers, "Semaines impaires" in hers) == (True, False)
        assert (WORDS in his, "Semaines impaires" in his) == (False, True)
        assert [node.attributes["value"] for node in parsed(await anne.get(here)).css("input[checked]")] == ["other"]
        await anne.post(here, {"semaines": "even", "organisation": ""}, page=here)
        assert "Semaines paires" in (await anne.get("/famille")).text
        await anne.post(here, {"semaines": "", "organisation": ""}, page=here)
        assert "Semaines paires" not in (await anne.get("/famille")).text
    assert await database.fetch_value("select count(*) from custody_statement") == 1


async def test_the_service_reads_what_each_household_states_and_nobody_else_both(ground: Ground) -> None:
    for asker, weeks in ((ground.anne, Weeks.EVEN), (ground.loic, Weeks.ODD)):
        assert await actions.state_custody(asker, ground.lea, weeks=weeks, words=WORDS, now=clock.now())
    read = {reader: await custody_of(ground.lea, reader=reader) for reader in Reader}
    assert {each.household_id: each.said.weeks for each in read.pop(Reader.SERVICE)} == {ground.household: Weeks.EVEN, ground.other_household: Weeks.ODD}
    assert set(map(tuple, read.values())) == {()}


@pytest.mark.rule(63)
async def test_the_database_holds_neither_the_weeks_nor_who_is_barred_in_clear(ground: Ground) -> None:
    await actions.state_custody(ground.anne, ground.lea, weeks=Weeks.OTHER, words=WORDS, now=clock.now())
    async with database.transaction():
        await actions.apply_bar(ground.lea, first_name="Jean", last_name="Interdit", grounds="Jugement", asker=ground.anne, now=clock.now())
    for table, column in (("custody_statement", "said"), ("barred_pickup", "person"), ("barred_pickup", "grounds")):
        (row,) = await database.fetch(f"select {column} as sealed from {table}")  # noqa: S608 - constants
        assert len(row["sealed"]) > 20
        assert not any(word.encode() in row["sealed"] for word in (WORDS, "Jean", "Interdit", "Jugement", "other"))


async def test_a_contact_that_nobody_finished_is_forgotten_after_a_month(ground: Ground) -> None:
    await actions.keep_draft(ground.anne, GRANNY, now=clock.now())
    await actions.purge_drafts(now=clock.now() + KEPT)
    assert await database.fetch_value("select count(*) from contact_draft") == 1
    await actions.purge_drafts(now=clock.now() + KEPT + timedelta(seconds=1))
    assert await database.fetch_value("select count(*) from contact_draft") == 0
