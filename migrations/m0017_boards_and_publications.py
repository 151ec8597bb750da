"""Exports that are counted, documents that the service publishes, and who wrote which message to whom."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import migrations

ID = "0017"
VERSION = "1.38.0"
DESCRIPTION = "boards and publications"

STATEMENTS = (
    "create index audit_entry_export on audit_entry (actor, at) where act = 'export'",
    """
    create table published_document (
        id uuid primary key,
        title text not null check (title <> ''),
        summary text not null default '',
        file_name text not null check (file_name <> ''),
        size_bytes integer not null check (size_bytes > 0),
        pages smallint not null check (pages > 0),
        checksum bytea not null,
        published_from timestamptz not null,
        published_until timestamptz,
        submission_id uuid not null constraint published_document_submission_id_unique unique,
        constraint published_document_times_in_order check (published_from < published_until)
    )
    """,
    """
    create table document_audience (
        id bigint generated always as identity primary key,
        document uuid not null references published_document (id) on delete cascade,
        activity uuid references activity (id) on delete restrict,
        site uuid references site (id) on delete restrict,
        school uuid references school (id) on delete restrict,
        constraint document_audience_one_target check (num_nonnulls(activity, site, school) = 1)
    )
    """,
    *(f"create index document_audience_{column} on document_audience ({column})" for column in ("document", "activity", "site", "school")),
    """
    alter table message
        add column sent_by uuid references account (id) on delete set null,
        add column aimed_at text not null default ''
    """,
    "create index message_sent_by on message (sent_by) where sent_by is not null",
    "create index message_sent_at on message (sent_at desc, id)",
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
