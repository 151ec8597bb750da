"""The agents of the demo: one for each role. Their telephones are shown at /simulateur/codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from app.accounts import passwords
from app.core import database
from app.core.doors import Door
from app.demo.families import NAMESPACE
from app.staff import sealed
from app.staff.rules.rights import Role

PASSWORD = "huit-galettes-et-du-cidre-doux"  # noqa: S105 - the demo's, told to everybody
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - the same


@dataclass(frozen=True, kw_only=True)
class DemoAgent:
    """`site`: the code of the one to which this agent is bound."""

    first_name: str
    last_name: str
    role: Role
    site: str = ""

    @property
    def email(self) -> str:
        return f"{self.role}@agents.exemple.fr"

    @property
    def id(self) -> UUID:
        return uuid5(NAMESPACE, f"agent:{self.role}")

    @property
    def account_id(self) -> UUID:
        return uuid5(NAMESPACE, f"agent-account:{self.role}")


AGENTS = (
    DemoAgent(first_name="Sophie", last_name="Le Gall", role=Role.RECEPTION),
    DemoAgent(first_name="Rachid", last_name="Benali", role=Role.REVENUE),
    DemoAgent(first_name="Hélène", last_name="Guillou", role=Role.DIRECTION),
    DemoAgent(first_name="Gwen", last_name="Morvan", role=Role.SITE, site="pole-enfance"),
    DemoAgent(first_name="Denis", last_name="Kermarrec", role=Role.ADMINISTRATION),
)


async def missing_hashes(agents: Sequence[DemoAgent] = AGENTS) -> dict[UUID, str]:
    """Hashing takes its time: only for those who are not there, and outside of the transaction."""
    known = {row["id"] for row in await database.fetch("select id from account where kind = {}", Door.STAFF)}
    return {agent.account_id: await passwords.hashed(PASSWORD) for agent in agents if agent.account_id not in known}


async def apply_join(hashes: dict[UUID, str], *, now: datetime) -> None:
    database.require_transaction()
    for agent in AGENTS:
        if agent.account_id in hashes:
            await _apply_agent(agent, password_hash=hashes[agent.account_id], now=now)


async def _apply_agent(agent: DemoAgent, *, password_hash: str, now: datetime) -> None:
    await database.fetch(
        "insert into account (id, kind, email, password_hash, created_at, password_changed_at) values ({}, {}, {}, {}, {}, {})",
        *(agent.account_id, Door.STAFF, agent.email, password_hash, now, now),
    )
    await database.fetch(
        "insert into staff_member (id, account, first_name, last_name, role, totp_secret, created_at) values ({}, {}, {}, {}, {}, {}, {})",
        *(agent.id, agent.account_id, agent.first_name, agent.last_name, agent.role, sealed.sealed_secret(SECRET, of=agent.id), now),
    )
    await database.fetch("insert into staff_site (member, site) select {}, id from site where code = {}", agent.id, agent.site)


def told() -> str:
    how = "Le service se connecte à /agents avec l’une de celles-ci, et un code que montre /simulateur/codes\u00a0:"
    lines = [f"  {agent.email}  ({agent.first_name} {agent.last_name}, {agent.role.words.lower()})" for agent in AGENTS]
    return "\n".join([how, *lines, f"Mot de passe des agents\u00a0: {PASSWORD}"])
