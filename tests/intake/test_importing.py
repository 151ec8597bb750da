"""Files of families imported: what is created, what is completed, what is left alone."""

from datetime import date

import pytest

from app.core import clock, database
from app.households import actions as households
from app.households.actions.steps import Asker
from app.households.rules.fields import Field
from app.intake import actions, sheet
from app.intake.rules.findings import Kind
from tests.intake.files import APPLY, LOOK, MARTIN, SKIP, TABLES, errors, everything, imported, of_kind, written

TOM = MARTIN | {"enfant prénom": "Tom", "enfant date de naissance": "02/09/2020", "activité": ""}

UNREACHED = dict.fromkeys(("code famille", "responsable 1 courriel", "responsable 1 téléphone", "adresse", "code postal", "ville"), "")


async def household() -> dict[str, object]:
    row = await database.fetch_one("select h.* from household h join household_key k on k.household = h.id where k.external_key = 'F001'")
    assert row
    return row


async def test_a_family_comes_in_with_its_adults_its_children_and_what_they_are_enrolled_in(chavagne: str) -> None:
    second = {"responsable 2 nom": "Durand", "responsable 2 prénom": "Loïc", "responsable 2 courriel": "LOIC.durand@exemple.fr "}
    done = await imported(MARTIN | second, TOM)
    assert not errors(done)
    assert (done.report.tally.created, done.report.tally.adults, done.report.tally.children, done.report.tally.enrolments) == (1, 2, 2, 1)
    known = await household()
    assert known["address"] == "3 rue des Lilas\n35310 Chavagne"
    adults = await database.fetch(
        "select g.first_name, g.phone, a.email, a.password_hash from guardian g join account a on a.id = g.account where household = {} order by position",
        known["id"],
    )
    assert [(row["first_name"], row["phone"], row["email"]) for row in adults] == [
        ("Anne", "+33639980001", "anne.martin@exemple.fr"),
        ("Loïc", "", "loic.durand@exemple.fr"),
    ]
    children = await database.fetch(
        """
        select c.first_name, c.birth_date, s.code, e.starts_on, e.ends_on, a.code as activity from household_child hc join child c on c.id = hc.child
        left join school s on s.id = c.school left join enrolment e on e.child = c.id left join age_group ag on ag.id = e.age_group
        left join activity a on a.id = ag.activity where hc.household = {} order by c.birth_date
        """,
        known["id"],
    )
    lea, tom = children
    assert (lea["first_name"], lea["birth_date"], lea["code"], lea["activity"]) == ("Léa", date(2018, 5, 14), "elementaire-publique", "restauration")
    assert lea["starts_on"] == date(2026, 9, 1)
    assert (tom["first_name"], tom["activity"]) == ("Tom", None)


async def test_a_dry_run_tells_what_an_import_does_and_writes_nothing(chavagne: str) -> None:
    before = await everything()
    looked = await imported(MARTIN, TOM, asked=LOOK)
    assert await everything() == before
    assert not looked.is_done
    done = await imported(MARTIN, TOM)
    assert done.is_done
    assert (done.report.tally, done.report.findings) == (looked.report.tally, looked.report.findings)


async def test_an_import_notes_figures_and_nobody_in_the_audit_trail(chavagne: str) -> None:
    await imported(MARTIN)
    row = await database.fetch_one("select act, role, details from audit_entry order by id desc limit 1")
    assert row
    assert (row["act"], row["role"]) == ("intake:imported", "console")
    assert "Martin" not in row["details"]


async def test_the_same_file_twice_changes_nothing(chavagne: str) -> None:
    await imported(MARTIN, TOM)
    before = await everything()
    again = await imported(MARTIN, TOM)
    assert await everything() == before
    assert (again.report.tally.unchanged, again.report.tally.changes, again.report.findings) == (1, 0, [])


