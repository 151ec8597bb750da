"""A child's health at the desk: opened with a reason, written before it is shown, read by the family; where each dossier stands says nothing of it."""

from uuid import UUID

import pytest

from app.core import database
from app.demo.sign_ins import PASSWORD
from app.staff.rules.rights import Role
from tests.bookings.families import ANNE
from tests.dossiers import filling
from tests.filings.ground import child_of
from tests.pages import Visitor, parsed, visiting, words
from tests.staff import people

pytestmark = pytest.mark.usefixtures("chavagne")
WHY = "Pour préparer le séjour de février"
SAID = {"sante": "a_signaler", "allergie_aliments": "1", "allergie_cause": "Arachide", "allergie_conduite": "Appeler le 15", "pai": "non", "traitement": "non"}
PEANUT = {"sante": {**filling.HEALTH, **SAID}}


async def household_of_anne() -> UUID:
    found: UUID = await database.fetch_value("select household from guardian where account = {}", ANNE)
    return found


async def here(child: str = "Clervie") -> str:
    return f"/agents/familles/{await household_of_anne()}/enfants/{await child_of(ANNE, child)}/sante/{filling.YEAR}"


async def told(visitor: Visitor, address: str) -> str:
    return words(parsed(await visitor.get(address)).css("main")[0]).replace("\u00a0", " ")


async def readings() -> int:
    number: int = await database.fetch_value("select count(*) from audit_entry where act = 'confidential read'")
    return number


@pytest.mark.rule(27)
async def test_health_is_shown_once_its_reading_is_written_and_the_family_reads_why() -> None:
    await filling.sent(but=PEANUT)
    async with visiting() as helene:
        await people.signed_in(helene, Role.DIRECTION, name=("Hélène", "Guillou"))
        assert "Arachide" not in await told(helene, await here())
        refused = await helene.post(await here(), {"raison": ""}, page=await here())
        assert (refused.status_code, "Arachide" in refused.text, await readings()) == (422, False, 0)
        opened = await helene.post(await here(), {"raison": WHY}, page=await here())
        assert (opened.status_code, "Arachide" in opened.text, await readings()) == (200, True, 1)
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        said = await told(anne, "/famille/consultations")
    assert "Fiche sanitaire 2026-2027, Clervie" in said
    assert f"par Hélène Guillou, Direction {WHY}" in said


@pytest.mark.rule(27)
@pytest.mark.parametrize("role", [Role.RECEPTION, Role.REVENUE, Role.ADMINISTRATION])
async def test_who_does_not_read_health_sees_that_the_dossier_came_and_nothing_of_it(role: Role) -> None:
    await filling.sent(but=PEANUT)
    async with visiting() as agent:
        await people.signed_in(agent, role)
        page = await agent.get(f"/agents/familles/{await household_of_anne()}/dossiers")
        assert "Dossier de Clervie" in page.text
        assert not [word for word in ("Arachide", "sans_porc", "Kermarrec", "/sante/") if word in page.text]
        assert (await agent.get(await here())).status_code == 403
        assert (await agent.post(await here(), {"raison": WHY}, page="/agents/compte")).status_code == 403
    assert await readings() == 0


@pytest.mark.rule(22)
async def test_who_runs_a_site_reads_of_its_children_alone() -> None:
    """The family is seen because a brother comes there; the sister's health is not."""
    await filling.sent(but=PEANUT)
    clervie, malo = await child_of(ANNE, "Clervie"), await child_of(ANNE, "Malo")
    site = await database.fetch_value("select ag.site from enrolment e join age_group ag on ag.id = e.age_group where e.child = {} limit 1", malo)
    await database.fetch("delete from enrolment e using age_group ag where ag.id = e.age_group and e.child = {} and ag.site = {}", clervie, site)
    async with visiting() as gwen:
        await people.signed_in(gwen, Role.SITE, sites=[site])
        assert (await gwen.get(f"/agents/familles/{await household_of_anne()}/dossiers")).status_code == 200
        assert (await gwen.get(await here())).status_code == 404
        assert (await gwen.post(await here(), {"raison": WHY}, page="/agents/compte")).status_code == 404
    assert await readings() == 0


async def test_what_was_not_sent_is_not_there() -> None:
    await filling.filled(but=PEANUT)
    async with visiting() as helene:
        await people.signed_in(helene, Role.DIRECTION)
        assert (await helene.get(await here())).status_code == 404
        assert "Arachide" not in await told(helene, f"/agents/familles/{await household_of_anne()}/dossiers")
