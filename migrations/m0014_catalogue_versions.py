"""The commune's file as it stands, and as it stood: loaded, or edited at the desk."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import migrations

ID = "0014"
VERSION = "1.38.0"
DESCRIPTION = "versions of the catalogue"

STATEMENTS = (
    """
    create table catalogue_version (
        number integer primary key check (number > 0),
        made_at timestamptz not null,
        origin text not null constraint catalogue_version_origin_known check (origin in ('load', 'desk')),
        actor uuid,
        author text not null,
        source text not null check (source <> ''),
        content bytea not null,
        attached jsonb not null,
        mark text not null,
        effects jsonb not null,
        constraint catalogue_version_has_author check (origin = 'load' or (actor is not null and author <> ''))
    )
    """,
    """
    create table catalogue_attachment (
        digest text primary key,
        content bytea not null
    )
    """,
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
