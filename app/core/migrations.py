"""Hand-written SQL through Piccolo's history: what SQL can guarantee is written in SQL."""

import contextlib
import io
from collections.abc import Sequence

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from app.core import database

APP_NAME = "portail"
LOCK_KEY = 7_305_001  # any number, the same in every process that migrates


class MigrationError(Exception):
    """Piccolo's own words; nothing of the failed migration was kept."""


def of_statements(*, identifier: str, description: str, statements: Sequence[str]) -> MigrationManager:
    """A migration made of SQL statements, run in order in one transaction."""
    manager = MigrationManager(migration_id=identifier, app_name=APP_NAME, description=description)

    async def run() -> None:
        for statement in statements:
            await database.engine().run_ddl(statement)

    manager.add_raw(run)
    return manager


async def apply_pending() -> None:
    """Bring the database to the latest migration. Two processes at once take turns."""
    from piccolo.apps.migrations.commands.forwards import run_forwards  # noqa: PLC0415 - it loads a formatter of code, which no other command needs

    keeper = await database.engine().get_new_connection()
    try:
        await keeper.execute("set lock_timeout = 0; set statement_timeout = 0")
        await keeper.execute("select pg_advisory_lock($1)", LOCK_KEY)
        spoken = io.StringIO()
        with contextlib.redirect_stdout(spoken):
            result = await run_forwards(APP_NAME)
        if not result.success:
            raise MigrationError(result.message or spoken.getvalue())
    finally:
        await keeper.close()
