"""The reservations of the desk through HTTP: who may, where, what is asked for, and what the family reads of it."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import httpx
import pypdf
import pytest

from app.core import clock, database
from app.demo.sign_ins import PASSWORD
from app.staff.rules.rights import GRANTS, May, Role
from tests.bookings.desks import REASON
from tests.bookings.families import ANNE, CANTEEN_DAY, CLAIRE, WEDNESDAY, Line, leave_places, line_of
from tests.pages import Visitor, parsed, visiting, words
from tests.queries import counting
from tests.staff import people

KEY, ROW = f"{CANTEEN_DAY}.repas", f"jour-{CANTEEN_DAY}"


@pytest.fixture
async def canteen(chavagne: str) -> Line:
    return await line_of(ANNE, child="Clervie", activity="Restauration scolaire")


@pytest.fixture
async def director(chavagne: str) -> AsyncIterator[Visitor]:
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.DIRECTION)
        yield visitor


async def pass_limits() -> None:
    """Without waiting for them: a session would have ended."""
    await database.fetch("update slot set book_until = {}, cancel_until = {} where day = {}", *(clock.now() - timedelta(hours=1),) * 2, CANTEEN_DAY)


async def lines_of(account_id: UUID) -> str:
    """Where the desk reserves for this adult's household."""
    household = await database.fetch_value("select household from guardian where account = {}", account_id)
    return f"/agents/familles/{household}/reservations"


async def grid_of(line: Line) -> str:
    return f"{await lines_of(line.account_id)}/{line.enrolment_id}"


async def tapped(visitor: Visitor, here: str, *, key: str = KEY, ticked: bool = True, row: str | None = ROW, month: bool = False) -> httpx.Response:
    fields = {"tap": "1", "vu": f"{key}:{int(not ticked)}"} | ({"case": key} if ticked else {}) | ({"vue": "mois"} if month else {})
    return await visitor.post(f"{here}/cases", fields, page=here, target=row)


async def validated(visitor: Visitor, here: str, *, fields: Mapping[str, str] | None = None, **said: str) -> httpx.Response:
    """The récapitulatif as it is read now, or with the `fields` that were read before."""
    recap = f"{here}/recapitulatif"
    return await visitor.post(recap, {**(fields or await read(visitor, here)), **said}, page=recap if fields is None else here)


async def read(visitor: Visitor, here: str) -> dict[str, str]:
    page = parsed(await visitor.get(f"{here}/recapitulatif"))
    return {name: page.css_first(f"input[name={name}]").attributes["value"] or "" for name in ("vu", "envoi")}  # type: ignore[union-attr]


async def test_from_the_family_to_the_demande_without_javascript(canteen: Line, director: Visitor) -> None:
    lines, here = await lines_of(ANNE), await grid_of(canteen)
    page = parsed(await director.get(lines))
    assert words(page.css_first("h1")) == "Réserver pour la famille Le Goff"  # type: ignore[arg-type]
    assert page.css_first(f"a[href='{here}']") is not None
    answer = await tapped(director, here, row=None)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, here)
    assert "ajouté" in (await director.get(here)).text
    done = await validated(director, here)
    assert (done.status_code, done.headers["location"]) == (303, lines)
    assert "Demande n°\u00a01 enregistrée\u00a0: chaque adulte du foyer est prévenu par courriel." in (await director.get(lines)).text


async def test_the_family_reads_who_did_what_and_why_on_its_page_its_list_and_its_pdf(canteen: Line, director: Visitor) -> None:
    here = await grid_of(canteen)
    await pass_limits()
    await tapped(director, here)
    assert (await validated(director, here, motif=REASON)).status_code == 303
    async with visiting() as yann:
        await yann.sign_in("yann.legoff@exemple.fr", password=PASSWORD)
        shown, listed = [parsed(await yann.get(page)) for page in ("/demandes/1", "/demandes")]
        printed = await yann.get("/demandes/1/pdf")
    told = words(shown.css_first("main"))  # type: ignore[arg-type]
    for expected in (
        "Réservation enregistrée pour vous (Service Enfance) le 30\u00a0novembre 2026 à 8\u00a0h.",
        "Mardi 8\u00a0décembre 2026\u00a0: Repas (hors délai)",
        f"Motif {REASON}",
        "Fait par Service Enfance",
        "Le service a fait ces changements pour vous",
        "\u00a0: Service Enfance",
    ):
        assert expected in told
    pdf = " ".join("".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(printed.content)).pages).split())
    assert "enregistrée pour vous (Service Enfance)" in pdf
    assert REASON in pdf
    for text in (told, pdf):
        assert "Vous avez" not in text
        assert "envoyée" not in text
    assert "Enregistrée par le service le 30\u00a0novembre 2026" in words(listed.css_first("main"))  # type: ignore[arg-type]


