"""Which feature does what when an event of the outbox is due."""

from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import Protocol

from app.core.outbox import Announcement
from app.documents.actions import examining
from app.intake import actions as intake
from app.messages import actions as messages
from app.messages import mails


class Handler(Protocol):
    """May run twice: it finds its work by state, or writes a unique key. Raises `outbox.TryLater` or `outbox.GiveUp`."""

    def __call__(self, announcement: Announcement, *, now: datetime) -> Awaitable[None]: ...


HANDLERS: Mapping[str, Handler] = {
    messages.MAIL_WRITTEN: messages.send,
    examining.GIVEN: examining.examine,
    intake.EXAMINE: intake.examine,
    intake.APPLY: intake.carry_out,
    intake.LOOK: intake.look,
    intake.INVITE: intake.invite_some,
    **dict.fromkeys(mails.MAILS, messages.write),
}
