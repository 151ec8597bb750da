"""The catalogue at the desk: seen by who may, changed field by field, shown before it is saved, never over somebody else's change."""

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.catalogue import queries
from app.core import database
from app.staff.rules.rights import May, Role
from tests.bookings.desk_edits import adding, changing, save, standing
from tests.bookings.plainville import MONDAY, TUESDAY, a_home, booked, canteen, everything
from tests.pages import Visitor, parsed, visiting, words
from tests.staff import people

HERE = "/agents/catalogue"
SEEN = ("", "/commune", "/fermetures", "/activites/cantine", "/versions", "/versions/1", "/fichier", "/regles")
EDITED = ("/fermer-une-semaine", "/modification/commune", "/ajout/fermeture", "/retrait/activite.mercredi")


@pytest.fixture
async def desk(town: Path) -> AsyncIterator[Visitor]:
    async with visiting() as visitor:
        await people.signed_in(visitor, Role.DIRECTION)
        yield visitor


def fields_of(answer: httpx.Response) -> dict[str, Any]:
    """What the form of a page holds, as a browser would send it; without its buttons."""
    form = parsed(answer).css_first("main form[method=post]")
    assert form is not None, answer.text
    values: dict[str, Any] = {}
    for node in form.css("input, select, textarea"):
        name, kind = node.attributes["name"] or "", node.attributes.get("type")
        if kind in {"checkbox", "radio"} and "checked" not in node.attributes:
            continue
        if node.tag == "select":
            chosen = node.css_first("option[selected]") or node.css_first("option")
            values[name] = chosen.attributes["value"] if chosen else ""
        elif node.tag == "textarea":
            values[name] = node.text().lstrip("\n")
        elif kind == "checkbox":
            values.setdefault(name, []).append(node.attributes["value"])
        else:
            value = node.attributes.get("value") or ""
            values[name] = value if name not in values else [*([values[name]] if isinstance(values[name], str) else values[name]), value]
    return values


async def sent(
    desk: Visitor, place: str, changes: Mapping[str, Any] | None = None, *, step: str = "apercu", shown: httpx.Response | None = None
) -> httpx.Response:
    """The form of a place, as it opens, with these answers instead of its own."""
    address = f"{HERE}/{place}"
    opened = shown or await desk.get(address)
    assert opened.status_code < 500, opened.text
    return await desk.client.post(address, data={**fields_of(opened), **(changes or {}), "etape": step})


async def saved(desk: Visitor, place: str, changes: Mapping[str, Any] | None = None) -> httpx.Response:
    """Through its preview."""
    preview = await sent(desk, place, changes)
    assert preview.status_code == 200, problems_in(preview)
    assert "Avant d’enregistrer" in preview.text, preview.headers
    answer = await sent(desk, place, {"accepte": "1"} if "accepte" in preview.text else {}, step="enregistrer", shown=preview)
    assert answer.status_code == 303, problems_in(answer)
    return answer


def problems_in(answer: httpx.Response) -> list[str]:
    return [words(node).replace("\u00a0", " ") for node in parsed(answer).css(".problems li, .field-error")]


def field_error(answer: httpx.Response, name: str) -> str:
    node = parsed(answer).css_first(f"#champ-{name}-erreur")
    assert node is not None, problems_in(answer)
    return words(node).replace("\u00a0", " ").removeprefix("Erreur : ")


def read(answer: httpx.Response, part: str = "main") -> str:
    """What a person reads there."""
    node = parsed(answer).css_first(part)
    assert node is not None
    return words(node).replace("\u00a0", " ")


async def written(*place: str | int) -> Any:  # noqa: ANN401 - whatever TOML says
    here: Any = (await standing()).values
    for step in place:
        here = here[step - 1] if isinstance(step, int) else here.get(step)
    return here


# Who may


