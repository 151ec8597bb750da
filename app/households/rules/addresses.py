"""A postal address: one text with its lines, as on an envelope."""

import re
from dataclasses import dataclass

POSTCODE = re.compile(r"\d{5}")
LONGEST_STREET, LONGEST_TOWN = 200, 80
NOT_A_POSTCODE = "Un code postal a cinq chiffres, par exemple 35310."


@dataclass(frozen=True, kw_only=True)
class Address:
    """`street`: number and street, one or more lines."""

    street: str
    postcode: str
    town: str

    @property
    def text(self) -> str:
        street = "\n".join(line.strip() for line in self.street.splitlines() if line.strip())
        return f"{street}\n{self.postcode} {self.town}"


def read(text: str) -> Address:
    """The parts of what was kept; all empty for a household whose address nobody has given."""
    street, _, last = text.rpartition("\n")
    postcode, _, town = last.partition(" ")
    return Address(street=street, postcode=postcode, town=town)


def is_postcode(text: str) -> bool:
    return POSTCODE.fullmatch(text) is not None
