"""The journal of the desk: found, worded, exported, verified."""

import csv
from datetime import date, timedelta
from io import StringIO
from uuid import UUID, uuid4

import pytest

from app.core import audit, clock, database
from app.reports.journal import queries
from app.reports.journal.queries import Narrowing
from app.staff import actions
from app.staff.rules.rights import Role
from tests.pages import Visitor, parsed, visiting
from tests.pages import words as said_by
from tests.queries import counting
from tests.staff import people

pytestmark = pytest.mark.usefixtures("chavagne")
HERE = "/agents/journal"


async def written(act: str = "households:left", *, actor: UUID | None = None, about: tuple[str, object] = ("household", ""), **details: str) -> None:
    async with database.transaction():
        await audit.record(act, actor=actor, role="family", now=clock.now(), about=about, details=details)


async def acts(narrowing: Narrowing) -> list[str]:
    return [entry.act for entry in (await queries.page_of(narrowing)).entries]


async def test_it_is_narrowed_by_who_by_what_by_which_and_by_day() -> None:
    somebody, household, child = uuid4(), uuid4(), uuid4()
    await written("one", actor=somebody, about=("filing", uuid4()))
    await written("two", about=("household", household))
    await written("three", about=("contact", uuid4()), household=str(household), child=str(child))
    assert await acts(Narrowing(actor_id=somebody)) == ["one"]
    assert (await acts(Narrowing(kinds=("filing",))))[:1] == ["one"]
    assert await acts(Narrowing(about=str(household))) == ["three", "two"]
    assert await acts(Narrowing(about=str(child))) == ["three"]
    today = clock.today()
    assert {"one", "two", "three"} <= set(await acts(Narrowing(first=today, last=today)))
    assert await acts(Narrowing(first=today + timedelta(days=1))) == []
    assert await acts(Narrowing(last=date(2020, 1, 1))) == []


async def test_its_pages_follow_each_other_whatever_is_written_meanwhile() -> None:
    somebody = uuid4()
    for number in range(5):
        await written(f"act {number}", actor=somebody)
    first = await queries.page_of(Narrowing(actor_id=somebody), most=3)
    await written("meanwhile", actor=somebody)
    second = await queries.page_of(Narrowing(actor_id=somebody), before=first.after, most=3)
    assert [entry.act for entry in (*first.entries, *second.entries)] == [f"act {number}" for number in (4, 3, 2, 1, 0)]
    assert second.after is None


async def test_what_an_agent_changed_reads_from_what_to_what() -> None:
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.ADMINISTRATION, name=("Denis", "Kermarrec"))
        by = await people.agent(Role.ADMINISTRATION, name=("Anne", "Le Bris"))
        changed = await people.add_agent(Role.RECEPTION)
        await actions.change(changed, role=Role.DIRECTION, sites=[], by=by, now=clock.now())
        page = said_by(parsed(await visitor.get(f"{HERE}?objet={changed}")).css_first(".journal > li"))  # type: ignore[arg-type]
        assert "Anne Le Bris (administration) a changé les droits d’un agent" in page
        assert "accueil → direction" in page


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [("du=31/02/2026", "Écrivez la date comme"), ("objet=Martin", "Écrivez un numéro de demande"), ("objet=999999", "Aucune demande ne porte ce numéro.")],
)
async def test_what_cannot_be_looked_for_is_said_and_kept(asked: str, sentence: str) -> None:
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.ADMINISTRATION)
        answer = await visitor.get(f"{HERE}?{asked}")
        assert answer.status_code == 422
        assert sentence in answer.text
        assert asked.partition("=")[2] in answer.text


@pytest.mark.rule(67)
async def test_the_desk_verifies_the_chain_and_tells_what_was_altered() -> None:
    await audit.seal_pending()
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.ADMINISTRATION)
        assert "est intact" in await verified(visitor)
        await database.fetch("alter table audit_entry disable trigger audit_entry_append_only")
        await database.fetch("update audit_entry set role = 'nobody' where id = (select min(id) from audit_entry)")
        assert "ne correspond plus à son sceau" in await verified(visitor)
    assert "verified the audit trail" in await acts(Narrowing())


async def verified(visitor: Visitor) -> str:
    assert (await visitor.post(f"{HERE}/verification", {}, page=HERE)).status_code == 303
    return (await visitor.get(HERE)).text


async def test_what_is_exported_is_noted_and_nothing_of_it_is_run() -> None:
    await written("=cmd|' /C calc'!A0", about=("household", uuid4()), reason="@SUM(A1)")
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.ADMINISTRATION)
        assert (await visitor.get(f"{HERE}/export.csv")).headers["location"] == HERE, "no link makes anybody take the journal away"
        answer = await visitor.post(f"{HERE}/export.csv", {}, page=HERE)
        assert answer.headers["content-type"].startswith("text/csv")
        cells = [cell for row in csv.reader(StringIO(answer.text.removeprefix("\ufeff")), delimiter=";") for cell in row]
        assert "'=cmd|' /C calc'!A0" in cells
        assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}]
    assert (await acts(Narrowing(kinds=("export",)))) == ["export"]


async def test_it_asks_as_many_statements_for_one_line_as_for_a_page() -> None:
    costs = set()
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.ADMINISTRATION)
        for lines in (1, 60):
            for number in range(lines):
                await written(f"act {number}", actor=uuid4())
            with counting() as statements:
                assert (await visitor.get(HERE)).status_code == 200
            costs.add(len(statements))
    assert len(costs) == 1
