"""Every address of signing in."""

from litestar.types import ControllerRouterHandler

from app.accounts.routes import account, links, signing_in

routes: list[ControllerRouterHandler] = [*signing_in.handlers, *links.handlers, *account.handlers]
