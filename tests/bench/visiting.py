"""What a family's phone receives on its first visit of the grid: the page, then everything that it asks for."""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection

import brotli
import uvloop
from selectolax.lexbor import LexborHTMLParser

from components.french import NBSP
from tests.bench import families, ground, taps
from tests.bench.families import Family
from tests.bench.figures import Figure, kilobytes
from tests.bench.ground import Ground

# Chromium asks for brotli where nobody in between can have changed it: over https, and on localhost.
CODINGS = {"br": "gzip, deflate, br, zstd", "gzip": "gzip, deflate"}
OPENED: Mapping[str | None, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}

HTML_TARGET = 10_000
TOTAL_TARGET = 35_000
REQUESTS_TARGET = 5


@dataclass(frozen=True, kw_only=True)
class Received:
    """`weight`: bytes of the body as transferred; `head_weight`: those of its headers, as HTTP/1.1 sends them."""

    content: bytes
    weight: int
    head_weight: int


@dataclass(frozen=True, kw_only=True)
class Visit:
    activity: str
    page: Received
    rest: tuple[Received, ...]

    @property
    def weight(self) -> int:
        return sum(each.weight for each in (self.page, *self.rest))

    @property
    def head_weight(self) -> int:
        return sum(each.head_weight for each in (self.page, *self.rest))


def measure(here: Ground) -> list[Figure]:
    family, months = uvloop.run(_prepare(here))
    figures = []
    for coding in CODINGS:
        visits = [_visit(here, family, activity=activity, month=month, coding=coding) for activity, month in months.items()]
        figures.append(_figure(max(visits, key=lambda visit: visit.page.weight), coding=coding))
    return figures


async def _prepare(here: Ground) -> tuple[Family, dict[str, date]]:
    """For each activity, the month that has the most boxes: the one that starts on the fullest of its weeks."""
    async with ground.pool(here.address):
        await taps.forget_all()
        (family,) = await families.made(1)
        return family, {activity: await taps.fullest_month(activity) for activity in family.enrolments}


def _visit(here: Ground, family: Family, *, activity: str, month: date, coding: str) -> Visit:
    address = f"/reservations/{family.enrolments[activity]}?semaine={month}"
    page = _received(here, address, coding=coding, token=family.token)
    asked = dict.fromkeys(_linked(page.content.decode()))
    rest = [_received(here, link, coding=coding, token=family.token) for link in asked]
    return Visit(activity=activity, page=page, rest=tuple(rest))


def _linked(html: str) -> list[str]:
    """Style sheets, scripts, pictures, fonts: what is not written in the page itself."""
    nodes = LexborHTMLParser(html).css("link[rel~=stylesheet], link[rel~=icon], link[rel~=preload], script[src], img[src]")
    links = (node.attributes.get("href") or node.attributes.get("src") or "" for node in nodes)
    return [link for link in links if not link.startswith("data:")]


def _received(here: Ground, address: str, *, coding: str, token: str) -> Received:
    connection = HTTPConnection("127.0.0.1", here.port, timeout=10)
    headers = taps.BROWSER | {"host": f"localhost:{here.port}", "accept-encoding": CODINGS[coding], "cookie": f"session={token}"}
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{address} answers {answer.status}")
    head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders()) + len("HTTP/1.1 200 OK\r\n\r\n")
    return Received(content=OPENED[answer.getheader("content-encoding")](body), weight=len(body), head_weight=head)


def _figure(visit: Visit, *, coding: str) -> Figure:
    requests = 1 + len(visit.rest)
    return Figure(
        what=f"Première visite de la grille, un mois de l’activité la plus large, {coding} (avec ses en-têtes)",
        measured=f"{kilobytes(visit.weight)} ({kilobytes(visit.weight + visit.head_weight)}) en {requests} requêtes, HTML {kilobytes(visit.page.weight)}",
        target=f"≤{NBSP}35{NBSP}ko en ≤{NBSP}5, HTML ≤{NBSP}10{NBSP}ko",
        met=visit.weight <= TOTAL_TARGET and requests <= REQUESTS_TARGET and visit.page.weight <= HTML_TARGET,
    )
