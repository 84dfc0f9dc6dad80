"""The file of SMDIS: a row a tweet and symptom, a question before the tweet in 「」, answer A for "has it"."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, FrozenSet, List, Set, Tuple

SYMPTOMS = ("influenza", "diarrhea", "hayfever", "cough", "headache", "fever", "runnynose", "cold")


@dataclass(frozen=True)
class Tweet:
    """A tweet and the symptoms that its writer, or somebody around, is said to have now."""

    text: str
    symptoms: FrozenSet[str]


def read_tweets(path: Path) -> Tuple[Tweet, ...]:
    """Read the tweets in the order of the file.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is not SMDIS: other columns, another symptom, or not all eight asked of each tweet.
    """
    found: Dict[str, Set[str]] = {}
    asked: Dict[str, Set[str]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            try:
                symptom, question, answer = row["tag"], row["question"], row["answer"]
            except KeyError as error:
                raise ValueError(f"{path.name}: no column {error}") from error
            if symptom not in SYMPTOMS:
                raise ValueError(f"{path.name}: unknown symptom {symptom}")
            text = question.split("\n", 1)[-1].strip().removeprefix("「").removesuffix("」")
            asked.setdefault(text, set()).add(symptom)
            found.setdefault(text, set()).update([symptom] if answer == "A" else [])
    if not found or any(len(symptoms) != len(SYMPTOMS) for symptoms in asked.values()):
        raise ValueError(f"{path.name}: not every tweet is asked for all {len(SYMPTOMS)} symptoms")
    return tuple(Tweet(text, frozenset(symptoms)) for text, symptoms in found.items())


def halves(tweets: Tuple[Tweet, ...]) -> Tuple[List[Tweet], List[Tweet]]:
    """Return the first half of the file (to learn from) and the second (to be scored)."""
    middle = len(tweets) // 2
    return list(tweets[:middle]), list(tweets[middle:])
