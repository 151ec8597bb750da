"""Errors as French pages with a reference; the log keeps the same reference and nothing personal."""

import secrets
from dataclasses import dataclass
from typing import Any

import litestar
import structlog
from litestar.enums import MediaType
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, ExceptionHandlersMap, Receive, Scope, Send

from app.core import access, csrf, pages
from app.core.web import Request, Response
from components import rendering

log = structlog.get_logger()

SERVER_ERROR = 500


@dataclass(frozen=True, kw_only=True)
class Explanation:
    title: str
    sentence: str


EXPLANATIONS = {
    400: Explanation(title="Cette demande n’a pas pu être lue", sentence="Revenez à la page précédente, rechargez-la, puis recommencez."),
    403: Explanation(title="Cette action n’est pas permise", sentence="Votre accès au portail ne la permet pas. Repartez de l’accueil."),
    404: Explanation(
        title="Cette page n’existe pas", sentence="L’adresse est peut-être incomplète, ou ce qu’elle montrait a été retiré. Repartez de l’accueil."
    ),
    405: Explanation(title="Cette page n’existe pas", sentence="L’adresse est peut-être incomplète, ou la page a été retirée. Repartez de l’accueil."),
    409: Explanation(title="Cette page a changé entre-temps", sentence="Quelqu’un d’autre l’a modifiée. Rechargez-la pour voir où en sont les choses."),
    410: Explanation(title="Ce lien n’est plus valable", sentence="Il a déjà servi, ou il a expiré. Demandez-en un nouveau."),
    413: Explanation(title="Cet envoi est trop lourd", sentence="Réduisez la taille de ce que vous envoyez, puis recommencez."),
    429: Explanation(title="Trop d’essais en peu de temps", sentence="Attendez quelques minutes, puis recommencez."),
    500: Explanation(title="Une erreur est survenue de notre côté", sentence="Rien n’a été perdu de ce qui était enregistré. Réessayez dans quelques minutes."),
    503: Explanation(
        title="Le portail est momentanément indisponible", sentence="Rien n’a été perdu de ce qui était enregistré. Réessayez dans quelques minutes."
    ),
}

OUTLIVED = Explanation(
    title="Cette page n’est plus à jour",
    sentence=(
        "Rien n’a été enregistré\u00a0: votre connexion a peut-être pris fin dans un autre onglet. Revenez à la page précédente, "
        "copiez ce que vous aviez écrit, rechargez-la, puis recommencez."
    ),
)
"""What a form without a token of this session most often is, to who is not forging anything."""


class ErrorPage(litestar.Response[str]):
    """A page built after the framework asked for it: its handlers of errors cannot wait, and the layout needs the database."""

    def __init__(self, request: Request, *, status: int, reference: str | None = None, explanation: Explanation | None = None) -> None:
        super().__init__("", status_code=status)
        self.request, self.reference, self.explanation = request, reference, explanation or EXPLANATIONS[status]

    def to_asgi_response(self, *args: Any, **kwargs: Any) -> ASGIApp:  # type: ignore[override]  # noqa: ANN401 - the framework's own
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: PLR0917 - ASGI
            page = await _explained(self.request, self.explanation, status=self.status_code or SERVER_ERROR, reference=self.reference)
            await page.to_asgi_response(*args, **kwargs)(scope, receive, send)

        return answer


def show_sign_in(request: Request, _error: access.NotSignedIn) -> Response:
    return pages.sign_in_first(request)


def show_proof(request: Request, _error: access.NotProved) -> Response:
    return pages.prove_first(request)


def show_completion(request: Request, _error: access.NotComplete) -> Response:
    return pages.complete_first(request)


def show_refusal(request: Request, error: HTTPException) -> Response:
    status = error.status_code if error.status_code in EXPLANATIONS else (SERVER_ERROR if error.status_code >= SERVER_ERROR else 400)
    return ErrorPage(request, status=status, explanation=OUTLIVED if error.detail == csrf.NOT_GENUINE else None)


def show_failure(request: Request, error: Exception) -> Response:
    """A bug or a broken part: the reference leads from what the person tells the service to the log."""
    reference = secrets.token_hex(4).upper()
    log.error("request failed", reference=reference, method=request.method, route=_route_of(request), exc_info=error)
    return ErrorPage(request, status=SERVER_ERROR, reference=reference)


async def _explained(request: Request, explanation: Explanation, *, status: int, reference: str | None) -> Response:
    told = {"title": explanation.title, "sentence": explanation.sentence, "reference": reference}
    try:
        return await pages.respond(request, "errors/error.html", status=status, **told)
    except Exception as broken:
        log.error("error page failed", exc_info=broken)  # noqa: TRY400 - the processor takes the exception itself
        body = rendering.render("errors/plain.html", told)
        return litestar.Response(str(body), status_code=status, media_type=MediaType.HTML)


def _route_of(request: Request) -> str:
    """The pattern of the address, not the address: it may hold a token."""
    return str(request.scope.get("path_template", ""))


HANDLERS: ExceptionHandlersMap = {
    access.NotSignedIn: show_sign_in,
    access.NotProved: show_proof,
    access.NotComplete: show_completion,
    HTTPException: show_refusal,
    Exception: show_failure,
}
