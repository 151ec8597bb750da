"""Each command: its help, one clear sentence on bad input, and nothing changed then."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import __main__, settings
from app.core import postgres
from app.demo import sign_ins
from app.demo.actions import FILE as DEMO
from tests.core import postgres_owners
from tests.serving import portals

COMMANDS = ("serve", "work", "migrate", "load", "export", "cutoffs", "import-families", "publish", "invite", "add-agent", "jobs", "demo", "rekey", "check")
EXAMPLE = "docs/exemple-familles.csv"
NOT_MIGRATED = "La base de données n’est pas à jour : lancez d’abord « python -m app migrate ».\n"


@pytest.fixture(scope="module")
def database(prepared: Path) -> Iterator[postgres.Server]:
    """The demo's, which each command finds running. It does not tidy up by itself: that too is a transaction that writes."""
    with postgres.start(portals.data_below(prepared)) as server:
        for order in ("alter system set autovacuum = off", "select pg_reload_conf()"):
            postgres_owners.ask(server.url, order)
        yield server
        postgres_owners.ask(server.url, "alter system reset autovacuum")


def typed(*words: str, monkeypatch: pytest.MonkeyPatch) -> int | str | None:
    """The exit code of words that argparse alone answers."""
    monkeypatch.setattr("sys.argv", ["python -m app", *words])
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    return ended.value.code


def writes(server: postgres.Server) -> object:
    """Grows with each transaction that writes anything."""
    return postgres_owners.ask(server.url, "select pg_snapshot_xmax(pg_current_snapshot())::text")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_tells_what_it_does(command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(command, "--help", monkeypatch=monkeypatch) == 0
    told = capsys.readouterr().out
    assert f"python -m app {command}" in told
    assert "montre cette aide" in told


def test_the_list_of_commands_names_each(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed("--help", monkeypatch=monkeypatch) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.partition("commandes:")[2].splitlines() if line.startswith("    ") and line[4] != " "]
    assert tuple(word for word in listed if word != "COMMANDE") == COMMANDS


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_in_french(command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(*command.split(), "--help", monkeypatch=monkeypatch) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"À taper : python -m app {command}".rstrip())
    assert not {"usage", "show", "arguments", "exit", "positional", "error"} & set(re.findall(r"[a-z]+", told))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Il manque COMMANDE. Voyez : python -m app --help\n"),
        (("load",), "Il manque FICHIER. Voyez : python -m app load --help\n"),
        (("cutoffs", "a.toml"), "Il manque --from, --to. Voyez : python -m app cutoffs --help\n"),
        (("invite", "a@b.fr", "c@d.fr"), "« c@d.fr » n’est pas attendu ici. Voyez : python -m app --help\n"),
        (("load", "a.toml", "--force"), "« --force » n’est pas attendu ici. Voyez : python -m app --help\n"),
        (("load", "a.toml", "--cancel"), "« --cancel » n’est pas attendu ici. Voyez : python -m app --help\n"),
        (("load", "a.toml", "--dry-run=oui"), "--dry-run : aucune valeur n’est attendue, oui est de trop. Voyez : python -m app load --help\n"),
        (("jobs", "--retry"), "--retry : une valeur doit suivre. Voyez : python -m app jobs --help\n"),
        (
            ("cutoffs", "a.toml", "--from", "hier", "--to", "2027-05-10"),
            "--from : « hier » n’est pas un jour ; écrivez-le comme 2027-05-10. Voyez : python -m app cutoffs --help\n",
        ),
    ],
)
def test_words_that_are_no_command_are_refused_in_a_sentence(
    words: tuple[str, ...], sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(*words, monkeypatch=monkeypatch) == 1
    assert capsys.readouterr() == ("", sentence)


@pytest.mark.parametrize(
    ("words", "wrong", "known"),
    [(("inviter",), "COMMANDE : « inviter »", COMMANDS), (("cutoffs", "a.toml", "--format", "xml"), "--format : « xml »", ("table", "json"))],
)
def test_a_word_that_does_not_exist_is_told_with_those_that_do(
    words: tuple[str, ...], wrong: str, known: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(*words, monkeypatch=monkeypatch) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"{wrong} n’existe pas, choisissez parmi ")
    assert re.findall(r"[a-z-]+", told.partition("parmi")[2].partition(".")[0]) == list(known)
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("load", "absente.toml"), "absente.toml : 1 erreur, rien n’a été chargé."),
        (("export", "."), ". est un dossier : donnez le nom du fichier à écrire, comme commune.toml."),
        (("import-families", "absent.csv"), "absent.csv : ce fichier ne s’ouvre pas."),
        (("import-families", "app/demo/chavagne.toml"), "chavagne.toml : La colonne « responsable 1 nom » manque"),
        (("invite", "anne"), "Écrivez une adresse e-mail complète"),
        (("invite", sign_ins.SIGN_INS[0][0]), "Cette adresse a déjà un accès actif : aucune invitation n’est partie."),
        (("jobs", "--retry", "inconnu"), "Aucun travail abandonné ne correspond : rien n’a été relancé."),
        (("work",), "PORTAIL_REDIS_URL manque"),
    ],
)
def test_bad_input_is_told_in_a_sentence_and_changes_nothing(words: tuple[str, ...], sentence: str, database: postgres.Server, prepared: Path) -> None:
    before = writes(database)
    refused = portals.run(*words, environment=portals.settings(prepared, port=1))
    assert (refused.code, refused.said) == (1, "")
    assert refused.refused.startswith(sentence)
    assert "Traceback" not in refused.refused
    assert writes(database) == before


