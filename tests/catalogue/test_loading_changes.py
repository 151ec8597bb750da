"""What a load tells of its changes, and which children a group keeps."""

from datetime import date

import pytest

from app.catalogue.rules import admission, changes
from app.catalogue.rules.admission import Admission, Candidate, GradeLevel, NotAdmitted
from app.catalogue.rules.changes import Change, Fact, Inventory, Item, Kind, Verb

MONDAY, TUESDAY = date(2026, 12, 7), date(2026, 12, 8)


def inventory(*items: tuple[Kind, str, dict[str, Fact]]) -> Inventory:
    return {(kind, name): Item(name=name, facts=facts) for kind, name, facts in items}


def told(before: Inventory, after: Inventory) -> list[str]:
    return [line.replace("\u00a0", " ") for line in changes.told(changes.between(before, after))]


UNIT, ROOM, SHUT = (Kind.UNIT, "Repas"), (Kind.PLACES, "Salle"), (Kind.CLOSURE, "Travaux")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (inventory((*UNIT, {"prix": "3,90 €"})), inventory((*UNIT, {"prix": "3,90 €"})), []),
        (inventory((*UNIT, {"prix": "3,90 €"})), inventory((*UNIT, {"prix": "4,10 €"})), ["Unité changée : Repas (prix : 4,10 € au lieu de 3,90 €)."]),
        (inventory((*UNIT, {"résumé": "midi"})), inventory((*UNIT, {"résumé": ""})), ["Unité changée : Repas (résumé : rien au lieu de midi)."]),
        (inventory(), inventory((*UNIT, {"prix": "3,90 €"})), ["Unité ajoutée : Repas."]),
        (inventory((*UNIT, {})), inventory(), ["Unité retirée : Repas."]),
        (inventory(), inventory((*ROOM, {"nombre": "24"})), ["Nombre de places ajouté : Salle (24)."]),
        (inventory(), inventory((*SHUT, {"dates": (MONDAY,)})), ["Fermeture ajoutée : Travaux (lundi 7 décembre 2026)."]),
        (inventory(), inventory((*SHUT, {"dates": (MONDAY, TUESDAY)})), ["Fermeture ajoutée : Travaux (2 jours, du 7 décembre 2026 au 8 décembre 2026)."]),
        (
            inventory((Kind.SITE, "Pôle", {}), (*UNIT, {})),
            inventory((Kind.SITE, "École", {}), (Kind.SITE, "Halle", {})),
            ["Sites ajoutés (2) : École ; Halle.", "Site retiré : Pôle.", "Unité retirée : Repas."],
        ),
    ],
)
def test_each_change_is_told_under_its_kind(before: Inventory, after: Inventory, expected: list[str]) -> None:
    assert told(before, after) == expected


def test_a_long_list_is_told_by_its_first_names_and_its_number() -> None:
    many = [Change(kind=Kind.GROUP, verb=Verb.ADDED, words=f"Groupe {rank}") for rank in range(12)]
    (line,) = changes.told(many)
    assert line.replace("\u00a0", " ").startswith("Groupes ajoutés (12) : Groupe 0 ; ")
    assert line.replace("\u00a0", " ").endswith("Groupe 7 ; et 4 autres.")


@pytest.mark.parametrize(
    ("before", "after", "level", "expected"),
    [
        (Admission(), Admission(age_min=8), None, None),
        (Admission(), Admission(age_min=9), None, NotAdmitted.TOO_YOUNG),
        (Admission(), Admission(age_max=7), None, NotAdmitted.TOO_OLD),
        (Admission(), Admission(schools=frozenset({"tilleuls"})), None, NotAdmitted.OTHER_SCHOOL),
        (Admission(), Admission(levels=frozenset({GradeLevel.CP})), GradeLevel.CE2, NotAdmitted.OTHER_LEVEL),
        (Admission(), Admission(levels=frozenset({GradeLevel.CP})), None, None),
        (Admission(age_min=9), Admission(age_min=10), None, None),
    ],
)
def test_a_child_who_was_let_in_leaves_when_the_group_is_for_others(
    before: Admission, after: Admission, level: GradeLevel | None, expected: NotAdmitted | None
) -> None:
    """One let in as an exception stays, and so does one whose level nobody has said."""
    child = Candidate(birth_date=date(2018, 3, 1), school="jules-ferry", level=level)
    assert admission.why_not_kept(child, before=before, after=after, on=date(2026, 9, 1)) is expected