@pytest.mark.parametrize("role", Role)
async def test_every_agent_sees_the_catalogue_and_some_change_it(role: Role, town: Path) -> None:
    async with visiting() as visitor:
        await people.signed_in(visitor, role)
        assert {(await visitor.get(f"{HERE}{page}")).status_code for page in SEEN} == {200}
        may = role in {Role.DIRECTION, Role.ADMINISTRATION}
        assert {(await visitor.get(f"{HERE}{page}")).status_code for page in EDITED} == {200 if may else 403}
        shown = (await visitor.get(f"{HERE}/activites/cantine")).text
        assert ("Modifier" in shown, "Fermer une semaine" in (await visitor.get(HERE)).text) == (may, may)
        before = await everything()
        token = await visitor.token("/agents")
        for page in EDITED:
            answer = await visitor.client.post(f"{HERE}{page}", data={"_csrf": token})
            assert (answer.status_code == 403) is not may
        assert await everything() == before
    assert str(May.EDIT_CATALOGUE) == "edit_catalogue"


async def test_the_pages_say_the_catalogue_in_words(desk: Visitor) -> None:
    shown = read(await desk.get(f"{HERE}/activites/mercredi"))
    for said in ("Repas du mercredi", "12 h – 13 h 30", "3,90 €", "24 places pour Repas du mercredi et Après-midi", "Annulation impossible."):
        assert said in shown
    assert "Réservation jusqu’au vendredi de la semaine précédente, 12 h." in shown
    commune = read(await desk.get(f"{HERE}/commune"))
    for said in ("Commune de Plainville", "02 99 00 00 00", "2026-2027", "Vacances de Noël", "École Jules-Ferry", "Pôle Enfance"):
        assert said in commune


@pytest.mark.parametrize(
    "place",
    [
        *("modification/rien", "modification/activite.rien", "modification/activite.cantine.delai.2", "modification/piece.domicile", "modification/x.y.z"),
        *("ajout/commune", "ajout/activite.cantine.fermeture", "ajout/activite.rien.unite", "retrait/commune", "retrait/calendrier", "retrait/fermeture.1"),
        *("activites/rien", "versions/0", "versions/99", "versions/99999999999"),
    ],
)  # fmt: skip
async def test_what_is_not_there_is_not_found(place: str, desk: Visitor) -> None:
    assert (await desk.get(f"{HERE}/{place}")).status_code == 404


async def test_without_a_file_the_pages_say_how_to_get_one(desk: Visitor) -> None:
    await database.fetch("delete from catalogue_version")
    answer = await desk.get(HERE)
    assert answer.status_code == 404
    assert "python -m app load" in answer.text


# Each kind of change, through its preview

