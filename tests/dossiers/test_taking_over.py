"""« Rien n’a changé »: what was answered a year ago, and what a brother or a sister shares."""

from datetime import timedelta

import pytest

from app.core import clock, database
from app.dossiers import queries, showing, taking_over
from app.dossiers.queries import sources
from app.dossiers.taking_over import Proposal
from app.households import actions as households
from app.households.actions.steps import Asker
from tests.bookings.families import ANNE
from tests.dossiers import filling
from tests.dossiers.filling import HEALTH, INSURANCE
from tests.filings.ground import child_of
from tests.filings.walking import walking
from tests.pages import parsed, visiting
from tests.queries import counting

pytestmark = pytest.mark.usefixtures("chavagne")
NEXT = filling.YEAR + 1
LONG = {"assurance": {**INSURANCE, "assurance_fin": "31/08/2029"}}


async def proposed(child: str, *, year: int = filling.YEAR) -> dict[str, Proposal]:
    dossier = await filling.dossier(child, year=year)
    return {each.sheet.code: each for each in taking_over.proposals(dossier, await sources.sources_of(dossier))}


async def test_a_year_later_each_sheet_proposes_what_was_said_of_the_same_child() -> None:
    await filling.sent(but=LONG)
    found = await proposed("Clervie", year=NEXT)
    assert list(found) == ["famille", "sante", "personnes", "autorisations", "assurance"]
    assert {(each.origin, each.is_whole) for each in found.values()} == {("Ce que vous aviez répondu en 2026-2027", True)}
    assert ("Repas", ("Sans porc",)) in found["sante"].told


async def test_an_insurance_that_is_over_is_asked_for_again() -> None:
    await filling.sent()
    assert "assurance" not in await proposed("Clervie", year=NEXT)


async def test_a_brother_shares_the_family_the_doctor_the_people_and_the_insurance_and_nothing_of_his_health() -> None:
    await filling.sent()
    found = await proposed("Malo")
    assert {code: each.is_whole for code, each in found.items()} == {
        "famille": True, "sante": False, "personnes": True, "autorisations": True, "assurance": True,
    }  # fmt: skip
    assert found["sante"].origin == "Comme pour Clervie"
    assert found["sante"].answers == {
        "medecin_nom": "Dr Kermarrec", "medecin_telephone": "02 99 64 00 01", "medecin_ville": "", "soins": "1", "regime": "standard",
    }  # fmt: skip
    assert found["autorisations"].answers == {"acces_quotient": "oui", "photo_video": "non", "part_seul": "non"}


async def test_what_was_said_of_the_same_child_comes_before_what_a_sister_shares() -> None:
    await filling.sent("Malo", but={"sante": {**HEALTH, "medecin_nom": "Dr Riou"}})
    await filling.sent("Clervie", year=NEXT, but=LONG)
    assert (await proposed("Malo", year=NEXT))["sante"].answers["medecin_nom"] == "Dr Riou"


async def test_a_sheet_that_was_begun_proposes_nothing() -> None:
    await filling.sent()
    await filling.kept("assurance", {"assurance_compagnie": "Maif"}, child="Malo")
    assert "assurance" not in await proposed("Malo")


async def test_what_a_sister_is_still_filling_counts_and_what_was_refused_does_not() -> None:
    await filling.kept("assurance", INSURANCE)
    assert set(await proposed("Malo")) == {"assurance"}
    await filling.sent()
    await database.fetch("update filing set status = 'rejected'")
    assert await proposed("Malo") == {}


async def test_all_is_taken_over_in_one_go_and_read_first() -> None:
    await filling.sent()
    here = (await filling.dossier("Malo")).here
    async with visiting() as visitor:
        walker = await walking(visitor)
        page = await visitor.get(f"{here}/reprise")
        assert "Comme pour Clervie" in page.text
        seen = await walker.marks(f"{here}/reprise", "vu")
        stale = await visitor.post(f"{here}/reprise", {"vu": "autre"}, page=here + "/sante")
        assert (stale.status_code, "Ces réponses viennent de changer" in stale.text) == (409, True)
        assert (await filling.dossier("Malo")).draft is None
        taken = [await visitor.post(f"{here}/reprise", seen, page=here + "/sante") for _ in range(2)]
        assert [answer.headers["location"] for answer in taken] == [f"{here}/sante", here]
    assert [sheet.code for sheet in (await filling.dossier("Malo")).missing] == ["sante"]


