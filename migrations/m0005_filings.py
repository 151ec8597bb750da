"""Demandes: numbered, typed, with their history."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import migrations

ID = "0005"
VERSION = "1.38.0"
DESCRIPTION = "filings"

STATEMENTS = (
    "create sequence filing_number as bigint",
    """
    create table filing (
        id uuid primary key,
        number bigint not null constraint filing_number_unique unique,
        procedure text not null,
        household uuid not null references household (id) on delete restrict,
        applicant uuid references account (id) on delete set null,
        beneficiary uuid references child (id) on delete restrict,
        status text not null check (status in ('sent', 'pending', 'needs_info', 'accepted', 'rejected', 'withdrawn')),
        subject text not null,
        payload jsonb not null default '{}',
        first_year smallint,
        outcome jsonb not null default '{}',
        payload_sealed bytea,
        outcome_sealed bytea,
        submission_id uuid not null constraint filing_submission_id_unique unique,
        sent_at timestamptz not null
    )
    """,
    "create index filing_household on filing (household, number desc)",
    """
    create table filing_event (
        id bigint generated always as identity primary key,
        filing uuid not null references filing (id) on delete cascade,
        status text not null,
        at timestamptz not null,
        note text not null default ''
    )
    """,
    "create index filing_event_filing on filing_event (filing, id)",
    """
    create table filing_draft (
        id uuid primary key,
        household uuid not null references household (id) on delete cascade,
        procedure text not null,
        child uuid references child (id) on delete cascade,
        first_year smallint,
        filing uuid references filing (id) on delete cascade,
        answers jsonb not null default '{}',
        answers_sealed bytea,
        submission_id uuid not null,
        changed_by uuid references account (id) on delete set null,
        changed_at timestamptz not null,
        constraint filing_draft_one unique nulls not distinct (household, procedure, child, first_year, filing)
    )
    """,
    "create index filing_draft_child on filing_draft (child)",
    "create index filing_draft_filing on filing_draft (filing)",
    "create index filing_draft_changed_by on filing_draft (changed_by)",
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
