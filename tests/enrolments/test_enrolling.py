"""The démarche "inscription": at once when the group takes the child, with a sentence when not, once whoever asks."""

import asyncio
from datetime import date
from uuid import UUID

import pytest

from app.core import clock, database
from app.enrolments import actions as enrolments
from app.enrolments import queries as enrolling_queries
from app.enrolments.actions import Wish
from app.enrolments.queries import Openings
from app.enrolments.rules import NotEnrolled
from app.filings import procedures
from app.filings import queries as filings
from app.filings.drafts import actions, queries
from app.filings.drafts.actions import Incomplete, Validated
from app.filings.drafts.queries import Draft
from app.filings.procedures import Impossible
from app.filings.rules import Status, questions
from tests.bookings.families import ANNE, YANN, line_of
from tests.filings import drafting
from tests.filings.walking import walking
from tests.pages import visiting
from tests.queries import failing

pytestmark = pytest.mark.usefixtures("chavagne")

ENROLLING = procedures.of_code("inscription")
(STEP,) = ENROLLING.steps
CANTEEN = {"activite": "restauration", "debut": "02/09/2027", "remarques": ""}


async def child(name: str = "Clervie") -> UUID:
    found = await database.fetch_value("select id from child where first_name = {}", name)
    assert isinstance(found, UUID)
    return found


async def begun(*, first_year: int = 2027, by: UUID = ANNE) -> UUID:
    draft_id = await actions.begin(by, ENROLLING, child_id=await child(), first_year=first_year, now=clock.now())
    assert draft_id is not None
    return draft_id


async def seen(draft_id: UUID) -> Draft:
    return await drafting.seen(draft_id)


async def answered(values: dict[str, str], *, first_year: int = 2027) -> UUID:
    draft_id = await begun(first_year=first_year)
    await actions.save(ANNE, draft_id, step=STEP, values=values, seen="", now=clock.now())
    return draft_id


async def problems(draft_id: UUID) -> list[tuple[str, str]]:
    return [(problem.question, problem.sentence) for problem in questions.problems_of(STEP, (await seen(draft_id)).case)]


async def sent(draft_id: UUID) -> Validated | None:
    return await actions.validate(ANNE, draft_id, mark=(await seen(draft_id)).mark, now=clock.now())


async def offered(draft_id: UUID, question: str = "activite") -> list[str]:
    draft = await seen(draft_id)
    return [choice.label for each in STEP.questions if each.name == question for choice in each.choices(draft.case)]


async def second_canteen() -> UUID:
    """The canteen at a second site, for children from six to ten."""
    row = await database.fetch_one(
        """
        insert into age_group (id, activity, site, code, name, age_min, age_max)
        select gen_random_uuid(), a.id, s.id, 'pole', 'Pôle', 6, 10 from activity a, site s where a.code = 'restauration' and s.code = 'pole-enfance'
        returning id
        """
    )
    assert row is not None
    return UUID(str(row["id"]))


async def test_sending_it_enrols_the_child_at_once_and_days_can_be_reserved() -> None:
    assert isinstance(await sent(await answered(CANTEEN)), UUID)
    view = await filings.filing_of(YANN, 1)
    assert view is not None
    assert (view.status, view.subject) == (Status.ACCEPTED, "Clervie – Restauration scolaire – École élémentaire publique – 2027-2028")
    rows = await database.fetch(
        "select e.* from enrolment e join age_group ag on ag.id = e.age_group join activity a on a.id = ag.activity "
        "where a.code = 'restauration' and e.child = {} order by e.starts_on desc",
        await child(),
    )
    last_class_day = await database.fetch_value("select last_class_day from school_year where first_year = 2027")
    assert (rows[0]["starts_on"], rows[0]["ends_on"], len(rows)) == (date(2027, 9, 2), last_class_day, 2)
    assert (await filings.outcome_of(ANNE, 1)) == {"enrolment_id": str(rows[0]["id"])}
    assert (await (await line_of(ANNE, child="Clervie", activity="Restauration scolaire")).enrolled()).activity == "Restauration scolaire"


async def test_what_the_child_has_already_is_told_and_not_offered() -> None:
    this_year, next_year = await begun(first_year=2026), await begun()
    assert await offered(this_year) == []
    assert "Restauration scolaire" in STEP.lead((await seen(this_year)).case)[0]
    assert await offered(next_year) == ["Accueil périscolaire", "Restauration scolaire", "Accueil de loisirs Mercredi", "Accueil de loisirs Vacances"]
    await sent(await answered(CANTEEN))
    assert "Restauration scolaire" not in await offered(await begun())


async def test_a_child_who_has_everything_meets_no_button_that_leads_nowhere() -> None:
    async with visiting() as browser:
        anne = await walking(browser)
        step = await anne.begin("/demarches/inscription", enfant=str(await child()), annee="2026")
        page = (await browser.get(step)).text
        assert "Aucune autre activité n’est ouverte" in page
        assert "Continuer" not in page
        assert "À partir de quel jour" not in page
        assert (await browser.get(f"{step.rpartition('/')[0]}/recapitulatif")).status_code == 303


