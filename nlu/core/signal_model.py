"""The trained reader of danger: it weighs its own reading against what the rules read, and never asks for ``now``.

One-vs-rest over clause windows and the hidden layer, as for concerns; one more column tells a danger of today from one
that can wait a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Tuple

import numpy as np
from numpy.typing import NDArray

from bot.domain.understanding import DangerReading
from bot.domain.vocabulary import SignalCode, Urgency
from nlu.core.features import Encoded, Floats, window_clauses
from nlu.core.hidden_layer import blended
from nlu.core.linear import LinearBank, sigmoid
from nlu.core.targets import SIGNAL_CLASSES

_CODES = tuple(SignalCode)
# From so many clauses on, each place is read alone as well; what no rule read there must be this much surer.
LONG = 4
LESS_SURE = 1.0


@dataclass(frozen=True)
class SignalGuess:
    """What the model makes of one danger: probability, its threshold, the level, and the clauses that speak for it."""

    code: SignalCode
    probability: float
    threshold: float
    level: Urgency
    clauses: Tuple[int, ...]

    @property
    def holds(self) -> bool:
        """True when the model is sure enough."""
        return self.probability >= self.threshold


@dataclass(frozen=True)
class SignalWeights:
    """What the models' log-odds, a rule's reading and its setting aside count for in a calibrated probability."""

    odds: float
    read: float
    set_aside: float
    offset: float

    def probabilities(self, odds: Floats, read: Floats, set_aside: Floats) -> Floats:
        """Return probabilities; all three arrays have the same shape, ``read`` and ``set_aside`` are 0 or 1."""
        total = self.odds * odds + self.read * read + self.set_aside * set_aside + self.offset
        return np.asarray(sigmoid(total), dtype=np.float32)


@dataclass(frozen=True)
class SignalModel:
    """Nine dangers and the level, side by side."""

    bank: LinearBank
    thresholds: NDArray[np.float64]
    weights: SignalWeights

    def guesses(
        self,
        odds: Floats,
        hidden: Floats,
        encoded: Encoded,
        danger: DangerReading,
        by_place: Optional[Floats] = None,
    ) -> List[SignalGuess]:
        """Return a guess for each danger, surest first.

        Args:
            odds: windows × ``SIGNAL_CLASSES``, as ``bank.score`` gives them.
            hidden: one a class, of the whole message.
            encoded: the message that was scored.
            danger: what the rules read in it.
            by_place: the hidden layer's log-odds of each window alone, windows × classes: a danger told beside
                something else must not drown in it. None for a short message in which no rule read anything.
        """
        windows = window_clauses(encoded)
        places = odds[:-1] if len(windows) > 1 else odds
        together = blended(odds, hidden)
        read, aside = rule_evidence(danger)
        if by_place is not None:
            alone = ((odds + by_place)[:-1] / 2.0).max(axis=0)
            alone = np.where(np.append(read, 0.0) > 0, alone, alone - LESS_SURE if len(windows) > LONG else -np.inf)
            together = np.maximum(together, alone)
        probabilities = self.weights.probabilities(together[:-1], read, aside)
        level = Urgency.TODAY if float(together[-1]) > 0.0 else Urgency.WITHIN_48H
        found = [
            SignalGuess(
                code,
                float(probabilities[at]),
                float(self.thresholds[at]),
                level,
                windows[int(places[:, at].argmax())],
            )
            for at, code in enumerate(_CODES)
        ]
        return sorted(found, key=lambda guess: -guess.probability)

    def arrays(self) -> Dict[str, NDArray[Any]]:
        """Return what an npz file keeps."""
        return {**self.bank.arrays("signal"), "signal_thresholds": self.thresholds}

    def to_json(self) -> Dict[str, Any]:
        return dict(vars(self.weights))

    @classmethod
    def from_parts(cls, data: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> "SignalModel":
        bank = LinearBank.from_arrays("signal", SIGNAL_CLASSES, arrays)
        return cls(bank, arrays["signal_thresholds"], SignalWeights(**data))


def rule_evidence(danger: DangerReading) -> Tuple[Floats, Floats]:
    """Return which dangers the rules read and which they set aside, each as zeros and ones, one a code."""
    read, aside = {signal.code for signal in danger.signals}, {item.code for item in danger.set_aside}
    return (
        np.array([code in read for code in _CODES], dtype=np.float32),
        np.array([code in aside for code in _CODES], dtype=np.float32),
    )
