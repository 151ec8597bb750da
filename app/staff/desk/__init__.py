"""Pages of agents about themselves and their team."""

from litestar.types import ControllerRouterHandler

from app.staff.desk import factor, team

routes: list[ControllerRouterHandler] = [*factor.handlers, *team.routes]
