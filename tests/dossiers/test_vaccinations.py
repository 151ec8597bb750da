"""Which vaccinations a birth date requires, on both sides of the boundary."""

from datetime import date

import pytest

from app.dossiers.rules import vaccinations

DTP = ["diphterie", "tetanos", "poliomyelite"]
ELEVEN = [*DTP, "coqueluche", "hib", "hepatite_b", "pneumocoque", "meningocoque_c", "rougeole", "oreillons", "rubeole"]


@pytest.mark.parametrize(
    ("birth_date", "codes"),
    [
        (date(2014, 6, 1), DTP),
        (date(2017, 12, 31), DTP),
        (date(2018, 1, 1), ELEVEN),
        (date(2018, 1, 2), ELEVEN),
        (date(2023, 9, 30), ELEVEN),
    ],
)
def test_three_before_2018_and_eleven_since(birth_date: date, codes: list[str]) -> None:
    assert [vaccine.code for vaccine in vaccinations.required_of(birth_date)] == codes
