"""Phones, names, turns, addresses, dates and the table of fields."""

from uuid import UUID, uuid4

import pytest

from app.households.rules import addresses, contacts, fields, names, phones, refusals
from app.households.rules.contacts import Choice
from app.households.rules.fields import Field

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("06 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("06.12.34.56.78", "+33612345678", "06 12 34 56 78"),
        ("0612345678", "+33612345678", "06 12 34 56 78"),
        (" +33 (0)6-12-34-56-78 ", "+33612345678", "06 12 34 56 78"),
        ("0033 6 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("02 99 64 28 53", "+33299642853", "02 99 64 28 53"),
        ("06 39 98 12 34", "+33639981234", "06 39 98 12 34"),
        ("0692 12 34 56", "+262692123456", "06 92 12 34 56"),
        ("0690 12 34 56", "+590690123456", "06 90 12 34 56"),
        ("0696 45 12 34", "+596696451234", "06 96 45 12 34"),
        ("0694 20 12 34", "+594694201234", "06 94 20 12 34"),
        ("+687 75 12 34", "+687751234", "+687 75.12.34"),
        ("+32 470 12 34 56", "+32470123456", "+32 470 12 34 56"),
        ("0044 20 7946 0958", "+442079460958", "+44 20 7946 0958"),
    ],
)
def test_a_number_is_kept_one_way_however_it_is_typed(typed: str, kept: str, shown: str) -> None:
    assert phones.normalised(typed) == kept
    assert phones.shown(kept) == shown.replace(" ", "\u00a0")
    assert phones.normalised(phones.shown(kept)) == kept


@pytest.mark.parametrize("typed", ["", "112", "06 12", "06 12 34 56 7", "06 12 34 56 78 9", "abc", "06 12 34 56 78 poste 3", "08 99 70 12 34", "+33 6", "3949"])
def test_what_nobody_can_call_back_is_no_number(typed: str) -> None:
    assert phones.normalised(typed) is None


@pytest.mark.rule(54)
def test_a_long_hostile_number_is_read_at_once() -> None:
    assert phones.normalised("0" * 100_000) is None


@pytest.mark.parametrize("other", [("JEAN", "LE GOFF"), ("Jéan", "Le-Goff"), ("Le  Goff", "Jean"), ("jean le", "goff")])
def test_a_person_is_known_however_the_name_is_written(other: tuple[str, str]) -> None:
    assert names.person_key(*other) == names.person_key("Jean", "Le Goff")
    assert names.person_key("Jeanne", "Le Goff") != names.person_key("Jean", "Le Goff")


def test_a_name_of_another_alphabet_is_a_name_too() -> None:
    assert names.is_name("Наталья")
    assert names.person_key("Наталья", "Иванова") != names.person_key("Олена", "Иванова")


@pytest.mark.parametrize(("text", "ok"), [("Le Goff", True), ("D’Arc", True), ("Ngô", True), ("", False), ("…", False), ("R2D2", False), ("<b>", False)])
def test_names_are_written_in_letters(text: str, *, ok: bool) -> None:
    assert names.is_name(text) is ok


@pytest.mark.parametrize(
    ("called", "rank", "expected"),
    [([], 1, [A]), ([B, C], 1, [A, B, C]), ([B, C], 2, [B, A, C]), ([B, C], 5, [B, C, A]), ([B, A, C], 1, [A, B, C]), ([B, A, C], None, [B, C])],
)
def test_others_make_room_for_who_takes_a_turn(called: list[UUID], rank: int | None, expected: list[UUID]) -> None:
    assert contacts.in_order(called, contact_id=A, rank=rank) == expected


def test_a_bar_stands_for_its_child_alone_and_only_against_collecting() -> None:
    barred, free = uuid4(), uuid4()
    ticked = [Choice(child_id=barred, may_collect=True), Choice(child_id=free, may_collect=True)]
    assert contacts.refused_for(ticked, barred=[barred]) == [barred]
    assert contacts.refused_for([Choice(child_id=barred, emergency_rank=1)], barred=[barred]) == []


def test_each_field_has_its_treatment_and_its_reason() -> None:
    assert set(fields.RULES) == set(Field)
    assert {field for field in Field if not fields.awaits(field)} == {Field.PHONE, Field.SECOND_PHONE}
    assert all(rule.reason.endswith(".") for rule in fields.RULES.values())


@pytest.mark.parametrize(("others", "refused"), [(0, True), (1, False), (2, False)])
def test_the_last_adult_with_an_access_stays(others: int, *, refused: bool) -> None:
    assert (refusals.why_not_leave(others_with_access=others) is not None) is refused


def test_an_address_is_read_as_it_was_written() -> None:
    written = addresses.Address(street=" 12 rue des Ajoncs \r\n\r\nBâtiment B", postcode="35310", town="Chavagne")
    assert written.text == "12 rue des Ajoncs\nBâtiment B\n35310 Chavagne"
    assert addresses.read(written.text) == addresses.Address(street="12 rue des Ajoncs\nBâtiment B", postcode="35310", town="Chavagne")
    assert addresses.read("") == addresses.Address(street="", postcode="", town="")
