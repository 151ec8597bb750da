"""The form of what the service publishes, an actualité or a document: what it says, from when until when, for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from app.core import clock
from app.core.forms import Submitted
from app.documents.forms import day_in
from app.messages.audience import Audience, Choice, Offered
from components.ui import Field, Option

TITLE, BODY, FROM, UNTIL = "titre", "texte", "du", "au"
ACTIVITIES, SITES, SCHOOLS = "activites", "sites", "ecoles"
SUBMISSION, SEEN, STEP = "envoi", "vu", "etape"
WRITE, PUBLISH = "ecrire", "publier"
SAID = (TITLE, BODY, FROM, UNTIL, ACTIVITIES, SITES, SCHOOLS)
FIELDS = frozenset({*SAID, SUBMISSION, SEEN, STEP})
LONGEST_TITLE, LONGEST_BODY = 120, 5_000
BAD_DAY = "Cette date n’existe pas\u00a0: écrivez-la comme 31/08/2027."


@dataclass(frozen=True, kw_only=True)
class Written:
    """Without `until` it stays."""

    title: str
    body: str
    since: datetime
    until: datetime | None
    audience: Audience

    @property
    def mark(self) -> str:
        """Of what was shown: somebody else may have changed it since."""
        return sha256(repr(self).encode()).hexdigest()[:16]


@dataclass(frozen=True, kw_only=True)
class Labels:
    """`needs_body`: an actualité says something, a document may have a title alone."""

    title: str
    body: str
    body_hint: str
    needs_body: bool


def read(sent: Submitted, *, offered: Offered, labels: Labels, is_bound: bool) -> Written | None:
    """None with one problem or more. `is_bound`: by an agent of some sites, who publishes for these alone."""
    title = sent.text(TITLE, missing="Écrivez le titre.", longest=LONGEST_TITLE)
    body = sent.text(BODY, missing="Écrivez le texte." if labels.needs_body else None, longest=LONGEST_BODY).replace("\r\n", "\n")
    first, last = _day(sent, FROM, missing="Écrivez le premier jour, comme 31/08/2027."), _day(sent, UNTIL)
    if first and last and last < first:
        sent.refuse(UNTIL, "Ce jour est avant le premier\u00a0: choisissez-en un plus tard, ou laissez vide.")
    audience = Audience(activities=tuple(sent.all(ACTIVITIES)), sites=tuple(sent.all(SITES)), schools=tuple(sent.all(SCHOOLS)))
    if not offered.holds(audience):
        sent.refuse(SITES, "Un de ces choix n’existe plus\u00a0: choisissez à nouveau.")
    elif is_bound and audience.is_everybody:
        sent.refuse(SITES, "Choisissez au moins un de vos sites.")
    if sent.problems or first is None:
        return None
    return Written(title=title, body=body, since=clock.midnight(first), until=clock.midnight(last + timedelta(days=1)) if last else None, audience=audience)


def _day(sent: Submitted, name: str, *, missing: str | None = None) -> date | None:
    written = sent.text(name, missing=missing)
    day = day_in(written)
    if written and day is None:
        sent.refuse(name, BAD_DAY)
    return day


def values_of(written: Written) -> dict[str, list[str]]:
    """As the form would send it: to correct what stands."""
    return {
        TITLE: [written.title],
        BODY: [written.body],
        FROM: [_typed(written.since.astimezone(clock.PARIS).date())],
        UNTIL: [_typed(last_day_of(written))] if written.until else [""],
        ACTIVITIES: list(written.audience.activities),
        SITES: list(written.audience.sites),
        SCHOOLS: list(written.audience.schools),
    }


def last_day_of(written: Written) -> date:
    """The last whole day on which it is shown, or the day on which it is taken down."""
    until = written.until or written.since
    return (until - timedelta(microseconds=1)).astimezone(clock.PARIS).date()


def empty(today: date) -> dict[str, list[str]]:
    return {FROM: [_typed(today)]}


def _typed(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def fields(sent: Submitted, *, offered: Offered, labels: Labels) -> tuple[Field, ...]:
    """What it says, then for whom."""
    said = (
        Field(name=TITLE, label=labels.title, value=sent.raw(TITLE), max_length=LONGEST_TITLE),
        Field(name=BODY, label=labels.body, kind="textarea", value=sent.raw(BODY), hint=labels.body_hint, required=labels.needs_body, max_length=LONGEST_BODY),
        Field(name=FROM, label="À partir du", kind="date", value=sent.raw(FROM), hint="Comme 31/08/2027. Dès minuit ce jour-là."),
        Field(
            name=UNTIL,
            label="Jusqu’au",
            kind="date",
            value=sent.raw(UNTIL),
            hint="Ce jour compris. Laissez vide pour ne pas fixer de fin.",
            required=False,
        ),
    )
    aimed = (
        (ACTIVITIES, "Inscrites à une de ces activités", offered.activities),
        (SITES, "Qui vont à un de ces sites", offered.sites),
        (SCHOOLS, "D’une de ces écoles", offered.schools),
    )
    chosen = (
        Field(name=name, label=label, kind="boxes", options=_options(there), chosen=tuple(sent.all(name)), required=False)
        for name, label, there in aimed
        if there
    )
    return tuple(replace(field, error=sent.problem_of(field.name)) for field in (*said, *chosen))


def _options(there: Sequence[Choice]) -> tuple[Option, ...]:
    return tuple(Option(value=choice.code, label=choice.name) for choice in there)


def hidden(values: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """What was written, kept while its preview is shown."""
    return tuple((name, value) for name in (*SAID, SUBMISSION, SEEN) for value in values.get(name, ()))
