"""Loading the demo: its commune, then its families. Harmless when it is there already."""

from datetime import date, datetime
from pathlib import Path
from uuid import UUID, uuid5

import structlog

from app import settings
from app.accounts import passwords
from app.catalogue import actions as catalogue_actions
from app.catalogue import commune_file, timetable
from app.catalogue import queries as catalogue
from app.catalogue.queries import SchoolYearView
from app.core import clock, database
from app.demo.families import FAMILIES, NAMESPACE, Adult, Family
from app.demo.sign_ins import PASSWORD
from app.enrolments import actions as enrolments
from app.enrolments.actions import NewEnrolment
from app.households import actions as households
from app.households.actions import NewChild, NewGuardian, NewHousehold

FILE = Path(__file__).parent / "chavagne.toml"
SCHOOL = "elementaire-publique"
# Families enrol for September from June on.
ENROLLING_MONTH = 6

log = structlog.get_logger()


async def load_demo(*, now: datetime) -> None:
    """The school year of today and the next, whatever the date. Never in production: everybody knows its password."""
    if settings.current().is_production:
        raise RuntimeError("the demo cannot be loaded in production")
    today = now.astimezone(clock.PARIS).date()
    await _load_commune(now=now, today=today)
    hashes = await _missing_hashes()
    async with database.transaction():
        for adult, password_hash in hashes:
            await _apply_account(adult, password_hash=password_hash, now=now)
        years = await catalogue.school_years()
        school_id: UUID = await database.fetch_value("select id from school where code = {}", SCHOOL)
        for family in FAMILIES:
            await households.apply_register(household_of(family, school_id=school_id, first_year=current_of(years, today=today).first_year), now=now)
        await _apply_enrolments(years, today=today)


async def _load_commune(*, now: datetime, today: date) -> None:
    known = await catalogue.loaded_mark()
    if known == timetable.mark_of(commune_file.read(FILE), today=today):
        return
    try:
        await catalogue_actions.load(FILE, now=now)
    except commune_file.Refused:
        if not known:
            raise
        # Its visitors booked what a newer demo no longer has: it goes on as it was.
        log.warning("demo_kept")


# Families


async def _missing_hashes() -> list[tuple[Adult, str]]:
    """Hashing takes its time: only for accounts that are not there, and outside of the transaction."""
    known = {row["id"] for row in await database.fetch("select id from account")}
    adults = [adult for family in FAMILIES for adult in family.adults if adult.account_id not in known]
    return [(adult, await passwords.hashed(PASSWORD)) for adult in adults]


async def _apply_account(adult: Adult, *, password_hash: str, now: datetime) -> None:
    await database.fetch(
        "insert into account (id, email, password_hash, created_at, password_changed_at) values ({}, {}, {}, {}, {}) on conflict do nothing",
        adult.account_id,
        adult.email,
        password_hash,
        now,
        now,
    )


def household_of(family: Family, *, school_id: UUID, first_year: int) -> NewHousehold:
    """Children are as old as their class asks on the day of the first load; from then on they grow up."""
    return NewHousehold(
        id=family.id,
        name=family.name,
        guardians=tuple(
            NewGuardian(id=adult.id, account_id=adult.account_id, first_name=adult.first_name, last_name=adult.last_name, phone=adult.phone)
            for adult in family.adults
        ),
        children=tuple(
            NewChild(
                id=child.id,
                first_name=child.first_name,
                last_name=child.last_name,
                birth_date=child.birth_date(first_year=first_year),
                school_id=school_id,
            )
            for child in family.children
        ),
    )


# Enrolments


async def _apply_enrolments(years: tuple[SchoolYearView, ...], *, today: date) -> None:
    """In every activity, a year at a time, as the guide's families are."""
    groups = await database.fetch(
        """
        select distinct on (age_group.activity) age_group.id,
            not exists (select 1 from unit where unit.activity = age_group.activity and unit.periods <> array['school']) as class_time_only
        from age_group order by age_group.activity, age_group.position
        """
    )
    await enrolments.apply_enrol(
        [
            NewEnrolment(
                id=uuid5(NAMESPACE, f"enrolment:{child.id}:{group['id']}:{year.first_year}"),
                household_id=family.id,
                child_id=child.id,
                age_group_id=group["id"],
                starts_on=year.first_day,
                ends_on=year.last_class_day if group["class_time_only"] else year.last_day,
            )
            for year in years
            if is_enrolled(year, today=today)
            for family in FAMILIES
            for child in family.children
            for group in groups
        ]
    )


def is_enrolled(year: SchoolYearView, *, today: date) -> bool:
    return date(year.first_year, ENROLLING_MONTH, 1) <= today <= year.last_day


def current_of(years: tuple[SchoolYearView, ...], *, today: date) -> SchoolYearView:
    return next(year for year in years if today <= year.last_day)
