"""Trains on the first half of SMDIS, scores the second."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, FrozenSet, List, Sequence

from benchmarks import scores
from benchmarks.scores import Figure, figure
from benchmarks.smdis.symptom_model import SymptomModel
from benchmarks.smdis.symptom_words import symptom_patterns
from benchmarks.smdis.tweets import SYMPTOMS, Tweet, halves, read_tweets
from nlu.core.pattern_index import fold

TARGET = 0.90


def score_file(path: Path) -> Dict[str, Any]:
    """Return the split in words and the figures by name, of the second half unless another is named.

    Raises:
        FileNotFoundError, ValueError: as ``read_tweets``.
    """
    training, scored = halves(read_tweets(path))
    model = SymptomModel.train(training)
    figures = _figures(scored, [model.read(tweet.text) for tweet in scored])
    words = [_by_words(tweet.text) for tweet in scored]
    figures["micro-F1, symptom words"] = _of(scored, words, SYMPTOMS, scores.f1)
    figures["micro-F1, held out of training"] = _of(training, model.held_out, SYMPTOMS, scores.f1)
    split = f"trained on the first {len(training)} tweets of the file, scored on the other {len(scored)}"
    return {"split": split, "figures": figures}


def _figures(tweets: Sequence[Tweet], said: Sequence[FrozenSet[str]]) -> Dict[str, Figure]:
    found = {
        "micro-F1": _of(tweets, said, SYMPTOMS, scores.f1),
        "precision": _of(tweets, said, SYMPTOMS, scores.precision),
        "recall": _of(tweets, said, SYMPTOMS, scores.recall),
    }
    exact = [[tweet.symptoms == one] for tweet, one in zip(tweets, said, strict=True)]
    whole = figure(scores.shares(exact), scores.share, len(exact))
    if whole is not None:
        found["all eight right"] = whole
    for symptom in SYMPTOMS:
        found[f"F1, {symptom}"] = _of(tweets, said, (symptom,), scores.f1)
    return found


def _of(
    tweets: Sequence[Tweet], said: Sequence[FrozenSet[str]], names: Sequence[str], formula: scores.Formula
) -> Figure:
    answers = [
        ([name for name in names if name in one], [name for name in names if name in tweet.symptoms])
        for tweet, one in zip(tweets, said, strict=True)
    ]
    side = 0 if formula is scores.precision else 1
    found = figure(scores.counts(answers), formula, sum(len(answer[side]) for answer in answers))
    if found is None:
        raise ValueError("no tweet of the half has the symptom")
    return found


def _by_words(text: str) -> FrozenSet[str]:
    """The symptoms whose words stand in a tweet, whatever is said of them."""
    folded: List[str] = [name for name, pattern in symptom_patterns().items() if pattern.search(fold(text))]
    return frozenset(folded)
