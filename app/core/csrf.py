"""Forged requests are refused: a token bound to the browser's own cookie, and the browser's word on where the request comes from."""

import base64
import hmac
import secrets
from urllib.parse import urlsplit

from litestar.exceptions import PermissionDeniedException

from app.core import cookies, signing
from app.core.web import Request

FIELD = "_csrf"
HEADER = "x-csrf-token"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
PURPOSE = "csrf"
NOT_GENUINE = "csrf"
HASH_BYTES = 32


def token_for(seed: str) -> str:
    """A fresh mask each time: compression of the page cannot leak the token."""
    mask = secrets.token_bytes(HASH_BYTES)
    return base64.urlsafe_b64encode(mask + _xor(mask, signing.keyed_hash(seed, purpose=PURPOSE))).decode()


async def require_genuine(request: Request) -> None:
    """Raises 403 on an unsafe request that does not come from a page of ours."""
    if request.method in SAFE_METHODS:
        return
    seed = cookies.seed_of(request)
    if _is_foreign(request) or seed is None or not _matches(await _token_in(request), seed=seed):
        await (await request.form()).close()
        raise PermissionDeniedException(detail=NOT_GENUINE)


def _is_foreign(request: Request) -> bool:
    """What the browser says; an old browser that says nothing is judged on the token alone."""
    if (site := request.headers.get("sec-fetch-site")) is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")


async def _token_in(request: Request) -> str:
    return request.headers.get(HEADER) or str((await request.form()).get(FIELD, ""))


def _matches(token: str, *, seed: str) -> bool:
    try:
        raw = base64.urlsafe_b64decode(token)
    except ValueError:
        return False
    if len(raw) != 2 * HASH_BYTES:
        return False
    shown = _xor(raw[:HASH_BYTES], raw[HASH_BYTES:])
    return any(hmac.compare_digest(shown, known) for known in signing.keyed_hashes(seed, purpose=PURPOSE))


def _xor(left: bytes, right: bytes) -> bytes:
    return (int.from_bytes(left) ^ int.from_bytes(right)).to_bytes(len(left))
