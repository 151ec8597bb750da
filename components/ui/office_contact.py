"""Whom to call or write to when the portal cannot help."""

from dataclasses import dataclass

from components.base import Component
from components.ui.shell import CommuneLook


@dataclass(frozen=True, kw_only=True)
class OfficeContact(Component):
    commune: CommuneLook
    address: str = ""

    @property
    def phone_address(self) -> str:
        """The number as a telephone dials it: digits, and the plus sign of a country."""
        return "tel:" + "".join(sign for sign in self.commune.phone if sign.isdigit() or sign == "+")
