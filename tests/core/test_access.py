"""Who may ask for what, and where a request comes from."""

from types import SimpleNamespace
from typing import cast

import pytest
from litestar.routes import HTTPRoute

from app import main, settings
from app.core import access
from app.core.access import Right
from app.core.web import Request

PROXY, OTHER_PROXY, VISITOR, LIAR = "10.0.0.1", "10.0.0.2", "192.0.2.7", "198.51.100.9"


@pytest.mark.rule(23)
def test_each_route_declares_one_right() -> None:
    for route in main.create_app().routes:
        assert isinstance(route, HTTPRoute)
        for handler in route.route_handlers:
            if handler.http_methods == {"OPTIONS"}:
                continue  # the framework's own; without a right, it answers nobody
            assert isinstance(handler.opt.get("right"), Right), f"{route.path} {handler}"


@pytest.mark.rule(39)
@pytest.mark.parametrize(
    ("seen", "forwarded", "expected"),
    [
        (VISITOR, None, VISITOR),
        (VISITOR, LIAR, VISITOR),
        (PROXY, VISITOR, VISITOR),
        (PROXY, f"{LIAR}, {VISITOR}", VISITOR),
        (PROXY, f"{LIAR}, {VISITOR}, {OTHER_PROXY}", VISITOR),
        (PROXY, None, PROXY),
        (PROXY, OTHER_PROXY, PROXY),
    ],
)
def test_a_forwarded_address_is_believed_from_a_configured_proxy_alone(
    monkeypatch: pytest.MonkeyPatch, seen: str, forwarded: str | None, expected: str
) -> None:
    configured = settings.read({"PORTAIL_ENV": "test", "PORTAIL_PROXIES": f"{PROXY}, {OTHER_PROXY}"})
    monkeypatch.setattr(settings, "current", lambda: configured)
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    request = cast("Request", SimpleNamespace(client=SimpleNamespace(host=seen), headers=headers))
    assert access.origin_of(request) == expected
