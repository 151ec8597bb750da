"""The settings of one deployment, read once from the environment and refused with a sentence when they cannot be right."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parent.parent
SAMPLE_SECRET = "exemple-a-remplacer-jamais-en-production"  # noqa: S105 - refused in production
SAMPLE_DATA_KEY = "exemple-de-cle-de-chiffrement-jamais-en-production"
SECRET_LENGTH = 32


class Environment(StrEnum):
    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


class SettingsError(Exception):
    """One French sentence per thing to correct."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    environment: Environment
    database_url: str | None
    redis_url: str | None
    smtp_url: str | None
    clamd_url: str | None
    base_url: str
    secret_keys: tuple[str, ...]
    data_keys: tuple[str, ...]
    data_dir: Path
    host: str
    port: int
    workers: int
    proxies: frozenset[str]
    clock: datetime | None

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def is_secure(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def public_host(self) -> str:
        return urlsplit(self.base_url).netloc


@cache
def current() -> Settings:
    return read(os.environ)


def read(values: Mapping[str, str]) -> Settings:
    """Settings from `PORTAIL_…` variables. Raises `SettingsError` naming everything that is wrong, all at once."""
    reader = _Reader(values)
    environment = reader.environment()
    port = reader.number("PORT", default=8000, highest=65535)
    production = environment is Environment.PRODUCTION
    settings = Settings(
        environment=environment,
        database_url=reader.url("PORTAIL_DATABASE_URL", schemes=("postgresql", "postgres")),
        redis_url=reader.url("PORTAIL_REDIS_URL", schemes=("redis", "rediss", "unix")),
        smtp_url=reader.url("PORTAIL_SMTP_URL", schemes=("smtp", "smtps"), required=production),
        clamd_url=reader.url("PORTAIL_CLAMD", schemes=("unix", "tcp")),
        base_url=(
            reader.url("PORTAIL_BASE_URL", schemes=("https",) if production else ("http", "https"), required=production) or f"http://localhost:{port}"
        ).rstrip("/"),
        secret_keys=reader.keys("PORTAIL_SECRET_KEYS", sample=SAMPLE_SECRET, production=production),
        data_keys=reader.keys("PORTAIL_DATA_KEYS", sample=SAMPLE_DATA_KEY, production=production),
        data_dir=Path(values.get("PORTAIL_DATA_DIR") or ROOT / "data").absolute(),
        host=values.get("PORTAIL_HOST") or "127.0.0.1",
        port=port,
        workers=reader.number("PORTAIL_WORKERS", default=2, highest=64),
        proxies=reader.addresses("PORTAIL_PROXIES"),
        clock=reader.clock(allowed=not production),
    )
    if production and set(settings.secret_keys) & set(settings.data_keys):
        reader.problems.append("PORTAIL_DATA_KEYS reprend une clé de PORTAIL_SECRET_KEYS : elles ne se changent pas de la même façon, donnez-en d’autres.")
    if reader.problems:
        raise SettingsError("\n".join(reader.problems))
    return settings


class _Reader:
    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.problems: list[str] = []

    def environment(self) -> Environment:
        raw = self.values.get("PORTAIL_ENV") or Environment.PRODUCTION
        try:
            return Environment(raw)
        except ValueError:
            self.problems.append(f"PORTAIL_ENV vaut « {raw} » ; les valeurs possibles sont production, demo et test.")
            return Environment.PRODUCTION

    def number(self, name: str, *, default: int, highest: int) -> int:
        raw = self.values.get(name) or str(default)
        if raw.isascii() and raw.isdigit() and 1 <= int(raw) <= highest:
            return int(raw)
        self.problems.append(f"{name} vaut « {raw} » ; donnez un nombre entier entre 1 et {highest}.")
        return default

    def url(self, name: str, *, schemes: tuple[str, ...], required: bool = False) -> str | None:
        """The address, which may hold a password: it is never repeated in a message."""
        raw = self.values.get(name)
        if not raw:
            if required:
                self.problems.append(f"{name} manque ; en production, donnez une adresse qui commence par {schemes[0]}://.")
            return None
        if urlsplit(raw).scheme not in schemes:
            self.problems.append(f"{name} n’est pas une adresse reconnue ; elle doit commencer par {' ou '.join(f'{scheme}://' for scheme in schemes)}.")
        return raw

    def addresses(self, name: str) -> frozenset[str]:
        """Network addresses, separated by commas."""
        given = [address.strip() for address in (self.values.get(name) or "").split(",") if address.strip()]
        for address in given:
            try:
                ipaddress.ip_address(address)
            except ValueError:
                self.problems.append(f"{name} contient « {address} » ; donnez des adresses IP séparées par des virgules, par exemple 127.0.0.1,::1.")
        return frozenset(given)

    def keys(self, name: str, *, sample: str, production: bool) -> tuple[str, ...]:
        """Newest key first: it signs or seals; the others are still accepted, so that keys can be renewed."""
        given = tuple(key.strip() for key in (self.values.get(name) or "").split(",") if key.strip())
        if production and (not given or any(len(key) < SECRET_LENGTH or key in {SAMPLE_SECRET, SAMPLE_DATA_KEY} for key in given)):
            self.problems.append(
                f"{name} manque, est trop court ou est la valeur d’exemple ; donnez une clé d’au moins "
                f"{SECRET_LENGTH} caractères tirés au hasard, par exemple avec : openssl rand -hex 32."
            )
        return given or (sample,)

    def clock(self, *, allowed: bool) -> datetime | None:
        raw = self.values.get("PORTAIL_CLOCK")
        if not raw:
            return None
        if not allowed:
            self.problems.append("PORTAIL_CLOCK n’est permis qu’en démonstration et en test ; retirez cette variable.")
            return None
        try:
            instant = datetime.fromisoformat(raw)
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            self.problems.append(f"PORTAIL_CLOCK vaut « {raw} » ; donnez un instant avec son décalage, par exemple 2026-12-03T08:59:00+01:00.")
            return None
        return instant
