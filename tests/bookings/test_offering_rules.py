"""The rule tester: the answers of the families' own grid, with the rule that gives them and where it is written."""

from pathlib import Path

import httpx
import pytest

from app.core import clock, database
from app.staff.rules.rights import Role
from tests.bookings.desk_edits import adding, save
from tests.bookings.plainville import MONDAY, WEDNESDAY, Home, a_home, book
from tests.bookings.test_offering_pages import desk, read
from tests.pages import Visitor, parsed, visiting
from tests.queries import counting
from tests.staff import people

__all__ = ["desk"]
RULES = "/agents/catalogue/regles"
CANTEEN = f"{RULES}?activite=cantine&jour=07/12/2026&famille=resident"
WEDNESDAYS = f"{RULES}?activite=mercredi&jour=09/12/2026&famille=resident"


async def enrolled(name: str = "anne", *, activity: str = "mercredi", group: str = "tous") -> Home:
    """A home of which an agent of the group's site may see the child."""
    home = await a_home(name)
    await database.fetch("insert into household_child (household, child) values ({}, {})", home.household_id, home.child_id)
    await home.line(activity, group)
    return home


def rows(answer: httpx.Response) -> list[str]:
    return [" ".join(node.text(separator=" ").split()).replace("\u00a0", " ") for node in parsed(answer).css(".board tbody tr")]


@pytest.mark.parametrize(
    ("instant", "book", "cancel"),
    [
        ("06/12/2026 11:59", "Oui, 3,90 €, jusqu’à dimanche 6 décembre, 12 h.", "Oui, sans frais, jusqu’à dimanche 6 décembre, 12 h."),
        ("06/12/2026 12:00", "La limite était dimanche 6 décembre, 12 h.", "La limite était dimanche 6 décembre, 12 h."),
    ],
)
async def test_it_answers_on_both_sides_of_a_limit_with_the_rule_and_where_it_stands(instant: str, book: str, cancel: str, desk: Visitor) -> None:
    (row,) = rows(await desk.get(f"{CANTEEN}&instant={instant}"))
    assert row.startswith(f"Repas 12 h – 13 h 30, 3,90 € {book}")
    assert cancel in row.removeprefix(f"Repas 12 h – 13 h 30, 3,90 € {book}")
    assert "Réservation jusqu’à la veille, 12 h. Cantine, 1er délai, ligne 51 du fichier" in row


async def test_places_left_are_told_and_a_full_day_is_not_possible(desk: Visitor) -> None:
    assert "Oui, 3,90 €, jusqu’à vendredi 4 décembre, 12 h. 24 places libres aujourd’hui." in rows(await desk.get(WEDNESDAYS))[0]
    await database.fetch("update capacity_counter set capacity = 0 where day = {}", WEDNESDAY)
    assert "Il n’y a plus de place ce jour-là." in rows(await desk.get(WEDNESDAYS))[0]


async def test_what_is_late_costs_what_the_family_would_pay(desk: Visitor) -> None:
    keys = {"action": "reserver", "nombre": 3, "heure": "12:00", "hors_delai": "majoration", "majoration_pourcent": 50}
    await save(adding("activite", 1, "delai", **keys))
    (row,) = rows(await desk.get(f"{CANTEEN}&instant=05/12/2026 10:00"))
    assert "Oui, hors délai, 5,85 €, dont 1,95 € de majoration, jusqu’à lundi 7 décembre, 12 h." in row
    assert "Cantine, 2e délai" in row


async def test_a_closed_day_and_a_day_without_the_activity_say_why(desk: Visitor) -> None:
    await save(adding("fermeture", du=MONDAY, motif="Travaux"))
    assert rows(await desk.get(CANTEEN)) == ["Repas 12 h – 13 h 30, 3,90 € Fermé : Travaux."]
    assert rows(await desk.get(f"{RULES}?activite=cantine&jour=09/12/2026")) == ["Repas 12 h – 13 h 30, 3,90 € N’ouvre pas le mercredi."]
    assert rows(await desk.get(f"{RULES}?activite=cantine&jour=22/12/2026")) == ["Repas 12 h – 13 h 30, 3,90 € Fermé : Vacances de Noël."]


