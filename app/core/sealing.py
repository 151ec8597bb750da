"""Encryption at rest: what the database and the disk hold of health, custody or income, only the portal's keys (PORTAIL_DATA_KEYS) open.

AES-256-GCM. A key per purpose is derived from each key of the settings: the first seals, the others still open. What is sealed says under which key,
and is bound to the object that it belongs to: moved to another row or another file, it does not open.
"""

import functools
import hashlib
import hmac
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

from app import settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
MARK_BYTES, NONCE_BYTES, SALT_BYTES, TAG_BYTES = 4, 12, 16, 16
HEADER_BYTES = len(VERSION) + MARK_BYTES
PIECE_BYTES = 64 * 1024  # of a file, in clear: what is held in memory at once


class Unreadable(Exception):
    """Altered, moved from another object, or sealed under a key that the settings no longer have."""


def seal(plain: bytes, *, purpose: str, bound_to: UUID) -> bytes:
    """`purpose` is the place, as "supporting_document.name"; `bound_to` the id of its row."""
    nonce = os.urandom(NONCE_BYTES)
    key = settings.current().data_keys[0]
    return header() + nonce + _cipher(key, purpose).encrypt(nonce, plain, _bound(purpose, bound_to))


def unseal(sealed: bytes, *, purpose: str, bound_to: UUID) -> bytes:
    nonce, box = sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES], sealed[HEADER_BYTES + NONCE_BYTES :]
    return _opened(_cipher(_key_of(sealed[:HEADER_BYTES]), purpose), nonce=nonce, box=box, bound=_bound(purpose, bound_to))


def header() -> bytes:
    """How everything sealed under the current key begins."""
    return VERSION + mark_of(settings.current().data_keys[0])


def headers() -> list[bytes]:
    """The same for every key that opens."""
    return [VERSION + mark_of(key) for key in settings.current().data_keys]


class SealedFile:
    """Writes a file sealed piece by piece (the STREAM construction): none can be changed, moved, or left out at the end."""

    def __init__(self, file: BinaryIO, *, purpose: str, bound_to: UUID) -> None:
        salt = os.urandom(SALT_BYTES)
        self.file, self.bound = file, _bound(purpose, bound_to)
        self.cipher = _cipher(settings.current().data_keys[0], purpose, salt)
        self.kept, self.count = bytearray(), 0
        self.file.write(header() + salt)

    def write(self, plain: bytes) -> None:
        self.kept += plain
        while len(self.kept) > PIECE_BYTES:
            self._write_piece(PIECE_BYTES, last=False)

    def end(self) -> None:
        """Writes the last piece; a file without it does not open."""
        self._write_piece(len(self.kept), last=True)

    def _write_piece(self, length: int, *, last: bool) -> None:
        self.file.write(self.cipher.encrypt(_piece_nonce(self.count, last=last), bytes(self.kept[:length]), self.bound))
        del self.kept[:length]
        self.count += 1


def unsealed_pieces(file: BinaryIO, *, purpose: str, bound_to: UUID) -> Iterator[bytes]:
    """What `SealedFile` wrote. Raises `Unreadable` at the first piece that is not what was written."""
    start = file.read(HEADER_BYTES)
    cipher = _cipher(_key_of(start), purpose, file.read(SALT_BYTES))
    bound, number = _bound(purpose, bound_to), 0
    box, following = file.read(PIECE_BYTES + TAG_BYTES), file.read(PIECE_BYTES + TAG_BYTES)
    while True:
        yield _opened(cipher, nonce=_piece_nonce(number, last=not following), box=box, bound=bound)
        if not following:
            return
        box, following, number = following, file.read(PIECE_BYTES + TAG_BYTES), number + 1


def _piece_nonce(number: int, *, last: bool) -> bytes:
    """Never twice under a key: each file has its own, by its salt."""
    return number.to_bytes(NONCE_BYTES - 1) + bytes([last])


def _opened(cipher: "AESGCM", *, nonce: bytes, box: bytes, bound: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415

    try:
        return cipher.decrypt(nonce, box, bound)
    except (InvalidTag, ValueError) as altered:
        raise Unreadable("altered") from altered


def _key_of(start: bytes) -> str:
    for key in settings.current().data_keys:
        if start == VERSION + mark_of(key):
            return key
    raise Unreadable("unknown key")


def _bound(purpose: str, identifier: UUID) -> bytes:
    return f"{purpose}/{identifier}".encode()


@functools.cache
def mark_of(key: str) -> bytes:
    """Tells a key from another, and nothing about it."""
    return _derived(key, b"mark")[:MARK_BYTES]


@functools.lru_cache(maxsize=256)
def _cipher(key: str, purpose: str, salt: bytes = b"") -> "AESGCM":  # noqa: PLR0917 - the cache's key
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - loaded by the processes that seal or open

    return AESGCM(_derived(key, b"seal\0" + purpose.encode() + b"\0" + salt))


def _derived(key: str, info: bytes) -> bytes:
    """HKDF-SHA256 (RFC 5869), one block: extracted with a salt of the portal's own, then expanded for one use."""
    extracted = hmac.new(b"portail-familles", key.encode(), hashlib.sha256).digest()
    return hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()
