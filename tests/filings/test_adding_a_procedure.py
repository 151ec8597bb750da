"""The guide "A démarche" of CONTRIBUTING.md, followed to the letter: its module is run as it is written there, then used by a family and the service."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import pytest

from app.core import clock, database
from app.filings import actions, procedures
from app.filings.actions import Decision
from app.filings.procedures import Acceptance, Audience, Impossible, Procedure
from app.filings.rules import Status
from app.filings.rules.questions import Case, Choice, Problem, Question, Step
from app.filings.rules.transitions import Act
from components.rendering import ROOT
from tests.filings.walking import Walker, walking
from tests.pages import visiting

NAMING = "/demarches/nom-du-foyer"
WORDS = (Acceptance, Audience, Impossible, Procedure, Case, Choice, Problem, Question, Step, Mapping, Any)
ANSWERS = {"nom": "Le Goff-Martin", "motif": "autre", "detail": "Nos deux noms"}


@pytest.fixture
def naming(chavagne: str) -> Iterator[None]:
    """The démarche of the guide, with the imports that an editor adds."""
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("**A démarche.**")[2]
    written = re.search(r"```python\n(.*?)```", guide, re.DOTALL)
    assert written is not None
    names: dict[str, object] = {getattr(word, "__name__", "Any"): word for word in WORDS} | {"database": database, "procedures": procedures}
    exec(compile(written[1], "CONTRIBUTING.md", "exec"), names)  # noqa: S102 - our own guide
    yield
    del procedures._REGISTERED["nom-du-foyer"]


async def household_name() -> str:
    return str(await database.fetch_value("select h.name from household h join guardian g on g.household = h.id where g.first_name = 'Anne'"))


async def sent(walker: Walker) -> str:
    """From its line in the list to its demande."""
    assert "Changer le nom du foyer" in (await walker.visitor.get("/demarches")).text
    step = await walker.begin(NAMING)
    assert 'value="Le Goff"' in (await walker.visitor.get(step)).text
    unchanged = await walker.answer(step, {"nom": "Le Goff", "motif": "mariage"})
    assert (unchanged.status_code, "C’est le nom d’aujourd’hui." in unchanged.text) == (422, True)
    asked = await walker.answer(step, {"nom": "Le Goff-Martin", "motif": "autre"}, then="voir", target="questions")
    assert "Précisez" in asked.text
    await walker.answer(step, ANSWERS)
    return str((await walker.validate(step)).headers["location"])


async def decided(act: Act, note: str = "") -> object:
    filing_id = await database.fetch_value("select id from filing order by number desc limit 1")
    return await actions.decide(filing_id, Decision(act=act, note=note, agent_id=uuid4()), now=clock.now())


@pytest.mark.usefixtures("naming")
async def test_the_demarche_of_the_guide_goes_from_its_first_page_to_its_decision() -> None:
    async with visiting() as browser:
        demande = await sent(await walking(browser))
        page = (await browser.get(demande)).text
        for words in ("Changer le nom du foyer", "Le Goff-Martin", "Nos deux noms", "Sans réponse au 30\u00a0janvier\u00a02027"):
            assert words in page
        assert (await browser.get(f"{demande}/pdf")).status_code == 200
        assert await household_name() == "Le Goff"
        assert await decided(Act.ACCEPT) is Status.ACCEPTED
        assert "Traitée positivement" in (await browser.get(demande)).text
    assert await household_name() == "Le Goff-Martin"
    assert await database.fetch_value("select outcome ->> 'reason' from filing") == "autre"


@pytest.mark.usefixtures("naming")
async def test_it_is_refused_when_the_world_has_changed_since() -> None:
    async with visiting() as browser:
        await sent(await walking(browser))
    await database.fetch("update household set name = 'Le Goff-Martin' where name = 'Durand'")
    assert isinstance(await decided(Act.ACCEPT), Impossible)
    assert await household_name() == "Le Goff"
    assert await decided(Act.REJECT, "Ce nom est déjà pris.") is Status.REJECTED
