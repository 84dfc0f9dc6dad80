"""Figures are what a hand would reckon, and their intervals cover what they should."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import scores
from benchmarks.scores import Figure, figure

ANSWERS = [
    (["debt", "illness"], ["debt"]),
    ([], ["debt", "housing"]),
    (["housing"], ["housing"]),
    ([], []),
]


def value(parts: np.ndarray, formula: scores.Formula) -> float:
    found = figure(parts, formula, 1)
    assert found is not None
    return found.value


def test_precision_recall_and_f1_count_answers_over_all_messages() -> None:
    parts = scores.counts(ANSWERS)
    assert parts.sum(axis=0).tolist() == [2, 1, 2]
    assert value(parts, scores.precision) == pytest.approx(2 / 3)
    assert value(parts, scores.recall) == pytest.approx(2 / 4)
    assert value(parts, scores.f1) == pytest.approx(4 / 7)


def test_an_answer_given_twice_is_right_as_often_as_it_is_gold() -> None:
    assert scores.count(["son", "son", "son"], ["son", "son", "wife"]) == (2, 1, 1)


def test_macro_f1_is_the_mean_over_labels_of_the_gold() -> None:
    # debt: 1 right, 1 missed (2/3); housing: 1 right, 1 missed (2/3); illness is in no gold
    assert scores.labels_of(ANSWERS) == ["debt", "housing"]
    assert value(scores.counts_by_label(ANSWERS), scores.macro_f1) == pytest.approx(2 / 3)


def test_macro_f1_leaves_out_a_label_that_a_round_does_not_hold() -> None:
    sums = np.array([[3.0, 1.0, 0.0, 0.0, 2.0, 0.0]])
    assert scores.macro_f1(sums)[0] == pytest.approx(6 / 7)


def test_the_calibration_error_weighs_each_bin_by_its_answers() -> None:
    answers = [[(0.95, True), (0.95, False)], [(0.55, True)], []]
    # the bin of 0.95: mean 0.95, half right, two of three; the bin of 0.55: all right, one of three
    expected = 2 / 3 * abs(0.95 - 0.5) + 1 / 3 * abs(0.55 - 1.0)
    assert value(scores.bins(answers), scores.calibration_error) == pytest.approx(expected)


def test_full_confidence_falls_into_the_last_bin() -> None:
    assert scores.bins([[(1.0, True)]]).reshape(-1, 3)[-1].tolist() == [1.0, 1.0, 1.0]


def test_an_interval_holds_its_figure_and_shrinks_with_the_messages() -> None:
    few = figure(scores.shares([[at % 4 > 0] for at in range(40)]), scores.share, 40)
    many = figure(scores.shares([[at % 4 > 0] for at in range(4000)]), scores.share, 4000)
    assert few is not None and many is not None
    assert few.value == many.value == 0.75
    assert few.low < 0.75 < few.high
    assert few.high - few.low > 5 * (many.high - many.low)
    # the share's own spread: 1.96 · sqrt(0.75 · 0.25 / 4000)
    assert many.high - many.low == pytest.approx(2 * 1.96 * np.sqrt(0.75 * 0.25 / 4000), rel=0.15)


def test_intervals_are_the_same_in_every_run() -> None:
    parts = scores.shares([[at % 3 == 0] for at in range(50)])
    assert figure(parts, scores.share, 50) == figure(parts, scores.share, 50)


def test_no_false_alarm_among_few_messages_proves_little() -> None:
    none = figure(scores.shares([[False]] * 10), scores.share, 10)
    assert none is not None and none.value == none.low == 0.0
    assert none.high == pytest.approx(1 - 0.025 ** (1 / 10))
    all_right = figure(scores.shares([[True]] * 10), scores.share, 10)
    assert all_right is not None and all_right.high == 1.0
    assert all_right.low == pytest.approx(0.025 ** (1 / 10))


def test_nothing_to_count_is_no_figure() -> None:
    assert figure(scores.counts([([], [])]), scores.f1, 0) is None
    assert figure(scores.counts([(["debt"], [])]), scores.recall, 0) is None
    assert figure(scores.counts([]), scores.f1, 3) is None


def test_a_figure_survives_the_file() -> None:
    kept = Figure(0.5, 0.25, 0.75, 12)
    assert Figure.from_json(kept.to_json()) == kept
