"""``marugoto doctor``: says what must be mended, changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Dict

import pytest

from bot.bootstrap import open_store
from bot.settings import Settings
from tests.support.command import Ran, marugoto


def findings(ran: Ran) -> Dict[str, str]:
    """Return what → the worst state found of it."""
    found: Dict[str, str] = {}
    for line in ran.out.splitlines():
        cells = [cell.strip() for cell in line.split("│")[1:-1]]
        if len(cells) == 3 and cells[0] in ("ok", "warn", "MEND") and found.get(cells[1]) != "MEND":
            found[cells[1]] = cells[0]
    return found


@pytest.fixture()
def made(tmp_path: Path) -> Path:
    """A migrated database with its keys and a file where the fitting model lies."""
    from bot.bootstrap import ROOT
    from bot.engine.training import model_path

    var = tmp_path / "var"
    open_store(Settings(var=var)).engine.dispose()
    model = model_path(ROOT, var / "models")
    model.parent.mkdir()
    model.write_bytes(b"")
    return var


def test_nothing_made_yet_is_to_be_mended(tmp_path: Path) -> None:
    ran = marugoto("doctor", var=tmp_path / "var")
    assert ran.code == 1 and ran.err == ""
    assert findings(ran)["database"] == findings(ran)["model"] == "MEND"


def test_it_changes_nothing(tmp_path: Path) -> None:
    marugoto("doctor", var=tmp_path / "var")
    assert not (tmp_path / "var").exists()


def test_the_demo_is_well_with_warnings(made: Path) -> None:
    ran = marugoto("doctor", var=made)
    found = findings(ran)
    assert "MEND" not in found.values(), ran.out
    assert ran.code == 0
    assert found["database"] == found["key"] == found["model"] == found["catalogue"] == "ok"
    assert found["hotlines"] == found["agencies"] == found["paging"] == "warn"


def test_a_key_of_another_database_is_seen(made: Path, tmp_path: Path) -> None:
    open_store(Settings(var=tmp_path / "other")).engine.dispose()
    ran = marugoto("doctor", var=made, keys=str(tmp_path / "other" / "keys"))
    assert ran.code == 1 and findings(ran)["key"] == "MEND"


def test_an_unknown_municipality_is_seen(made: Path) -> None:
    ran = marugoto("doctor", var=made, tenant="nowhere")
    assert ran.code == 1 and findings(ran)["catalogue"] == "MEND"


def test_the_demo_on_an_open_address_is_seen(made: Path) -> None:
    ran = marugoto("doctor", var=made, host="0.0.0.0")
    assert ran.code == 1 and findings(ran)["demo"] == "MEND"


def test_mail_without_a_server_is_seen(made: Path) -> None:
    ran = marugoto("doctor", var=made, page_targets='{"duty_counselor": ["mailto:a@b.example"]}')
    assert ran.code == 1 and findings(ran)["paging"] == "MEND"


def test_paging_with_an_address_is_well(made: Path) -> None:
    ran = marugoto("doctor", var=made, page_targets='{"duty_counselor": ["https://pager.example/x"]}')
    assert findings(ran)["paging"] == "ok"


@pytest.mark.parametrize(
    ("settings", "channel", "state", "words"),
    [
        ({}, "line", "ok", "off"),
        ({"line_channel_secret": "s", "line_access_token": "t"}, "line", "ok", "on, push, content policy entrance"),
        ({"line_access_token": "t"}, "line", "MEND", "LINE_CHANNEL_SECRET is missing"),
        ({"line_channel_secret": "s"}, "line", "MEND", "LINE_ACCESS_TOKEN is missing"),
        ({}, "telegram", "ok", "off"),
        ({"telegram_token": "1:a"}, "telegram", "ok", "on, polling, content policy full"),
        ({"telegram_token": "1:a", "telegram_mode": "webhook"}, "telegram", "MEND", "TELEGRAM_SECRET is missing"),
        (
            {"telegram_token": "1:a", "telegram_mode": "webhook", "telegram_secret": "秘密"},
            "telegram",
            "MEND",
            "1 to 256",
        ),
    ],
)
def test_messengers_are_off_ready_or_named(
    made: Path, settings: Dict[str, str], channel: str, state: str, words: str
) -> None:
    ran = marugoto("doctor", var=made, **settings)
    assert findings(ran)[channel] == state
    assert words in " ".join(ran.out.replace("│", " ").split())
    assert ran.code == (1 if state == "MEND" else 0)
    assert "秘密" not in ran.out, "a secret is not shown"
