"""A new activity comes with its first unit and its first group: without them nobody could reserve it."""

from app.bookings.offering import codes
from app.bookings.offering.shapes import One
from app.bookings.offering.sheets import ACTIVITY, GROUP, UNIT, Asked
from app.catalogue.editing.document import Document
from app.core.forms import Submitted

UNIT_PREFIX = "unite-"
OF_ACTIVITY = tuple(asked for asked in ACTIVITY.asked if asked.key != "journee")
OF_UNIT = tuple(asked for asked in UNIT.asked if asked.key != "nom-court")
SITE = next(asked for asked in GROUP.asked if asked.key == "site")
NAMES = frozenset({*(asked.key for asked in OF_ACTIVITY), *(f"{UNIT_PREFIX}{asked.key}" for asked in OF_UNIT), SITE.key})


def first() -> Submitted:
    return Submitted(values={})


def added(document: Document, sent: Submitted) -> Document:
    activity = {asked.key: _typed(asked, sent, name=asked.key) for asked in OF_ACTIVITY}
    unit = {asked.key: _typed(asked, sent, name=f"{UNIT_PREFIX}{asked.key}") for asked in OF_UNIT}
    site = One().typed(sent, SITE.key)
    if site is None:
        sent.refuse(SITE.key, SITE.missing)
    at = len(document.values["activite"]) + 1
    taken = [table["code"] for table in document.values["activite"]]
    document = document.add(("activite",), {"code": codes.free(str(activity["nom"] or ""), taken=taken)} | activity)
    document = document.add(("activite", at, "unite"), {"code": codes.free(str(unit["nom"] or ""), taken=())} | unit)
    return document.add(("activite", at, "groupe"), {"site": site or ""})


def _typed(asked: Asked, sent: Submitted, *, name: str) -> object | None:
    typed = asked.shape.typed(sent, name)
    if typed is None and asked.missing and not sent.problem_of(name):
        sent.refuse(name, asked.missing)
    return typed
