"""Features of clause windows: character and word n-grams, word vectors, lexical evidence, persons, question asked.

A message is cut into clauses; a window is one clause, two neighbours, or the whole message. Everything is counted a
clause and summed a window, so that a linear model scores all windows of a message with a few matrix products.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Dict, List, Mapping, NamedTuple, Sequence, Set, Tuple

import numpy as np
from numpy.typing import NDArray

from nlu.core.anatomy import Anatomy
from nlu.core.feature_words import clause_grams, clause_marks, clause_words, message_marks
from nlu.core.word_kinds import learn_kinds
from nlu.core.word_vectors import WordVectors

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# More than this often on average: the clause is a cry or a stuck key.
_REPEATED = 3
MAX_CLAUSES = 60  # of a longer message the first and last are read by the model; danger and lexicon read all of it
BLOCKS = ("gram", "word", "mark")
_SEEN_IN = 2  # messages: rarer features are names and slips
_MOST_WORDS = 50_000  # kept between messages; strangers' typing errors must not fill the memory without end
_SCALE = {"gram": 1.0, "word": 1.0, "mark": 0.5, "vector": 2.0}


@dataclass(frozen=True)
class Encoded:
    """A message as counts: for each block feature ids, values and the clause of each; and one vector a clause.

    ``windows`` is a 0/1 matrix (windows × clauses), the last row is the whole message; ``clause_numbers`` are positions
    in the message's clauses.
    """

    ids: Mapping[str, Ints]
    values: Mapping[str, Floats]
    rows: Mapping[str, Ints]
    vectors: Floats
    windows: Floats
    clause_numbers: Tuple[int, ...]


class _Word(NamedTuple):
    """A word's numbers (its own and those of its kinds), the row of its vector or -1, and the vector's weight."""

    ids: List[int]
    vector: int
    weight: float


@dataclass(frozen=True)
class FeatureSpace:
    """The vocabulary learned from training messages: a number and a weight (IDF) for each string feature.

    ``kinds`` gives each row of the vector table its nearest kinds of words, which count as words of their own.
    """

    numbers: Mapping[str, Dict[str, int]]
    weights: Mapping[str, Floats]
    word_weight: Dict[str, float]
    unseen_weight: float
    word_vectors: WordVectors
    kinds: NDArray[np.uint16]
    _words: Dict[str, _Word] = field(default_factory=dict, repr=False, compare=False)

    @property
    def sizes(self) -> Dict[str, int]:
        """Return the width of each block, ``vector`` included."""
        return {**{block: len(self.numbers[block]) for block in BLOCKS}, "vector": self.word_vectors.dimensions}

    @classmethod
    def learn(cls, anatomies: Sequence[Anatomy], word_vectors: WordVectors) -> "FeatureSpace":
        """Count the features of training messages; those seen in fewer than three messages are left out."""
        clauses = [[(anatomy, number) for number in chosen_clauses(anatomy)] for anatomy in anatomies]
        words = [[clause_words(*clause) for clause in message] for message in clauses]
        known = sorted({word for message in words for clause in message for word in clause if " " not in word})
        kinds = learn_kinds(word_vectors, known)
        seen: Dict[str, Counter[str]] = {block: Counter() for block in BLOCKS}
        for anatomy, message, named in zip(anatomies, clauses, words, strict=True):
            found: Dict[str, Set[str]] = {block: set() for block in BLOCKS}
            for clause, names in zip(message, named, strict=True):
                found["gram"].update(clause_grams(*clause))
                found["word"].update(names)
                found["word"].update(kind for name in names for kind in _kinds(word_vectors.row(name), kinds))
                found["mark"].update(name for name, _ in clause_marks(*clause))
            found["mark"].update(name for name, _ in message_marks(anatomy))
            for block in BLOCKS:
                seen[block].update(found[block])
        total = max(len(anatomies), 1)
        numbers = {
            block: {name: at for at, name in enumerate(sorted(n for n, c in seen[block].items() if c >= _SEEN_IN))}
            for block in BLOCKS
        }
        weights = {
            block: np.array([_idf(seen[block][n], total) for n in numbers[block]], dtype=np.float32) for block in BLOCKS
        }
        word_weight = {name: _idf(seen["word"][name], total) for name in known}
        return cls(numbers, weights, word_weight, _idf(0, total), word_vectors, kinds)

    def encode(self, anatomy: Anatomy) -> Encoded:
        """Count the features of one message."""
        chosen = chosen_clauses(anatomy)
        number_of = {block: self.numbers[block].get for block in BLOCKS}
        ids: Dict[str, List[int]] = {block: [] for block in BLOCKS}
        rows: Dict[str, List[int]] = {block: [] for block in BLOCKS}
        marks: List[float] = []
        vector_rows: List[int] = []
        vector_weights: List[float] = []
        vector_clauses: List[int] = []

        def count(block: str, found: List[int], row: int) -> None:
            ids[block] += found
            rows[block] += [row] * len(found)

        def mark(named: Sequence[Tuple[str, float]], row: int) -> None:
            kept = [(at, value) for name, value in named if (at := number_of["mark"](name)) is not None]
            count("mark", [at for at, _ in kept], row)
            marks.extend(value for _, value in kept)

        for row, number in enumerate(chosen):
            grams = map(number_of["gram"], clause_grams(anatomy, number))
            count("gram", _told_once([at for at in grams if at is not None]), row)
            mark(clause_marks(anatomy, number), row)
            words: List[int] = []
            for name in clause_words(anatomy, number):
                word = self._words.get(name) or self._look_up(name)
                words += word.ids
                if word.vector >= 0:
                    vector_rows.append(word.vector)
                    vector_weights.append(word.weight)
                    vector_clauses.append(row)
            count("word", _told_once(words), row)
        mark(message_marks(anatomy), len(chosen))
        vectors = np.zeros((len(chosen) + 1, self.word_vectors.dimensions), dtype=np.float32)
        if vector_rows:
            found = self.word_vectors.vectors(np.array(vector_rows))
            found *= np.array(vector_weights, dtype=np.float32)[:, None]
            vectors = clause_sums(found, np.array(vector_clauses), len(chosen) + 1)
        id_arrays = {block: np.array(ids[block], dtype=np.int64) for block in BLOCKS}
        value_arrays = {
            "gram": self.weights["gram"][id_arrays["gram"]],
            "word": self.weights["word"][id_arrays["word"]],
            "mark": np.array(marks, dtype=np.float32),
        }
        row_arrays = {block: np.array(rows[block], dtype=np.int64) for block in BLOCKS}
        return Encoded(id_arrays, value_arrays, row_arrays, vectors, _windows(len(chosen)), chosen)

    def _look_up(self, name: str) -> _Word:
        """Return what is known of a word or pair of words, and keep it: most words of a message were met before."""
        at = self.word_vectors.row(name) if " " not in name else -1
        numbers = map(self.numbers["word"].get, [name, *_kinds(at, self.kinds)])
        weight = self.word_weight.get(name, self.unseen_weight)
        word = _Word([number for number in numbers if number is not None], at, weight)
        if len(self._words) < _MOST_WORDS:
            self._words[name] = word
        return word

    def to_json(self) -> Dict[str, Any]:
        """Return the vocabulary as JSON values; the vectors go to the npz file."""
        return {
            "numbers": {block: list(self.numbers[block]) for block in BLOCKS},
            "weights": {block: [round(float(w), 4) for w in self.weights[block]] for block in BLOCKS},
            "word_weight": {name: round(weight, 4) for name, weight in self.word_weight.items()},
            "unseen_weight": self.unseen_weight,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any], word_vectors: WordVectors, kinds: NDArray[np.uint16]) -> "FeatureSpace":
        return cls(
            {block: {name: at for at, name in enumerate(data["numbers"][block])} for block in BLOCKS},
            {block: np.array(data["weights"][block], dtype=np.float32) for block in BLOCKS},
            dict(data["word_weight"]),
            float(data["unseen_weight"]),
            word_vectors,
            kinds,
        )


def chosen_clauses(anatomy: Anatomy) -> Tuple[int, ...]:
    """Return the positions of the clauses that the model reads; what is said again word for word is read once."""
    first: Dict[str, int] = {}
    for number, clause in enumerate(anatomy.clauses):
        first.setdefault(anatomy.text[clause.start : clause.end], number)
    numbers = tuple(first.values())
    if len(numbers) <= MAX_CLAUSES:
        return numbers
    half = MAX_CLAUSES // 2
    return numbers[:half] + numbers[-half:]


def _told_once(found: List[int]) -> List[int]:
    """Return the features of a clause, each once if most are repeated: a cry of a hundred あ weighs as a short one."""
    once = list(dict.fromkeys(found))
    return once if len(found) > _REPEATED * len(once) else found


def window_scales(encoded: Encoded) -> Dict[str, Floats]:
    """Return the factor of each block in each window: n-gram and vector blocks have length one, whatever the window."""
    scales: Dict[str, Floats] = {}
    count = encoded.windows.shape[1]
    for block in ("gram", "word"):
        values = encoded.values[block]
        squares = np.bincount(encoded.rows[block], values * values, count).astype(np.float32)
        scales[block] = _SCALE[block] / np.sqrt(np.maximum(encoded.windows @ squares, 1e-6))
    scales["mark"] = np.full(encoded.windows.shape[0], _SCALE["mark"], dtype=np.float32)
    summed = encoded.windows @ encoded.vectors
    lengths = np.sqrt(np.einsum("ij,ij->i", summed, summed))
    scales["vector"] = (_SCALE["vector"] / np.maximum(lengths, 1e-6)).astype(np.float32)
    return scales


def window_clauses(encoded: Encoded) -> List[Tuple[int, ...]]:
    """Return for each row of ``encoded.windows`` the positions of its clauses in the message."""
    numbers = encoded.clause_numbers
    whole = [tuple(numbers)]
    if len(numbers) < 2:
        return whole
    pairs = list(zip(numbers, numbers[1:], strict=False)) if len(numbers) > 2 else []
    return [*((number,) for number in numbers), *pairs, *whole]


def clause_sums(found: Floats, rows: Ints, count: int) -> Floats:
    """Sum the rows of ``found`` that belong to one clause; ``rows`` (sorted) says to which of ``count``."""
    sums = np.zeros((count, found.shape[1]), dtype=np.float32)
    first = np.concatenate(([0], (rows[1:] != rows[:-1]).nonzero()[0] + 1))
    sums[rows[first]] = np.add.reduceat(found, first, axis=0)
    return sums


@lru_cache(maxsize=MAX_CLAUSES + 1)
def _windows(count: int) -> Floats:
    """Single clauses, neighbouring pairs, the whole; the last column (what holds of the whole message) is in each."""
    singles = np.eye(count, dtype=np.float32)
    pairs = singles[:-1] + singles[1:] if count > 2 else np.zeros((0, count), dtype=np.float32)
    whole = np.ones((1, count), dtype=np.float32)
    body = np.vstack([singles, pairs, whole] if count > 1 else [whole])
    windows = np.hstack([body, np.ones((len(body), 1), dtype=np.float32)])
    windows.setflags(write=False)  # shared by all messages of so many clauses
    return windows


def _kinds(row: int, kinds: NDArray[np.uint16]) -> List[str]:
    return [f"#{kind}" for kind in kinds[row].tolist()] if row >= 0 else []


def _idf(count: int, total: int) -> float:
    return math.log((1.0 + total) / (1.0 + count)) + 1.0
