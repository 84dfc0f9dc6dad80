"""Counts and figures of the evaluation: precision, recall, F1, calibration error, bootstrap intervals."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Callable, Dict, Hashable, Iterable, List, Mapping, Sequence, Tuple

import numpy as np


@dataclass
class Counts:
    """Right, false and missed answers."""

    right: int = 0
    false: int = 0
    missed: int = 0

    def add(self, said: Iterable[Hashable], gold: Iterable[Hashable]) -> "Counts":
        """Count one message's answers; both may hold an answer several times."""
        said_times, gold_times = Counter(said), Counter(gold)
        common = sum((said_times & gold_times).values())
        self.right += common
        self.false += sum(said_times.values()) - common
        self.missed += sum(gold_times.values()) - common
        return self

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.false, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missed, 1)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(2 * self.right + self.false + self.missed, 1)


Pairs = Sequence[Tuple[Sequence[Hashable], Sequence[Hashable]]]  # (said, gold) a message


def micro(pairs: Pairs) -> Counts:
    """Return the counts over all messages."""
    counts = Counts()
    for said, gold in pairs:
        counts.add(said, gold)
    return counts


def per_label(pairs: Pairs) -> Dict[Hashable, Counts]:
    """Return the counts of each label that was said or is gold."""
    counts: Dict[Hashable, Counts] = defaultdict(Counts)
    for said, gold in pairs:
        for label in {*said, *gold}:
            counts[label].add([x for x in said if x == label], [x for x in gold if x == label])
    return dict(counts)


def macro_f1(pairs: Pairs) -> float:
    """Return the mean F1 of the labels that occur in the gold."""
    counts = [one for one in per_label(pairs).values() if one.right + one.missed]
    return float(np.mean([one.f1 for one in counts])) if counts else 0.0


def interval(pairs: Pairs, figure: Callable[[Pairs], float], rounds: int = 300, seed: int = 7) -> Tuple[float, float]:
    """Return the 95 % bootstrap interval of a figure, messages drawn with replacement."""
    if not pairs:
        return 0.0, 0.0
    chance = np.random.default_rng(seed)
    drawn = [figure([pairs[at] for at in chance.integers(0, len(pairs), len(pairs))]) for _ in range(rounds)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def calibration_error(answers: Sequence[Tuple[float, bool]], bins: int = 10) -> float:
    """Return the expected calibration error: confidence against the share that is right, over equal bins."""
    groups: Mapping[int, List[Tuple[float, bool]]] = defaultdict(list)
    for confidence, right in answers:
        groups[min(int(confidence * bins), bins - 1)].append((confidence, right))
    gaps = [
        len(group) * abs(float(np.mean([c for c, _ in group])) - float(np.mean([r for _, r in group])))
        for group in groups.values()
    ]
    return sum(gaps) / max(len(answers), 1)


@dataclass
class Table:
    """Lines of a text table."""

    lines: List[str] = field(default_factory=list)

    def add(self, name: str, pairs: Pairs) -> None:
        """Add one task's micro and macro figures with the interval of the micro F1."""
        counts = micro(pairs)
        low, high = interval(pairs, lambda drawn: micro(drawn).f1)
        self.lines.append(
            f"{name:<26} P {counts.precision:.3f}  R {counts.recall:.3f}  F1 {counts.f1:.3f} [{low:.3f}, {high:.3f}]"
            f"  macro {macro_f1(pairs):.3f}  n {counts.right + counts.missed}"
        )
