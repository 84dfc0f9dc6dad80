"""What the service refuses to start with: one English sentence on stderr, exit code 2, no traceback."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path
from typing import Iterator

import pytest

from bot.bootstrap import open_store
from bot.services.records import StaffRecord
from bot.settings import Settings
from tests.support.command import marugoto
from tests.support.serving import free_port


@pytest.fixture()
def no_model(tmp_path: Path) -> str:
    """A file that stands where a model would; what is refused before the model is read needs no real one."""
    path = tmp_path / "no-model.tar.gz"
    path.write_bytes(b"no model")
    return str(path)


@pytest.fixture()
def old_data(tmp_path: Path) -> Path:
    """A folder with a database in which somebody is stored, and its keys."""
    var = tmp_path / "var"
    store = open_store(Settings(var=var))
    with store.units() as unit:
        unit.staff.add(StaffRecord("s1", "demo", "sato", "佐藤", "counselor", "x"))
        unit.commit()
    store.engine.dispose()
    return var


@pytest.fixture()
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


def test_a_port_in_use(tmp_path: Path, no_model: str, taken_port: int) -> None:
    ran = marugoto("serve", "--model", no_model, var=tmp_path / "var", port=str(taken_port))
    assert ran.is_refusal, ran
    assert f"{taken_port} is in use" in ran.err and "MARUGOTO_PORT" in ran.err
    assert not (tmp_path / "var").exists()


def test_a_lost_key_over_old_data(old_data: Path, no_model: str) -> None:
    shutil.rmtree(old_data / "keys")
    ran = marugoto("serve", "--model", no_model, var=old_data, port=str(free_port()))
    assert ran.is_refusal, ran
    assert "has no master key" in ran.err and "backup" in ran.err
    assert not (old_data / "keys").exists()


def test_a_key_of_another_database(old_data: Path, no_model: str, tmp_path: Path) -> None:
    other = tmp_path / "other"
    open_store(Settings(var=other)).engine.dispose()
    ran = marugoto("serve", "--model", no_model, var=old_data, keys=str(other / "keys"), port=str(free_port()))
    assert ran.is_refusal, ran
    assert "another database" in ran.err


def test_a_key_that_others_can_read(old_data: Path, no_model: str) -> None:
    (old_data / "keys" / "master.json").chmod(0o644)
    ran = marugoto("serve", "--model", no_model, var=old_data, port=str(free_port()))
    assert ran.is_refusal, ran
    assert "chmod 600" in ran.err


def test_a_database_of_a_newer_version(old_data: Path, no_model: str) -> None:
    import sqlite3

    with sqlite3.connect(old_data / "database" / "marugoto.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    ran = marugoto("serve", "--model", no_model, var=old_data, port=str(free_port()))
    assert ran.is_refusal, ran
    assert "database" in ran.err and "version" in ran.err


def test_a_file_that_is_no_database(old_data: Path, no_model: str) -> None:
    for file in (old_data / "database").iterdir():
        file.unlink()
    (old_data / "database" / "marugoto.db").write_bytes(b"not a database at all" * 500)
    ran = marugoto("serve", "--model", no_model, var=old_data, port=str(free_port()))
    assert ran.is_refusal, ran


@pytest.mark.parametrize("command", ["serve", "converse", "understand", "chat"])
def test_a_damaged_model(tmp_path: Path, no_model: str, command: str) -> None:
    script = tmp_path / "s.json"
    script.write_text('{"messages": []}', encoding="utf-8")
    more = ["--script", str(script)] if command == "converse" else []
    ran = marugoto(command, "--model", no_model, *more, var=tmp_path / "var", port=str(free_port()))
    assert (ran.code, len(ran.err.splitlines())) == (2, 1), ran
    assert "no-model.tar.gz cannot be read as a model" in ran.err and "marugoto train" in ran.err


@pytest.mark.slow
@pytest.mark.parametrize("command", ["serve", "understand"])
@pytest.mark.parametrize("part", [0.3, 0.999])
def test_half_a_model(tmp_path: Path, model_path: Path, command: str, part: float) -> None:
    whole = model_path.read_bytes()
    half = tmp_path / "half.tar.gz"
    half.write_bytes(whole[: int(len(whole) * part)])
    ran = marugoto(command, "--model", str(half), var=tmp_path / "var", port=str(free_port()))
    if command == "understand" and part > 0.9:
        return  # the reader may lie before the cut
    assert ran.is_refusal, ran
    assert "half.tar.gz cannot be read as a model" in ran.err


@pytest.mark.parametrize("command", ["serve", "understand", "chat"])
def test_a_model_that_is_not_there(tmp_path: Path, command: str) -> None:
    ran = marugoto(command, "--model", str(tmp_path / "nowhere.tar.gz"), var=tmp_path / "var")
    assert ran.is_refusal, ran
    assert "there is no model" in ran.err and "marugoto train" in ran.err


@pytest.mark.parametrize("tenant", ["nowhere", "../demo", "", "demo/../demo"])
def test_an_unknown_municipality(tmp_path: Path, no_model: str, tenant: str) -> None:
    ran = marugoto("serve", "--model", no_model, var=tmp_path / "var", tenant=tenant, port=str(free_port()))
    assert ran.is_refusal, ran
    assert "tenant" in ran.err


@pytest.mark.parametrize(
    "settings, names",
    [
        ({"no_such_setting": "1"}, "MARUGOTO_NO_SUCH_SETTING"),
        ({"port": "many"}, "MARUGOTO_PORT"),
        ({"port": "70000"}, "MARUGOTO_PORT"),
        ({"port": "-1"}, "MARUGOTO_PORT"),
        ({"demo": "perhaps"}, "MARUGOTO_DEMO"),
        ({"host": "192.0.2.1"}, "MARUGOTO_TENANT"),
        ({"host": "0.0.0.0"}, "MARUGOTO_TENANT"),
        ({"page_targets": "{"}, "MARUGOTO_PAGE_TARGETS"),
        ({"page_targets": "[1]"}, "MARUGOTO_PAGE_TARGETS"),
        ({"page_targets": '{"duty_counselor": "mailto:a@b.example"}'}, "MARUGOTO_PAGE_TARGETS"),
        ({"page_targets": '{"duty_counselor": ["ftp://a"]}'}, "MARUGOTO_PAGE_TARGETS"),
        ({"database_url": "nonsense"}, "MARUGOTO_DATABASE_URL"),
        ({"database_url": "oracle://a/b"}, "MARUGOTO_DATABASE_URL"),
        ({"database_url": "postgresql://nobody@127.0.0.1:1/none"}, "MARUGOTO_DATABASE_URL"),
        ({"database_url": "sqlite://"}, "MARUGOTO_DATABASE_URL"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_setting_that_cannot_be(tmp_path: Path, no_model: str, settings: "dict[str, str]", names: str) -> None:
    ran = marugoto("serve", "--model", no_model, var=tmp_path / "var", **{"port": str(free_port()), **settings})
    assert ran.is_refusal, ran
    assert names in ran.err


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({"line_access_token": "t"}, "MARUGOTO_LINE_CHANNEL_SECRET"),
        ({"line_channel_secret": "s"}, "MARUGOTO_LINE_ACCESS_TOKEN"),
        ({"line_channel_secret": "s", "line_access_token": "t", "line_delivery": "post"}, "MARUGOTO_LINE_DELIVERY"),
        ({"telegram_token": "1:a", "telegram_mode": "webhook"}, "MARUGOTO_TELEGRAM_SECRET"),
        ({"telegram_token": "1:a", "telegram_mode": "pigeon"}, "MARUGOTO_TELEGRAM_MODE"),
    ],
)
def test_a_messenger_that_is_configured_in_part(
    tmp_path: Path, no_model: str, settings: "dict[str, str]", names: str
) -> None:
    ran = marugoto("serve", "--model", no_model, var=tmp_path / "var", port=str(free_port()), **settings)
    assert ran.is_refusal and names in ran.err, ran
    assert not (tmp_path / "var").exists()


def test_a_folder_that_cannot_be_written(no_model: str) -> None:
    ran = marugoto("serve", "--model", no_model, var=Path("/proc/marugoto"), port=str(free_port()))
    assert ran.is_refusal, ran
    assert "/proc/marugoto" in ran.err


def test_a_secret_is_not_repeated(tmp_path: Path, no_model: str) -> None:
    url = "postgresql://user:open-sesame@127.0.0.1:1/none"
    ran = marugoto("serve", "--model", no_model, var=tmp_path / "var", database_url=url, port=str(free_port()))
    assert ran.is_refusal, ran
    assert "open-sesame" not in ran.err
