"""Edits of the catalogue as the desk makes them, without its pages."""

from collections.abc import Callable
from uuid import UUID, uuid4

from app.bookings import actions
from app.bookings.actions import Edit
from app.bookings.actions.editing import Outcome
from app.catalogue import queries
from app.catalogue.commune_file import Source
from app.catalogue.editing.document import Document
from app.core import clock
from app.core.authors import Author

SOPHIE = Author(account_id=UUID(int=7), role="direction", name="Sophie Le Gall", origin="192.0.2.14")


async def standing() -> Source:
    version = await queries.standing()
    assert version is not None
    return version.source


async def edit_of(change: Callable[[Document], Document]) -> Edit:
    now = await standing()
    changed = change(Document(text=now.text))
    return Edit(base=now.mark, source=Source(name=now.name, content=changed.text.encode(), attached=now.attached))


async def save(change: Callable[[Document], Document], *, agreed: str | None = None) -> Outcome:
    """Saved as it was shown: what families lose is agreed to, unless said otherwise."""
    edit = await edit_of(change)
    if agreed is None:
        seen = await actions.try_out_edit(edit, now=clock.now())
        assert isinstance(seen, actions.Loaded)
        agreed = seen.taken_mark
    return await actions.save_edit(edit, author=SOPHIE, agreed=agreed, now=clock.now())


def changing(place: str, **keys: object) -> Callable[[Document], Document]:
    def change(document: Document) -> Document:
        path = document.path_of(place)
        assert path
        return document.change(path, {key.replace("_", "-"): value for key, value in keys.items()})

    return change


def adding(*place: str | int, **keys: object) -> Callable[[Document], Document]:
    return lambda document: document.add(place, {key.replace("_", "-"): value for key, value in keys.items()})


def someone() -> Author:
    return Author(account_id=uuid4(), role="administration", name="Yann Riou")
