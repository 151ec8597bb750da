"""The mails of démarches: an acknowledgement at each sending, a mail at each decision, to those whom it concerns."""

from email.message import EmailMessage
from uuid import UUID, uuid4

import pytest

from app.core import clock, database
from app.core.outbox import Announcement
from app.filings import actions as filings
from app.filings.actions import Decision
from app.filings.drafts import actions as drafts
from app.filings.rules.transitions import Act
from app.messages import actions, queries, writing
from tests.bookings.desks import at_desk, validated
from tests.bookings.families import ANNE, CANTEEN_DAY, YANN, line_of
from tests.conftest import MORNING
from tests.filings import drafting
from tests.filings.drafting import ASKED
from tests.messages.test_writing import text_of

pytestmark = pytest.mark.usefixtures("chavagne")

ANNES, YANNS = "anne.legoff@exemple.fr", "yann.legoff@exemple.fr"


async def mails() -> list[tuple[str, EmailMessage]]:
    """Each that is due, with whom it goes to."""
    for row in await database.fetch(
        "select id, event, ids from outbox where done_at is null and event <> 'messages:mail_written' order by created_at, event desc"
    ):
        ids = dict(await _ids(row["id"]))
        await actions.write(Announcement(key=row["id"], event=row["event"], ids=ids), now=MORNING)
        await database.fetch("update outbox set done_at = {} where id = {}", MORNING, row["id"])
    rows = await database.fetch("select id, recipient from mail where sent_at is null order by recipient")
    written = [(row["recipient"], await _written(row["id"])) for row in rows]
    await database.fetch("update mail set sent_at = {}", MORNING)
    return written


async def _ids(event_id: UUID) -> dict[str, str]:
    rows = await database.fetch("select key, value from outbox, jsonb_each_text(ids) where id = {}", event_id)
    return {row["key"]: row["value"] for row in rows}


async def _written(mail_id: UUID) -> EmailMessage:
    pending = await queries.pending_mail(mail_id)
    assert pending is not None
    message = await writing.written(pending, now=MORNING)
    assert message is not None
    return message


async def decided(filing_id: UUID, act: Act, note: str = "") -> None:
    await filings.decide(filing_id, Decision(act=act, note=note, agent_id=uuid4()), now=clock.now())


async def test_who_sends_it_has_an_acknowledgement_with_what_was_asked_and_what_follows() -> None:
    await drafting.sent()
    ((recipient, message),) = await mails()
    assert (recipient, message["Subject"]) == (ANNES, "Demande n°\u00a01\u00a0: nous l’avons bien reçue")
    for said in (text_of(message), text_of(message, kind="html")):
        for words in (
            "reçu votre demande n°\u00a01 le 30\u00a0novembre 2026 à 8\u00a0h",
            "accusé de réception",
            "Question au service",
            "Les repas et la santé",
            "sans viande",
            "Le service vous répond par courriel",
            "02 99 64 28 53",
            "/demandes/1",
        ):
            assert words in said
        assert "Elle est acceptée" not in said


async def test_both_adults_read_each_decision_with_the_words_of_the_service() -> None:
    filing_id = await drafting.sent()
    await mails()
    await decided(filing_id, Act.TAKE)
    assert await mails() == []
    await decided(filing_id, Act.REJECT, "Écrivez au restaurant <municipal>.")
    (annes, yanns) = await mails()
    assert (annes[0], yanns[0]) == (ANNES, YANNS)
    assert annes[1]["Subject"] == "Demande n°\u00a01\u00a0: refusée"
    assert "Écrivez au restaurant <municipal>." in text_of(yanns[1])
    assert "Écrivez au restaurant &lt;municipal&gt;." in text_of(yanns[1], kind="html")
    assert "tribunal administratif dans les deux mois" in text_of(yanns[1])


async def test_a_complement_is_asked_by_mail_and_acknowledged_to_who_sends_it() -> None:
    filing_id = await drafting.sent()
    await mails()
    await decided(filing_id, Act.ASK, "Pour quel enfant\u00a0?")
    (annes, _) = await mails()
    assert annes[1]["Subject"] == "Demande n°\u00a01\u00a0: complément demandé"
    assert "Pour quel enfant" in text_of(annes[1])
    draft_id = await drafts.reopen(YANN, 1, now=clock.now())
    assert draft_id is not None
    await drafting.saved(draft_id, {**ASKED, "texte": "Pour Malo."}, by=YANN)
    await drafting.validated(draft_id, by=YANN)
    ((recipient, message),) = await mails()
    assert recipient == YANNS
    assert "Pour Malo." in text_of(message)


async def test_a_demande_accepted_at_once_says_so_in_its_one_mail() -> None:
    from tests.enrolments.test_enrolling import CANTEEN, answered, sent  # noqa: PLC0415 - its own démarche

    await sent(await answered(CANTEEN))
    ((recipient, message),) = await mails()
    assert recipient == ANNES
    assert "Elle est acceptée." in text_of(message)
    assert "Restauration scolaire" in text_of(message)


@pytest.mark.rule(22)
async def test_an_adult_who_has_left_the_household_reads_no_decision() -> None:
    filing_id = await drafting.sent()
    await mails()
    await database.fetch("update guardian set account = null where account = {}", ANNE)
    await decided(filing_id, Act.ACCEPT, "Oui.")
    assert [recipient for recipient, _ in await mails()] == [YANNS]


@pytest.mark.parametrize("told", [[ANNES, YANNS], [ANNES], []])
async def test_each_adult_with_an_account_is_told_what_the_service_did_and_a_family_without_any_is_served_too(told: list[str]) -> None:
    canteen = await line_of(ANNE, child="Clervie", activity="Restauration scolaire")
    await database.fetch("update guardian set account = null where account in (select id from account where not email = any({}::text[]))", told)
    desk = await at_desk(canteen)
    await desk.tap(CANTEEN_DAY, "repas")
    assert isinstance(await validated(desk), UUID)
    sent = await mails()
    assert [recipient for recipient, _ in sent] == told
    assert all("mardi 8\u00a0décembre 2026\u00a0: Repas, 3,90\u00a0€" in text_of(mail) for _, mail in sent)
