"""The boards at the desk: what each page says, who may open it, what leaves of it as a file, and whose health is read."""

import csv
import json
import re
from datetime import date
from io import BytesIO, StringIO
from typing import Any, cast

import httpx
import openpyxl
import pytest
from pypdf import PdfReader

from app.core import database, exports
from app.core import readings as readings_of_health
from app.demo.sign_ins import PASSWORD
from app.staff.rules.rights import Role
from tests.bookings.families import ANNE, CANTEEN_DAY, CLAIRE, WEDNESDAY, leave_places, line_of, newcomers
from tests.dossiers.filling import HEALTH as HEALTHY
from tests.dossiers.filling import sent
from tests.pages import Visitor, parsed, visiting, words
from tests.queries import counting
from tests.reports.ground import POLE, SCHOOL, book, id_of
from tests.staff.people import signed_in

pytestmark = pytest.mark.usefixtures("chavagne")
HERE = "/agents/plannings"
LIST, WEEK = f"{HERE}/liste?jour={CANTEEN_DAY}", f"{HERE}/semaine?jour={CANTEEN_DAY}"
ALLERGY = {"sante": "a_signaler", "allergie_aliments": "1", "allergie_cause": "Arachide", "allergie_conduite": "Appeler", "pai": "oui", "traitement": "non"}
ALLERGIC = {"sante": {**HEALTHY, **ALLERGY}}
EXPORT, HEALTH = f"{HERE}/liste/export", f"{HERE}/liste/sante"


async def told(visitor: Visitor, address: str) -> str:
    answer = await visitor.get(address)
    assert answer.status_code == 200, answer.text
    return words(parsed(answer).css("main")[0]).replace("\u00a0", " ")


async def taken(visitor: Visitor, kind: str, *, address: str = EXPORT, **fields: str) -> httpx.Response:
    return await visitor.post(address, {"format": kind, "jour": str(CANTEEN_DAY), **fields}, page=LIST)


# Pages


async def test_a_day_tells_who_comes_where_and_how_many_places_are_left() -> None:
    await book(ANNE, child="Malo")
    line = await line_of(ANNE, child="Clervie", activity="Accueil de loisirs Mercredi")
    await leave_places(line, WEDNESDAY, places=3)
    await book(CLAIRE, child="Inès", activity="Accueil de loisirs Mercredi", units=("apres-midi",), day=WEDNESDAY)
    await line.tap(WEDNESDAY, "apres-midi")
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        tuesday, wednesday = await told(agent, f"{HERE}?jour={CANTEEN_DAY}"), await told(agent, f"{HERE}?jour={WEDNESDAY}")
    assert "Mardi 8 décembre 2026" in tuesday
    assert "1 enfant, Repas, École élémentaire publique" in tuesday
    assert "1 a 6 ans ou plus 1 animateur attendu" in tuesday
    assert "1 enfant, Après-midi, Pôle Enfance 1 libre sur 3 1 retenue" in wednesday


async def test_today_is_shown_first_and_a_damaged_day_is_today() -> None:
    async with visiting() as agent:
        await signed_in(agent, Role.RECEPTION)
        for address in (HERE, f"{HERE}?jour=hier", f"{HERE}?jour=9999-12-31", f"{HERE}?jour=2026-02-30&site="):
            assert "Lundi 30 novembre 2026" in await told(agent, address), address


async def test_a_closed_day_and_a_closed_week_say_why() -> None:
    async with visiting() as agent:
        await signed_in(agent, Role.RECEPTION)
        assert "Noël, jour férié" in await told(agent, f"{HERE}?jour=2026-12-25")
        week = await told(agent, f"{HERE}/semaine?jour=2026-12-25")
    assert "Semaine du 21 au 27 décembre 2026" in week
    assert "Vacances de Noël" in week
    assert "0 enfant, Repas, lundi 21 décembre" in week, "the holidays have their own activity"


async def test_a_week_tells_each_unit_day_by_day_and_leads_to_the_children() -> None:
    await book(ANNE, child="Malo")
    async with visiting() as agent:
        await signed_in(agent, Role.SITE, sites=[await id_of("site", SCHOOL)])
        page = parsed(await agent.get(WEEK))
        (cell,) = [link for link in page.css("a.headcount") if "Repas, mardi 8 décembre" in words(link).replace("\u00a0", " ")]
        assert words(cell).startswith("1 enfant")
        assert "LE GOFF Malo" in await told(agent, cell.attributes["href"] or "")


