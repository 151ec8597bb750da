"""A mail as it leaves: text and HTML from their templates, headers that nothing typed by anybody can break."""

import re
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from urllib.parse import urlsplit

from jinja2 import Environment

from app import settings
from app.core.outbox import GiveUp
from app.messages import mails, queries
from app.messages.queries import Facts, Office, PendingMail
from components import rendering

CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


async def written(mail: PendingMail, *, now: datetime) -> EmailMessage | None:
    """None when there is nothing to say any more (an invitation already used), or not to this address."""
    template = mails.TEMPLATES[mail.template]
    facts = await template.facts(mail.ids)
    if facts is None or (template.opens and mail.recipient not in {to.email for to in await template.recipients(mail.ids)}):
        return None
    office = await queries.office()
    said = facts | {"commune": office, "base_url": settings.current().base_url}
    message = _headed(mail, office, now=now)
    message["Subject"] = one_line(_text(f"{mail.template}/subject.txt", said))
    message.set_content(_text(f"{mail.template}/body.txt", said), cte="quoted-printable")
    message.add_alternative(str(rendering.render(f"emails/{mail.template}/body.html", said)), subtype="html", cte="quoted-printable")
    message["Content-Language"] = "fr"
    return message


def _headed(mail: PendingMail, office: Office, *, now: datetime) -> EmailMessage:
    """The Message-ID is that of the mail: a server or a reader that receives it twice can tell."""
    host = urlsplit(settings.current().base_url).hostname or "localhost"
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(office.name, office.email or f"ne-pas-repondre@{host}")
    if office.email:
        message["Reply-To"] = _address(office.office, office.email)
    message["To"] = _address("", mail.recipient)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{mail.id}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    return message


def _address(name: str, email: str) -> Address:
    """What is not an address is never sent to: nobody would receive it."""
    try:
        return Address(display_name=one_line(name), addr_spec=email)
    except (ValueError, IndexError, MessageError) as bad:
        raise GiveUp("bad-address") from bad


def one_line(text: str) -> str:
    """A header's value (ASVS 1.3.11): what was typed on several lines stays on one. No-break spaces are kept."""
    return CONTROLS.sub(" ", text).strip(" ")


def _text(path: str, said: Facts) -> str:
    return _plain().get_template(f"emails/{path}").render(said)


@cache
def _plain() -> Environment:
    """The same environment for what is not HTML: nothing is escaped there."""
    return rendering.environment().overlay(autoescape=False)
