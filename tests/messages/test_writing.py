"""What a mail says and how it is headed, whatever was typed anywhere."""

from collections.abc import Mapping
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.core import clock, database
from app.core.outbox import GiveUp
from app.messages import mails, queries, writing
from app.messages.queries import PendingMail
from components.rendering import ROOT
from tests.messages import ground
from tests.messages.ground import NOW

pytestmark = pytest.mark.usefixtures("commune")

PAYLOAD = """{"child_first_name": "Clervie", "activity": "Restauration scolaire", "site": "École des Tilleuls", "difference_cents": 310,
"added": [{"day": "2026-12-07", "unit": "Repas", "price_cents": 310, "surcharge_cents": 0},
{"day": "2026-12-08", "unit": "Repas", "price_cents": 310, "surcharge_cents": 0}],
"removed": [{"day": "2026-12-10", "unit": "Repas", "price_cents": 310, "surcharge_cents": 0, "owed_cents": 0}]}"""
AT_DESK = PAYLOAD[:-1] + ', "office": "Pôle enfance", "reason": "Hospitalisation", "waived": true}'
NOTHING_REMOVED = PAYLOAD.partition('"removed"')[0] + '"removed": []}'


async def written(template: str, ids: Mapping[str, UUID], *, recipient: str = "marie@famille.test") -> EmailMessage:
    pending = PendingMail(id=uuid4(), template=template, recipient=recipient, ids={name: str(value) for name, value in ids.items()})
    message = await writing.written(pending, now=NOW)
    assert message is not None
    return message


