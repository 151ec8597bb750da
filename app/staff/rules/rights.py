"""What each agent may do: one table by role. Each route of the desk names one of these rights."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """RECEPTION: answers families. REVENUE: the régie, invoices and payments. DIRECTION: runs the service. SITE: runs one or several sites, and sees
    nothing else. ADMINISTRATION: sets the portal up; needs nothing of what families confide."""

    RECEPTION = "accueil"
    REVENUE = "regie"
    DIRECTION = "direction"
    SITE = "site"
    ADMINISTRATION = "administration"

    @property
    def words(self) -> str:
        return WORDS[self]


WORDS: Mapping[Role, str] = MappingProxyType(
    {
        Role.RECEPTION: "Accueil",
        Role.REVENUE: "Régie",
        Role.DIRECTION: "Direction",
        Role.SITE: "Responsable de site",
        Role.ADMINISTRATION: "Administration",
    }
)

HINTS: Mapping[Role, str] = MappingProxyType(
    {
        Role.RECEPTION: "Traite les demandes, tient les fiches des familles, réserve pour elles.",
        Role.REVENUE: "Suit les demandes et les familles pour la facturation, sans les données de santé.",
        Role.DIRECTION: "Tout ce qui touche au service, données de santé comprises, au-delà des délais et des places.",
        Role.SITE: "Voit les enfants de ses sites, données de santé comprises, et réserve pour eux.",
        Role.ADMINISTRATION: "Règle le portail, importe, gère l’équipe et lit le journal, sans les données de santé.",
    }
)


class May(StrEnum):
    """What one may do. HEALTH: read what families say of health, each reading noted and shown to them. EXCEED: book beyond a deadline or a capacity."""

    ENTER = "enter"
    FILINGS = "filings"
    FAMILIES = "families"
    EDIT_FAMILIES = "edit_families"
    HEALTH = "health"
    RESERVE = "reserve"
    EXCEED = "exceed"
    BOARDS = "boards"
    CATALOGUE = "catalogue"
    EDIT_CATALOGUE = "edit_catalogue"
    PUBLISH = "publish"
    WRITE = "write"
    INTAKE = "intake"
    STAFF = "staff"
    AUDIT = "audit"


GRANTS: Mapping[Role, frozenset[May]] = MappingProxyType(
    {
        Role.RECEPTION: frozenset({May.ENTER, May.FILINGS, May.FAMILIES, May.EDIT_FAMILIES, May.RESERVE, May.BOARDS, May.CATALOGUE, May.WRITE}),
        Role.REVENUE: frozenset({May.ENTER, May.FILINGS, May.FAMILIES, May.BOARDS, May.CATALOGUE, May.WRITE}),
        Role.DIRECTION: frozenset(May) - {May.STAFF, May.AUDIT},
        Role.SITE: frozenset({May.ENTER, May.FAMILIES, May.HEALTH, May.RESERVE, May.BOARDS, May.CATALOGUE, May.WRITE}),
        Role.ADMINISTRATION: frozenset(
            {May.ENTER, May.FAMILIES, May.CATALOGUE, May.EDIT_CATALOGUE, May.PUBLISH, May.INTAKE, May.STAFF, May.AUDIT},
        ),
    }
)

OF_ALL_SITES = frozenset({May.EDIT_CATALOGUE, May.INTAKE, May.STAFF, May.AUDIT})
"""What touches the families of all sites, or all agents: an edit of the catalogue takes bookings back wherever they are."""


def granted(role: Role, *, is_bound: bool) -> frozenset[May]:
    """`is_bound`: to some sites."""
    return GRANTS[role] - OF_ALL_SITES if is_bound else GRANTS[role]


SEES_ALL_SITES = frozenset({Role.ADMINISTRATION})
"""Roles that are never bound to a site."""

NEEDS_SITES = frozenset({Role.SITE})
"""Roles that are of some sites; the others see them all, unless sites are named."""
