"""The figures taken apart: by concern, field, signal, kinship, assertion, voice; urgency and calibration as tables."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping, Sequence, Tuple

from benchmarks import scores
from benchmarks.evaluate import reading_gold as gold
from benchmarks.evaluate.measures import BY_CODE, Cases, concerns, fields, signals
from benchmarks.evaluate.voices import voice_group
from benchmarks.scores import Answers, Figure, figure
from bot.domain.vocabulary import Assertion, Urgency

LEVELS = tuple(level.value for level in Urgency)  # most urgent first
_VOICE_MEASURES = ("fields_micro_f1", "concerns_micro_f1", "signals_recall")

ByLabel = Dict[str, Dict[str, Figure]]


def by_label(answers: Answers) -> ByLabel:
    """Return precision, recall and F1 of each label of the gold."""
    table: ByLabel = {}
    for label in scores.labels_of(answers):
        parts = scores.counts_of(answers, label)
        right, false, missed = (int(total) for total in parts.sum(axis=0))
        found = {
            "precision": figure(parts, scores.precision, right + false),
            "recall": figure(parts, scores.recall, right + missed),
            "f1": figure(parts, scores.f1, right + missed),
        }
        table[str(label)] = {name: one for name, one in found.items() if one is not None}
    return table


def by_assertion(cases: Cases) -> ByLabel:
    """Of concerns found: the share told as the gold says, for each assertion of the gold."""
    table: ByLabel = {}
    for assertion in Assertion:
        judged = gold.assertions(cases, only=assertion.value)
        found = figure(scores.shares(judged), scores.share, sum(len(one) for one in judged))
        if found is not None:
            table[assertion.value] = {"right": found}
    return table


def by_voice(cases: Cases) -> ByLabel:
    """Return the chief figures for each group of writers."""
    groups: Dict[str, List[Any]] = {}
    for message, said in cases:
        groups.setdefault(voice_group(message.voice), []).append((message, said))
    table: ByLabel = {}
    for name in sorted(groups):
        found = {code: BY_CODE[code].compute(groups[name]) for code in _VOICE_MEASURES}
        table[name] = {code: one for code, one in found.items() if one is not None}
    return table


def urgency_table(cases: Cases) -> List[List[int]]:
    """Return messages by level of the gold (rows) and level read (columns), most urgent first."""
    table = [[0] * len(LEVELS) for _ in LEVELS]
    for message, said in cases:
        table[LEVELS.index(message.urgency)][LEVELS.index(gold.reading(said).urgency.value)] += 1
    return table


def calibration_bins(cases: Cases) -> List[Dict[str, Any]]:
    """Return for each tenth of confidence the mean confidence and the share right, with its interval."""
    parts = scores.bins(gold.confidences(cases))
    bins: List[Dict[str, Any]] = []
    for at in range(scores.BINS):
        number, confidence, right = parts[:, 3 * at : 3 * at + 3].sum(axis=0)
        share = figure(parts[:, [3 * at + 2, 3 * at]], scores.share, int(number))
        if share is not None:
            bins.append({"confidence": round(float(confidence / number), 4), "right": share})
    return bins


_TABLES: Mapping[str, Callable[[Cases], ByLabel]] = {
    "field": lambda cases: by_label(fields(cases)),
    "concern": lambda cases: by_label(concerns(cases)),
    "signal": lambda cases: by_label(signals(cases)),
    "kinship": lambda cases: by_label(gold.kinships(cases)),
    "assertion": by_assertion,
    "voice": by_voice,
}


def take_apart(cases: Sequence[Tuple[Any, Any]]) -> Dict[str, ByLabel]:
    """Return all tables by their names."""
    return {name: compute(cases) for name, compute in _TABLES.items()}
