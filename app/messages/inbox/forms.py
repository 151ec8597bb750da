"""The form of a message: to a family, or to all who have booked on a day; what it says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from litestar.exceptions import ClientException

from app.catalogue.offer import EVERYBODY, Narrowing, Offer
from app.core.forms import Submitted
from app.messages.inbox.actions import Letter, To, ToBooked, ToHousehold
from components.ui import Field, Option

FAMILY, DAY, SITE, ACTIVITY, GROUP, UNIT = "famille", "jour", "site", "activite", "groupe", "unite"
TITLE, BODY, SUBMISSION, STEP = "titre", "texte", "envoi", "etape"
WRITE, SEND = "ecrire", "envoyer"
SAID = (FAMILY, DAY, SITE, ACTIVITY, GROUP, UNIT, TITLE, BODY, SUBMISSION)
FIELDS = frozenset({*SAID, STEP})
LONGEST_TITLE, LONGEST_BODY = 120, 5_000
BAD_DAY = "Choisissez un jour."


@dataclass(frozen=True, kw_only=True)
class Aim:
    """To whom: a household, or who has booked on a day."""

    household_id: UUID | None
    day: date | None
    narrowing: Narrowing


def aim(values: Mapping[str, str]) -> Aim:
    """An id that is damaged is not passed over: the message would go to more families than was meant."""
    narrowing = Narrowing(site_id=_id(values.get(SITE)), activity_id=_id(values.get(ACTIVITY)), group_id=_id(values.get(GROUP)), unit_id=_id(values.get(UNIT)))
    return Aim(household_id=_id(values.get(FAMILY)), day=_day(values.get(DAY)), narrowing=narrowing)


def _id(written: str | None) -> UUID | None:
    try:
        return UUID(written) if written else None
    except ValueError as damaged:
        raise ClientException(detail="damaged form") from damaged


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        return None


def letter(sent: Submitted, found: Aim, *, offer: Offer, sites: tuple[UUID, ...] | None) -> Letter | None:
    """None with one problem or more. Sent under the id of the form: pressed twice, it leaves once."""
    title = sent.text(TITLE, missing="Écrivez l’objet du message.", longest=LONGEST_TITLE)
    body = sent.text(BODY, missing="Écrivez le message.", longest=LONGEST_BODY).replace("\r\n", "\n")
    to = _to(found, offer=offer, sites=sites)
    if to is None:
        sent.refuse(DAY, BAD_DAY)
    if sent.problems or to is None:
        return None
    return Letter(code=f"bureau-{sent.identifier(SUBMISSION)}", title=title, body=body, to=to)


def _to(found: Aim, *, offer: Offer, sites: tuple[UUID, ...] | None) -> To | None:
    if found.household_id is not None:
        return ToHousehold(household_id=found.household_id)
    if found.day is None:
        return None
    return ToBooked(day=found.day, narrowing=replace(found.narrowing, sites=sites), words=offer.words_of(found.narrowing))


def text_fields(sent: Submitted) -> tuple[Field, ...]:
    fields = (
        Field(
            name=TITLE,
            label="Objet",
            value=sent.raw(TITLE),
            max_length=LONGEST_TITLE,
            hint="L’e-mail le montre\u00a0: rien de personnel ici.",
        ),
        Field(name=BODY, label="Message", kind="textarea", value=sent.raw(BODY), max_length=LONGEST_BODY, hint="Une ligne vide sépare deux paragraphes."),
    )
    return tuple(replace(field, error=sent.problem_of(field.name)) for field in fields)


def choice_fields(found: Aim, *, offer: Offer) -> tuple[Field, ...]:
    """What narrows those who have booked: only where there is a choice."""
    chosen = {SITE: found.narrowing.site_id, ACTIVITY: found.narrowing.activity_id, GROUP: found.narrowing.group_id, UNIT: found.narrowing.unit_id}
    return tuple(
        Field(name=name, label=label, kind="select", value=str(chosen[name] or ""), options=(Option(value="", label=every), *options), required=False)
        for name, label, every, options in _choices(offer)
        if len(options) > 1
    )


def _choices(offer: Offer) -> Iterator[tuple[str, str, str, tuple[Option, ...]]]:
    activities = {group.activity_id: group.activity for group in offer.groups}
    sites = {group.site_id: group.site for group in offer.groups}
    groups = {group.group_id: f"{group.activity}, {group.site}" + ("" if group.group == EVERYBODY else f", {group.group}") for group in offer.groups}
    units = {unit.unit_id: f"{activities[unit.activity_id]}, {unit.name}" for unit in offer.units}
    yield SITE, "Site", "Tous les sites", _options(sites)
    yield ACTIVITY, "Activité", "Toutes les activités", _options(activities)
    yield GROUP, "Groupe", "Tous les groupes", _options(groups)
    yield UNIT, "Moment", "Toute la journée", _options(units)


def _options(found: Mapping[UUID, str]) -> tuple[Option, ...]:
    return tuple(Option(value=str(value), label=label) for value, label in found.items())


def hidden(sent: Submitted) -> tuple[tuple[str, str], ...]:
    """What was written, kept while its preview is shown."""
    return tuple((name, sent.raw(name)) for name in SAID if sent.raw(name))
