"""Signatures made with the deployment's secret keys: the newest signs, the older ones are still accepted."""

import hashlib
import hmac
from datetime import datetime
from typing import Any

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from app import settings
from app.core import clock


class _PortalSigner(TimestampSigner):
    """Counts time on the portal's clock."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def seal(payload: object, *, purpose: str) -> str:
    """A text safe in an address or a cookie, that only this portal can make. `purpose` keeps a seal of one use from serving another."""
    return _serializer(purpose).dumps(payload)


def unseal(text: str, *, purpose: str, max_age_seconds: int) -> Any | None:  # noqa: ANN401 - what was sealed
    """The payload, or None when the text was altered, made for another purpose or is too old."""
    try:
        return _serializer(purpose).loads(text, max_age=max_age_seconds)
    except BadData:
        return None


def sealed_at(text: str, *, purpose: str) -> datetime | None:
    """When the seal was made, or None when it is not ours."""
    try:
        _, at = _serializer(purpose).loads(text, return_timestamp=True)
    except BadData:
        return None
    return at if isinstance(at, datetime) else None


def keyed_hash(text: str, *, purpose: str) -> bytes:
    """A hash that nobody can compute without the key: for what must be recognised and not read. Follows the newest key only."""
    return hmac.new(settings.current().secret_keys[0].encode(), f"{purpose}\0{text}".encode(), hashlib.sha256).digest()


def keyed_hashes(text: str, *, purpose: str) -> list[bytes]:
    """The same with every accepted key, newest first: for checking."""
    return [hmac.new(key.encode(), f"{purpose}\0{text}".encode(), hashlib.sha256).digest() for key in settings.current().secret_keys]


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    keys = list(reversed(settings.current().secret_keys))  # itsdangerous signs with the last
    return URLSafeTimedSerializer(
        keys, salt=f"portail.{purpose}", signer=_PortalSigner, signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    )
