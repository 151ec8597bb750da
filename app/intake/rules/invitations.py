"""Where an adult stands on the way to their access, and which of them a batch invites."""

from enum import StrEnum

ENOUGH_DAYS = 7
"""Before somebody is invited again, unless the agent says otherwise: a link is good for three days, and a family reads its mail once a week."""


class Standing(StrEnum):
    """Of an adult of a household."""

    ACTIVE = "active"
    INVITED = "invited"
    NEVER = "never"
    NO_ADDRESS = "no_address"
    CLOSED = "closed"

    @property
    def words(self) -> str:
        return WORDS[self]

    @property
    def code(self) -> str:
        """In an address of the desk."""
        return CODES[self]


WORDS = {
    Standing.ACTIVE: "Accès créé",
    Standing.INVITED: "Invité, pas encore venu",
    Standing.NEVER: "Jamais invité",
    Standing.NO_ADDRESS: "Sans adresse",
    Standing.CLOSED: "Accès fermé",
}
CODES = {
    Standing.ACTIVE: "actifs",
    Standing.INVITED: "invites",
    Standing.NEVER: "jamais",
    Standing.NO_ADDRESS: "sans-adresse",
    Standing.CLOSED: "fermes",
}
OF_CODES = {code: standing for standing, code in CODES.items()}
