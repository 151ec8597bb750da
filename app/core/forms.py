"""Reading what a form sent: raw, so that a refused form can be shown again with its values and one sentence per field."""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from litestar.exceptions import ClientException

from app.core import csrf
from app.core.web import Request

LONGEST_TEXT = 2_000
UNSEEN = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), *(code for code in range(0x20) if chr(code) not in "\t\n\r")))
"""What turns round or hides the words beside it, in a list or a mail where somebody else reads them: pasted without being seen."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with one field, in a sentence that says what to do."""

    field: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """The values of a form, and the problems found while reading them."""

    values: dict[str, list[str]]
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str, *, missing: str | None = None, longest: int = LONGEST_TEXT) -> str:
        """One line, spaces trimmed. `missing` is the sentence when nothing was typed; without it the field is optional."""
        value = self.raw(name).translate(UNSEEN).strip()
        if not value and missing:
            self.refuse(name, missing)
        elif len(value) > longest:
            self.refuse(name, f"Ce texte est trop long\u00a0: {longest} caractères au plus.")
        return value

    def raw(self, name: str) -> str:
        """As typed, for passwords."""
        return (self.values.get(name) or [""])[-1]

    def all(self, name: str) -> list[str]:
        return self.values.get(name) or []

    def is_ticked(self, name: str) -> bool:
        return self.raw(name) in {"on", "1", "true"}

    def identifier(self, name: str) -> UUID:
        """An id that our own page wrote: anything else is a forged or damaged form, not a mistake to explain."""
        try:
            return UUID(self.raw(name))
        except ValueError as damaged:
            raise ClientException(detail="damaged form") from damaged

    def refuse(self, name: str, sentence: str) -> None:
        self.problems.append(Problem(field=name, sentence=sentence))

    def problem_of(self, name: str) -> str | None:
        return next((problem.sentence for problem in self.problems if problem.field == name), None)


async def read(request: Request, allowed: Collection[str]) -> Submitted:
    """Raises 400 on a field that the page does not have (ASVS 15.3.3): nothing is bound by surprise."""
    sent = await request.form()
    values: dict[str, list[str]] = {}
    for name, value in sent.multi_items():
        if name == csrf.FIELD:
            continue
        if name not in allowed or not isinstance(value, str):
            raise ClientException(detail="unexpected field")
        values.setdefault(name, []).append(value.replace("\0", ""))
    return Submitted(values=values)
