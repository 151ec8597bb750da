"""The file of an import, sealed in the database by pieces: whichever process carries it out finds it, and it goes with one statement."""

import io
from uuid import UUID, uuid4

from app.core import database, sealing

PURPOSE = "family_import_piece.content"
PIECE = 256 * 1024


async def apply_keep(import_id: UUID, content: bytes) -> None:
    database.require_transaction()
    for position, start in enumerate(range(0, len(content), PIECE)):
        piece_id = uuid4()
        sealed = sealing.seal(content[start : start + PIECE], purpose=PURPOSE, bound_to=piece_id)
        await database.fetch(
            "insert into family_import_piece (id, family_import, position, content) values ({}, {}, {}, {})", piece_id, import_id, position, sealed
        )


async def opened(import_id: UUID) -> io.BytesIO:
    """Empty once the file is gone."""
    file, position = io.BytesIO(), 0
    statement = "select id, content from family_import_piece where family_import = {} and position = {}"
    while piece := await database.fetch_one(statement, import_id, position):
        file.write(sealing.unseal(piece["content"], purpose=PURPOSE, bound_to=piece["id"]))
        position += 1
    file.seek(0)
    return file


async def apply_forget(import_id: UUID) -> None:
    database.require_transaction()
    await database.fetch("delete from family_import_piece where family_import = {}", import_id)
