"""Who may do what at the desk: the table of roles says it, and it holds."""

import pytest

from app.staff.rules.rights import GRANTS, HINTS, WORDS, May, Role, granted


def test_each_role_has_words_and_rights_and_may_come_in() -> None:
    assert set(GRANTS) == set(WORDS) == set(HINTS) == set(Role)
    assert all(May.ENTER in rights for rights in GRANTS.values())


def test_each_right_is_somebody_s_and_nobody_has_them_all() -> None:
    assert frozenset().union(*GRANTS.values()) == frozenset(May)
    assert all(rights != frozenset(May) for rights in GRANTS.values())


@pytest.mark.rule(27)
def test_health_is_read_by_those_who_look_after_children_alone() -> None:
    assert {role for role, rights in GRANTS.items() if May.HEALTH in rights} == {Role.DIRECTION, Role.SITE}


def test_who_gives_rights_reads_the_journal_and_decides_nothing_for_families() -> None:
    assert {role for role, rights in GRANTS.items() if {May.STAFF, May.AUDIT} & rights} == {Role.ADMINISTRATION}
    assert not GRANTS[Role.ADMINISTRATION] & {May.HEALTH, May.FILINGS, May.EXCEED, May.RESERVE}


@pytest.mark.rule(22)
@pytest.mark.parametrize("role", Role)
def test_who_is_bound_to_sites_has_nothing_that_touches_them_all(role: Role) -> None:
    assert granted(role, is_bound=False) == GRANTS[role]
    assert granted(role, is_bound=True) == GRANTS[role] - {May.EDIT_CATALOGUE, May.INTAKE, May.STAFF, May.AUDIT}
