"""The attestation d’inscription: a paper of what is true that day, the household's alone, accessible."""

import re
from io import BytesIO
from typing import Any, cast

import pytest
from pypdf import PdfReader

from app.core import database
from tests.filings.walking import CLAIRE, Walker, walking
from tests.pages import visiting

ATTESTATION = "/demarches/attestation-inscription"


async def asked(walker: Walker, *, year: str = "2026", recipient: str = "Caf d’Ille-et-Vilaine") -> str:
    """The address of the demande."""
    child = str(await database.fetch_value("select id from child where first_name = 'Clervie'"))
    step = await walker.begin(ATTESTATION, enfant=child, annee=year)
    await walker.answer(step, {"usage": "organisme"}, then="voir")
    await walker.answer(step, {"usage": "organisme", "destinataire": recipient})
    return str((await walker.validate(step)).headers["location"])


def text_of(pdf: bytes) -> str:
    return re.sub(r"\s+", " ", "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


async def test_the_paper_says_where_the_child_is_enrolled_to_whom_it_may_concern(chavagne: str) -> None:
    async with visiting() as browser:
        demande = await asked(await walking(browser))
        assert "Télécharger l’attestation (PDF)" in (await browser.get(demande)).text
        answer = await browser.get(f"{demande}/document")
    assert answer.headers["content-disposition"] == 'attachment; filename="attestation-inscription-1.pdf"'
    text = text_of(answer.content)
    for words in (
        "Attestation d’inscription",
        "Caf d’Ille-et-Vilaine",
        "Clervie Le Goff",
        "14 mai 2018",
        "2026-2027",
        "Restauration scolaire, École élémentaire publique",
        "Accueil de loisirs Vacances, Pôle Enfance",
        "Attestation délivrée le 30 novembre 2026",
        "Service Enfance",
        "02 99 64 28 53",
    ):
        assert words in text, text
    root = cast("dict[str, Any]", PdfReader(BytesIO(answer.content)).root_object)
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "fr")


async def test_the_paper_stays_what_it_was(chavagne: str) -> None:
    async with visiting() as browser:
        demande = await asked(await walking(browser))
        before = await browser.get(f"{demande}/document")
        await database.fetch("delete from enrolment")
        await database.fetch("update activity set name = 'Autre nom'")
        assert text_of((await browser.get(f"{demande}/document")).content) == text_of(before.content)


async def test_a_child_without_enrolment_in_that_year_is_told_so_and_nothing_is_sent(chavagne: str) -> None:
    async with visiting() as browser:
        anne = await walking(browser)
        child = str(await database.fetch_value("select id from child where first_name = 'Clervie'"))
        step = await anne.begin(ATTESTATION, enfant=child, annee="2027")
        refused = await anne.answer(step, {"usage": "tous"})
    assert refused.status_code == 422
    assert "pas d’inscription pour cette année scolaire" in refused.text
    assert await database.fetch_value("select count(*) from filing") == 0


@pytest.mark.rule(22)
async def test_another_household_does_not_find_the_paper(chavagne: str) -> None:
    async with visiting() as hers, visiting() as browser:
        demande = await asked(await walking(hers))
        await walking(browser, CLAIRE)
        assert (await browser.get(f"{demande}/document")).status_code == 404


async def test_a_demande_that_gives_no_paper_has_none(chavagne: str) -> None:
    async with visiting() as browser:
        demande = await (await walking(browser)).ask()
        assert (await browser.get(f"{demande}/document")).status_code == 404