CHANGES: tuple[tuple[str, dict[str, Any], tuple[str | int, ...], Any], ...] = (
    ("modification/commune", {"telephone": "02 99 00 00 99"}, ("commune", "telephone"), "02 99 00 00 99"),
    ("modification/commune.textes", {"accueil": "Bonjour\r\nà tous"}, ("commune", "textes", "accueil"), "Bonjour\nà tous"),
    ("modification/calendrier", {"annees": "2026-2027, 2027-2028"}, ("calendrier", "annees"), ["2026-2027", "2027-2028"]),
    ("modification/site.pole", {"nom": "Pôle jeunesse"}, ("site", 2, "nom"), "Pôle jeunesse"),
    ("modification/ecole.jules-ferry", {"jours": ["lun", "mar", "mer", "jeu", "ven"]}, ("ecole", 1, "jours"), ["lun", "mar", "mer", "jeu", "ven"]),
    ("modification/activite.cantine", {"resume": "Le midi", "dossier-exige": "1"}, ("activite", 1, "dossier-exige"), True),
    ("modification/activite.mercredi", {"journee": ["repas", "apres-midi"]}, ("activite", 2, "journee"), ["repas", "apres-midi"]),
    ("modification/activite.cantine.unite.repas", {"prix-centimes": "4,1"}, ("activite", 1, "unite", 1, "prix-centimes"), 410),
    ("modification/activite.mercredi.unite.apres-midi", {"fin": "18h00"}, ("activite", 2, "unite", 2, "fin"), "18:00"),
    ("modification/activite.cantine.groupe.petits", {"age-max": "6"}, ("activite", 1, "groupe", 1, "age-max"), 6),
    ("modification/activite.mercredi.groupe.tous.places.salle", {"nombre": "30"}, ("activite", 2, "groupe", 1, "places", 1, "nombre"), 30),
    ("modification/activite.cantine.delai.1", {"nombre": "2", "en": "jours-ouvres"}, ("activite", 1, "delai", 1),
     {"nombre": 2, "en": "jours-ouvres", "heure": "12:00"}),
    ("modification/activite.mercredi.delai.2", {"limite": "jour-du-mois", "quantieme": "20", "mois": "1"}, ("activite", 2, "delai", 2, "jour-du-mois"), 20),
    ("ajout/site", {"nom": "Gymnase"}, ("site", 3), {"code": "gymnase", "nom": "Gymnase"}),
    ("ajout/ecole", {"nom": "École d’à côté", "jours": ["lun"]}, ("ecole", 2), {"code": "ecole-d-a-cote", "nom": "École d’à côté", "jours": ["lun"]}),
    ("ajout/activite.cantine.unite", {"nom": "Goûter", "debut": "16:00", "fin": "16:30", "prix-centimes": "0"}, ("activite", 1, "unite", 2, "code"), "gouter"),
    ("ajout/activite.cantine.groupe", {"nom": "Petits", "site": "pole"}, ("activite", 1, "groupe", 3), {"code": "petits-2", "nom": "Petits", "site": "pole"}),
    ("ajout/activite.cantine.groupe.petits.places", {"nom": "Salle", "nombre": "40", "unites": ["repas"]}, ("activite", 1, "groupe", 1, "places", 1),
     {"code": "salle", "nombre": 40, "unites": ["repas"]}),
    ("ajout/activite.cantine.delai", {"action": "annuler", "limite": "jamais"}, ("activite", 1, "delai", 2), {"action": "annuler", "limite": "jamais"}),
    ("ajout/delai", {"action": "reserver", "limite": "jour-de-semaine", "jour": "mar", "semaines": "2", "heure": "9h",
                     "hors": "majoration-pourcent", "majoration-pourcent": "50", "seconde": "nombre", "s-nombre": "1", "s-heure": "09:00"}, ("delai", 1),
     {"action": "reserver", "jour-de-semaine": "mar", "semaines-avant": 2, "heure": "09:00", "hors-delai": "majoration", "majoration-pourcent": 50,
      "seconde-limite": {"nombre": 1, "heure": "09:00"}}),
    ("ajout/fermeture", {"du": "24/12/2026", "motif": "Noël", "sites": ["pole"]}, ("fermeture", 1, "sites"), ["pole"]),
    ("retrait/activite.mercredi.unite.apres-midi", {}, ("activite", 2, "groupe", 1, "places", 1, "unites"), ["repas"]),
    ("retrait/activite.mercredi.delai.2", {}, ("activite", 2, "delai"),
     [{"action": "reserver", "jour-de-semaine": "ven", "semaines-avant": 1, "heure": "12:00"}]),
    ("retrait/activite.mercredi", {}, ("activite",), None),
)  # fmt: skip


@pytest.mark.parametrize(("place", "answers", "where", "value"), CHANGES, ids=[place for place, *_ in CHANGES])
async def test_each_kind_of_change_is_previewed_then_written_in_the_file(
    place: str, answers: dict[str, Any], where: tuple[str | int, ...], value: object, desk: Visitor
) -> None:
    before = await everything()
    preview = await sent(desk, place, answers)
    assert preview.status_code == 200, problems_in(preview)
    assert await everything() == before
    assert (await saved(desk, place, answers)).headers["location"].startswith(HERE)
    if value is None:
        assert [activity["code"] for activity in await written(*where)] == ["cantine"]
    else:
        assert await written(*where) == value
    assert [version.is_of_desk for version in await queries.versions(before=None, limit=9)] == [True, False]
    assert await database.fetch_value("select count(*) from audit_entry where act = 'edited the catalogue' and actor is not null and role = 'direction'") == 1


async def test_a_new_activity_comes_with_its_unit_and_its_group(desk: Visitor) -> None:
    unit = {"nom": "Journée", "debut": "9h", "fin": "17h", "prix-centimes": "15", "jours": ["lun", "mar"], "periodes": ["petites-vacances"]}
    activity = {"nom": "Stage de voile", "du": "19/04/2027", "au": "23/04/2027", "site": "pole"}
    answers = activity | {f"unite-{name}": value for name, value in unit.items()}
    await saved(desk, "ajout/activite", answers)
    assert await written("activite", 3, "code") == "stage-de-voile"
    assert (
        await database.fetch_value("select count(*) from slot join unit u on u.id = unit join activity a on a.id = u.activity where a.code = 'stage-de-voile'")
        == 2
    )