async def test_a_corrected_file_completes_and_corrects_what_it_brought(chavagne: str) -> None:
    await imported(MARTIN | {"responsable 1 téléphone": "", "responsable 1 courriel": "anne.matin@exemple.fr"})
    done = await imported(MARTIN | {"école": "", "enfant date de naissance": "15/05/2018"}, TOM)
    assert done.report.tally.completed == 1
    sentences = [finding.sentence for finding in of_kind(done, Kind.DONE)]
    assert sentences == [
        "Le téléphone de Anne Martin\u00a0: complété.",
        "L’adresse de courriel de Anne Martin\u00a0: corrigé d’après ce fichier.",
        "La date de naissance de Léa Martin\u00a0: corrigé d’après ce fichier.",
        "Tom Martin est ajouté à la famille.",
    ]
    assert await database.fetch_value("select count(*) from account where email = 'anne.martin@exemple.fr'") == 1
    assert await database.fetch_value("select count(*) from account where email = 'anne.matin@exemple.fr'") == 0
    assert await database.fetch_value("select birth_date from child where first_name = 'Léa' and last_name = 'Martin'") == date(2018, 5, 15)


async def test_what_a_family_changed_since_is_kept_and_told(chavagne: str) -> None:
    await imported(MARTIN)
    guardian = await database.fetch_one("select g.id, g.account from guardian g join account a on a.id = g.account where a.email = 'anne.martin@exemple.fr'")
    assert guardian
    anne = Asker(account_id=guardian["account"])
    assert await households.change_phones(anne, phone="+33639980099", second_phone="", now=clock.now())
    assert await households.ask(anne, {Field.ADDRESS: "1 place\n35310 Chavagne"}, now=clock.now()) == 1
    before = await everything()
    done = await imported(MARTIN | {"adresse": "5 rue des Lilas", "responsable 1 téléphone": "06 39 98 00 02"})
    assert await everything() == before
    assert [finding.sentence.partition("\u00a0:")[0] for finding in of_kind(done, Kind.KEPT)] == ["L’adresse", "Le téléphone de Anne Martin"]
    assert done.report.tally.unchanged == 1


async def test_an_address_that_was_used_to_sign_in_is_not_taken_from_its_adult(chavagne: str) -> None:
    await imported(MARTIN)
    await database.fetch("update account set password_hash = 'x' where email = 'anne.martin@exemple.fr'")
    done = await imported(MARTIN | {"responsable 1 courriel": "autre@exemple.fr"})
    assert [finding.kind for finding in done.report.findings] == [Kind.KEPT]
    assert await database.fetch_value("select count(*) from account where email = 'autre@exemple.fr'") == 0


async def test_a_phone_that_the_family_emptied_stays_empty(chavagne: str) -> None:
    await imported(MARTIN)
    await database.fetch("update guardian set phone = '' where phone = '+33639980001'")
    assert (await imported(MARTIN)).report.tally.kept == 1


async def test_who_has_left_and_who_changed_name_do_not_come_back(chavagne: str) -> None:
    await imported(MARTIN, TOM)
    await database.fetch("update guardian set last_name = 'Le Goff', account = account where first_name = 'Anne' and last_name = 'Martin'")
    await database.fetch("update child set last_name = 'Le Goff' where first_name = 'Léa' and last_name = 'Martin'")
    await database.fetch("delete from household_child using child where child.id = child and first_name = 'Tom' and last_name = 'Martin'")
    before = await everything()
    done = await imported(MARTIN, TOM)
    assert await everything() == before
    assert [finding.sentence for finding in done.report.findings] == ["Tom Martin a quitté ce foyer depuis\u00a0: rien n’est changé."]


async def test_an_enrolment_that_ended_since_is_not_made_again(chavagne: str) -> None:
    await imported(MARTIN)
    await database.fetch("delete from enrolment using child where child.id = child and first_name = 'Léa' and last_name = 'Martin'")
    done = await imported(MARTIN)
    assert "a pris fin depuis" in done.report.findings[0].sentence
    assert done.report.tally.enrolments == 0


