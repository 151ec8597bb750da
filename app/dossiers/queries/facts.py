"""What a dossier tells that its sheets do not ask: the adults and the contacts of « Ma famille », the pièces."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from app.core import database
from app.documents import queries as documents
from app.documents.queries import Piece
from app.dossiers.sheets import people
from app.filings.rules.questions import Case, Rows
from app.households.rules import phones
from app.households.rules.contacts import Link

KNOWN = """
select h.address,
    (select coalesce(json_agg(json_build_object('first_name', g.first_name, 'last_name', g.last_name, 'phones', json_build_array(g.phone, g.second_phone),
                                                'email', a.email) order by g.position, g.id), '[]')
     from guardian g left join account a on a.id = g.account and a.disabled_at is null where g.household = h.id and g.left_at is null) as adults,
    (select coalesce(json_agg(json_build_object('id', k.id, 'first_name', k.first_name, 'last_name', k.last_name, 'link', k.link,
                                                'phones', json_build_array(k.phone, k.second_phone), 'is_for_this_child', cc.child is not null,
                                                'may_collect', coalesce(cc.may_collect, false), 'rank', cc.emergency_rank,
                                                'collects', (select coalesce(json_agg(o.child), '[]') from contact_child o
                                                             where o.contact = k.id and o.may_collect))
                              order by cc.emergency_rank nulls last, k.created_at, k.id), '[]')
     from contact k left join contact_child cc on cc.contact = k.id and cc.child = {} where k.household = h.id) as contacts
from household h where h.id = {}
"""


@dataclass(frozen=True, kw_only=True)
class Adult:
    first_name: str
    last_name: str
    phones: list[str]
    email: str | None


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A contact of the household; `is_for_this_child`: it was named for the child of the dossier. `rank`: its turn to be called.
    `collects`: all the children that it may collect."""

    id: UUID
    first_name: str
    last_name: str
    link: Link
    phones: list[str]
    is_for_this_child: bool
    may_collect: bool
    rank: int | None
    collects: list[UUID]

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def words(self) -> str:
        return ", ".join((self.name, self.link.words.lower(), *_shown(self.phones)))


@dataclass(frozen=True, kw_only=True)
class Facts:
    """`pieces`: the household's and this child's."""

    address: str
    adult_list: tuple[Adult, ...]
    contacts: tuple[Contact, ...]
    pieces: tuple[Piece, ...]

    @property
    def adults(self) -> Rows:
        told: list[tuple[str, list[str]]] = [
            (f"Adulte {place}", [f"{adult.first_name} {adult.last_name}", *_shown(adult.phones), *([adult.email] if adult.email else [])])
            for place, adult in enumerate(self.adult_list, start=1)
        ]
        return [*told, ("Adresse", [line for line in self.address.splitlines() if line.strip()])]

    @property
    def people(self) -> Rows:
        return [
            (people.MAY_COLLECT, [each.words for each in self.contacts if each.may_collect] or [people.NOBODY_ELSE]),
            ("À appeler en cas d’urgence, après vous", [each.words for each in self.contacts if each.rank is not None]),
        ]


def _shown(numbers: list[str]) -> list[str]:
    return [phones.shown(number) for number in numbers if number]


async def facts_of(case: Case) -> Facts:
    """In two statements."""
    row: dict[str, Any] = await database.fetch_one(KNOWN, case.its_child.id, case.household_id) or {}
    pieces = await documents.of_account(case.account_id)
    return Facts(
        address=row["address"],
        adult_list=msgspec.json.decode(row["adults"], type=tuple[Adult, ...]),
        contacts=msgspec.json.decode(row["contacts"], type=tuple[Contact, ...]),
        pieces=tuple(piece for piece in pieces if piece.child_id in {None, case.its_child.id}),
    )
