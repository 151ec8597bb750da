"""The pages of the intake at the desk: a file sent, read, confirmed; duplicates, merges, invitations."""

import csv
import io
import json
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import httpx
import pytest

from app.core import clock, database
from app.core.outbox import Announcement
from app.intake.rules import states
from app.staff.rules.rights import Role
from jobs import handlers
from tests.intake.files import MARTIN, everything, written
from tests.intake.twice import Twice, settle
from tests.pages import Visitor, parsed, visiting, words
from tests.queries import counting
from tests.staff.people import signed_in

HERE = "/agents/imports"
GOOD = MARTIN | {"code famille": "F002", "responsable 1 nom": "Petit", "responsable 1 courriel": "zoe@exemple.fr", "enfant prénom": "Max"}
WRONG = MARTIN | {"enfant date de naissance": "31/02/2018"}
FORMULA = GOOD | {"responsable 1 téléphone": "=1+1"}


@pytest.fixture
async def desk(chavagne: str) -> AsyncIterator[Visitor]:
    async with visiting() as visitor:
        await signed_in(visitor, Role.DIRECTION)
        yield visitor


async def send(desk: Visitor, content: bytes, *, name: str = "familles.csv", sending: UUID | None = None) -> httpx.Response:
    fields = {"_csrf": await desk.token(HERE), "envoi": str(sending or uuid4())}
    return await desk.client.post(HERE, data=fields, files={"fichier": (name, content, "text/csv")})


async def received(desk: Visitor, *rows: dict[str, str]) -> str:
    """The address of the import."""
    answer = await send(desk, written(rows).getvalue())
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def work() -> None:
    """What is due, as a runner would."""
    while rows := await database.fetch("select id, event, ids from outbox where done_at is null and event like 'intake:%' and due_at <= {}", clock.now()):
        for row in rows:
            await handlers.HANDLERS[row["event"]](Announcement(key=row["id"], event=row["event"], ids=json.loads(row["ids"])), now=clock.now())
            await database.fetch("update outbox set done_at = {} where id = {}", clock.now(), row["id"])


async def told(desk: Visitor, address: str) -> str:
    answer = await desk.get(address)
    assert answer.status_code == 200, answer.text
    return words(parsed(answer).css("main")[0]).replace("\u00a0", " ")


async def confirm(desk: Visitor, address: str, **fields: str) -> httpx.Response:
    return await desk.post(f"{address}/confirmation", fields, page=f"{address}/confirmation")


async def test_a_file_is_read_confirmed_and_imported(desk: Visitor) -> None:
    address = await received(desk, MARTIN, GOOD)
    assert "rien n’est encore importé" in await told(desk, address)
    before = await everything()
    await work()
    assert (await everything())["household"] == before["household"]
    read = await told(desk, address)
    assert "2 familles à créer" in read
    assert "Importer ces familles" in read
    assert (await confirm(desk, address)).headers["location"] == address
    assert "L’import est en cours" in await told(desk, address)
    await work()
    assert "2 familles créées" in await told(desk, address)
    assert await database.fetch_value("select count(*) from family_import_piece") == 0
    assert "familles.csv" in await told(desk, HERE)


async def test_the_page_follows_by_itself_and_is_then_the_page_that_one_reloads(desk: Visitor) -> None:
    address = await received(desk, MARTIN)
    waiting = parsed(await desk.get(address)).css_first("#import")
    assert waiting is not None
    assert waiting.attributes["hx-get"] == address
    await work()
    swapped, whole = await desk.get(address, target="import"), parsed(await desk.get(address)).css_first("#import")
    assert whole is not None
    assert "hx-get" not in whole.attributes
    token = "_csrf"
    assert words(parsed(swapped).css("#import")[0]) == words(whole), token


async def test_errors_are_told_line_by_line_and_narrowed(desk: Visitor) -> None:
    address = await received(desk, GOOD, WRONG)
    await work()
    read = await told(desk, address)
    assert "Ligne 3 Erreur enfant date de naissance « 31/02/2018 » n’existe pas au calendrier" in read
    assert "Importer les familles sans erreur" in read
    assert "Ligne 3" in await told(desk, f"{address}?voir=erreurs")
    # Without the word that sets them aside, nothing is confirmed.
    await confirm(desk, address)
    assert await database.fetch_value("select state from family_import") == states.State.EXAMINED
    await confirm(desk, address, **{"sans-erreurs": "1"})
    await work()
    assert "1 famille créée" in await told(desk, address)
    assert await database.fetch_value("select count(*) from household_key where external_key in ('F001', 'F002')") == 1


