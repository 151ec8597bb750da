"""The mails that exist: which event causes which, to whom, and where their texts find what they say."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from app.messages import queries
from app.messages.queries import Facts, Ids, Recipient


@dataclass(frozen=True, kw_only=True)
class Template:
    """The texts are in `templates/emails/<name>/`: subject.txt, body.txt, body.html.

    `opens`: its link lets in whoever has it. It goes to the account's address of the moment when it leaves, or not at all: the one for which it was
    written may belong to somebody else since.
    """

    recipients: Callable[[Ids], Awaitable[list[Recipient]]]
    facts: Callable[[Ids], Awaitable[Facts | None]]
    opens: bool = False


TEMPLATES: Mapping[str, Template] = {
    "invited": Template(recipients=queries.owner_of_account, facts=queries.invitation, opens=True),
    "reset_asked": Template(recipients=queries.owner_of_account, facts=queries.reset, opens=True),
    "factor_changed": Template(recipients=queries.owner_of_account, facts=queries.factor_change),
    "password_changed": Template(recipients=queries.owner_of_account, facts=queries.password_change),
    "email_change_asked": Template(recipients=queries.new_address, facts=queries.email_change),
    "email_change_announced": Template(recipients=queries.old_address, facts=queries.email_change_asked),
    "email_changed": Template(recipients=queries.old_address, facts=queries.email_change_confirmed),
    "bookings_made_at_desk": Template(recipients=queries.adults_of_filing, facts=queries.validated_bookings),
    "bookings_validated": Template(recipients=queries.applicant, facts=queries.validated_bookings),
    "filing_sent": Template(recipients=queries.owner_of_account, facts=queries.sent_filing),
    "filing_decided": Template(recipients=queries.adults_of_filing, facts=queries.decided_filing),
    "household_change_decided": Template(recipients=queries.adults_of_change, facts=queries.decided_change),
    "household_corrected": Template(recipients=queries.adults_of_correction, facts=queries.correction),
    "bookings_cancelled": Template(recipients=queries.adults_of_cancellation, facts=queries.cancelled_bookings),
    "documents_ending": Template(recipients=queries.adults_of_reminder, facts=queries.ending_documents),
    "message_sent": Template(recipients=queries.adults_of_message, facts=queries.sent_message),
}

MAILS: Mapping[str, tuple[str, ...]] = {
    "accounts:invited": ("invited",),
    "accounts:reset_asked": ("reset_asked",),
    "staff:factor_changed": ("factor_changed",),
    "accounts:password_changed": ("password_changed",),
    "accounts:email_change_asked": ("email_change_asked", "email_change_announced"),
    "accounts:email_changed": ("email_changed",),
    "households:change_decided": ("household_change_decided",),
    "households:corrected": ("household_corrected",),
    "bookings:validated": ("bookings_validated",),
    "bookings:made_at_desk": ("bookings_made_at_desk",),
    "filings:sent": ("filing_sent",),
    "filings:decided": ("filing_decided",),
    "bookings:cancelled_by_commune": ("bookings_cancelled",),
    "documents:ending": ("documents_ending",),
    "messages:sent": ("message_sent",),
}