def text_of(message: EmailMessage, *, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body is not None
    content = body.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


async def a_filing(payload: str = PAYLOAD) -> UUID:
    account, household, child, filing = await ground.an_account("marie@famille.test", password_hash="x"), uuid4(), uuid4(), uuid4()
    await database.fetch("insert into household (id, name, created_at) values ({}, 'Martin', {})", household, NOW)
    await database.fetch("insert into child (id, first_name, last_name, birth_date) values ({}, 'Clervie', 'Martin', {})", child, date(2018, 5, 4))
    await database.fetch(
        "insert into filing (id, number, procedure, household, applicant, beneficiary, status, subject, payload, submission_id, sent_at) "
        "values ({}, 21, 'bookings', {}, {}, {}, 'accepted', 'Clervie', {}, {}, {})",
        *(filing, household, account, child, payload, uuid4(), NOW),
    )
    return filing


async def a_filing_made_at_desk() -> UUID:
    return await a_filing(AT_DESK)


async def a_question() -> dict[str, UUID]:
    """Refused by the service, which says why."""
    filing = await a_filing('{"answers": {}, "told": [["Sujet", ["Les repas"]], ["Question", ["Y a-t-il un menu ?"]]]}')
    await database.fetch("update filing set procedure = 'question-au-service', status = 'rejected' where id = {}", filing)
    event = await database.fetch_value(
        "insert into filing_event (filing, status, at, note) values ({}, 'rejected', {}, 'Écrivez-nous par courriel.'), ({}, 'sent', {}, '') returning id",
        *(filing, NOW, filing, NOW),
    )
    return {queries.FILING: filing, queries.FILING_EVENT: event, queries.ACCOUNT: await database.fetch_value("select id from account")}


async def a_cancellation() -> UUID:
    household, cancellation = uuid4(), uuid4()
    await database.fetch("insert into household (id, name, created_at) values ({}, 'Martin', {})", household, NOW)
    told = """[{"first_name": "Clervie", "activity": "Restauration scolaire", "site": "École des Tilleuls",
    "days": [{"day": "2026-12-07", "units": "Repas", "why": "Travaux"}]}]"""
    await database.fetch("insert into cancellation (id, household, told, at) values ({}, {}, {}, {})", cancellation, household, told, NOW)
    return cancellation


async def an_ending_document() -> UUID:
    kind, household, reminder = uuid4(), uuid4(), uuid4()
    await database.fetch("insert into household (id, name, created_at) values ({}, 'Martin', {})", household, NOW)
    await database.fetch(
        "insert into document_kind (id, code, name, per_child, asked, sensitive, validity) values ({}, 'assurance', 'Assurance', false, true, false, 'date')",
        kind,
    )
    await database.fetch(
        """
        insert into supporting_document (id, household, kind, status, given_at, valid_until, name, media_type, size_bytes, checksum, submission_id,
                                         pages, scanned_at, reminders, reminder_id)
        values ({}, {}, {}, 'received', {}, {}, '', 'image/jpeg', 1, '', {}, 1, {}, 1, {})
        """,
        *(uuid4(), household, kind, NOW, date(2026, 12, 31), uuid4(), NOW, reminder),
    )
    return reminder


async def a_decided_change() -> UUID:
    household, change = uuid4(), uuid4()
    await database.fetch("insert into household (id, name, created_at) values ({}, 'Martin', {})", household, NOW)
    await database.fetch(
        """
        insert into pending_change (id, household, field, old_value, new_value, status, reason, asked_at, decided_at)
        values ({}, {}, 'household_address', '', '5 rue du Moulin', 'refused', 'Il manque un justificatif.', {}, {})
        """,
        *(change, household, NOW, NOW),
    )
    return change


async def a_correction() -> UUID:
    household, child, correction = uuid4(), uuid4(), uuid4()
    await database.fetch("insert into household (id, name, created_at) values ({}, 'Martin', {})", household, NOW)
    await database.fetch("insert into child (id, first_name, last_name, birth_date) values ({}, 'Clervie', 'Martin', {})", child, date(2018, 5, 4))
    for field, before, after in (("child_birth_date", "2018-05-04", "2018-05-14"), ("child_last_name", "Martin", "Roux")):
        await database.fetch(
            """
            insert into pending_change (id, household, child, field, old_value, new_value, status, asked_at, decided_at, correction)
            values ({}, {}, {}, {}, {}, {}, 'accepted', {}, {}, {})
            """,
            *(uuid4(), household, child, field, before, after, NOW, NOW, correction),
        )
    return correction


async def a_message() -> UUID:
    message = uuid4()
    await database.fetch(
        "insert into message (id, code, title, body, booked_on, sent_at) values ({}, 'fermeture', 'La garderie ferme à 18 h', 'Venez avant.', {}, {})",
        *(message, date(2026, 12, 8), NOW),
    )
    return message


async def ids_of(template: str) -> dict[str, UUID]:
    makers = {
        "bookings_validated": (queries.FILING, a_filing),
        "bookings_made_at_desk": (queries.FILING, a_filing_made_at_desk),
        "bookings_cancelled": (queries.CANCELLATION, a_cancellation),
        "documents_ending": (queries.REMINDER, an_ending_document),
        "message_sent": (queries.MESSAGE, a_message),
        "household_change_decided": (queries.CHANGE, a_decided_change),
        "household_corrected": (queries.CORRECTION, a_correction),
    }
    if template in makers:
        name, made = makers[template]
        return {name: await made()}
    if template.startswith("filing_"):
        return await a_question()
    account = await ground.an_account("marie@famille.test", password_hash=None if template == "invited" else "x")
    await database.fetch(
        "insert into staff_member (id, account, first_name, last_name, role, created_at) values ({}, {}, 'Sophie', 'Le Gall', 'accueil', {})",
        *(uuid4(), account, NOW),
    )
    await database.fetch("update account set password_changed_at = {} where password_hash is not null", NOW)
    change = uuid4()
    confirmed = NOW if template == "email_changed" else None
    await database.fetch(
        "insert into email_change (id, account, old_email, new_email, asked_at, confirmed_at) values ({}, {}, 'a@x.test', 'b@x.test', {}, {})",
        *(change, account, NOW, confirmed),
    )
    return {queries.ACCOUNT: account, queries.EMAIL_CHANGE: change}


@pytest.mark.parametrize("template", mails.TEMPLATES)
async def test_each_mail_reads_well_as_text_and_as_html_and_tells_who_to_ask(template: str) -> None:
    message = await written(template, await ids_of(template))
    shown = text_of(message, kind="html").partition("</style>")[2]
    for said in (text_of(message), shown):
        for expected in ("Bonjour,", "Service Enfance", "3 rue de l’Été, 35310 Chavagne", "02 99 00 00 00", "enfance@chavagne.test", "https://portail.test"):
            assert expected in said
        assert not set(said) & set("{}'")
        assert not [sign for sign in "!?:;»" if f" {sign}" in said]
    assert message["Subject"]


def test_each_mail_has_its_three_texts_and_no_text_is_without_a_mail() -> None:
    folders = {path.name for path in (ROOT / "templates" / "emails").iterdir() if path.is_dir()}
    assert folders == set(mails.TEMPLATES)
    assert {name for names in mails.MAILS.values() for name in names} == set(mails.TEMPLATES)
    for folder in folders:
        assert {path.name for path in Path(ROOT / "templates" / "emails" / folder).iterdir()} == {"subject.txt", "body.txt", "body.html"}


async def test_a_mail_is_headed_by_the_commune_and_says_that_a_machine_wrote_it() -> None:
    message = await written("invited", await ids_of("invited"))
    assert str(message["From"]) == "Ville de Chavagne <enfance@chavagne.test>"
    assert str(message["Reply-To"]) == "Service Enfance <enfance@chavagne.test>"
    assert str(message["To"]) == "marie@famille.test"
    assert message["Message-ID"].endswith("@portail.test>")
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "fr"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


async def test_without_an_address_of_the_commune_mails_leave_from_the_portals_host() -> None:
    await database.fetch("update commune set email = ''")
    message = await written("invited", await ids_of("invited"))
    assert message["From"].addresses[0].addr_spec == "ne-pas-repondre@portail.test"
    assert message["Reply-To"] is None


@pytest.mark.rule(44)
@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\x0b"])
async def test_a_name_with_a_line_break_adds_no_header(break_: str) -> None:
    await database.fetch("update commune set name = {}, office = {}", f"Ville{break_}Bcc: mechant@ailleurs.test", f"Service{break_}Cc: x@y.test")
    message = await written("invited", await ids_of("invited"))
    received = message_from_bytes(message.as_bytes(), EmailMessage, policy=SMTP)
    assert received.keys() == [
        "From", "Reply-To", "To", "Date", "Message-ID", "Auto-Submitted", "Subject", "MIME-Version", "Content-Type", "Content-Language",
    ]  # fmt: skip


@pytest.mark.rule(44)
@pytest.mark.parametrize("recipient", ["marie@famille.test\r\nBcc: x@y.test", "marie", "a@b@c", "@", "", "marie@famille.test, paul@famille.test"])
async def test_what_is_not_one_address_is_never_sent_to(recipient: str) -> None:
    with pytest.raises(GiveUp, match="bad-address"):
        await written("password_changed", await ids_of("password_changed"), recipient=recipient)


def test_a_header_keeps_its_no_break_spaces_and_loses_its_line_breaks() -> None:
    assert writing.one_line(" Demande n°\u00a021\u00a0:\r\n\tvos jours\n") == "Demande n°\u00a021\u00a0: vos jours"


@pytest.mark.rule(40)
async def test_links_lead_to_the_configured_address_only() -> None:
    for template in mails.TEMPLATES:
        with ground.configured(base_url="https://familles.chavagne.test"):
            await database.fetch("truncate account, filing, household, child cascade")
            said = text_of(await written(template, await ids_of(template)))
        assert "https://familles.chavagne.test" in said
        assert said.count("://") == said.count("https://familles.chavagne.test")


async def test_a_link_lives_from_the_moment_the_mail_leaves() -> None:
    """Not from the moment it was asked for: the mail server may have been away for hours."""
    ids = await ids_of("invited")
    with clock.frozen(NOW + timedelta(hours=20)):
        late = text_of(await written("invited", ids))
    assert "dans les 72\u00a0heures" in late
    assert late != text_of(await written("invited", ids))


async def test_the_acknowledgement_tells_what_the_law_wants() -> None:
    """CRPA R112-5: date of receipt, service with address, phone and mail, what happens next; and what was asked."""
    message = await written("bookings_validated", {queries.FILING: await a_filing()})
    assert message["Subject"] == "Demande n°\u00a021\u00a0: vos réservations sont enregistrées"
    for said in (text_of(message), text_of(message, kind="html").replace("<strong>", "").replace("</strong>", "")):
        for expected in (
            "demande n°\u00a021 le 1er\u00a0décembre 2026 à 9\u00a0h",
            "accusé de réception",
            "Clervie",
            "Restauration scolaire",
            "École des Tilleuls",
            "lundi 7\u00a0décembre 2026\u00a0: Repas, 3,10\u00a0€",
            "mardi 8\u00a0décembre 2026\u00a0: Repas, 3,10\u00a0€",
            "jeudi 10\u00a0décembre 2026\u00a0: Repas, 3,10\u00a0€",
            "Différence de coût\u00a0: +3,10\u00a0€",
            "https://portail.test/demandes/21",
            "Vous n’avez rien à envoyer",
        ):
            assert expected in said
    order = [text_of(message).index(title) for title in ("Jours ajoutés", "lundi 7", "Jours retirés", "jeudi 10")]
    assert order == sorted(order)


async def test_what_the_service_did_in_the_familys_place_is_told_day_by_day_without_its_reason() -> None:
    """Why may say something of somebody's health: it is read in the portal."""
    message = await written("bookings_made_at_desk", {queries.FILING: await a_filing_made_at_desk()})
    assert message["Subject"] == "Demande n°\u00a021\u00a0: le service a modifié vos réservations"
    for said in (text_of(message), text_of(message, kind="html").replace("<strong>", "").replace("</strong>", "")):
        for expected in (
            "Le service (Pôle enfance) a modifié vos réservations le 1er\u00a0décembre 2026 à 9\u00a0h, sous le n°\u00a021.",
            "lundi 7\u00a0décembre 2026\u00a0: Repas, 3,10\u00a0€",
            "jeudi 10\u00a0décembre 2026\u00a0: Repas, 3,10\u00a0€",
            "Différence de coût\u00a0: +3,10\u00a0€",
            "Le motif est écrit sur la page de cette demande.",
            "Rien n’est facturé pour le retard.",
            "https://portail.test/demandes/21",
        ):
            assert expected in said
        assert "Hospitalisation" not in said
        assert "Vous avez" not in said
        assert "votre demande n°" not in said


async def test_a_part_without_days_is_not_shown() -> None:
    filing = await a_filing(NOTHING_REMOVED)
    assert "Jours retirés" not in text_of(await written("bookings_validated", {queries.FILING: filing}))


async def test_what_came_late_is_told_on_its_own() -> None:
    """Once more in both parts: the surcharge of each day, and what stays billed of what was withdrawn."""
    late = PAYLOAD.replace('"surcharge_cents": 0}]', '"surcharge_cents": 155}]').replace('0, "owed_cents": 0', '100, "owed_cents": 410')
    message = await written("bookings_validated", {queries.FILING: await a_filing(late)})
    for kind in ("plain", "html"):
        told = text_of(message, kind=kind)
        assert "Majorations hors délai" in told
        assert "mardi 8\u00a0décembre 2026\u00a0: Repas, +1,55\u00a0€" in told
        assert "Retiré hors délai, reste facturé" in told
        assert "jeudi 10\u00a0décembre 2026\u00a0: Repas, 4,10\u00a0€, dont 1,00\u00a0€ de majoration" in told


async def test_nothing_is_said_of_being_late_when_nothing_was() -> None:
    assert "hors délai" not in text_of(await written("bookings_validated", {queries.FILING: await a_filing()}))


@pytest.mark.rule(42)
async def test_what_was_typed_is_shown_as_typed_in_both_parts() -> None:
    typed = "Zo\\u00eb & <b>L\\u00e9o</b> {{7*7}}"
    message = await written("bookings_validated", {queries.FILING: await a_filing(PAYLOAD.replace("Clervie", typed))})
    assert "Enfant\u00a0: Zoë & <b>Léo</b> {{7*7}}" in text_of(message)
    assert "Zoë &amp; &lt;b&gt;Léo&lt;/b&gt; {{7*7}}" in text_of(message, kind="html")


async def test_a_mail_survives_its_journey() -> None:
    """Only seven bits on the wire, in lines that every server takes; what is read at the other end is what was written."""
    message = await written("bookings_validated", {queries.FILING: await a_filing()})
    raw = message.as_bytes()
    assert raw.isascii()
    assert max(len(line) for line in raw.splitlines()) <= 998
    received = message_from_bytes(raw, EmailMessage, policy=SMTP)
    assert received["Subject"] == message["Subject"]
    assert text_of(received) == text_of(message)
    assert text_of(received, kind="html") == text_of(message, kind="html")


async def test_a_correction_names_its_fields_and_tells_none_of_their_values() -> None:
    told = text_of(await written("household_corrected", {queries.CORRECTION: await a_correction()}))
    assert "pour Clervie : nom et date de naissance." in told.replace("\u00a0", " ")
    assert not [value for value in ("Roux", "2018", "Martin") if value in told]
