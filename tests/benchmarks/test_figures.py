"""What the benchmark makes of its measurements: percentiles, the schema, the table."""

from __future__ import annotations

from typing import Any, Dict

import jsonschema
import pytest

from benchmarks.figures import CASES, MESSAGES, TURNS_AT, check, nothing, percentile, rows, spread


def result() -> Dict[str, Any]:
    """A result as a run writes it."""
    ours = nothing()
    ours |= {"ready_s": 5.0, "turn_ms": {"p50": 5.0, "p95": 8.0, "p99": 20.0}}
    ours["turns_per_second"] = {"1": 200.0, "8": 210.0, "64": 220.0}
    rasa = nothing()
    rasa |= {"ready_s": 15.0, "turn_ms": {"p50": 50.0, "p95": 80.0, "p99": 100.0}}
    rasa["turns_per_second"] = {"1": 20.0, "8": 30.0, "64": 30.0}
    machine = {"cpu": "x", "cores": 2, "memory_mb": 1, "system": "Linux", "python": "3.10", "load_before": 0.0}
    code = {"release": "0", "commit": None, "model": "m.tar.gz"}
    head = {"version": 1, "date": "2026-11-24T00:00:00+00:00", "quick": True, "machine": machine, "code": code}
    return {**head, "ours": ours, "rasa": rasa}


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([7], 50, 7),
        ([3, 1, 2], 50, 2),
        ([1, 2, 3, 4], 50, 2),
        (range(1, 101), 95, 95),
        (range(1, 101), 99, 99),
        (range(1, 101), 100, 100),
        ([5, 1], 0, 1),
    ],
)
def test_the_percentile_is_a_value_that_was_measured(values: Any, percent: float, expected: float) -> None:
    assert percentile(values, percent) == expected


def test_of_nothing_there_is_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


def test_seconds_become_milliseconds() -> None:
    assert spread([0.001] * 98 + [0.02, 0.5]) == {"p50": 1.0, "p95": 1.0, "p99": 20.0}


def test_a_result_fits_the_schema() -> None:
    check(result())
    check({**result(), "rasa": None})


@pytest.mark.parametrize("missing", ["ours", "rasa", "machine", "date", "code"])
def test_a_result_without_a_part_does_not(missing: str) -> None:
    whole = result()
    del whole[missing]
    with pytest.raises(jsonschema.ValidationError):
        check(whole)


@pytest.mark.parametrize(
    ("name", "wrong"), [("turn_ms", {"p50": 1.0, "p95": 1.0}), ("turns_per_second", {"1": 1.0}), ("ready_s", -1)]
)
def test_a_figure_that_is_half_or_impossible_does_not(name: str, wrong: Any) -> None:
    whole = result()
    whole["ours"][name] = wrong
    with pytest.raises(jsonschema.ValidationError):
        check(whole)


def test_every_mark_is_a_figure() -> None:
    figures = nothing()
    assert list(figures["turn_ms_at"]) == [str(mark) for mark in TURNS_AT]
    assert list(figures["summary_ms"]) == [str(count) for count in MESSAGES]
    assert list(figures["queue_ms_p95"]) == [str(count) for count in CASES]


def test_the_ratio_says_how_many_times_better_ours_is() -> None:
    table = {name: (ours, rasa, ratio) for name, ours, rasa, ratio in rows(result())}
    assert table["turn_ms p50"] == ("5.0", "50.0", "10.0 ×")
    assert table["turns_per_second 8"] == ("210", "30.0", "7.0 ×")
    assert table["ready_s"] == ("5.0", "15.0", "3.0 ×")
    assert table["ack_ms_p99"] == ("–", "–", "–")
