"""The settings of a deployment: what production refuses, each in one sentence, all at once."""

import pytest

from app import settings
from app.settings import SAMPLE_DATA_KEY, SAMPLE_SECRET, SettingsError

SOUND = {
    "PORTAIL_BASE_URL": "https://familles.exemple.fr",
    "PORTAIL_SMTP_URL": "smtp://relais.exemple.fr",
    "PORTAIL_SECRET_KEYS": "une-cle-de-plus-de-trente-deux-caracteres",
    "PORTAIL_DATA_KEYS": "une-autre-cle-de-plus-de-trente-deux-caracteres",
}


def test_sound_settings_are_production_unless_said_otherwise() -> None:
    read = settings.read(SOUND)
    assert read.is_production
    assert read.is_secure
    assert (read.port, read.workers, read.public_host) == (8000, 2, "familles.exemple.fr")


@pytest.mark.rule(69)
@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"PORTAIL_SECRET_KEYS": SAMPLE_SECRET}, "PORTAIL_SECRET_KEYS"),
        ({"PORTAIL_SECRET_KEYS": ""}, "PORTAIL_SECRET_KEYS"),
        ({"PORTAIL_SECRET_KEYS": "courte"}, "PORTAIL_SECRET_KEYS"),
        ({"PORTAIL_SECRET_KEYS": f"{SOUND['PORTAIL_SECRET_KEYS']},{SAMPLE_SECRET}"}, "PORTAIL_SECRET_KEYS"),
        ({"PORTAIL_DATA_KEYS": ""}, "PORTAIL_DATA_KEYS"),
        ({"PORTAIL_DATA_KEYS": "courte"}, "PORTAIL_DATA_KEYS"),
        ({"PORTAIL_DATA_KEYS": SAMPLE_DATA_KEY}, "PORTAIL_DATA_KEYS"),
        ({"PORTAIL_DATA_KEYS": SOUND["PORTAIL_SECRET_KEYS"]}, "PORTAIL_DATA_KEYS"),
        ({"PORTAIL_BASE_URL": ""}, "PORTAIL_BASE_URL"),
        ({"PORTAIL_BASE_URL": "http://familles.exemple.fr"}, "PORTAIL_BASE_URL"),
        ({"PORTAIL_SMTP_URL": ""}, "PORTAIL_SMTP_URL"),
        ({"PORTAIL_CLOCK": "2026-12-01T08:00:00+01:00"}, "PORTAIL_CLOCK"),
    ],
)
def test_production_refuses_to_start_on(changed: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        settings.read(SOUND | changed)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAIL_ENV", "essai"),
        ("PORT", "70000"),
        ("PORT", "0"),
        ("PORT", "huit"),
        ("PORTAIL_WORKERS", "-1"),
        ("PORTAIL_DATABASE_URL", "mysql://ici"),
        ("PORTAIL_REDIS_URL", "http://ici"),
        ("PORTAIL_PROXIES", "127.0.0.1, chez-nous"),
    ],
)
def test_a_value_that_cannot_be_right_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        settings.read(SOUND | {name: value})


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        settings.read({"PORT": "x"})
    assert len(str(refused.value).splitlines()) == 5


@pytest.mark.rule(69)
def test_an_address_with_a_password_is_never_repeated() -> None:
    with pytest.raises(SettingsError) as refused:
        settings.read(SOUND | {"PORTAIL_DATABASE_URL": "mysql://portail:secret@ici/base"})
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("clock", ["demain", "2026-12-01T08:00:00"])
def test_a_clock_needs_an_instant_with_its_offset(clock: str) -> None:
    with pytest.raises(SettingsError, match="PORTAIL_CLOCK"):
        settings.read({"PORTAIL_ENV": "demo", "PORTAIL_CLOCK": clock})
