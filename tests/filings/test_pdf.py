"""The PDF of a demande: the household's alone, accessible, with what the law asks of an acknowledgement."""

import re
from io import BytesIO
from typing import Any, cast

import pytest
from pypdf import PdfReader

from app.bookings import actions
from app.bookings.queries import recap
from app.core import clock
from app.demo.sign_ins import PASSWORD
from tests.bookings.families import ANNE, CANTEEN_DAY, line_of
from tests.pages import visiting


@pytest.fixture
async def demande(chavagne: str) -> int:
    canteen = await line_of(ANNE, child="Clervie", activity="Restauration scolaire")
    await canteen.tap(CANTEEN_DAY, "repas")
    mark = (await recap.of_draft(await canteen.enrolled(), now=clock.now())).mark
    await actions.validate(ANNE, canteen.enrolment_id, mark=mark, now=clock.now())
    return 1


async def test_the_pdf_says_what_the_page_says_and_whom_to_call(demande: int) -> None:
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        answer = await anne.get(f"/demandes/{demande}/pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="demande-1.pdf"'
    read = PdfReader(BytesIO(answer.content))
    text = re.sub(r"\s+", " ", "".join(page.extract_text() for page in read.pages))
    for words in (
        "Demande n° 1",
        "reçue le 30 novembre 2026",
        "Mardi 8 décembre",
        "3,90 €",
        "02 99 64 28 53",
        "portail.familles@chavagne.fr",
        "Mairie, 35310 Chavagne",
    ):
        assert words in text, text


async def test_the_pdf_is_tagged_titled_and_in_french(demande: int) -> None:
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        read = PdfReader(BytesIO((await anne.get(f"/demandes/{demande}/pdf")).content))
    root = cast("dict[str, Any]", read.root_object)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert read.metadata is not None
    assert read.metadata.title == "Demande n°\u00a01"


@pytest.mark.rule(22)
async def test_another_household_does_not_find_it(demande: int) -> None:
    async with visiting() as claire:
        await claire.sign_in("claire.durand@exemple.fr", password=PASSWORD)
        assert (await claire.get(f"/demandes/{demande}/pdf")).status_code == 404
