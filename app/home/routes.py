"""The public pages, and the tableau de bord."""

from datetime import date

from litestar import get

from app.catalogue import queries as catalogue
from app.core import access, clock, pages
from app.core.access import Right
from app.core.web import Request, Response
from app.documents import showing
from app.filings import listing
from app.home import queries, tasks
from app.messages import shown
from components import french
from components.ui import SummaryList, SummaryRow, Tile, Tiles
from components.ui.gallery import samples

PUBLIC = {"right": Right.PUBLIC}
SHORTCUTS = Tiles(
    tiles=(
        Tile(label="Réserver", href="/reservations", icon="calendar"),
        Tile(label="Démarches", href="/demarches", icon="edit"),
        Tile(label="Mes dossiers", href="/dossiers", icon="file"),
        Tile(label="Contacter le service", href="/contact", icon="phone"),
    )
)


@get("/", opt=PUBLIC)
async def welcome(request: Request) -> Response:
    if access.optional_identity_of(request):
        return pages.redirect("/tableau-de-bord")
    return await pages.respond(request, "home/welcome.html")


@get("/tableau-de-bord", opt={"right": Right.FAMILY})
async def dashboard(request: Request) -> Response:
    view = await queries.dashboard_of(access.identity_of(request).account_id, now=clock.now())
    return await pages.respond(
        request,
        "home/dashboard.html",
        today=clock.today(),
        tasks=tasks.of_dashboard(view, today=clock.today()),
        week=_week(view, today=clock.today()),
        is_next_week=view.is_next_week,
        shortcuts=SHORTCUTS,
        filings=listing.data_list(view.filings) if view.filings else None,
        pieces=showing.latest(view.pieces, today=clock.today()),
        messages=shown.messages(view.messages),
        news=shown.news(view.news),
        documents=shown.documents(view.documents),
    )


@get("/contact", opt=PUBLIC)
async def contact(request: Request) -> Response:
    return await pages.respond(request, "home/contact.html", details=await catalogue.imprint())


@get("/accessibilite", opt=PUBLIC)
async def accessibility(request: Request) -> Response:
    return await pages.respond(request, "home/accessibility.html")


@get("/mentions-legales", opt=PUBLIC)
async def legal_notice(request: Request) -> Response:
    return await pages.respond(request, "home/legal_notice.html", details=await catalogue.imprint())


@get("/donnees-personnelles", opt=PUBLIC)
async def personal_data(request: Request) -> Response:
    return await pages.respond(request, "home/personal_data.html", details=await catalogue.imprint())


@get("/simulateur/composants", opt=PUBLIC)
async def gallery(request: Request) -> Response:
    """Every component in every state; served in demo and test only."""
    return await pages.respond(request, "gallery.html", groups=samples())


def _week(view: queries.Dashboard, *, today: date) -> SummaryList | None:
    """The week by child, a line a day."""
    if not any(child.days for child in view.week):
        return None
    return SummaryList(rows=tuple(SummaryRow(term=child.first_name, values=_days(child.days, today=today)) for child in view.week))


def _days(days: list[queries.DayBooked], *, today: date) -> tuple[str, ...]:
    return tuple(f"{_day_words(day.day, today=today)}\u00a0: {day.units}" for day in days) or ("Rien n’est réservé.",)


def _day_words(day: date, *, today: date) -> str:
    return "Aujourd’hui" if day == today else french.capitalised(french.day_words(day))


routes = [welcome, dashboard, contact, accessibility, legal_notice, personal_data]