async def test_without_codes_families_are_found_by_address_or_by_adult_and_child(chavagne: str) -> None:
    plain = {name: value for name, value in MARTIN.items() if name != "code famille"}
    silent = plain | {"responsable 1 courriel": "", "responsable 1 téléphone": ""}
    await imported(plain)
    families = [table for table in TABLES if table != "household_key"]  # which remembers each way of naming it
    before = await everything(families)
    for again in (
        plain,
        silent,
        silent | {"adresse": "", "code postal": "", "ville": "", "responsable 1 téléphone": "06 39 98 00 01"},
        plain | {"enfant prénom": "", "enfant nom": "", "enfant date de naissance": "", "activité": ""},
    ):
        done = await imported(again)
        assert (done.report.tally.created, errors(done)) == (0, [])
    assert await everything(families) == before


async def test_an_address_alone_does_not_bring_strangers_into_a_household(chavagne: str) -> None:
    """A mistyped address would show one family to another."""
    await imported(MARTIN)
    stranger = MARTIN | {"code famille": "", "responsable 1 prénom": "Zoé", "responsable 1 nom": "Petit", "enfant prénom": "Max", "enfant nom": "Petit"}
    done = await imported(stranger)
    assert done.report.tally.created == 1
    assert "est déjà celle de quelqu’un d’autre" in done.report.findings[0].sentence
    assert await database.fetch_value("select account from guardian where first_name = 'Zoé' and last_name = 'Petit'") is None


async def test_the_code_of_another_family_is_refused(chavagne: str) -> None:
    await imported(MARTIN)
    done = await imported(MARTIN | {"responsable 1 prénom": "Zoé", "responsable 1 nom": "Petit", "enfant prénom": "Max", "enfant nom": "Petit"})
    assert [(line, column) for line, column, _ in errors(done)] == [(2, "code famille")]
    assert not done.is_done


async def test_parents_who_live_apart_share_a_child_by_its_code(chavagne: str) -> None:
    other = MARTIN | {"code famille": "F002", "responsable 1 nom": "Durand", "responsable 1 prénom": "Loïc", "responsable 1 courriel": "loic.durand@exemple.fr"}
    for _ in range(2):
        done = await imported(MARTIN | {"code enfant": "E1"}, other | {"code enfant": "E1", "activité": ""})
        assert not errors(done)
    rows = await database.fetch("select hc.child from household_child hc join household_key k on k.household = hc.household")
    assert len(rows) == 2
    assert len({row["child"] for row in rows}) == 1


async def test_one_line_per_adult_and_child_makes_one_family(chavagne: str) -> None:
    loic = MARTIN | {"responsable 1 nom": "Durand", "responsable 1 prénom": "Loïc", "responsable 1 courriel": "loic@exemple.fr", "responsable 1 téléphone": ""}
    done = await imported(
        MARTIN,
        TOM,
        loic,
        loic
        | TOM
        | {"responsable 1 nom": "Durand", "responsable 1 prénom": "Loïc", "responsable 1 courriel": "loic@exemple.fr", "responsable 1 téléphone": ""},
    )
    assert not errors(done)
    assert (done.report.tally.created, done.report.tally.adults, done.report.tally.children, done.report.tally.enrolments) == (1, 2, 2, 1)


async def test_errors_keep_everything_out_unless_their_families_are_set_aside(chavagne: str) -> None:
    wrong = MARTIN | {"code famille": "F002", "responsable 1 courriel": "zoe@exemple.fr", "enfant date de naissance": "31/02/2018"}
    sibling = wrong | {"enfant prénom": "Max", "enfant date de naissance": "01/02/2019"}
    before = await everything()
    refused = await imported(MARTIN, wrong, sibling)
    assert await everything() == before
    assert (refused.is_done, refused.report.tally.created, refused.report.tally.refused) == (False, 1, 1)
    done = await imported(MARTIN, wrong, sibling, asked=SKIP)
    assert (done.is_done, done.report.tally.created) == (True, 1)
    assert await database.fetch_value("select count(*) from household_key where external_key = 'F002'") == 0


async def test_an_address_that_two_adults_share_is_the_first_ones(chavagne: str) -> None:
    second = {"responsable 2 nom": "Martin", "responsable 2 prénom": "Yves", "responsable 2 courriel": "anne.martin@exemple.fr"}
    done = await imported(MARTIN | second)
    (remark,) = of_kind(done, Kind.REMARK)
    assert "Chaque adulte a son propre accès" in remark.sentence
    assert await database.fetch_value("select account from guardian where first_name = 'Yves' and last_name = 'Martin'") is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
