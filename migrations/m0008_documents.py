"""Pièces justificatives."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import migrations

ID = "0008"
VERSION = "1.38.0"
DESCRIPTION = "documents"

STATEMENTS = (
    """
    create table supporting_document (
        id uuid primary key,
        household uuid not null references household (id) on delete restrict,
        child uuid references child (id) on delete restrict,
        kind uuid not null references document_kind (id) on delete restrict,
        status text not null check (status in ('received', 'verified', 'rejected')),
        reason text not null default '',
        given_by uuid references account (id) on delete set null,
        given_at timestamptz not null,
        valid_until date,
        name bytea not null,
        media_type text not null check (media_type in ('application/pdf', 'image/jpeg')),
        size_bytes integer not null check (size_bytes > 0),
        pages smallint not null check (pages > 0),
        checksum bytea not null,
        submission_id uuid not null constraint supporting_document_submission_id_unique unique,
        scanned_at timestamptz,
        retired_at timestamptz,
        reminders smallint not null default 0 check (reminders between 0 and 2),
        reminder_id uuid,
        constraint supporting_document_rejected_why check ((status = 'rejected') = (reason <> ''))
    )
    """,
    "create index supporting_document_household on supporting_document (household, kind, child)",
    "create index supporting_document_child on supporting_document (child)",
    "create index supporting_document_given_by on supporting_document (given_by)",
    "create index supporting_document_ending on supporting_document (valid_until) where retired_at is null and valid_until is not null",
    "create index supporting_document_reminder on supporting_document (reminder_id) where reminder_id is not null",
    """
    create table document_use (
        document uuid not null references supporting_document (id) on delete restrict,
        holder uuid not null,
        constraint document_use_pair primary key (document, holder)
    )
    """,
    "create index document_use_holder on document_use (holder)",
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
