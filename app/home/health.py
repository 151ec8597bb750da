"""`/sante`: whether the database answers, how late the jobs are, which version runs. For supervision: no personal data."""

from datetime import timedelta
from typing import Any

import litestar
from litestar import get
from litestar.enums import MediaType

import app
from app.core import clock, database
from app.core.access import Right

LATE = timedelta(minutes=15)


@get("/sante", opt={"right": Right.ASSET}, media_type=MediaType.JSON)
async def show() -> litestar.Response[dict[str, Any]]:
    """200 when all is well; 503 when the database is gone or jobs wait for more than a quarter of an hour."""
    try:
        row = await database.fetch_one("select min(due_at) filter (where dead_at is null) as oldest, count(dead_at) as dead from outbox where done_at is null")
    except database.LOST:
        row = None
    jobs = _jobs(row)
    told = {"version": app.__version__, "base": "ok" if row else "injoignable", "travaux": jobs}
    return litestar.Response(told, status_code=200 if row and jobs["etat"] == "ok" else 503)


def _jobs(row: dict[str, Any] | None) -> dict[str, Any]:
    if row is None:
        return {"etat": "inconnu"}
    late = row["oldest"] is not None and clock.now() - row["oldest"] > LATE
    return {"etat": "en retard" if late else "ok", "abandonnes": row["dead"]}
