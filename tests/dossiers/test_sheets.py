"""What each sheet asks and when it is complete: values alone, on both sides of each condition."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from app.dossiers import sheets
from app.dossiers.rules import states
from app.dossiers.rules.diets import WORDS, Diet
from app.dossiers.rules.states import DossierState, SheetState
from app.dossiers.rules.vaccinations import VACCINES
from app.dossiers.sheets import health
from app.filings.rules import Status, questions
from app.filings.rules.questions import Case, Child, Year
from tests.dossiers.filling import WHOLE

NOBODY = UUID(int=0)
YEAR = Year(first_year=2026, first_day=date(2026, 9, 1), last_class_day=date(2027, 7, 3), last_day=date(2027, 8, 31), projected=False)
CASE = Case(
    household_id=NOBODY,
    account_id=NOBODY,
    child=Child(id=NOBODY, first_name="Léa", last_name="Martin", birth_date=date(2018, 1, 1), school=None),
    year=YEAR,
    today=date(2026, 11, 30),
)
BORN_BEFORE = replace(CASE, child=replace(CASE.its_child, birth_date=date(2017, 12, 31)))
BORN_LATER = replace(CASE, child=replace(CASE.its_child, birth_date=date(2023, 7, 1)))
ALLERGIC = {"sante": "a_signaler", "allergie_aliments": "1", "pai": "oui", "traitement": "non"}
DONE, TO_COMPLETE = SheetState.DONE, SheetState.TO_COMPLETE


def state(code: str, change: Mapping[str, str], *, case: Case = CASE) -> SheetState:
    """Of a sheet sent with these answers besides those of a whole one, as the page would send it."""
    sheet = sheets.of_code(code)
    assert sheet is not None
    tried = replace(case, answers={**WHOLE[code], **change})
    kept = {question.name: tried.said(question.name) for question in questions.asked(sheet.step, tried)}
    return states.of_sheet(sheet.step, replace(case, answers=kept))


@pytest.mark.parametrize(
    ("code", "change", "expected"),
    [
        ("famille", {}, DONE),
        ("famille", {"situation": ""}, TO_COMPLETE),
        ("famille", {"situation": "separes"}, TO_COMPLETE),
        ("famille", {"situation": "separes", "jugement": "non"}, DONE),
        ("famille", {"situation": "riches"}, TO_COMPLETE),
        ("famille", {"allocations": "caf", "allocataire": ""}, TO_COMPLETE),
        ("famille", {"allocations": "aucun", "allocataire": ""}, DONE),
        ("famille", {"telephone_travail_1": "12"}, TO_COMPLETE),
        ("famille", {"telephone_travail_1": "02 99 64 00 02"}, DONE),
        ("sante", {}, DONE),
        ("sante", {"vaccins": "non"}, DONE),
        ("sante", {"vaccins": "contre_indication"}, DONE),
        ("sante", {"sante": "a_signaler", "pai": "non", "traitement": "non"}, TO_COMPLETE),
        ("sante", {"sante": "a_signaler", "pai": "oui", "traitement": "non"}, DONE),
        ("sante", {"sante": "a_signaler", "pai": "non", "traitement": "non", "precautions": "Aide pour les escaliers"}, DONE),
        ("sante", ALLERGIC, TO_COMPLETE),
        ("sante", {**ALLERGIC, "allergie_cause": "Arachide"}, TO_COMPLETE),
        ("sante", {**ALLERGIC, "allergie_cause": "Arachide", "allergie_conduite": "Appeler le 15"}, DONE),
        ("sante", {"sante": "a_signaler", "pai": "non", "traitement": "oui"}, TO_COMPLETE),
        ("sante", {"sante": "a_signaler", "pai": "non", "traitement": "oui", "traitement_detail": "Ventoline, deux bouffées"}, DONE),
        ("sante", {"medecin_telephone": "02 99"}, TO_COMPLETE),
        ("sante", {"soins": ""}, TO_COMPLETE),
        ("sante", {"regime": "halal"}, TO_COMPLETE),
        ("personnes", {}, DONE),
        ("personnes", {"personnes_relues": ""}, TO_COMPLETE),
        ("autorisations", {"acces_quotient": "non", "photo_video": "non"}, DONE),
        ("autorisations", {"photo_video": ""}, TO_COMPLETE),
        ("assurance", {}, DONE),
        ("assurance", {"assurance_fin": "30/11/2026"}, DONE),
        ("assurance", {"assurance_fin": "29/11/2026"}, TO_COMPLETE),
        ("assurance", {"assurance_fin": "bientôt"}, TO_COMPLETE),
    ],
)
def test_when_a_sheet_is_done(code: str, change: dict[str, str], expected: SheetState) -> None:
    assert state(code, change) is expected


def test_all_that_the_birth_date_requires_ticked_is_not_one_missing() -> None:
    ticked = {"vaccins": "non", **{f"vaccin_{vaccine.code}": "1" for vaccine in VACCINES}}
    assert state("sante", ticked) is TO_COMPLETE
    assert state("sante", {**ticked, "vaccin_hib": ""}) is DONE
    assert state("sante", {**ticked, "vaccin_hib": ""}, case=BORN_BEFORE) is TO_COMPLETE


@pytest.mark.parametrize(("case", "number"), [(CASE, 11), (BORN_BEFORE, 3), (BORN_LATER, 12)])
def test_each_vaccination_required_and_no_other_is_asked_for_when_one_is_missing(case: Case, number: int) -> None:
    answered = replace(case, answers={"vaccins": "non"})
    asked = [each.name for each in questions.asked(health.SHEET.step, answered) if each.name.startswith("vaccin_")]
    assert len(asked) == number == len(health.missing_vaccines(answered))
    assert not [each for each in questions.asked(health.SHEET.step, case) if each.name.startswith("vaccin_")]


def test_a_sheet_that_nobody_sent_is_to_fill() -> None:
    assert {states.of_sheet(sheet.step, CASE) for sheet in sheets.SHEETS} == {SheetState.TO_FILL}


def test_no_diet_names_a_religion() -> None:
    assert set(WORDS) == set(Diet)
    said = " ".join([*Diet, *WORDS.values()]).lower()
    assert not [word for word in ("hal", "cacher", "casher", "kasher", "musulman", "juif", "religi") if word in said]
    assert "sans porc" in said


def test_what_a_sheet_shares_and_what_is_sensitive_are_answers_of_its_own() -> None:
    for sheet in sheets.SHEETS:
        assert sheet.shared | sheet.sensitive <= sheet.step.names
    assert {"regime", "pai", "vaccins", "allergie_cause"} <= health.SHEET.sensitive
    assert not sheets.SHARED & {"regime", "sante", "vaccins", "part_seul"}


@pytest.mark.parametrize(
    ("done", "sent", "is_draft", "expected", "lets_reserve"),
    [
        (False, None, False, DossierState.TO_FILL, False),
        (False, None, True, DossierState.UNDER_WAY, False),
        (True, None, True, DossierState.READY, False),
        (True, Status.SENT, False, DossierState.SENT, True),
        (True, Status.PENDING, False, DossierState.SENT, True),
        (True, Status.ACCEPTED, False, DossierState.ACCEPTED, True),
        (False, Status.ACCEPTED, True, DossierState.CHANGED, True),
        (True, Status.NEEDS_INFO, False, DossierState.NEEDS_INFO, True),
        (True, Status.REJECTED, True, DossierState.REJECTED, False),
    ],
)
def test_where_a_dossier_stands(done: bool, sent: Status | None, is_draft: bool, expected: DossierState, lets_reserve: bool) -> None:  # noqa: FBT001
    found = states.of_dossier(sheets=((SheetState.DONE if done else SheetState.TO_FILL),), sent=sent, is_draft=is_draft)
    assert found is expected
    assert found.lets_reserve is lets_reserve


@pytest.mark.parametrize(("today", "is_open"), [(date(2026, 4, 30), False), (date(2026, 5, 1), True), (date(2027, 2, 1), True)])
def test_the_dossier_of_a_year_is_filled_from_may_on(today: date, is_open: bool) -> None:  # noqa: FBT001
    assert states.is_open(YEAR, today=today) is is_open
