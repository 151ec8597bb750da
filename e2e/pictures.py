"""The pictures of the README, taken again by `python -m e2e.pictures`: the demo on a phone."""

import os
import struct
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from e2e import family
from e2e.conftest import CHROMIUM, PATIENCE, QUIET
from tests.core import postgres_owners
from tests.serving import portals

PICTURES = portals.ROOT / "docs" / "pictures"
WEEK = date(2026, 12, 7)
ADDED = ("Matin, jeudi 10 décembre, Clervie", "Soir, vendredi 11 décembre, Clervie")
SHORTER = ViewportSize(width=390, height=780)
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with postgres_owners.folder_for(os.geteuid()) as folder, portals.running(folder) as portal, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(
            base_url=portal.url, viewport=SHORTER, device_scale_factor=2, locale="fr-FR", color_scheme="light", has_touch=True, is_mobile=True
        )
        page.set_default_timeout(PATIENCE)
        take_grid(page, to=PICTURES / "grid-phone.png")
        browser.close()


def take_grid(page: Page, *, to: Path) -> None:
    """Days that the demo's family has booked, days just added, and the bar of pending changes."""
    family.sign_in(page)
    family.open_grid(page, child="Clervie", activity="Accueil périscolaire")
    page.goto(f"{family.path_of(page)}?semaine={WEEK}")
    family.tap(page, *ADDED)
    expect(family.basket(page)).to_contain_text("2 changements")
    page.reload()
    family.title(page).evaluate("title => scrollTo(0, title.offsetTop)")
    to.write_bytes(smaller(page.screenshot()))


def smaller(picture: bytes) -> bytes:
    """The same picture, its pixels packed as tightly as zlib can."""
    chunks = list(chunks_of(picture))
    pixels = zlib.decompress(b"".join(content for kind, content in chunks if kind == b"IDAT"))
    packed = (b"IDAT", zlib.compress(pixels, 9))
    kept = [chunk for chunk in chunks if chunk[0] in {b"IHDR", b"PLTE", b"tRNS"}]
    return SIGNATURE + b"".join(written(*chunk) for chunk in [*kept, packed, (b"IEND", b"")])


def chunks_of(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each with its kind."""
    at = len(SIGNATURE)
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        at += length + 12


def written(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


if __name__ == "__main__":
    main()
