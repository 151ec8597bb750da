"""What the grid posts: one tap, or the whole page without JavaScript; and the validation of the récapitulatif."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Self
from uuid import UUID

from litestar.exceptions import ClientException

from app.bookings.actions.tapping import Wish
from app.core import forms
from app.core.web import Request

MOST_CELLS = 400
BY_MONTH = "mois"
PLACE_FIELDS = frozenset({"semaine", "vue", "mois"})


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where on the grid the form stood: how the answer to a tap is drawn, and what a plain form comes back to."""

    by_month: bool
    week: date | None
    month: date | None

    @classmethod
    def of(cls, sent: forms.Submitted) -> Self:
        week, month = sent.raw("semaine"), sent.raw("mois")
        return cls(by_month=sent.raw("vue") == BY_MONTH, week=_day(week) if week else None, month=_day(month) if month else None)


@dataclass(frozen=True, kw_only=True)
class CellsForm:
    """Only the cells whose wanted state differs from the one shown: what the sender changed. `day` is that of the first cell shown."""

    wishes: list[Wish]
    day: date
    place: Place

    @classmethod
    async def read(cls, request: Request) -> Self:
        sent = await forms.read(request, {"tap", "vu", "case", *PLACE_FIELDS})
        ticked = set(sent.all("case"))
        shown = [_shown(value) for value in sent.all("vu")]
        if not 0 < len(shown) <= MOST_CELLS or not ticked <= {key for key, _ in shown}:
            raise ClientException(detail="damaged form")
        wishes = [_wish(key, ticked=key in ticked) for key, was_ticked in shown if (key in ticked) != was_ticked]
        return cls(wishes=wishes, day=_wish(shown[0][0], ticked=True).day, place=Place.of(sent))


def day_in_address(typed: str | None) -> date | None:
    """None for a damaged one, as a copied or a shortened address may have: it is worth the present days, not an error."""
    with suppress(ValueError):
        return date.fromisoformat(typed or "")
    return None


async def read_place(request: Request) -> Place:
    """Of a form that says nothing more."""
    return Place.of(await forms.read(request, PLACE_FIELDS))


@dataclass(frozen=True, kw_only=True)
class ValidationForm:
    """The mark tells which récapitulatif was read; the submission id makes a second POST answer what the first one answered."""

    mark: str
    submission_id: UUID
    problems: list[forms.Problem]

    @classmethod
    async def read(cls, request: Request) -> Self:
        sent = await forms.read(request, {"vu", "envoi", "attestation"})
        if not sent.is_ticked("attestation"):
            sent.refuse("attestation", "Cochez la case pour attester que ces renseignements sont exacts.")
        return cls(mark=sent.raw("vu"), submission_id=sent.identifier("envoi"), problems=sent.problems)


@dataclass(frozen=True, kw_only=True)
class GroundsForm:
    """The validation at the desk. Only who may exceed the rules is shown the choice of what being late costs; the action looks at the right again."""

    APPLY: ClassVar[str] = "reglement"
    WAIVE: ClassVar[str] = "rien"
    LONGEST_REASON: ClassVar[int] = 500

    mark: str
    submission_id: UUID
    reason: str
    waived: bool
    problems: list[forms.Problem]

    @classmethod
    async def read(cls, request: Request) -> Self:
        sent = await forms.read(request, {"vu", "envoi", "motif", "retard"})
        if sent.raw("retard") not in {"", cls.APPLY, cls.WAIVE}:
            raise ClientException(detail="damaged form")
        reason, submission_id = sent.text("motif", longest=cls.LONGEST_REASON), sent.identifier("envoi")
        return cls(mark=sent.raw("vu"), submission_id=submission_id, reason=reason, waived=sent.raw("retard") == cls.WAIVE, problems=sent.problems)

    def unexplained(self) -> Self:
        """Refused by the action for want of a reason."""
        sentence = "Écrivez le motif\u00a0: un changement passe outre une règle, ou le retard n’est pas facturé."
        return replace(self, problems=[*self.problems, forms.Problem(field="motif", sentence=sentence)])

    def problem_of(self, name: str) -> str | None:
        return next((problem.sentence for problem in self.problems if problem.field == name), None)


def _shown(value: str) -> tuple[str, bool]:
    key, _, state = value.rpartition(":")
    if not key or state not in {"0", "1"}:
        raise ClientException(detail="damaged form")
    return key, state == "1"


def _wish(key: str, *, ticked: bool) -> Wish:
    day, _, unit = key.partition(".")
    return Wish(day=_day(day), unit=unit, ticked=ticked)


def _day(text: str) -> date:
    """The last year that can be written has no day after it to draw a week with."""
    day = day_in_address(text)
    if day is None or day.year == date.max.year:
        raise ClientException(detail="damaged form")
    return day
