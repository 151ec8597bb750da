"""The commune's colours: a hue that can be read gives tokens that can be read; another is refused in words."""

import re
from dataclasses import asdict

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from components import colours, rendering

HUES = st.integers(min_value=0, max_value=0xFFFFFF).map(lambda number: f"#{number:06x}")
CHAVAGNE = "#0b5a6f"


def css_tokens(sheet: str, *, dark: bool) -> dict[str, str]:
    """The custom properties of a sheet's light or dark root."""
    light_part, _, dark_part = sheet.partition("prefers-color-scheme: dark")
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark_part if dark else light_part))


def assert_can_be_read(scheme: colours.Scheme, *, grounds: tuple[str, ...]) -> None:
    for ground in (*grounds, scheme.primary_soft):
        assert colours.contrast(scheme.primary, ground) >= 4.5, f"primary on {ground}"
    assert colours.contrast(scheme.on_primary, scheme.primary) >= 4.5
    assert colours.contrast(scheme.on_draft, scheme.draft) >= 4.5
    for ground in grounds:
        assert colours.contrast(scheme.draft_line, ground) >= 3
        assert colours.contrast(scheme.focus_outer, ground) >= 3


@given(HUES)
def test_every_accepted_hue_gives_tokens_that_can_be_read_in_both_schemes(hue: str) -> None:
    assume(colours.contrast(hue, "#ffffff") >= 4.5)
    palette = colours.palette_of(hue)
    assert_can_be_read(palette.light, grounds=colours.LIGHT_GROUNDS)
    assert_can_be_read(palette.dark, grounds=colours.DARK_GROUNDS)


@given(HUES)
def test_a_hue_is_refused_exactly_when_it_cannot_be_read_on_white(hue: str) -> None:
    if colours.contrast(hue, "#ffffff") >= 4.5:
        assert colours.palette_of(hue).light.on_primary == "#ffffff"
    else:
        with pytest.raises(colours.ContrastError, match="choisissez une teinte plus foncée"):
            colours.palette_of(hue)


@pytest.mark.parametrize(
    ("first", "second", "ratio"), [("#ffffff", "#000000", 21.0), ("#767676", "#ffffff", 4.54), ("#0b5a6f", "#ffffff", 7.76), ("#777777", "#777777", 1.0)]
)
def test_contrast_is_the_one_of_wcag(first: str, second: str, ratio: float) -> None:
    assert colours.contrast(first, second) == pytest.approx(ratio, abs=0.01)


def test_a_refusal_never_shows_a_contrast_rounded_up_to_the_limit() -> None:
    with pytest.raises(colours.ContrastError) as refusal:
        colours.palette_of("#777777")
    assert str(refusal.value) == ("La teinte #777777 se lit mal sur fond blanc (contraste 4,47, il faut 4,5)\u00a0: choisissez une teinte plus foncée.")


@pytest.mark.parametrize("hue", ["0b5a6f", "#0b5", "bleu", "#0b5a6g", "#0b5a6f; } body { display: none", "#0b5a6f\n"])
def test_a_badly_written_hue_is_refused_before_it_reaches_a_sheet(hue: str) -> None:
    with pytest.raises(colours.HueError, match="mal écrite"):
        colours.stylesheet_of(hue, None)


def test_the_sheet_carries_both_schemes_and_the_dark_one_is_for_screens() -> None:
    sheet = colours.stylesheet_of("#5B2D8E", None)
    palette = colours.palette_of("#5B2D8E")
    for scheme, dark in ((palette.light, False), (palette.dark, True)):
        assert css_tokens(sheet, dark=dark) == {name.replace("_", "-"): value for name, value in asdict(scheme).items()}
    assert "@media screen and (prefers-color-scheme: dark)" in sheet
    assert ".crest" not in sheet


def test_a_picture_becomes_the_crest() -> None:
    sheet = colours.stylesheet_of(CHAVAGNE, ("image/png", b"\x89PNG"))
    assert 'url("data:image/png;base64,iVBORw==")' in sheet


@pytest.mark.parametrize(("picture", "sentence"), [(("text/html", b"<b>"), "PNG, JPEG, WebP ou SVG"), (("image/png", b"0" * 20_000), "16\u00a0ko au plus")])
def test_a_picture_that_is_none_or_too_heavy_is_refused(picture: tuple[str, bytes], sentence: str) -> None:
    with pytest.raises(colours.HueError, match=sentence):
        colours.stylesheet_of(CHAVAGNE, picture)


@pytest.mark.parametrize("dark", [False, True])
def test_the_portal_s_own_sheet_and_the_rules_know_the_same_colours(dark: bool) -> None:  # noqa: FBT001 - a case of the table
    portal = css_tokens((rendering.STATIC / "css/portal.css").read_text(), dark=dark)
    default = css_tokens(colours.stylesheet_of(CHAVAGNE, None), dark=dark)
    grounds = colours.DARK_GROUNDS if dark else colours.LIGHT_GROUNDS
    assert {name: portal[name] for name in default} == default
    assert (portal["paper"], portal["card"]) == grounds


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    ("words", "ground"),
    [
        ("ink", "paper"), ("ink", "card"), ("ink-muted", "paper"), ("ink-muted", "card"), ("on-booked", "booked"), ("on-locked", "locked"), ("on-warn", "warn"),
        ("on-error", "error"), ("on-error", "card"), ("on-error", "paper"), ("on-danger", "danger"),
    ],
)  # fmt: skip
def test_the_fixed_colours_can_be_read(words: str, ground: str, dark: bool) -> None:  # noqa: FBT001 - a case of the table
    portal = css_tokens((rendering.STATIC / "css/portal.css").read_text(), dark=dark)
    assert colours.contrast(portal[words], portal[ground]) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("border", "ground"), [("control", "paper"), ("control", "card"), ("booked-line", "card"), ("warn-line", "card")])
def test_the_fixed_borders_can_be_seen(border: str, ground: str, dark: bool) -> None:  # noqa: FBT001 - a case of the table
    portal = css_tokens((rendering.STATIC / "css/portal.css").read_text(), dark=dark)
    assert colours.contrast(portal[border], portal[ground]) >= 3
