"""Each room has a README that names its files, all of them and no others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import List, Set

import pytest

from tests.architecture.sources import ROOT

ROOMS = [
    "actions",
    "bot/catalog",
    "bot/channels",
    "bot/commands",
    "bot/console",
    "bot/domain",
    "bot/engine",
    "bot/services",
    "bot/store",
]
CATALOG = ROOT / "bot" / "catalog" / "national"
NAMED = re.compile(r"`([a-z_/]+\.(?:py|yml))`")


def readme(room: str) -> str:
    return (ROOT / room / "README.md").read_text(encoding="utf-8")


def files(room: str) -> List[Path]:
    return sorted(path for path in (ROOT / room).glob("*.py") if path.name not in ("__init__.py", "__main__.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_every_file_is_named(room: str) -> None:
    text = readme(room)
    assert not [path.name for path in files(room) if f"`{path.name}`" not in text]


@pytest.mark.parametrize("room", ROOMS)
def test_every_name_is_a_file(room: str) -> None:
    named: Set[str] = set(NAMED.findall(readme(room)))
    here = {path.name for path in (ROOT / room).rglob("*") if path.is_file()}
    facts = {path.name for folder in (ROOT, CATALOG) for path in folder.glob("*.yml")}
    gone = [
        name
        for name in named
        if not any((base / name).is_file() for base in (ROOT / room, ROOT)) and name not in here | facts
    ]
    assert not gone


@pytest.mark.parametrize("room", ROOMS)
def test_a_readme_is_short_and_says_how_to_add(room: str) -> None:
    text = readme(room)
    assert text.count("\n") <= 80
    assert re.search(r"(?:How|To) (?:to )?add", text)


def test_every_package_with_modules_is_a_room() -> None:
    packages = {str(path.parent.relative_to(ROOT)) for path in (ROOT / "bot").glob("*/__init__.py")}
    assert packages <= set(ROOMS) | {"bot/studio", "bot/reports"}


def test_files_of_the_catalogue_are_named() -> None:
    text = readme("bot/catalog")
    assert not [path.name for path in CATALOG.glob("*.yml") if f"`national/{path.name}`" not in text]
