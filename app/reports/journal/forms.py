"""What an address asks of the journal. It holds ids, words of ours and days: never what somebody is called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from app.core import days, paging
from app.reports.journal import queries
from app.reports.journal.queries import Narrowing
from app.reports.journal.words import SUBJECTS
from app.staff.queries import MemberView
from components.ui import Field, Option

ADDRESS = "/agents/journal"
ACTOR, SUBJECT, ABOUT, FIRST, LAST, BEFORE = "agent", "sujet", "objet", "du", "au", "avant"
NO_DAY = "Écrivez la date comme 05/09/2026\u00a0: jour, mois, année."
NO_THING = "Écrivez un numéro de demande, comme 21, ou l’identifiant qui finit l’adresse d’une fiche."


@dataclass(kw_only=True)
class Asked:
    """The words of the address, and what is wrong with some of them: those narrow nothing."""

    words: Mapping[str, str]
    problems: dict[str, str] = field(default_factory=dict)
    narrowing: Narrowing = field(default_factory=Narrowing)
    before: int | None = None

    @property
    def address(self) -> str:
        """Of its first page."""
        kept = [(name, self.words[name]) for name in (ACTOR, SUBJECT, ABOUT, FIRST, LAST) if self.words.get(name)]
        return f"{ADDRESS}?{urlencode(kept)}" if kept else ADDRESS


async def read(words: Mapping[str, str]) -> Asked:
    asked = Asked(words={name: value.strip() for name, value in words.items()})
    subject = SUBJECTS.get(asked.words.get(SUBJECT, ""))
    asked.narrowing = Narrowing(
        actor_id=paging.id_in(asked.words.get(ACTOR, "")),
        kinds=subject[1] if subject else None,
        about=await _about(asked),
        first=_day(asked, FIRST),
        last=_day(asked, LAST),
    )
    asked.before = paging.number_in(asked.words.get(BEFORE, ""))
    return asked


async def _about(asked: Asked) -> str | None:
    typed = asked.words.get(ABOUT, "")
    if not typed:
        return None
    number = paging.number_in(typed)
    found = await queries.filing_id_of(number) if number is not None else paging.id_in(typed)
    if found is None:
        asked.problems[ABOUT] = "Aucune demande ne porte ce numéro." if number is not None else NO_THING
    return str(found) if found else None


def _day(asked: Asked, name: str) -> date | None:
    typed = asked.words.get(name, "")
    day = days.day_of(typed) if typed else None
    if typed and day is None:
        asked.problems[name] = NO_DAY
    return day


def fields(asked: Asked, *, team: Sequence[MemberView]) -> list[Field]:
    subjects = (Option(value="", label="Tout"), *(Option(value=code, label=label) for code, (label, _) in SUBJECTS.items()))
    actors = (Option(value="", label="Tout le monde"), *(Option(value=str(member.account_id), label=member.name) for member in team))
    return [
        Field(name=ACTOR, label="Qui", kind="select", options=actors, value=asked.words.get(ACTOR, ""), required=False),
        Field(name=SUBJECT, label="Sujet", kind="select", options=subjects, value=asked.words.get(SUBJECT, ""), required=False),
        _text(asked, ABOUT, label="N° de demande ou identifiant"),
        _text(asked, FIRST, label="Du"),
        _text(asked, LAST, label="Au"),
    ]


def _text(asked: Asked, name: str, *, label: str) -> Field:
    return Field(name=name, label=label, value=asked.words.get(name, ""), error=asked.problems.get(name), required=False, max_length=40)
