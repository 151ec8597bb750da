"""Boards in words: counts become tables, one for each activity."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from app.catalogue.offer import EVERYBODY, Narrowing, Offer
from app.reports.boards import forms, rules
from app.reports.boards.queries.counts import Closed, GroupDay, Headcount
from app.reports.boards.rules import Present
from components import french
from components.reports import BoardTools, DayCell, DayRow, DayTable, Places, WeekCell, WeekDay, WeekGroup, WeekRow, WeekTable
from components.ui import Button, Chip, Chips, FilterChoice, Option

WEEK = timedelta(days=7)


# Above every board


def tools(path: str, asked: forms.Asked, *, offer: Offer, around: tuple[date | None, date | None], today: date) -> BoardTools:
    before, after = around
    return BoardTools(
        action=path,
        day=asked.day,
        views=_views(path, asked),
        before=_step(path, asked, day=before, icon="back", label=_step_words(path, before)),
        today=_step(path, asked, day=today, icon="calendar", label="Cette semaine" if path == forms.WEEK else "Aujourd’hui") if asked.day != today else None,
        after=_step(path, asked, day=after, icon="go", label=_step_words(path, after)),
        choices=_choices(path, asked.narrowing, offer=offer),
        everything=forms.address_of(path, day=asked.day, narrowing=Narrowing()) if not asked.narrowing.is_everything else "",
    )


def _views(path: str, asked: forms.Asked) -> Chips:
    places = (("Jour", forms.HOME), ("Semaine", forms.WEEK), ("Liste des enfants", forms.LIST))
    chips = (
        Chip(label=label, href=forms.address_of(each, day=asked.day, narrowing=_fitting(each, asked.narrowing)), current=each == path) for label, each in places
    )
    return Chips(label="Vues du planning", chips=tuple(chips))


def _fitting(path: str, narrowing: Narrowing) -> Narrowing:
    """The board of a day shows all units."""
    return replace(narrowing, unit_id=None) if path == forms.HOME else narrowing


def _step(path: str, asked: forms.Asked, *, day: date | None, icon: str, label: str) -> Button | None:
    if day is None:
        return None
    return Button(label=label, kind="quiet", icon=icon, href=forms.address_of(path, day=day, narrowing=asked.narrowing))  # type: ignore[arg-type]


def _step_words(path: str, day: date | None) -> str:
    if day is None:
        return ""
    return f"Du {french.short_day(day)}" if path == forms.WEEK else f"{french.short_weekday(day)}\u00a0{french.short_day(day)}"


def _choices(path: str, narrowing: Narrowing, *, offer: Offer) -> tuple[FilterChoice, ...]:
    sites = {str(group.site_id): group.site for group in offer.groups}
    activities = {str(group.activity_id): group.activity for group in offer.groups if narrowing.site_id in {None, group.site_id}}
    groups = {
        str(group.group_id): _place(group.site, group.group)
        for group in offer.groups
        if narrowing.site_id in {None, group.site_id} and narrowing.activity_id in {None, group.activity_id} and narrowing.activity_id
    }
    units = {str(unit.unit_id): unit.name for unit in offer.units if unit.activity_id == narrowing.activity_id} if path != forms.HOME else {}
    offered = (
        (forms.SITE, "Site", "Tous les sites", sites, narrowing.site_id),
        (forms.ACTIVITY, "Activité", "Toutes les activités", activities, narrowing.activity_id),
        (forms.GROUP, "Groupe", "Tous les groupes", groups, narrowing.group_id),
        (forms.UNIT, "Moment", "Toute la journée", units, narrowing.unit_id),
    )
    return tuple(
        FilterChoice(name=name, label=label, options=_options(every, found), value=str(value or ""))
        for name, label, every, found, value in offered
        if len(found) > 1 or value
    )


def _options(every: str, found: Mapping[str, str]) -> tuple[Option, ...]:
    return (Option(value="", label=every), *(Option(value=value, label=label) for value, label in found.items()))


def _place(site: str, group: str) -> str:
    return site if group == EVERYBODY else f"{site}, {group}"


def _named(group: str) -> str:
    return "" if group == EVERYBODY else group


# A day


def day_tables(counts: Sequence[Headcount], closed: Sequence[Closed], *, present: Mapping[int, Present]) -> tuple[DayTable, ...]:
    """By activity, in the order of the catalogue."""
    return tuple(
        _day_table(
            activity,
            counts=[count for count in counts if count.activity_id == activity.activity_id],
            closed=[each for each in closed if each.activity_id == activity.activity_id],
            present=present,
        )
        for activity in _activities(counts, closed)
    )


def _activities(counts: Sequence[Headcount], closed: Sequence[Closed]) -> list[GroupDay]:
    """One day of each: those that open, then those that are closed."""
    days: list[GroupDay] = [*counts, *closed]
    return list({day.activity_id: day for day in days}.values())


def _day_table(activity: GroupDay, *, counts: Sequence[Headcount], closed: Sequence[Closed], present: Mapping[int, Present]) -> DayTable:
    units = list({count.unit_id: count.unit for count in counts})
    grouped = [list(each) for _, each in groupby(counts, key=lambda count: count.group_id)]
    rows = (
        *(_day_row(each, units=units, present=present) for each in grouped),
        *(DayRow(site=each.site, group=_named(each.group), closed=french.capitalised(each.reason)) for each in closed),
    )
    totals = tuple(sum(count.booked for count in counts if count.unit_id == unit) for unit in units)
    return DayTable(
        key=f"activite-{activity.activity_id}",
        title=activity.activity,
        units=tuple({count.unit_id: count.unit for count in counts}.values()),
        rows=rows,
        totals=totals if len(grouped) > 1 else (),
    )


def _day_row(counts: Sequence[Headcount], *, units: Sequence[object], present: Mapping[int, Present]) -> DayRow:
    by_unit, first = {count.unit_id: count for count in counts}, counts[0]
    cells = tuple(_day_cell(by_unit[unit]) if unit in by_unit else None for unit in units)  # type: ignore[index]
    fullest = max(counts, key=lambda count: present[count.slot_id].all if count.slot_id in present else 0)
    there = present.get(fullest.slot_id, Present(under_six=0, from_six=0))
    stretch = rules.longest_stretch((count.starts_at, count.ends_at) for count in counts)
    return DayRow(
        site=first.site,
        group=_named(first.group),
        cells=cells,
        ages=_ages(there),
        staff=_staff(rules.expected(there, periods=fullest.periods, stretch=stretch)),
    )


def _day_cell(count: Headcount) -> DayCell:
    return DayCell(booked=count.booked, places=_places(count), href=_list_of(count), about=f"{count.unit_name}, {_place(count.site, count.group)}")


def _places(count: Headcount) -> Places:
    return Places(left=count.free, capacity=count.capacity, held=count.held)


def _list_of(count: Headcount) -> str:
    wanted = Narrowing(activity_id=count.activity_id, group_id=count.group_id, unit_id=count.unit_id)
    return forms.address_of(forms.LIST, day=count.day, narrowing=wanted)


def _ages(present: Present) -> str:
    told = (
        french.count(present.under_six, one="a moins de 6\u00a0ans", many="ont moins de 6\u00a0ans") if present.under_six else "",
        french.count(present.from_six, one="a 6\u00a0ans ou plus", many="ont 6\u00a0ans ou plus") if present.from_six else "",
    )
    return ", ".join(words for words in told if words)


def _staff(expected: rules.Expected | None) -> str:
    if expected is None:
        return ""
    if expected.fewest == expected.most:
        return french.count(expected.most, one="animateur attendu", many="animateurs attendus")
    return f"{expected.fewest} à {expected.most}\u00a0animateurs attendus"


# A week


def week_tables(counts: Sequence[Headcount], closed: Sequence[Closed], *, narrowing: Narrowing) -> tuple[WeekTable, ...]:
    """All of the same days: their columns stand under each other."""
    group_days: list[GroupDay] = [*counts, *closed]
    days = sorted({each.day for each in group_days})
    columns = tuple(WeekDay(day=day, href=forms.address_of(forms.HOME, day=day, narrowing=_fitting(forms.HOME, narrowing))) for day in days)
    return tuple(
        _week_table(
            activity,
            columns,
            counts=[count for count in counts if count.activity_id == activity.activity_id],
            closed=[each for each in closed if each.activity_id == activity.activity_id],
        )
        for activity in _activities(counts, closed)
    )


def _week_table(activity: GroupDay, columns: tuple[WeekDay, ...], *, counts: Sequence[Headcount], closed: Sequence[Closed]) -> WeekTable:
    group_days: list[GroupDay] = [*counts, *closed]
    groups = {each.group_id: each for each in group_days}
    return WeekTable(
        key=f"activite-{activity.activity_id}",
        title=activity.activity,
        days=columns,
        groups=tuple(
            _week_group(
                group,
                days=[column.day for column in columns],
                counts=[count for count in counts if count.group_id == group.group_id],
                closed={each.day: each.reason for each in closed if each.group_id == group.group_id},
            )
            for group in groups.values()
        ),
    )


def _week_group(group: GroupDay, *, days: Sequence[date], counts: Sequence[Headcount], closed: Mapping[date, str]) -> WeekGroup:
    """A group that is closed all week has one row, with its reasons."""
    units = {count.unit_id: count.unit for count in sorted(counts, key=lambda count: count.starts_at.timetz())}
    by_place = {(count.unit_id, count.day): count for count in counts}
    shut = frozenset(place for place, day in enumerate(days) if day in closed)
    rows = []
    for rank, (unit_id, unit) in enumerate(units.items()):
        cells = tuple(_week_cell(by_place.get((unit_id, day)), reason=closed.get(day, ""), span=len(units)) for day in days)
        rows.append(WeekRow(unit=unit, cells=cells, skipped=shut if rank else frozenset()))
    if not units:
        rows.append(WeekRow(unit="", cells=tuple(_week_cell(None, reason=closed.get(day, ""), span=1) for day in days)))
    return WeekGroup(site=group.site, group=_named(group.group), rows=tuple(rows))


def _week_cell(count: Headcount | None, *, reason: str, span: int) -> WeekCell | None:
    if reason:
        return WeekCell(closed=french.capitalised(reason), span=span)
    if count is None:
        return None
    about = f"{count.unit_name}, {french.day_words(count.day)}, {_place(count.site, count.group)}"
    return WeekCell(booked=count.booked, places=_places(count), href=_list_of(count), about=about)


def week_columns() -> tuple[str, ...]:
    return ("Jour", "Site", "Activité", "Groupe", "Moment", "Réservés", "Places retenues", "Places", "Places libres", "Fermé")


def week_rows(counts: Iterable[Headcount], closed: Iterable[Closed]) -> list[tuple[str | int | date | None, ...]]:
    """For a file: a line for each unit of each day, and for each day on which a group is closed."""
    open_rows = [(each.day, each.site, each.activity, each.group, each.unit_name, each.booked, each.held, each.capacity, each.free, None) for each in counts]
    shut_rows = [(each.day, each.site, each.activity, each.group, None, None, None, None, None, each.reason) for each in closed]
    return sorted([*open_rows, *shut_rows], key=lambda row: (str(row[0]), str(row[1]), str(row[2]), str(row[3])))