async def test_a_form_sent_as_it_opened_changes_nothing(desk: Visitor) -> None:
    before = await everything()
    for place in (
        *("commune", "commune.textes", "calendrier", "site.pole", "ecole.jules-ferry", "activite.cantine", "activite.cantine.unite.repas"),
        *("activite.mercredi.unite.apres-midi", "activite.mercredi.groupe.tous", "activite.mercredi.groupe.tous.places.salle"),
        *("activite.cantine.delai.1", "activite.mercredi.delai.1", "activite.mercredi.delai.2"),
    ):
        answer = await sent(desk, f"modification/{place}")
        assert answer.status_code == 303, (place, problems_in(answer))
    assert await everything() == before


async def test_a_rule_may_be_placed_before_another(desk: Visitor) -> None:
    await saved(desk, "ajout/activite.mercredi.delai", {"nombre": "3", "rang": "1"})
    assert [rule.get("nombre") for rule in await written("activite", 2, "delai")] == [3, None, None]
    for _ in range(2):  # and back
        moved = [rule.get("action") for rule in await written("activite", 2, "delai")]
        await saved(desk, "modification/activite.mercredi.delai.3", {"rang": "2"})
        assert [rule.get("action") for rule in await written("activite", 2, "delai")] == [moved[0], moved[2], moved[1]]


# What is refused, at its field

REFUSED: tuple[tuple[str, dict[str, Any], str, str], ...] = (
    ("modification/commune", {"nom": ""}, "nom", "Écrivez le nom de la commune."),
    ("modification/commune", {"telephone": "12"}, "telephone", "Attendu : dix chiffres, comme « 02 99 00 00 00 »."),
    ("modification/commune", {"teinte": "#ffff00"}, "teinte", ""),
    ("modification/calendrier", {"annees": "demain"}, "annees", "Écrivez « courante et suivante », ou des années comme 2026-2027, 2027-2028."),
    ("modification/activite.cantine", {"du": "31/02/2027"}, "du", "Écrivez le jour, le mois et l’année, par exemple 24/12/2026."),
    ("modification/activite.cantine", {"du": "02/03/2027", "au": "01/03/2027"}, "au", "Le dernier jour vient avant le premier."),
    ("modification/activite.cantine.unite.repas", {"debut": "25h"}, "debut", "Écrivez l’heure et les minutes, par exemple 07:30."),
    ("modification/activite.cantine.unite.repas", {"fin": "11:00"}, "fin", "Lu 11:00, attendu une heure après le début (12:00)."),
    ("modification/activite.cantine.unite.repas", {"prix-centimes": "beaucoup"}, "prix-centimes", "Écrivez un montant en euros, par exemple 3,90."),
    ("modification/activite.cantine.unite.repas", {"jours": []}, "jours", "Cochez au moins un jour."),
    (
        "modification/activite.cantine.groupe.petits",
        {"age-min": "6", "age-max": "3"},
        "age-max",
        "Lu 3, attendu un âge qui n’est pas inférieur à « age-min » (6).",
    ),
    ("modification/activite.mercredi.groupe.tous.places.salle", {"nombre": "-1"}, "nombre", "Écrivez un nombre entier, zéro ou plus."),
    ("ajout/activite.cantine.groupe.petits.places", {"nombre": "4", "unites": ["repas"]}, "nom", "Écrivez un nom."),
    ("ajout/fermeture", {"du": "24/12/2026"}, "motif", "Écrivez le motif : les familles le lisent."),
    ("ajout/fermeture", {"du": "24/12/2026", "au": "23/12/2026", "motif": "Noël"}, "au", "Le dernier jour vient avant le premier."),
    ("ajout/ouverture", {"ouvre": "demain"}, "ouvre", "Écrivez le jour et l’heure, par exemple 01/12/2026 09:00."),
    ("ajout/delai", {"nombre": "x"}, "nombre", "Écrivez un nombre entier, zéro ou plus."),
    ("ajout/delai", {"hors": "majoration-centimes"}, "majoration-centimes", "Écrivez le montant de la majoration."),
    ("ajout/activite", {"nom": ""}, "unite-debut", "Écrivez l’heure de début."),
)


