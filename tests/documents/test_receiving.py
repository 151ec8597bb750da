"""A pièce that arrives, is replaced, deleted, swept: the row and the file stand together or not at all."""

import asyncio
import stat
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.core import audit, clock, database
from app.core.authors import Author
from app.documents import actions, inspecting, queries, storage
from app.documents.actions import receiving, removing
from app.documents.rules.refusals import Refusal
from app.documents.rules.states import State, Verdict
from tests.bookings.families import ANNE, CLAIRE, YANN
from tests.documents import sendings
from tests.documents.pieces import HEALTH, HOME_PROOF, INCOME, INSURANCE, given, piece, try_giving

pytestmark = pytest.mark.usefixtures("chavagne", "data_dir", "inspected_once")


async def rows() -> int:
    return int(await database.fetch_value("select count(*) from supporting_document"))


def files(data_dir: Path) -> list[Path]:
    return [path for path in (data_dir / "files").rglob("*") if path.is_file()]


@pytest.mark.rule(63)
async def test_a_piece_is_kept_sealed_under_its_id_and_opens_as_it_was(data_dir: Path) -> None:
    content = sendings.pdf(2)
    document_id = await given(HEALTH, child="Clervie", content=content, name="PAI asthme.pdf")
    (file,) = files(data_dir)
    assert file.name == document_id.hex
    assert b"%PDF" not in file.read_bytes()
    row = await database.fetch_one("select * from supporting_document")
    assert row is not None
    assert b"asthme" not in row["name"]
    assert (row["media_type"], row["pages"], row["size_bytes"]) == ("application/pdf", 2, len(content))
    assert b"".join(storage.pieces_of(document_id)) == content


