"""How invoices reach families."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import migrations

ID = "0010"
VERSION = "1.38.0"
DESCRIPTION = "billing"

STATEMENTS = (
    """
    create table paperless_billing_opt_in (
        id uuid primary key,
        household uuid not null references household (id) on delete restrict,
        joined_in uuid not null constraint paperless_billing_opt_in_once unique references filing (id) on delete restrict,
        joined_at timestamptz not null,
        left_in uuid references filing (id) on delete restrict,
        left_at timestamptz check (left_at >= joined_at),
        check ((left_in is null) = (left_at is null))
    )
    """,
    "create unique index paperless_billing_opt_in_open on paperless_billing_opt_in (household) where left_at is null",
    "create index paperless_billing_opt_in_household on paperless_billing_opt_in (household)",
    "create index paperless_billing_opt_in_left_in on paperless_billing_opt_in (left_in)",
    """
    create table paperless_billing_receiver (
        opt_in uuid not null references paperless_billing_opt_in (id) on delete cascade,
        guardian uuid not null references guardian (id) on delete cascade,
        primary key (opt_in, guardian)
    )
    """,
    "create index paperless_billing_receiver_guardian on paperless_billing_receiver (guardian)",
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
