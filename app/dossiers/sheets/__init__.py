"""The sheets of a dossier, declared once: what each asks, in which sections, and what a brother or a sister shares of it.

All answers of a dossier are sealed at rest; `sensitive` says which ones tell of health, custody or income, and so who may read them.
"""

from app.dossiers.sheets import authorizations, family, health, insurance, people
from app.dossiers.sheets.sheet import Section, Sheet

PROCEDURE = "dossier-administratif"
SHEETS = (family.SHEET, health.SHEET, people.SHEET, authorizations.SHEET, insurance.SHEET)
SHARED = frozenset(name for sheet in SHEETS for name in sheet.shared)
"""Answers that are the same for the brothers and sisters of a household, as long as nobody says otherwise."""


def of_code(code: str) -> Sheet | None:
    return next((sheet for sheet in SHEETS if sheet.code == code), None)


__all__ = ["PROCEDURE", "SHARED", "SHEETS", "Section", "Sheet", "of_code"]