@pytest.mark.parametrize(("place", "answers", "name", "sentence"), REFUSED, ids=[f"{place} {name}" for place, _, name, _ in REFUSED])
async def test_a_mistake_is_told_at_its_field_with_what_was_typed(place: str, answers: dict[str, Any], name: str, sentence: str, desk: Visitor) -> None:
    before = await everything()
    for step in ("apercu", "enregistrer"):
        answer = await sent(desk, place, answers, step=step)
        assert answer.status_code == 422
        assert field_error(answer, name).startswith(sentence)
        assert {key: value for key, value in fields_of(answer).items() if key in answers} == {key: value for key, value in answers.items() if value != []}
    assert await everything() == before


@pytest.mark.parametrize(
    ("place", "answers", "sentence"),
    [
        ("ajout/ouverture", {}, "Attendu « ouvre », « ferme » ou les deux."),
        ("retrait/site.pole", {}, "Cantine, groupe « Grands » : « pole » ne désigne aucun site"),
        ("retrait/activite.cantine.unite.repas", {}, "Cantine : Manque ; écrivez au moins une [[activite.unite]]."),
        ("modification/activite.cantine.delai.1", {"nombre": "0", "heure": "13:00"}, "Pour « repas » (cantine) du"),
        (
            "ajout/activite.cantine.delai",
            {"nombre": "5"},
            "« Réservation et annulation jusqu’à la veille, 12 h. » : Cette règle ne servirait jamais : la règle « Réservation et",
        ),
        ("ajout/activite.cantine.delai", {"action": "reserver", "hors": "facture"}, "« facture » ne va qu’avec action"),
    ],
)
async def test_a_mistake_that_belongs_to_no_field_stands_above_the_form(place: str, answers: dict[str, Any], sentence: str, desk: Visitor) -> None:
    answer = await sent(desk, place, answers)
    assert answer.status_code == 422
    assert any(sentence in problem for problem in problems_in(answer)), problems_in(answer)


async def test_what_the_desk_cannot_write_is_said(desk: Visitor) -> None:
    text = (await standing()).text + "\n"
    inline = text.replace("[commune]", 'fermeture = [{ du = 2026-12-24, motif = "Noël" }]\n[commune]')
    await database.fetch("update catalogue_version set content = {}", inline.encode())
    answer = await sent(desk, "modification/fermeture.1", {"motif": "Autre"})
    assert answer.status_code == 422
    assert "écrite en une seule ligne" in answer.text


# Before it is saved

CLOSING = {"du": "07/12/2026", "au": "08/12/2026", "motif": "Travaux"}


async def test_the_preview_counts_what_families_lose_and_saving_does_that(desk: Visitor) -> None:
    await canteen(await a_home("anne"), MONDAY, TUESDAY)
    await canteen(await a_home("paul", child="Léo"), MONDAY)
    line = await (await a_home("lise", child="Noé")).line("cantine", "petits")
    await line.tap(MONDAY, "repas")
    before = await everything()
    preview = await sent(desk, "ajout/fermeture", CLOSING)
    shown = read(preview)
    for said in (
        "3 réservations de 2 familles seraient annulées",
        "Motif : Travaux.",
        "Brouillons : 1 changement retiré",
        "« Travaux », du 7 décembre 2026 au 8 décembre 2026",
    ):
        assert said in shown
    assert await everything() == before
    unread = await sent(desk, "ajout/fermeture", step="enregistrer", shown=preview)
    assert (unread.status_code, field_error(unread, "accepte")) == (422, "Cochez la case pour annuler ces réservations, ou revenez au formulaire.")
    assert await everything() == before
    answer = await sent(desk, "ajout/fermeture", {"accepte": "1"}, step="enregistrer", shown=unread)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}/fermetures")
    assert await booked() == 0
    assert await database.fetch_value("select count(*) from outbox where event = 'bookings:cancelled_by_commune'") == 2
    effects = (await queries.versions(before=None, limit=1))[0].effects
    assert [effect.replace("\u00a0", " ") for effect in effects if "Familles" in effect] == ["Familles : 3 réservations de 2 familles annulées."]


