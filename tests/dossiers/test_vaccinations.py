"""Which vaccinations a birth date requires, on both sides of each boundary."""

from datetime import date

import pytest

from app.dossiers.rules import vaccinations

DTP = ["diphterie", "tetanos", "poliomyelite"]
ELEVEN = [*DTP, "coqueluche", "hib", "hepatite_b", "pneumocoque", "meningocoque_c", "rougeole", "oreillons", "rubeole"]
TWELVE = [*ELEVEN[:7], "meningocoque_acwy", "meningocoque_b", *ELEVEN[8:]]


@pytest.mark.parametrize(
    ("birth_date", "codes"),
    [
        (date(2014, 6, 1), DTP),
        (date(2017, 12, 31), DTP),
        (date(2018, 1, 1), ELEVEN),
        (date(2018, 1, 2), ELEVEN),
        (date(2023, 6, 30), ELEVEN),
        (date(2023, 7, 1), TWELVE),
        (date(2024, 2, 29), TWELVE),
    ],
)
def test_three_before_2018_eleven_since_and_the_other_meningococci_since_july_2023(birth_date: date, codes: list[str]) -> None:
    assert [vaccine.code for vaccine in vaccinations.required_of(birth_date)] == codes
