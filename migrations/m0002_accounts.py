"""Signing in: accounts, sessions, links used once, tries."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import migrations

ID = "0002"
VERSION = "1.38.0"
DESCRIPTION = "accounts"

STATEMENTS = (
    """
    create table account (
        id uuid primary key,
        email text not null constraint account_email_unique unique check (email = lower(email)),
        password_hash text,
        created_at timestamptz not null,
        password_changed_at timestamptz,
        disabled_at timestamptz
    )
    """,
    """
    create table session (
        id uuid primary key,
        account uuid not null references account (id) on delete cascade,
        token_hash bytea not null constraint session_token_hash_unique unique,
        created_at timestamptz not null,
        seen_at timestamptz not null,
        ends_at timestamptz not null,
        proved_at timestamptz not null,
        device text not null default ''
    )
    """,
    "create index session_account on session (account)",
    """
    create table used_link (
        jti_hash bytea primary key,
        account uuid not null references account (id) on delete cascade,
        used_at timestamptz not null
    )
    """,
    "create index used_link_account on used_link (account)",
    "create index used_link_age on used_link (used_at)",
    """
    create table email_change (
        id uuid primary key,
        account uuid not null references account (id) on delete cascade,
        old_email text not null,
        new_email text not null,
        asked_at timestamptz not null,
        confirmed_at timestamptz
    )
    """,
    "create index email_change_account on email_change (account)",
    """
    create table throttle (
        bucket bytea primary key,
        failures integer not null check (failures >= 0),
        counted_at timestamptz not null,
        blocked_until timestamptz
    )
    """,
    "create index throttle_age on throttle (counted_at)",
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
