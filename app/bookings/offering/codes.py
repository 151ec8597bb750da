"""Codes of what is added at the desk: made of its name, for ever."""

import re
from collections.abc import Collection

from app.catalogue.commune_file.readings import folded


def free(name: str, *, taken: Collection[str]) -> str:
    """« Accueil du matin » becomes « accueil-du-matin »."""
    slug = re.sub(r"[^a-z0-9]+", "-", folded(name.replace("œ", "oe").replace("æ", "ae"))).strip("-") or "sans-nom"
    return next(code for code in (slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3))) if code not in taken)
