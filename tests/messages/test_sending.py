"""Each mail leaves, whatever happens to the server; none is doubled, but in the one window that cannot be closed."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.core import clock, database
from app.core.outbox import Announcement
from app.messages import actions, mails, smtp
from app.messages.queries import Recipient
from jobs import execution, relay
from tests.messages import ground
from tests.messages.ground import NOW
from tests.messages.mail_server import MailServer

pytestmark = pytest.mark.usefixtures("commune")


async def run_all() -> None:
    """What a runner does now, until nothing is due."""
    while claimed := await relay.claim(limit=10):
        for row_id in claimed:
            await execution.execute(row_id)


async def codes() -> dict[str, str]:
    """How each mail stands, by its recipient."""
    rows = await database.fetch("select recipient, last_error, dead_at from mail join outbox on outbox.id = mail.id where done_at is null")
    return {row["recipient"]: f"{'dead' if row['dead_at'] else 'later'}: {row['last_error']}" for row in rows}


async def test_a_mail_leaves_once_and_its_row_tells_when(mail: MailServer) -> None:
    with clock.frozen(NOW):
        await ground.invited("marie@famille.test")
        await run_all()
        await run_all()
    assert mail.times_taken() == {"marie@famille.test": 1}
    assert await database.fetch("select template, recipient, sent_at from mail") == [{"template": "invited", "recipient": "marie@famille.test", "sent_at": NOW}]


async def test_a_handler_that_runs_again_writes_and_sends_nothing_more(mail: MailServer) -> None:
    [key] = await ground.invited("marie@famille.test")
    await run_all()
    await database.fetch("update outbox set done_at = null, claimed_until = null, running_until = null")
    await run_all()
    assert mail.times_taken() == {"marie@famille.test": 1}
    assert await database.fetch_value("select count(*) from mail where cause = {}", key) == 1


async def test_an_address_that_changed_since_adds_no_mail(mail: MailServer) -> None:
    await ground.invited("marie@famille.test")
    await run_all()
    await database.fetch("update account set email = 'martin@famille.test'")
    await database.fetch("update outbox set done_at = null, claimed_until = null, running_until = null")
    await run_all()
    assert mail.times_taken() == {"marie@famille.test": 1}


async def test_when_the_second_recipient_is_refused_the_first_is_not_written_to_again(mail: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    async def both(_ids: object) -> list[Recipient]:
        return [Recipient(email=email, account_id=None) for email in ("marie@famille.test", "paul@famille.test")]

    monkeypatch.setattr(mails, "TEMPLATES", {"invited": mails.Template(recipients=both, facts=mails.TEMPLATES["invited"].facts)})
    mail.answers["paul@famille.test"] = "451 Revenez plus tard"
    with clock.frozen(NOW):
        await ground.announce("accounts:invited", account_id=await ground.an_account("marie@famille.test"))
        await run_all()
    assert mail.times_taken() == {"marie@famille.test": 1}
    del mail.answers["paul@famille.test"]
    with clock.frozen(NOW + execution.DELAYS[0]):
        await run_all()
    assert mail.times_taken() == {"marie@famille.test": 1, "paul@famille.test": 1}


async def test_a_server_that_is_busy_is_asked_again_and_one_that_refuses_for_ever_is_not(mail: MailServer) -> None:
    mail.answers |= {"busy@famille.test": "450 Boîte occupée", "unknown@famille.test": "550 Inconnu"}
    with clock.frozen(NOW):
        await ground.invited("busy@famille.test", "unknown@famille.test", "marie@famille.test")
        await run_all()
        assert await codes() == {"busy@famille.test": "later: smtp-450", "unknown@famille.test": "dead: smtp-550"}
    mail.answers.clear()
    with clock.frozen(NOW + timedelta(days=1)):
        await run_all()
    assert mail.times_taken() == {"marie@famille.test": 1, "busy@famille.test": 1}


@pytest.mark.parametrize(("answer", "outcome"), [("451 Erreur locale", "later: smtp-451"), ("554 Contenu refusé", "dead: smtp-554")])
async def test_a_message_may_be_refused_for_now_or_for_ever(mail: MailServer, answer: str, outcome: str) -> None:
    mail.to_message = answer
    await ground.invited("marie@famille.test")
    await run_all()
    assert await codes() == {"marie@famille.test": outcome}


async def test_a_server_gone_for_an_hour_delays_mails_and_loses_none(mail: MailServer) -> None:
    families = [f"parent{number}@famille.test" for number in range(5)]
    await mail.close()
    with clock.frozen(NOW):
        await ground.invited(*families)
    at = NOW
    while at < NOW + timedelta(hours=1):
        with clock.frozen(at):
            await run_all()
        at = await next_due(at)
    assert mail.times_taken() == {}
    assert set((await codes()).values()) == {"later: smtp-unreachable"}
    await mail.open()
    with clock.frozen(at):
        await run_all()
    assert mail.times_taken() == dict.fromkeys(families, 1)
    assert at < NOW + timedelta(hours=3)


async def next_due(after: datetime) -> datetime:
    due: datetime = await database.fetch_value("select min(due_at) from outbox where done_at is null and dead_at is null")
    assert due > after
    return due


async def test_a_slow_answer_is_waited_for_because_leaving_would_double_the_mail(mail: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "COMMAND_SECONDS", 0.2)
    monkeypatch.setattr(execution, "RENEWED_EVERY", 0.05)
    monkeypatch.setattr(execution, "LEASE", timedelta(seconds=0.3))
    monkeypatch.setattr(relay, "CLAIM", timedelta(seconds=0.1))
    mail.take.clear()
    await ground.invited("marie@famille.test")
    first = asyncio.create_task(run_all())
    await mail.whole.wait()
    await asyncio.sleep(0.5)
    await run_all()  # another runner finds nothing to take
    mail.take.set()
    await first
    assert mail.times_taken() == {"marie@famille.test": 1}


async def test_a_server_that_says_nothing_is_left_and_asked_again(mail: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "CONNECT_SECONDS", 0.1)
    connections: list[asyncio.StreamWriter] = []
    silent = await asyncio.start_server(lambda _reader, writer: connections.append(writer), "127.0.0.1", 0)
    with ground.configured(smtp_url=f"smtp://127.0.0.1:{silent.sockets[0].getsockname()[1]}"):
        await ground.invited("marie@famille.test")
        await run_all()
    silent.close()
    for connection in connections:
        connection.close()
    assert await codes() == {"marie@famille.test": "later: smtp-too-slow"}


async def test_only_an_end_between_the_servers_answer_and_the_mark_sends_twice_and_both_bear_one_id(mail: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed at each instant of the sending: before the answer it leaves once, after the mark it leaves once; between the two, twice."""
    for when, times in (("before the answer", 1), ("after the mark", 1), ("between", 2)):
        address = f"{when.replace(' ', '-')}@famille.test"
        with clock.frozen(NOW):
            await ground.invited(address)
            with monkeypatch.context() as patch:
                kill(when, patch, mail)
                await killed_run()
        mail.take.set()
        with clock.frozen(NOW + execution.LEASE):
            await run_all()
        assert mail.times_taken()[address] == times
    doubled = [message["Message-ID"] for message in mail.taken if message["To"] == "between@famille.test"]
    assert len(doubled) == 2
    assert len(set(doubled)) == 1


