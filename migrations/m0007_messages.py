"""Mails that left or will."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import migrations

ID = "0007"
VERSION = "1.38.0"
DESCRIPTION = "messages"

STATEMENTS = (
    """
    create table mail (
        id uuid primary key,
        cause uuid not null,
        template text not null,
        ids jsonb not null default '{}',
        recipient text not null,
        account uuid references account (id) on delete set null,
        created_at timestamptz not null,
        sent_at timestamptz,
        constraint mail_once_per_cause unique (cause, template, recipient)
    )
    """,
    "create index mail_age on mail (created_at)",
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
