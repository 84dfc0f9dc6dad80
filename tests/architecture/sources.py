"""Finds our sources and what they import, without importing them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Iterator, List, Tuple

ROOT = Path(__file__).resolve().parents[2]
OURS = ("bot", "nlu", "actions")


@dataclass(frozen=True)
class Import:
    """One import statement: who imports what, fully named."""

    importer: str
    imported: str
    line: int


def python_files(*rooms: str) -> List[Path]:
    """Return the Python files of our packages (or of the rooms given), migrations' revisions included."""
    return sorted(path for room in rooms or OURS for path in (ROOT / room).rglob("*.py"))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@lru_cache(maxsize=None)
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@lru_cache(maxsize=1)
def imports() -> Tuple[Import, ...]:
    """Return every import of our packages, also those inside functions and behind ``TYPE_CHECKING``."""
    known = {module_name(path) for path in python_files()}
    return tuple(found for path in python_files() for found in _imports_of(path, known))


def _imports_of(path: Path, known: "set[str]") -> Iterator[Import]:
    name = module_name(path)
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(name, alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            base = node.module or ""
            for alias in node.names:
                # ``from bot.services import ports`` imports the module, not a name in the package.
                whole = f"{base}.{alias.name}"
                yield Import(name, whole if whole in known else base, node.lineno)
