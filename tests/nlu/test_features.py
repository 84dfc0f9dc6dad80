"""Clause windows and their features: fixed shape for any text, folded spelling, long messages capped."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.core.anatomy import dissect
from nlu.core.feature_words import clause_grams, clause_words, message_marks
from nlu.core.features import BLOCKS, MAX_CLAUSES, FeatureSpace, window_scales
from tests.nlu.small_reader import small_reader


@pytest.mark.parametrize(
    ("one", "other"),
    [("ガッコウ", "がっこう"), ("ＡＤＨＤ", "adhd"), ("８２さい", "82さい"), ("82さい", "7さい"), ("ｶﾞｯｺｳ", "がっこう")],
)
def test_spelling_is_folded(one: str, other: str) -> None:
    assert clause_grams(dissect(one), 0) == clause_grams(dissect(other), 0)


def test_compounds_show_their_pieces() -> None:
    words = clause_words(dissect("放課後等デイサービス"), 0)
    assert any(" " in word for word in words)
    assert {"放課", "後"} <= set(words) or "デイ" in words or "デイサービス" in words


def test_the_question_asked_is_a_mark() -> None:
    assert ("q:school", 1.0) in message_marks(dissect("行ってません", "school"))
    assert ("q:none", 1.0) in message_marks(dissect("行ってません"))


def test_windows_are_clauses_pairs_and_the_whole() -> None:
    anatomy = dissect("夫が倒れて、お金がなくて、眠れません。")
    count = len(anatomy.clauses)
    windows = small_reader().space.encode(anatomy).windows
    assert count >= 3
    assert windows.shape == (count + (count - 1) + 1, count + 1)
    assert windows[-1].all() and windows[:, -1].all()


def test_a_long_message_is_read_at_both_ends() -> None:
    anatomy = dissect("".join(f"{number}日は晴れです。" for number in range(300)) + "母が同じ話をします。")
    encoded = small_reader().space.encode(anatomy)
    assert len(encoded.clause_numbers) == MAX_CLAUSES
    assert encoded.clause_numbers[0] == 0 and encoded.clause_numbers[-1] == len(anatomy.clauses) - 1


def test_every_window_has_length_one_in_each_counted_block() -> None:
    encoded = small_reader().space.encode(dissect("母が火を消し忘れます。借りたお金が返せません"))
    scales = window_scales(encoded)
    lengths = np.linalg.norm(encoded.windows @ encoded.vectors, axis=1) * scales["vector"]
    assert np.allclose(lengths[lengths > 0], lengths.max(), rtol=1e-3)


def test_the_vocabulary_survives_json() -> None:
    space = small_reader().space
    again = FeatureSpace.from_json(space.to_json(), space.word_vectors, space.kinds)
    one, other = (s.encode(dissect("母が火を消し忘れます", "who")) for s in (space, again))
    for block in BLOCKS:
        assert np.array_equal(one.ids[block], other.ids[block])
        assert np.allclose(one.values[block], other.values[block], atol=1e-3)
    assert np.allclose(one.vectors, other.vectors, atol=0.05)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_scored(text: str) -> None:
    reader = small_reader()
    odds = reader.bank.score(reader.space.encode(dissect(text)))
    assert np.isfinite(odds).all() and odds.shape[1] == len(reader.bank.classes)
