"""The file to fill: every column by its name, and a line that shows how they are written."""

from app.core.spreadsheets import Sheet
from app.intake.rules.columns import Column

EXAMPLE = {
    Column.FAMILY_CODE: "F1042",
    Column.STREET: "3 rue des Lilas",
    Column.POSTCODE: "35310",
    Column.TOWN: "Chavagne",
    Column.OUTSIDE: "non",
    Column.LAST_NAME_1: "Exemple",
    Column.FIRST_NAME_1: "Anne",
    Column.EMAIL_1: "anne@exemple.fr",
    Column.PHONE_1: "06 39 98 10 01",
    Column.CHILD_LAST_NAME: "Exemple",
    Column.CHILD_FIRST_NAME: "Léa",
    Column.BIRTH_DATE: "14/05/2018",
    Column.SCHOOL_CLASS: "CE2",
}


def sheet() -> Sheet:
    return Sheet(title="Familles", columns=[column.value for column in Column], rows=[[EXAMPLE.get(column, "") for column in Column]])
