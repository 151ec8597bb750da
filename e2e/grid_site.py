"""A site with nothing but one grid, kept in memory: the tap queue is tried against a server that can be slow, broken or signed out at will."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from urllib.parse import parse_qs, urlsplit

from components import rendering
from components.bookings.basket import BasketBar
from components.bookings.cell import Cell, CellState, UnitColumn
from components.bookings.day_row import DayRow
from components.bookings.grid import GridForm, WeekStrip
from components.ui import StatusLine
from components.ui.shell import CommuneLook, Shell

GRID = "/reservations/4f1d"
MONDAY = date(2026, 12, 7)
DAYS = tuple(MONDAY + timedelta(days=number) for number in range(6))
UNITS = tuple(UnitColumn(key=label.lower(), label=label) for label in ("Matin", "Repas", "Soir"))
PAGE = """{% extends "layout.html" %}{% block title %}Réserver{% endblock %}
{% block main %}<h1>Réserver pour Clervie</h1>{{ form }}<a href="/ailleurs">Ailleurs</a>{% endblock %}{% block basket %}{{ basket }}{% endblock %}"""
OTHER = """{% extends "layout.html" %}{% block title %}{{ name }}{% endblock %}
{% block main %}<h1>{{ name }}</h1><p id="draft">{{ draft }}</p>{% if back %}<a id="retour" href="{{ back }}">Retour</a>{% endif %}{% endblock %}"""


@dataclass
class GridSite:
    """What the server holds, how it behaves, and the taps it received: (cell, wanted, shown before)."""

    address: str = ""
    draft: list[str] = field(default_factory=list)
    taps: list[tuple[str, bool, bool]] = field(default_factory=list)
    forms: list[dict[str, list[str]]] = field(default_factory=list)
    delay: float = 0.0
    failing: dict[int, int] = field(default_factory=dict)  # nth tap -> status
    full: set[str] = field(default_factory=set)
    shown: dict[str, Cell] = field(default_factory=dict)  # whatever the draft says
    signed_in: bool = True
    under_way: int = 0
    most_under_way: int = 0

    def row(self, day: date) -> DayRow:
        return DayRow(day=day, child="Clervie", units=UNITS, cells=tuple(self.cell(f"{day}.{unit.key}") for unit in UNITS))

    def cell(self, key: str) -> Cell:
        if key in self.shown:
            return self.shown[key]
        if key in self.full:
            return Cell(state=CellState.FULL, why="Il n’y a plus de place ce jour-là. Appelez le 02 00 00 00 00.")
        return Cell(state=CellState.ADDED if key in self.draft else CellState.FREE)

    def basket(self) -> BasketBar:
        return BasketBar(changes=len(self.draft), difference_cents=len(self.draft) * 240, check_at=f"{GRID}/recapitulatif")

    def grid_page(self) -> str:
        week = WeekStrip(first=DAYS[0], last=DAYS[-1], units=UNITS, rows=tuple(self.row(day) for day in DAYS), deadline="Modifiable jusqu’à jeudi 3, 9 h")
        form = GridForm(action=f"{GRID}/cases", undo_to=f"{GRID}/dernier-changement/annulation", csrf_token="jeton", week="2026-12-07", weeks=(week,))
        return self.page(PAGE, form=form, basket=self.basket())

    def page(self, source: str, **values: object) -> str:
        look = CommuneLook(name="Ville", crest="V", stylesheet="data:text/css,", office="Service", phone="", email="", accessibility="non conforme")
        shell = Shell(commune=look, account=None, csrf_token="jeton", path=GRID)
        return rendering.environment().from_string(source).render(shell=shell, **values)

    def apply(self, sent: dict[str, list[str]]) -> None:
        for seen in sent["vu"]:
            key, _, shown = seen.partition(":")
            wanted = key in sent.get("case", [])
            self.taps.append((key, wanted, shown == "1"))
            if wanted and key not in self.draft and key not in self.full:
                self.draft.append(key)
            elif not wanted and key in self.draft:
                self.draft.remove(key)

    def answer(self, sent: dict[str, list[str]]) -> str:
        key = sent["vu"][0].partition(":")[0]
        row = self.row(date.fromisoformat(key[:10]))
        return row.render() + self.basket().render(out_of_band=True) + StatusLine(said=f"{key} : noté.").render(out_of_band=True)


@contextmanager
def serving(site: GridSite) -> Iterator[GridSite]:
    handler = type("Bound", (Handler,), {"site": site})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        site.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    site: GridSite

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        match path:
            case "/connexion":
                self.site.signed_in = True
                self.send(self.site.page(OTHER, name="Connexion", draft="", back=GRID))
            case _ if path == GRID:
                self.send(self.site.grid_page())
            case _ if path.startswith("/static/"):
                self.send((rendering.ROOT / path[1:]).read_text(encoding="utf-8"), content_type=guess_type(path)[0] or "text/plain")
            case _:
                self.send(self.site.page(OTHER, name=path, draft=" ".join(self.site.draft), back=""))

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        self.site.forms.append(sent)
        if self.path.endswith("/annulation"):
            self.site.draft.pop()
            self.send("", status=303, Location=GRID)
        elif "tap" not in sent:
            self.site.apply(sent)
            self.send("", status=303, Location=GRID)
        else:
            self.tap(sent)

    def tap(self, sent: dict[str, list[str]]) -> None:
        self.site.under_way += 1
        self.site.most_under_way = max(self.site.most_under_way, self.site.under_way)
        time.sleep(self.site.delay)
        self.site.under_way -= 1
        if not self.site.signed_in:
            self.send("", status=401, **{"HX-Redirect": f"/connexion?suite={GRID}"})
        elif status := self.site.failing.pop(len(self.site.forms), 0):
            self.send("<h1>Erreur</h1>", status=status)
        else:
            self.site.apply(sent)
            refused = sent["vu"][0].partition(":")[0] in self.site.full
            self.send(self.site.answer(sent), status=422 if refused else 200)

    def send(self, body: str, *, status: int = 200, content_type: str = "text/html", **headers: str) -> None:
        content = body.encode()
        self.send_response(status)
        for name, value in {"Content-Type": f"{content_type}; charset=utf-8", "Content-Length": str(len(content)), "Cache-Control": "no-store"}.items():
            self.send_header(name, value)
        for name, value in headers.items():
            self.send_header(name, value)
        with suppress(BrokenPipeError, ConnectionResetError):  # the browser has gone elsewhere
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Silence: what matters is in `taps`."""
