"""Japanese labels of the closed lists and the table of concerns, read once from the national catalogue."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Dict, Mapping, Tuple

from bot.domain.vocabulary import ConcernCode, Field, SignalCode
from nlu.core.lexicon_files import read_yaml

CATALOG = Path(__file__).resolve().parents[2] / "bot" / "catalog" / "national"


@lru_cache(maxsize=None)
def labels(section: str) -> Mapping[str, str]:
    """Return the labels of one section of ``labels.yml`` by code (``kinship``, ``age_band``, ``act``, ``field`` …)."""
    sections: Dict[str, Dict[str, str]] = read_yaml(CATALOG / "labels.yml")
    return sections[section]


@lru_cache(maxsize=None)
def concern_fields() -> Mapping[ConcernCode, Tuple[Field, ...]]:
    """Return for each concern the fields that it asserts by itself (``concerns.yml``)."""
    table = read_yaml(CATALOG / "concerns.yml")
    return {ConcernCode(row["code"]): tuple(Field(name) for name in row["fields"]) for row in table["concerns"]}


@lru_cache(maxsize=None)
def concern_labels() -> Mapping[ConcernCode, str]:
    """Return the Japanese label of each concern."""
    return {ConcernCode(row["code"]): row["label_ja"] for row in read_yaml(CATALOG / "concerns.yml")["concerns"]}


@lru_cache(maxsize=None)
def signal_labels() -> Mapping[SignalCode, str]:
    """Return the Japanese label of each danger."""
    return {SignalCode(row["code"]): row["label_ja"] for row in read_yaml(CATALOG / "signals.yml")["signals"]}
