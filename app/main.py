"""The Litestar application: what is served, by whom it is guarded, what starts and stops with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, Response
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.static_files import create_static_files_router
from litestar.types import ASGIApp, ControllerRouterHandler

from app import settings
from app.accounts import queries as accounts
from app.accounts import routes as account_routes
from app.billing import shown as billing
from app.bookings import desk as booking_desk
from app.bookings import routes as booking_routes
from app.bookings.offering import desk as offering_desk
from app.catalogue import routes as catalogue_routes
from app.core import access, database, errors, headers, logs, serving
from app.core.access import Right
from app.core.doors import Door
from app.documents import desk as document_desk
from app.documents import routes as document_routes
from app.dossiers import desk as dossier_desk
from app.dossiers import routes as dossier_routes
from app.dossiers.papers import routes as paper_routes
from app.filings import desk as filing_desk
from app.filings import following
from app.filings import routes as filing_routes
from app.filings.drafts import routes as draft_routes
from app.home import desk as home_desk
from app.home import health, shell
from app.home import routes as home_routes
from app.households import desk as household_desk
from app.households import queries as households
from app.households import routes as household_routes
from app.intake import desk as intake_desk
from app.messages import simulator
from app.messages.inbox import desk as inbox_desk
from app.messages.inbox import routes as inbox_routes
from app.messages.news import desk as news_desk
from app.messages.news import routes as news_routes
from app.messages.published import desk as published_desk
from app.messages.published import routes as published_routes
from app.reports.boards import desk as boards_desk
from app.reports.families import desk as family_desk
from app.reports.journal import desk as journal_desk
from app.staff import desk as staff_desk
from app.staff import queries as staff
from app.staff import simulator as codes_simulator
from components.rendering import STATIC
from jobs import inline

KEPT_FOR_EVER = "public, max-age=31536000, immutable"
LARGEST_FORM = 1_000_000  # bytes
SMALLEST_COMPRESSED = 500  # bytes


def create() -> ASGIApp:
    """What each worker of Granian serves: the application under its security headers."""
    serving.end_with_parent()
    return headers.secured(create_app())


def create_app() -> Litestar:
    logs.configure()
    return Litestar(
        route_handlers=handlers(),
        guards=[access.guard({Door.FAMILY: accounts.identify, Door.STAFF: staff.identify})],
        exception_handlers=errors.HANDLERS,
        lifespan=[_running],
        state=State({"load_shell": shell.load, "own_words": households.own_words_of, "family_sections": (billing.section_of,)}),
        compression_config=CompressionConfig(
            backend="brotli", brotli_quality=5, brotli_gzip_fallback=True, minimum_size=SMALLEST_COMPRESSED, exclude_opt_key="uncompressed"
        ),
        openapi_config=None,
        logging_config=None,
        request_max_body_size=LARGEST_FORM,
    )


def handlers() -> list[ControllerRouterHandler]:
    served = [
        *(*home_routes.routes, *account_routes.routes, *catalogue_routes.routes, *document_routes.routes, *household_routes.routes),
        *(*filing_routes.routes, *following.routes, *draft_routes.routes, *dossier_routes.routes, *paper_routes.routes, *booking_routes.routes),
        *(*inbox_routes.routes, *news_routes.routes, *published_routes.routes, health.show, _static()),
        *(home_desk.show, *staff_desk.routes, *journal_desk.routes, *boards_desk.routes, *offering_desk.routes),
        *(*family_desk.routes, *household_desk.routes, *document_desk.routes, *dossier_desk.routes, *filing_desk.routes),
        *(*news_desk.routes, *published_desk.routes, *inbox_desk.routes, *booking_desk.routes),
        *intake_desk.routes,
    ]
    return served if settings.current().is_production else [*served, *simulator.routes, *codes_simulator.routes, home_routes.gallery]


@asynccontextmanager
async def _running(_app: Litestar) -> AsyncIterator[None]:
    await database.open_pool()
    try:
        async with inline.running():
            yield
    finally:
        await database.close_pool()


def _static() -> ControllerRouterHandler:
    """Addresses carry a mark of the content: a browser asks once."""
    return create_static_files_router(path="/static", directories=[STATIC], opt={"right": Right.ASSET}, after_request=_keep_for_ever)


async def _keep_for_ever(response: Response[bytes]) -> Response[bytes]:
    response.headers["cache-control"] = KEPT_FOR_EVER
    return response
