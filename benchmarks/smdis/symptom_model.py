"""Our reader's way of finding concerns, with symptoms in their place: the same features, regression and thresholds.

Learned and scored on whole tweets: what is asked of a tweet is said by all of it; a concern has its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import FrozenSet, List, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.smdis.symptom_words import dissect_tweet
from benchmarks.smdis.tweets import SYMPTOMS, Tweet
from nlu.core.design import Design, fit
from nlu.core.features import FeatureSpace, Floats
from nlu.core.linear import LinearBank, platt, sigmoid
from nlu.core.training import POSITIVE_WEIGHT, thresholds
from nlu.core.word_vectors import read_wheel

FOLDS = 5
_STRENGTH = 0.1  # L2; chosen with the rest by cross-validation on the training half
_STEPS = 60


@dataclass(frozen=True)
class SymptomModel:
    """A trained model. A tweet has each symptom whose probability reaches the symptom's threshold.

    ``held_out`` is what tweets of the training half were said to have by models that did not see them.
    """

    space: FeatureSpace
    bank: LinearBank
    slope: float
    offset: float
    thresholds: NDArray[np.float64]
    held_out: List[FrozenSet[str]]

    @classmethod
    def train(cls, tweets: Sequence[Tweet]) -> "SymptomModel":
        """Train on labelled tweets; calibration and thresholds come from cross-validation among them."""
        anatomies = [dissect_tweet(tweet.text) for tweet in tweets]
        space = FeatureSpace.learn(anatomies, read_wheel())
        design = Design.build([space.encode(anatomy) for anatomy in anatomies], space.sizes)
        truth = np.array([[name in tweet.symptoms for name in SYMPTOMS] for tweet in tweets], dtype=np.float32)
        odds = _held_out_odds(design, truth)
        slope, offset = platt(odds, truth)
        likely = np.asarray(sigmoid(slope * odds + offset), dtype=np.float32)
        cuts = thresholds(likely, truth)
        table = _fit(design, truth, np.ones(len(tweets), dtype=bool))
        return cls(space, design.bank(SYMPTOMS, table), slope, offset, cuts, [_named(row, cuts) for row in likely])

    def read(self, text: str) -> FrozenSet[str]:
        """Return the symptoms of a tweet."""
        odds = self.bank.score(self.space.encode(dissect_tweet(text)))[-1]
        return _named(sigmoid(self.slope * odds + self.offset), self.thresholds)


def _named(likely: Floats, cuts: NDArray[np.float64]) -> FrozenSet[str]:
    return frozenset(name for name, said in zip(SYMPTOMS, likely >= cuts, strict=True) if said)


def _fit(design: Design, truth: Floats, used: NDArray[np.bool_]) -> Floats:
    rows = np.flatnonzero(design.whole & used[design.message])
    targets = truth[design.message[rows]]
    importance = np.where(targets > 0, POSITIVE_WEIGHT, 1.0).astype(np.float32)
    return fit(design.rows.take(rows), targets, importance, strength=_STRENGTH, iterations=_STEPS)


def _held_out_odds(design: Design, truth: Floats) -> Floats:
    """Return the log-odds of each tweet under a model that did not see it."""
    fold = np.arange(len(truth)) % FOLDS
    odds = np.zeros_like(truth)
    for number in range(FOLDS):
        rows = np.flatnonzero(design.whole & (fold == number)[design.message])
        odds[fold == number] = design.rows.take(rows).odds(_fit(design, truth, fold != number))
    return odds
