"""The commune's colours: from its one hue, the tokens of both schemes, with contrasts that hold; and the sheet that carries them."""

import base64
import colorsys
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

# WCAG 2.2: 1.4.3 for text, 1.4.11 for borders and focus rings.
TEXT = 4.5
CONTROL = 3.0
# Comfort, where the choice is ours: small words on a soft ground, and the accent on dark cards.
COMFORT = 7.0
LIGHT_GROUNDS = ("#f6f4ef", "#ffffff")  # --paper and --card of portal.css
DARK_GROUNDS = ("#12161b", "#1b2128")
WHITE = "#ffffff"
STEP = 0.01
CREST_TYPES = ("image/png", "image/jpeg", "image/webp", "image/svg+xml")
CREST_BYTES = 16 * 1024


class HueError(ValueError):
    """A hue or a crest that cannot be used. The message is a French sentence for the person who writes the commune's file."""


class ContrastError(HueError):
    """The hue cannot be read on white."""


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """The tokens that follow the hue, in one colour scheme."""

    primary: str
    on_primary: str
    primary_soft: str
    draft: str
    on_draft: str
    draft_line: str
    focus_outer: str


@dataclass(frozen=True, kw_only=True)
class Palette:
    light: Scheme
    dark: Scheme


def palette_of(hue: str) -> Palette:
    """Both schemes. The commune gives one hue, legible on white; the dark tone is the same colour, made lighter."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", hue):
        raise HueError(f"La teinte « {hue} » est mal écrite\u00a0: donnez un dièse et six chiffres hexadécimaux, par exemple #0b5a6f.")
    if contrast(hue, WHITE) < TEXT:
        found = f"{math.floor(contrast(hue, WHITE) * 100) / 100:.2f}".replace(".", ",")
        raise ContrastError(f"La teinte {hue} se lit mal sur fond blanc (contraste {found}, il faut 4,5)\u00a0: choisissez une teinte plus foncée.")
    return Palette(light=_light(hue.lower()), dark=_dark(hue.lower()))


def stylesheet_of(hue: str, crest_picture: tuple[str, bytes] | None) -> str:
    """The commune's sheet. `crest_picture` is its media type and its content; without it the crest shows the commune's letters."""
    palette = palette_of(hue)
    dark = f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {_declarations(palette.dark)} }} }}"
    return "\n".join([f":root {{ {_declarations(palette.light)} }}", dark, *_crest(crest_picture), ""])


def contrast(first: str, second: str) -> float:
    """Ratio of WCAG 2, from 1 to 21."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _light(hue: str) -> Scheme:
    soft = _toned(hue, lightness=0.905, most_saturation=0.55)
    primary = _legible(hue, on=(*LIGHT_GROUNDS, soft), ratio=TEXT, towards="#000000")
    on_draft = _legible(primary, on=(soft,), ratio=COMFORT, towards="#000000")
    return Scheme(primary=primary, on_primary=WHITE, primary_soft=soft, draft=soft, on_draft=on_draft, draft_line=primary, focus_outer=primary)


def _dark(hue: str) -> Scheme:
    soft = _toned(hue, lightness=0.17, most_saturation=0.65)
    start = _toned(hue, lightness=0.67, most_saturation=0.57)
    primary = _legible(start, on=DARK_GROUNDS, ratio=COMFORT, towards=WHITE)
    primary = _legible(primary, on=(soft,), ratio=TEXT, towards=WHITE)
    on_primary = _legible(_toned(hue, lightness=0.1, most_saturation=0.75), on=(primary,), ratio=TEXT, towards="#000000")
    on_draft = _legible(primary, on=(soft,), ratio=COMFORT, towards=WHITE)
    return Scheme(primary=primary, on_primary=on_primary, primary_soft=soft, draft=soft, on_draft=on_draft, draft_line=primary, focus_outer=primary)


def _legible(colour: str, *, on: Iterable[str], ratio: float, towards: str) -> str:
    """The colour, mixed with black or white as little as it takes to be read on all these grounds."""
    grounds, share = tuple(on), 0.0
    mixed = colour
    while min(contrast(mixed, ground) for ground in grounds) < ratio and share < 1:
        share += STEP
        mixed = _mixed(colour, towards, share=min(share, 1.0))
    return mixed


def _mixed(colour: str, other: str, *, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return _written(one + (two - one) * share for one, two in pairs)


def _toned(colour: str, *, lightness: float, most_saturation: float) -> str:
    hue, _, saturation = colorsys.rgb_to_hls(*_channels(colour))
    return _written(colorsys.hls_to_rgb(hue, lightness, min(saturation, most_saturation)))


def _luminance(colour: str) -> float:
    red, green, blue = (channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in _channels(colour))  # noqa: PLR2004
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red / 255, green / 255, blue / 255


def _written(channels: Iterable[float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _declarations(scheme: Scheme) -> str:
    return " ".join(f"--{name.replace('_', '-')}: {value};" for name, value in vars(scheme).items())


def _crest(picture: tuple[str, bytes] | None) -> list[str]:
    if picture is None:
        return []
    media_type, content = picture
    if media_type not in CREST_TYPES:
        raise HueError(f"Le blason est de type {media_type}\u00a0: donnez une image PNG, JPEG, WebP ou SVG.")
    if len(content) > CREST_BYTES:
        raise HueError(
            f"Le blason pèse {len(content) // 1024}\u00a0ko\u00a0: donnez une image de {CREST_BYTES // 1024}\u00a0ko au plus, car chaque visite la charge."
        )
    data = base64.b64encode(content).decode("ascii")
    return [f'.crest {{ background: url("data:{media_type};base64,{data}") center / contain no-repeat; color: transparent; border-radius: 0; }}']
