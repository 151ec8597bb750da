"""What a family writes in « Ma famille » is whole or not there, wherever the connection is lost."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from app.core import clock, database
from app.households import actions
from app.households.actions.drafting import Person
from app.households.rules.contacts import Choice, Link
from app.households.rules.custody import Weeks
from app.households.rules.fields import Field
from tests.households.people import GRANNY, Ground, a_contact
from tests.queries import failing

Verb = Callable[[], Awaitable[object]]
GRANDDAD = Person(first_name="Papi", last_name="Test", link=Link.GRANDFATHER, phone="+33639981200", second_phone="")
OF_FAMILIES = (
    "household", "guardian", "child", "household_child", "contact", "contact_child", "contact_draft", "pending_change", "custody_statement", "barred_pickup",
    "audit_entry", "outbox", "filing_draft",
)  # fmt: skip


def chosen(*children: UUID, first: int | None = 1) -> list[Choice]:
    return [Choice(child_id=child, may_collect=True, emergency_rank=first) for child in children]


async def adding(ground: Ground) -> Verb:
    await a_contact(ground.anne, *chosen(ground.lea))
    await actions.keep_draft(ground.anne, GRANDDAD, now=clock.now())
    contact_id = await database.fetch_value("select contact from contact_draft")
    return lambda: actions.add_contact(ground.anne, contact_id, choices=chosen(ground.lea, ground.tom), now=clock.now())


async def correcting(ground: Ground) -> Verb:
    contact_id = await a_contact(ground.anne, *chosen(ground.lea))
    return lambda: actions.change_contact(ground.anne, contact_id, person=GRANDDAD, now=clock.now())


async def choosing(ground: Ground) -> Verb:
    contact_id = await a_contact(ground.anne, *chosen(ground.lea))
    await a_contact(ground.anne, *chosen(ground.lea), person=GRANDDAD)
    return lambda: actions.change_children(ground.anne, contact_id, choices=chosen(ground.lea, ground.tom), now=clock.now())


async def removing(ground: Ground) -> Verb:
    contact_id = await a_contact(ground.anne, *chosen(ground.lea))
    await a_contact(ground.anne, *chosen(ground.lea, first=2), person=GRANDDAD)
    return lambda: actions.remove_contact(ground.anne, contact_id, now=clock.now())


async def asking(ground: Ground) -> Verb:
    wanted = {Field.CHILD_FIRST_NAME: "Léane", Field.CHILD_LAST_NAME: "Martin-Durand"}
    return lambda: actions.ask(ground.anne, wanted, child_id=ground.lea, now=clock.now())


async def telephoning(ground: Ground) -> Verb:
    return lambda: actions.change_phones(ground.anne, phone="+33639981234", second_phone="", now=clock.now())


async def stating(ground: Ground) -> Verb:
    return lambda: actions.state_custody(ground.anne, ground.lea, weeks=Weeks.EVEN, words="Le vendredi soir", now=clock.now())


async def leaving(ground: Ground) -> Verb:
    await actions.ask(ground.anne, {Field.LAST_NAME: "Martin-Le Bihan"}, now=clock.now())
    await actions.keep_draft(ground.anne, GRANNY, now=clock.now())
    return lambda: actions.leave(ground.anne, now=clock.now())


async def barring(ground: Ground) -> Verb:
    await a_contact(ground.anne, *chosen(ground.lea))
    await a_contact(ground.loic, *chosen(ground.lea))

    async def bar() -> None:
        async with database.transaction():
            await actions.apply_bar(ground.lea, first_name="Mamie", last_name="Test", grounds="Jugement", asker=ground.anne, now=clock.now())

    return bar


async def held() -> list[object]:
    return [
        await database.fetch_value(f"select md5(string_agg(t::text, '' order by t::text)) from {table} t")  # noqa: S608 - names of tables
        for table in OF_FAMILIES
    ]


@pytest.mark.parametrize("prepared", [adding, correcting, choosing, removing, asking, telephoning, stating, leaving, barring])
async def test_a_connection_lost_at_any_statement_leaves_all_or_nothing(prepared: Callable[[Ground], Awaitable[Verb]], ground: Ground) -> None:
    verb = await prepared(ground)
    before = await held()
    for at in range(40):
        try:
            with failing(at=at):
                await verb()
        except ConnectionResetError:
            assert await held() == before, at
        else:
            break
    assert at >= 3, "several statements were cut"
    assert await held() != before