@pytest.mark.rule(43)
@pytest.mark.rule(53)
async def test_a_report_leaves_as_a_file_whose_cells_are_never_run(desk: Visitor) -> None:
    address = await received(desk, FORMULA | {"école": "=cmd"})
    await work()
    answer = await desk.post(f"{address}/compte-rendu", {}, page=address)
    assert answer.headers["content-disposition"].startswith('attachment; filename="import-')
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[0] == ["Ligne", "État", "Colonne", "Quoi faire"]
    assert len(rows) > 2
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@"}]
    assert await database.fetch_value("select object_id from audit_entry where act = 'export'") == "import report"


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        (b"", 422, states.EMPTY),
        (b"PK\x03\x04", 422, "CSV UTF-8"),
        ("nom;prénom".encode(), 422, "La colonne « responsable 1 nom » manque"),
        (b"x" * (states.LARGEST_FILE + 1), 413, "dépasse 5 Mo"),
    ],
)
async def test_what_is_no_file_of_families_is_told_at_once_and_kept_nowhere(desk: Visitor, content: bytes, status: int, sentence: str) -> None:
    answer = await send(desk, content)
    assert (answer.status_code, sentence.replace("\u00a0", " ") in words(parsed(answer).css("main")[0]).replace("\u00a0", " ")) == (status, True)
    assert await database.fetch_value("select count(*) from family_import") == 0


async def test_a_file_that_has_its_titles_alone_is_not_said_to_change_nothing(desk: Visitor) -> None:
    answer = await send(desk, ";".join(MARTIN).encode())
    await work()
    read = await told(desk, str(answer.headers["location"]))
    assert "Aucune famille dans ce fichier" in read
    assert "Tout est déjà là" not in read


async def test_a_file_sent_twice_is_received_once(desk: Visitor) -> None:
    sending = uuid4()
    for _ in range(2):
        assert (await send(desk, written([MARTIN]).getvalue(), sending=sending)).status_code == 303
    assert await database.fetch_value("select count(*) from family_import") == 1
    assert await database.fetch_value("select count(*) from family_import_piece") == 1


@pytest.mark.rule(66)
async def test_a_file_is_sealed_where_it_waits_and_nothing_of_it_is_logged(desk: Visitor, capsys: pytest.CaptureFixture[str]) -> None:
    address = await received(desk, MARTIN, WRONG)
    sealed: bytes = await database.fetch_value("select content from family_import_piece")
    assert b"Martin" not in sealed
    await work()
    await confirm(desk, address, **{"sans-erreurs": "1"})
    await work()
    logged = "".join(capsys.readouterr())
    assert not [word for word in ("Martin", "anne.martin", "Lilas", "familles.csv") if word in logged]


async def test_an_abandoned_file_is_gone(desk: Visitor) -> None:
    address = await received(desk, MARTIN, WRONG)
    await work()
    assert (await desk.post(f"{address}/abandon", {}, page=address)).headers["location"] == HERE
    assert await database.fetch_value("select count(*) from family_import_piece") == 0
    assert await database.fetch_value("select count(*) from family_import_finding") == 0
    assert "abandonné" in await told(desk, address)
    token = {"_csrf": await desk.token(HERE)}
    late = await desk.client.post(f"{address}/confirmation", data=token)
    assert (late.status_code, late.headers["location"]) == (303, address)
    assert await database.fetch_value("select state from family_import") == states.State.ABANDONED


async def test_confirmed_twice_it_is_imported_once(desk: Visitor) -> None:
    address = await received(desk, MARTIN)
    await work()
    token = await desk.token(f"{address}/confirmation")
    for _ in range(2):
        assert (await desk.client.post(f"{address}/confirmation", data={"_csrf": token})).status_code == 303
    assert await database.fetch_value("select count(*) from outbox where event = 'intake:apply'") == 1
    await work()
    assert await database.fetch_value("select count(*) from audit_entry where act = 'intake:imported'") == 1


async def test_the_template_is_a_file_that_is_imported(desk: Visitor) -> None:
    template = await desk.get(f"{HERE}/modele.csv")
    answer = await send(desk, template.content)
    assert answer.status_code == 303
    await work()
    assert "1 famille à créer" in await told(desk, answer.headers["location"])


