"""Reading a commune's file: every mistake is told, with its place, what was read and what was expected."""

import re
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from app import settings
from app.catalogue import commune_file, timetable
from app.catalogue.commune_file import identity
from app.catalogue.rules.admission import Admission, GradeLevel
from app.catalogue.rules.cutoffs import (
    NEVER,
    Action,
    Anchor,
    DaysBefore,
    DayUnit,
    Deadline,
    HoursBefore,
    Late,
    LateOutcome,
    MonthDayBefore,
    WeekdayBefore,
)
from app.catalogue.rules.days import EVERYTHING, HOLIDAYS, ClosureScope, HolidayKind, PeriodKind, Weekday
from app.catalogue.rules.windows import Category
from tests.catalogue.communes import PLAINVILLE, written

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40

MISTAKES = [
    ('telephone = "02 99 00 00 00"', 'telephone = "bureau 12"', "commune.telephone : lu « bureau 12 », attendu dix chiffres, comme « 02 99 00 00 00 »."),
    ('courriel = "enfance@plainville.test"', "courriel = 12", "commune.courriel : lu 12, attendu une adresse e-mail, comme « enfance@commune.fr »."),
    ('zone = "B"', 'zone = "D"', "commune.zone : lu « D », attendu l’un de : A, B, C."),
    ('nom = "Commune de Plainville"', "", "commune.nom : manque ; attendu un texte."),
    ('service = "Service', 'servise = "Service', "commune.servise : clé inconnue ; vouliez-vous dire « service » ?"),
    ('teinte = "#0b5a6f"', 'teinte = "bleu"', "commune.teinte : La teinte « bleu » est mal écrite : donnez un dièse et six chiffres hexadécimaux"),
    ('teinte = "#0b5a6f"', 'teinte = "#ffff00"', "commune.teinte : La teinte #ffff00 se lit mal sur fond blanc"),
    ('teinte = "#0b5a6f"', 'teinte = "#0b5a6f"\nblason = "PLA"', "commune.blason : lu « PLA », attendu une ou deux lettres."),
    (
        'teinte = "#0b5a6f"',
        'teinte = "#0b5a6f"\nimage-blason = "../blason.png"',
        "commune.image-blason : lu « ../blason.png », attendu le nom d’une image placée à côté du fichier de la commune.",
    ),
    ("[commune]\n", "[comune]\n", "commune : manque ; écrivez une table [commune] avec le nom de la commune."),
    ("[commune]\n", "[comune]\n", "comune : clé inconnue ; vouliez-vous dire « commune » ?"),
    ("[commune]\n", "[[commune]]\n", "commune : lu la liste une table, attendu une table [commune]."),
    ("[calendrier]\n", "[calendrier]\nprojeter = 1\n", "calendrier.projeter : lu 1, attendu true ou false."),
    ('annees = ["2026-2027"]', 'annees = ["2026-2028"]', "calendrier.annees : lu la liste « 2026-2028 », attendu « courante et suivante » ou une liste"),
    ('code = "pole"', 'code = "Pôle"', "site[2].code : lu « Pôle », attendu un code en minuscules sans accent, comme « garderie-matin »."),
    ('code = "pole"', 'code = "ecole"', "site[2].code : « ecole » est déjà le code de site[1]."),
    (
        'jours = ["lun", "mar", "jeu", "ven"]',
        'jours = ["lun", "mrc"]',
        "ecole[1].jours : lu la liste « lun », « mrc », attendu un ou plusieurs mots parmi : lun",
    ),
    ('site = "ecole"\njours', 'site = "ecolle"\njours', "ecole[1].site : « ecolle » ne désigne aucun site ; vouliez-vous dire « ecole » ?"),
    ('site = "ecole"\njours', 'matins = ["mer"]\njours', "ecole[1].matins : ces jours doivent aussi être écrits dans « jours »."),
    ('debut = "12:00"', 'debut = "25:00"', "activite[1].unite[1].debut : lu « 25:00 », attendu une heure, comme « 07:30 »."),
    ('fin = "13:30"', 'fin = "11:00"', "activite[1].unite[1].fin : lu 11:00, attendu une heure après le début (12:00)."),
    ("prix-centimes = 390", "prix-centimes = -1", "activite[1].unite[1].prix-centimes : lu -1, attendu un nombre entier, zéro ou plus."),
    ("prix-centimes = 390", "prix = 3.90", "activite[1].unite[1].prix-centimes : manque ; attendu un nombre entier, zéro ou plus."),
    ("prix-centimes = 390", "prix-centime = 390", "activite[1].unite[1].prix-centime : clé inconnue ; vouliez-vous dire « prix-centimes » ?"),
    ('periodes = "ecole"', 'periodes = "rentree"', "activite[1].periodes : lu « rentree », attendu un ou plusieurs mots parmi : ecole, petites-vacances, ete"),
    ('code = "grands"', 'code = "petits"', "activite[1].groupe[2].code : « petits » est déjà le code de activite[1].groupe[1]."),
    (
        'site = "pole"',
        'site = "pole"\necoles = ["ferry"]',
        "activite[1].groupe[2].ecoles : « ferry » ne désigne aucune école ; vouliez-vous dire « jules-ferry » ?",
    ),
    (
        'site = "pole"',
        'site = "pole"\nage-min = 6\nage-max = 5',
        "activite[1].groupe[2].age-max : lu 5, attendu un âge qui n’est pas inférieur à « age-min » (6).",
    ),
    ('site = "pole"', 'site = "pole"\nniveaux = "cour-preparatoire"', "activite[1].groupe[2].niveaux : lu « cour-preparatoire », attendu un ou plusieurs"),
    (
        'jours = "mer"',
        'jours = "mer"\njournee = ["repas", "apres-mid"]',
        "activite[2].journee : « apres-mid » ne désigne aucune unité de cette activité ; vouliez-vous dire « apres-midi » ?",
    ),
    ('jours = "mer"', 'jours = "mer"\njournee = ["repas", "repas"]', "activite[2].journee : nommez au moins deux unités"),
    ('jours = "mer"', 'jours = "mer"\njournee = "repas"', "activite[2].journee : lu « repas », attendu une liste de codes."),
    ('jours = "mer"', 'jours = "mer"\njournees = ["repas"]', "activite[2].journees : clé inconnue ; vouliez-vous dire « journee » ?"),
    ('jours = "mer"', 'jours = "mer"\njours-en-plus = "2027-05-12"', "activite[2].jours-en-plus : lu « 2027-05-12 », attendu une liste de dates sans"),
    ("nombre = 1\n", "nombre = 1\nhors-delais = 'refus'\n", "activite[1].delai[1].hors-delais : clé inconnue ; vouliez-vous dire « hors-delai » ?"),
    ("nombre = 1\n", "nombre = 1\nhors-delai = 'amende'\n", "activite[1].delai[1].hors-delai : lu « amende », attendu l’un de : refus, majoration, facture, d"),
    ("nombre = 1\n", "nombre = 1\nhors-delai = 'majoration'\n", "activite[1].delai[1] : Une majoration est soit un pourcentage, soit un montant"),
    ("nombre = 1\n", "nombre = 1\nmajoration-pourcent = 50\n", "activite[1].delai[1] : Un pourcentage ou un montant ne va qu’avec une majoration."),
    ("nombre = 1\n", "nombre = 1\nhors-delai = 'facture'\n", 'activite[1].delai[1].hors-delai : « facture » ne va qu’avec action = "annuler"'),
    (
        "nombre = 1\n",
        "nombre = 1\nseconde-limite = { nombre = 0 }\n",
        "activite[1].delai[1] : Hors délai, tout est refusé : la seconde limite ne servirait à rien.",
    ),
    (
        "nombre = 1\n",
        "nombre = 2\nhors-delai = 'demande'\nseconde-limite = { limite = 'jamais' }\n",
        "activite[1].delai[1].seconde-limite : attendu une seule de ces clés : nombre, jour-de-semaine, jour-du-mois ; lu aucune.",
    ),
    ("nombre = 1\n", "", "activite[1].delai[1] : attendu une seule de ces clés : limite, nombre, jour-de-semaine, jour-du-mois ; lu aucune."),
    ("nombre = 1\n", 'nombre = 1\nlimite = "aucune"\n', "activite[1].delai[1] : attendu une seule de ces clés"),
    ("nombre = 1\n", 'limite = "aucune"\n', "activite[1].delai[1].limite : ne va ni avec une heure, ni avec une ancre."),
    ("nombre = 1\n", 'nombre = 1\nen = "heures"\n', "activite[1].delai[1] : Un délai en heures se compte depuis le début de l’accueil"),
    ("nombre = 1\n", 'nombre = 1\nunites = ["gouter"]\n', "activite[1].delai[1].unites : « gouter » ne désigne aucune unité de cette activité."),
    ("nombre = 1\n", 'nombre = 1\nen = "jours-feries"\n', "activite[1].delai[1].en : lu « jours-feries », attendu l’un de : jours, jours-de-semaine"),
    ("semaines-avant = 1\n", "", "activite[2].delai[1].semaines-avant : manque ; attendu un nombre entier, zéro ou plus."),
    ("nombre = 24", "nombre = true", "activite[2].groupe[1].places[1].nombre : lu true, attendu un nombre entier, zéro ou plus."),
    ('code = "salle"', 'code = "repas"\n[[activite.groupe.places]]\ncode = "repas"', "activite[2].groupe[1].places[2].code : « repas » est déjà le code de"),
    (
        'code = "salle"\nnombre = 24\nunites = ["repas", "apres-midi"]',
        'code = "repas"\nnombre = 24\nunites = ["apres-midi"]',
        "activite[2].groupe[1].places : « repas » est aussi une unité, qui compte ses propres places : donnez à ces places un autre code.",
    ),
]
ADDED_MISTAKES = [
    ("[[fermeture]]\ndu = 2026-12-24\nau = 2026-12-23\nmotif = 'Pont'", "fermeture[1].au : lu 2026-12-23, attendu une date qui ne précède pas 2026-12-24."),
    ("[[fermeture]]\ndu = '24 décembre'\nmotif = 'Pont'", "fermeture[1].du : lu « 24 décembre », attendu une date sans guillemets, comme 2026-12-24."),
    ("[[fermeture]]\ndu = 2026-12-24", "fermeture[1].motif : manque ; attendu un texte."),
    (
        "[[fermeture]]\ndu = 2026-12-24\nmotif = 'Pont'\nactivites = ['cantine']\nunites = ['apres-midi']",
        "fermeture[1].unites : « apres-midi » ne désigne aucune unité des activités nommées à côté.",
    ),
    ("[[activite.ouverture]]\ndu = 2026-09-01", "activite[2].ouverture[1] : attendu « ouvre », « ferme » ou les deux."),
    (
        "[[activite.ouverture]]\nouvre = 2026-09-02T09:00:00\nferme = 2026-09-01T09:00:00",
        "activite[2].ouverture[1].ferme : la réservation doit fermer après avoir ouvert.",
    ),
    (
        "[[activite.ouverture]]\nouvre = 2026-09-01T09:00:00\npour = 'communes'",
        "activite[2].ouverture[1].pour : lu « communes », attendu un ou plusieurs mots parmi : commune, hors-commune.",
    ),
    (
        "[[activite.ouverture]]\nouvre = 2026-09-01T09:00:00\ndu = 2027-01-04\nau = 2026-01-04",
        "activite[2].ouverture[1].au : lu 2026-01-04, attendu une date qui ne précède pas 2027-01-04.",
    ),
    ("[[delai]]\nunites = ['repas']\nnombre = 1", "delai[1].unites : clé inconnue."),
    (
        "[[calendrier.annee]]\nrentree = 2028-09-01",
        "calendrier.annee[1].toussaint : manque ; attendu le premier jour sans école et la reprise, comme { du = 2028-10-21, reprise = 2028-11-06 }.",
    ),
    ("[[delai]]\nnombre = 1\nvalable-du = 2027-01-01\nvalable-au = 2026-01-01", "delai[1] : La règle finit avant d’avoir commencé."),
]


