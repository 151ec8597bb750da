"""Who can sign in to the demo, and with what. Printed when it starts; worth nothing anywhere else."""

from app.demo import agents
from app.demo.families import FAMILIES
from components import french

PASSWORD = "sept-galettes-de-ble-noir"  # noqa: S105 - the demo's, told to everybody


SIGN_INS = tuple((adult.email, PASSWORD) for family in FAMILIES for adult in family.adults)


def told() -> str:
    """As printed under the portal's address."""
    lines = [
        f"  {adult.email}  ({adult.first_name} {adult.last_name}, {french.listing([child.first_name for child in family.children])})"
        for family in FAMILIES
        for adult in family.adults
    ]
    return "\n".join(["Pour essayer, connectez-vous avec l’une de ces adresses :", *lines, f"Mot de passe de la démonstration : {PASSWORD}", agents.told()])
