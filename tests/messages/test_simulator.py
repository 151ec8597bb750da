"""Without a mail server: files, whole and private, and the page that shows them."""

import os
import stat
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from app.core import clock, database
from app.messages import folder
from jobs import execution, relay
from tests.messages import ground
from tests.messages.ground import NOW
from tests.pages import Visitor, parsed, visiting

pytestmark = pytest.mark.usefixtures("commune")


@pytest.fixture
async def mails(tmp_path: Path) -> AsyncIterator[Path]:
    """Where they are written."""
    with ground.configured(data_dir=str(tmp_path / "données")):
        yield tmp_path / "données" / "courriels"


@pytest.fixture
async def visitor(mails: Path) -> AsyncIterator[Visitor]:
    async with visiting() as browser:
        yield browser


async def send_all() -> None:
    while claimed := await relay.claim(limit=10):
        for row_id in claimed:
            await execution.execute(row_id)


async def test_a_mail_is_a_file_of_its_own_that_only_the_portal_reads(mails: Path) -> None:
    await ground.invited("marie@famille.test")
    await send_all()
    assert modes(mails) == {"courriels": 0o700, f"{await only_mail()}.eml": 0o600}
    assert await database.fetch_value("select count(sent_at) from mail") == 1


async def test_a_mail_written_again_replaces_its_file(mails: Path) -> None:
    await ground.invited("marie@famille.test")
    await send_all()
    await database.fetch("update mail set sent_at = null")
    await database.fetch("update outbox set done_at = null, claimed_until = null, running_until = null")
    await send_all()
    assert len(modes(mails)) == 2


def modes(folder_of_mails: Path) -> dict[str, int]:
    return {place.name: stat.S_IMODE(place.stat().st_mode) for place in (folder_of_mails, *folder_of_mails.iterdir())}


async def test_a_file_is_seen_whole_or_not_at_all(mails: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    await ground.invited("marie@famille.test")
    await send_all()
    assert await folder.latest() == []
    assert await ground.left() == 1


async def test_the_list_shows_the_last_mail_first_and_leads_to_each(visitor: Visitor, mails: Path) -> None:
    for minutes, email in enumerate(("marie@famille.test", "paul@famille.test")):
        with clock.frozen(NOW + timedelta(minutes=minutes)):
            await ground.invited(email)
            await send_all()
    page = parsed(await visitor.get("/simulateur/courriels"))
    rows = page.css("main .rows a")
    assert [note.text() for row in rows for note in row.css(".muted")] == [
        "à paul@famille.test, le 1er\u00a0décembre 2026 à 9\u00a0h\u00a001",
        "à marie@famille.test, le 1er\u00a0décembre 2026 à 9\u00a0h",
    ]
    for row in rows:
        assert (await visitor.get(row.attributes["href"] or "")).status_code == 200


async def test_a_mail_can_be_read_and_its_link_followed(visitor: Visitor, mails: Path) -> None:
    await ground.invited("marie@famille.test")
    await send_all()
    page = parsed(await visitor.get(f"/simulateur/courriels/{await only_mail()}"))
    assert [title.text() for title in page.css("h1")] == ["Votre accès au Portail Familles"]
    assert next(paragraph.text() for paragraph in page.css("main .card p")) == "Bonjour,"
    links = [link.attributes["href"] or "" for link in page.css("main .card a")]
    assert links[0].startswith("/activation/")
    assert links[1:] == ["/mot-de-passe-oublie", "/"]


async def only_mail() -> UUID:
    mail_id = await database.fetch_value("select id from mail")
    assert isinstance(mail_id, UUID)
    return mail_id


async def test_only_the_portals_own_addresses_become_links(mails: Path) -> None:
    shown = folder._parts("Voir https://portail.test/demandes/21 et https://ailleurs.test/ ou https://portail.test.mechant.test/x")
    assert [part.text for part in shown if part.href] == ["https://portail.test/demandes/21"]


async def test_an_empty_list_says_so(visitor: Visitor) -> None:
    answer = await visitor.get("/simulateur/courriels")
    assert answer.status_code == 200
    assert "Aucun courriel pour l’instant" in answer.text


@pytest.mark.parametrize("address", ["6f1c1c0e-6d1b-4d3e-9a53-0d3a1f5f7c11", "..%2f..%2fetc%2fpasswd", "x"])
async def test_a_mail_that_does_not_exist_is_not_found(visitor: Visitor, address: str) -> None:
    assert (await visitor.get(f"/simulateur/courriels/{address}")).status_code == 404
