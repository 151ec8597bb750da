"""Anne Martin and Loïc Durand live apart with Léa; Yves lives with Anne and Tom; Petit is another family. All sign in."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from app.core import clock, database
from app.demo.sign_ins import PASSWORD
from app.households import actions
from app.households.actions import NewChild, NewGuardian, NewHousehold
from app.households.actions.drafting import Person
from app.households.actions.steps import Asker
from app.households.rules.contacts import Choice, Link
from tests.pages import Visitor

MARTIN, YVES, DURAND, PETIT = "anne.martin@exemple.fr", "yves.martin@exemple.fr", "loic.durand@exemple.fr", "marc.petit@exemple.fr"
GRANNY = Person(first_name="Mamie", last_name="Test", link=Link.GRANDMOTHER, phone="+33261912040", second_phone="")


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Ids. `lea` belongs to two households."""

    martin: UUID
    yves: UUID
    durand: UUID
    petit: UUID
    household: UUID
    other_household: UUID
    strangers: UUID
    lea: UUID
    tom: UUID
    zoe: UUID

    @property
    def anne(self) -> Asker:
        return Asker(account_id=self.martin)

    @property
    def loic(self) -> Asker:
        return Asker(account_id=self.durand)


async def settle() -> Ground:
    """The demo's own contacts and weeks are taken away: what a test counts is its own."""
    await database.fetch("delete from contact")
    await database.fetch("delete from custody_statement")
    accounts_of = {email: await _account(email) for email in (MARTIN, YVES, DURAND, PETIT)}
    ids = {name: uuid4() for name in ("household", "other_household", "strangers", "lea", "tom", "zoe")}
    lea, tom, zoe = _child(ids["lea"], "Léa", 2018), _child(ids["tom"], "Tom", 2020), _child(ids["zoe"], "Zoé", 2019)
    async with database.transaction():
        await actions.apply_register(
            [
                _household(ids["household"], "Martin", adults=[("Anne", accounts_of[MARTIN]), ("Yves", accounts_of[YVES])], children=[lea, tom]),
                _household(ids["other_household"], "Durand", adults=[("Loïc", accounts_of[DURAND])], children=[lea]),
                _household(ids["strangers"], "Petit", adults=[("Marc", accounts_of[PETIT])], children=[zoe]),
            ],
            now=clock.now(),
        )
    return Ground(martin=accounts_of[MARTIN], yves=accounts_of[YVES], durand=accounts_of[DURAND], petit=accounts_of[PETIT], **ids)


async def _account(email: str) -> UUID:
    """With the password of the demo, whose hash is there already."""
    account_id = uuid4()
    await database.fetch(
        """
        insert into account (id, email, password_hash, created_at, password_changed_at)
        select {}, {}, password_hash, {}, {} from account where email = 'anne.legoff@exemple.fr'
        """,
        *(account_id, email, clock.now(), clock.now()),
    )
    return account_id


def _household(household_id: UUID, name: str, *, adults: list[tuple[str, UUID]], children: list[NewChild]) -> NewHousehold:
    guardians = tuple(
        NewGuardian(id=uuid4(), account_id=account_id, first_name=first_name, last_name=name, phone="+33639980001") for first_name, account_id in adults
    )
    return NewHousehold(id=household_id, name=name, guardians=guardians, children=tuple(children))


def _child(child_id: UUID, first_name: str, year: int) -> NewChild:
    return NewChild(id=child_id, first_name=first_name, last_name="Martin", birth_date=date(year, 5, 14), school_id=None)


async def a_contact(asker: Asker, *choices: Choice, person: Person = GRANNY) -> UUID:
    """Added through its two steps."""
    assert await actions.keep_draft(asker, person, now=clock.now()) is True
    contact_id: UUID = await database.fetch_value("select contact from contact_draft where account = {}", asker.account_id)
    assert await actions.add_contact(asker, contact_id, choices=choices, now=clock.now()) is True
    return contact_id


async def sign_in(visitor: Visitor, email: str = MARTIN) -> Visitor:
    await visitor.sign_in(email, password=PASSWORD)
    return visitor
