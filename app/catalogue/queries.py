"""What pages read of the catalogue."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.catalogue.commune_file import Source
from app.core import database
from components.ui.shell import CommuneLook


@dataclass(frozen=True, kw_only=True)
class SchoolYearView:
    """`projected`: its dates follow the pattern of past years, nobody has decided them yet; a page that shows them says so."""

    first_year: int
    first_day: date
    last_class_day: date
    last_day: date
    projected: bool

    @property
    def label(self) -> str:
        return f"{self.first_year}-{self.first_year + 1}"


async def look() -> CommuneLook:
    """The commune's identity around every page. There is always one: before any file is loaded, a neutral one."""
    row = await database.fetch_one("select name, crest, stylesheet_mark, office, phone, email, accessibility from commune")
    if row is None:
        message = "the commune's row is missing: the migrations were not applied"
        raise RuntimeError(message)
    return CommuneLook(stylesheet=f"/commune/{row.pop('stylesheet_mark')}.css", **row)


async def stylesheet(mark: str) -> str | None:
    """None when the commune has changed its colours since."""
    sheet: str | None = await database.fetch_value("select stylesheet from commune where stylesheet_mark = {}", mark)
    return sheet


async def loaded_mark() -> str:
    """Which file was loaded, for which school years; empty before the first."""
    mark: str = await database.fetch_value("select loaded_mark from commune")
    return mark


async def school_years() -> tuple[SchoolYearView, ...]:
    rows = await database.fetch("select first_year, first_day, last_class_day, last_day, projected from school_year order by first_year")
    return tuple(SchoolYearView(**row) for row in rows)


async def closed_days(age_group_id: UUID, *, first: date, last: date) -> dict[date, str]:
    """Why a group does not come on days on which it otherwise would: "Vacances de Noël", "Ascension, jour férié". Both days included."""
    rows = await database.fetch("select day, reason from closed_day where age_group = {} and day between {} and {} order by day", age_group_id, first, last)
    return {row["day"]: row["reason"] for row in rows}


@dataclass(frozen=True, kw_only=True)
class Imprint:
    """Who answers for the portal; empty where the commune's file does not say."""

    name: str
    office: str
    address: str
    phone: str
    email: str
    publisher: str
    host: str
    dpo: str


async def imprint() -> Imprint:
    row = await database.fetch_one(
        """
        select name, office, address, phone, email, coalesce(texts ->> 'responsable-publication', '') as publisher,
               coalesce(texts ->> 'hebergeur', '') as host, coalesce(texts ->> 'delegue-donnees', '') as dpo
        from commune
        """
    )
    if row is None:
        message = "the commune's row is missing: the migrations were not applied"
        raise RuntimeError(message)
    return Imprint(**row)


# Versions of the commune's file


@dataclass(frozen=True, kw_only=True)
class Version:
    """The commune's file as it was at some time. `author` is empty for what the console loaded."""

    number: int
    made_at: datetime
    is_of_desk: bool
    author: str
    effects: tuple[str, ...]
    source: Source

    @property
    def mark(self) -> str:
        return self.source.mark


@dataclass(frozen=True, kw_only=True)
class VersionLine:
    """A version in the list of them."""

    number: int
    made_at: datetime
    is_of_desk: bool
    author: str
    effects: tuple[str, ...]


VERSION = """
select number, made_at, origin = 'desk' as is_of_desk, author, effects, source, content,
       coalesce((select json_object_agg(name, encode(a.content, 'base64')) from jsonb_each_text(attached) as named (name, digest)
                 join catalogue_attachment a on a.digest = named.digest), json_build_object()) as attached
from catalogue_version
"""
STANDING = f"{VERSION} order by number desc limit 1"
LAST_LOADED = f"{VERSION} where origin = 'load' order by number desc limit 1"
NUMBERED = f"{VERSION} where number = any({{}}::integer[]) order by number"


async def standing() -> Version | None:
    """The file that stands; None before any was loaded."""
    return _version(await database.fetch_one(STANDING))


async def last_loaded() -> Version | None:
    """The file that edits at the desk derive from."""
    return _version(await database.fetch_one(LAST_LOADED))


async def version_and_before(number: int) -> tuple[Version, Version | None] | None:
    """A version with the one before it; None when there is none of this number."""
    found = [version for row in await database.fetch(NUMBERED, [number - 1, number]) if (version := _version(row))]
    if not found or found[-1].number != number:
        return None
    return found[-1], found[0] if len(found) > 1 else None


async def versions(*, before: int | None, limit: int) -> list[VersionLine]:
    """The newest first."""
    rows = await database.fetch(
        "select number, made_at, origin = 'desk' as is_of_desk, author, effects from catalogue_version where {}::integer is null or number < {} "
        "order by number desc limit {}",
        *(before, before, limit),
    )
    return [VersionLine(**row | {"effects": tuple(json.loads(row["effects"]))}) for row in rows]


def _version(row: Mapping[str, Any] | None) -> Version | None:
    if row is None:
        return None
    attached = {name: base64.b64decode(content) for name, content in json.loads(row["attached"]).items()}
    return Version(
        number=row["number"],
        made_at=row["made_at"],
        is_of_desk=row["is_of_desk"],
        author=row["author"],
        effects=tuple(json.loads(row["effects"])),
        source=Source(name=row["source"], content=row["content"], attached=attached),
    )
