"""The columns of a file of families: their names, what else people call them, and what a header that lacks some is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from app.intake.rules.folding import folded

SEPARATORS = ";,\t"


class Column(StrEnum):
    """The value is the name that the template gives. Civilités are there because every software exports them: the portal asks for none, and keeps none."""

    FAMILY_CODE = "code famille"
    FAMILY_NAME = "nom famille"
    STREET = "adresse"
    POSTCODE = "code postal"
    TOWN = "ville"
    OUTSIDE = "hors commune"
    TITLE_1 = "responsable 1 civilité"
    LAST_NAME_1 = "responsable 1 nom"
    FIRST_NAME_1 = "responsable 1 prénom"
    EMAIL_1 = "responsable 1 courriel"
    PHONE_1 = "responsable 1 téléphone"
    SECOND_PHONE_1 = "responsable 1 autre téléphone"
    TITLE_2 = "responsable 2 civilité"
    LAST_NAME_2 = "responsable 2 nom"
    FIRST_NAME_2 = "responsable 2 prénom"
    EMAIL_2 = "responsable 2 courriel"
    PHONE_2 = "responsable 2 téléphone"
    SECOND_PHONE_2 = "responsable 2 autre téléphone"
    CHILD_CODE = "code enfant"
    CHILD_LAST_NAME = "enfant nom"
    CHILD_FIRST_NAME = "enfant prénom"
    BIRTH_DATE = "enfant date de naissance"
    SCHOOL = "école"
    SCHOOL_CLASS = "classe"
    ACTIVITY = "activité"
    GROUP = "groupe"
    STARTS_ON = "inscription du"
    ENDS_ON = "inscription au"


@dataclass(frozen=True, kw_only=True)
class AdultColumns:
    """`number`: which responsable of the line."""

    number: int
    last_name: Column
    first_name: Column
    email: Column
    phone: Column
    second_phone: Column


ADULTS = (
    AdultColumns(
        number=1,
        last_name=Column.LAST_NAME_1,
        first_name=Column.FIRST_NAME_1,
        email=Column.EMAIL_1,
        phone=Column.PHONE_1,
        second_phone=Column.SECOND_PHONE_1,
    ),
    AdultColumns(
        number=2,
        last_name=Column.LAST_NAME_2,
        first_name=Column.FIRST_NAME_2,
        email=Column.EMAIL_2,
        phone=Column.PHONE_2,
        second_phone=Column.SECOND_PHONE_2,
    ),
)
REQUIRED = (Column.LAST_NAME_1, Column.FIRST_NAME_1, Column.CHILD_LAST_NAME, Column.CHILD_FIRST_NAME, Column.BIRTH_DATE)
OTHER_NAMES: Mapping[Column, tuple[str, ...]] = {
    Column.FAMILY_CODE: ("famille", "n° famille", "numéro famille", "id famille", "code foyer", "n° foyer", "foyer", "dossier", "n° dossier"),
    Column.FAMILY_NAME: ("famille nom", "nom du foyer", "nom foyer", "nom de la famille"),
    Column.STREET: ("rue", "adresse famille", "adresse postale", "responsable 1 adresse", "voie"),
    Column.POSTCODE: ("cp", "responsable 1 code postal"),
    Column.TOWN: ("commune", "localité", "responsable 1 ville"),
    Column.OUTSIDE: ("extérieur", "hors commune o n", "non résident"),
    Column.TITLE_1: ("civilité", "responsable civilité", "civilité responsable 1"),
    Column.LAST_NAME_1: ("responsable nom", "nom responsable 1", "nom responsable", "adulte nom", "représentant 1 nom", "parent 1 nom"),
    Column.FIRST_NAME_1: ("responsable prénom", "prénom responsable 1", "prénom responsable", "adulte prénom", "représentant 1 prénom", "parent 1 prénom"),
    Column.EMAIL_1: (
        *("courriel", "e-mail", "mail", "email", "adresse e-mail", "adresse mail", "responsable courriel", "responsable e-mail", "responsable 1 e-mail"),
        *("responsable 1 mail", "courriel responsable 1", "e-mail responsable 1", "mail responsable 1", "parent 1 e-mail", "parent 1 courriel"),
    ),
    Column.PHONE_1: (
        *("téléphone", "tél", "portable", "mobile", "responsable téléphone", "responsable 1 tél", "responsable 1 portable", "responsable 1 mobile"),
        *("téléphone responsable 1", "portable responsable 1", "parent 1 téléphone"),
    ),
    Column.SECOND_PHONE_1: (
        "autre téléphone",
        "téléphone 2",
        "responsable 1 téléphone 2",
        "téléphone fixe",
        "responsable 1 fixe",
        "responsable autre téléphone",
    ),
    Column.TITLE_2: ("civilité responsable 2",),
    Column.LAST_NAME_2: ("nom responsable 2", "représentant 2 nom", "parent 2 nom", "conjoint nom"),
    Column.FIRST_NAME_2: ("prénom responsable 2", "représentant 2 prénom", "parent 2 prénom", "conjoint prénom"),
    Column.EMAIL_2: ("responsable 2 e-mail", "responsable 2 mail", "courriel responsable 2", "e-mail responsable 2", "parent 2 e-mail", "conjoint courriel"),
    Column.PHONE_2: ("responsable 2 tél", "responsable 2 portable", "responsable 2 mobile", "téléphone responsable 2", "parent 2 téléphone"),
    Column.SECOND_PHONE_2: ("responsable 2 téléphone 2", "responsable 2 fixe"),
    Column.CHILD_CODE: ("n° enfant", "numéro enfant", "id enfant", "ine"),
    Column.CHILD_LAST_NAME: ("nom enfant", "nom de l'enfant", "élève nom", "nom élève"),
    Column.CHILD_FIRST_NAME: ("prénom enfant", "prénom de l'enfant", "élève prénom", "prénom élève"),
    Column.BIRTH_DATE: ("date de naissance", "enfant né le", "né le", "naissance", "enfant naissance", "date naissance", "date de naissance enfant"),
    Column.SCHOOL: ("enfant école", "établissement", "école enfant"),
    Column.SCHOOL_CLASS: ("enfant classe", "niveau", "classe enfant"),
    Column.ACTIVITY: ("service", "prestation", "activité inscription"),
    Column.GROUP: ("groupe activité",),
    Column.STARTS_ON: ("début", "date début", "du", "inscription début", "début inscription", "date de début"),
    Column.ENDS_ON: ("fin", "date fin", "au", "inscription fin", "fin inscription", "date de fin"),
}
NAMES: Mapping[str, Column] = {folded(name): column for column in Column for name in (column.value, *OTHER_NAMES.get(column, ()))}


@dataclass(frozen=True, kw_only=True)
class Header:
    """Which column stands where; `unknown`: those that nobody reads."""

    places: Mapping[Column, int]
    width: int
    unknown: tuple[str, ...]


def read(cells: Sequence[str]) -> Header | tuple[str, ...]:
    """What each column is, or everything that is wrong with the first line."""
    places: dict[Column, int] = {}
    problems, unknown = [], []
    for place, cell in enumerate(cells):
        column = NAMES.get(folded(cell))
        if column is None:
            unknown += [cell.strip()] if cell.strip() else []
        elif column in places:
            problems.append(f"La colonne «\u00a0{column}\u00a0» est là deux fois (colonnes {places[column] + 1} et {place + 1})\u00a0: gardez-en une.")
        else:
            places[column] = place
    problems += [
        f"La colonne «\u00a0{column}\u00a0» manque\u00a0: ajoutez-la, ou donnez ce nom à celle qui la contient." for column in REQUIRED if column not in places
    ]
    return tuple(problems) if problems else Header(places=places, width=len(cells), unknown=tuple(unknown))


def said_of_unknown(name: str) -> str:
    nearest = get_close_matches(folded(name), NAMES, n=1)
    meant = f" Vouliez-vous dire «\u00a0{NAMES[nearest[0]]}\u00a0»\u00a0?" if nearest else ""
    return f"La colonne «\u00a0{name}\u00a0» n’est pas connue\u00a0: ce qu’elle contient n’est pas repris.{meant}"


def separator_of(first_line: str) -> str:
    """The one that stands most often in the line of the names."""
    return max(SEPARATORS, key=first_line.count)
