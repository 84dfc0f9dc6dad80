"""Authenticated encryption of stored values: AES-256-GCM, a random nonce, bound to the place of the value."""

from __future__ import annotations

import json
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.domain.errors import MasterKeyError

KEY_BYTES = 32
_NONCE_BYTES = 12
_FORMAT = b"\x01"


def new_key() -> bytes:
    """Return a fresh 256-bit key."""
    return secrets.token_bytes(KEY_BYTES)


def place(table: str, column: str, row_id: str, case_id: str = "") -> bytes:
    """Return the associated data that ties a sealed value to where it is stored.

    A sealed value moved to another row, column or case does not open there.
    """
    return json.dumps([table, column, row_id, case_id]).encode("ascii")


def seal(key: bytes, plain: bytes, where: bytes) -> bytes:
    """Encrypt ``plain`` for the place ``where``: format byte, nonce, ciphertext with tag."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, where)


def unseal(key: bytes, sealed: bytes, where: bytes) -> bytes:
    """Decrypt what ``seal`` made for the same key and place.

    Raises:
        MasterKeyError: the key, the place or the value is not the one that was sealed.
    """
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    plain = None
    if sealed[:1] == _FORMAT and len(nonce) == _NONCE_BYTES:
        try:
            plain = AESGCM(key).decrypt(nonce, body, where)
        except InvalidTag:
            plain = None
    if plain is None:
        raise MasterKeyError("A stored value does not open: it was changed, moved, or sealed under another key.")
    return plain


def seal_text(key: bytes, text: str, where: bytes) -> bytes:
    """Seal any string; halves of surrogate pairs, which broken clients send, survive too."""
    return seal(key, text.encode("utf-8", "surrogatepass"), where)


def unseal_text(key: bytes, sealed: bytes, where: bytes) -> str:
    """Open what ``seal_text`` made."""
    return unseal(key, sealed, where).decode("utf-8", "surrogatepass")
