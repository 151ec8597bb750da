"""The pages of a family at the desk: found, shown, scoped by site and role; what is confidential opens on purpose and the family sees it."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from app.core import clock, cookies, database
from app.households import actions as households
from app.households.actions.drafting import Person
from app.households.actions.steps import Asker
from app.households.rules.contacts import Choice, Link
from app.households.rules.custody import Weeks
from app.households.rules.fields import Field
from app.messages.inbox import actions as inbox
from app.messages.inbox.actions import Letter, ToHousehold
from app.staff.rules.rights import Role
from tests.households.people import MARTIN, Ground, a_contact, settle, sign_in
from tests.pages import Visitor, parsed, visiting, words
from tests.queries import counting
from tests.staff import people

HOME = "/agents/familles"
TABS = ("", "/dossiers", "/inscriptions", "/demandes", "/messages", "/journal")
WHY = "Pour préparer la sortie de mercredi"


@pytest.fixture
async def ground(chavagne: str) -> Ground:
    return await settle()


@pytest.fixture
async def sophie(ground: Ground) -> AsyncIterator[Visitor]:
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.RECEPTION)
        yield visitor


async def said(visitor: Visitor, address: str) -> str:
    answer = await visitor.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return words(parsed(answer).css("main")[0]).replace("\u00a0", " ")


# Found


async def test_what_is_looked_for_stands_in_no_address_and_stays_on_the_way_back(sophie: Visitor, ground: Ground) -> None:
    answer = await sophie.post(HOME, {"recherche": "anne tom"}, page=HOME)
    assert (answer.status_code, answer.headers["location"]) == (303, HOME)
    assert "anne" not in answer.headers["set-cookie"]
    shown = await said(sophie, HOME)
    assert "1 famille" in shown
    assert "Famille Martin" in shown
    assert "Famille Petit" not in shown
    assert "Famille Petit" in await said(sophie, f"{HOME}?tout=oui")
    assert "Famille Petit" in await said(sophie, HOME)


async def test_the_list_after_a_swap_is_that_of_the_page_reloaded(sophie: Visitor, ground: Ground) -> None:
    patched = await sophie.post(HOME, {"recherche": "martin"}, page=HOME, target="resultats")
    assert patched.status_code == 200
    reloaded = parsed(await sophie.get(HOME)).css_first("#resultats")
    assert reloaded is not None
    assert parsed(patched).css_first("#resultats").html == reloaded.html  # type: ignore[union-attr]


async def test_another_session_looks_for_nothing(sophie: Visitor, ground: Ground) -> None:
    await sophie.post(HOME, {"recherche": "martin"}, page=HOME)
    kept = sophie.client.cookies[cookies.named(cookies.SEARCH)]
    async with visiting() as other:
        await people.signed_in(other, Role.RECEPTION)
        for value in (kept, "x", "eA=="):
            other.client.cookies.set(cookies.named(cookies.SEARCH), value)
            assert "Famille Petit" in await said(other, HOME)


# Shown


async def test_each_tab_of_a_family_costs_as_much_whatever_it_shows(sophie: Visitor, ground: Ground) -> None:
    costs = {}
    for tab in TABS:
        with counting() as few:
            await said(sophie, f"{HOME}/{ground.strangers}{tab}")
        costs[tab] = len(few)
    for letter in "abc":
        await a_contact(ground.anne, Choice(child_id=ground.lea), person=_person(letter))
        await inbox.send_message(Letter(code=f"mot-{letter}", title="Un mot", body="Bonjour", to=ToHousehold(household_id=ground.household)), now=clock.now())
    for tab in TABS:
        with counting() as many:
            await said(sophie, f"{HOME}/{ground.household}{tab}")
        assert len(many) == costs[tab], tab
    assert max(costs.values()) <= 10, costs


def _person(letter: str) -> Person:
    return Person(first_name=f"Mamie {letter}", last_name="Test", link=Link.GRANDMOTHER, phone="+33261912040", second_phone="")


async def test_the_people_are_told_with_their_access_and_the_other_home_of_a_child(sophie: Visitor, ground: Ground) -> None:
    await a_contact(ground.anne, Choice(child_id=ground.tom, may_collect=True, emergency_rank=1))
    page = await sophie.get(f"{HOME}/{ground.household}")
    told = words(parsed(page).css("main")[0]).replace("\u00a0", " ")
    for expected in ("Anne Martin", "Se connecte avec anne.martin@exemple.fr", "06 39 98 00 01", "Léa Martin 8 ans", "14 mai 2018", "Mamie Test Grand-mère",
                     "Pour Tom Peut venir chercher l’enfant En cas d’urgence, à appeler en 1er", "Autre foyer : Durand"):  # fmt: skip
        assert expected in told, expected
    assert f'href="{HOME}/{ground.other_household}"' in page.text


async def test_the_tabs_are_links_and_the_current_one_says_so(sophie: Visitor, ground: Ground) -> None:
    for tab in TABS:
        page = parsed(await sophie.get(f"{HOME}/{ground.household}{tab}"))
        current = page.css(".chips [aria-current]")
        assert [each.attributes["href"] for each in current] == [f"{HOME}/{ground.household}{tab}"]
        assert len(page.css(".chips a")) == len(TABS)


# Scope and roles


@pytest.mark.rule(22)
async def test_a_family_of_other_sites_is_not_there(ground: Ground) -> None:
    elsewhere = uuid4()
    await database.fetch("insert into site (id, code, name, position) values ({}, 'ailleurs', 'Ailleurs', 99)", elsewhere)
    async with visiting() as gwen:
        await people.signed_in(gwen, Role.SITE, sites=[elsewhere])
        for tab in TABS:
            assert (await gwen.get(f"{HOME}/{ground.household}{tab}")).status_code == 404


@pytest.mark.parametrize("role", [Role.REVENUE, Role.ADMINISTRATION])
async def test_who_does_not_edit_reads_and_is_offered_nothing_more(ground: Ground, role: Role) -> None:
    async with visiting() as visitor:
        await people.signed_in(visitor, role)
        told = await said(visitor, f"{HOME}/{ground.household}")
        assert not [word for word in ("Corriger", "Inviter", "Départ", "Ajouter", "Modifier") if word in told]
        assert (await visitor.get(f"{HOME}/{ground.household}/adresse")).status_code == 403
        assert (await visitor.get(f"{HOME}/creation")).status_code == 403


@pytest.mark.rule(26)
async def test_who_is_barred_is_told_to_who_welcomes_the_child_and_never_to_a_family(sophie: Visitor, ground: Ground) -> None:
    here = f"{HOME}/{ground.household}/enfants/{ground.lea}/interdictions"
    answer = await sophie.post(here, {"prenom": "Zébulon", "nom": "Test", "motif": "Ordonnance du 12 mars"}, page=here)
    assert answer.status_code == 303
    assert "Zébulon Test" in await said(sophie, f"{HOME}/{ground.other_household}")
    assert "Ordonnance du 12 mars" in await said(sophie, here)
    async with visiting() as rachid:
        await people.signed_in(rachid, Role.REVENUE)
        told = await said(rachid, f"{HOME}/{ground.household}")
        assert "1 personne" in told
        assert "Zébulon" not in told
        assert "Zébulon" not in await said(rachid, f"{HOME}/{ground.household}/journal")
    async with visiting() as anne:
        await sign_in(anne)
        for address in ("/famille", "/famille/consultations"):
            page = await anne.get(address)
            assert "Zébulon" not in page.text
            assert "interdi" not in page.text.lower()
    barred = await database.fetch_value("select id from barred_pickup")
    lifting = f"{here}/{barred}/levee"
    assert (await sophie.post(lifting, {"motif": ""}, page=lifting)).status_code == 422
    assert (await sophie.post(lifting, {"motif": "Jugement du 3 novembre"}, page=lifting)).status_code == 303
    assert "Zébulon" not in await said(sophie, f"{HOME}/{ground.household}")


@pytest.mark.rule(27)
async def test_custody_opens_with_a_reason_that_its_household_reads(ground: Ground) -> None:
    await households.state_custody(Asker(account_id=ground.martin), ground.lea, weeks=Weeks.EVEN, words="Du vendredi au lundi", now=clock.now())
    here = f"{HOME}/{ground.household}/enfants/{ground.lea}/garde"
    async with visiting() as helene:
        await people.signed_in(helene, Role.DIRECTION, name=("Hélène", "Guillou"))
        assert "Du vendredi" not in await said(helene, here)
        refused = await helene.post(here, {"raison": " "}, page=here)
        assert (refused.status_code, "Du vendredi" in refused.text) == (422, False)
        opened = await helene.post(here, {"raison": WHY}, page=here)
        assert "Du vendredi au lundi" in opened.text
        assert (await helene.get(f"{HOME}/{ground.other_household}/enfants/{ground.lea}/garde")).status_code == 404
    async with visiting() as anne:
        told = await said(await sign_in(anne), "/famille/consultations")
    assert "Garde alternée, Léa" in told
    assert f"par Hélène Guillou, Direction {WHY}" in told


# Verbs, as their forms are sent


async def test_a_correction_by_its_form_is_read_in_the_journal_from_what_to_what(sophie: Visitor, ground: Ground) -> None:
    here = f"{HOME}/{ground.household}/enfants/{ground.lea}"
    seen = parsed(await sophie.get(here)).css_first("input[name=vu]").attributes["value"]  # type: ignore[union-attr]
    fields = {"prenom": "Léa-Rose", "nom": "Martin", "naissance": "15/05/2018", "ecole": "", "vu": seen}
    assert (await sophie.post(here, fields, page=here)).status_code == 303
    told = await said(sophie, f"{HOME}/{ground.household}/journal")
    assert "Sophie Le Gall a corrigé prénom : Léa → Léa-Rose" in told
    assert "a corrigé date de naissance : 14 mai 2018 → 15 mai 2018" in told
    stale = await sophie.post(here, fields | {"prenom": "Rose"}, page=here)
    assert (stale.status_code, "Léa-Rose" in stale.text) == (409, True)
    wrong = await sophie.post(here, fields | {"naissance": "hier"}, page=here)
    assert (wrong.status_code, "hier" in wrong.text) == (422, True)


async def test_an_adult_is_corrected_invited_and_taken_out_by_their_forms(sophie: Visitor, ground: Ground) -> None:
    adding = f"{HOME}/{ground.household}/adultes/ajout"
    fields = {"prenom": "Nadia", "nom": "Roux", "telephone": "06 39 98 00 07", "autre_telephone": "", "adresse": "", "envoi": str(uuid4())}
    assert (await sophie.post(adding, fields, page=adding)).status_code == 303
    nadia = await database.fetch_value("select id from guardian where first_name = 'Nadia'")
    access, leaving = f"{HOME}/{ground.household}/adultes/{nadia}/acces", f"{HOME}/{ground.household}/adultes/{nadia}/depart"
    assert (await sophie.post(access, {"adresse": "nadia"}, page=access)).status_code == 422
    assert (await sophie.post(access, {"adresse": MARTIN}, page=access)).status_code == 422
    assert (await sophie.post(access, {"adresse": "Nadia@exemple.fr"}, page=access)).status_code == 303
    assert "Invité(e) le 30 novembre 2026" in await said(sophie, f"{HOME}/{ground.household}")
    assert (await sophie.post(leaving, {}, page=leaving)).status_code == 303
    told = await said(sophie, f"{HOME}/{ground.household}")
    assert "A quitté le foyer (1)" in told


async def test_a_child_who_is_known_elsewhere_is_offered_before_it_is_added(sophie: Visitor, ground: Ground) -> None:
    here = f"{HOME}/{ground.strangers}/enfants/ajout"
    fields = {"prenom": "TOM", "nom": "Martin", "naissance": "14/05/2020", "ecole": "", "envoi": str(uuid4())}
    asked = await sophie.post(here, fields, page=here)
    assert (asked.status_code, "Oui, c’est Tom Martin" in asked.text) == (422, True)
    assert await homes_of(ground.tom) == {ground.household}
    assert (await sophie.post(here, fields | {"connu": str(ground.tom)}, page=here)).status_code == 303
    assert await homes_of(ground.tom) == {ground.household, ground.strangers}


@pytest.mark.rule(22)
async def test_a_child_of_other_sites_is_neither_told_nor_taken_in(ground: Ground) -> None:
    """Its name and birth date, typed in the form of a family that one sees, would otherwise open its file to any site."""
    here, group, site = f"{HOME}/{ground.strangers}/enfants/ajout", *await a_site_of(ground.strangers)
    fields = {"prenom": "Tom", "nom": "Martin", "naissance": "14/05/2020", "ecole": ""}
    async with visiting() as bound:
        await people.signed_in(bound, Role.RECEPTION, sites=[site])
        answer = await bound.post(here, fields | {"envoi": str(uuid4()), "connu": str(ground.tom)}, page=here)
        assert "Oui, c’est" not in answer.text
        assert await homes_of(ground.tom) == {ground.household}
        await enrol(ground.household, group=group)
        answer = await bound.post(here, fields | {"envoi": str(uuid4()), "prenom": "TOM"}, page=here)
        assert "Oui, c’est Tom Martin" in answer.text, "a child of one’s own sites is"


async def a_site_of(household: UUID) -> tuple[UUID, UUID]:
    """A new group, at a site of its own, of the children of this household; the group and the site."""
    group, site = uuid4(), uuid4()
    await database.fetch("insert into site (id, code, name, position) values ({}, 'ailleurs', 'Ailleurs', 99)", site)
    await database.fetch(
        """
        insert into age_group (id, activity, site, code, name, position, schools, any_school, levels)
        select {}, activity, {}, 'ailleurs', 'Ailleurs', 99, schools, any_school, levels from age_group limit 1
        """,
        *(group, site),
    )
    await enrol(household, group=group)
    return group, site


async def enrol(household: UUID, *, group: UUID) -> None:
    await database.fetch(
        """
        insert into enrolment (id, household, child, age_group, starts_on, ends_on)
        select gen_random_uuid(), hc.household, hc.child, {}, {}, {} from household_child hc where hc.household = {}
        """,
        *(group, clock.today(), clock.today(), household),
    )


async def homes_of(child_id: UUID) -> set[UUID]:
    return {row["household"] for row in await database.fetch("select household from household_child where child = {}", child_id)}


async def test_a_family_is_created_once_those_that_look_like_it_were_shown(sophie: Visitor, ground: Ground) -> None:
    here = f"{HOME}/creation"
    fields = {
        "nom": "Martin bis", "categorie": "resident", "rue": "1 rue du Bourg", "code_postal": "35310", "commune": "Chavagne", "envoi": str(uuid4()),
        "adulte1_prenom": "Nadia", "adulte1_nom": "Roux", "adulte1_telephone": "06 39 98 00 77", "adulte1_adresse": "nadia@exemple.fr",
        "enfant1_prenom": "Tom", "enfant1_nom": "Roux", "enfant1_naissance": "14/05/2020", "enfant1_ecole": "",
    }  # fmt: skip
    assert (await sophie.post(here, fields | {"adulte1_nom": ""}, page=here)).status_code == 422
    asked = await sophie.post(here, fields, page=here)
    assert asked.status_code == 422
    assert f"{HOME}/{ground.household}" in asked.text
    assert f"{HOME}/{ground.strangers}" not in asked.text
    sure = fields | {"nouvelle": "1"}
    first, again = [await sophie.post(here, sure, page=here) for _ in range(2)]
    assert (first.status_code, first.headers["location"]) == (again.status_code, again.headers["location"])
    told = await said(sophie, first.headers["location"])
    assert "Famille Martin bis" in told
    assert "Invité(e)" in told
    assert await database.fetch_value("select count(*) from household where name = 'Martin bis'") == 1


async def test_a_family_is_written_to_from_its_page_and_the_message_stands_there(sophie: Visitor, ground: Ground) -> None:
    page = f"{HOME}/{ground.household}/messages"
    (new,) = [each.attributes["href"] or "" for each in parsed(await sophie.get(page)).css("main a") if "Écrire à cette famille" in words(each)]
    form = parsed(await sophie.get(new))
    assert [each.attributes["href"] for each in form.css("main a.back")] == [page]
    fields = {each.attributes["name"] or "": each.attributes["value"] or "" for each in form.css("main input[type=hidden]:not([name=_csrf])")}
    fields |= {"titre": "Un doudou", "texte": "Il vous attend.", "etape": "envoyer"}
    sent = await sophie.post(new.partition("?")[0], fields, page=new)
    assert sent.status_code == 303
    assert page in [each.attributes["href"] for each in parsed(await sophie.get(sent.headers["location"])).css("main a")]
    assert "Un doudou" in await said(sophie, page)
    assert "Un doudou" not in await said(sophie, f"{HOME}/{ground.other_household}/messages")
    async with visiting() as anne:
        assert "Un doudou" in await said(await sign_in(anne), "/messages")
    async with visiting() as denis:
        await people.signed_in(denis, Role.ADMINISTRATION)
        assert "Écrire à cette famille" not in await said(denis, page)


async def test_who_has_an_account_and_was_never_invited_is_not_said_to_be_so(sophie: Visitor, ground: Ground) -> None:
    await database.fetch("update account set password_hash = null, invited_at = null where id = {}", ground.anne.account_id)
    assert "Jamais invité(e)" in await said(sophie, f"{HOME}/{ground.household}")
    await database.fetch("update account set invited_at = {} where id = {}", clock.now(), ground.anne.account_id)
    assert "pas encore venu(e)" in await said(sophie, f"{HOME}/{ground.household}")


async def test_the_household_takes_a_category_and_an_address_by_their_forms(sophie: Visitor, ground: Ground) -> None:
    here, address = f"{HOME}/{ground.household}/foyer", f"{HOME}/{ground.household}/adresse"
    assert (await sophie.post(here, {"nom": "Martin", "categorie": "?"}, page=here)).status_code == 422
    assert (await sophie.post(here, {"nom": "Martin", "categorie": "non_resident"}, page=here)).status_code == 303
    seen = parsed(await sophie.get(address)).css_first("input[name=vu]").attributes["value"]  # type: ignore[union-attr]
    fields = {"rue": "2 rue Haute", "code_postal": "35310", "commune": "Chavagne", "vu": seen}
    assert (await sophie.post(address, fields | {"code_postal": "3"}, page=address)).status_code == 422
    assert (await sophie.post(address, fields, page=address)).status_code == 303
    told = await said(sophie, f"{HOME}/{ground.household}/journal")
    assert "habite la commune → habite hors de la commune" in told
    assert "a corrigé adresse postale : rien → 2 rue Haute, 35310 Chavagne" in told


async def test_what_the_family_asks_to_change_leads_to_where_it_is_answered(sophie: Visitor, ground: Ground) -> None:
    await households.ask(ground.anne, {Field.CHILD_FIRST_NAME: "Léa-Rose"}, child_id=ground.lea, now=clock.now())
    change = await database.fetch_value("select id from pending_change")
    page = await sophie.get(f"{HOME}/{ground.household}")
    (link,) = [each.attributes["href"] or "" for each in parsed(page).css("#changements ~ .rows a")]
    assert link.endswith(str(change))
    assert (await sophie.get(link)).status_code == 200
    async with visiting() as denis:
        await people.signed_in(denis, Role.ADMINISTRATION)
        assert "/agents/demandes/changements" not in (await denis.get(f"{HOME}/{ground.household}")).text