async def test_a_reason_is_asked_for_beside_its_field_and_what_was_chosen_stays(canteen: Line, director: Visitor) -> None:
    here = await grid_of(canteen)
    await tapped(director, here)
    await validated(director, here)
    await pass_limits()
    await tapped(director, here, ticked=False)
    refused = await validated(director, here, retard="rien", motif=" ")
    page = parsed(refused)
    assert refused.status_code == 422
    assert page.css_first("#champ-motif-erreur") is not None
    assert page.css_first(".error-summary a[href='#champ-motif'], [role=alert] a[href='#champ-motif'], a[href='#champ-motif']") is not None
    assert page.css_first("input[name=retard][value=rien][checked]") is not None
    assert "0,00\u00a0€ de différence pour la famille" in refused.text
    assert "-3,90\u00a0€ de différence pour la famille" in refused.text.replace("\u2212", "-")
    too_long = await validated(director, here, motif="a" * 501)
    assert too_long.status_code == 422
    assert await database.fetch_value("select count(*) from filing") == 1
    assert (await validated(director, here, retard="rien", motif=REASON)).status_code == 303
    assert await database.fetch_value("select owed_cents from booking") == 0


async def test_a_validation_sent_again_answers_what_the_first_one_answered(canteen: Line, director: Visitor) -> None:
    here = await grid_of(canteen)
    await tapped(director, here)
    fields = await read(director, here)
    first, second = [await validated(director, here, fields=fields) for _ in range(2)]
    assert first.headers["location"] == second.headers["location"] == await lines_of(ANNE)
    assert await database.fetch_value("select (select count(*) from filing) + (select count(*) from booking)") == 2


async def test_a_recap_that_no_longer_holds_is_409_with_the_reason_kept(canteen: Line, director: Visitor) -> None:
    here = await grid_of(canteen)
    await tapped(director, here)
    fields = await read(director, here)
    await pass_limits()
    answer = await validated(director, here, fields=fields, motif=REASON)
    assert answer.status_code == 409
    assert REASON in answer.text
    assert "Vous passez outre" in answer.text
    assert await database.fetch_value("select count(*) from filing") == 0


async def test_a_full_day_is_said_to_be_full_then_exceeded_in_words(chavagne: str, director: Visitor) -> None:
    wednesdays = await line_of(ANNE, child="Clervie", activity="Accueil de loisirs Mercredi")
    await leave_places(wednesdays, WEDNESDAY, places=0)
    here = await grid_of(wednesdays)
    assert "complet\u00a0(0/0)" in (await director.get(here)).text
    answer = await tapped(director, here, key=f"{WEDNESDAY}.repas", row=f"jour-{WEDNESDAY}")
    assert answer.status_code == 200
    assert "au-delà de la capacité\u00a0(1/0)" in answer.text
    recap = await director.get(f"{here}/recapitulatif")
    assert "Repas, mercredi 9\u00a0décembre\u00a0: au-delà de la capacité\u00a0(1/0)." in recap.text


@pytest.mark.parametrize("month", [False, True])
async def test_each_row_that_a_tap_patches_is_that_of_the_page_reloaded(canteen: Line, director: Visitor, *, month: bool) -> None:
    """Booked in time, then withdrawn late, each back and forth."""
    here, row = await grid_of(canteen), "jours-2026-12-07" if month else ROW
    page = f"{here}?vue=mois&mois=2026-12-01" if month else f"{here}?semaine=2026-12-07"
    for booked in (False, True):
        for ticked in (not booked, booked, not booked):
            answer = (await tapped(director, here, ticked=ticked, row=row, month=month)).text
            reloaded = (await director.get(page)).text
            for start, end in ((f'<tr id="{row}"', "</tr>"), ('<section class="basket"', "</section>")):
                patched = answer[answer.index(start) : answer.index(end, answer.index(start))]
                assert patched.replace(' hx-swap-oob="true"', "") in reloaded
        assert (await validated(director, here, motif=REASON)).status_code == 303
        await pass_limits()


async def test_the_pages_keep_to_the_budgets_of_families(canteen: Line, director: Visitor) -> None:
    here = await grid_of(canteen)
    token = await director.token(here)
    with counting() as statements:
        await director.get(here)
    assert len(statements) <= 8, statements
    with counting() as statements:
        fields = {"_csrf": token, "tap": "1", "vu": f"{KEY}:0", "case": KEY}
        answer = await director.client.post(f"{here}/cases", data=fields, headers={"HX-Request": "true", "HX-Target": ROW})
    assert answer.status_code == 200
    assert len(statements) <= 6, statements
    with counting() as statements:
        await director.get(await lines_of(ANNE))
    assert len(statements) <= 8, statements


