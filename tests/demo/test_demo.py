"""The demo lives whatever the date, is harmless twice, and never comes into production."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app import settings
from app.accounts import passwords
from app.accounts.rules import password_policy
from app.bookings.actions import Loaded
from app.bookings.queries import enrolled
from app.catalogue import queries as catalogue
from app.core import clock, database
from app.demo import actions, sign_ins
from app.demo.families import FAMILIES
from app.demo.neighbours import NEIGHBOURS
from app.households import queries as households
from app.settings import Environment
from tests.bookings import desk_edits
from tests.queries import counting

NOW = datetime(2026, 11, 30, 7, tzinfo=UTC)
ACTIVITIES = ["Accueil périscolaire", "Restauration scolaire", "Accueil de loisirs Mercredi", "Accueil de loisirs Vacances"]
SECOND_START_STATEMENTS = 35


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> None:
    real = settings.current()
    monkeypatch.setattr(settings, "current", lambda: replace(real, environment=Environment.PRODUCTION))


async def rows_of(*tables: str) -> dict[str, list[str]]:
    statements = {table: f"select t::text as all from {table} t order by 1" for table in tables}  # noqa: S608 - names of the tests
    return {table: [row["all"] for row in await database.fetch(statement)] for table, statement in statements.items()}


FAMILY_TABLES = ("account", "household", "guardian", "child", "household_child", "contact", "contact_child", "custody_statement", "enrolment")
LIFE_TABLES = ("filing", "filing_event", "booking", "place", "audit_entry")


async def test_chavagne_is_as_its_guide_shows_it(chavagne: str) -> None:
    look = await catalogue.look()
    assert (look.name, look.office, look.phone, look.email) == ("Ville de Chavagne", "Service Enfance", "02 99 64 28 53", "portail.familles@chavagne.fr")
    assert [row["name"] for row in await database.fetch("select name from activity order by position")] == ACTIVITIES
    units = await database.fetch(
        """
        select activity.name as activity, array_agg(unit.name order by unit.position) as units
        from unit join activity on activity.id = unit.activity group by activity.position, activity.name order by activity.position
        """
    )
    assert [row["units"] for row in units] == [
        ["Garderie du matin", "Garderie du soir", "Temps des leçons"],
        ["Repas"],
        ["Repas", "Après-midi"],
        ["Matin", "Repas", "Après-midi"],
    ]
    scarce = await database.fetch(
        "select distinct activity.code, capacity from capacity_counter "
        "join age_group on age_group.id = age_group join activity on activity.id = activity where capacity > 0"
    )
    assert {row["code"]: row["capacity"] for row in scarce} == {"mercredi": 24, "vacances": 24}


async def test_both_parents_sign_in_and_see_their_two_children(chavagne: str) -> None:
    anne, yann = FAMILIES[0].adults
    for adult in (anne, yann):
        known = await database.fetch_value("select password_hash from account where email = {}", adult.email)
        assert await passwords.matches(sign_ins.PASSWORD, known)
        choices = await enrolled.choices_of(adult.account_id, today=NOW.date())
        assert [(choice.first_name, choice.activity) for choice in choices] == [(child, activity) for child in ("Clervie", "Malo") for activity in ACTIVITIES]
    assert sign_ins.SIGN_INS[0] == ("anne.legoff@exemple.fr", sign_ins.PASSWORD)
    assert all(email in sign_ins.told() for email, _ in sign_ins.SIGN_INS)


async def test_the_password_told_to_everybody_is_one_that_the_portal_accepts(chavagne: str) -> None:
    for family in FAMILIES:
        for adult in family.adults:
            own_words = (adult.email, *await households.own_words_of(adult.account_id))
            assert password_policy.why_refused(sign_ins.PASSWORD, own_words=own_words) is None


async def test_what_visitors_change_of_the_catalogue_outlives_the_next_starts_without_loading_it_again(lively_chavagne: str) -> None:
    with clock.frozen(NOW):
        assert isinstance(await desk_edits.save(desk_edits.changing("activite.restauration.unite.repas", prix_centimes=410)), Loaded)
    before = await rows_of("catalogue_version", "unit", "slot", "commune", "audit_entry")
    with counting() as statements:
        await actions.load_demo(now=NOW)
        await actions.load_demo(now=NOW)
    assert len(statements) <= 2 * SECOND_START_STATEMENTS, statements
    assert await rows_of("catalogue_version", "unit", "slot", "commune", "audit_entry") == before


async def test_a_second_start_takes_a_few_statements_and_changes_nothing(lively_chavagne: str) -> None:
    everything = (*FAMILY_TABLES, *LIFE_TABLES, "slot", "capacity_counter", "commune")
    before = await rows_of(*everything)
    with counting() as statements:
        await actions.load_demo(now=NOW)
    assert len(statements) <= SECOND_START_STATEMENTS, statements
    assert await rows_of(*everything) == before


async def test_what_visitors_changed_is_left_to_them(chavagne: str) -> None:
    await database.fetch("update account set email = 'anne@exemple.fr', password_hash = 'changed' where email = 'anne.legoff@exemple.fr'")
    await database.fetch("update child set birth_date = '2018-01-01' where first_name = 'Clervie'")
    before = await rows_of(*FAMILY_TABLES)
    await actions.load_demo(now=NOW, lively=False)
    assert await rows_of(*FAMILY_TABLES) == before


@pytest.mark.parametrize(
    ("at", "years", "projected", "enrolled_in"),
    [
        (datetime(2026, 8, 31, 10, tzinfo=UTC), ["2025-2026", "2026-2027"], [], [2025, 2026]),
        (datetime(2027, 1, 1, 0, 30, tzinfo=UTC), ["2026-2027", "2027-2028"], [], [2026]),
        (datetime(2028, 2, 29, 12, tzinfo=UTC), ["2027-2028", "2028-2029"], ["2028-2029"], [2027]),
        (datetime(2031, 6, 1, 12, tzinfo=UTC), ["2030-2031", "2031-2032"], ["2030-2031", "2031-2032"], [2030, 2031]),
    ],
)
async def test_the_demo_lives_whatever_the_date(empty_database: str, at: datetime, years: list[str], projected: list[str], enrolled_in: list[int]) -> None:
    await actions.load_demo(now=at)
    known = await catalogue.school_years()
    assert [year.label for year in known] == years
    assert [year.label for year in known if year.projected] == projected
    firsts = await database.fetch("select distinct extract(year from starts_on)::int as year from enrolment order by 1")
    assert [row["year"] for row in firsts] == enrolled_in
    coming = await database.fetch(
        "select activity.name, count(*) as slots from slot join unit on unit.id = unit join activity on activity.id = activity where slot.day > {} group by 1",
        at.date(),
    )
    assert {row["name"] for row in coming} == set(ACTIVITIES)
    assert all(row["slots"] > 30 for row in coming)


async def test_a_demo_kept_for_years_goes_on(empty_database: str) -> None:
    for at in (NOW, datetime(2027, 9, 1, 6, tzinfo=UTC), datetime(2031, 1, 1, 6, tzinfo=UTC)):
        await actions.load_demo(now=at)
    assert [year.first_year for year in await catalogue.school_years()] == [2026, 2027, 2028, 2030, 2031]
    assert await database.fetch_value("select min(day) from slot") == date(2026, 9, 1)
    assert await database.fetch_value("select count(*) from account where password_hash is not null and kind = 'family'") == 4


async def test_a_newer_demo_that_would_break_bookings_keeps_the_old_one(lively_chavagne: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = tmp_path / "chavagne.toml"
    closed = "\n[[fermeture]]\ndu = 2026-12-07\nmotif = 'Travaux'\n"
    newer.write_text(actions.FILE.read_text(encoding="utf-8") + closed, encoding="utf-8")
    monkeypatch.setattr(actions, "FILE", newer)
    before = await rows_of("slot", "closed_day", "booking")
    await actions.load_demo(now=NOW)
    assert await rows_of("slot", "closed_day", "booking") == before


async def test_the_demo_never_comes_into_production(empty_database: str, production: None) -> None:
    with pytest.raises(RuntimeError, match="cannot be loaded in production"):
        await actions.load_demo(now=NOW)
    assert await rows_of("account", "site") == {"account": [], "site": []}


def test_phones_and_addresses_of_the_families_are_nobody_s() -> None:
    """ARCEP reserves these ranges for works of fiction; exemple.fr is the example domain of AFNIC."""
    adults = [adult for family in (*FAMILIES, *NEIGHBOURS) for adult in family.adults]
    assert all(re.fullmatch(r"(06 39 98|02 61 91) \d\d \d\d", adult.phone) for adult in adults)
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+@exemple\.fr", adult.email) for adult in adults)
    assert len({adult.phone for adult in adults}) == len({adult.email for adult in adults}) == len(adults)


def test_sixty_one_families_have_children_of_the_age_of_the_school() -> None:
    families = (*FAMILIES, *NEIGHBOURS)
    children = [child for family in families for child in family.children]
    assert (len(families), len({family.id for family in families})) == (61, 61)
    assert {child.age for child in children} == {6, 7, 8, 9, 10}
    assert len({child.id for child in children}) == len(children) - 1 > 100  # Inès lives in two of them
    assert all(0 < len({child.age for child in family.children}) == len(family.children) for family in families)


async def test_only_those_who_are_told_sign_in_and_not_everybody_is_enrolled_in_everything(lively_chavagne: str) -> None:
    known = await database.fetch("select email from account where password_hash is not null and kind = 'family' order by email")
    assert {row["email"] for row in known} == {email for email, _ in sign_ins.SIGN_INS}
    assert await database.fetch_value("select count(*) from account where password_hash is null and password_changed_at is null") > 80
    rows = await database.fetch("select count(*) as activities from enrolment group by child order by 1")
    assert {row["activities"] for row in rows} >= {1, 2, 3, 4}
