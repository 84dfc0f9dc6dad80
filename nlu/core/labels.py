"""Japanese labels of the closed lists and the table of concerns, read once from the national catalogue."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Dict, Mapping, Tuple

import yaml

from bot.domain.vocabulary import ConcernCode, Field

CATALOG = Path(__file__).resolve().parents[2] / "bot" / "catalog" / "national"


@lru_cache(maxsize=None)
def labels(section: str) -> Mapping[str, str]:
    """Return the labels of one section of ``labels.yml`` by code (``kinship``, ``age_band``, ``act``, ``field`` …)."""
    sections: Dict[str, Dict[str, str]] = yaml.safe_load((CATALOG / "labels.yml").read_text(encoding="utf-8"))
    return sections[section]


@lru_cache(maxsize=None)
def concern_fields() -> Mapping[ConcernCode, Tuple[Field, ...]]:
    """Return for each concern the fields that it asserts by itself (``concerns.yml``)."""
    table = yaml.safe_load((CATALOG / "concerns.yml").read_text(encoding="utf-8"))
    return {ConcernCode(row["code"]): tuple(Field(name) for name in row["fields"]) for row in table["concerns"]}