async def test_a_list_tells_names_ages_phones_and_who_may_collect() -> None:
    await book(ANNE, child="Malo", activity="Accueil périscolaire", units=("soir",))
    async with visiting() as agent:
        await signed_in(agent, Role.RECEPTION)
        said = await told(agent, LIST)
    assert "1 enfant attendu" in said
    for told_there in (
        "LE GOFF Malo 6 ans, École élémentaire publique",
        "Soir Accueil périscolaire",
        "Anne Le Goff 06 39 98 12 34",
        "Mamie Le Goff 02 61 91 20 40",
    ):
        assert told_there in said
    assert "Montrer les alertes" not in said, "reception reads no health"


async def test_nobody_is_told_when_nobody_comes() -> None:
    async with visiting() as agent:
        await signed_in(agent, Role.RECEPTION)
        assert "Personne n’est attendu" in await told(agent, LIST)


# Who may, and of which sites


@pytest.mark.rule(22)
async def test_what_is_of_another_site_does_not_exist() -> None:
    await book(ANNE, child="Malo")
    school, canteen = await id_of("site", SCHOOL), await id_of("activity", "restauration")
    group, unit = [await database.fetch_value(f"select id from {table} where activity = {{}}", canteen) for table in ("age_group", "unit")]  # noqa: S608
    narrowings = {"site": school, "activite": canteen, "groupe": group, "unite": unit}
    async with visiting() as gwen, visiting() as sophie:
        await signed_in(gwen, Role.SITE, sites=[await id_of("site", POLE)])
        await signed_in(sophie, Role.RECEPTION)
        assert "Restauration" not in await told(gwen, f"{HERE}?jour={CANTEEN_DAY}")
        assert "Personne n’est attendu" in await told(gwen, LIST)
        assert "École élémentaire" not in await told(gwen, WEEK)
        for name, value in narrowings.items():
            for page in (HERE, f"{HERE}/semaine", f"{HERE}/liste"):
                address = f"{page}?jour={CANTEEN_DAY}&{name}={value}"
                assert ((await gwen.get(address)).status_code, (await sophie.get(address)).status_code) == (404, 200), address
            for address in (EXPORT, f"{HERE}/semaine/export"):
                answer = await gwen.post(address, {"format": "csv", "jour": str(CANTEEN_DAY), name: str(value)}, page="/agents/compte")
                assert answer.status_code == 404, name
        mine = await gwen.post(EXPORT, {"format": "csv", "jour": str(CANTEEN_DAY)}, page="/agents/compte")
        assert "Malo" not in mine.text


@pytest.mark.rule(23)
async def test_who_administers_the_portal_sees_no_board() -> None:
    async with visiting() as denis:
        await signed_in(denis, Role.ADMINISTRATION)
        for address in (HERE, WEEK, LIST):
            assert (await denis.get(address)).status_code == 403
        for address in (EXPORT, HEALTH, f"{HERE}/semaine/export"):
            assert (await denis.post(address, {"format": "csv"}, page="/agents/compte")).status_code == 403


# Health


@pytest.mark.rule(27)
async def test_alerts_are_noted_for_each_household_then_shown_and_never_by_themselves() -> None:
    await sent("Malo", but=ALLERGIC)
    await sent("Clervie")
    for child in ("Malo", "Clervie"):
        await book(ANNE, child=child)
    await book(CLAIRE, child="Inès")
    async with visiting() as agent, visiting() as yann:
        await signed_in(agent, Role.DIRECTION, name=("Hélène", "Guillou"))
        assert "Allergie" not in await told(agent, LIST)
        assert await readings() == 0
        answer = await agent.post(HEALTH, {"jour": str(CANTEEN_DAY)}, page=LIST)
        said = " | ".join(words(row).replace("\u00a0", " ") for row in parsed(answer).css(".roll tbody tr"))
        assert re.search(r"LE GOFF Malo[^|]*Allergie PAI", said), said
        assert re.search(r"LE GOFF Clervie[^|]*Rien de signalé", said)
        assert re.search(r"DURAND Inès[^|]*Fiche non reçue", said)
        assert "Arachide" not in answer.text
        assert await readings() == 2, "nothing of Inès was opened"
        await yann.sign_in("yann.legoff@exemple.fr", password=PASSWORD)
        seen = await told(yann, "/famille/consultations")
    assert seen.count("Fiche sanitaire : allergie ou PAI signalé") == 2
    assert "par Hélène Guillou" in seen
    assert "Pour accueillir les enfants du mardi 8 décembre" in seen


