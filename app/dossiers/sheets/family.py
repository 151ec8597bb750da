"""The fiche famille: how the family stands, the adults' work, the allowances. Names, addresses and phones are those of « Ma famille »."""

from collections.abc import Iterable

from app.dossiers.sheets.sheet import Section, Sheet, wrong_phones, yes_or_no
from app.filings.rules.questions import Case, Choice, Problem, Question, Rows

APART = frozenset({"separes", "divorces"})
SITUATIONS = (
    ("maries", "Mariés"),
    ("pacses", "Pacsés"),
    ("vie_commune", "En vie commune"),
    ("separes", "Séparés"),
    ("divorces", "Divorcés"),
    ("seul", "Parent seul"),
    ("veuf", "Veuf ou veuve"),
    ("autre", "Autre situation (tuteur, famille d’accueil…)"),
)
AUTHORITY = (("deux", "Les deux parents"), ("un", "Un seul parent"), ("tuteur", "Un tuteur, ou une autre personne"))
FUNDS = (("caf", "Caf"), ("msa", "MSA"), ("autre", "Un autre régime"), ("aucun", "Aucune allocation"))
WITH_NUMBER = frozenset({"caf", "msa"})
WORK = "Facultatif\u00a0: sert à vous joindre dans la journée."


def _choices(pairs: tuple[tuple[str, str], ...]) -> tuple[Choice, ...]:
    return tuple(Choice(value=value, label=label) for value, label in pairs)


def _is_apart(case: Case) -> bool:
    return case.said("situation") in APART


def _has_number(case: Case) -> bool:
    return case.said("allocations") in WITH_NUMBER


def _check(case: Case) -> Iterable[Problem]:
    yield from wrong_phones(case, "telephone_travail_1", "telephone_travail_2")


def _adults(case: Case) -> Rows:
    """Those of the household, as « Ma famille » has them."""
    return case.facts.adults if case.facts else ()


SHEET = Sheet(
    code="famille",
    title="Fiche famille",
    lead="Les noms, l’adresse et les téléphones sont ceux de «\u00a0Ma famille\u00a0».",
    reads=_adults,
    check=_check,
    shared=frozenset(
        {
            "situation",
            "autorite_parentale",
            "jugement",
            "profession_1",
            "employeur_1",
            "telephone_travail_1",
            "profession_2",
            "employeur_2",
            "telephone_travail_2",
            "allocations",
            "allocataire",
        }
    ),
    sensitive=frozenset({"situation", "autorite_parentale", "jugement", "allocations", "allocataire"}),
    sections=(
        Section(
            title="La famille",
            questions=(
                Question(
                    name="situation",
                    label="Situation des parents",
                    kind="select",
                    choices=lambda _case: _choices(SITUATIONS),
                    missing="Choisissez la situation des parents.",
                    decides=True,
                ),
                Question(
                    name="autorite_parentale",
                    label="Qui exerce l’autorité parentale\u00a0?",
                    kind="select",
                    choices=lambda _case: _choices(AUTHORITY),
                    missing="Choisissez qui exerce l’autorité parentale.",
                    term="Autorité parentale",
                ),
                Question(
                    name="jugement",
                    label="Un juge a-t-il décidé de la résidence de l’enfant ou de l’autorité parentale\u00a0?",
                    kind="radios",
                    choices=yes_or_no,
                    when=_is_apart,
                    missing="Dites si un juge a décidé.",
                    hint="Si oui, joignez les pages du jugement dans les pièces.",
                    term="Décision d’un juge",
                ),
            ),
        ),
        Section(
            title="Le travail des parents",
            questions=(
                Question(
                    name="profession_1", label="Votre profession", hint=WORK, autocomplete="organization-title", term="Premier adulte, profession", quiet=True
                ),
                Question(name="employeur_1", label="Votre employeur", autocomplete="organization", term="Premier adulte, employeur", quiet=True),
                Question(name="telephone_travail_1", label="Votre téléphone au travail", kind="tel", term="Premier adulte, téléphone au travail", quiet=True),
                Question(name="profession_2", label="Profession de l’autre parent", term="Autre parent, profession", quiet=True),
                Question(name="employeur_2", label="Employeur de l’autre parent", term="Autre parent, employeur", quiet=True),
                Question(
                    name="telephone_travail_2",
                    label="Téléphone au travail de l’autre parent",
                    kind="tel",
                    term="Autre parent, téléphone au travail",
                    quiet=True,
                ),
            ),
        ),
        Section(
            title="Les allocations",
            questions=(
                Question(
                    name="allocations",
                    label="Qui vous verse des allocations\u00a0?",
                    kind="select",
                    choices=lambda _case: _choices(FUNDS),
                    missing="Choisissez qui vous verse des allocations.",
                    decides=True,
                    term="Allocations",
                ),
                Question(
                    name="allocataire",
                    label="Numéro d’allocataire",
                    when=_has_number,
                    missing="Écrivez votre numéro d’allocataire\u00a0: il est sur tous les courriers de la Caf ou de la MSA.",
                    longest=20,
                ),
            ),
        ),
    ),
)