@pytest.mark.rule(59)
async def test_the_disk_knows_ids_alone_and_is_closed_to_others(data_dir: Path) -> None:
    await given(HOME_PROOF, name="../../../etc/passwd.pdf")
    (file,) = files(data_dir)
    assert "passwd" not in str(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for folder in (data_dir / "files", file.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    found = await piece(HOME_PROOF)
    assert found.given is not None
    assert found.given.name == "passwd.pdf"


async def test_a_piece_of_the_household_is_seen_by_both_adults_and_by_nobody_else(data_dir: Path) -> None:
    await given(HOME_PROOF)
    seen = await piece(HOME_PROOF, account_id=YANN)
    assert seen.given is not None
    assert seen.given.given_by == "Anne"
    assert (await piece(HOME_PROOF, account_id=CLAIRE)).given is None


@pytest.mark.rule(26)
async def test_a_childs_other_household_does_not_see_what_this_one_gave(data_dir: Path) -> None:
    clervie = (await piece(INSURANCE, child="Clervie")).child_id
    await database.fetch("insert into household_child (household, child) select household, {} from guardian where account = {}", clervie, CLAIRE)
    document_id = await given(INSURANCE, child="Clervie")
    assert (await piece(INSURANCE, child="Clervie", account_id=CLAIRE)).given is None
    assert await actions.open_for(CLAIRE, document_id, origin="", now=clock.now()) is None
    assert await actions.delete(CLAIRE, document_id, now=clock.now()) is False
    assert await actions.open_for(YANN, document_id, origin="", now=clock.now()) is not None


@pytest.mark.rule(22)
async def test_nobody_gives_a_piece_for_the_child_of_another_household(data_dir: Path) -> None:
    clervie = await piece(INSURANCE, child="Clervie")
    wanted = receiving.Wanted(kind_id=clervie.kind_id, child_id=clervie.child_id, submission_id=uuid4())
    assert await actions.receive(CLAIRE, wanted, files=[], now=clock.now()) is None
    assert await actions.receive(ANNE, receiving.Wanted(kind_id=clervie.kind_id, child_id=None, submission_id=uuid4()), files=[], now=clock.now()) is None


@pytest.mark.rule(26)
async def test_who_left_the_household_while_the_file_was_looked_into_gives_nothing(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inspect = inspecting.made_of

    async def leaving_meanwhile(*args: Any, **more: Any) -> object:  # noqa: ANN401
        made = await inspect(*args, **more)
        await database.fetch("update guardian set account = null where account = {}", ANNE)
        return made

    monkeypatch.setattr(inspecting, "made_of", leaving_meanwhile)
    assert await try_giving(HOME_PROOF) is None
    assert (await rows(), files(data_dir)) == (0, [])


async def test_the_same_sending_twice_is_one_piece(data_dir: Path) -> None:
    submission_id = uuid4()
    first = await given(HOME_PROOF, submission_id=submission_id)
    assert await given(HOME_PROOF, submission_id=submission_id) == first
    assert (await rows(), len(files(data_dir))) == (1, 1)


async def test_the_old_one_stands_until_the_new_one_is_there(data_dir: Path) -> None:
    old = await given(HOME_PROOF)
    assert await try_giving(HOME_PROOF, content=sendings.PROGRAM) is Refusal.WRONG_TYPE
    still = (await piece(HOME_PROOF)).given
    assert still is not None
    assert still.id == old
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        new = await given(HOME_PROOF)
        assert new != old
        assert [path.name for path in files(data_dir)] == [new.hex]
        assert await rows() == 1


async def test_two_adults_who_send_the_same_piece_at_once_leave_one(data_dir: Path) -> None:
    await asyncio.gather(*(given(HOME_PROOF, account_id=account_id) for account_id in (ANNE, YANN, ANNE, YANN)))
    assert await rows() == 1
    (file,) = files(data_dir)
    standing = (await piece(HOME_PROOF)).given
    assert standing is not None
    assert file.name == standing.id.hex


async def test_the_same_sending_twice_at_once_is_one_piece(data_dir: Path) -> None:
    submission_id = uuid4()
    assert len(set(await asyncio.gather(*(given(HOME_PROOF, submission_id=submission_id) for _ in range(3))))) == 1
    assert (await rows(), len(files(data_dir))) == (1, 1)


async def test_a_quota_holds_however_many_send_at_once(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MOST_DOCUMENTS", 1)
    outcomes = await asyncio.gather(*(try_giving(INSURANCE, child=child) for child in ("Clervie", "Malo")))
    assert [outcome for outcome in outcomes if isinstance(outcome, Refusal)] == [Refusal.FULL]
    assert (await rows(), len(files(data_dir))) == (1, 1)


async def test_a_folder_of_another_database_is_not_emptied(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removing, "MOST_ORPHANS", 1)
    for child in ("Clervie", "Malo"):
        await given(INSURANCE, child=child)
    await database.fetch("delete from supporting_document")
    await actions.sweep(now=clock.now())
    assert len(files(data_dir)) == 2


async def test_what_a_demande_uses_can_be_replaced_and_not_deleted(data_dir: Path) -> None:
    old, demande = await given(HOME_PROOF), uuid4()
    async with database.transaction():
        await actions.apply_use([old], holder=demande)
    assert await actions.delete(ANNE, old, now=clock.now()) is Refusal.IN_USE
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        await given(HOME_PROOF)
    assert await actions.open_for(ANNE, old, origin="", now=clock.now()) is not None
    async with database.transaction():
        await actions.apply_release(demande)
    await actions.sweep(now=clock.now())
    assert not storage.exists(old)
    assert (await rows(), len(files(data_dir))) == (1, 1)


async def test_a_deleted_piece_leaves_nothing(data_dir: Path) -> None:
    document_id = await given(HOME_PROOF)
    assert await actions.delete(YANN, document_id, now=clock.now()) is True
    assert (await rows(), files(data_dir)) == (0, [])
    assert await actions.delete(YANN, document_id, now=clock.now()) is False
    acts = [row["act"] for row in await database.fetch("select act from audit_entry where object_id = {} order by id", str(document_id))]
    assert acts == ["document given", "document deleted"]


@pytest.mark.rule(62)
async def test_a_household_has_its_quota_and_not_one_more(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MOST_DOCUMENTS", 2)
    await given(HOME_PROOF)
    await given(INSURANCE, child="Clervie")
    assert await try_giving(INSURANCE, child="Malo") is Refusal.FULL
    await given(HOME_PROOF, account_id=CLAIRE)
    monkeypatch.setattr(receiving, "MOST_DOCUMENTS", 100)
    monkeypatch.setattr(receiving, "MOST_STORED", 1_000)
    assert await try_giving(INSURANCE, child="Malo", content=sendings.photo((900, 900)), name="photo.jpg") is Refusal.FULL
    assert len(files(data_dir)) == 3


class Killed(BaseException):
    """The process ends here."""


CUTS: dict[str, tuple[object, str]] = {
    "before the row": (removing, "apply_hold_files"),
    "instead of the row": (receiving, "_apply_insert"),
    "after the row": (audit, "record"),
    "before the file is kept": (storage.Incoming, "keep"),
    "after the file is kept": (removing, "apply_retire_older"),
    "after the commit": (removing, "forget"),
}


@pytest.mark.rule(50)
@pytest.mark.parametrize("cut", CUTS)
async def test_a_kill_between_any_two_writes_leaves_neither_a_row_without_its_file_nor_a_counted_orphan(cut: str, data_dir: Path) -> None:
    old = await given(HOME_PROOF)
    with pytest.MonkeyPatch.context() as patched, clock.frozen(clock.now() + timedelta(minutes=1)):
        patched.setattr(*CUTS[cut], kill)
        with pytest.raises(Killed):
            await given(HOME_PROOF)
    standing = (await piece(HOME_PROOF)).given
    assert standing is not None
    assert (standing.id == old) == (cut != "after the commit")
    assert storage.exists(standing.id)
    await actions.sweep(now=clock.now())
    assert await rows() == 1
    assert [path.name for path in files(data_dir)] == [standing.id.hex]


def kill(*_args: object, **_kwargs: object) -> None:
    raise Killed


async def test_a_file_whose_writing_was_cut_is_forgotten_after_an_hour(data_dir: Path) -> None:
    with storage.incoming(uuid4(), now=clock.now()) as writing:
        path = writing.path
        assert path.exists()
    assert not path.exists()
    path.write_bytes(b"half")  # as a process that was killed leaves it
    await actions.sweep(now=clock.now() + timedelta(minutes=59))
    assert path.exists()
    await actions.sweep(now=clock.now() + timedelta(minutes=61))
    assert not path.exists()


@pytest.mark.parametrize(
    ("code", "child", "until"),
    [(HOME_PROOF, "", date(2027, 8, 31)), (INCOME, "", date(2027, 11, 30)), ("garde", "Clervie", None)],
)
async def test_a_piece_is_good_as_long_as_its_kind_says(code: str, child: str, until: date | None) -> None:
    await given(code, child=child)
    found = (await piece(code, child=child)).given
    assert found is not None
    if code == HOME_PROOF:
        until = await database.fetch_value("select last_day from school_year where first_year = 2026")
    assert found.valid_until == until


async def test_the_family_gives_the_date_that_is_written_on_the_piece() -> None:
    await database.fetch("update document_kind set validity = 'date' where code = {}", HOME_PROOF)
    today = clock.today()
    assert await try_giving(HOME_PROOF) is Refusal.NO_DATE
    assert await try_giving(HOME_PROOF, until=today - timedelta(days=1)) is Refusal.PAST_DATE
    assert await try_giving(HOME_PROOF, until=date(2099, 1, 1)) is Refusal.BAD_DATE
    await given(HOME_PROOF, until=today)
    assert (await piece(HOME_PROOF)).state(today=today) is State.EXPIRING
    assert (await piece(HOME_PROOF)).state(today=today + timedelta(days=1)) is State.EXPIRED


async def test_what_the_service_decides_is_shown_with_its_reason() -> None:
    document_id = await given(HOME_PROOF)
    async with database.transaction():
        await actions.apply_verdict(document_id, Verdict.VERIFIED, reason="", by=Author(account_id=ANNE), now=clock.now())
    assert (await piece(HOME_PROOF)).state(today=clock.today()) is State.VERIFIED
    async with database.transaction():
        await actions.apply_verdict(document_id, Verdict.REJECTED, reason="La date ne se lit pas.", by=Author(account_id=ANNE), now=clock.now())
    refused = await piece(HOME_PROOF)
    assert refused.state(today=clock.today()) is State.REJECTED
    assert refused.given is not None
    assert refused.given.reason == "La date ne se lit pas."


@pytest.mark.rule(63)
async def test_the_opening_of_a_sensitive_piece_is_written_and_told_to_its_family() -> None:
    secret, plain = await given(HEALTH, child="Clervie"), await given(HOME_PROOF)
    for document_id in (secret, plain):
        opened = await actions.open_for(YANN, document_id, origin="203.0.113.7", now=clock.now())
        assert opened is not None
        assert b"".join(opened[1]).startswith(b"%PDF-")
    household_id = (await piece(HOME_PROOF)).household_id
    assert [reading.who for reading in await queries.readings_of(secret, household_id=household_id)] == ["Yann"]
    assert await queries.readings_of(plain, household_id=household_id) == []


async def test_a_kind_that_the_commune_no_longer_asks_for_is_shown_only_where_it_was_given() -> None:
    await given(HOME_PROOF)
    await database.fetch("update document_kind set retired_at = {} where code = {}", clock.now(), HOME_PROOF)
    assert (await piece(HOME_PROOF)).given is not None
    assert not [each for each in await queries.of_account(CLAIRE) if each.kind == "Justificatif de domicile"]
