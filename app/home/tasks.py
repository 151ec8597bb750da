"""« À faire » on the tableau de bord: what has an hour first, then what the service waits for, then the rest."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from app.bookings.queries.enrolled import Choice
from app.documents import showing as documents
from app.dossiers import showing as dossiers
from app.dossiers.sheets import PROCEDURE as DOSSIER
from app.filings.drafts import sheets
from app.home import rules
from app.home.queries import Dashboard
from app.home.rules import Deadline
from components import french
from components.ui import Task, TaskList


def of_dashboard(view: Dashboard, *, today: date) -> TaskList | None:
    timed = sorted([*_changes(view), *_deadlines(view)], key=lambda each: each[0])
    unfinished = [line for line in view.unfinished if line.procedure != DOSSIER]  # a dossier tells its own
    waiting = (
        *(*_undated_changes(view), *sheets.tasks_of(unfinished)),
        *(*dossiers.tasks_of(view.dossiers), *documents.tasks_of(view.pieces, today=today)),
    )
    urgent, calm = ([task for task in waiting if (task.urgency == "soon") is soon] for soon in (True, False))
    tasks = (*(task for _, task in timed), *urgent, *_unread(view), *calm)
    return TaskList(tasks=tasks) if tasks else None


def _changes(view: Dashboard) -> Iterator[tuple[datetime, Task]]:
    """Days that were chosen and not validated, with the first limit that they meet."""
    for choice in view.choices:
        if choice.pending and (limit := view.limits.get(choice.id)):
            yield limit, _change(choice, until=f" avant {french.instant(limit)}")


def _undated_changes(view: Dashboard) -> tuple[Task, ...]:
    return tuple(_change(choice, until="") for choice in view.choices if choice.pending and choice.id not in view.limits)


def _change(choice: Choice, *, until: str) -> Task:
    changes = french.count(choice.pending, one="changement", many="changements")
    return Task(
        label=f"{choice.first_name}, {choice.activity}",
        note=f"{changes} à valider{until}",
        href=f"/reservations/{choice.id}/recapitulatif",
        icon="clock",
        urgency="soon",
    )


def _deadlines(view: Dashboard) -> Iterator[tuple[datetime, Task]]:
    for deadline in rules.deadlines(view.closings):
        yield (
            deadline.at,
            Task(
                label=f"Réservations {_days(deadline)}",
                note=f"{french.listing(list(deadline.first_names))}, avant {french.instant(deadline.at)}",
                href=_address(deadline),
                icon="clock",
                urgency="soon",
            ),
        )


def _days(deadline: Deadline) -> str:
    if deadline.first_day == deadline.last_day:
        return f"du {french.day_words(deadline.first_day)}"
    return french.date_range(deadline.first_day, deadline.last_day).replace("Du", "du", 1)


def _address(deadline: Deadline) -> str:
    monday = deadline.first_day - timedelta(days=deadline.first_day.weekday())
    return f"/reservations/{deadline.enrolment_id}?semaine={monday}" if deadline.enrolment_id else "/reservations"


def _unread(view: Dashboard) -> tuple[Task, ...]:
    """The titles are on the same page: here, that there is something to read."""
    unread = sum(not message.is_read for message in view.messages)
    if not unread:
        return ()
    return (Task(label="Messages du service", note=french.count(unread, one="message à lire", many="messages à lire"), href="/messages", icon="mail"),)
