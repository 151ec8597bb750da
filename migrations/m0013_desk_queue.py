"""The queue of demandes at the desk: who has taken which in charge, who decided, and finding them by status and age."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import migrations

ID = "0013"
VERSION = "1.38.0"
DESCRIPTION = "desk queue"

STATEMENTS = (
    "alter table filing add column taken_by uuid references account (id) on delete set null, add column taken_at timestamptz",
    "alter table filing add constraint filing_taken_whole check (taken_by is null or taken_at is not null)",
    "create index filing_taken_by on filing (taken_by)",
    # Each status in the order in which the service meets it.
    "create index filing_queue on filing (status, sent_at, id)",
    "create index filing_beneficiary on filing (beneficiary)",
    "alter table filing_event add column agent uuid",
    "alter table pending_change add column taken_by uuid references account (id) on delete set null, add column taken_at timestamptz",
    "alter table pending_change add constraint pending_change_taken_whole check (taken_by is null or taken_at is not null)",
    "create index pending_change_taken_by on pending_change (taken_by)",
    "create index pending_change_queue on pending_change (status, asked_at, id)",
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
