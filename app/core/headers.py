"""Security headers on every answer, errors and static files included (docs/security.md, rules 32 to 34)."""

from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

from app import settings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
YEAR_OF_HTTPS = "max-age=31536000; includeSubDomains"


def secured(application: ASGIApp) -> ASGIApp:
    """The outermost layer. Answers are not kept by anybody unless they say otherwise."""
    always = ALWAYS | ({"strict-transport-security": YEAR_OF_HTTPS} if settings.current().is_secure else {})

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: PLR0917 - ASGI
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(message, always)
            await send(message)

        await application(scope, receive, send_with_headers)

    return answer


def _add(start: HTTPResponseStartEvent, always: dict[str, str]) -> None:
    stated = {name.lower() for name, _ in start["headers"]}
    wanted = always | {"cache-control": "no-store"}
    added = [(name.encode(), value.encode()) for name, value in wanted.items() if name.encode() not in stated]
    start["headers"] = [*start["headers"], *added]
