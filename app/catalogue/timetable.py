"""From a commune's file to its slots: which days each group opens, with which instants, and why not on the others. No clock, no database."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from importlib.metadata import version
from typing import TypeAlias

from app import __version__
from app.catalogue import calendars, commune_file
from app.catalogue.calendars import UnknownSchoolYear
from app.catalogue.commune_file import Activity, CommuneFile, Group, Unit
from app.catalogue.rules import openings, wall_clock, wording
from app.catalogue.rules.calendar import Calendar
from app.catalogue.rules.cutoffs import NEVER, Action, CutoffRule, Never
from app.catalogue.rules.days import PeriodKind, School, SchoolYear
from app.catalogue.rules.openings import Opening
from app.catalogue.rules.reckoning import CutoffUnit
from app.catalogue.rules.slots import ActionInstants, CutoffFault, Cutoffs, SlotInstants
from app.catalogue.rules.windows import Category, OpenTime

# What a slot keeps for "never", and for "since ever". Not PostgreSQL's -infinity: it comes back as a date without an offset, which compares with nothing.
LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class SlotPlan:
    """A slot as it is stored. Instants are UTC; no `book_until` means no limit, `LONG_AGO` means never."""

    unit: str
    day: date
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    book: ActionInstants
    cancel: ActionInstants
    own_times: Mapping[Category, OpenTime | Never]

    @property
    def book_until(self) -> datetime | None:
        return stored(self.book.until)

    @property
    def cancel_until(self) -> datetime | None:
        return stored(self.cancel.until)

    def own_opens_at(self, category: Category) -> datetime | None:
        """Later than `opens_at`, for this category alone. None, like on the other side: as for everybody."""
        own = self.own_times.get(category)
        return own.opens_at if isinstance(own, OpenTime) else None

    def own_closes_at(self, category: Category) -> datetime | None:
        own = self.own_times.get(category)
        return own.closes_at if isinstance(own, OpenTime) else stored(own)


@dataclass(frozen=True, kw_only=True)
class GroupPlan:
    """Everything of one group. With `faults`, the slots of these days are missing and the file must be refused."""

    activity: Activity
    group: Group
    slots: tuple[SlotPlan, ...]
    closed: dict[date, str]
    faults: tuple[CutoffFault, ...]


# By unit: what its deadlines depended on, its days, and its instants.
Alike: TypeAlias = dict[str, tuple[tuple[CutoffUnit, tuple[date, ...]], tuple[SlotInstants | CutoffFault, ...]]]


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """`years` are those that can be booked; the calendar also knows the one before, where the deadlines of September are counted."""

    file: CommuneFile
    calendar: Calendar
    years: tuple[SchoolYear, ...]
    mark: str

    def days_of(self, activity: Activity) -> tuple[date, date]:
        """The first and the last day of an activity, within the school years."""
        first, last = term_of(activity, years=self.years)
        return max(activity.first_day or first, first), min(activity.last_day or last, last)

    def plans(self) -> Iterator[GroupPlan]:
        """One group after another: a city's slots never stand in memory together."""
        for activity in self.file.activities:
            alike: Alike = {}
            for group in activity.groups:
                yield self._plan(activity, group, alike=alike)

    def fault_sentences(self, faults: Iterable[CutoffFault]) -> list[str]:
        """One per rule and kind of fault, the first day it happens, with the place in the file."""
        first: dict[tuple[int, str], CutoffFault] = {}
        for fault in faults:
            key = (fault.position, fault.fault)
            first[key] = min(first.get(key, fault), fault, key=lambda each: each.day)
        return [
            f"{self.file.rules[position - 1].path} : {wording.fault_words(fault)}" for (position, _), fault in sorted(first.items(), key=lambda each: each[0])
        ]

    def words(self, activity: Activity, unit: Unit, *, action: Action) -> str:
        """The rules of a unit as families read them, the last written first: it wins."""
        deciding = list(self._deciding(activity, unit, action=action)) or [CutoffRule(limit=None)]
        return " ".join(wording.rule_words(replace(rule, actions=frozenset({action}))) for rule in deciding)

    def window_words(self, activity: Activity, unit: Unit) -> str:
        """When the days of a unit can be booked from and until, as families read it; nothing where they need not wait."""
        first, last = self.days_of(activity)
        fitting = [window for window in self.file.windows if window.fits_unit(activity=activity.code, unit=unit.code)]
        reached = [window for window in fitting if (window.first_day or first) <= last and (window.last_day or last) >= first]
        return " ".join(wording.window_words(window, first=first, last=last) for window in reached)

    def _deciding(self, activity: Activity, unit: Unit, *, action: Action) -> Iterator[CutoffRule]:
        first, last = self.days_of(activity)
        for rule in reversed([each.rule for each in self.file.rules]):
            reached = (not rule.weekdays or rule.weekdays & unit.weekdays) and (not rule.periods or rule.periods & unit.periods)
            in_time = (rule.valid_from or first) <= last and (rule.valid_until or last) >= first
            if action in rule.actions and rule.fits_unit(activity=activity.code, unit=unit.code) and reached and in_time:
                yield rule
                if is_for_all(rule, unit=unit):
                    return

    # One group

    def reckoned(self, activity: Activity, group: Group, *, alike: Alike | None = None) -> list[tuple[Unit, SlotInstants | CutoffFault]]:
        """The instants of each unit on each of its days, unit by unit. Groups that are `alike` share them: the latest of each unit are kept."""
        schools, opened, known = self._schools_of(group), self._opened(activity, group), {} if alike is None else alike
        open_days = tuple(sorted({day for days in opened.values() for day in days}))
        for unit in activity.units:
            key = (self._cutoff_unit(activity, unit, schools=schools, open_days=open_days), opened[unit.code])
            if unit.code not in known or known[unit.code][0] != key:
                known[unit.code] = (key, tuple(self._cutoffs.of(key[0]).slots(key[1])))
        return [(unit, result) for unit in activity.units for result in known[unit.code][1]]

    def _plan(self, activity: Activity, group: Group, *, alike: Alike) -> GroupPlan:
        results = self.reckoned(activity, group, alike=alike)
        open_days = frozenset(result.day for _, result in results)
        return GroupPlan(
            activity=activity,
            group=group,
            slots=tuple(slot_plan(unit, result) for unit, result in results if isinstance(result, SlotInstants)),
            closed=dict(self._closed(activity, group, schools=self._schools_of(group), open_days=open_days)),
            faults=tuple(result for _, result in results if isinstance(result, CutoffFault)),
        )

    def _schools_of(self, group: Group) -> tuple[School, ...]:
        return tuple(at.school for at in self.file.schools if at.school.code in group.schools)

    def _opened(self, activity: Activity, group: Group) -> dict[str, tuple[date, ...]]:
        schools = self._schools_of(group)
        return {
            unit.code: tuple(openings.days_of(self._opening(activity, group, unit=unit, schools=schools), calendar=self.calendar)) for unit in activity.units
        }

    @cached_property
    def _cutoffs(self) -> Cutoffs:
        return Cutoffs(calendar=self.calendar, rules=tuple(each.rule for each in self.file.rules), windows=self.file.windows)

    def _opening(self, activity: Activity, group: Group, *, unit: Unit, schools: tuple[School, ...]) -> Opening:
        first, last = self.days_of(activity)
        return Opening(
            activity=activity.code,
            unit=unit.code,
            site=group.site,
            weekdays=unit.weekdays,
            periods=unit.periods,
            first_day=first,
            last_day=last,
            schools=schools,
            extra_days=unit.extra_days,
        )

    def _cutoff_unit(self, activity: Activity, unit: Unit, *, schools: tuple[School, ...], open_days: tuple[date, ...]) -> CutoffUnit:
        return CutoffUnit(
            activity=activity.code,
            unit=unit.code,
            starts_at=unit.starts_at,
            opens_from=self.days_of(activity)[0],
            open_days=open_days,
            schools=schools if self._cutoffs.counts_school_days(activity=activity.code, unit=unit.code) else (),
        )

    # Days without opening

    def _closed(self, activity: Activity, group: Group, *, schools: tuple[School, ...], open_days: frozenset[date]) -> Iterator[tuple[date, str]]:
        first, last = self.days_of(activity)
        for day in map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)):
            if day not in open_days and (reason := self._why_closed(day, activity=activity, group=group, schools=schools)):
                yield day, reason

    def why_shut(self, plan: GroupPlan, *, unit: str, day: date) -> str:
        """Why a unit does not open for a group on a day, as families read it; empty when no closure or holiday does it."""
        shut = self.calendar.why_closed(day, site=plan.group.site, activity=plan.activity.code, unit=unit)
        return shut or plan.closed.get(day, "")

    def _why_closed(self, day: date, *, activity: Activity, group: Group, schools: tuple[School, ...]) -> str | None:
        """None on days when nobody would come anyway: other weekdays, and school time for what opens in the holidays."""
        units, period = [unit for unit in activity.units if day.isoweekday() in unit.weekdays], self.calendar.period_of(day)
        if not units or period is None:
            return None
        expected = next((unit for unit in units if period.kind in unit.periods), None)
        if expected is None:
            return None if period.kind is PeriodKind.SCHOOL else period.name
        closed = self.calendar.why_closed(day, site=group.site, activity=activity.code, unit=expected.code)
        return closed or self.calendar.why_no_school(day, school=schools[0].code if schools else None)


