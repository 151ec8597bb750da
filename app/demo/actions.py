"""Loading the demo: its commune, its families, what they did until now. Harmless when it is there already."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from uuid import UUID, uuid5

import structlog

from app import settings
from app.accounts import passwords
from app.bookings import actions as bookings
from app.catalogue import commune_file, timetable
from app.catalogue import queries as catalogue
from app.catalogue.queries import SchoolYearView
from app.core import clock, database
from app.demo import agents, board, dossiers, invoices, life, waiting
from app.demo.families import FAMILIES, NAMESPACE, Family
from app.demo.neighbours import NEIGHBOURS
from app.demo.sign_ins import PASSWORD
from app.enrolments import actions as enrolments
from app.enrolments.actions import NewEnrolment
from app.households import actions as households
from app.households.actions import NewChild, NewContact, NewGuardian, NewHousehold
from app.households.rules import phones
from app.households.rules.contacts import Choice

FILE = Path(__file__).parent / "chavagne.toml"
SCHOOL = "elementaire-publique"
# Families enrol for September from June on.
ENROLLING_MONTH = 6

log = structlog.get_logger()


async def load_demo(*, now: datetime, lively: bool = True) -> None:
    """The school year of today and the next, whatever the date. Never in production: everybody knows its password. Without `lively`, only
    the families as whom one signs in, who have not booked anything.
    """
    if settings.current().is_production:
        raise RuntimeError("the demo cannot be loaded in production")
    today = now.astimezone(clock.PARIS).date()
    families = (*FAMILIES, *NEIGHBOURS) if lively else FAMILIES
    await _load_commune(now=now, today=today)
    hashes, of_agents = await _missing_hashes(), await agents.missing_hashes()
    async with database.transaction():
        await agents.apply_join(of_agents, now=now)
        await _apply_accounts(families, hashes=hashes, now=now)
        years = await catalogue.school_years()
        school_id: UUID = await database.fetch_value("select id from school where code = {}", SCHOOL)
        first_year = current_of(years, today=today).first_year
        await households.apply_register([household_of(family, school_id=school_id, first_year=first_year) for family in families], now=now)
        await _apply_enrolments(families, years=years, today=today)
    if lively:
        await life.go_on(families, now=now)
        await dossiers.send(current_of(years, today=today), now=now)
        await invoices.join(now=now)
        await board.go_on(now=now)
        await waiting.send(families, current_of(years, today=today), now=now)


async def _load_commune(*, now: datetime, today: date) -> None:
    known = await catalogue.loaded_mark()
    if await _is_loaded(known, today=today):
        return
    try:
        await bookings.load_catalogue(FILE, now=now)
    except commune_file.Refused:
        if not known:
            raise
        # Its visitors booked what a newer demo no longer has: it goes on as it was.
        log.warning("demo_kept")


async def _is_loaded(known: str, *, today: date) -> bool:
    """The same file, with what its visitors changed at the desk, for the school years of today."""
    standing, loaded = await catalogue.standing(), await catalogue.last_loaded()
    if standing is None or loaded is None or commune_file.source_at(FILE).mark not in {standing.mark, loaded.mark}:
        return False
    return known == timetable.mark_of(commune_file.read_source(standing.source), today=today)


# Families


async def _missing_hashes() -> dict[UUID, str]:
    """Hashing takes its time: only for accounts that are not there, and outside of the transaction."""
    known = {row["id"] for row in await database.fetch("select id from account")}
    missing = [adult.account_id for family in FAMILIES for adult in family.adults if adult.account_id not in known]
    return {account_id: await passwords.hashed(PASSWORD) for account_id in missing}


async def _apply_accounts(families: Sequence[Family], *, hashes: Mapping[UUID, str], now: datetime) -> None:
    """Without a hash, an account is invited and waits for its first password."""
    adults = [adult for family in families for adult in family.adults]
    await database.fetch(
        """
        insert into account (id, email, password_hash, created_at, password_changed_at)
        select id, email, hash, {}, case when hash is not null then {}::timestamptz end from unnest({}::uuid[], {}::text[], {}::text[]) as row (id, email, hash)
        on conflict do nothing
        """,
        *(now, now),
        *([adult.account_id for adult in adults], [adult.email for adult in adults], [hashes.get(adult.account_id) for adult in adults]),
    )


def household_of(family: Family, *, school_id: UUID, first_year: int) -> NewHousehold:
    """Children are as old as their class asks on the day of the first load; from then on they grow up."""
    return NewHousehold(
        id=family.id,
        name=family.name,
        address=family.address,
        guardians=tuple(
            NewGuardian(
                id=adult.id,
                account_id=adult.account_id,
                first_name=adult.first_name,
                last_name=adult.last_name,
                phone=phones.normalised(adult.phone) or adult.phone,
            )
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
        contacts=tuple(
            NewContact(
                id=uuid5(family.id, known.person.key),
                person=known.person,
                choices=tuple(
                    Choice(child_id=child.id, may_collect=known.tasks[child.first_name][0], emergency_rank=known.tasks[child.first_name][1])
                    for child in family.children
                    if child.first_name in known.tasks
                ),
            )
            for known in family.contacts
        ),
        weeks=family.weeks,
    )


# Enrolments


async def _apply_enrolments(families: Sequence[Family], *, years: tuple[SchoolYearView, ...], today: date) -> None:
    """A year at a time, as the guide's families are. A child who lives in two of them is enrolled by each for what it does there."""
    homes = {child.id: family.id for family in reversed(families) for child in family.children}
    groups = await database.fetch(
        """
        select distinct on (age_group.activity) age_group.id, activity.code as activity,
            not exists (select 1 from unit where unit.activity = age_group.activity and unit.periods <> array['school']) as class_time_only
        from age_group join activity on activity.id = age_group.activity where age_group.retired_at is null order by age_group.activity, age_group.position
        """
    )
    await enrolments.apply_enrol(
        [
            NewEnrolment(
                id=uuid5(NAMESPACE if homes[child.id] == family.id else family.id, f"enrolment:{child.id}:{group['id']}:{year.first_year}"),
                household_id=family.id,
                child_id=child.id,
                age_group_id=group["id"],
                starts_on=year.first_day,
                ends_on=year.last_class_day if group["class_time_only"] else year.last_day,
            )
            for year in years
            if is_enrolled(year, today=today)
            for family in families
            for child in family.children
            for group in groups
            if group["activity"] in child.habits
        ]
    )


def is_enrolled(year: SchoolYearView, *, today: date) -> bool:
    return date(year.first_year, ENROLLING_MONTH, 1) <= today <= year.last_day


def current_of(years: tuple[SchoolYearView, ...], *, today: date) -> SchoolYearView:
    return next(year for year in years if today <= year.last_day)
