"""Sealing texts and keys: pure functions over bytes; they know no database, no setting and no domain.

AES-256-GCM with a random nonce of 96 bits. What is sealed is bound to its place: it opens nowhere else, so that
nobody can move it to another row, field or organisation. A sealed value is: version, nonce, ciphertext with tag.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_VERSION = b"\x01"
_NONCE_BYTES = 12
_LENGTH_BYTES = 4


class SealBroken(Exception):
    """A sealed value does not open here: altered, moved, or another key."""


def new_key() -> bytes:
    """A fresh random key of 256 bits."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, text: str, bound_to: Sequence[str]) -> bytes:
    """Seal ``text`` so that it opens only with ``key`` and only at the place ``bound_to``."""
    return _encrypt(key, text.encode(), _place(b"text", bound_to))


def open_sealed(key: bytes, blob: bytes, bound_to: Sequence[str]) -> str:
    """The text of ``seal`` with the same key and place; raises ``SealBroken`` otherwise."""
    return _decrypt(key, blob, _place(b"text", bound_to)).decode()


def wrap_key(master_key: bytes, key: bytes, bound_to: Sequence[str]) -> bytes:
    """Wrap a data key with a master key, bound to whose and which key it is."""
    return _encrypt(master_key, key, _place(b"key", bound_to))


def unwrap_key(master_key: bytes, wrapped: bytes, bound_to: Sequence[str]) -> bytes:
    """The data key of ``wrap_key`` with the same master key and place; raises ``SealBroken`` otherwise."""
    return _decrypt(master_key, wrapped, _place(b"key", bound_to))


def _place(use: bytes, parts: Sequence[str]) -> bytes:
    """The associated data: each part with its length before it, so that no two places read the same."""
    coded = [use, *(part.encode() for part in parts)]
    return _VERSION + b"".join(len(part).to_bytes(_LENGTH_BYTES, "big") + part for part in coded)


def _encrypt(key: bytes, plain: bytes, place: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plain, place)


def _decrypt(key: bytes, blob: bytes, place: bytes) -> bytes:
    version, nonce, ciphertext = blob[:1], blob[1 : 1 + _NONCE_BYTES], blob[1 + _NONCE_BYTES :]
    if version != _VERSION:
        raise SealBroken("This is not a sealed value of a known version.")
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, place)
    except (InvalidTag, ValueError) as error:
        # From None: the error must not carry along what was tried.
        raise SealBroken(f"A sealed value does not open: {type(error).__name__}.") from None
