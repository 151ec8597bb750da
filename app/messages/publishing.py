"""A file of actualités and messages (`python -m app publish`), beside what agents write at the desk: all of it or nothing, and twice is harmless."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from app.catalogue.commune_file import Refused, Source, activities, source
from app.catalogue.commune_file.entry import Entry
from app.catalogue.commune_file.readings import CODE, DAY, EMAIL, TEXT
from app.core import clock, database
from app.core.authors import CONSOLE
from app.messages.audience import Audience
from app.messages.inbox import actions as inbox
from app.messages.inbox.actions import Letter, Refusal, Sent, ToBooked, ToHousehold
from app.messages.news import actions as news
from app.messages.news.actions import Item, Published
from components import french

WHO = "attendu « jour » (toutes les familles qui ont réservé ce jour-là) ou « famille » (l’adresse avec laquelle un de ses adultes se connecte)."


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the file may name: codes, and households by the address of an adult."""

    activities: frozenset[str]
    sites: frozenset[str]
    schools: frozenset[str]
    households: Mapping[str, UUID]


@database.retried
async def publish(path: Path, *, now: datetime) -> str:
    """What was done, in words. Raises `Refused` with everything that is wrong."""
    root = Entry(values=Source(name=path.name, content=source.content_of(path)).values, path="", problems=[])
    known = await _known(root)
    items = [_item(entry, known=known) for entry in activities.each_once(root.tables("actualite"))]
    letters = [_letter(entry, known=known) for entry in activities.each_once(root.tables("message"))]
    root.close()
    if root.problems:
        raise Refused(path.name, root.problems)
    async with database.transaction():
        published = [await news.apply_publish(item, now=now, by=CONSOLE) for item in items]
        sent = [await inbox.apply_send(letter, now=now, by=CONSOLE) for letter in letters]
        if problems := list(_refused(letters, sent)):
            raise Refused(path.name, problems)
    return french.capitalised(", ".join(_told(published, [outcome for outcome in sent if isinstance(outcome, Sent)]))) + "."


def _refused(letters: Sequence[Letter], outcomes: Sequence[Sent | Refusal]) -> Iterator[str]:
    for letter, outcome in zip(letters, outcomes, strict=True):
        if isinstance(outcome, Refusal):
            yield f"message « {letter.code} » : {outcome.sentence}"


async def _known(root: Entry) -> Known:
    codes = {
        table: frozenset(row["code"] for row in await database.fetch(f"select code from {table} where retired_at is null"))  # noqa: S608 - constants
        for table in ("activity", "site", "school")
    }
    written = [entry["famille"] for entry in _tables_in(root) if isinstance(entry.get("famille"), str)]
    rows = await database.fetch("select a.email, g.household from account a join guardian g on g.account = a.id where a.email = any({})", written)
    households = {row["email"]: row["household"] for row in rows}
    return Known(activities=codes["activity"], sites=codes["site"], schools=codes["school"], households=households)


def _tables_in(root: Entry) -> Iterator[Mapping[str, object]]:
    """Before they are read: the households that they name are looked up once for all."""
    found = root.values.get("message")
    return (each for each in found if isinstance(each, dict)) if isinstance(found, list) else iter(())


def _item(entry: Entry, *, known: Known) -> Item:
    first, last = entry.required("du", DAY), entry.optional("au", DAY, default=None)
    if last is not None and last < first:
        entry.refuse("au", "ce jour est avant « du ».")
    item = Item(
        code=entry.required("code", CODE),
        title=entry.required("titre", TEXT),
        body=entry.required("texte", TEXT),
        published_from=clock.midnight(first),
        published_until=clock.midnight(last + timedelta(days=1)) if last else None,
        audience=Audience(
            activities=entry.codes("activites", known=known.activities, what="aucune activité", default=()),
            sites=entry.codes("sites", known=known.sites, what="aucun site", default=()),
            schools=entry.codes("ecoles", known=known.schools, what="aucune école", default=()),
        ),
    )
    entry.close()
    return item


def _letter(entry: Entry, *, known: Known) -> Letter:
    code, title, body = entry.required("code", CODE), entry.required("titre", TEXT), entry.required("texte", TEXT)
    day, email = entry.optional("jour", DAY, default=None), entry.optional("famille", EMAIL, default=None)
    chosen = entry.codes("activites", known=known.activities, what="aucune activité", default=())
    if (day is None) == (email is None):
        entry.refuse_all(WHO)
    elif email is not None and email not in known.households:
        entry.refuse("famille", f"personne ne se connecte avec « {email} ».")
    elif email is not None and chosen:
        entry.refuse("activites", "attendu avec « jour » seulement.")
    entry.close()
    household_id = known.households.get(email) if email else None
    to = ToHousehold(household_id=household_id) if household_id else ToBooked(day=day or date.min, activities=chosen)
    return Letter(code=code, title=title, body=body, to=to)


def _told(published: list[Published], sent: list[Sent]) -> Iterator[str]:
    """A count for each thing done, and of what was there already."""
    done = {outcome: published.count(outcome) for outcome in Published}
    left = [outcome for outcome in sent if not outcome.again]
    yield french.count(done[Published.NEW], one="actualité publiée", many="actualités publiées")
    yield french.count(done[Published.CORRECTED], one="corrigée", many="corrigées")
    households = french.count(sum(outcome.households for outcome in left), one="famille", many="familles")
    yield f"{french.count(len(left), one='message envoyé', many='messages envoyés')} à {households}"
    yield f"{done[Published.SAME] + len(sent) - len(left)} déjà là"
