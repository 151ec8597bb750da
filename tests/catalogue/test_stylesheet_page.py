"""The address of the commune's colours: kept for ever, and gone once they change."""

from datetime import UTC, datetime
from pathlib import Path

from app.bookings import actions
from app.catalogue import queries
from tests.catalogue.communes import written
from tests.pages import visiting

NOW = datetime(2026, 11, 30, 7, tzinfo=UTC)


async def test_a_browser_keeps_the_colours_for_ever(empty_database: str, tmp_path: Path) -> None:
    await actions.load_catalogue(written(tmp_path), now=NOW)
    address = (await queries.look()).stylesheet
    async with visiting() as visitor:
        answer = await visitor.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/css")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert ":root" in answer.text
        for other in ("/commune/inconnue.css", address.removesuffix(".css"), address.replace(".css", ".js")):
            assert (await visitor.get(other)).status_code == 404