async def test_one_sheet_alone_is_taken_over_from_its_page() -> None:
    await filling.sent()
    here = (await filling.dossier("Malo")).here
    async with visiting() as visitor:
        await walking(visitor)
        form = parsed(await visitor.get(f"{here}/assurance")).css_first("#reprise")
        assert form is not None
        fields = {field.attributes["name"] or "": field.attributes["value"] or "" for field in form.css("input[type=hidden]")}
        assert (await visitor.post(f"{here}/reprise", fields, page=here + "/sante")).headers["location"] == f"{here}/famille"
    assert (await filling.dossier("Malo")).case.answers == INSURANCE


async def test_the_people_of_a_sister_may_collect_the_brother_once_that_is_confirmed() -> None:
    rozenn = await database.fetch_value(
        """
        insert into contact (id, household, first_name, last_name, person_key, link, phone, created_at)
        select gen_random_uuid(), household, 'Rozenn', 'Arhan', 'rozenn arhan', 'aunt', '+33639982044', {} from guardian where account = {} returning id
        """,
        *(clock.now(), ANNE),
    )
    await filling.sent()
    collectors = [contact.id for contact in (await filling.dossier()).case.facts.contacts if contact.may_collect]
    await filling.kept("personnes", filling.PEOPLE, collectors=[*collectors, rozenn])
    found = (await proposed("Malo"))["personnes"]
    assert rozenn in found.collectors
    assert any("Rozenn Arhan, tante" in value for value in found.told[0][1])


async def test_somebody_whom_the_service_has_barred_is_not_taken_over_and_nothing_else_either() -> None:
    child_id = await child_of(ANNE, "Malo")
    await filling.sent()
    mamie = next(contact for contact in (await filling.dossier()).case.facts.contacts if contact.first_name == "Mamie")
    async with database.transaction():
        await households.apply_bar(child_id, first_name="Mamie", last_name="Le Goff", grounds="Jugement", asker=Asker(account_id=ANNE), now=clock.now())
    here = (await filling.dossier("Malo")).here
    async with visiting() as visitor:
        walker = await walking(visitor)
        refused = await walker.answer(f"{here}/personnes", {**filling.PEOPLE, "vient": str(mamie.id)})
        assert (refused.status_code, "Rien n’a été enregistré" in refused.text) == (422, True)
        seen = await walker.marks(f"{here}/reprise", "vu")
        assert (await visitor.post(f"{here}/reprise", seen, page=here + "/sante")).status_code == 422
    assert (await filling.dossier("Malo")).draft is None


async def test_who_may_collect_is_ticked_on_its_sheet_and_stands_in_ma_famille() -> None:
    here = (await filling.dossier("Malo")).here
    contacts = {contact.first_name: contact for contact in (await filling.dossier("Malo")).case.facts.contacts}
    async with visiting() as visitor:
        walker = await walking(visitor)
        sent = await walker.answer(f"{here}/personnes", {**filling.PEOPLE, "vient": str(contacts["Papi"].id)})
        assert sent.status_code == 303, sent.text
    now = {contact.first_name: contact.may_collect for contact in (await filling.dossier("Malo")).case.facts.contacts}
    assert now == {"Mamie": False, "Papi": True}
    assert {contact.first_name: contact.may_collect for contact in (await filling.dossier("Clervie")).case.facts.contacts}["Mamie"] is True


async def test_the_pages_cost_as_many_statements_whatever_stands_in_them() -> None:
    here = (await filling.dossier("Malo")).here
    async with visiting() as visitor:
        await walking(visitor)
        spent = []
        for _ in range(2):
            with counting() as statements:
                for page in ("/dossiers", here, f"{here}/sante", f"{here}/reprise"):
                    await visitor.get(page)
            spent.append(len(statements))
            await filling.sent()
            await filling.filled("Malo", year=NEXT)
        with counting() as alone:
            await visitor.get(here)
    assert spent[1] - spent[0] <= 2  # the « reprise » has something to show, and so its layout
    assert len(alone) <= 8, alone


async def test_the_tableau_de_bord_is_given_what_is_missing_by_child() -> None:
    await filling.filled("Malo", but={"sante": {}})
    found = queries.offered(await queries.of_account(ANNE, today=clock.today()), today=clock.today())
    told = {each.child.first_name: [sheet.code for sheet in each.missing] for each in found}
    assert told == {"Clervie": ["famille", "sante", "personnes", "autorisations", "assurance"], "Malo": ["sante"]}
    await filling.sent("Clervie")
    (waiting,) = await queries.waiting_of(ANNE, today=clock.today())
    (task,) = showing.tasks_of([waiting])
    assert (task.label, task.note) == ("Dossier de Malo, 2026-2027", "À remplir\u00a0: fiche sanitaire")
    in_may = clock.today() + timedelta(days=160)
    assert len(queries.offered(await queries.of_account(ANNE, today=in_may), today=in_may)) == 4
