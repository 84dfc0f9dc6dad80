"""The key folder: master keys that wrap the data keys of cases, and the separate key for look-up HMACs."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Mapping, Tuple

from bot.domain.errors import MasterKeyError
from bot.store.crypto import KEY_BYTES, new_key, seal, unseal

DEFAULT_FOLDER = Path("var/keys")
MASTER_FILE = "master.json"
LOOKUP_FILE = "lookup.key"
CACHED_DATA_KEYS = 2048


class HmacLookupKeys:
    """HMAC-SHA256 as hex, for finding a sender, a receipt or a session without storing it."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sender(self, channel: str, sender_id: str) -> str:
        return self._digest("sender", channel, sender_id)

    def receipt(self, receipt: str) -> str:
        return self._digest("receipt", receipt)

    def session(self, token: str) -> str:
        return self._digest("session", token)

    def check(self) -> str:
        """Return a fixed value of this key, by which a wrong key is noticed."""
        return self._digest("check")

    def _digest(self, *parts: str) -> str:
        return hmac.new(self._key, json.dumps(parts).encode("ascii"), hashlib.sha256).hexdigest()


class KeyRing:
    """Several master keys by id, one of them current, and the look-up key.

    Unwrapped data keys are kept in a bounded cache by their wrapped form, so that a case whose wrapped key is gone
    cannot be opened from the cache either.
    """

    def __init__(self, masters: Mapping[str, bytes], current: str, lookup_key: bytes) -> None:
        self.current = current
        self.lookup = HmacLookupKeys(lookup_key)
        self._masters = dict(masters)
        self._opened: "OrderedDict[Tuple[bytes, bytes], bytes]" = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def create(cls, folder: Path, *, database_has_data: bool) -> "KeyRing":
        """Make the key folder with fresh keys, for a database that is still empty.

        Raises:
            MasterKeyError: the database has data already, or the folder has keys already.
        """
        if database_has_data:
            raise MasterKeyError(
                f"The database has data but {folder} has no master key. Restore the key folder from its backup; "
                "a new key would make everything stored so far unreadable for ever."
            )
        if exists(folder):
            raise MasterKeyError(f"{folder} has keys already; they are never written over.")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        key_id = _new_key_id()
        _write(folder / LOOKUP_FILE, _encoded(new_key()), first=True)
        _write(folder / MASTER_FILE, _master_json({key_id: new_key()}, key_id), first=True)
        return cls.load(folder)

    @classmethod
    def load(cls, folder: Path) -> "KeyRing":
        """Read the key folder.

        Raises:
            MasterKeyError: a file is missing, damaged, or readable by other users.
        """
        masters, current = _parse_master(_read(folder / MASTER_FILE))
        return cls(masters, current, _decoded(_read(folder / LOOKUP_FILE), folder / LOOKUP_FILE))

    @classmethod
    def rotate(cls, folder: Path) -> "KeyRing":
        """Add a fresh master key and make it current; ``rotation.rewrap`` then moves the data keys to it."""
        masters, _ = _parse_master(_read(folder / MASTER_FILE))
        key_id = _new_key_id()
        _write(folder / MASTER_FILE, _master_json({**masters, key_id: new_key()}, key_id))
        return cls.load(folder)

    @classmethod
    def retire(cls, folder: Path) -> "KeyRing":
        """Remove all master keys but the current one; only after ``rotation.rewrap`` went through."""
        masters, current = _parse_master(_read(folder / MASTER_FILE))
        _write(folder / MASTER_FILE, _master_json({current: masters[current]}, current))
        return cls.load(folder)

    def wrap(self, data_key: bytes, where: bytes) -> bytes:
        """Seal a data key under the current master key."""
        return seal(self._masters[self.current], data_key, where)

    def unwrap(self, key_id: str, wrapped: bytes, where: bytes) -> bytes:
        """Open a data key that was wrapped under the master key ``key_id``."""
        slot = (wrapped, where)
        with self._lock:
            if slot in self._opened:
                self._opened.move_to_end(slot)
                return self._opened[slot]
        master = self._masters.get(key_id)
        if master is None:
            raise MasterKeyError(f"The master key {key_id} is not in the key folder; restore it from its backup.")
        data_key = unseal(master, wrapped, where)
        with self._lock:
            self._opened[slot] = data_key
            while len(self._opened) > CACHED_DATA_KEYS:
                self._opened.popitem(last=False)
        return data_key

    def forget(self, wrapped: bytes, where: bytes) -> None:
        """Drop an unwrapped data key from the cache."""
        with self._lock:
            self._opened.pop((wrapped, where), None)


def exists(folder: Path) -> bool:
    """Return whether the folder holds any key file; half a key folder counts, so that it is repaired by hand."""
    return (folder / MASTER_FILE).exists() or (folder / LOOKUP_FILE).exists()


def _new_key_id() -> str:
    return f"k{secrets.token_hex(4)}"


def _encoded(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _decoded(text: str, path: Path) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise MasterKeyError(f"{path} is damaged; restore it from its backup.")
    return key


def _master_json(masters: Mapping[str, bytes], current: str) -> str:
    return json.dumps({"current": current, "keys": {key_id: _encoded(key) for key_id, key in masters.items()}})


def _parse_master(text: str) -> Tuple[Mapping[str, bytes], str]:
    path = Path(MASTER_FILE)
    try:
        content = json.loads(text)
        current, keys = str(content["current"]), dict(content["keys"])
    except (ValueError, KeyError, TypeError):
        current, keys = "", {}
    if current not in keys:
        raise MasterKeyError(f"{path} is damaged; restore it from its backup.")
    return {key_id: _decoded(str(key), path) for key_id, key in keys.items()}, current


def _read(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise MasterKeyError(f"{path} is missing or unreadable; restore it from its backup.") from None
    if mode & 0o077:
        raise MasterKeyError(f"{path} can be read by other users; run: chmod 600 {path}")
    return text


def _write(path: Path, text: str, *, first: bool = False) -> None:
    """Put the file in place whole or not at all, and on the disk before returning; ``first``: never over another."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if first:
        _link(draft, path)
    else:
        os.replace(draft, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _link(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        raise MasterKeyError(f"Another process made {path} at the same moment; start again.") from None
    finally:
        draft.unlink()