async def test_a_window_opens_to_residents_first(desk: Visitor) -> None:
    nine, later = (clock.now().replace(month=12, day=day, hour=9, tzinfo=None) for day in (1, 8))
    await save(adding("activite", 1, "ouverture", ouvre=nine, pour="commune"))
    await save(adding("activite", 1, "ouverture", ouvre=later, pour="hors-commune"))
    asked = f"{RULES}?activite=cantine&jour=14/12/2026&instant=02/12/2026 10:00&famille="
    assert "Oui, 3,90 €" in rows(await desk.get(f"{asked}resident"))[0]
    assert "Les réservations ouvrent mardi 8 décembre, 9 h." in rows(await desk.get(f"{asked}non_resident"))[0]


async def test_a_child_is_found_by_name_and_answered_as_its_own_family_would_be(desk: Visitor) -> None:
    home = await enrolled()
    await book(await home.line("cantine", "petits"), (MONDAY, "repas"))
    found = await desk.post(f"{RULES}/enfants", {"nom": "zoe pet", "activite": "cantine", "jour": "07/12/2026"}, page=RULES)
    link = parsed(found).css_first(".rows a")
    assert link is not None
    href = link.attributes["href"] or ""
    assert str(home.child_id) in href
    assert "nom=" not in href
    answer = await desk.get(href)
    (row,) = rows(answer)
    assert "Réservé, 3,90 €" in row
    assert "Zoé Petit, foyer anne" in read(answer)
    assert "n’est pas inscrit" in read(await desk.get(href.replace("07%2F12%2F2026", "09%2F12%2F2027")))


async def test_a_dossier_that_is_missing_is_told(desk: Visitor) -> None:
    home = await enrolled()
    await save(lambda document: document.change(("activite", 2), {"dossier-exige": True}))
    (row, *_) = rows(await desk.get(f"{WEDNESDAYS}&enfant={home.child_id}"))
    assert "Le dossier administratif de l’enfant n’est pas encore envoyé" in row


async def test_an_agent_finds_the_children_of_its_sites_alone(town: Path) -> None:
    home = await enrolled()
    for code, there in (("pole", True), ("ecole", False)):
        site = await database.fetch_value("select id from site where code = {}", code)
        async with visiting() as visitor:
            await people.signed_in(visitor, Role.SITE, sites=[site])
            found = await visitor.post(f"{RULES}/enfants", {"nom": "Zoé"}, page=RULES)
            assert (str(home.child_id) in found.text) is there
            assert (await visitor.get(f"{WEDNESDAYS}&enfant={home.child_id}")).status_code == (200 if there else 404)


async def test_mistakes_are_told_at_their_field(desk: Visitor) -> None:
    answer = await desk.get(f"{RULES}?activite=rien&jour=hier&instant=demain")
    assert answer.status_code == 422
    assert len(parsed(answer).css(".field-error")) == 3
    nobody = await desk.post(f"{RULES}/enfants", {"nom": "  "}, page=RULES)
    assert (nobody.status_code, "Écrivez le nom ou le prénom" in nobody.text) == (422, True)
    assert "Aucun enfant ne correspond" in (await desk.post(f"{RULES}/enfants", {"nom": "%"}, page=RULES)).text
    for strange in ("x", "00000000-0000-0000-0000-000000000007"):
        assert (await desk.get(f"{WEDNESDAYS}&enfant={strange}")).status_code == 404
    assert (await desk.get(f"{RULES}/enfants")).status_code == 303


async def test_the_number_of_statements_does_not_grow_with_families(desk: Visitor) -> None:
    await desk.get(WEDNESDAYS)
    with counting() as before:
        await desk.get(WEDNESDAYS)
    for name in ("anne", "paul", "lise"):
        await enrolled(name)
    with counting() as after:
        await desk.get(WEDNESDAYS)
    assert len(after) == len(before) <= 9
