"""The hidden layer: scored one way a message and another in bulk, kept in half precision, honest about what it used."""

from __future__ import annotations

import numpy as np
import pytest

from nlu.core.anatomy import dissect
from nlu.core.attribution import carried
from nlu.core.design import Design
from nlu.core.explain_page import explain_page
from nlu.core.features import window_scales
from nlu.core.hidden_layer import HiddenLayer, blended
from nlu.core.hidden_training import fit_hidden, whole_odds
from nlu.core.reader import Reader
from nlu.core.targets import CLASSES, targets_of
from tests.nlu.small_reader import small_examples, small_reader

TEXT = "母が火を消し忘れます。借りたお金が返せません。学校に行けません"


def test_a_message_is_scored_as_in_bulk() -> None:
    reader, examples = small_reader(), small_examples()
    encoded = [reader.space.encode(dissect(example.text, example.question)) for example in examples]
    design = Design.build(encoded, reader.space.sizes)
    bulk = whole_odds(design.rows.take(np.flatnonzero(design.whole)), reader.hidden)
    one_by_one = np.stack([reader.hidden.score(one, window_scales(one)) for one in encoded])
    assert np.allclose(bulk, one_by_one, atol=1e-3)


def test_the_last_window_is_the_whole_message() -> None:
    reader = small_reader()
    encoded = reader.space.encode(dissect(TEXT))
    scales = window_scales(encoded)
    windows = reader.hidden.score_windows(encoded, scales)
    assert windows.shape == (len(encoded.windows), len(CLASSES))
    assert np.allclose(windows[-1], reader.hidden.score(encoded, scales), atol=1e-3)


def test_what_is_kept_reads_the_same() -> None:
    reader = small_reader()
    again = HiddenLayer.from_arrays(reader.hidden.arrays())
    encoded = reader.space.encode(dissect(TEXT))
    scales = window_scales(encoded)
    assert np.allclose(again.score(encoded, scales), reader.hidden.score(encoded, scales), atol=0.05)


def test_it_learns_what_it_is_shown_and_the_same_every_time() -> None:
    examples = small_examples()
    reader = small_reader()
    encoded = [reader.space.encode(dissect(example.text, example.question)) for example in examples]
    design = Design.build(encoded, reader.space.sizes)
    targets, used = targets_of(examples), np.ones(len(examples), dtype=bool)
    one, two = (fit_hidden(design, targets, used) for _ in range(2))
    assert np.array_equal(one.outward, two.outward)
    odds = whole_odds(design.rows.take(np.flatnonzero(design.whole)), one)
    told = targets.truth > 0
    assert odds[told].mean() > odds[~told].mean() + 1.0


def test_a_message_is_between_its_surest_window_and_the_layer() -> None:
    odds = np.array([[1.0, -2.0], [3.0, -4.0]], dtype=np.float32)
    assert blended(odds, np.array([1.0, 0.0], dtype=np.float32)).tolist() == [2.0, -1.0]


def _explained(reader: Reader, text: str, label: str) -> float:
    """The sum of all that is said to have carried a label, both offsets left out."""
    return sum(one.weight for one in carried(reader, dissect(text), label, shown=10_000))


@pytest.mark.parametrize("label", ["dementia", "debt", "truancy"])
def test_what_is_said_to_carry_a_label_adds_up(label: str) -> None:
    reader, anatomy = small_reader(), dissect(TEXT)
    encoded = reader.space.encode(anatomy)
    scales = window_scales(encoded)
    column = reader.bank.classes.index(label)
    by_window = float(reader.bank.score(encoded, scales)[:, column].max() - reader.bank.bias[column])
    layer = reader.hidden
    at = CLASSES.index(label)
    units = layer.units(encoded, scales)
    awake = (units > 0) * layer.outward[:, at]
    by_hidden = float(layer.score(encoded, scales)[at] - layer.outward_bias[at] - layer.bias @ awake)
    assert _explained(reader, TEXT, label) == pytest.approx((by_window + by_hidden) / 2.0, abs=0.05)


def test_the_page_shows_the_message_marked_and_escaped() -> None:
    page = explain_page(small_reader(), [("<b>母</b>が火を消し忘れます。死にたい", None)])
    assert "&lt;b&gt;" in page and "<b>母" not in page
    assert '<mark class="danger"' in page and '<mark class="member"' in page
    assert "http" not in page and "<script" not in page