@pytest.mark.parametrize(("before", "after", "told"), MISTAKES)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, before: str, after: str, told: str) -> None:
    assert_told(written(tmp_path, (before, after)), told)


@pytest.mark.parametrize(("more", "told"), ADDED_MISTAKES)
def test_a_mistake_in_an_optional_table_is_told_with_its_place(tmp_path: Path, more: str, told: str) -> None:
    assert_told(written(tmp_path, more=f"\n{more}\n"), told)


def assert_told(path: Path, told: str) -> None:
    """No-break spaces are written as plain ones in the table above."""
    with pytest.raises(commune_file.Refused) as refused:
        commune_file.read(path)
    assert told in [problem.replace("\u00a0", " ")[: len(told)] for problem in refused.value.problems]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, ('zone = "B"', 'zone = "D"'), ('code = "pole"', 'code = "Pôle"'), ("nombre = 1\n", "nombr = 1\n"))
    with pytest.raises(commune_file.Refused) as refused:
        commune_file.read(path)
    told = str(refused.value).replace("\u00a0", " ")
    assert told.startswith("plainville.toml : ")
    assert "erreurs, rien n’a été chargé." in told
    assert all(place in told for place in ("- commune.zone : ", "- site[2].code : ", "- activite[1].delai[1].nombr : "))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[commune\n", "ligne 1, colonne 9 : écriture TOML incorrecte ; un guillemet, un crochet ou un signe égal manque, ou une clé est écrite deux fois."),
        (b"a = 1\na = 2\n", "ligne 2, colonne 6 : écriture TOML incorrecte"),
        ("nom = 'Crêpes'".encode("latin-1"), "le fichier n’est pas en UTF-8 : enregistrez-le dans ce codage."),
        (b"", "site : manque ; écrivez au moins un [[site]]."),
    ],
)
def test_a_damaged_file_is_told_by_where_reading_stopped(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "abime.toml"
    path.write_bytes(content)
    assert_told(path, told)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    assert_told(tmp_path / "absent.toml", f"le fichier {tmp_path / 'absent.toml'} n’existe pas.")
    assert_told(tmp_path, f"le fichier {tmp_path} ne peut pas être lu")


def test_a_whole_file_is_read_key_by_key(tmp_path: Path) -> None:
    read = commune_file.read(written(tmp_path))
    assert read.identity.name == "Commune de Plainville"
    assert read.identity.crest == "P"
    assert read.years.first_years == (2026,)
    canteen, wednesday = read.activities
    assert canteen.units[0].weekdays == {Weekday.MONDAY, Weekday.TUESDAY, Weekday.THURSDAY, Weekday.FRIDAY}
    assert [group.places[0].capacity for group in canteen.groups] == [None, None]
    assert [(unit.short_name, unit.starts_at, unit.ends_at) for unit in wednesday.units] == [
        ("Repas", time(12), time(13, 30)),
        ("Après-midi", time(13, 30), time(18, 30)),
    ]
    assert [(places.code, places.capacity, places.units) for places in wednesday.groups[0].places] == [("salle", 24, frozenset({"repas", "apres-midi"}))]
    assert wednesday.groups[0].code == "tous"
    assert wednesday.groups[0].schools == ("jules-ferry",)


RULES = [
    ("nombre = 1\nheure = '12:00'", Deadline(offset=DaysBefore(count=1), at=time(12))),
    ("nombre = 2\nen = 'jours-ouvres'\nheure = '9h'", Deadline(offset=DaysBefore(count=2, unit=DayUnit.OUVRES), at=time(9))),
    ("nombre = 2\nen = 'jours-école'", Deadline(offset=DaysBefore(count=2, unit=DayUnit.SCHOOL))),
    ("nombre = 48\nen = 'heures'", Deadline(offset=HoursBefore(count=48))),
    ("ancre = 'periode'\nnombre = 10\nheure = '12:00'", Deadline(offset=DaysBefore(count=10), anchor=Anchor.PERIOD, at=time(12))),
    (
        "ancre = 'semaine'\njour-de-semaine = 'mar'\nsemaines-avant = 1\nheure = '23:59'",
        Deadline(offset=WeekdayBefore(weekday=Weekday.TUESDAY, weeks=1), anchor=Anchor.WEEK, at=time(23, 59)),
    ),
    ("ancre = 'mois'\njour-du-mois = 20\nmois-avant = 1", Deadline(offset=MonthDayBefore(day=20, months=1), anchor=Anchor.MONTH)),
    ("limite = 'aucune'", None),
    ("limite = 'jamais'", NEVER),
]


@pytest.mark.parametrize(("keys", "limit"), RULES)
def test_each_way_to_write_a_limit_becomes_its_rule(tmp_path: Path, keys: str, limit: object) -> None:
    more = f"\n[[activite.delai]]\n{keys}\naction = 'reserver'\njours = ['mer']\nperiodes = 'vacances'\nvalable-du = 2027-01-04\nunites = ['repas']\n"
    at = commune_file.read(written(tmp_path, more=more)).rules[-1]
    assert at.path == "activite[2].delai[3]"
    assert at.rule.limit == limit
    assert (at.rule.actions, at.rule.activity, at.rule.units) == (frozenset({Action.BOOK}), "mercredi", frozenset({"repas"}))
    assert (at.rule.weekdays, at.rule.periods) == (frozenset({Weekday.WEDNESDAY}), HOLIDAYS)
    assert (at.rule.valid_from, at.rule.valid_until) == (date(2027, 1, 4), None)


LATE = [
    ("hors-delai = 'refus'", Late()),
    ("hors-delai = 'majoration'\nmajoration-centimes = 150", Late(outcome=LateOutcome.SURCHARGE, cents=150)),
    ("hors-delai = 'facture'", Late(outcome=LateOutcome.SURCHARGE, cents=0)),
    (
        "hors-delai = 'Demande'\nseconde-limite = { ancre = 'semaine', nombre = 0, heure = '09:00' }",
        Late(outcome=LateOutcome.ASK, until=Deadline(offset=DaysBefore(count=0), anchor=Anchor.WEEK, at=time(9))),
    ),
]


@pytest.mark.parametrize(("keys", "late"), LATE)
def test_each_way_to_be_late_becomes_its_outcome(tmp_path: Path, keys: str, late: Late) -> None:
    more = f"\n[[activite.delai]]\naction = 'annuler'\nnombre = 20\njours = 'mer'\n{keys}\n"
    assert commune_file.read(written(tmp_path, more=more)).rules[-1].rule.late == late


def test_a_window_may_be_for_all_activities_and_for_some_households(tmp_path: Path) -> None:
    more = "\n[[ouverture]]\nouvre = 2026-12-01T09:00:00\npour = 'commune'\n\n[[activite.ouverture]]\nferme = 2026-12-02T09:00:00\n"
    general, own = commune_file.read(written(tmp_path, more=more)).windows
    assert (general.activity, general.categories) == (None, frozenset({Category.RESIDENT}))
    assert (own.activity, own.categories) == ("mercredi", frozenset())


def test_a_group_says_whom_it_is_for(tmp_path: Path) -> None:
    keys = 'age-min = 3\nage-max = 5\nniveaux = ["maternelle", "cp"]\necoles = ["jules-ferry"]'
    small, big = commune_file.read(written(tmp_path, ('site = "pole"', f'site = "pole"\n{keys}'))).activities[0].groups
    assert small.admission == Admission()
    assert (big.admission.age_min, big.admission.age_max, big.admission.schools) == (3, 5, frozenset({"jules-ferry"}))
    assert big.admission.levels == {GradeLevel.TPS, GradeLevel.PS, GradeLevel.MS, GradeLevel.GS, GradeLevel.CP}


def test_rules_for_all_activities_come_before_those_of_one(tmp_path: Path) -> None:
    read = commune_file.read(written(tmp_path, more="\n[[delai]]\nnombre = 3\nperiodes = 'ete'\n"))
    assert [at.path for at in read.rules] == ["delai[1]", "activite[1].delai[1]", "activite[2].delai[1]", "activite[2].delai[2]"]
    assert read.rules[0].rule.activity is None
    assert read.rules[0].rule.periods == {PeriodKind.SUMMER}


def test_closures_say_what_they_close(tmp_path: Path) -> None:
    more = """
[[fermeture]]
du = 2026-12-24
motif = "Veille de Noël"

[[fermeture]]
du = 2027-03-01
au = 2027-03-05
motif = "Travaux"
sites = ["pole"]
activites = ["mercredi"]
unites = ["repas"]
"""
    everything, works = commune_file.read(written(tmp_path, more=more)).closures
    assert (everything.first_day, everything.last_day, everything.scope) == (date(2026, 12, 24), date(2026, 12, 24), EVERYTHING)
    assert works.last_day == date(2027, 3, 5)
    assert works.scope == ClosureScope(sites=frozenset({"pole"}), activities=frozenset({"mercredi"}), units=frozenset({"repas"}))


def test_a_booking_window_is_read_on_the_clock_of_paris(tmp_path: Path) -> None:
    more = "\n[[activite.ouverture]]\nouvre = 2026-12-01T09:00:00\ndu = 2027-01-04\nunites = ['repas']\n"
    (window,) = commune_file.read(written(tmp_path, more=more)).windows
    assert window.opens_at == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert (window.first_day, window.closes_at, window.activity, window.units) == (date(2027, 1, 4), None, "mercredi", frozenset({"repas"}))


def test_a_school_year_that_no_library_knows_is_read(tmp_path: Path) -> None:
    more = """
[[calendrier.annee]]
rentree = 2029-09-03
toussaint = { du = 2029-10-20, reprise = 2029-11-05 }
noel = { du = 2029-12-22, reprise = 2030-01-07 }
hiver = { du = 2030-02-16, reprise = 2030-03-04 }
printemps = { du = 2030-04-13, reprise = 2030-04-29 }
ete = { du = 2030-07-06, reprise = 2030-09-02 }
"""
    (year,) = commune_file.read(written(tmp_path, more=more)).years.supplied
    assert year.label == "2029-2030"
    assert [holiday.kind for holiday in year.holidays] == list(HolidayKind)
    wrong = more.replace("reprise = 2030-01-07", "reprise = 2029-12-20")
    assert_told(written(tmp_path, more=wrong), "calendrier.annee[1] : Vacances de Noël 2029-2030 : la reprise doit suivre le premier jour de vacances.")


@pytest.mark.parametrize(
    ("content", "media"),
    [(PNG, "image/png"), (b'<?xml version="1.0"?>\n<!-- blason -->\n<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"), (b"GIF89a", None)],
)
def test_the_crest_is_an_svg_or_a_png(tmp_path: Path, content: bytes, media: str | None) -> None:
    (tmp_path / "blason").write_bytes(content)
    path = written(tmp_path, ('teinte = "#0b5a6f"', 'teinte = "#0b5a6f"\nimage-blason = "blason"'))
    if media is None:
        assert_told(path, "commune.image-blason : « blason » n’est ni une image SVG, ni une image PNG.")
    else:
        identity = commune_file.read(path).identity
        assert identity.picture == (media, content)
        assert f"data:{media};base64," in identity.stylesheet


def test_a_crest_too_heavy_is_refused(tmp_path: Path) -> None:
    (tmp_path / "blason.png").write_bytes(PNG + b"\0" * 20_000)
    assert_told(written(tmp_path, ('teinte = "#0b5a6f"', 'teinte = "#0b5a6f"\nimage-blason = "blason.png"')), "commune.image-blason : Le blason pèse 19 ko")


@pytest.mark.parametrize(
    ("name", "crest"), [("Ville de Chavagne", "C"), ("Commune d’Orgères", "O"), ("Mairie de la Mézière", "M"), ("Saint-Malo", "S"), ("Ville du Rheu", "R")]
)
def test_the_crest_is_the_commune_s_initial_unless_said_otherwise(tmp_path: Path, name: str, crest: str) -> None:
    assert commune_file.read(written(tmp_path, ("Commune de Plainville", name))).identity.crest == crest


def test_the_mark_of_a_file_follows_its_bytes(tmp_path: Path) -> None:
    first = commune_file.read(written(tmp_path)).mark
    assert commune_file.read(written(tmp_path)).mark == first
    assert commune_file.read(written(tmp_path, more="\n# Un commentaire\n")).mark != first


def test_the_sample_has_no_mistake(tmp_path: Path) -> None:
    assert commune_file.read(written(tmp_path)).source == "plainville.toml"
    assert PLAINVILLE.count("[[activite]]") == 2


GUIDE = (settings.ROOT / "docs" / "commune.md").read_text(encoding="utf-8")
PUBLISHED = "[[actualite]]"  # the file of `publish`, which is another one
EXAMPLE, *ADDITIONS = (each for each in re.findall(r"^```toml\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE) if not each.startswith(PUBLISHED))


@pytest.mark.parametrize("addition", ["", *ADDITIONS])
def test_the_examples_of_the_guide_are_read_without_a_mistake(tmp_path: Path, addition: str) -> None:
    path = tmp_path / "guide.toml"
    path.write_text(EXAMPLE + addition, encoding="utf-8")
    (tmp_path / "fiche-sanitaire.pdf").write_bytes(b"%PDF-")
    found = timetable.resolve(commune_file.read(path), today=date(2026, 11, 30))
    assert [sentence for plan in found.plans() for sentence in found.fault_sentences(plan.faults)] == []


ASKED = re.compile(r"""\.(?:required|optional|codes|tables|table)\(\s*"([a-z-]+)\"""")


def test_the_guide_tells_every_key() -> None:
    """As a key: before an equals sign, within brackets, or between backquotes."""
    folder = settings.ROOT / "app" / "catalogue" / "commune_file"
    asked = {key for path in folder.glob("*.py") for key in ASKED.findall(path.read_text(encoding="utf-8"))}
    assert {"hors-delai", "jours-en-plus", "prix-centimes", "pour"} <= asked
    untold = [key for key in sorted({*asked, *identity.TEXTS}) if not re.search(rf"(?<![\w-]){key} =|[\[.]{key}\]|`{key}`", GUIDE)]
    assert untold == []
