"""Features of clause windows: character and word n-grams, word vectors, lexical evidence, persons, question asked.

A message is cut into clauses; a window is one clause, two neighbours, or the whole message. Everything is counted a
clause and summed a window, so that a linear model scores all windows of a message with a few matrix products.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from nlu.core.anatomy import Anatomy
from nlu.core.feature_words import clause_grams, clause_marks, clause_words, message_marks
from nlu.core.word_vectors import WordVectors

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

MAX_CLAUSES = 60  # of a longer message the first and last are read by the model; danger and lexicon read all of it
BLOCKS = ("gram", "word", "mark")
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


@dataclass(frozen=True)
class FeatureSpace:
    """The vocabulary learned from training messages: a number and a weight (IDF) for each string feature."""

    numbers: Mapping[str, Dict[str, int]]
    weights: Mapping[str, Floats]
    word_weight: Dict[str, float]
    unseen_weight: float
    word_vectors: WordVectors

    @property
    def sizes(self) -> Dict[str, int]:
        """Return the width of each block, ``vector`` included."""
        return {**{block: len(self.numbers[block]) for block in BLOCKS}, "vector": self.word_vectors.dimensions}

    @classmethod
    def learn(cls, anatomies: Sequence[Anatomy], word_vectors: WordVectors) -> "FeatureSpace":
        """Count the features of training messages; those seen in one message only are left out."""
        seen: Dict[str, Counter[str]] = {block: Counter() for block in BLOCKS}
        for anatomy in anatomies:
            found: Dict[str, set[str]] = {block: set() for block in BLOCKS}
            for number in chosen_clauses(anatomy):
                found["gram"].update(clause_grams(anatomy, number))
                found["word"].update(clause_words(anatomy, number))
                found["mark"].update(name for name, _ in clause_marks(anatomy, number))
            found["mark"].update(name for name, _ in message_marks(anatomy))
            for block in BLOCKS:
                seen[block].update(found[block])
        total = max(len(anatomies), 1)
        numbers = {
            block: {name: at for at, name in enumerate(sorted(n for n, c in seen[block].items() if c > 1))}
            for block in BLOCKS
        }
        weights = {
            block: np.array([_idf(seen[block][n], total) for n in numbers[block]], dtype=np.float32) for block in BLOCKS
        }
        weights["mark"] = np.ones_like(weights["mark"])
        word_weight = {n: _idf(c, total) for n, c in seen["word"].items() if " " not in n}
        return cls(numbers, weights, word_weight, _idf(0, total), word_vectors)

    def encode(self, anatomy: Anatomy) -> Encoded:
        """Count the features of one message."""
        chosen = chosen_clauses(anatomy)
        ids: Dict[str, List[int]] = {block: [] for block in BLOCKS}
        values: Dict[str, List[float]] = {block: [] for block in BLOCKS}
        rows: Dict[str, List[int]] = {block: [] for block in BLOCKS}
        vectors = np.zeros((len(chosen) + 1, self.word_vectors.dimensions), dtype=np.float32)
        vector_rows: List[int] = []
        vector_weights: List[float] = []
        vector_clauses: List[int] = []
        gram_number, word_number = self.numbers["gram"].get, self.numbers["word"].get
        for row, number in enumerate(chosen):
            grams = [at for at in map(gram_number, clause_grams(anatomy, number)) if at is not None]
            ids["gram"] += grams
            rows["gram"] += [row] * len(grams)
            names = clause_words(anatomy, number)
            words = [at for at in map(word_number, names) if at is not None]
            ids["word"] += words
            rows["word"] += [row] * len(words)
            self._add_marks(clause_marks(anatomy, number), row, ids, values, rows)
            for name in names:
                if " " not in name and (at := self.word_vectors.row(name)) >= 0:
                    vector_rows.append(at)
                    vector_weights.append(self.word_weight.get(name, self.unseen_weight))
                    vector_clauses.append(row)
        self._add_marks(message_marks(anatomy), len(chosen), ids, values, rows)
        if vector_rows:
            found = self.word_vectors.vectors(np.array(vector_rows))
            found *= np.array(vector_weights, dtype=np.float32)[:, None]
            np.add.at(vectors, np.array(vector_clauses), found)
        id_arrays = {block: np.array(ids[block], dtype=np.int64) for block in BLOCKS}
        value_arrays = {
            "gram": self.weights["gram"][id_arrays["gram"]],
            "word": self.weights["word"][id_arrays["word"]],
            "mark": np.array(values["mark"], dtype=np.float32),
        }
        row_arrays = {block: np.array(rows[block], dtype=np.int64) for block in BLOCKS}
        return Encoded(id_arrays, value_arrays, row_arrays, vectors, _windows(chosen), chosen)

    def _add_marks(
        self,
        marks: Sequence[Tuple[str, float]],
        row: int,
        ids: Dict[str, List[int]],
        values: Dict[str, List[float]],
        rows: Dict[str, List[int]],
    ) -> None:
        number = self.numbers["mark"].get
        for name, value in marks:
            at = number(name)
            if at is not None:
                ids["mark"].append(at)
                values["mark"].append(value)
                rows["mark"].append(row)

    def to_json(self) -> Dict[str, Any]:
        """Return the vocabulary as JSON values; the vectors go to the npz file."""
        return {
            "numbers": {block: list(self.numbers[block]) for block in BLOCKS},
            "weights": {block: [round(float(w), 4) for w in self.weights[block]] for block in BLOCKS},
            "word_weight": {name: round(weight, 4) for name, weight in self.word_weight.items()},
            "unseen_weight": self.unseen_weight,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any], word_vectors: WordVectors) -> "FeatureSpace":
        return cls(
            {block: {name: at for at, name in enumerate(data["numbers"][block])} for block in BLOCKS},
            {block: np.array(data["weights"][block], dtype=np.float32) for block in BLOCKS},
            dict(data["word_weight"]),
            float(data["unseen_weight"]),
            word_vectors,
        )


def chosen_clauses(anatomy: Anatomy) -> Tuple[int, ...]:
    """Return the positions of the clauses that the model reads."""
    count = len(anatomy.clauses)
    if count <= MAX_CLAUSES:
        return tuple(range(count))
    half = MAX_CLAUSES // 2
    return tuple(range(half)) + tuple(range(count - half, count))


def window_scales(encoded: Encoded) -> Dict[str, Floats]:
    """Return the factor of each block in each window: n-gram and vector blocks have length one, whatever the window."""
    scales: Dict[str, Floats] = {}
    count = encoded.windows.shape[1]
    for block in ("gram", "word"):
        squares = np.bincount(encoded.rows[block], encoded.values[block] ** 2, count).astype(np.float32)
        scales[block] = _SCALE[block] / np.sqrt(np.maximum(encoded.windows @ squares, 1e-6))
    scales["mark"] = np.full(encoded.windows.shape[0], _SCALE["mark"], dtype=np.float32)
    lengths = np.linalg.norm(encoded.windows @ encoded.vectors, axis=1)
    scales["vector"] = (_SCALE["vector"] / np.maximum(lengths, 1e-6)).astype(np.float32)
    return scales


def _windows(chosen: Sequence[int]) -> Floats:
    """Single clauses, neighbouring pairs, the whole; the last column (what holds of the whole message) is in each."""
    count = len(chosen)
    singles = np.eye(count, dtype=np.float32)
    pairs = singles[:-1] + singles[1:] if count > 2 else np.zeros((0, count), dtype=np.float32)
    whole = np.ones((1, count), dtype=np.float32)
    body = np.vstack([singles, pairs, whole] if count > 1 else [whole])
    return np.hstack([body, np.ones((len(body), 1), dtype=np.float32)])


def _idf(count: int, total: int) -> float:
    return math.log((1.0 + total) / (1.0 + count)) + 1.0