async def test_any_encoding_and_separator_are_read_alike(chavagne: str, encoding: str, separator: str) -> None:
    done = await actions.import_families(written([MARTIN], encoding=encoding, separator=separator), APPLY, now=clock.now())
    assert not errors(done)
    assert await database.fetch_value("select count(*) from child where first_name = 'Léa' and last_name = 'Martin'") == 1


async def test_columns_come_in_any_order_under_the_names_that_people_give_them(chavagne: str) -> None:
    names = {
        "ENFANT PRENOM": "Léa",
        "Nom de l’enfant": "Martin",
        "Né le": "2018-05-14",
        "Tél.": "639980001",
        "Prénom responsable 1": "Anne",
        "NOM RESPONSABLE 1": "Martin",
        "Humeur": "bonne",
    }
    done = await actions.import_families(written([names], header=list(names)), APPLY, now=clock.now())
    assert (errors(done), done.report.tally.created) == ([], 1)
    assert [(finding.kind, finding.column) for finding in done.report.findings] == [(Kind.REMARK, "Humeur")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Ce fichier est vide"),
        (b"PK\x03\x04 a workbook", "au format CSV UTF-8"),
        (b"nom;pr\x00nom\r\n", "n’est pas du texte"),
        ("nom;prénom\r\n".encode(), "La colonne «\u00a0enfant nom\u00a0» manque"),
        (written([], header=["enfant nom", "Enfant  NOM"]).getvalue(), "est là deux fois (colonnes 1 et 2)"),
    ],
)
async def test_what_is_no_file_of_families_is_refused(chavagne: str, content: bytes, sentence: str) -> None:
    file = written([])
    file.seek(0)
    file.truncate()
    file.write(content)
    file.seek(0)
    with pytest.raises(sheet.NotASheet) as refused:
        await actions.import_families(file, LOOK, now=clock.now())
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("changed", "column", "sentence"),
    [
        ({"enfant date de naissance": "31/02/2018"}, "enfant date de naissance", "n’existe pas au calendrier"),
        ({"enfant date de naissance": "14/05/18"}, "enfant date de naissance", "quatre chiffres"),
        ({"enfant date de naissance": "mai 2018"}, "enfant date de naissance", "n’est pas une date"),
        ({"enfant date de naissance": "14/05/2027"}, "enfant date de naissance", "n’est pas encore passé"),
        ({"enfant date de naissance": "14/05/1988"}, "enfant date de naissance", "plus de 25 ans"),
        ({"enfant date de naissance": ""}, "enfant date de naissance", "Il manque la date de naissance"),
        ({"enfant prénom": ""}, "enfant prénom", "Il manque le prénom de l’enfant"),
        ({"enfant nom": "<b>"}, "enfant nom", "n’est pas un nom"),
        (
            {"responsable 1 nom": "", "responsable 1 prénom": "", "responsable 1 courriel": "", "responsable 1 téléphone": ""},
            "responsable 1 nom",
            "Il manque le responsable",
        ),
        ({"responsable 1 prénom": ""}, "responsable 1 prénom", "Il manque le prénom du responsable 1"),
        ({"responsable 1 courriel": "anne@"}, "responsable 1 courriel", "n’est pas une adresse de courriel"),
        ({"responsable 1 téléphone": "06 39 98"}, "responsable 1 téléphone", "dix chiffres"),
        ({"responsable 1 téléphone": "0639980001 / 0639980002"}, "responsable 1 téléphone", "un seul numéro"),
        ({"responsable 2 courriel": "loic@exemple.fr", "responsable 2 prénom": "Loïc"}, "responsable 2 nom", "Il manque le nom du responsable 2"),
        ({"code postal": "3531"}, "code postal", "cinq chiffres"),
        ({"code postal": ""}, "code postal", "Il manque le code postal"),
        ({"ville": ""}, "code postal", "Il manque la rue ou la ville"),
        ({"hors commune": "peut-être"}, "hors commune", "«\u00a0oui\u00a0» ou «\u00a0non\u00a0»"),
        ({"école": "Ecole elementaire publik"}, "école", "Vouliez-vous dire «\u00a0École élémentaire publique\u00a0»"),
        ({"école": "Zzz"}, "école", "Écrivez son nom ou son code"),
        ({"activité": "Piscine"}, "activité", "n’est pas une activité de la commune"),
        ({"groupe": "Zzz"}, "groupe", "n’est pas un groupe de «\u00a0Restauration scolaire\u00a0»"),
        ({"activité": "", "inscription du": "01/09/2026"}, "inscription du", "À quelle activité"),
        ({"inscription du": "01/02/2027", "inscription au": "01/01/2027"}, "inscription au", "finit avant de commencer"),
        ({"inscription du": "01/02/1999"}, "inscription du", "restez entre ces jours"),
        ({"inscription au": "fin juin"}, "inscription au", "n’est pas une date"),
        ({"enfant nom": "", "enfant prénom": "", "enfant date de naissance": ""}, "activité", "Il manque l’enfant à inscrire"),
        (UNREACHED, "code famille", "deux familles du même nom"),
        ({"code famille": "x" * 65}, "code famille", "raccourcissez-le"),
    ],
)
async def test_each_mistake_is_told_with_its_line_its_column_and_what_to_do(chavagne: str, changed: dict[str, str], column: str, sentence: str) -> None:
    before = await everything()
    done = await imported(MARTIN | {"code famille": "F000", "responsable 1 prénom": "Rose", "responsable 1 courriel": "rose@exemple.fr"}, MARTIN | changed)
    assert [(line, where) for line, where, _ in errors(done)] == [(3, column)], errors(done)
    assert sentence in errors(done)[0][2]
    assert await everything() == before


