"""`/agents`: what waits for the agent who comes in."""

from litestar import get

from app.core import access, clock, pages
from app.core.access import Agent, Right
from app.core.web import Request, Response
from app.home import today as todays
from app.home.today import Today
from app.intake.queries import inviting
from app.intake.rules.invitations import Standing
from app.staff.rules.rights import May
from components import french
from components.ui import DataList, DataRow, MenuItem, Tile, Tiles

HERE = "/agents"
MENU: tuple[tuple[May, MenuItem], ...] = (
    (May.ENTER, MenuItem(label="Accueil", href=HERE, icon="home")),
    (May.FILINGS, MenuItem(label="À traiter", href="/agents/demandes", icon="list")),
    (May.FAMILIES, MenuItem(label="Familles", href="/agents/familles", icon="child")),
    (May.BOARDS, MenuItem(label="Plannings", href="/agents/plannings", icon="calendar")),
    (May.CATALOGUE, MenuItem(label="Catalogue", href="/agents/catalogue", icon="calendar")),
    (May.PUBLISH, MenuItem(label="Publier", href="/agents/publications", icon="edit")),
    (May.WRITE, MenuItem(label="Messages", href="/agents/messages", icon="mail")),
    (May.INTAKE, MenuItem(label="Import", href="/agents/imports", icon="file")),
    (May.STAFF, MenuItem(label="Équipe", href="/agents/equipe", icon="user")),
    (May.AUDIT, MenuItem(label="Journal", href="/agents/journal", icon="list")),
    (May.ENTER, MenuItem(label="Mon compte", href="/agents/compte", icon="lock")),
)
"""What the menu of the desk shows, in its order, to who may."""


def menu_for(agent: Agent) -> tuple[MenuItem, ...]:
    return tuple(item for may, item in MENU if agent.can(may))


@get(HERE, opt={"right": Right.STAFF, "may": May.ENTER})
async def show(request: Request) -> Response:
    agent = access.agent_of(request)
    today = await todays.of(agent, today=clock.today())
    lines = (*_lines(agent, today), *(await _invitations() if agent.can(May.INTAKE) else ()))
    return await pages.respond(request, "home/desk.html", agent=agent, waiting=DataList(rows=lines), shortcuts=_shortcuts(agent), resets=today.resets)


def _shortcuts(agent: Agent) -> Tiles:
    """The menu again, as large as a finger: where one arrives, it leads everywhere."""
    return Tiles(tiles=tuple(Tile(label=item.label, href=item.href, icon=item.icon) for item in menu_for(agent) if item.href != HERE))


def _lines(agent: Agent, today: Today) -> tuple[DataRow, ...]:
    rows = list[DataRow]()
    if agent.can(May.FILINGS):
        waiting = french.count(today.waiting, one="demande à traiter", many="demandes à traiter")
        since = f"La plus ancienne a été envoyée {french.stamp(today.oldest)}." if today.oldest else "Personne n’attend de réponse."
        rows.append(DataRow(title=waiting, note=since, href="/agents/demandes"))
    if agent.can(May.BOARDS):
        children = french.count(today.children, one="enfant attendu aujourd’hui", many="enfants attendus aujourd’hui")
        rows.append(DataRow(title=children, note=french.capitalised(french.long_date(clock.today())), href="/agents/plannings"))
    return tuple(rows)


async def _invitations() -> tuple[DataRow, ...]:
    """Families that came by an import know nothing of the portal until somebody invites them."""
    never = (await inviting.figures(None))[Standing.NEVER]
    title = french.count(never, one="adulte jamais invité", many="adultes jamais invités")
    return (DataRow(title=title, note="Les invitations partent par lots, par école si vous voulez.", href="/agents/imports/invitations"),) if never else ()
