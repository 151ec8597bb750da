"""Plain text as a person typed it: paragraphs, lines, and links to addresses of the web and of mail. Nothing of it is ever HTML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from linkify_it import LinkifyIt

from components.base import Component

BLANK_LINES = re.compile(r"\n\s*\n")
LINKS = LinkifyIt(options={"fuzzy_link": True, "fuzzy_email": True, "fuzzy_ip": False}).add("ftp:", None).add("//", None)
SAFE = ("https://", "http://", "mailto:")


@dataclass(frozen=True, kw_only=True)
class Part:
    """Words of a line; `href` when they are an address."""

    words: str
    href: str | None = None


@dataclass(frozen=True, kw_only=True)
class PlainText(Component):
    text: str

    @property
    def paragraphs(self) -> list[list[list[Part]]]:
        """Paragraphs are parted by empty lines, and keep the lines inside them."""
        found = BLANK_LINES.split(self.text.replace("\r\n", "\n").strip())
        return [[list(_parts(line)) for line in paragraph.split("\n")] for paragraph in found]


def _parts(line: str) -> Iterator[Part]:
    at = 0
    for link in LINKS.match(line) or ():
        if link.url.startswith(SAFE):
            yield Part(words=line[at : link.index])
            yield Part(words=link.text, href=link.url)
            at = link.last_index
    yield Part(words=line[at:])
