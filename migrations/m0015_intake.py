"""Families in: what imports remember, likely duplicates, merges, invitations by the hundred."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import migrations

ID = "0015"
VERSION = "1.38.0"
DESCRIPTION = "intake"

DEFERRED = (
    ("contact_child", "contact_child_contact"),
    ("contact_child", "contact_child_child"),
    ("custody_statement", "custody_statement_child"),
    ("paper_reading", "paper_reading_child"),
)
"""A merge moves both ends of these: they are looked at once it is whole."""

STATEMENTS = (
    "alter table account add column invited_at timestamptz",
    "alter table household add column merged_into uuid references household (id) on delete restrict check (merged_into <> id)",
    "create index household_merged_into on household (merged_into)",
    "create index child_birth_date on child (birth_date)",
    *(f"alter table {table} alter constraint {name} deferrable initially immediate" for table, name in DEFERRED),
    """
    create table household_key (
        external_key text not null check (external_key <> ''),
        is_code boolean not null,
        household uuid not null references household (id) on delete cascade,
        primary key (external_key, is_code)
    )
    """,
    "create index household_key_household on household_key (household)",
    """
    create table child_key (
        external_key text primary key check (external_key <> ''),
        child uuid not null references child (id) on delete cascade
    )
    """,
    "create index child_key_child on child_key (child)",
    """
    create table import_mark (
        subject uuid not null,
        household uuid not null references household (id) on delete cascade,
        marks jsonb not null default '{}',
        primary key (subject, household)
    )
    """,
    "create index import_mark_household on import_mark (household)",
    """
    create table family_import (
        id uuid primary key,
        file_name text not null,
        state text not null check (state in ('received', 'examined', 'confirmed', 'imported', 'refused', 'abandoned')),
        skip_errors boolean not null default false,
        lines_read integer not null default 0,
        tally jsonb not null default '{}',
        sent_by uuid references account (id) on delete set null,
        sent_at timestamptz not null,
        changed_at timestamptz not null
    )
    """,
    "create index family_import_sent_by on family_import (sent_by)",
    "create index family_import_age on family_import (sent_at)",
    """
    create table family_import_piece (
        id uuid primary key,
        family_import uuid not null references family_import (id) on delete cascade,
        position integer not null,
        content bytea not null,
        constraint family_import_piece_place unique (family_import, position)
    )
    """,
    """
    create table family_import_finding (
        id bigint generated always as identity primary key,
        family_import uuid not null references family_import (id) on delete cascade,
        line integer not null,
        kind text not null,
        column_name text not null default '',
        sentence text not null
    )
    """,
    "create index family_import_finding_order on family_import_finding (family_import, line, id)",
    """
    create table likely_pair (
        first uuid not null references household (id) on delete cascade,
        second uuid not null references household (id) on delete cascade,
        score smallint not null check (score between 0 and 100),
        reasons jsonb not null default '[]',
        found_at timestamptz not null,
        denied_by uuid references account (id) on delete set null,
        denied_at timestamptz,
        constraint likely_pair_pair primary key (first, second),
        constraint likely_pair_order check (first < second)
    )
    """,
    "create index likely_pair_second on likely_pair (second)",
    "create index likely_pair_denied_by on likely_pair (denied_by)",
    """
    create table household_merge (
        id uuid primary key,
        kept uuid not null references household (id) on delete restrict,
        absorbed uuid not null references household (id) on delete restrict,
        merged_by uuid references account (id) on delete set null,
        merged_at timestamptz not null,
        doubles jsonb not null default '{}',
        undone_by uuid references account (id) on delete set null,
        undone_at timestamptz,
        check (kept <> absorbed)
    )
    """,
    *(f"create index household_merge_{column} on household_merge ({column})" for column in ("kept", "merged_by", "undone_by")),
    "create index household_merge_absorbed on household_merge (absorbed)",
    "create unique index household_merge_standing on household_merge (absorbed) where undone_at is null",
    """
    create table merge_step (
        id bigint generated always as identity primary key,
        merge uuid not null references household_merge (id) on delete cascade,
        position integer not null,
        table_name text not null,
        row_key jsonb not null,
        before jsonb not null,
        after jsonb not null
    )
    """,
    "create index merge_step_merge on merge_step (merge, position)",
    """
    create table invitation_batch (
        id uuid primary key,
        asked_by uuid references account (id) on delete set null,
        asked_at timestamptz not null
    )
    """,
    "create index invitation_batch_asked_by on invitation_batch (asked_by)",
    """
    create table batch_invitation (
        batch uuid not null references invitation_batch (id) on delete cascade,
        account uuid not null references account (id) on delete cascade,
        outcome text check (outcome in ('sent', 'active', 'closed')),
        constraint batch_invitation_pair primary key (batch, account)
    )
    """,
    "create index batch_invitation_account on batch_invitation (account)",
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
