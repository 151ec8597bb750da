"""What the pages of a dossier send: the answers of a sheet, who may collect, the sheets to take over."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from app.core import forms
from app.core.web import Request
from app.dossiers.queries.facts import Contact
from app.dossiers.sheets import Sheet, people
from app.filings.drafts.forms import MOST_KEPT, Then

COLLECTS = "vient"
SEEN, ASKED, THEN, ONLY = "vu", "pose", "suite", "fiche"


@dataclass(frozen=True, kw_only=True)
class SheetForm:
    """`seen` and `asked` are the marks of the answers and of the questions that the page showed. `collectors`: None where the sheet does not ask who."""

    values: dict[str, str]
    seen: str
    asked: str
    then: Then
    collectors: tuple[UUID, ...] | None

    @classmethod
    async def read(cls, request: Request, *, sheet: Sheet, contacts: Iterable[Contact]) -> Self:
        """A contact that is not one of the household's is as if it were not ticked."""
        names, asks_who = sheet.step.names, sheet is people.SHEET
        sent = await forms.read(request, {*names, SEEN, ASKED, THEN, *([COLLECTS] if asks_who else [])})
        ticked = set(sent.all(COLLECTS))
        return cls(
            values={name: sent.raw(name).replace("\r\n", "\n").strip()[:MOST_KEPT] for name in names},
            seen=sent.raw(SEEN),
            asked=sent.raw(ASKED),
            then=next((then for then in Then if then.value == sent.raw(THEN)), Then.GO_ON),
            collectors=tuple(each.id for each in contacts if str(each.id) in ticked) if asks_who else None,
        )


@dataclass(frozen=True, kw_only=True)
class TakingOverForm:
    """`only`: code of one sheet; empty for all that is proposed."""

    seen: str
    only: str

    @classmethod
    async def read(cls, request: Request) -> Self:
        sent = await forms.read(request, {SEEN, ONLY})
        return cls(seen=sent.raw(SEEN), only=sent.raw(ONLY))
