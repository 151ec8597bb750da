"""Who may read what is said of a child's custody and of the persons who must not collect it."""

from enum import StrEnum


class Reader(StrEnum):
    """HOUSEHOLD: the one that said it. OTHER_HOUSEHOLD: another one of the same child. SERVICE: agents who follow families. PRESENCE: who hands over
    the child in the evening.
    """

    HOUSEHOLD = "household"
    OTHER_HOUSEHOLD = "other_household"
    SERVICE = "service"
    PRESENCE = "presence"


# A decision of justice is the service's to keep; who hands over the child must know it. A parent who read it could learn what the other asked for.
BARRED_READ_BY = frozenset({Reader.SERVICE, Reader.PRESENCE})
# Each household states its weeks for itself: the other one has its own view of them.
CUSTODY_READ_BY = frozenset({Reader.HOUSEHOLD, Reader.SERVICE})
