"""`[commune]`: who the portal speaks for, and how it looks."""

import re
from collections.abc import Mapping

from app.catalogue.commune_file.entry import Entry
from app.catalogue.commune_file.model import Identity
from app.catalogue.commune_file.readings import EMAIL, PHONE, TEXT, choice
from app.catalogue.commune_file.words import ACCESSIBILITY, ZONES
from components import colours

TEXTS = ("accueil", "responsable-publication", "hebergeur", "delegue-donnees")
PNG = b"\x89PNG\r\n\x1a\n"
LONGEST_CREST = 2  # letters


def read(root: Entry, *, attached: Mapping[str, bytes]) -> Identity:
    entry = root.table("commune")
    if entry is None:
        if "commune" not in root.values:
            root.refuse("commune", "manque ; écrivez une table [commune] avec le nom de la commune.")
        entry = Entry(values={}, path="commune", problems=[])
    name, hue = entry.required("nom", TEXT), entry.required("teinte", TEXT)
    picture = _picture(entry, attached=attached)
    described = Identity(
        name=name,
        office=entry.required("service", TEXT),
        phone=entry.required("telephone", PHONE),
        email=entry.required("courriel", EMAIL),
        address=entry.required("adresse", TEXT),
        zone=entry.required("zone", choice(ZONES)),
        hue=hue,
        crest=_crest(entry, name=name),
        picture=picture,
        accessibility=entry.optional("accessibilite", choice(ACCESSIBILITY), default="non conforme"),
        texts=_texts(entry),
        stylesheet=_stylesheet(entry, hue=hue, picture=picture),
    )
    entry.close()
    return described


def _crest(entry: Entry, *, name: str) -> str:
    letters = entry.optional("blason", TEXT, default=initial_of(name))
    if len(letters) > LONGEST_CREST:
        entry.refuse("blason", f"lu « {letters} », attendu une ou deux lettres.")
    return letters


def initial_of(name: str) -> str:
    """C for « Ville de Chavagne »."""
    own = re.sub(r"^(ville|commune|mairie) (de la |de l’|de l'|des |du |de |d’|d')", "", name, flags=re.IGNORECASE)
    return own[:1].upper()


def _texts(entry: Entry) -> dict[str, str]:
    inner = entry.table("textes")
    if inner is None:
        return {}
    texts = {key: inner.optional(key, TEXT, default="") for key in TEXTS}
    inner.close()
    return {key: text for key, text in texts.items() if text}


def _picture(entry: Entry, *, attached: Mapping[str, bytes]) -> tuple[str, bytes] | None:
    """The picture stands next to the file."""
    name = entry.optional("image-blason", TEXT, default="")
    if not name:
        return None
    content = attached.get(name)
    if content is None:
        entry.refuse("image-blason", f"lu « {name} », attendu le nom d’une image placée à côté du fichier de la commune.")
        return None
    media = _media_of(content)
    if media is None:
        entry.refuse("image-blason", f"« {name} » n’est ni une image SVG, ni une image PNG.")
    return None if media is None else (media, content)


def _media_of(content: bytes) -> str | None:
    if content.startswith(PNG):
        return "image/png"
    return "image/svg+xml" if re.match(rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!DOCTYPE[^>]*>\s*)?<svg[\s>]", content, re.DOTALL) else None


def _stylesheet(entry: Entry, *, hue: str, picture: tuple[str, bytes] | None) -> str:
    key = "teinte"
    try:
        if hue:
            colours.palette_of(hue)
            key = "image-blason"
            return colours.stylesheet_of(hue, picture)
    except colours.HueError as wrong:
        entry.refuse(key, str(wrong))
    return ""