async def test_the_report_takes_as_many_statements_for_a_hundred_findings_as_for_one(desk: Visitor) -> None:
    counts = []
    for number in (1, 100):
        address = await received(desk, *(WRONG | {"code famille": f"Z{each}"} for each in range(number)))
        await work()
        with counting() as sent:
            await desk.get(address)
        counts.append(len(sent))
    assert counts[0] == counts[1]


@pytest.mark.rule(22)
async def test_an_agent_of_some_sites_has_none_of_it(chavagne: str) -> None:
    site = await database.fetch_value("select id from site limit 1")
    async with visiting() as visitor:
        await signed_in(visitor, Role.DIRECTION, sites=[site])
        for address in (HERE, f"{HERE}/doublons", f"{HERE}/fusions", f"{HERE}/invitations", f"{HERE}/modele.csv"):
            assert (await visitor.get(address)).status_code == 403, address


# Duplicates and merges


@pytest.fixture
async def twice(chavagne: str) -> Twice:
    return await settle()


async def test_two_households_are_looked_at_side_by_side_denied_or_merged(twice: Twice, desk: Visitor) -> None:
    there = f"{HERE}/doublons"
    await desk.post(f"{there}/recherche", {}, page=there)
    await work()
    page = await told(desk, there)
    assert "Un adulte du même nom" in page or "un adulte du même nom" in page
    pair = {"premier": str(twice.kept), "second": str(twice.absorbed)}
    answer = await desk.post(f"{there}/avis", pair, page=there)
    assert answer.headers["location"] == there
    assert "Pas les mêmes (1)" in await told(desk, there)
    await desk.post(f"{there}/avis", pair | {"les-memes": "1"}, page=there)
    preview = f"{HERE}/fusion?garde={twice.kept}&absorbe={twice.absorbed}"
    shown = await told(desk, preview)
    assert "Présent deux fois, un seul reste : Léa MARTIN" in shown
    assert "L’accès de Anne MARTIN par a.martin@exemple.fr est fermé" in shown


async def test_a_merge_is_read_done_and_undone_by_the_pages(twice: Twice, desk: Visitor) -> None:
    preview = f"{HERE}/fusion?garde={twice.kept}&absorbe={twice.absorbed}"
    page = parsed(await desk.get(preview))
    mark = page.css("input[name=vu]")[0].attributes["value"] or ""
    fields = {"garde": str(twice.kept), "absorbe": str(twice.absorbed), "vu": mark}
    stale = await desk.post(f"{HERE}/fusion", fields | {"vu": "autre"}, page=preview)
    assert stale.status_code == 409
    done = await desk.post(f"{HERE}/fusion", fields, page=preview)
    assert done.status_code == 303
    there = done.headers["location"]
    assert "Défaire cette fusion" in await told(desk, there)
    assert "Foyer MARTIN dans le foyer Martin" in await told(desk, f"{HERE}/fusions")
    assert (await desk.get(preview)).headers["location"] == f"{HERE}/doublons"
    undone = await desk.post(f"{there}/annulation", {}, page=there)
    assert undone.headers["location"] == there
    assert "sont comme avant" in await told(desk, there)
    again = await desk.post(f"{there}/annulation", {}, page=preview)
    assert (again.status_code, "déjà défaite" in again.text) == (409, True)


# Invitations


async def test_adults_are_listed_narrowed_and_invited(twice: Twice, desk: Visitor) -> None:
    await database.fetch("update account set password_hash = null where email = 'anne.martin@exemple.fr'")
    there = f"{HERE}/invitations"
    assert "Anne Martin" in await told(desk, f"{there}?etat=jamais&ecole=elementaire-publique")
    assert (await desk.get(f"{there}?etat=nimporte")).status_code == 404
    sending = f"{there}/envoi?ecole=elementaire-publique"
    assert "1 adulte sera invité" in await told(desk, sending)
    assert (await desk.get(f"{there}/envoi?jours=zéro")).status_code == 422
    fields = {"ecole": "elementaire-publique", "jours": "7", "envoi": str(uuid4())}
    for _ in range(2):
        assert (await desk.post(f"{there}/envoi", fields, page=sending)).status_code == 303
    await work()
    assert "1 sur 1 parties" in await told(desk, there)
    assert await database.fetch_value("select count(*) from outbox where event = 'accounts:invited'") == 1
    answer = await desk.post(f"{there}/export", {"etat": "invites"}, page=there)
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert [row[4] for row in rows[1:]] == ["Invité, pas encore venu"]
