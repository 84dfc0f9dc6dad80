"""The figures of a run: percentiles, the form that ``docs/schemas/bench.json`` describes, the rows of the table."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

import jsonschema

SCHEMA = Path(__file__).resolve().parents[1] / "docs" / "schemas" / "bench.json"
PERCENTS = (50, 95, 99)
AT_ONCE = (1, 8, 64)
TURNS_AT = (10, 100, 500)
MESSAGES = (10, 100, 1000)
CASES = (10, 1000, 100_000)


def percentile(values: Iterable[float], percent: float) -> float:
    """Return the nearest-rank percentile: the smallest value that at least ``percent`` % do not exceed.

    Raises:
        ValueError: there are no values.
    """
    ranked = sorted(values)
    if not ranked:
        raise ValueError("no values")
    return ranked[max(0, math.ceil(percent / 100 * len(ranked)) - 1)]


def in_ms(seconds: float) -> float:
    """Return milliseconds with two decimals."""
    return round(seconds * 1000, 2)


def spread(seconds: Sequence[float]) -> Dict[str, float]:
    """Return p50, p95 and p99 in milliseconds of durations in seconds."""
    return {f"p{percent}": in_ms(percentile(seconds, percent)) for percent in PERCENTS}


def nothing() -> Dict[str, Any]:
    """Return the figures of a system of which nothing was measured: every one null."""
    return {
        "ready_s": None,
        "rss_mb": None,
        "understand_ms": _nulls(f"p{percent}" for percent in PERCENTS),
        "turn_ms": _nulls(f"p{percent}" for percent in PERCENTS),
        "turns_per_second": _nulls(AT_ONCE),
        "turn_ms_at": _nulls(TURNS_AT),
        "ack_ms_p99": None,
        "summary_ms": _nulls(MESSAGES),
        "queue_ms_p95": _nulls(CASES),
    }


def check(result: Mapping[str, Any]) -> None:
    """Hold a result against the schema.

    Raises:
        jsonschema.ValidationError: a figure is missing, or is not what it must be.
    """
    jsonschema.validate(result, json.loads(SCHEMA.read_text(encoding="utf-8")))


def rows(result: Mapping[str, Any]) -> List[Tuple[str, str, str, str]]:
    """Return (figure, ours, plain Rasa, ratio) for each figure, as the README shows them."""
    ours, rasa = result["ours"], result.get("rasa") or nothing()
    found = []
    for name, figure in _flat(ours):
        other = dict(_flat(rasa)).get(name)
        found.append((name, _shown(figure), _shown(other), _ratio(name, figure, other)))
    return found


def _nulls(keys: Iterable[Any]) -> Dict[str, Any]:
    return {str(key): None for key in keys}


def _flat(figures: Mapping[str, Any]) -> List[Tuple[str, Optional[float]]]:
    flat: List[Tuple[str, Optional[float]]] = []
    for name in nothing():
        value = figures[name]
        if isinstance(value, Mapping):
            flat += [(f"{name} {key}", inner) for key, inner in value.items()]
        else:
            flat.append((name, value))
    return flat


def _shown(value: Optional[float]) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"


def _ratio(name: str, ours: Optional[float], rasa: Optional[float]) -> str:
    """How many times better ours is; more is better for turns a second only."""
    if not ours or not rasa:
        return "–"
    return f"{ours / rasa if name.startswith('turns_per_second') else rasa / ours:.1f} ×"