@pytest.mark.rule(27)
async def test_who_may_not_read_health_is_refused_on_the_page_and_in_files() -> None:
    await sent("Malo", but=ALLERGIC)
    await book(ANNE, child="Malo")
    async with visiting() as agent:
        await signed_in(agent, Role.RECEPTION)
        assert (await agent.post(HEALTH, {"jour": str(CANTEEN_DAY)}, page=LIST)).status_code == 403
        assert (await taken(agent, "csv", sante="1")).status_code == 403
        assert "PAI" not in (await taken(agent, "csv")).text
    assert await readings() == 0


@pytest.mark.rule(27)
async def test_a_reading_that_cannot_be_written_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    await sent("Malo", but=ALLERGIC)
    await book(ANNE, child="Malo")

    async def fail(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(readings_of_health, "note", fail)
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        answer = await agent.post(HEALTH, {"jour": str(CANTEEN_DAY)}, page=LIST)
    assert answer.status_code == 500
    assert "Allergie" not in answer.text


async def readings() -> int:
    number: int = await database.fetch_value("select count(*) from audit_entry where act = 'confidential read' and details ->> 'what' like 'Fiche sanitaire%'")
    return number


# Files


@pytest.mark.rule(38)
@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("pdf", "application/pdf"),
    ],
)
async def test_a_list_leaves_as_a_file_of_its_exact_type_named_after_the_day_and_kept_by_nobody(kind: str, media_type: str) -> None:
    await book(ANNE, child="Malo")
    async with visiting() as agent:
        await signed_in(agent, Role.RECEPTION)
        answer = await taken(agent, kind)
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"] == f'attachment; filename="enfants-2026-12-08.{kind}"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    row = await database.fetch_one("select role, object_id, details from audit_entry where act = 'export'")
    assert row is not None
    assert (row["role"], row["object_id"]) == ("accueil", "list of a day")
    assert json.loads(row["details"]) == {"kind": kind, "lines": 1, "jour": "2026-12-08", "health": False}


@pytest.mark.rule(43)
async def test_what_a_family_typed_is_words_in_every_file() -> None:
    await database.fetch("update guardian set first_name = '=HYPERLINK(\"http://exemple.fr\")' where account = {}", ANNE)
    await database.fetch("update child set last_name = '@SUM(A1:A9)', first_name = '+cmd' where first_name = 'Malo'")
    line = await line_of(ANNE, child="+cmd", activity="Restauration scolaire")
    await line.tap(CANTEEN_DAY, "repas")
    await line.validate()
    async with visiting() as agent:
        await signed_in(agent, Role.RECEPTION)
        text = (await taken(agent, "csv")).content.decode("utf-8-sig")
        book_ = openpyxl.load_workbook(BytesIO((await taken(agent, "xlsx")).content))
    (_, row) = csv.reader(StringIO(text, newline=""), delimiter=";")
    assert row[:3] == ["'@SUM(A1:A9)", "'+cmd", "03/10/2020"]
    assert row[9].startswith("'=HYPERLINK")
    cells = [cell for cells in book_.worksheets[0].iter_rows(min_row=2) for cell in cells]
    assert [cell.value for cell in cells[:2]] == ["@SUM(A1:A9)", "+cmd"]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}


async def test_the_pdf_is_tagged_in_french_and_has_the_names_and_the_phones() -> None:
    await book(ANNE, child="Malo")
    await book(CLAIRE, child="Inès")
    async with visiting() as agent:
        await signed_in(agent, Role.RECEPTION)
        read = PdfReader(BytesIO((await taken(agent, "pdf")).content))
    root = cast("dict[str, Any]", read.root_object)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert read.metadata is not None
    assert read.metadata.title == "Enfants du mardi 8\u00a0décembre 2026"
    text = re.sub(r"\s+", " ", "".join(page.extract_text() for page in read.pages))
    for there in ("DURAND Inès", "LE GOFF Malo", "6 ans", "Anne Le Goff 06 39 98 12 34", "Rose Durand", "Restauration scolaire", "2 enfants"):
        assert there in text, text
    assert "/TH" in str(structure(root["/StructTreeRoot"])), "headings of columns are headings"