@pytest.mark.parametrize(
    "words", [("invite", "paul.petit@exemple.fr"), ("jobs",), ("check",), ("load", "app/demo/chavagne.toml"), ("import-families", EXAMPLE)]
)
def test_a_database_that_is_not_up_to_date_is_told_before_anything_is_written(words: tuple[str, ...], database: postgres.Server, prepared: Path) -> None:
    database.create_database("ancienne")
    refused = portals.run(*words, environment=portals.settings(prepared, port=1, PORTAIL_DATABASE_URL=database.database_url("ancienne")))
    database.drop_database("ancienne")
    assert (refused.code, refused.refused) == (1, NOT_MIGRATED)


@pytest.mark.parametrize("command", ["serve", "migrate", "check"])
def test_a_database_that_does_not_answer_is_told(command: str, tmp_path: Path) -> None:
    nowhere = f"postgresql://portail@127.0.0.1:{portals.free_port()}/portail"
    refused = portals.run(command, environment=portals.settings(tmp_path, port=portals.free_port(), PORTAIL_DATABASE_URL=nowhere))
    assert refused.code == 1
    assert refused.refused.startswith("La base de données de PORTAIL_DATABASE_URL ne répond pas (ConnectionRefusedError)")


def test_cutoffs_are_printed_with_no_setting_and_no_database(tmp_path: Path) -> None:
    asked = ("cutoffs", "app/demo/chavagne.toml", "--from", "2026-12-01", "--to", "2026-12-01", "--activity", "restauration")
    printed = portals.run(*asked, environment={"PATH": os.environ["PATH"], "HOME": str(tmp_path)})
    assert (printed.code, printed.refused) == (0, "")
    assert "mardi 1er décembre 2026" in printed.said


def test_a_reader_who_stops_before_the_end_is_not_complained_of() -> None:
    whole_year = ("-m", "app", "cutoffs", "app/demo/chavagne.toml", "--from", "2026-09-01", "--to", "2027-08-31")
    with subprocess.Popen([sys.executable, *whole_year], cwd=portals.ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as told:
        assert told.stdout is not None
        assert told.stderr is not None
        assert told.stdout.readline().decode().startswith("activité")
        told.stdout.close()
        assert told.stderr.read() == b""
    assert told.returncode == 0


def test_a_command_that_is_asked_well_says_what_it_did(folder: Path) -> None:
    environment = portals.settings(folder, port=1)
    asked = (("check",), ("invite", "paul.petit@exemple.fr"), ("export", "-"), ("export", str(folder / "commune.toml")))
    checked, invited, shown, exported = (portals.run(*words, environment=environment) for words in asked)
    assert (checked.code, checked.said) == (0, "Les réglages sont bons, la base de données répond, le journal d’audit est intact, ce qui est chiffré se lit.\n")
    assert invited.code == 0, invited.refused
    assert "paul.petit@exemple.fr" in invited.said
    assert (folder / "commune.toml").read_bytes() == DEMO.read_bytes()
    assert shown.said == portals.plain(DEMO.read_text())
    assert exported.said.endswith("commune.toml : le catalogue tel qu’il est (version 1).\n")


@pytest.mark.rule(63)
def test_the_key_is_changed_with_the_old_one_beside_it_and_not_without(folder: Path) -> None:
    new, old = "n" * 40, settings.SAMPLE_DATA_KEY
    without, done, back = (
        portals.run("rekey", environment=portals.settings(folder, port=1, PORTAIL_DATA_KEYS=keys)) for keys in (new, f"{new},{old}", f"{old},{new}")
    )
    assert without.code == 1
    assert without.refused.startswith("Des pièces ou des données ne s’ouvrent avec aucune clé de PORTAIL_DATA_KEYS")
    assert "Traceback" not in without.refused
    for rekeyed in (done, back):
        assert rekeyed.code == 0, rekeyed.refused
        assert re.match(r"Tout est chiffré avec la première clé de PORTAIL_DATA_KEYS\s: [1-9]\d* valeurs? rechiffrée", rekeyed.said)


@pytest.mark.parametrize(
    ("secret", "sentences"),
    [
        (
            settings.SAMPLE_SECRET,
            ["PORTAIL_SMTP_URL manque", "PORTAIL_BASE_URL manque", "PORTAIL_SECRET_KEYS manque, est trop court", "PORTAIL_DATA_KEYS manque, est trop court"],
        ),
        ("x" * 64, ["PORTAIL_SMTP_URL manque", "PORTAIL_BASE_URL manque", "PORTAIL_DATA_KEYS manque, est trop court"]),
    ],
)
def test_production_refuses_to_start_half_set_up(secret: str, sentences: list[str], tmp_path: Path) -> None:
    environment = portals.settings(tmp_path, port=portals.free_port(), PORTAIL_ENV="production", PORTAIL_SECRET_KEYS=secret)
    refused = portals.run("serve", environment=environment)
    told = refused.refused.splitlines()
    assert refused.code == 1
    for sentence in [*sentences, "PORTAIL_CLOCK n’est permis qu’en démonstration et en test"]:
        assert [line for line in told if line.startswith(sentence)], told
    assert len(told) == len(sentences) + 1
    assert list(tmp_path.iterdir()) == []


def test_the_demo_is_never_loaded_in_production(tmp_path: Path) -> None:
    production = {"PORTAIL_ENV": "production", "PORTAIL_CLOCK": "", "PORTAIL_SECRET_KEYS": "x" * 64, "PORTAIL_DATA_KEYS": "y" * 64}
    production |= {"PORTAIL_BASE_URL": "https://portail.ville.fr", "PORTAIL_SMTP_URL": "smtp://localhost"}
    refused = portals.run("demo", environment=portals.settings(tmp_path, port=portals.free_port(), **production))
    assert refused.code == 1
    assert refused.refused.startswith("La démonstration ne se charge pas en production")
    assert list(tmp_path.iterdir()) == []
