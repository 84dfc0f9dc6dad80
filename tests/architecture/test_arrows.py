"""Inner rooms never import outer ones; what is pure stays pure; Rasa stays behind its seam."""

from __future__ import annotations

import sys
from typing import Dict, Tuple

import pytest

from tests.architecture.sources import OURS, imports

DOMAIN, CATALOG, SERVICES = "bot.domain", "bot.catalog", "bot.services"
PORTS = ("bot.services.ports", "bot.services.records", "bot.services.repositories")
# What the engine runs over besides its port: the turn, and the bubbles in it.
TURN = ("bot.services.turn_work", "bot.services.say")
# Live updates inside one process are shared by the resident's and the staff's pages.
LIVE = ("bot.channels.broadcast", "bot.channels.server_events", "bot.channels.message")
WEB = ("starlette", "uvicorn", "httpx", "aiohttp", "requests", "telegram", "linebot")
ENGINE = ("rasa", "rasa_sdk")
DATABASE = ("sqlalchemy", "alembic", "psycopg", "sqlite3")

# room → what of ours it may import (itself always). The most particular room counts.
MAY: Dict[str, Tuple[str, ...]] = {
    "bot.domain": (),
    "bot.catalog": (DOMAIN,),
    "bot.services": (DOMAIN, CATALOG),
    "bot.store": (DOMAIN, *PORTS, "bot.services.ids"),
    "nlu.core": (DOMAIN, CATALOG),
    "nlu": (DOMAIN, CATALOG, "nlu.core"),
    "actions": (DOMAIN, CATALOG, SERVICES),
    "bot.engine": (DOMAIN, CATALOG, *PORTS, *TURN, "nlu", "actions"),
    "bot.channels": (DOMAIN, CATALOG, SERVICES),
    "bot.console": (DOMAIN, CATALOG, SERVICES, *LIVE),
    "bot.studio": (DOMAIN, CATALOG, SERVICES, *LIVE),
    "bot.reports": (DOMAIN, CATALOG, SERVICES),
    "bot.metrics": (DOMAIN, CATALOG, SERVICES),
    "bot.settings": (),
}
# room → what of others it must not import.
MUST_NOT: Dict[str, Tuple[str, ...]] = {
    "bot.catalog": (*WEB, *ENGINE, *DATABASE),
    "bot.services": (*WEB, *ENGINE, *DATABASE, "cryptography", "argon2"),
    "bot.store": (*WEB, *ENGINE),
    "nlu.core": (*WEB, *ENGINE, *DATABASE),
    "nlu": (*WEB, *DATABASE),
    "actions": (*WEB, "rasa", *DATABASE),
    "bot.engine": ("starlette", "uvicorn", *DATABASE),
    "bot.channels": (*ENGINE, *DATABASE),
    "bot.console": (*ENGINE, *DATABASE, "httpx"),
    "bot.studio": (*ENGINE, *DATABASE, "httpx"),
    "bot.reports": (*ENGINE, *DATABASE, *WEB),
    "bot.settings": (*WEB, *ENGINE, *DATABASE),
}
# These tie the rooms together and stand outside the table.
OUTSIDE = ("bot", "bot.demo", "bot.outside", "bot.bootstrap", "bot.app", "bot.cli", "bot.__main__", "bot.commands")
STDLIB_ONLY = ("bot.domain", "bot.services", "bot.settings")


def inside(module: str, room: str) -> bool:
    return module == room or module.startswith(room + ".")


def room_of(module: str) -> str:
    rooms = [room for room in MAY if inside(module, room)]
    return max(rooms, key=len, default="")


def test_every_module_has_a_room_or_stands_outside() -> None:
    homeless = {
        found.importer
        for found in imports()
        if not room_of(found.importer)
        and found.importer not in OUTSIDE
        and not any(inside(found.importer, name) for name in OUTSIDE[1:])
    }
    assert not homeless


@pytest.mark.parametrize("room", MAY)
def test_a_room_imports_inner_rooms_only(room: str) -> None:
    wrong = [
        f"{found.importer}:{found.line} imports {found.imported}"
        for found in imports()
        if room_of(found.importer) == room
        and found.imported.split(".")[0] in OURS
        and not any(inside(found.imported, allowed) for allowed in (room, *MAY[room]))
    ]
    assert not wrong


@pytest.mark.parametrize("room", MUST_NOT)
def test_a_room_does_without(room: str) -> None:
    wrong = [
        f"{found.importer}:{found.line} imports {found.imported}"
        for found in imports()
        if room_of(found.importer) == room and found.imported.split(".")[0] in MUST_NOT[room]
    ]
    assert not wrong


@pytest.mark.parametrize("room", STDLIB_ONLY)
def test_pure_rooms_need_the_standard_library_only(room: str) -> None:
    wrong = [
        f"{found.importer}:{found.line} imports {found.imported}"
        for found in imports()
        if inside(found.importer, room)
        and found.imported.split(".")[0] not in OURS
        and found.imported.split(".")[0] not in sys.stdlib_module_names
    ]
    assert not wrong


@pytest.mark.parametrize("module", ["os", "pathlib", "time", "random", "secrets", "socket", "logging", "threading"])
def test_the_domain_knows_no_clock_no_chance_and_no_machine(module: str) -> None:
    assert not [f for f in imports() if inside(f.importer, DOMAIN) and f.imported.split(".")[0] == module]


def test_rasa_is_imported_at_its_seam_only() -> None:
    seam = ("bot.engine", "nlu")
    wrong = [
        f"{found.importer}:{found.line}"
        for found in imports()
        if found.imported.split(".")[0] == "rasa"
        and (not any(inside(found.importer, room) for room in seam) or inside(found.importer, "nlu.core"))
    ]
    assert not wrong


def test_settings_are_read_by_the_composition_root_only() -> None:
    readers = {found.importer for found in imports() if found.imported == "bot.settings"}
    assert readers
    assert all(any(inside(reader, name) for name in OUTSIDE[1:]) for reader in readers), readers


def test_only_settings_read_the_environment() -> None:
    """Rasa, its logs and numpy are configured through their own variables, which the engine sets and nobody reads."""
    from tests.architecture.sources import python_files

    setters = {"privacy.py", "single_threaded.py", "training.py"}
    readers = {
        path.name
        for path in python_files()
        if "os.environ" in path.read_text(encoding="utf-8") or "getenv" in path.read_text(encoding="utf-8")
    }
    assert readers <= {"settings.py", *setters}, readers


def test_the_table_can_fail() -> None:
    assert room_of("nlu.core.danger") == "nlu.core"
    assert room_of("bot.services.turns") == "bot.services"
    assert not any(inside("bot.store.keys", allowed) for allowed in MAY["bot.services"])
    assert len(imports()) > 500