def mark_of(file: CommuneFile, *, today: date) -> str:
    """Changes with the file, the school years wanted, and the versions of the portal and of the libraries of calendars. Cheap: no calendar is made."""
    versions = [version(library) for library in ("holidays", "vacances-scolaires-france")]
    return hashlib.sha256(repr((file.mark, wanted_years(file, today=today), __version__, versions)).encode()).hexdigest()


def wanted_years(file: CommuneFile, *, today: date) -> tuple[int, ...]:
    current = calendars.first_year_of(today)
    return file.years.first_years or (current, current + 1)


def resolve(file: CommuneFile, *, today: date) -> Timetable:
    """Settles the school years. Raises `Refused` when one of them is not known, or when an activity has no day in them."""
    wanted = wanted_years(file, today=today)
    calendar = calendars.calendar_of(
        file.identity.zone,
        wanted,
        supplied=file.years.supplied,
        closures=file.closures,
        project_unknown=file.years.project_unknown,
        alsace_moselle=file.years.alsace_moselle,
    )
    if isinstance(calendar, UnknownSchoolYear):
        raise commune_file.Refused(file.source, [f"calendrier : {calendar.sentence}"])
    years = tuple(year for year in calendar.years if year.first_year >= min(wanted))
    timetable = Timetable(file=file, calendar=calendar, years=years, mark=mark_of(file, today=today))
    never_open = [
        f"activite[{position}] : « {activity.code} » n’a aucun jour dans les années scolaires {years[0].label} à {years[-1].label}."
        for position, activity in enumerate(file.activities, start=1)
        if timetable.days_of(activity)[0] > timetable.days_of(activity)[1]
    ]
    if never_open:
        raise commune_file.Refused(file.source, never_open)
    return timetable


def term_of(activity: Activity, *, years: tuple[SchoolYear, ...]) -> tuple[date, date]:
    """From the first day of class to the last one, or to the end of the summer for what also opens in the holidays."""
    last = years[-1]
    return years[0].first_day, last.last_class_day if activity.periods == {PeriodKind.SCHOOL} else last.last_day


def is_for_all(rule: CutoffRule, *, unit: Unit) -> bool:
    """Whether nothing of a unit is left for the rules written before."""
    weekdays, periods = not rule.weekdays or unit.weekdays <= rule.weekdays, not rule.periods or unit.periods <= rule.periods
    return weekdays and periods and rule.valid_from is None and rule.valid_until is None


def slot_plan(unit: Unit, instants: SlotInstants) -> SlotPlan:
    return SlotPlan(
        unit=unit.code,
        day=instants.day,
        starts_at=instants.starts_at,
        ends_at=wall_clock.instant_of(datetime.combine(instants.day, unit.ends_at)),
        opens_at=instants.opens_at or LONG_AGO,
        book=instants.book,
        cancel=instants.cancel,
        own_times=instants.own_times,
    )


def stored(until: datetime | Never | None) -> datetime | None:
    return LONG_AGO if until is NEVER else until
