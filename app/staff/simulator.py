"""`/simulateur/codes`: what the telephones of the demo's agents show now, in demo and test only."""

from datetime import datetime
from typing import Any

from litestar import get

from app.core import clock, database, pages
from app.core.access import Right
from app.core.web import Request, Response
from app.staff import sealed
from app.staff.rules import factor
from components.ui import SummaryList, SummaryRow

ADDRESS = "/simulateur/codes"


@get(ADDRESS, opt={"right": Right.PUBLIC})
async def show(request: Request) -> Response:
    rows = await database.fetch(
        """
        select m.id, a.email, m.totp_secret, m.totp_step from staff_member m join account a on a.id = m.account
        where m.totp_secret is not null and m.ended_at is null order by a.email
        """
    )
    shown = tuple(SummaryRow(term=row["email"], values=(_code(row, now=clock.now()),)) for row in rows)
    return await pages.respond(request, "staff/codes_simulator.html", codes=SummaryList(rows=shown))


def _code(row: dict[str, Any], *, now: datetime) -> str:
    return factor.next_code(sealed.secret(row["totp_secret"], of=row["id"]), after_step=row["totp_step"], now=now)


routes = [show]
