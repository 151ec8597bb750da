"""A pièce at the desk: opened in place by who may, accepted or refused; what is sensitive with a reason that the family reads."""

from collections.abc import AsyncIterator
from uuid import UUID

import msgspec
import pytest

from app.core import clock, database
from app.demo.sign_ins import PASSWORD
from app.staff.rules.rights import Role
from tests.bookings.families import ANNE, CLAIRE
from tests.documents import sendings
from tests.documents.pieces import HEALTH, HOME_PROOF, INCOME, given
from tests.pages import Visitor, parsed, visiting, words
from tests.staff import people

pytestmark = pytest.mark.usefixtures("chavagne", "data_dir", "inspected_once")
WHY = "Pour préparer la sortie de mercredi"


@pytest.fixture
async def household() -> UUID:
    found: UUID = await database.fetch_value("select household from guardian where account = {}", ANNE)
    return found


@pytest.fixture
async def sophie() -> AsyncIterator[Visitor]:
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.RECEPTION)
        yield visitor


@pytest.fixture
async def helene() -> AsyncIterator[Visitor]:
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.DIRECTION, name=("Hélène", "Guillou"))
        yield visitor


def address(household: UUID, document_id: UUID) -> str:
    return f"/agents/familles/{household}/pieces/{document_id}"


async def status_of(document_id: UUID) -> tuple[str, str]:
    row = await database.fetch_one("select status, reason from supporting_document where id = {}", document_id)
    assert row is not None
    return row["status"], row["reason"]


async def test_a_piece_opens_in_place_and_is_accepted_or_refused_with_a_reason(sophie: Visitor, household: UUID) -> None:
    document_id = await given(HOME_PROOF)
    here = address(household, document_id)
    assert "Justificatif de domicile" in (await sophie.get(f"/agents/familles/{household}/dossiers")).text
    file = await sophie.get(f"{here}/fichier")
    assert (file.status_code, file.content) == (200, sendings.pdf())
    assert file.headers["content-disposition"].startswith("inline")
    assert "script" not in file.headers["content-security-policy"]
    assert (await sophie.post(f"{here}/verification", {}, page=here)).status_code == 303
    assert await status_of(document_id) == ("verified", "")
    assert (await sophie.post(f"{here}/refus", {"motif": ""}, page=here)).status_code == 422
    assert (await sophie.post(f"{here}/refus", {"motif": "Elle est floue."}, page=here)).status_code == 303
    assert await status_of(document_id) == ("rejected", "Elle est floue.")
    rows = await database.fetch("select role, details from audit_entry where object_id = {} and act like 'document %ed' order by id", str(document_id))
    assert {row["role"] for row in rows} == {"accueil"}
    changes = [msgspec.json.decode(row["details"], type=dict[str, str]) for row in rows]
    assert [(each["status_before"], each["status"]) for each in changes] == [("received", "verified"), ("verified", "rejected")]
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        assert "Elle est floue." in (await anne.get(f"/documents/pieces/{await kind_of(document_id)}")).text


async def kind_of(document_id: UUID) -> UUID:
    found: UUID = await database.fetch_value("select kind from supporting_document where id = {}", document_id)
    return found


@pytest.mark.rule(27)
async def test_who_does_not_read_health_sees_that_a_piece_is_there_and_nothing_of_it(sophie: Visitor, household: UUID) -> None:
    document_id = await given(HEALTH, child="Clervie", name="allergie-arachide.pdf")
    here = address(household, document_id)
    assert "Reçue" in words(parsed(await sophie.get(f"/agents/familles/{household}/dossiers")).css("main")[0])
    page = await sophie.get(here)
    assert page.status_code == 200
    assert "arachide" not in page.text
    for path in ("fichier", "lecture"):
        assert (await sophie.get(f"{here}/{path}")).status_code in {303, 404}
    assert (await sophie.post(f"{here}/lecture", {"raison": WHY}, page="/agents/compte")).status_code == 404
    assert (await sophie.post(f"{here}/verification", {}, page="/agents/compte")).status_code == 404
    assert await readings() == []


