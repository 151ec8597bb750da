"""Published documents: looked into, dated, for whom they are meant, downloaded by these and by nobody else; taken down with their file."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.core import clock, database
from app.core.authors import CONSOLE
from app.demo.sign_ins import PASSWORD
from app.documents import scanning
from app.documents.inspecting import Sent
from app.documents.rules.refusals import Refusal
from app.messages import audience
from app.messages.audience import Audience
from app.messages.published import actions, queries, storage
from app.messages.published.actions import Notice, WhyNot
from tests.bookings.families import ANNE, CLAIRE
from tests.documents import sendings
from tests.documents.conftest import data_dir, inspected_once
from tests.documents.pieces import Content
from tests.pages import Visitor, parsed, visiting, words
from tests.queries import counting, failing

__all__ = ["data_dir", "inspected_once"]
pytestmark = pytest.mark.usefixtures("chavagne", "data_dir", "inspected_once")


@pytest.fixture
async def anne() -> AsyncIterator[Visitor]:
    async with visiting() as visitor:
        await visitor.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        yield visitor


def notice(title: str = "Menus de décembre", **changes: object) -> Notice:
    values: dict[str, object] = {"title": title, "summary": "", "published_from": clock.now(), "published_until": None, "audience": Audience()}
    return Notice(**{**values, **changes})  # type: ignore[arg-type]


def file(content: bytes, *, name: str = "menus décembre.pdf") -> Sent:
    return Sent(name=name, size=len(content), source=Content(content))


async def publish(wanted: Notice, *, content: bytes | None = None, submission_id: UUID | None = None, name: str = "menus décembre.pdf") -> UUID:
    sent = [file(sendings.pdf() if content is None else content, name=name)]
    outcome = await actions.publish(wanted, files=sent, submission_id=submission_id or uuid4(), by=CONSOLE, now=clock.now())
    assert isinstance(outcome, UUID), outcome
    return outcome


async def found_by(account_id: UUID) -> list[str]:
    return [each.title for each in await queries.latest_of(account_id, now=clock.now())]


async def another_school() -> str:
    await database.fetch("insert into school (id, code, name) values ({}, 'ecole-privee', 'École privée')", uuid4())
    return "ecole-privee"


async def test_a_document_is_found_by_those_whom_it_concerns() -> None:
    other = await another_school()
    await publish(notice("Pour tous"))
    await publish(notice("La cantine", audience=Audience(activities=("restauration",))))
    await publish(notice("L’autre école", audience=Audience(schools=(other,))))
    assert set(await found_by(ANNE)) == {"Pour tous", "La cantine"}
    assert await found_by(uuid4()) == ["Pour tous"]


async def test_it_is_found_from_its_first_instant_to_its_last() -> None:
    now = clock.now()
    await publish(notice(published_from=now, published_until=now + timedelta(hours=1)))
    for at, expected in ((now - timedelta(seconds=1), 0), (now, 1), (now + timedelta(minutes=59), 1), (now + timedelta(hours=1), 0)):
        assert len(await queries.latest_of(ANNE, now=at)) == expected, at


@pytest.mark.rule(60)
async def test_a_family_downloads_it_as_it_was_published_and_nothing_runs_in_it(anne: Visitor) -> None:
    content = sendings.pdf(2)
    document_id = await publish(notice(summary="Deux semaines"), content=content)
    page = parsed(await anne.get("/documents-publies"))
    (link,) = page.css("main .rows a")
    assert words(link).replace("\u00a0", " ").startswith("Menus de décembre Deux semaines (PDF, 2 pages, 1 ko)")
    answer = await anne.get(link.attributes["href"] or "")
    assert answer.content == content
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''menus%20d%C3%A9cembre.pdf"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"] == "no-store"
    assert link.attributes["href"] == f"/documents-publies/{document_id}/fichier"


@pytest.mark.rule(22)
async def test_what_is_for_others_is_not_found_even_by_its_address(anne: Visitor) -> None:
    hidden = [
        await publish(notice("Autre école", audience=Audience(schools=(await another_school(),)))),
        await publish(notice("À venir", published_from=clock.now() + timedelta(days=1))),
    ]
    assert "Aucun document pour l’instant" in (await anne.get("/documents-publies")).text
    for document_id in (*hidden, uuid4()):
        assert (await anne.get(f"/documents-publies/{document_id}/fichier")).status_code == 404


async def test_the_tableau_de_bord_shows_the_latest_and_nothing_when_there_is_none(anne: Visitor) -> None:
    assert "Documents à télécharger" not in (await anne.get("/tableau-de-bord")).text
    for rank in range(4):
        await publish(notice(f"Document {rank}", published_from=clock.now() - timedelta(days=rank)))
    (section,) = parsed(await anne.get("/tableau-de-bord")).css("section[aria-labelledby=documents]")
    assert [words(title) for title in section.css(".rows strong")] == ["Document 0", "Document 1", "Document 2"]


async def test_an_address_that_is_not_an_id_leads_nowhere(anne: Visitor) -> None:
    assert (await anne.get("/documents-publies/inconnu/fichier")).status_code == 404


@pytest.mark.rule(56)
@pytest.mark.rule(58)
@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (sendings.with_script(), "menus.pdf", Refusal.ACTIVE),
        (sendings.pdf(), "menus.exe", None),
        (b"MZ\x90\x00 this is no PDF", "menus.pdf", None),
    ],
)
async def test_a_file_that_acts_or_lies_is_not_published(content: bytes, name: str, refusal: Refusal | None) -> None:
    outcome = await actions.publish(notice(), files=[file(content, name=name)], submission_id=uuid4(), by=CONSOLE, now=clock.now())
    assert isinstance(outcome, Refusal | WhyNot)
    assert refusal in {None, outcome}
    assert await found_by(ANNE) == []
    assert list(storage.folder().glob("*")) == []


async def test_a_document_is_one_pdf() -> None:
    for files, why in (([], WhyNot.NO_FILE), ([file(sendings.pdf()), file(sendings.pdf())], WhyNot.NOT_A_PDF)):
        assert await actions.publish(notice(), files=files, submission_id=uuid4(), by=CONSOLE, now=clock.now()) is why
    photo = await actions.publish(notice(), files=[file(sendings.photo(), name="menu.jpg")], submission_id=uuid4(), by=CONSOLE, now=clock.now())
    assert photo is WhyNot.NOT_A_PDF


@pytest.mark.rule(61)
async def test_with_an_antivirus_nothing_is_published_before_it_was_found_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent(_pieces: object) -> bool:
        raise scanning.NoAnswer

    async def infected(_pieces: object) -> bool:
        return False

    monkeypatch.setattr(scanning, "is_wanted", lambda: True)
    for said, why in ((silent, WhyNot.NOT_SCANNED), (infected, WhyNot.INFECTED)):
        monkeypatch.setattr(scanning, "is_clean", said)
        outcome = await actions.publish(notice(), files=[file(sendings.pdf())], submission_id=uuid4(), by=CONSOLE, now=clock.now())
        assert outcome is why
    assert await found_by(ANNE) == []


async def test_sent_twice_it_is_published_once() -> None:
    submission_id = uuid4()
    first = await publish(notice(), submission_id=submission_id)
    assert await publish(notice(), submission_id=submission_id) == first
    assert await found_by(ANNE) == ["Menus de décembre"]
    assert [path.name for path in storage.folder().glob("*")] == [first.hex]


async def test_what_is_said_of_it_is_corrected_and_its_address_stays() -> None:
    document_id = await publish(notice())
    changed = notice("Menus corrigés", audience=Audience(activities=("mercredi",)))
    assert await actions.correct(document_id, changed, by=CONSOLE, now=clock.now())
    assert [(each.id, each.title) for each in await queries.latest_of(ANNE, now=clock.now())] == [(document_id, "Menus corrigés")]
    assert await actions.correct(uuid4(), changed, by=CONSOLE, now=clock.now()) is False


async def test_taken_down_it_is_gone_with_its_file_and_only_its_trace_stays(data_dir: Path) -> None:
    document_id = await publish(notice())
    assert storage.path_of(document_id).is_relative_to(data_dir)
    assert await actions.take_down(document_id, by=CONSOLE, now=clock.now())
    assert await actions.take_down(document_id, by=CONSOLE, now=clock.now()) is False
    assert await found_by(ANNE) == []
    assert not storage.path_of(document_id).exists()
    acts = await database.fetch("select act from audit_entry where object_id = {} order by id", str(document_id))
    assert [row["act"] for row in acts] == ["publish document", "take down document"]


@pytest.mark.rule(50)
async def test_a_connection_lost_at_any_statement_leaves_a_document_with_its_file_or_nothing() -> None:
    with counting() as whole:
        await publish(notice("Le premier", audience=Audience(activities=("mercredi",))))
    for at in range(len(whole)):
        with failing(at=at), pytest.raises(ConnectionResetError):
            await publish(notice("Perdu", audience=Audience(activities=("mercredi",))))
        rows = [row["id"].hex for row in await database.fetch("select id from published_document")]
        assert set(rows) <= {path.name for path in storage.folder().glob("*")}


async def test_files_that_a_kill_has_left_go_with_the_next_publication() -> None:
    await publish(notice())
    orphan = storage.folder() / uuid4().hex
    orphan.write_bytes(b"%PDF")
    kept = await database.fetch("select id from published_document")
    storage.forget_others([row["id"] for row in kept], now=clock.now() - timedelta(days=4000))
    assert orphan.exists(), "it may be arriving"
    storage.forget_others([row["id"] for row in kept], now=clock.now() + timedelta(days=4000))
    assert not orphan.exists()
    assert len(list(storage.folder().glob("*"))) == 1


async def test_families_that_it_would_reach_are_counted_once_each() -> None:
    today = clock.today()
    assert await audience.households_reached(Audience(), today=today) == 3
    assert await audience.households_reached(Audience(activities=("mercredi",)), today=today) == await having("mercredi")
    assert await audience.households_reached(Audience(schools=("elementaire-publique",)), today=today) == 3
    assert await audience.households_reached(Audience(schools=(await another_school(),)), today=today) == 0
    assert await audience.households_reached(Audience(sites=("pole-enfance",), schools=("elementaire-publique",)), today=today) == 3
    await database.fetch("update guardian set account = null where account = {}", CLAIRE)
    assert await audience.households_reached(Audience(), today=today) == 2, "nobody reads for the third"


async def having(activity: str) -> int:
    number: int = await database.fetch_value(
        "select count(distinct e.household) from enrolment e join age_group ag on ag.id = e.age_group join activity a on a.id = ag.activity where a.code = {}",
        activity,
    )
    return number


async def test_the_list_costs_no_statement_more_for_more_documents(anne: Visitor) -> None:
    with counting() as few:
        await anne.get("/documents-publies")
    for rank in range(5):
        await publish(notice(f"Document {rank}"))
    with counting() as many:
        await anne.get("/documents-publies")
    assert len(many) == len(few)
