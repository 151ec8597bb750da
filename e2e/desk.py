"""What the service does with a demande, and what fills its queue, beside the running portal: `python -m e2e.desk NUMBER ACT NOTE`, or `fill NUMBER`."""

import asyncio
import subprocess
import sys
from uuid import uuid4

from app.core import clock, database
from app.filings import actions
from app.filings.actions import Decision
from app.filings.rules.transitions import TRANSITIONS, Act
from tests.filings import waiting
from tests.serving.portals import ROOT, Portal


def decide(portal: Portal, number: int, *, act: str, note: str = "") -> None:
    _run(portal, str(number), act, note)


def fill(portal: Portal, number: int) -> None:
    """So many questions more wait for the service."""
    _run(portal, "fill", str(number))


def _run(portal: Portal, *words: str) -> None:
    """In a process of its own: a browser's test has a loop already."""
    environment = dict(portal.environment) | {"PORTAIL_DATABASE_URL": portal.database_url, "PICCOLO_CONF": "app.piccolo_conf"}
    subprocess.run([sys.executable, "-m", "e2e.desk", *words], cwd=ROOT, env=environment, check=True)


async def _decide(number: int, act: str, *, note: str) -> None:
    filing_id = await database.fetch_value("select id from filing where number = {}", number)
    done = await actions.decide(filing_id, Decision(act=Act(act), note=note, agent_id=uuid4()), now=clock.now())
    assert done is TRANSITIONS[Act(act)].to, done


if __name__ == "__main__":
    asyncio.run(waiting.many(int(sys.argv[2])) if sys.argv[1] == "fill" else _decide(int(sys.argv[1]), sys.argv[2], note=sys.argv[3]))