@pytest.mark.parametrize(
    ("changed", "column", "sentence"),
    [
        ({"adresse": "4 rue des Lilas"}, "adresse", "n’est pas le même qu’à la ligne 2"),
        ({"nom famille": "Durand"}, "nom famille", "n’est pas le même qu’à la ligne 2"),
        ({"responsable 1 téléphone": "06 39 98 00 09"}, "responsable 1 téléphone", "n’est pas celui de la ligne 2"),
        ({"enfant date de naissance": "15/05/2018"}, "enfant date de naissance", "n’est pas celui de la ligne 2"),
        ({"inscription du": "05/10/2026"}, "activité", "La ligne 2 inscrit déjà cet enfant"),
    ],
)
async def test_lines_of_a_family_that_contradict_each_other_are_told(chavagne: str, changed: dict[str, str], column: str, sentence: str) -> None:
    done = await imported(MARTIN | {"nom famille": "Martin"}, MARTIN | changed)
    assert [(line, where) for line, where, _ in errors(done)] == [(3, column)], errors(done)
    assert sentence in errors(done)[0][2]


async def test_all_mistakes_are_told_at_once(chavagne: str) -> None:
    wrong = MARTIN | {"responsable 1 courriel": "anne@", "enfant date de naissance": "hier", "école": "Zzz"}
    done = await imported(wrong, TOM | {"code postal": "1"})
    assert [(line, column) for line, column, _ in errors(done)] == [
        (2, "responsable 1 courriel"),
        (2, "enfant date de naissance"),
        (2, "école"),
        (3, "code postal"),
        (3, "école"),
    ][: len(errors(done))]
    assert {line for line, _, _ in errors(done)} == {2, 3}


async def test_a_line_with_too_many_cells_or_a_broken_quote_is_told_and_the_others_are_read(chavagne: str) -> None:
    content = written([MARTIN]).getvalue() + (";" * 40 + "de trop\r\n").encode() + b'"' + b"x" * 20_000 + b'"\r\n'
    file = written([])
    file.seek(0)
    file.write(content)
    file.seek(0)
    done = await actions.import_families(file, LOOK, now=clock.now())
    assert [line for line, _, _ in errors(done)][:2] == [3, 4]
    assert done.report.tally.created == 1
