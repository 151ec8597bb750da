"""The home of the desk: what waits for the agent who comes in."""

from datetime import timedelta

import pytest

from app.core import clock, database
from app.home import today as todays
from app.staff import actions
from app.staff.rules.rights import Role
from tests.bookings.families import ACCOUNTS
from tests.filings import drafting
from tests.pages import parsed, visiting, words
from tests.staff import people

pytestmark = pytest.mark.usefixtures("chavagne")


async def test_it_counts_the_demandes_that_wait_for_the_service_within_reach() -> None:
    await drafting.validated(await drafting.answered(ACCOUNTS["Anne"]), by=ACCOUNTS["Anne"])
    reception = await people.agent(Role.RECEPTION)
    today = await todays.of(reception, today=clock.today())
    assert (today.waiting, today.oldest) == (1, clock.now())
    await database.fetch("delete from enrolment")
    bound = await people.agent(Role.RECEPTION, sites=[await database.fetch_value("select id from site limit 1")])
    assert (await todays.of(bound, today=clock.today())).waiting == 0


async def test_another_agent_than_who_asks_confirms_that_a_factor_is_taken_away() -> None:
    asking, losing = await people.agent(Role.ADMINISTRATION, name=("Denis", "Kermarrec")), await people.agent(name=("Sophie", "Le Gall"))
    assert await actions.ask_reset(losing.member_id, by=asking, now=clock.now()) is None
    for seen_by, shown in ((asking, False), (losing, False), (await people.agent(), True)):
        assert bool((await todays.of(seen_by, today=clock.today())).resets) is shown
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        assert not (await todays.of(await people.agent(), today=clock.today())).resets, "who was not of the team when it was asked cannot confirm it"
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.REVENUE)
        page = parsed(await visitor.get("/agents"))
        assert "Retirer le second facteur de Sophie Le Gall" in words(page.body)  # type: ignore[arg-type]


async def test_who_imports_families_is_told_how_many_adults_nobody_has_invited() -> None:
    await database.fetch("update account set password_hash = null, invited_at = null where email = 'anne.legoff@exemple.fr'")
    for role, shown in ((Role.ADMINISTRATION, True), (Role.RECEPTION, False)):
        async with visiting() as visitor:
            await people.signed_in(visitor, role)
            assert ("1\u00a0adulte jamais invité" in words(parsed(await visitor.get("/agents")).body)) is shown  # type: ignore[arg-type]


async def test_an_agent_who_meets_an_error_is_not_told_to_call_the_mairie() -> None:
    async with visiting() as visitor:
        await people.signed_in(visitor)
        said = words(parsed(await visitor.get("/agents/rien-ici")).body)  # type: ignore[arg-type]
    assert "Cette page n’existe pas" in said
    assert "Appelez la mairie" not in said


async def test_who_is_refused_learns_whether_it_is_for_want_of_a_right_or_of_a_session() -> None:
    async with visiting() as visitor:
        await people.signed_in(visitor)
        refused = await visitor.get("/agents/journal")
        outlived = await visitor.client.post("/agents/deconnexion", data={"_csrf": "of another session"})
    for answer, title in ((refused, "Cette action n’est pas permise"), (outlived, "Cette page n’est plus à jour")):
        assert (answer.status_code, words(parsed(answer).css("h1")[0])) == (403, title)
