"""The page of the queue in words: its chips with their counts, its rows, what narrows it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from app.catalogue.queries import SchoolYearView
from app.core import clock
from app.core.access import Agent
from app.filings import listing, procedures
from app.filings.desk import forms
from app.filings.desk.queue import Item, Key, Narrowing, Page
from app.filings.desk.statements import CHANGES, MOST_COUNTED
from app.filings.drafts import actions as drafts
from app.filings.rules import Status
from app.filings.rules.transitions import OPEN
from app.filings.rules.waiting import SHOWN, Age, Care, Delay, Show, age_words, delay_of
from app.households.rules.fields import RULES, Field
from components import french
from components.filings.queue_table import QueueRow, QueueTable
from components.ui import Button, Chip, Chips, EmptyState, FilterChoice, Filters, Option
from components.ui import Status as StatusWord

Counts = Mapping[tuple[Status, str], int]
CHANGES_TITLE = "Changements de «\u00a0Ma famille\u00a0»"


def title_of(procedure: str) -> str:
    return CHANGES_TITLE if procedure == CHANGES else procedures.of_code(procedure).title


def change_title(field: str) -> str:
    """As "Changement d’adresse postale": what a family asks for in « Ma famille »."""
    whose = {"guardian": "d’un adulte", "child": "d’un enfant", "household": "du foyer"}[Field(field).subject]
    return f"{RULES[Field(field)].label} {whose}"


def item_title(item: Item) -> str:
    return f"{procedures.of_code(item.procedure).title} n°\u00a0{item.number}" if item.number else change_title(item.field)


# The queue


def table(page: Page, narrowing: Narrowing, *, agent: Agent, counts: Counts, whom: str, begun: Key | None, today: date) -> QueueTable:
    return QueueTable(
        told=_told(page, narrowing),
        chips=chips(narrowing, counts),
        rows=tuple(_row(item, narrowing, agent=agent, today=today) for item in page.items),
        hidden=tuple(forms.words_of(narrowing).items()),
        whom=whom,
        everybody=forms.address_of(_without_whom(narrowing)),
        nothing=None if page.items else _nothing(narrowing),
        begins_at=forms.address_of(narrowing) if begun else "",
        goes_on_at=forms.address_of(narrowing, after=page.after) if page.after else "",
    )


def _without_whom(narrowing: Narrowing) -> Narrowing:
    return replace(narrowing, household_id=None, child_id=None)


def _told(page: Page, narrowing: Narrowing) -> str:
    if page.total >= MOST_COUNTED:
        return f"Plus de {MOST_COUNTED}\u00a0demandes"
    if not page.total:
        return "Aucune demande"
    order = "la plus ancienne d’abord" if narrowing.show.oldest_first else "la plus récente d’abord"
    return f"{french.count(page.total, one='demande', many='demandes')}, {order}"


def chips(narrowing: Narrowing, counts: Counts) -> Chips:
    """How many are open, whatever the other choices; what is decided is not counted."""
    return Chips(label="État", chips=tuple(_chip(show, narrowing, counts) for show in Show))


def _chip(show: Show, narrowing: Narrowing, counts: Counts) -> Chip:
    counted = show.oldest_first
    many = sum(count for (status, _), count in counts.items() if status in SHOWN[show])
    return Chip(
        label=f"{show.words} {many}" if counted else show.words,
        href=forms.address_of(replace(narrowing, show=show)),
        current=show is narrowing.show,
    )


def _row(item: Item, narrowing: Narrowing, *, agent: Agent, today: date) -> QueueRow:
    return QueueRow(
        ref=str(item.ref),
        href=forms.address_of(narrowing, ref=item.ref),
        title=item_title(item),
        subject=_subject(item),
        family=item.household,
        child=item.child,
        age=age_words(item.at.astimezone(clock.PARIS).date(), today=today),
        at=french.stamp(item.at),
        status=listing.status_word(item.status),
        delay=delay_word(item.status, item.due_on, today=today),
        taken=_taken(item, agent=agent),
        choice=str(item.ref) if item.status in OPEN else None,
    )


def _subject(item: Item) -> str:
    """What it is about, where it says more than its title: who it is for stands in a column of its own."""
    if item.procedure == CHANGES:
        return "À changer dans «\u00a0Ma famille\u00a0»"
    return "" if item.subject == drafts.WHOLE_HOUSEHOLD else item.subject


def delay_word(status: Status, due_on: date | None, *, today: date) -> StatusWord | None:
    delay = delay_of(status, due_on=due_on, today=today)
    if delay is Delay.LATE:
        return StatusWord(word="Délai légal dépassé", tone="bad")
    return StatusWord(word=f"Délai légal le {french.short_day(due_on)}", tone="warn") if due_on and delay is Delay.SOON else None


def _taken(item: Item, *, agent: Agent) -> str:
    if item.taken_by is None:
        return ""
    return "par vous" if item.taken_by == agent.account_id else f"par {item.taken_name}"


def _nothing(narrowing: Narrowing) -> EmptyState:
    if narrowing == Narrowing():
        return EmptyState(title="Plus rien n’attend", sentence="Toutes les demandes ont leur réponse. Les prochaines arriveront ici.")
    return EmptyState(
        title="Aucune demande ne correspond",
        sentence="Rien ne répond à tous ces choix à la fois.",
        icon="list",
        action=Button(label="Voir tout ce qui est à traiter", href=forms.ADDRESS),
    )


# What narrows it


def filters(narrowing: Narrowing, counts: Counts, *, years: Iterable[SchoolYearView]) -> Filters:
    """Beside the chips of its state, that stand in the queue."""
    words = forms.words_of(narrowing)
    offered = {
        forms.PROCEDURE: ("Démarche", "Toutes les démarches", [(forms.word_of_procedure(code), _counted(code, counts, narrowing)) for code in forms.codes()]),
        forms.YEAR: ("Année scolaire", "Toutes les années", [(str(year.first_year), year.label) for year in years]),
        forms.AGE: ("Ancienneté", "Toutes", [(age.value, age.words) for age in Age]),
        forms.CARE: ("Prise en charge", "Par tous, ou personne", [(care.value, care.words) for care in Care]),
    }
    kept = (forms.SHOW, forms.HOUSEHOLD, forms.CHILD)
    return Filters(
        action=forms.ADDRESS,
        results=QueueTable.dom_id,
        hidden=tuple((name, words[name]) for name in kept if name in words),
        choices=tuple(
            FilterChoice(
                name=name, label=label, value=words.get(name, ""), options=(Option(value="", label=every), *(Option(value=v, label=w) for v, w in options))
            )
            for name, (label, every, options) in offered.items()
        ),
    )


def _counted(code: str, counts: Counts, narrowing: Narrowing) -> str:
    """With how many are in this part of the queue, where it is counted."""
    many = sum(count for (status, counted), count in counts.items() if counted == code and status in SHOWN[narrowing.show])
    return f"{title_of(code)} ({many})" if many and narrowing.show.oldest_first else title_of(code)