async def test_one_goes_back_to_the_form_with_what_was_typed(desk: Visitor) -> None:
    preview = await sent(desk, "ajout/fermeture", CLOSING)
    form = await sent(desk, "ajout/fermeture", step="retour", shown=preview)
    assert form.status_code == 200
    assert fields_of(form) | CLOSING == fields_of(form)


async def test_a_booking_made_meanwhile_shows_the_preview_again(desk: Visitor) -> None:
    await canteen(await a_home("anne"), MONDAY)
    preview = await sent(desk, "ajout/fermeture", CLOSING)
    await canteen(await a_home("paul", child="Léo"), TUESDAY)
    before = await everything()
    answer = await sent(desk, "ajout/fermeture", {"accepte": "1"}, step="enregistrer", shown=preview)
    assert answer.status_code == 409
    assert "2\u00a0réservations de 2\u00a0familles seraient annulées" in answer.text
    assert "Les réservations ont changé pendant ce temps" in answer.text
    assert await everything() == before
    assert (await sent(desk, "ajout/fermeture", {"accepte": "1"}, step="enregistrer", shown=answer)).status_code == 303


async def test_the_catalogue_that_somebody_changed_meanwhile_is_told_and_nothing_is_lost(desk: Visitor) -> None:
    """Two agents on two things: the second keeps what was typed, and saves it on top."""
    preview = await sent(desk, "modification/activite.cantine.unite.repas", {"prix-centimes": "4,10"})
    await save(adding("fermeture", du=MONDAY, motif="Travaux"))
    before = await everything()
    answer = await sent(desk, "modification/activite.cantine.unite.repas", step="enregistrer", shown=preview)
    assert answer.status_code == 409
    assert "a été enregistrée par Sophie Le Gall" in answer.text.replace("\u00a0", " ")
    assert fields_of(answer)["prix-centimes"] == "4,10"
    assert await everything() == before
    again = await sent(desk, "modification/activite.cantine.unite.repas", shown=answer)
    assert (await sent(desk, "modification/activite.cantine.unite.repas", step="enregistrer", shown=again)).status_code == 303
    assert (await written("activite", 1, "unite", 1, "prix-centimes"), len(await written("fermeture"))) == (410, 1)


async def test_the_very_thing_that_somebody_changed_meanwhile_is_shown_as_it_is_now(desk: Visitor) -> None:
    preview = await sent(desk, "modification/activite.cantine.unite.repas", {"prix-centimes": "4,10"})
    await save(changing("activite.cantine.unite.repas", prix_centimes=500))
    answer = await sent(desk, "modification/activite.cantine.unite.repas", step="enregistrer", shown=preview)
    assert (answer.status_code, fields_of(answer)["prix-centimes"]) == (409, "5,00")


async def test_a_removal_of_what_is_no_longer_there_is_not_found(desk: Visitor) -> None:
    await save(adding("fermeture", du=MONDAY, motif="Travaux"))
    shown = await desk.get(f"{HERE}/retrait/fermeture.1")
    await save(lambda document: document.remove(("fermeture", 1)))
    assert (await sent(desk, "retrait/fermeture.1", shown=shown)).status_code == 404


# A week


async def test_a_week_is_closed_in_three_answers(desk: Visitor) -> None:
    await canteen(await a_home("anne"), MONDAY)
    opened = await desk.get(f"{HERE}/fermer-une-semaine")
    answers = {**fields_of(opened), "semaine": MONDAY.isoformat(), "quoi": "activites.cantine", "motif": "Grève"}
    preview = await desk.client.post(f"{HERE}/fermer-une-semaine", data=answers)
    assert preview.status_code == 200
    answer = await sent(desk, "ajout/fermeture", {"accepte": "1"}, step="enregistrer", shown=preview)
    assert answer.status_code == 303
    closure = await written("fermeture", 1)
    assert (closure["du"].isoformat(), closure["au"].isoformat(), closure["motif"], closure["activites"]) == ("2026-12-07", "2026-12-13", "Grève", ["cantine"])
    assert "toutes-les-ecoles" not in closure
    assert await booked() == 0


