"""The key folder, sealed values and the canary."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path
from typing import Any, Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import MasterKeyError
from bot.services.ports import LookupKeys
from bot.store import canary, crypto
from bot.store.keys import CACHED_DATA_KEYS, LOOKUP_FILE, MASTER_FILE, HmacLookupKeys, KeyRing
from bot.store.rotation import rewrap
from bot.store.unit_of_work import UnitOfWork
from tests.store import samples

Unit = Callable[[], UnitOfWork]
KEY = crypto.new_key()
PLACE = crypto.place("messages", "body", "row", "case")


class TestSeal:
    @settings(max_examples=50)
    @given(st.text(st.characters()))
    def test_every_text_comes_back(self, text: str) -> None:
        assert crypto.unseal_text(KEY, crypto.seal_text(KEY, text, PLACE), PLACE) == text

    def test_the_same_text_never_looks_the_same(self) -> None:
        assert len({crypto.seal_text(KEY, "うん", PLACE) for _ in range(20)}) == 20

    @pytest.mark.parametrize(
        ("key", "place"),
        [
            (crypto.new_key(), PLACE),
            (KEY, crypto.place("readings", "body", "row", "case")),
            (KEY, crypto.place("messages", "extra", "row", "case")),
            (KEY, crypto.place("messages", "body", "row 2", "case")),
            (KEY, crypto.place("messages", "body", "row", "case 2")),
        ],
        ids=["key", "table", "column", "row", "case"],
    )
    def test_opens_with_its_key_at_its_place_only(self, key: bytes, place: bytes) -> None:
        with pytest.raises(MasterKeyError):
            crypto.unseal_text(key, crypto.seal_text(KEY, "電気がとまる", PLACE), place)

    @pytest.mark.parametrize("position", [0, 1, 12, 13, -1])
    def test_a_changed_byte_is_noticed(self, position: int) -> None:
        sealed = bytearray(crypto.seal_text(KEY, "電気がとまる", PLACE))
        sealed[position] ^= 1
        with pytest.raises(MasterKeyError):
            crypto.unseal_text(KEY, bytes(sealed), PLACE)

    @pytest.mark.parametrize("length", [0, 1, 5, 13, 20])
    def test_a_cut_value_is_noticed(self, length: int) -> None:
        with pytest.raises(MasterKeyError):
            crypto.unseal_text(KEY, crypto.seal_text(KEY, "電気がとまる", PLACE)[:length], PLACE)


class TestLookupKeys:
    def test_purposes_and_keys_are_kept_apart(self) -> None:
        keys: LookupKeys = HmacLookupKeys(KEY)
        other = HmacLookupKeys(crypto.new_key())
        digests = [keys.receipt("x"), keys.session("x"), keys.sender("x", ""), keys.sender("", "x"), other.receipt("x")]
        assert len(set(digests)) == len(digests)
        assert keys.receipt("x") == HmacLookupKeys(KEY).receipt("x") and len(keys.receipt("x")) == 64


class TestFolder:
    def test_is_for_its_owner_only(self, tmp_path: Path) -> None:
        folder = tmp_path / "var" / "keys"
        KeyRing.create(folder, database_has_data=False)
        modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / MASTER_FILE, folder / LOOKUP_FILE)]
        assert modes == [0o700, 0o600, 0o600]
        assert {path.name for path in folder.iterdir()} == {MASTER_FILE, LOOKUP_FILE}

    def test_a_new_key_is_never_made_over_old_data(self, tmp_path: Path) -> None:
        with pytest.raises(MasterKeyError, match="Restore the key folder"):
            KeyRing.create(tmp_path / "keys", database_has_data=True)
        assert not (tmp_path / "keys").exists()

    @pytest.mark.parametrize("kept", [MASTER_FILE, LOOKUP_FILE])
    def test_keys_are_never_written_over(self, tmp_path: Path, kept: str) -> None:
        KeyRing.create(tmp_path, database_has_data=False)
        for name in {MASTER_FILE, LOOKUP_FILE} - {kept}:
            (tmp_path / name).unlink()
        before = (tmp_path / kept).read_bytes()
        with pytest.raises(MasterKeyError, match="already"):
            KeyRing.create(tmp_path, database_has_data=False)
        assert (tmp_path / kept).read_bytes() == before

    @pytest.mark.parametrize("name", [MASTER_FILE, LOOKUP_FILE])
    @pytest.mark.parametrize(
        "content", [None, b"", b"{}", b"\xff\xfe", b'{"current": "k1", "keys": {"k1": "c2hvcnQ="}}']
    )
    def test_a_missing_or_damaged_file_is_said_so(self, tmp_path: Path, name: str, content: Any) -> None:
        KeyRing.create(tmp_path, database_has_data=False)
        if content is None:
            (tmp_path / name).unlink()
        else:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(MasterKeyError, match="backup"):
            KeyRing.load(tmp_path)

    def test_a_file_that_others_can_read_is_refused(self, tmp_path: Path) -> None:
        KeyRing.create(tmp_path, database_has_data=False)
        (tmp_path / MASTER_FILE).chmod(0o640)
        with pytest.raises(MasterKeyError, match="chmod 600"):
            KeyRing.load(tmp_path)


class TestCache:
    def test_is_bounded_and_forgets(self) -> None:
        keyring = KeyRing({"k1": KEY}, "k1", KEY)
        wrapped = [keyring.wrap(crypto.new_key(), PLACE) for _ in range(CACHED_DATA_KEYS + 1)]
        opened = [keyring.unwrap("k1", one, PLACE) for one in wrapped]
        # Under the name of a missing master key only what is cached opens.
        assert keyring.unwrap("missing", wrapped[1], PLACE) == opened[1]
        keyring.forget(wrapped[1], PLACE)
        for place in (0, 1):
            with pytest.raises(MasterKeyError):
                keyring.unwrap("missing", wrapped[place], PLACE)


class TestCanary:
    def test_the_first_opening_makes_keys_and_the_next_ones_read_them(self, database: Any, key_folder: Path) -> None:
        first = canary.open_keyring(database.engine, key_folder)
        second = canary.open_keyring(database.engine, key_folder)
        assert second.current == first.current and canary.keyring_fits(database.engine, second)

    @pytest.mark.parametrize("name", [MASTER_FILE, LOOKUP_FILE])
    def test_a_wrong_key_is_noticed(self, database: Any, keyring: KeyRing, tmp_path: Path, name: str) -> None:
        KeyRing.create(tmp_path / "strange", database_has_data=False)
        shutil.copy(tmp_path / "strange" / name, tmp_path / "keys" / name)
        assert not canary.keyring_fits(database.engine, KeyRing.load(tmp_path / "keys"))
        with pytest.raises(MasterKeyError, match="another database"):
            canary.open_keyring(database.engine, tmp_path / "keys")

    def test_a_lost_key_folder_is_not_replaced(self, database: Any, keyring: KeyRing, key_folder: Path) -> None:
        shutil.rmtree(key_folder)
        with pytest.raises(MasterKeyError, match="Restore"):
            canary.open_keyring(database.engine, key_folder)
        assert not key_folder.exists()

    def test_a_database_without_a_canary_fits_no_key(self, database: Any, key_folder: Path) -> None:
        assert not canary.keyring_fits(database.engine, KeyRing.create(key_folder, database_has_data=False))


class TestRotation:
    def test_everything_stays_readable_and_the_old_key_may_go(
        self, database: Any, unit: Unit, keyring: KeyRing, key_folder: Path
    ) -> None:
        page = samples.effect("page", conversation_id=None, alarm_id="alarm-1")
        with unit() as uow:
            samples.open_case(uow, "case-0", "talk-0")
            samples.open_case(uow)
            uow.cases.erase("case-0")
            uow.messages.add(samples.message(text="家賃が払えん"))
            uow.alarms.add(samples.alarm())
            uow.outbox.add(page)
            uow.commit()

        both = KeyRing.rotate(key_folder)
        assert both.current != keyring.current and canary.keyring_fits(database.engine, both)
        assert _texts(database, both) == ["家賃が払えん"]
        assert rewrap(database.engine, both) == 2
        assert rewrap(database.engine, both) == 0

        only_new = KeyRing.retire(key_folder)
        assert canary.keyring_fits(database.engine, only_new)
        assert _texts(database, only_new) == ["家賃が払えん"]
        with UnitOfWork(database.engine, only_new) as uow:
            assert uow.outbox.of_alarm("alarm-1") == [page]
        assert not canary.keyring_fits(database.engine, keyring)

    def test_retiring_before_rewrapping_names_the_missing_key(
        self, database: Any, unit: Unit, keyring: KeyRing, key_folder: Path
    ) -> None:
        with unit() as uow:
            samples.open_case(uow)
            uow.messages.add(samples.message())
            uow.commit()
        KeyRing.rotate(key_folder)
        with pytest.raises(MasterKeyError, match=keyring.current):
            _texts(database, KeyRing.retire(key_folder))


def _texts(database: Any, keyring: KeyRing) -> list[str]:
    with UnitOfWork(database.engine, keyring) as uow:
        return [message.text for message in uow.messages.of_case("case-1")]