class Killed(BaseException):
    """Nothing catches it, as nothing catches SIGKILL."""


def kill(when: str, patch: pytest.MonkeyPatch, mail: MailServer) -> None:
    mark = actions.mark_sent

    async def die(*_args: object, **_kwargs: object) -> None:
        raise Killed

    async def mark_and_die(mail_id: UUID, *, now: datetime) -> None:
        await mark(mail_id, now=now)
        raise Killed

    match when:
        case "before the answer":
            patch.setattr("aiosmtplib.SMTP.data", die)
        case "between":
            patch.setattr(actions, "mark_sent", die)
        case "after the mark":
            patch.setattr(actions, "mark_sent", mark_and_die)


async def killed_run() -> None:
    with pytest.raises(Killed):
        await run_all()


async def test_a_database_that_is_away_when_the_mail_has_left_is_waited_for(mail: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MARK_PAUSE", 0.01)
    fetch, failures = database.fetch, iter([ConnectionRefusedError] * 3)

    async def fetch_with_failures(sql: str, *values: object) -> list[dict[str, object]]:
        if sql.startswith("update mail set sent_at") and (failure := next(failures, None)):
            raise failure
        return await fetch(sql, *values)

    monkeypatch.setattr(database, "fetch", fetch_with_failures)
    await ground.invited("marie@famille.test")
    await run_all()
    assert mail.times_taken() == {"marie@famille.test": 1}
    assert await codes() == {}


async def test_an_invitation_already_used_is_not_sent_any_more(mail: MailServer) -> None:
    await ground.announce("accounts:invited", account_id=await ground.an_account("marie@famille.test", password_hash="x"))
    await run_all()
    assert mail.times_taken() == {}
    assert await ground.left() == 0


async def test_the_same_address_for_two_causes_gets_two_mails(mail: MailServer) -> None:
    account_id = await ground.an_account("marie@famille.test")
    for _ in range(2):
        await ground.announce("accounts:invited", account_id=account_id)
    await run_all()
    assert mail.times_taken() == {"marie@famille.test": 2}
    assert len({message["Message-ID"] for message in mail.taken}) == 2


async def test_the_server_is_never_talked_to_inside_a_transaction(mail: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[bool] = []
    hand_over = smtp._hand_over

    async def watch(client: object, message: object) -> None:
        inside.append(database.engine().transaction_exists())
        await hand_over(client, message)  # type: ignore[arg-type]

    monkeypatch.setattr(smtp, "_hand_over", watch)
    await ground.invited("marie@famille.test")
    await run_all()
    assert inside == [False]


async def test_old_mails_are_forgotten_after_a_year(mail: MailServer) -> None:
    with clock.frozen(NOW):
        await ground.invited("marie@famille.test")
        await run_all()
    await actions.purge(now=NOW + actions.KEPT)
    assert await database.fetch_value("select count(*) from mail") == 1
    await actions.purge(now=NOW + actions.KEPT + timedelta(seconds=1))
    assert await database.fetch_value("select count(*) from mail") == 0


async def test_a_mail_that_was_forgotten_is_not_sent(mail: MailServer) -> None:
    await actions.send(Announcement(key=uuid4(), event=actions.MAIL_WRITTEN, ids={"mail_id": str(uuid4())}), now=NOW)
    assert mail.times_taken() == {}
