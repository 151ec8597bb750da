"""`/agents/familles/{household_id}/…`: what an agent does of a household. The page that shows it whole gathers more: `app/reports/families`."""

from litestar import Router

from app.households.desk import access, adults, answers, barring, children, creating, custody, household

HANDLERS = (*access.handlers, *adults.handlers, *barring.handlers, *children.handlers, *creating.handlers, *custody.handlers, *household.handlers)

routes = [Router(answers.HOME, route_handlers=list(HANDLERS))]
