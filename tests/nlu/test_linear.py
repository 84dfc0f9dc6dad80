"""Scoring and training agree on what a window is; probabilities are calibrated; banks survive the file."""

from __future__ import annotations

import numpy as np
import pytest

from nlu.core.anatomy import dissect
from nlu.core.design import Design
from nlu.core.features import BLOCKS
from nlu.core.linear import LinearBank, platt, sigmoid
from tests.nlu.small_reader import small_examples, small_reader

TEXTS = [
    "母が火を消し忘れます",
    "こんにちは",
    "夫の借金が返せないし、息子は学校に行かないし、母は同じ話ばかり。どうしたら",
    "😢",
    "",
]


def test_a_message_scores_at_run_time_as_it_did_in_training() -> None:
    reader = small_reader()
    encoded = [reader.space.encode(dissect(text)) for text in TEXTS]
    design = Design.build(encoded, reader.space.sizes)
    bank = reader.bank
    table = np.vstack([*(bank.weights[name] for name in (*BLOCKS, "vector")), bank.bias[None]])
    at_once = design.rows.odds(table)
    one_by_one = np.vstack([bank.score(one) for one in encoded])
    assert np.allclose(at_once, one_by_one, atol=1e-3)
    assert design.whole.sum() == len(TEXTS)


def test_joined_banks_score_as_each_alone() -> None:
    reader = small_reader()
    encoded = reader.space.encode(dissect(TEXTS[2]))
    joined = reader.bank.score(encoded)
    width = len(reader.concern_model.bank.classes)
    assert np.allclose(joined[:, :width], reader.concern_model.bank.score(encoded), atol=1e-4)
    beyond = width + len(reader.act_model.bank.classes)
    assert np.allclose(joined[:, width:beyond], reader.act_model.bank.score(encoded), atol=1e-4)


def test_a_bank_survives_half_precision() -> None:
    bank = small_reader().concern_model.bank
    kept = LinearBank.from_arrays("x", bank.classes, bank.arrays("x"))
    encoded = small_reader().space.encode(dissect(TEXTS[0]))
    assert np.allclose(kept.score(encoded), bank.score(encoded), atol=0.02)


@pytest.mark.parametrize(("slope", "offset"), [(1.0, 0.0), (0.4, -1.0), (2.5, 1.5)])
def test_platt_recovers_the_scale(slope: float, offset: float) -> None:
    chance = np.random.default_rng(3)
    odds = chance.normal(0, 2, 40_000)
    truth = chance.random(40_000) < sigmoid(slope * odds + offset)
    found = platt(odds, truth)
    assert found == pytest.approx((slope, offset), abs=0.1)


def test_training_separates_what_it_was_shown() -> None:
    reader = small_reader()
    for example in small_examples():
        weighed = reader.weigh(dissect(example.text, example.question))
        if example.concerns:
            assert weighed.guesses[0].code is example.concerns[0].code
        assert weighed.acts[0][0] is example.act
