"""A démarche about health: what is answered lies encrypted from its first step to its decision, and is in no mail and no list."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from app import settings
from app.core import clock, database, resealing
from app.filings import actions, procedures
from app.filings import queries as filings
from app.filings.actions import Decision
from app.filings.drafts import actions as drafts
from app.filings.procedures import Acceptance
from app.filings.rules import Status
from app.filings.rules.transitions import Act
from app.messages import queries as mails
from tests.bookings.families import ANNE, YANN
from tests.filings import drafting
from tests.filings.drafting import ASKED, QUESTION
from tests.messages.ground import configured

pytestmark = pytest.mark.usefixtures("chavagne", "sealed")

SECRET = "Allergie à l’arachide"
TYPED = {**ASKED, "texte": SECRET}


async def keep(acceptance: Acceptance) -> Mapping[str, Any]:
    return {"kept": acceptance.payload["answers"]["texte"]}


@pytest.fixture
def sealed() -> Iterator[None]:
    procedures.register(replace(QUESTION, sealed=True, accept=keep))
    yield
    procedures.register(QUESTION)


async def lying_in_clear() -> int:
    """Rows of the whole engine that hold the answer as it was typed, under any encoding that JSON gives it."""
    found = await database.fetch_value(
        """
        select count(*) from (
            select f::text as words from filing f union all select d::text from filing_draft d union all select e::text from filing_event e
            union all select o::text from outbox o union all select a::text from audit_entry a union all select m::text from mail m
        ) as rows where words ilike '%arachide%' or words ilike '%' || encode(convert_to('arachide', 'UTF8'), 'hex') || '%'
        """
    )
    return int(found)


async def asked() -> None:
    draft_id = await drafting.begun()
    await drafting.saved(draft_id, TYPED)
    assert (await drafting.seen(draft_id)).case.answers == TYPED
    assert await lying_in_clear() == 0
    await drafting.validated(draft_id)


@pytest.mark.rule(63)
async def test_what_is_answered_never_lies_in_clear_and_reads_the_same() -> None:
    await asked()
    filing_id = await database.fetch_value("select id from filing")
    await actions.decide(filing_id, Decision(act=Act.ASK, note="Depuis quand\u00a0?", agent_id=uuid4()), now=clock.now())
    draft_id = await drafts.reopen(YANN, 1, now=clock.now())
    assert draft_id is not None
    assert (await drafting.seen(draft_id)).case.answers == TYPED
    await drafting.saved(draft_id, {**TYPED, "texte": f"{SECRET} depuis 2024"}, by=YANN)
    await drafting.validated(draft_id, by=YANN)
    assert await actions.decide(filing_id, Decision(act=Act.ACCEPT, agent_id=uuid4()), now=clock.now()) is Status.ACCEPTED
    view = await filings.filing_of(ANNE, 1)
    assert view is not None
    assert view.payload["told"][-1] == ["Question", [f"{SECRET} depuis 2024"]]
    assert await filings.outcome_of(ANNE, 1) == {"kept": f"{SECRET} depuis 2024"}
    assert await lying_in_clear() == 0


async def test_of_another_demarche_it_would_be_found() -> None:
    procedures.register(QUESTION)
    draft_id = await drafting.begun()
    await drafting.saved(draft_id, TYPED)
    assert await lying_in_clear() == 1


@pytest.mark.rule(63)
async def test_neither_the_mail_nor_the_list_opens_it() -> None:
    await asked()
    facts = await mails.sent_filing({"filing_id": str(await database.fetch_value("select id from filing"))})
    assert facts is not None
    assert facts["rows"] == ()
    (line,) = await filings.of_account(ANNE, most=5)
    assert line.payload == {}


@pytest.mark.rule(63)
async def test_a_new_key_seals_it_again() -> None:
    old, new = settings.SAMPLE_DATA_KEY, "n" * 40  # the demo is sealed under the first
    with configured(data_keys=old):
        await asked()
    with configured(data_keys=f"{new},{old}"):
        assert await resealing.reseal_columns() > 0
    with configured(data_keys=new):
        view = await filings.filing_of(ANNE, 1)
    assert view is not None
    assert view.payload["answers"] == TYPED
