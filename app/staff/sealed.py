"""The secret of a second factor, sealed at rest: whoever reads the database cannot make its codes."""

from uuid import UUID

from app.core import sealing

PURPOSE = "staff_member.totp_secret"


def sealed_secret(secret: str, *, of: UUID) -> bytes:
    return sealing.seal(secret.encode(), purpose=PURPOSE, bound_to=of)


def secret(box: bytes, *, of: UUID) -> str:
    return sealing.unseal(box, purpose=PURPOSE, bound_to=of).decode()
