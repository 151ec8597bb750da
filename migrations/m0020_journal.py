"""Finding what one person did."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import migrations

ID = "0020"
VERSION = "1.38.0"
DESCRIPTION = "journal"

STATEMENTS = (
    "create index audit_entry_actor on audit_entry (actor, id)",
    "create index audit_entry_thing on audit_entry (object_id, id)",
    "create index audit_entry_at on audit_entry (at)",
    "create index audit_entry_kind on audit_entry (object_kind, id)",
    "create index audit_entry_household on audit_entry ((details ->> 'household'), id)",
    "create index audit_entry_child on audit_entry ((details ->> 'child'), id)",
)


async def forwards() -> MigrationManager:
    return migrations.of_statements(identifier=ID, description=DESCRIPTION, statements=STATEMENTS)
