"""Word vectors out of the installed wheel: near words are near, the small form is small."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from nlu.core.murmur import murmur64
from nlu.core.word_vectors import WordVectors, read_wheel


@lru_cache(maxsize=None)
def wheel() -> WordVectors:
    return read_wheel()


def _likeness(one: str, other: str) -> float:
    first, second = wheel().vectors(np.array([wheel().row(one), wheel().row(other)]))
    return float(first @ second / np.linalg.norm(first) / np.linalg.norm(second))


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [("介護", "看護", "野球"), ("母", "娘", "電車"), ("借金", "返済", "桜"), ("学校", "教室", "家賃")],
)
def test_near_words_are_near(word: str, near: str, far: str) -> None:
    assert _likeness(word, near) > _likeness(word, far) + 0.15


def test_unknown_words_have_no_row() -> None:
    assert wheel().row("ぬめらかごんすけ") == -1
    assert wheel().row("") == -1
    assert wheel().row("\ud800") == -1


def test_the_kept_form_is_small_and_whole() -> None:
    arrays = wheel().arrays()
    assert sum(array.nbytes for array in arrays.values()) < 15_000_000
    again = WordVectors.from_arrays(arrays)
    assert again.row("介護") == wheel().row("介護") >= 0


def test_murmur_of_every_tail_length_is_stable() -> None:
    hashes = {murmur64(b"abcdefghijklmnop"[:size]) for size in range(17)}
    assert len(hashes) == 17 and all(0 <= value < 2**64 for value in hashes)