async def test_the_place_is_asked_where_there_are_several_that_take_the_child() -> None:
    draft_id = await answered(CANTEEN)
    assert [question.name for question in questions.asked(STEP, (await seen(draft_id)).case)] == ["activite", "debut", "remarques"]
    second = await second_canteen()
    assert await offered(draft_id, "lieu") == ["École élémentaire publique", "Pôle Enfance"]
    assert await problems(draft_id) == [("lieu", "Choisissez le lieu.")]
    assert isinstance(await sent(draft_id), Incomplete)
    await actions.save(ANNE, draft_id, step=STEP, values=CANTEEN | {"lieu": str(second)}, seen="", now=clock.now())
    assert isinstance(await sent(draft_id), UUID)
    assert await database.fetch_value("select age_group from enrolment order by starts_on desc, id limit 1") == second


async def test_a_group_that_does_not_admit_the_child_is_not_offered() -> None:
    await second_canteen()
    await database.fetch("update age_group set age_min = 12, age_max = null where activity = (select id from activity where code = 'restauration')")
    assert "Restauration scolaire" not in await offered(await begun())


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        ("29/11/2026", "Cette date est passée\u00a0: choisissez aujourd’hui ou un jour à venir."),
        ("01/09/2028", NotEnrolled.TOO_LATE.sentence),
        ("demain", "Écrivez la date comme 05/09/2026\u00a0: jour, mois, année."),
    ],
)
async def test_a_first_day_that_cannot_be_is_refused_with_a_sentence(start: str, sentence: str) -> None:
    assert await problems(await answered(CANTEEN | {"debut": start})) == [("debut", sentence)]


async def wished(group_id: UUID) -> object:
    """Clervie in this group next year, in a transaction of its own."""
    household = await database.fetch_value("select household from guardian where account = {}", ANNE)
    wish = Wish(household_id=household, child_id=await child(), first_year=2027, age_group_id=group_id, starts_on=date(2027, 9, 2))
    async with database.transaction():
        return await enrolments.apply_wish(wish)


async def both_canteens() -> tuple[UUID, UUID]:
    first = await database.fetch_value("select ag.id from age_group ag join activity a on a.id = ag.activity where a.code = 'restauration'")
    return first, await second_canteen()


async def test_two_sendings_at_once_make_one_enrolment() -> None:
    draft_id = await answered(CANTEEN)
    shown, before = (await seen(draft_id)).mark, await drafting.written()
    both = await asyncio.gather(*(actions.validate(account, draft_id, mark=shown, now=clock.now()) for account in (ANNE, YANN)))
    assert sorted(type(each).__name__ for each in both) == ["NoneType", "UUID"]
    assert (await drafting.written())["enrolments"] == before["enrolments"] + 1


async def test_two_groups_of_an_activity_asked_for_at_once_give_one_enrolment() -> None:
    both = await asyncio.gather(*map(wished, await both_canteens()))
    assert {each if isinstance(each, NotEnrolled) else type(each) for each in both} == {NotEnrolled.ALREADY, UUID}


async def test_without_the_lock_on_the_child_they_would_give_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both read before either writes: what the lock forbids."""
    groups, met, plain = await both_canteens(), asyncio.Barrier(2), enrolling_queries.openings_for

    async def together(household_id: UUID, child_id: UUID, *, first_year: int) -> Openings | None:
        known = await plain(household_id, child_id, first_year=first_year)
        await met.wait()
        return known

    monkeypatch.setattr(enrolments, "LOCKED", "select id from child where id = {}")
    monkeypatch.setattr(enrolling_queries, "openings_for", together)
    assert [type(each) for each in await asyncio.gather(*map(wished, groups))] == [UUID, UUID]


async def test_an_enrolment_made_meanwhile_refuses_the_second_and_writes_nothing() -> None:
    draft_id = await answered(CANTEEN)
    before = await drafting.written()
    group = await database.fetch_value("select id from age_group where activity = (select id from activity where code = 'restauration')")
    shown = (await seen(draft_id)).mark
    draft = await queries.draft_of(ANNE, draft_id, today=clock.today())
    assert draft is not None
    await database.fetch(
        "insert into enrolment (id, household, child, age_group, starts_on, ends_on) select gen_random_uuid(), {}, {}, {}, '2027-10-01', '2027-12-01'",
        *(draft.case.household_id, draft.case.its_child.id, group),
    )
    refused = await actions.validate(ANNE, draft_id, mark=shown, now=clock.now())
    assert isinstance(refused, Incomplete | Impossible)
    assert await drafting.written() == before | {"enrolments": before["enrolments"] + 1}


@pytest.mark.rule(50)
async def test_a_connection_lost_at_any_statement_leaves_all_or_nothing() -> None:
    draft_id = await answered(CANTEEN)
    before, shown = await drafting.written(), (await seen(draft_id)).mark
    for at in range(30):
        try:
            with failing(at=at):
                await actions.validate(ANNE, draft_id, mark=shown, now=clock.now())
        except ConnectionResetError:
            assert await drafting.written() == before, f"statement {at}"
        else:
            break
    after = await drafting.written()
    assert at > 10, "several statements were cut"
    assert (after["filings"], after["enrolments"] - before["enrolments"], after["mails"]) == (1, 1, 1)
