"""The short cuts of the reader answer what a plain reading answers: counting, scoring, the index of regexes."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Dict, List, Tuple

import numpy as np
import pytest
from numpy.typing import NDArray

import nlu
from nlu.core.anatomy import Anatomy, dissect
from nlu.core.examples import read_examples
from nlu.core.feature_words import clause_grams, clause_marks, clause_words, message_marks
from nlu.core.features import FeatureSpace, chosen_clauses, window_clauses
from nlu.core.pattern_index import PatternIndex, fold
from nlu.core.pattern_starts import pattern_starts
from nlu.core.reader import Reader
from tests.nlu.small_reader import small_reader

_INTENTS = Path(nlu.__file__).parent / "data" / "intents"
_SCALE = {"gram": 1.0, "word": 1.0, "mark": 0.5, "vector": 2.0}


@lru_cache(maxsize=None)
def _messages() -> Tuple[str, ...]:
    every_fortieth = islice(read_examples(_INTENTS), 0, None, 40)
    told = [example.text for example in islice(every_fortieth, 195)]
    return (*told, "", "😢", "借りたお金が返せません。" * 80, "、".join(told[:90]), "母" * 300)


def _names(space: FeatureSpace, anatomy: Anatomy, number: int) -> Dict[str, List[str]]:
    words = clause_words(anatomy, number)
    kinds = [
        f"#{kind}"
        for word in words
        if " " not in word and space.word_vectors.row(word) >= 0
        for kind in space.kinds[space.word_vectors.row(word)]
    ]
    return {"gram": clause_grams(anatomy, number), "word": words + kinds}


def _plain_window(reader: Reader, anatomy: Anatomy, window: Tuple[int, ...]) -> NDArray[np.float64]:
    """Score one window with a dictionary of counts, one feature after the other."""
    space, bank = reader.space, reader.bank
    odds = bank.bias.astype(np.float64)
    for block in ("gram", "word"):
        weighed, length = np.zeros(len(odds)), 0.0
        for number in window:
            known = Counter(name for name in _names(space, anatomy, number)[block] if name in space.numbers[block])
            cry = sum(known.values()) > 3 * len(known)  # a stuck key: each is counted once
            for name, times in known.items():
                at, times = space.numbers[block][name], 1 if cry else times
                value = float(space.weights[block][at])
                weighed += times * value * bank.weights[block][at]
                length += times * value * value
        odds = odds + weighed * _SCALE[block] / np.sqrt(max(length, 1e-6))
    marks: Dict[str, float] = {}
    for named in [*(clause_marks(anatomy, number) for number in window), message_marks(anatomy)]:
        for name, value in named:
            marks[name] = min(1.0, marks.get(name, 0.0) + value)
    for name, value in marks.items():
        at = space.numbers["mark"].get(name)
        if at is not None:
            odds = odds + _SCALE["mark"] * value * bank.weights["mark"][at]
    vector = np.zeros(space.word_vectors.dimensions)
    for number in window:
        for word in clause_words(anatomy, number):
            row = space.word_vectors.row(word) if " " not in word else -1
            if row >= 0:
                weight = space.word_weight.get(word, space.unseen_weight)
                vector += weight * space.word_vectors.vectors(np.array([row]))[0]
    return odds + _SCALE["vector"] / max(float(np.linalg.norm(vector)), 1e-6) * (vector @ bank.weights["vector"])


@pytest.mark.parametrize("number", range(200))
def test_scores_are_those_of_plain_counting(number: int) -> None:
    reader = small_reader()
    anatomy = dissect(_messages()[number])
    encoded = reader.space.encode(anatomy)
    windows = window_clauses(encoded)
    fast = reader.bank.score(encoded)
    assert len(windows) == len(fast)
    some = [*range(0, len(windows), max(1, len(windows) // 4)), len(windows) - 1]
    for row in some:
        assert fast[row] == pytest.approx(_plain_window(reader, anatomy, windows[row]), abs=1e-4)


@pytest.mark.parametrize("text", ["", "母が", "母が、父が", "母が、父が、兄が", "今日は晴れです。" * 100])
def test_windows_and_their_clauses_agree(text: str) -> None:
    encoded = small_reader().space.encode(dissect(text))
    shown = [tuple(encoded.clause_numbers[at] for at in row.nonzero()[0]) for row in encoded.windows[:, :-1]]
    assert window_clauses(encoded) == shown
    assert set(encoded.clause_numbers) <= set(chosen_clauses(dissect(text)))


_PATTERNS = (
    "母(?:が|は)?倒れ",
    "(?:お金|金)(?:が)?な[いく]",
    "[0-9]+歳の?(?:息子|娘)",
    "(?<![一-龠])市(?=役所)",
    "親[^。]{0,6}?(?:入院|施設)",
    "(?:[いイ]ら){1,2}する",
    "か(?:ね|ね)?がない",
)


@pytest.mark.parametrize("times", [1, 40])
@pytest.mark.parametrize(
    "text",
    [
        "母が倒れて、お金がない。80歳の娘と市役所へ",
        "親はもう入院、親の施設、金なく",
        "いらいらする。かがない、かねがない",
        "母母母倒れ" + "1" * 30 + "歳息子",
        "",
    ],
)
def test_the_index_finds_what_trying_everywhere_finds(text: str, times: int) -> None:
    index: PatternIndex[str] = PatternIndex()
    for source in _PATTERNS:
        index.add(source, source)
    folded = fold(text * times)
    ended = {source: re.compile(fold(source).replace("]+", "]{1,20}")) for source in _PATTERNS}
    everywhere = [
        (at, match.end(), source)
        for at in range(len(folded))
        for source, pattern in ended.items()
        if (match := pattern.match(folded, at)) is not None
    ]
    assert list(index.find(folded)) == everywhere


@pytest.mark.parametrize(
    ("source", "starts"),
    [
        ("ab", {"ab"}),
        ("a[bc]d", {"ab", "ac"}),
        ("a.c", {"a"}),
        ("a?bc", {"ab", "bc"}),
        ("(?:a|bc)d", {"ad", "bc"}),
        ("a+b", {"aa", "ab"}),
        ("a$", {"a"}),
        ("(?:ab|a.)", {"a"}),
        ("(?<!x)a(?=y)b", {"ab"}),
        (".a", None),
        ("a?", None),
        ("[^a]b", None),
    ],
)
def test_what_a_match_begins_with(source: str, starts: object) -> None:
    assert pattern_starts(source) == starts
