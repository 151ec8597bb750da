"""Every démarche of the portal, sent by a process that is killed before each of its statements: nothing is half written, nothing is lost."""

import asyncio
import sys
from collections.abc import Mapping
from uuid import UUID

import pytest

from app.core import clock, database
from app.filings import procedures
from app.filings.drafts import actions
from app.filings.procedures import Audience, Procedure
from tests.bookings.families import ANNE
from tests.dossiers import filling
from tests.filings import drafting
from tests.filings.ground import child_of

BEGINS = {"inscription": 2027}
NOW = 2026
BEFORE = {"facture-papier": "facture-en-ligne"}
Answers = Mapping[str, Mapping[str, str]]
ANSWERS: Mapping[str, Answers] = {
    "dossier-administratif": filling.WHOLE,
    "inscription": {"activite": {"activite": "restauration", "debut": "02/09/2027", "remarques": ""}},
    "attestation-inscription": {"destinataire": {"usage": "tous"}},
    "facture-en-ligne": {"destinataires": {"destinataires": "{anne}", "accord": "1"}},
    "facture-papier": {"accord": {"accord": "1"}},
    "changement-de-situation": {
        "changement": {"quoi": "autre", "depuis": "01/12/2026"},
        "precisions": {"enfants": "", "explication": "Un chien est arrivé.", "remarques": ""},
        "justificatifs": {},
    },
    "question-au-service": {"question": drafting.ASKED},
}


async def ready(procedure: Procedure) -> UUID:
    """A draft with all its answers, after what must be sent before it."""
    if before := BEFORE.get(procedure.code):
        assert isinstance(await drafting.validated(await ready(procedures.of_code(before))), UUID)
    child_id = None if procedure.audience is Audience.HOUSEHOLD else await child_of(ANNE, "Clervie")
    year = BEGINS.get(procedure.code, NOW) if procedure.audience is Audience.CHILD_YEAR else None
    draft_id = await actions.begin(ANNE, procedure, child_id=child_id, first_year=year, now=clock.now())
    assert draft_id is not None
    anne = await database.fetch_value("select id from guardian where account = {}", ANNE)
    for step in procedure.steps:
        values = {name: value.format(anne=anne) for name, value in ANSWERS[procedure.code][step.code].items()}
        await actions.save(ANNE, draft_id, step=step, values=values, seen="", now=clock.now())
    return draft_id


def test_every_demarche_is_killed_here() -> None:
    assert {procedure.code for procedure in procedures.every() if procedure.steps} == ANSWERS.keys(), "say in ANSWERS how the new one is answered"


@pytest.mark.rule(50)
@pytest.mark.parametrize("code", ANSWERS)
async def test_killed_before_any_statement_of_its_sending_a_demarche_is_still_there_to_be_sent(code: str, chavagne: str) -> None:
    draft_id = await ready(procedures.of_code(code))
    mark, before = (await drafting.seen(draft_id)).mark, await drafting.written()
    dying = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.filings.dying", chavagne, str(ANNE), str(draft_id), mark, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await dying.communicate()
    held = told.decode().split()
    assert len(held) > 8, "killed at several statements, then not at all"
    assert len(set(held[:-1])) == 1, "something stayed of an attempt that was killed"
    assert held[-1] != held[0]
    after = await drafting.written()
    assert [after[rows] - before[rows] for rows in ("filings", "drafts", "mails")] == [1, -1, 1]