def structure(node: Any, *, depth: int = 0) -> list[object]:  # noqa: ANN401 - as pypdf gives it
    found = [node.get("/S")] if hasattr(node, "get") else []
    kids = node.get("/K", []) if hasattr(node, "get") and depth < 12 else []
    for kid in kids if isinstance(kids, list) else [kids]:
        found += structure(kid.get_object() if hasattr(kid, "get_object") else kid, depth=depth + 1)
    return found


async def test_health_goes_into_a_file_for_who_may_read_it_once_it_is_noted() -> None:
    await sent("Malo", but=ALLERGIC)
    await book(ANNE, child="Malo")
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        answer = await taken(agent, "csv", sante="1")
        (heads, row) = csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";")
        assert (heads[-1], row[-1]) == ("Santé", "Allergie, PAI")
        assert await readings() == 1
        read = PdfReader(BytesIO((await taken(agent, "pdf", sante="1")).content))
        assert "Allergie, PAI" in "".join(page.extract_text() for page in read.pages)


async def test_the_counts_of_a_week_leave_as_numbers_and_days() -> None:
    await book(ANNE, child="Malo")
    async with visiting() as agent:
        await signed_in(agent, Role.REVENUE)
        answer = await agent.post(f"{HERE}/semaine/export", {"format": "xlsx", "jour": str(CANTEEN_DAY)}, page=WEEK)
        rows = list(openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
        assert (await agent.post(f"{HERE}/semaine/export", {"format": "pdf", "jour": str(CANTEEN_DAY)}, page=WEEK)).status_code == 400
    assert answer.headers["content-disposition"] == 'attachment; filename="semaine-2026-12-07.xlsx"'
    assert rows[0][:6] == ("Jour", "Site", "Activité", "Groupe", "Moment", "Réservés")
    (meal,) = [row for row in rows[1:] if row[4] == "Repas" and cast("date", row[0]).day == CANTEEN_DAY.day]
    assert meal[1:9] == ("École élémentaire publique", "Restauration scolaire", "Tous les enfants", "Repas", 1, 0, None, None)


@pytest.mark.rule(53)
async def test_too_many_exports_are_refused_and_too_long_ones_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    await book(ANNE, child="Malo")
    monkeypatch.setattr(exports, "MOST_PRINTED", 0)
    monkeypatch.setattr(exports, "MOST", 2)
    async with visiting() as agent:
        await signed_in(agent, Role.RECEPTION)
        refused = await taken(agent, "pdf")
        assert refused.status_code == 422
        assert "choisissez un site ou une activité" in refused.text
        assert [(await taken(agent, "csv")).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.rule(24)
async def test_a_field_that_the_page_does_not_have_is_refused() -> None:
    async with visiting() as agent:
        await signed_in(agent, Role.RECEPTION)
        assert (await taken(agent, "csv", role="direction")).status_code == 400
        assert (await taken(agent, "exe")).status_code == 400


async def test_the_address_of_each_form_leads_to_its_page() -> None:
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        for address, page in ((EXPORT, f"{HERE}/liste"), (HEALTH, f"{HERE}/liste"), (f"{HERE}/semaine/export", f"{HERE}/semaine")):
            answer = await agent.get(address)
            assert (answer.status_code, answer.headers["location"]) == (303, page)


@pytest.mark.rule(31)
async def test_opening_boards_writes_nothing() -> None:
    await book(ANNE, child="Malo")
    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        before = await database.fetch_value("select count(*) from audit_entry")
        for address in (HERE, WEEK, LIST):
            await told(agent, address)
        assert await database.fetch_value("select count(*) from audit_entry") == before


async def test_no_page_asks_more_of_the_database_for_more_children() -> None:
    async def statements(agent: Visitor) -> list[int]:
        found = []
        for address in (f"{HERE}?jour={CANTEEN_DAY}", WEEK, LIST):
            with counting() as sent_there:
                await told(agent, address)
            found.append(len(sent_there))
        return found

    async with visiting() as agent:
        await signed_in(agent, Role.DIRECTION)
        few = await statements(agent)
        for line in await newcomers(6, beside=await line_of(ANNE, child="Malo", activity="Restauration scolaire")):
            await line.tap(CANTEEN_DAY, "repas")
            await line.validate()
        assert "6 enfants attendus" in await told(agent, LIST)
        assert await statements(agent) == few
    assert max(few) <= 8
