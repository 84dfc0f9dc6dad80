"""Settings: one place, one table, names and kinds checked, secrets never shown; the README says the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Dict, List, Tuple

import pytest

from bot.settings import PREFIX, Secret, Settings, SettingsError, read_settings, table

README = Path(__file__).resolve().parents[2] / "README.md"
BLOCK = re.compile(r"<!-- settings -->\n(.*?)<!-- /settings -->", re.DOTALL)


@pytest.mark.parametrize(
    ("variable", "text", "name", "value"),
    [
        ("PORT", "9000", "port", 9000),
        ("DEMO", "no", "demo", False),
        ("DEMO", "TRUE", "demo", True),
        ("DEMO", "0", "demo", False),
        ("VAR", "/srv/marugoto", "var", Path("/srv/marugoto")),
        ("KEYS", "/srv/keys", "keys", Path("/srv/keys")),
        ("KEYS", "", "keys", None),
        ("TENANT", "mio", "tenant", "mio"),
        ("PAGE_TARGETS", '{"duty": ["mailto:a@example.jp"]}', "page_targets", {"duty": ["mailto:a@example.jp"]}),
        ("SMTP_PASSWORD", "geheim", "smtp_password", "geheim"),
    ],
)
def test_reading(variable: str, text: str, name: str, value: Any) -> None:
    assert getattr(read_settings({PREFIX + variable: text, "PATH": "/bin"}), name) == value


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("PORT", "many"),
        ("PORT", ""),
        ("DEMO", "maybe"),
        ("PAGE_TARGETS", "{"),
        ("PAGE_TARGETS", "[]"),
        ("PAGE_TARGETS", '{"duty": "mailto:a@example.jp"}'),
        ("PAGE_TARGETS", '{"duty": [1]}'),
        ("PROT", "9000"),
    ],
)
def test_what_cannot_be_read_is_named_but_not_shown(variable: str, text: str) -> None:
    with pytest.raises(SettingsError, match=PREFIX + variable) as caught:
        read_settings({PREFIX + variable: text})
    assert not text or text not in str(caught.value)


def test_defaults_are_for_a_demo_on_this_machine() -> None:
    settings = read_settings({})
    assert settings == Settings()
    assert (settings.is_loopback, settings.demo, settings.tenant) == (True, True, "demo")
    assert settings.database.startswith("sqlite:///") and settings.database.endswith("var/database/marugoto.db")
    assert (settings.key_folder, settings.models) == (Path("var/keys"), Path("var/models"))


@pytest.mark.parametrize(("host", "loopback"), [("localhost", True), ("::1", True), ("0.0.0.0", False)])
def test_what_is_this_machine(host: str, loopback: bool) -> None:
    assert read_settings({PREFIX + "HOST": host}).is_loopback is loopback


def test_secrets_do_not_show_themselves() -> None:
    settings = read_settings({PREFIX + "PAGE_SECRET": "hushhush", PREFIX + "SMTP_PASSWORD": "hushhush"})
    assert "hushhush" not in repr(settings)
    assert isinstance(settings.page_secret, Secret)


def test_every_setting_has_help() -> None:
    rows = table()
    assert len(rows) == len({name for name, _, _ in rows}) == len(Settings.__dataclass_fields__)
    assert all(name.startswith(PREFIX) and len(text) > 10 for name, _, text in rows)


def documented() -> List[Tuple[str, str, str]]:
    """Return the rows of the README's table between the markers; an empty default is an empty cell or a dash."""
    block = BLOCK.search(README.read_text(encoding="utf-8"))
    assert block is not None, "README.md has no block between <!-- settings --> and <!-- /settings -->"
    cells = [[c.strip() for c in line.strip().strip("|").split(" | ")] for line in block[1].splitlines() if "`" in line]
    plain: Dict[str, str] = {"–": "", "-": "", "": ""}
    return [
        (name.strip("` |"), plain.get(default.strip(" |"), default.strip("` |")), text.strip(" |"))
        for name, default, text in cells
    ]


def test_the_readme_has_the_same_table() -> None:
    assert documented() == list(table())
