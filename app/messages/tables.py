"""Mails, one row per recipient and cause, so that none is written twice; actualités, documents and messages of the service."""

from uuid import uuid4

from piccolo.columns import JSONB, UUID, BigSerial, Bytea, Date, ForeignKey, Integer, OnDelete, SmallInt, Text, Timestamptz
from piccolo.table import Table

from app.accounts.tables import Account
from app.catalogue.tables import Activity, School, Site
from app.core import clock
from app.households.tables import Household


class Mail(Table, tablename="mail"):
    """A mail to one address, caused by one outbox event. Its id makes its Message-ID; its text is written from `ids` when it leaves."""

    id = UUID(primary_key=True, default=uuid4)
    cause = UUID(default=uuid4)
    template = Text(default="")
    ids = JSONB(default="{}")
    recipient = Text(default="")
    account = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    created_at = Timestamptz(default=clock.now)
    sent_at = Timestamptz(default=None, null=True)


class NewsItem(Table, tablename="news_item"):
    """An actualité. `code`: published again under it, the item is corrected. Without a row in `NewsAudience` it is for everybody."""

    id = UUID(primary_key=True, default=uuid4)
    code = Text(default="")
    title = Text(default="")
    body = Text(default="")
    published_from = Timestamptz(default=clock.now)
    published_until = Timestamptz(default=None, null=True)


class NewsAudience(Table, tablename="news_audience"):
    """For whom an item is: families of one activity, site or school a row."""

    id = BigSerial(primary_key=True)
    item = ForeignKey(references=NewsItem, null=False, on_delete=OnDelete.cascade)
    activity = ForeignKey(references=Activity, default=None, null=True, on_delete=OnDelete.restrict)
    site = ForeignKey(references=Site, default=None, null=True, on_delete=OnDelete.restrict)
    school = ForeignKey(references=School, default=None, null=True, on_delete=OnDelete.restrict)


class PublishedDocument(Table, tablename="published_document"):
    """A PDF that families download: its file lies under its id in the data folder. `file_name` is what was sent, cleaned, and is only shown."""

    id = UUID(primary_key=True, default=uuid4)
    title = Text(default="")
    summary = Text(default="")
    file_name = Text(default="")
    size_bytes = Integer(default=0)
    pages = SmallInt(default=1)
    checksum = Bytea(default=b"")
    published_from = Timestamptz(default=clock.now)
    published_until = Timestamptz(default=None, null=True)
    submission_id = UUID(default=uuid4)


class DocumentAudience(Table, tablename="document_audience"):
    """For whom a document is, like `NewsAudience`."""

    id = BigSerial(primary_key=True)
    document = ForeignKey(references=PublishedDocument, null=False, on_delete=OnDelete.cascade)
    activity = ForeignKey(references=Activity, default=None, null=True, on_delete=OnDelete.restrict)
    site = ForeignKey(references=Site, default=None, null=True, on_delete=OnDelete.restrict)
    school = ForeignKey(references=School, default=None, null=True, on_delete=OnDelete.restrict)


class Message(Table, tablename="message"):
    """What the service wrote to one household, or to all that had booked on a day (`booked_on`): these are written once, they do not change.

    `aimed_at`: which of those who had booked, in words ("Restauration scolaire, École élémentaire"). `sent_by`: the agent who wrote it, if one did.
    """

    id = UUID(primary_key=True, default=uuid4)
    code = Text(default="")
    title = Text(default="")
    body = Text(default="")
    booked_on = Date(default=None, null=True)
    sent_at = Timestamptz(default=clock.now)
    sent_by = ForeignKey(references=Account, default=None, null=True, on_delete=OnDelete.set_null)
    aimed_at = Text(default="")


class MessageHousehold(Table, tablename="message_household"):
    message = ForeignKey(references=Message, null=False, on_delete=OnDelete.cascade, primary_key=True)
    household = ForeignKey(references=Household, null=False, on_delete=OnDelete.cascade)


class MessageMark(Table, tablename="message_mark"):
    """What an adult did of a message: who has no row has not read it. What one of them archives stays where it was for the other."""

    message = ForeignKey(references=Message, null=False, on_delete=OnDelete.cascade, primary_key=True)
    account = ForeignKey(references=Account, null=False, on_delete=OnDelete.cascade)
    read_at = Timestamptz(default=clock.now)
    archived_at = Timestamptz(default=None, null=True)
