"""Writing the commune's file back as it stands, byte by byte, with what stands beside it: what `python -m app export` does."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from app.catalogue import queries
from app.catalogue.commune_file import Source
from components import french

SCREEN = "-"
NOTHING = "Aucun fichier de commune n’est gardé : chargez-en un avec « python -m app load FICHIER », puis recommencez."


class NotExported(Exception):
    """One French sentence; nothing was written."""


async def export(to: str, *, replace: bool) -> str:
    """What was done, in words; nothing when the file goes to the screen. Loading what was written changes nothing."""
    standing = await queries.standing()
    if standing is None:
        raise NotExported(NOTHING)
    if to == SCREEN:
        return _on_screen(standing.source)
    path = Path(to)
    written = {path: standing.source.content} | {path.parent / name: content for name, content in standing.source.attached.items()}
    _require_room(written, path=path, replace=replace)
    _write(written)
    beside = french.listing(sorted(standing.source.attached))
    return f"{path} : le catalogue tel qu’il est (version {standing.number})" + (f", avec {beside} à côté." if beside else ".")


def _on_screen(source: Source) -> str:
    """The bytes alone: they may be sent to a file."""
    sys.stdout.buffer.write(source.content)
    sys.stdout.buffer.flush()
    if source.attached:
        sys.stderr.write(f"Avec « - », {french.listing(sorted(source.attached))} ne s’écrit pas : donnez un nom de fichier.\n")
    return ""


def _require_room(written: Mapping[Path, bytes], *, path: Path, replace: bool) -> None:
    if path.is_dir():
        raise NotExported(f"{path} est un dossier : donnez le nom du fichier à écrire, comme {path / 'commune.toml'}.")
    if not path.parent.is_dir():
        raise NotExported(f"Le dossier {path.parent} n’existe pas : créez-le, ou donnez un autre nom.")
    taken = [each.name for each, content in written.items() if each.exists() and not (each.is_file() and each.read_bytes() == content)]
    if taken and not replace:
        raise NotExported(f"{french.listing(taken)} existe déjà dans {path.parent} avec un autre contenu : donnez un autre nom, ou ajoutez --replace.")


def _write(written: Mapping[Path, bytes]) -> None:
    """All of them are written aside first: a full disk leaves nothing half done."""
    aside = {path: path.with_name(f".{path.name}.{os.getpid()}") for path in written}
    try:
        for path, content in written.items():
            aside[path].write_bytes(content)
        for path, temporary in aside.items():
            temporary.replace(path)
    except OSError as refused:
        raise NotExported(f"{refused.filename} ne peut pas être écrit : vérifiez vos droits et la place sur le disque.") from refused
    finally:
        for temporary in aside.values():
            temporary.unlink(missing_ok=True)
