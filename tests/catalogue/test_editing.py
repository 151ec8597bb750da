"""The commune's file changed at the desk: only what is asked changes, and all that people wrote around it stays."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.catalogue import commune_file
from app.catalogue.commune_file import Source
from app.catalogue.editing import blocks, differences, removals, words
from app.catalogue.editing.document import Document, WrittenOtherwise
from app.demo.actions import FILE as DEMO
from tests.catalogue.communes import PLAINVILLE

REGLEMENTS = Path(__file__).parent / "reglements"
FILES = (DEMO, REGLEMENTS / "valbourg.toml", REGLEMENTS / "rocheclaire.toml")
TRICKY = '''# En tête
[commune]   # la ville
nom = "A"
texte = """
[pas une table]
# pas un commentaire
"""
liste = [
  ["lun"],
[ "mar" ],
]

# Les sites
# en deux lignes
[[site]]
code = "un"
[site.detail]
a = 1

[[site]]
code = "deux"
  [site.detail]
  a = 2
'''


def document_of(path: Path) -> Document:
    return Document(text=path.read_text(encoding="utf-8"))


def told(before: Document, after: Document) -> list[str]:
    found = differences.between(before.values, after.values)
    return [sentence.replace("\u00a0", " ") for sentence in words.sentences(found, before=before.values, after=after.values)]


def places(document: Document) -> Iterator[tuple[str | int, ...]]:
    yield from (block.path for block in blocks.split(document.text) if block.path)


# Cutting and joining


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_file_that_is_cut_and_joined_is_the_same(path: Path, ending: str) -> None:
    text = path.read_text(encoding="utf-8").replace("\n", ending)
    assert blocks.joined(blocks.split(text)) == text


def test_what_only_looks_like_a_table_is_not_one() -> None:
    assert [block.path for block in blocks.split(TRICKY)] == [(), ("commune",), ("site", 1), ("site", 1, "detail"), ("site", 2), ("site", 2, "detail")]
    assert blocks.joined(blocks.split(TRICKY)) == TRICKY


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_table_is_found_under_its_place_and_at_its_line(path: Path) -> None:
    document = document_of(path)
    lines = document.text.splitlines()
    for place in places(document):
        line = document.line_of(place)
        assert line is not None
        assert lines[line - 1].strip("[]") == ".".join(step for step in place if isinstance(step, str))


def test_a_place_is_named_by_its_codes() -> None:
    document = document_of(DEMO)
    assert document.path_of("activite.restauration.unite.repas") == ("activite", 2, "unite", 1)
    assert document.path_of("activite.mercredi.groupe.tous.places.mercredi") == ("activite", 3, "groupe", 1, "places", 1)
    assert document.path_of("activite.restauration.delai.2") == ("activite", 2, "delai", 2)
    assert document.path_of("commune.textes") == ("commune", "textes")
    for wrong in ("activite", "activite.rien", "activite.restauration.delai.3", "activite.restauration.delai.x"):
        assert document.path_of(wrong) is None


# Changing


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_changing_one_key_of_any_table_changes_that_line_alone(path: Path) -> None:
    document = document_of(path)
    for place in places(document):
        for key, value in document.at(place).items():
            if isinstance(value, str | int) and not isinstance(value, bool):
                other = value + 1 if isinstance(value, int) else f"{value} autre"
                changed = document.change(place, {key: other})
                assert changed.at(place) == document.at(place) | {key: other}
                gone = set(document.text.splitlines()) - set(changed.text.splitlines())
                assert len(document.text.splitlines()) == len(changed.text.splitlines())
                assert len(gone) <= 1
                assert document.change(place, {key: value}).text == document.text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_key_that_is_added_and_taken_away_leaves_the_file_as_it_was(path: Path) -> None:
    document = document_of(path)
    for place in places(document):
        added = document.change(place, {"nouvelle": ["a", "b"]})
        assert added.at(place) == document.at(place) | {"nouvelle": ["a", "b"]}
        assert added.change(place, {"nouvelle": None}).text == document.text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_table_that_is_added_and_taken_away_leaves_the_others_as_they_were(path: Path) -> None:
    document = document_of(path)
    for kind in ("fermeture", "delai", "ouverture"):
        at = len(document.values.get(kind, [])) + 1
        added = document.add((kind,), {"du": date(2026, 12, 24), "motif": "Noël"})
        assert added.values == document.values | {kind: [*document.values.get(kind, []), {"du": date(2026, 12, 24), "motif": "Noël"}]}
        assert added.remove((kind, at)).values == document.values
        assert comments(added) == comments(document) == comments(added.remove((kind, at)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_deadline_may_come_before_any_other(path: Path) -> None:
    document = document_of(path)
    for at, activity in enumerate(document.values["activite"], start=1):
        for before in range(1, len(activity.get("delai", [])) + 1):
            written = document.add(("activite", at, "delai"), {"nombre": 9}, before=before).values["activite"][at - 1]["delai"]
            assert written == [*activity["delai"][: before - 1], {"nombre": 9}, *activity["delai"][before - 1 :]]


def comments(document: Document) -> list[str]:
    return [line for line in document.text.splitlines() if line.startswith("#")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_taking_any_table_away_takes_nothing_else(path: Path) -> None:
    document = document_of(path)
    for place in places(document):
        if isinstance(place[-1], int):
            left = document.remove(place)
            expected: Any = tomllib.loads(document.text)
            above = expected
            for step in place[:-2]:
                above = above[step - 1] if isinstance(step, int) else above[step]
            del above[place[-2]][place[-1] - 1]
            assert without_empty(left.values) == without_empty(expected)


def without_empty(value: Any) -> Any:  # noqa: ANN401 - whatever TOML says
    """A list of tables that is empty is not written."""
    if isinstance(value, dict):
        return {key: without_empty(inner) for key, inner in value.items() if inner != []}
    return [without_empty(inner) for inner in value] if isinstance(value, list) else value


def test_the_comment_that_touches_a_table_goes_with_it_and_the_title_of_a_part_stays() -> None:
    document = document_of(DEMO)
    place = document.path_of("activite.restauration")
    assert place
    left = document.remove(place)
    assert "# --- Restauration scolaire ---" in left.text
    assert "# --- Accueil de loisirs Mercredi ---" in left.text
    last = left.path_of("activite.periscolaire.delai.5")
    assert last
    assert "# Le temps des leçons se prépare" not in left.remove(last).text


def test_the_lines_of_windows_stay_those_of_windows() -> None:
    document = Document(text=PLAINVILLE.lstrip().replace("\n", "\r\n"))
    changed = document.add(("fermeture",), {"du": date(2026, 12, 24), "motif": "Noël"}).change(("commune",), {"adresse": None, "nouvelle": "a"})
    assert "\n" not in changed.text.replace("\r\n", "")


def test_texts_that_are_not_there_yet_come_below_the_commune() -> None:
    document = Document(text=PLAINVILLE)
    changed = document.change(("commune", "textes"), {"accueil": "Bonjour", "hebergeur": None})
    assert changed.values["commune"]["textes"] == {"accueil": "Bonjour"}
    assert changed.text.index("[commune.textes]") < changed.text.index("[calendrier]")
    inline = Document(text=PLAINVILLE.replace('zone = "B"', 'zone = "B"\ntextes = { accueil = "Oui" }'))
    assert inline.change(("commune", "textes"), {"hebergeur": "Nous"}).values["commune"]["textes"] == {"accueil": "Oui", "hebergeur": "Nous"}


def test_tables_in_one_line_are_not_mistaken() -> None:
    document = Document(text='fermeture = [{ du = 2026-12-24, motif = "Noël" }]\n')
    with pytest.raises(WrittenOtherwise):
        document.change(("fermeture", 1), {"motif": "Autre"})
    with pytest.raises(WrittenOtherwise):
        document.remove(("fermeture", 1))
    with pytest.raises(WrittenOtherwise):
        document.add(("fermeture",), {"motif": "Autre"})


# Taking away what other tables name


def test_a_unit_leaves_all_that_names_it() -> None:
    document = document_of(DEMO).add(("fermeture",), {"du": date(2027, 2, 15), "motif": "Sortie", "activites": ["vacances"], "unites": ["repas"]})
    place = document.path_of("activite.vacances.unite.repas")
    assert place
    left = removals.without(document, place)
    activity = left.values["activite"][3]
    assert [unit["code"] for unit in activity["unite"]] == activity["journee"] == activity["groupe"][0]["places"][0]["unites"] == ["matin", "apres-midi"]
    assert not any("repas" in rule.get("unites", []) for rule in activity["delai"])
    assert "fermeture" not in left.values  # without its unit it would close the whole activity
    assert commune_file.read_source(Source(name="a.toml", content=left.text.encode())).activities[3].whole_day == {"matin", "apres-midi"}


def test_an_activity_leaves_the_closures_that_name_others_too() -> None:
    document = document_of(DEMO)
    for named in (["vacances", "mercredi"], ["vacances"]):
        document = document.add(("fermeture",), {"du": date(2027, 2, 15), "motif": "Sortie", "activites": named})
    place = document.path_of("activite.vacances")
    assert place
    assert [closure["activites"] for closure in removals.without(document, place).values["fermeture"]] == [["mercredi"]]


# Differences


def changed(place: str, **keys: object) -> Callable[[Document], Document]:
    def change(document: Document) -> Document:
        path = document.path_of(place)
        assert path
        return document.change(path, {key.replace("_", "-"): value for key, value in keys.items()})

    return change


def added(*place: str | int, **keys: object) -> Callable[[Document], Document]:
    return lambda document: document.add(place, {key.replace("_", "-"): value for key, value in keys.items()})


EDITS: tuple[tuple[Callable[[Document], Document], str], ...] = (
    (changed("activite.restauration.unite.repas", prix_centimes=410), "Restauration scolaire, unité « Repas », prix : 4,10 € au lieu de 3,90 €."),
    (changed("activite.restauration", nom="Cantine"), "Cantine, nom : « Cantine » au lieu de « Restauration scolaire »."),
    (changed("activite.vacances", dossier_exige=None), "Accueil de loisirs Vacances, dossier exigé : rien au lieu de oui."),
    (changed("activite.mercredi", jours=["mar", "mer"]), "Accueil de loisirs Mercredi, jours : mardi et mercredi au lieu de mercredi."),
    (changed("commune", telephone="02 99 00 00 00"), "Commune, téléphone : « 02 99 00 00 00 » au lieu de « 02 99 64 28 53 »."),
    (changed("commune.textes", accueil=None), "Commune, textes, texte d’accueil : rien au lieu de « Inscriptions, cantine, garderie, mercredis et vacances"),
    (
        changed("activite.mercredi.groupe.tous.places.mercredi", nombre=20),
        "Accueil de loisirs Mercredi, groupe « Tous les enfants », places « mercredi », nombre de places : 20 au lieu de 24.",
    ),
    (
        added("fermeture", du=date(2027, 3, 1), au=date(2027, 3, 5), motif="Travaux", sites=["pole-enfance"]),
        "Fermeture ajoutée : « Travaux », du 1er mars 2027 au 5 mars 2027 (Pôle Enfance).",
    ),
    (
        added("activite", 2, "delai", action="annuler", limite="jamais"),
        "Restauration scolaire, délai ajouté : Annulation impossible.",
    ),
    (
        added("activite", 1, "ouverture", ouvre=None, ferme=None, du=date(2027, 1, 4), unites=["soir"], pour="commune"),
        "Accueil périscolaire, ouverture ajoutée : Garderie du soir : Jours à partir du 4 janvier 2027",
    ),
    (added("site", code="gymnase", nom="Gymnase"), "Site « Gymnase » ajouté."),
    (lambda document: removals.without(document, ("activite", 2)), "Activité « Restauration scolaire » retirée."),
    (lambda document: removals.without(document, ("activite", 1, "unite", 3)), "Accueil périscolaire, unité « Temps des leçons » retirée."),
)


@pytest.mark.parametrize(("edit", "sentence"), EDITS, ids=[sentence[:40] for _, sentence in EDITS])
def test_each_edit_is_told_and_a_file_that_does_not_say_it_undoes_it(edit: Callable[[Document], Document], sentence: str) -> None:
    before = document_of(DEMO)
    after = edit(before)
    assert any(line.startswith(sentence) for line in told(before, after)), told(before, after)
    found = differences.between(before.values, after.values)
    assert differences.undone_by(before.values, found) == found
    assert differences.undone_by(after.values, found) == ()
    other = after.change(("activite", 1), {"resume": "Tout autre chose"}).add(("fermeture",), {"du": date(2027, 4, 1), "motif": "Autre"})
    assert differences.undone_by(other.values, found) == ()


def test_the_same_rules_in_another_order_are_told() -> None:
    before = document_of(DEMO)
    rules = before.values["activite"][1]["delai"]
    after = before.remove(("activite", 2, "delai", 1)).add(("activite", 2, "delai"), rules[0])
    assert told(before, after) == ["Restauration scolaire, ordre des délais changé."]
