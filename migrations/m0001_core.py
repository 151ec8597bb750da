"""Outbox and audit trail."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import migrations

ID = "0001"
VERSION = "1.38.0"
DESCRIPTION = "core"

STATEMENTS = (
    """
    create table outbox (
        id uuid primary key,
        event text not null,
        ids jsonb not null default '{}',
        created_at timestamptz not null,
        due_at timestamptz not null,
        attempts integer not null default 0 check (attempts >= 0),
        claimed_until timestamptz,
        running_until timestamptz,
        done_at timestamptz,
        dead_at timestamptz,
        last_error text not null default '',
        constraint outbox_ended_once check (done_at is null or dead_at is null)
    )
    """,
    "create index outbox_waiting on outbox (due_at) where done_at is null and dead_at is null",
    "create index outbox_dead on outbox (dead_at) where dead_at is not null",
    "create index outbox_done on outbox (done_at) where done_at is not null",
    """
    create table audit_entry (
        id bigint generated always as identity primary key,
        at timestamptz not null,
        actor uuid,
        role text not null,
        act text not null,
        object_kind text not null default '',
        object_id text not null default '',
        details jsonb not null default '{}',
        origin text not null default '',
        seal_number bigint unique,
        seal bytea,
        constraint audit_entry_sealed_whole check ((seal_number is null) = (seal is null))
    )
    """,
    "create index audit_entry_unsealed on audit_entry (id) where seal is null",
    # What was done to one thing: the readings of a pièce are shown to its family.
    "create index audit_entry_object on audit_entry (object_kind, object_id, id)",
    # What was read of a household, the latest first: each family follows it.
    "create index audit_entry_confidential on audit_entry ((details ->> 'household'), id) where act = 'confidential read'",
    """
    create function audit_entry_is_append_only() returns trigger language plpgsql as $$
    begin
        if tg_op = 'UPDATE' and old.seal is null and (to_jsonb(new) - 'seal' - 'seal_number') = (to_jsonb(old) - 'seal' - 'seal_number') then
            return new;
        end if;
        raise exception 'audit_entry is append-only';
    end $$
    """,
    "create trigger audit_entry_append_only before update or delete on audit_entry for each row execute function audit_entry_is_append_only()",
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
