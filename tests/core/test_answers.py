"""What every answer carries, and what the application does not have."""

import pytest

import app
from app import main, settings
from app.core import database
from app.demo.sign_ins import PASSWORD
from tests.bookings.families import ANNE, line_of
from tests.pages import visiting
from tests.queries import counting


@pytest.mark.rule(38)
async def test_each_kind_of_answer_has_its_exact_type(chavagne: str) -> None:
    async with visiting() as visitor:
        page = (await visitor.get("/connexion")).text
        sheet = page.split('href="/commune/')[1].split('"')[0]
        expected = {
            "/connexion": "text/html; charset=utf-8",
            "/sante": "application/json",
            "/static/css/portal.css": "text/css; charset=utf-8",
            "/static/js/portal.js": "text/javascript; charset=utf-8",
            f"/commune/{sheet}": "text/css; charset=utf-8",
            "/nulle-part": "text/html; charset=utf-8",
        }
        for address, kind in expected.items():
            assert (await visitor.get(address)).headers["content-type"] == kind, address


@pytest.mark.rule(38)
async def test_an_address_of_a_fragment_asked_without_htmx_leads_to_its_page(chavagne: str) -> None:
    line = await line_of(ANNE, child="Clervie", activity="Restauration scolaire")
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        for address in ("cases", "annulation"):
            answer = await anne.get(f"/reservations/{line.enrolment_id}/{address}")
            assert (answer.status_code, answer.headers["location"]) == (303, f"/reservations/{line.enrolment_id}")


@pytest.mark.rule(70)
async def test_no_debug_page_and_no_description_of_the_interface_is_served(empty_database: str) -> None:
    application = main.create_app()
    assert application.debug is False
    assert application.openapi_config is None
    async with visiting() as visitor:
        for address in ("/schema", "/schema/openapi.json", "/docs", "/metrics", "/admin"):
            assert (await visitor.get(address)).status_code == 404


@pytest.mark.rule(70)
def test_simulators_are_not_served_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    production = settings.read(
        {
            "PORTAIL_BASE_URL": "https://familles.exemple.fr",
            "PORTAIL_SMTP_URL": "smtp://relais.exemple.fr",
            "PORTAIL_SECRET_KEYS": "une-cle-de-plus-de-trente-deux-caracteres",
            "PORTAIL_DATA_KEYS": "une-autre-cle-de-plus-de-trente-deux-caracteres",
        }
    )
    monkeypatch.setattr(settings, "current", lambda: production)
    assert not [route.path for route in main.create_app().routes if route.path.startswith("/simulateur")]


@pytest.mark.rule(70)
async def test_health_tells_supervision_and_nothing_personal(chavagne: str) -> None:
    async with visiting() as visitor:
        told = (await visitor.get("/sante")).json()
    assert told == {"version": app.__version__, "base": "ok", "travaux": {"etat": "ok", "abandonnes": 0}}


async def test_health_says_when_jobs_are_late_or_dead(empty_database: str) -> None:
    await database.fetch(
        "insert into outbox (id, event, created_at, due_at) values (gen_random_uuid(), 'x', '2020-01-01', '2020-01-01')",
    )
    async with visiting() as visitor:
        answer = await visitor.get("/sante")
    assert (answer.status_code, answer.json()["travaux"]["etat"]) == (503, "en retard")


async def test_a_static_file_costs_no_statement_even_to_who_is_signed_in(chavagne: str) -> None:
    async with visiting() as anne:
        await anne.sign_in("anne.legoff@exemple.fr", password=PASSWORD)
        with counting() as statements:
            answer = await anne.get("/static/css/portal.css")
    assert (answer.status_code, statements) == (200, [])
    assert "immutable" in answer.headers["cache-control"]
