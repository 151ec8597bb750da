"""The dossier administratif: the commune's own papers, and what was read in those that families sent."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import migrations

ID = "0009"
VERSION = "1.38.0"
DESCRIPTION = "dossiers"

STATEMENTS = (
    """
    create table paper_form (
        paper text primary key,
        content bytea not null,
        ties jsonb not null
    )
    """,
    """
    create table paper_reading (
        id uuid primary key,
        household uuid not null,
        child uuid not null,
        first_year smallint not null references school_year (first_year) on delete cascade,
        paper text not null,
        entries bytea not null,
        read_by uuid references account (id) on delete set null,
        read_at timestamptz not null,
        constraint paper_reading_one unique (household, child, first_year, paper),
        constraint paper_reading_child foreign key (household, child) references household_child (household, child) on delete cascade
    )
    """,
    "create index paper_reading_first_year on paper_reading (first_year)",
    "create index paper_reading_read_by on paper_reading (read_by)",
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