async def test_a_week_asks_for_its_answers(desk: Visitor) -> None:
    opened = await desk.get(f"{HERE}/fermer-une-semaine")
    answer = await desk.client.post(f"{HERE}/fermer-une-semaine", data={**fields_of(opened), "semaine": "2020-01-06", "quoi": "sites.rien"})
    assert answer.status_code == 422
    assert (field_error(answer, "semaine"), field_error(answer, "quoi")) == ("Choisissez la semaine.", "Choisissez ce qui ferme.")
    assert field_error(answer, "motif") == "Écrivez le motif : les familles le lisent."


# What a rule gives, while it is written


async def test_the_sentence_of_a_rule_and_its_next_days_are_shown_before_anything(desk: Visitor) -> None:
    answers = {"action": "reserver", "limite": "jour-de-semaine", "jour": "mar", "semaines": "1", "heure": "9h"}
    answer = await sent(desk, "modification/activite.cantine.delai.1", answers, step="exemple")
    assert answer.status_code == 200
    shown = read(answer, "#exemple")
    assert "Réservation jusqu’au mardi de la semaine précédente, 9 h." in shown
    assert "lundi 7 décembre 2026 Repas mardi 1er décembre, 9 h" in shown
    assert fields_of(answer)["jour"] == "mar"


async def test_the_example_that_htmx_puts_in_the_page_is_the_one_of_the_page_reloaded(desk: Visitor) -> None:
    place = "modification/activite.cantine.delai.1"
    opened = await desk.get(f"{HERE}/{place}")
    for answers in ({"nombre": "3"}, {"nombre": "x"}, {"nombre": "0", "heure": "13:00"}):
        data = {**fields_of(opened), **answers, "etape": "exemple"}
        swapped = await desk.client.post(f"{HERE}/{place}", data=data, headers={"HX-Request": "true", "HX-Target": "exemple"})
        whole = await desk.client.post(f"{HERE}/{place}", data=data)
        assert swapped.status_code == whole.status_code
        assert "<html" not in swapped.text
        shown, reloaded = (parsed(answer).css_first("#exemple") for answer in (swapped, whole))
        assert shown is not None
        assert reloaded is not None
        assert shown.html == reloaded.html


# The past


async def test_the_history_says_who_changed_what_and_when(desk: Visitor) -> None:
    await saved(desk, "modification/activite.cantine.unite.repas", {"prix-centimes": "4,10"})
    listed = read(await desk.get(f"{HERE}/versions"))
    assert "Version 2 : Sophie Le Gall" in listed
    assert "Version 1 : Fichier chargé depuis la console" in listed
    shown = await desk.get(f"{HERE}/versions/2")
    assert "Cantine, unité « Repas », prix : 4,10 € au lieu de 3,90 €." in read(shown)
    assert [words(node) for node in parsed(shown).css(".file-text .added, .file-text .removed")] == ["-prix-centimes = 390", "+prix-centimes = 410"]
    assert "Premier chargement" in (await desk.get(f"{HERE}/versions/1")).text


async def test_many_versions_are_told_page_by_page(desk: Visitor) -> None:
    await database.fetch(
        "insert into catalogue_version select n, made_at, origin, actor, author, source, content, attached, mark, effects "
        "from catalogue_version, generate_series(2, 45) n"
    )
    assert len(parsed(await desk.get(f"{HERE}/versions")).css(".rows li")) == 20
    assert len(parsed(await desk.get(f"{HERE}/versions?avant=6")).css(".rows li")) == 5
    for damaged in ("x", "-1", "9" * 18, "9" * 5_000):
        assert (await desk.get(f"{HERE}/versions?avant={damaged}")).status_code == 200


async def test_a_thing_at_no_position_is_not_found(desk: Visitor) -> None:
    for position in ("0", "x", "99", "9" * 5_000):
        assert (await desk.get(f"{HERE}/modification/delai.{position}")).status_code == 404


async def test_the_file_leaves_as_it_is_kept(desk: Visitor) -> None:
    answer = await desk.get(f"{HERE}/fichier")
    assert answer.content == (await standing()).content
    assert answer.headers["content-disposition"] == 'attachment; filename="commune.toml"'


async def test_names_of_agents_stay_out_of_the_effects(desk: Visitor) -> None:
    await canteen(await a_home("anne"), MONDAY)
    await saved(desk, "ajout/fermeture", CLOSING)
    kept = await database.fetch_value("select effects from catalogue_version order by number desc limit 1")
    assert "Zoé" not in kept
    assert json.loads(kept)
