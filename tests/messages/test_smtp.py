"""Reaching the commune's mail server: by which door, and what each of its answers means."""

import aiosmtplib
import pytest

from app.core.outbox import GiveUp, TryLater
from app.messages import smtp


@pytest.mark.parametrize(
    ("url", "host", "port", "use_tls", "start_tls"),
    [
        ("smtp://localhost:25", "localhost", 25, False, None),
        ("smtp://relais.mairie.test", "relais.mairie.test", None, False, None),
        ("smtp://portail:secret@relais.mairie.test:587", "relais.mairie.test", 587, False, True),
        ("smtp://portail:secret@127.0.0.1:1025", "127.0.0.1", 1025, False, None),
        ("smtps://portail:secret@relais.mairie.test", "relais.mairie.test", None, True, False),
    ],
)
def test_a_password_crosses_the_network_encrypted_or_not_at_all(url: str, host: str, port: int | None, *, use_tls: bool, start_tls: bool | None) -> None:
    server = smtp.server_of(url)
    assert (server.host, server.port, server.use_tls, server.start_tls) == (host, port, use_tls, start_tls)


def test_names_and_passwords_are_decoded() -> None:
    server = smtp.server_of("smtp://portail%40mairie:p%40ss%2Fmot@relais.mairie.test")
    assert (server.username, server.password) == ("portail@mairie", "p@ss/mot")


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (aiosmtplib.SMTPRecipientRefused(550, "unknown marie@famille.test", "marie@famille.test"), GiveUp, "smtp-550"),
        (aiosmtplib.SMTPRecipientRefused(452, "full", "marie@famille.test"), TryLater, "smtp-452"),
        (aiosmtplib.SMTPDataError(552, "too big"), GiveUp, "smtp-552"),
        (aiosmtplib.SMTPDataError(421, "closing"), TryLater, "smtp-421"),
        # The commune's own settings are wrong: they will be put right, the mail is not at fault.
        (aiosmtplib.SMTPSenderRefused(553, "not yours", "enfance@chavagne.test"), TryLater, "smtp-553"),
        (aiosmtplib.SMTPAuthenticationError(535, "wrong password"), TryLater, "smtp-535"),
        (aiosmtplib.SMTPConnectResponseError(554, "no service"), TryLater, "smtp-554"),
        (aiosmtplib.SMTPReadTimeoutError("slow"), TryLater, "smtp-too-slow"),
        (aiosmtplib.SMTPServerDisconnected("lost"), TryLater, "smtp-unreachable"),
        (aiosmtplib.SMTPConnectError("refused"), TryLater, "smtp-unreachable"),
        (ConnectionResetError(), TryLater, "smtp-unreachable"),
        (UnicodeEncodeError("ascii", "é", 0, 1, "not ASCII"), GiveUp, "bad-address"),
    ],
)
@pytest.mark.rule(66)
def test_each_answer_is_final_or_not_and_keeps_no_address(error: Exception, kind: type[Exception], code: str) -> None:
    failure = smtp._failure(error)
    assert (type(failure), failure.code) == (kind, code)
