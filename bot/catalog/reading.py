"""Reading one YAML file of the catalogue, with errors that name file and entry."""

from __future__ import annotations

from datetime import time
from functools import lru_cache
from pathlib import Path
from typing import Any, FrozenSet, Mapping, Optional, Sequence, Tuple

import yaml

from bot.domain.errors import CatalogError
from bot.domain.hotline import OpenHours

ROOT = Path(__file__).parent
NATIONAL = ROOT / "national"
TENANTS = ROOT / "tenants"
_DAYS = frozenset(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=None)
def read_yaml(path: Path) -> Mapping[str, Any]:
    """Return the mapping in ``path``.

    Raises:
        CatalogError: the file is missing, no YAML, or no mapping.
    """
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (a safe loader)
    except (OSError, yaml.YAMLError) as error:
        raise CatalogError(f"{path.name}: cannot be read ({type(error).__name__})") from error
    if not isinstance(found, dict):
        raise CatalogError(f"{path.name}: must be a mapping")
    return found


def entry(path: Path, row: Mapping[str, Any], key: str) -> Any:
    """Return ``row[key]`` or raise a CatalogError that names the row."""
    if key not in row:
        name = row.get("code") or row.get("id") or "entry"
        raise CatalogError(f"{path.name}: {name}: {key} is missing")
    return row[key]


def opening(path: Path, rows: Optional[Sequence[Mapping[str, Any]]]) -> Tuple[OpenHours, ...]:
    """Read ``[{days, from, to}]``; ``24:00`` is midnight.

    Raises:
        CatalogError: a day is unknown, or a row lacks a part.
    """
    found = []
    for row in rows or ():
        days: FrozenSet[str] = frozenset(entry(path, row, "days"))
        if not days <= _DAYS:
            raise CatalogError(f"{path.name}: unknown day {sorted(days - _DAYS)}")
        end = str(entry(path, row, "to"))
        found.append(
            OpenHours(
                days,
                time.fromisoformat(str(entry(path, row, "from"))),
                None if end == "24:00" else time.fromisoformat(end),
            )
        )
    return tuple(found)
