"""What a cell says, whether a file may write a field, who is in two households: on both sides of each limit."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from app.catalogue.rules.admission import GradeLevel
from app.intake.rules import cells, columns, pairing
from app.intake.rules.cells import Mistake
from app.intake.rules.columns import Column, Header
from app.intake.rules.folding import folded
from app.intake.rules.pairing import Adult, Child
from app.intake.rules.settling import Settled, mark_of, settled


@pytest.mark.parametrize(
    ("text", "plain"), [("École  Élémentaire – Jean-Moulin", "ecole elementaire jean moulin"), ("Nom de l’enfant", "nom de l enfant"), ("CŒUR", "coeur")]
)
def test_two_writings_of_a_word_are_one(text: str, plain: str) -> None:
    assert folded(text) == plain


@pytest.mark.parametrize(
    ("said", "current", "mark", "waits", "answer"),
    [
        ("", "A", None, False, Settled.SILENT),
        ("A", "A", None, False, Settled.SAME),
        ("A", "", None, False, Settled.FILLED),
        ("A", "", "A", False, Settled.KEPT),  # emptied by the family
        ("B", "A", "A", False, Settled.CORRECTED),
        ("B", "A", None, False, Settled.KEPT),  # never imported: the family's own
        ("B", "C", "A", False, Settled.KEPT),  # changed since
        ("B", "A", "A", True, Settled.KEPT),  # the family asked for something else
    ],
)
def test_what_the_portal_knows_better_is_kept(said: str, current: str, mark: str | None, *, waits: bool, answer: Settled) -> None:
    assert settled(said, current=current, mark=mark_of(mark) if mark else None, waits=waits) is answer


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14/05/2018", date(2018, 5, 14)),
        ("4.5.2018", date(2018, 5, 4)),
        ("2018-05-14", date(2018, 5, 14)),
        ("14/05/2018 00:00:00", date(2018, 5, 14)),
        ("29/02/2020", date(2020, 2, 29)),
    ],
)
def test_a_day_is_read_as_people_and_spreadsheets_write_it(text: str, day: date) -> None:
    assert cells.day(text) == day


@pytest.mark.parametrize("text", ["29/02/2019", "14/05/18", "05/2018", "43234", "14/05/2018 12:00"])
def test_what_is_no_day_is_a_mistake(text: str) -> None:
    assert isinstance(cells.day(text), Mistake)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("CE1", GradeLevel.CE1), ("CE1 B", GradeLevel.CE1), ("Grande Section", GradeLevel.GS), ("toute petite section", GradeLevel.TPS),
        ("PS", GradeLevel.PS), ("CE1-CE2", None), ("Les Tournesols", None), ("", None),
    ],
)  # fmt: skip
def test_a_class_says_its_level_when_it_has_one(text: str, level: GradeLevel | None) -> None:
    assert cells.level(text) is level


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        (("3 rue A", "35310", "Chavagne"), "3 rue A\n35310 Chavagne"),
        (("3 rue A, 35310 Chavagne", "", ""), "3 rue A\n35310 Chavagne"),
        (("3 rue A\n35310 Chavagne", "", ""), "3 rue A\n35310 Chavagne"),
        (("", "", ""), ""),
    ],
)
def test_an_address_is_kept_as_on_an_envelope(cell: tuple[str, str, str], kept: str) -> None:
    assert cells.address(cell[0], postcode=cell[1], town=cell[2]) == kept


def test_every_other_name_of_a_column_is_of_one_column_only() -> None:
    names = [folded(name) for column in Column for name in {column.value, *columns.OTHER_NAMES.get(column, ())}]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []
    read = columns.read([column.value.upper() for column in Column])
    assert isinstance(read, Header)
    assert len(read.places) == len(Column)


def adult(first: str, last: str, *, phone: str = "", left: bool = False) -> Adult:
    return Adult(id=uuid4(), first_name=first, last_name=last, phone=phone, second_phone="", account_id=None, email="", is_active=False, has_left=left)


def child(first: str, last: str = "Martin", *, born: date = date(2018, 5, 14), child_id: UUID | None = None) -> Child:
    return Child(id=child_id or uuid4(), first_name=first, last_name=last, birth_date=born, school_id=None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (adult("Anne", "Martin"), adult("ANNE", "martin"), True),
        (adult("Anne", "Martin", phone="+331"), adult("Anne", "Le Goff", phone="+331"), True),
        (adult("Anne", "Martin", phone="+331"), adult("Loïc", "Martin", phone="+331"), False),
        (adult("Anne", "Martin"), adult("Anne", "Martin", left=True), False),
    ],
)
def test_an_adult_is_somebody_else_unless_all_says_the_contrary(one: Adult, other: Adult, *, same: bool) -> None:
    assert pairing.same_adults([one], [other]) == ({one.id: other.id} if same else {})


def test_twins_are_two_and_a_child_of_both_homes_is_one_already() -> None:
    lea, leo, shared = child("Léa"), child("Léo"), child("Tom")
    assert pairing.same_children([lea, shared], [leo, shared, child("Tom", born=date(2018, 5, 15))]) == {}
    again = child("LEA", "Durand")
    assert pairing.same_children([again, child("Léa")], [lea]) == {again.id: lea.id}
