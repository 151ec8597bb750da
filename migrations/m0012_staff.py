"""Agents beside families: an account is of one door, agents have a role, sites and a second factor."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import migrations

ID = "0012"
VERSION = "1.38.0"
DESCRIPTION = "staff"

STATEMENTS = (
    "alter table account add column kind text not null default 'family' check (kind in ('family', 'staff'))",
    "alter table account drop constraint account_email_unique",
    "alter table account add constraint account_email_unique unique (email, kind)",
    "alter table session add column factor_at timestamptz",
    """
    create table staff_member (
        id uuid primary key,
        account uuid not null constraint staff_member_account_unique unique references account (id) on delete restrict,
        first_name text not null,
        last_name text not null,
        role text not null check (role in ('accueil', 'regie', 'direction', 'site', 'administration')),
        totp_secret bytea,
        totp_step bigint not null default 0,
        created_at timestamptz not null,
        ended_at timestamptz
    )
    """,
    """
    create table staff_site (
        member uuid not null references staff_member (id) on delete cascade,
        site uuid not null references site (id) on delete restrict,
        primary key (member, site)
    )
    """,
    "create index staff_site_site on staff_site (site)",
    """
    create table recovery_code (
        code_hash bytea primary key,
        member uuid not null references staff_member (id) on delete cascade,
        used_at timestamptz
    )
    """,
    "create index recovery_code_member on recovery_code (member)",
    """
    create table factor_reset (
        id uuid primary key,
        member uuid not null references staff_member (id) on delete cascade,
        asked_by uuid not null references staff_member (id) on delete cascade,
        asked_at timestamptz not null,
        confirmed_by uuid references staff_member (id) on delete set null check (confirmed_by <> asked_by and confirmed_by <> member),
        confirmed_at timestamptz,
        check (asked_by <> member)
    )
    """,
    "create unique index factor_reset_open on factor_reset (member) where confirmed_at is null",
    "create index factor_reset_asked_by on factor_reset (asked_by)",
    "create index factor_reset_confirmed_by on factor_reset (confirmed_by)",
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
