"""Samples of what stands around each page. Those that live there once have another id here."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from components.ui.gallery.sample import SAMPLE_TOKEN, group
from components.ui.menu import Menu, SessionWarning
from components.ui.office_contact import OfficeContact
from components.ui.shell import CommuneLook
from components.ui.status_line import AlertLine, StatusLine

OPENED_AT = datetime(2026, 11, 30, 17, tzinfo=UTC)
COMMUNE = CommuneLook(
    name="Ville de Chavagne",
    crest="C",
    stylesheet="/commune.css",
    office="Service Enfance",
    phone="02\u00a099\u00a000\u00a000\u00a000",
    email="enfance@exemple.fr",
    accessibility="non conforme",
)


@dataclass(frozen=True, kw_only=True)
class SampleStatusLine(StatusLine):
    dom_id: ClassVar[str] = "etat-exemple"
    template: ClassVar[str] = "components/ui/status_line.html"


@dataclass(frozen=True, kw_only=True)
class SampleAlertLine(AlertLine):
    dom_id: ClassVar[str] = "alerte-exemple"
    template: ClassVar[str] = "components/ui/alert_line.html"


def session_ending(*, minutes: int) -> SessionWarning:
    return SessionWarning(ends_at=OPENED_AT + timedelta(minutes=minutes), now=OPENED_AT, csrf_token=SAMPLE_TOKEN, path="/simulateur/composants")


GROUPS = (
    group(StatusLine, dit=SampleStatusLine(said="Mardi 8\u00a0décembre\u00a0: repas ajouté. Modifiable jusqu’à jeudi 3\u00a0décembre, 9\u00a0h.")),
    group(AlertLine, dit=SampleAlertLine(said="Non enregistré, réessayez.")),
    group(Menu, famille=Menu(path="/reservations", csrf_token=SAMPLE_TOKEN, label="Menu d’exemple")),
    group(SessionWarning, bientôt=session_ending(minutes=2), terminée=session_ending(minutes=0)),
    group(OfficeContact, service=OfficeContact(commune=COMMUNE), avec_son_adresse=OfficeContact(commune=COMMUNE, address="Mairie, 35310 Chavagne")),
)
