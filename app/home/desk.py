"""`/agents`: what waits for the agent who comes in."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec
from litestar import get

from app.core import access, clock, database, pages
from app.core.access import Agent, Right
from app.core.web import Request, Response
from app.filings.rules import Status
from app.staff import scope
from app.staff.rules.rights import May
from components import french
from components.ui import DataList, DataRow, MenuItem, Tile, Tiles

HERE = "/agents"
MENU: tuple[tuple[May, MenuItem], ...] = (
    (May.ENTER, MenuItem(label="Accueil", href=HERE, icon="home")),
    (May.FILINGS, MenuItem(label="À traiter", href=f"{HERE}/demandes", icon="list")),
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

WAITING = (Status.SENT, Status.PENDING)
"""Demandes that wait for the service, and not for their family."""


def menu_for(agent: Agent) -> tuple[MenuItem, ...]:
    return tuple(item for may, item in MENU if agent.can(may))


@dataclass(frozen=True, kw_only=True)
class Reset:
    """A second factor that another agent asks to take away: this one may confirm it."""

    member_id: UUID
    name: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Today:
    """`waiting`: demandes, and changes of « Ma famille ». `oldest`: when the one that waits since the longest time was sent."""

    waiting: int
    oldest: datetime | None
    children: int
    resets: list[Reset]


TODAY = f"""
with waiting as (
    select f.sent_at as at from filing f where f.status = any({{}}::text[]) and {scope.household_seen(household="f.household")}
    union all select p.asked_at from pending_change p where p.status = 'open' and {scope.household_seen(household="p.household")}
)
select (select count(*) from waiting) as waiting, (select min(at) from waiting) as oldest,
       (select count(distinct b.child) from booking b join slot sl on sl.id = b.slot join age_group ag on ag.id = sl.age_group
        where b.withdrawn_at is null and sl.day = {{}} and {scope.site_seen(site="ag.site")}) as children,
       (select coalesce(json_agg(json_build_object('member_id', m.id, 'name', m.first_name || ' ' || m.last_name,
                                                   'by', b.first_name || ' ' || b.last_name) order by r.asked_at), '[]')
        from factor_reset r join staff_member m on m.id = r.member join staff_member b on b.id = r.asked_by
        where r.confirmed_at is null and {{}} not in (r.asked_by, r.member)) as resets
"""  # noqa: S608 - constants


async def today_of(agent: Agent, *, today: date) -> Today:
    waiting, seen = [status.value for status in WAITING], scope.seen_by(agent.sites)
    row = await database.fetch_one(TODAY, waiting, *seen, *seen, today, agent.sites, agent.member_id)
    if row is None:
        raise RuntimeError("an aggregate answers one row")
    return Today(**row | {"resets": msgspec.json.decode(row["resets"], type=list[Reset])})


@get(HERE, opt={"right": Right.STAFF, "may": May.ENTER})
async def show(request: Request) -> Response:
    agent = access.agent_of(request)
    today = await today_of(agent, today=clock.today())
    return await pages.respond(
        request, "home/desk.html", agent=agent, waiting=DataList(rows=_lines(agent, today)), shortcuts=_shortcuts(agent), resets=today.resets
    )


def _shortcuts(agent: Agent) -> Tiles:
    """The menu again, as large as a finger: where one arrives, it leads everywhere."""
    return Tiles(tiles=tuple(Tile(label=item.label, href=item.href, icon=item.icon) for item in menu_for(agent) if item.href != HERE))


def _lines(agent: Agent, today: Today) -> tuple[DataRow, ...]:
    rows = list[DataRow]()
    addresses = {item.href for item in menu_for(agent)}
    if "/agents/demandes" in addresses:
        waiting = french.count(today.waiting, one="demande à traiter", many="demandes à traiter")
        since = f"La plus ancienne a été envoyée {french.stamp(today.oldest)}." if today.oldest else "Personne n’attend de réponse."
        rows.append(DataRow(title=waiting, note=since, href="/agents/demandes"))
    if "/agents/plannings" in addresses:
        children = french.count(today.children, one="enfant attendu aujourd’hui", many="enfants attendus aujourd’hui")
        rows.append(DataRow(title=children, note=french.capitalised(french.long_date(clock.today())), href="/agents/plannings"))
    return tuple(rows)
