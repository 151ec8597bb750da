"""Households, their adults and children, their contacts, and the changes that wait for the service."""

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
        address text not null default '',
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
        second_phone text not null default '',
        position integer not null default 0,
        left_at timestamptz,
        check (left_at is null or account is null)
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
    """
    create table contact (
        id uuid primary key,
        household uuid not null references household (id) on delete cascade,
        first_name text not null,
        last_name text not null,
        person_key text not null,
        link text not null,
        phone text not null,
        second_phone text not null default '',
        created_at timestamptz not null,
        constraint contact_once unique (household, person_key, phone),
        constraint contact_of_household unique (id, household)
    )
    """,
    """
    create table contact_child (
        contact uuid not null,
        household uuid not null,
        child uuid not null,
        may_collect boolean not null default false,
        barred boolean not null default false,
        emergency_rank integer check (emergency_rank > 0),
        constraint contact_child_pair primary key (contact, child),
        constraint contact_child_contact foreign key (contact, household) references contact (id, household) on delete cascade,
        constraint contact_child_child foreign key (household, child) references household_child (household, child) on delete cascade,
        constraint contact_child_rank unique (household, child, emergency_rank) deferrable initially immediate,
        constraint contact_child_not_barred check (not (barred and may_collect))
    )
    """,
    """
    create table contact_draft (
        account uuid primary key references account (id) on delete cascade,
        household uuid not null references household (id) on delete cascade,
        contact uuid not null,
        first_name text not null,
        last_name text not null,
        link text not null,
        phone text not null,
        second_phone text not null default '',
        choices jsonb,
        changed_at timestamptz not null
    )
    """,
    "create index contact_draft_household on contact_draft (household)",
    """
    create table barred_pickup (
        id uuid primary key,
        child uuid not null references child (id) on delete cascade,
        person bytea not null,
        grounds bytea not null,
        set_by uuid references account (id) on delete set null,
        set_at timestamptz not null,
        lifted_at timestamptz
    )
    """,
    "create index barred_pickup_child on barred_pickup (child)",
    "create index barred_pickup_set_by on barred_pickup (set_by)",
    """
    create table custody_statement (
        id uuid primary key,
        household uuid not null,
        child uuid not null,
        said bytea not null,
        stated_at timestamptz not null,
        constraint custody_statement_pair unique (household, child),
        constraint custody_statement_child foreign key (household, child) references household_child (household, child) on delete cascade
    )
    """,
    """
    create table pending_change (
        id uuid primary key,
        household uuid not null references household (id) on delete cascade,
        guardian uuid references guardian (id) on delete cascade,
        child uuid references child (id) on delete cascade,
        field text not null,
        old_value text not null,
        new_value text not null check (new_value <> old_value),
        status text not null default 'open' check (status in ('open', 'accepted', 'refused', 'withdrawn')),
        reason text not null default '' check (reason <> '' or status <> 'refused'),
        asked_by uuid references account (id) on delete set null,
        asked_at timestamptz not null,
        decided_by uuid references account (id) on delete set null,
        decided_at timestamptz,
        check ((status = 'open') = (decided_at is null)),
        check ((guardian is not null) = (field like 'guardian%')),
        check ((child is not null) = (field like 'child%'))
    )
    """,
    "create unique index pending_change_open on pending_change (household, field, coalesce(guardian, child, household)) where status = 'open'",
    *(f"create index pending_change_{column} on pending_change ({column})" for column in ("household", "guardian", "child", "asked_by", "decided_by")),
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
