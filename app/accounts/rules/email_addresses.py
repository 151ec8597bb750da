"""E-mail addresses, as identifiers: one writing for one mailbox, and nothing that could slip into a mail's headers."""

import re

LONGEST = 254  # characters, RFC 5321
_LOCAL = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{1,64}}@){_LOCAL}@(?:{_LABEL}\.)+{_LABEL}", re.ASCII)

INCOMPLETE = "Écrivez une adresse e-mail complète et sans accent, comme prenom@exemple.fr."


def normalised(text: str) -> str | None:
    """In lower case, without the spaces around it; None when it is not an address that mail can reach."""
    address = text.strip().lower()
    return address if len(address) <= LONGEST and _ADDRESS.fullmatch(address) else None