@pytest.mark.rule(22)
async def test_an_agent_of_another_site_finds_nothing(canteen: Line) -> None:
    here, lines = await grid_of(canteen), await lines_of(ANNE)
    pole = await database.fetch_value("select id from site where code = 'pole-enfance'")
    async with visiting() as elsewhere, visiting() as nowhere:
        await people.signed_in(elsewhere, Role.SITE, sites=[pole])
        await people.signed_in(nowhere, Role.SITE, sites=[await unknown_site()])
        # A child of the household goes to the pôle: the family is seen, the canteen of the school is not.
        assert here not in (await elsewhere.get(lines)).text
        assert (await nowhere.get(lines)).status_code == 404
        for visitor in (elsewhere, nowhere):
            token = await visitor.token("/agents")
            for end in ("", "/recapitulatif", "/abandon"):
                assert (await visitor.get(f"{here}{end}")).status_code == 404, end
            for end, fields in FORMS.items():
                assert (await visitor.client.post(f"{here}/{end}", data={"_csrf": token, **fields})).status_code == 404, end
    assert await database.fetch_value("select count(*) from draft") == 0


FORMS: Mapping[str, Mapping[str, str]] = {
    "cases": {"tap": "1", "vu": f"{KEY}:0", "case": KEY},
    "annulation": {},
    "recapitulatif": {"vu": "x", "envoi": str(UUID(int=2)), "motif": REASON},
    "abandon": {},
}


async def unknown_site() -> UUID:
    site: UUID = await database.fetch_value("insert into site (id, code, name) values (gen_random_uuid(), 'ailleurs', 'Ailleurs') returning id")
    return site


@pytest.mark.rule(22)
async def test_a_line_is_found_below_its_own_household_alone(canteen: Line, director: Visitor) -> None:
    there = f"{await lines_of(CLAIRE)}/{canteen.enrolment_id}"
    assert (await director.get(there)).status_code == 404
    assert (await director.get(f"/agents/familles/{UUID(int=1)}/reservations")).status_code == 404


@pytest.mark.rule(23)
@pytest.mark.parametrize("role", Role)
async def test_only_the_roles_that_reserve_enter(canteen: Line, role: Role) -> None:
    here = await grid_of(canteen)
    site = await database.fetch_value("select ag.site from age_group ag join enrolment e on e.age_group = ag.id where e.id = {}", canteen.enrolment_id)
    async with visiting() as visitor:
        await people.signed_in(visitor, role, sites=[site] if role is Role.SITE else [])
        answer = await visitor.get(here)
        token = await visitor.token("/agents")
        posted = await visitor.client.post(f"{here}/cases", data={"_csrf": token, **FORMS["cases"]})
    may = May.RESERVE in GRANTS[role]
    assert (answer.status_code, posted.status_code) == ((200, 303) if may else (403, 403))
    if may:
        assert ("Au-delà des règles" in answer.text) == (May.EXCEED in GRANTS[role])


def test_the_roles_that_may_exceed_are_those_that_the_refusal_names() -> None:
    """« Seule la direction du service peut passer outre »."""
    assert {role for role in Role if May.EXCEED in GRANTS[role]} == {Role.DIRECTION}


@pytest.mark.rule(24)
@pytest.mark.parametrize("extra", ["household", "price_cents", "agent"])
async def test_a_field_that_the_page_does_not_have_is_refused(canteen: Line, director: Visitor, extra: str) -> None:
    here = await grid_of(canteen)
    await tapped(director, here)
    assert (await validated(director, here, fields={**await read(director, here), extra: "1"})).status_code == 400
    assert (await validated(director, here, retard="moitie")).status_code == 400
    assert await database.fetch_value("select count(*) from filing") == 0


async def test_a_family_without_an_account_is_served_and_the_agent_is_told_to_tell_it(canteen: Line, director: Visitor) -> None:
    lines, here = await lines_of(ANNE), await grid_of(canteen)
    await database.fetch("update guardian set account = null where household = (select household from enrolment where id = {})", canteen.enrolment_id)
    assert "Personne de ce foyer n’a de compte" in (await director.get(lines)).text
    await tapped(director, here)
    assert (await validated(director, here)).status_code == 303
    assert "cette famille n’a pas de compte, prévenez-la" in (await director.get(lines)).text


async def test_giving_up_and_undoing_leave_what_the_family_prepares(canteen: Line, director: Visitor) -> None:
    here = await grid_of(canteen)
    await canteen.tap(CANTEEN_DAY + timedelta(days=2), "repas")
    await tapped(director, here)
    undone = await director.post(f"{here}/annulation", {"semaine": "2026-12-07"}, page=here)
    assert undone.headers["location"] == f"{here}?semaine=2026-12-07"
    await tapped(director, here)
    assert (await director.get(f"{here}/abandon")).status_code == 200
    left = await director.post(f"{here}/abandon", {}, page=f"{here}/abandon")
    assert left.headers["location"] == await lines_of(ANNE)
    assert await database.fetch_value("select count(*) from draft_cell") == 1
    for end in ("cases", "annulation"):
        assert (await director.get(f"{here}/{end}")).headers["location"] == here