@pytest.mark.rule(27)
@pytest.mark.parametrize("role", [Role.REVENUE, Role.ADMINISTRATION])
async def test_who_has_no_use_of_health_does_not_even_see_that_a_certificate_is_there(household: UUID, role: Role) -> None:
    document_id = await given(HEALTH, child="Clervie")
    async with visiting() as visitor:
        await people.signed_in(visitor, role)
        assert str(document_id) not in (await visitor.get(f"/agents/familles/{household}/dossiers")).text
        assert (await visitor.get(address(household, document_id))).status_code == 404


async def readings() -> list[str]:
    rows = await database.fetch("select details ->> 'why' as why from audit_entry where act = 'confidential read' order by id")
    return [row["why"] for row in rows]


@pytest.mark.rule(27)
async def test_what_is_sensitive_opens_once_its_reading_is_written_for_ten_minutes_and_for_that_agent(
    helene: Visitor, sophie: Visitor, household: UUID
) -> None:
    document_id = await given(HEALTH, child="Clervie")
    here = address(household, document_id)
    assert (await helene.get(f"{here}/fichier")).headers["location"] == here
    assert (await helene.post(f"{here}/lecture", {"raison": ""}, page=here)).status_code == 422
    assert await readings() == []
    opened = await helene.post(f"{here}/lecture", {"raison": WHY}, page=here)
    assert (opened.status_code, await readings()) == (200, [WHY])
    (link,) = [each.attributes["href"] or "" for each in parsed(opened).css("a") if "/fichier" in (each.attributes["href"] or "")]
    assert (await helene.get(link)).content == sendings.pdf()
    assert (await sophie.get(link)).status_code == 404
    async with visiting() as other:
        await people.signed_in(other, Role.DIRECTION)
        assert (await other.get(link)).status_code == 303
    with clock.frozen(clock.now().replace(minute=11)):
        assert (await helene.get(link)).status_code == 303
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        told = words(parsed(await anne.get("/famille/consultations")).css("main")[0]).replace("\u00a0", " ")
    assert f"par Hélène Guillou, Direction {WHY}" in told


async def test_income_is_for_who_answers_the_family_and_not_for_a_site(sophie: Visitor, household: UUID) -> None:
    document_id = await given(INCOME)
    here = address(household, document_id)
    assert (await sophie.post(f"{here}/lecture", {"raison": "Pour le tarif"}, page=here)).status_code == 200
    sites = [row["site"] for row in await database.fetch("select distinct site from age_group")]
    async with visiting() as gwen:
        await people.signed_in(gwen, Role.SITE, sites=sites)
        assert (await gwen.get(here)).status_code == 200
        assert (await gwen.post(f"{here}/lecture", {"raison": WHY}, page="/agents/compte")).status_code == 404
    assert await readings() == ["Pour le tarif"]


@pytest.mark.rule(22)
async def test_a_piece_of_another_family_is_not_there(sophie: Visitor, household: UUID) -> None:
    document_id = await given(HOME_PROOF, account_id=CLAIRE)
    assert (await sophie.get(address(household, document_id))).status_code == 404
    assert (await sophie.get(f"{address(household, document_id)}/fichier")).status_code == 404


async def test_what_was_replaced_is_decided_no_more(sophie: Visitor, household: UUID) -> None:
    """A demande rests on it: it is kept, and opens still."""
    first = await given(HOME_PROOF)
    await database.fetch("insert into document_use (document, holder) values ({}, {})", first, first)
    await given(HOME_PROOF, name="autre.pdf")
    here = address(household, first)
    assert (await sophie.get(f"{here}/fichier")).status_code == 200
    assert (await sophie.post(f"{here}/verification", {}, page="/agents/compte")).status_code == 303
    assert await database.fetch("select 1 from audit_entry where act = 'document verified'") == []
