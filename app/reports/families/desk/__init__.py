"""`/agents/familles`: the families found and listed, and the pages of one. Each page is loaded through the agent: a family out of reach is a 404."""

from litestar import Router

from app.reports.families.desk import answers, days, family, files, finding, history

HANDLERS = (*finding.handlers, *family.handlers, *files.handlers, *days.handlers, *history.handlers)

routes = [
    Router(answers.HOME, route_handlers=list(HANDLERS), opt=answers.SEEING),
]
