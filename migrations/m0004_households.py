"""Households, their adults and children."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import migrations

ID = "0004"
VERSION = "1.38.0"
DESCRIPTION = "households"

STATEMENTS = (
    """
    create table household (
        id uuid primary key,
        name text not null,
        category text not null default 'resident' check (category in ('resident', 'non_resident')),
        created_at timestamptz not null
    )
    """,
    """
    create table guardian (
        id uuid primary key,
        household uuid not null references household (id) on delete restrict,
        account uuid constraint guardian_account_unique unique references account (id) on delete set null,
        first_name text not null,
        last_name text not null,
        phone text not null default '',
        position integer not null default 0
    )
    """,
    "create index guardian_household on guardian (household)",
    """
    create table child (
        id uuid primary key,
        first_name text not null,
        last_name text not null,
        birth_date date not null,
        school uuid references school (id) on delete restrict
    )
    """,
    """
    create table household_child (
        household uuid not null references household (id) on delete cascade,
        child uuid not null references child (id) on delete cascade,
        constraint household_child_pair primary key (household, child)
    )
    """,
    "create index household_child_child on household_child (child)",
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
