"""The second factor: codes of six digits that a telephone makes (TOTP, RFC 6238), each used once, and codes on paper for the day it is lost."""

import hmac
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyotp import TOTP


STEP_SECONDS = 30
DRIFT = 1  # steps: the telephone may be half a minute ahead or behind
CODES = 10
CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read for something else
CODE_LENGTH, GROUP = 12, 4


def new_secret() -> str:
    import pyotp  # noqa: PLC0415 - for those who set a factor up

    return pyotp.random_base32()


def address_of(secret: str, *, name: str, issuer: str) -> str:
    """What the picture says to the telephone: `otpauth://totp/…`."""
    return _totp(secret).provisioning_uri(name=name, issuer_name=issuer)


def next_code(secret: str, *, after_step: int, now: datetime) -> str:
    """What a telephone of the demo shows: the present code, or the one that comes when that was used."""
    present = int(now.timestamp()) // STEP_SECONDS
    return _totp(secret).generate_otp(max(present, min(after_step + 1, present + DRIFT)))


def step_of(code: str, *, secret: str, now: datetime) -> int | None:
    """The step whose code this is, of those that the drift allows, or None. A step that was used is refused by who keeps the last one."""
    totp, present = _totp(secret), int(now.timestamp()) // STEP_SECONDS
    typed = "".join(sign for sign in code if not sign.isspace())
    matching = [step for step in range(present - DRIFT, present + DRIFT + 1) if hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode())]
    return matching[0] if matching else None


def _totp(secret: str) -> "TOTP":
    import pyotp  # noqa: PLC0415 - 7 MB, for agents who come in

    return pyotp.TOTP(secret, interval=STEP_SECONDS)


def new_codes() -> tuple[str, ...]:
    """As they are printed: "k3fm-8wqz-t2np"."""
    return tuple("-".join(_letters() for _ in range(CODE_LENGTH // GROUP)) for _ in range(CODES))


def _letters() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(GROUP))


def recovery_code(typed: str) -> str | None:
    """One form however it was typed, or None when it cannot be one of ours."""
    letters = "".join(sign for sign in typed.lower() if sign.isalnum())
    return letters if len(letters) == CODE_LENGTH and set(letters) <= set(CODE_LETTERS) else None
