"""A thief of ``var/`` (without the key folder, which is kept apart) finds no word of anybody."""

from __future__ import annotations

import gzip
import tarfile
from pathlib import Path
from typing import Iterator, List, Tuple

import pytest

from tests.support.local import Resident, Staff
from tests.support.serving import Served

pytestmark = pytest.mark.slow

RESIDENT = "うちの金魚鉢の裏に通帳をかくしています"
NAME = "小鳥遊みなと"
COUNSELOR = "青い屋根の集会所でお待ちしています"
REASON = "訪問して落ち着いた顔を見たため"
DANGER = f"{NAME}はもう死にたいです"


def encodings(words: str) -> List[bytes]:
    """Return the ways in which words may lie in a file in the open."""
    escaped = words.encode("ascii", "backslashreplace")
    return [words.encode("utf-8"), words.encode("utf-16-le"), words.encode("shift_jis"), escaped, escaped.upper()]


@pytest.fixture(scope="module")
def used(model_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tuple[Served, List[str]]]:
    """A folder in which a resident and a counselor have talked, looked at while running and killed, not stopped."""
    folder = tmp_path_factory.mktemp("secrecy")
    model = folder / "var" / "models" / model_path.name
    model.parent.mkdir(parents=True)
    model.write_bytes(model_path.read_bytes())
    temporary = folder / "tmp"
    temporary.mkdir()
    service = Served(model, folder / "var", {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(temporary))
        service.start()
    secrets = talk(service)
    service.kill()
    yield service, secrets


def talk(service: Served) -> List[str]:
    resident = Resident(service.url)
    for number, text in enumerate((RESIDENT, f"わたしは{NAME}です", DANGER, "人と話したいです", "はい"), start=1):
        assert resident.send(text).status_code == 202
        resident.answered(number)
    receipt = str(resident.http.post("/api/chat/receipt", json={}).json()["receipt"])
    staff = Staff(service.url)
    password = service.accounts()["sato"]
    assert staff.sign_in("sato", password).status_code == 303
    base = "/console/cases/" + staff.http.get("/console").text.partition('href="/console/cases/')[2].partition('"')[0]
    assert staff.post(f"{base}/claim").status_code == 200
    assert staff.post(f"{base}/answer", text=COUNSELOR, client_id="c" * 32).status_code == 200
    assert staff.post(f"{base}/urgency", level="ordinary", reason=REASON).status_code == 200
    resident.send(f"返事をありがとう。{RESIDENT}")
    resident.answered(6)
    cookies = [str(value) for client in (resident.http, staff.http) for value in client.cookies.values()]
    assert COUNSELOR in [message["text"] for message in resident.messages()]
    return [
        RESIDENT,
        NAME,
        COUNSELOR,
        REASON,
        DANGER,
        "金魚鉢の裏に",
        "屋根の集会所",
        receipt,
        receipt.replace("-", ""),
        *cookies,
    ]


def test_no_file_under_var_holds_a_planted_word(used: Tuple[Served, List[str]]) -> None:
    service, secrets = used
    files = [path for path in service.var.rglob("*") if path.is_file() and "keys" not in path.parts]
    assert {"marugoto.db", "marugoto.db-wal"} <= {path.name for path in files}
    for path in files:
        content = path.read_bytes()
        for secret in secrets:
            assert not any(form in content for form in encodings(secret)), f"{path.name} holds a planted word"


def test_the_model_learned_no_planted_word(used: Tuple[Served, List[str]]) -> None:
    service, secrets = used
    model = next((service.var / "models").iterdir())
    unpacked = gzip.decompress(model.read_bytes())
    with tarfile.open(model) as archive:
        assert archive.getnames()
    for secret in secrets:
        assert not any(form in unpacked for form in encodings(secret))


def test_neither_output_nor_temporary_files_hold_one(used: Tuple[Served, List[str]]) -> None:
    service, secrets = used
    temporary = [path for path in (service.var.parent / "tmp").rglob("*") if path.is_file()]
    for secret in secrets:
        assert secret not in service.output()
        for path in temporary:
            assert not any(form in path.read_bytes() for form in encodings(secret)), path.name


def test_keys_are_for_their_owner_alone(used: Tuple[Served, List[str]]) -> None:
    service, _ = used
    keys = service.var / "keys"
    assert keys.stat().st_mode & 0o777 == 0o700
    for path in keys.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600, path.name
    for path in (service.var / "database").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_the_test_would_find_a_word_in_the_open(tmp_path: Path) -> None:
    planted = tmp_path / "note"
    planted.write_text(f"… {RESIDENT} …", encoding="utf-8")
    assert any(form in planted.read_bytes() for form in encodings(RESIDENT))
