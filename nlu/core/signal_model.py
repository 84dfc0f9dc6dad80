"""The trained reader of danger: it may add to what the rules read, never take away, and never asks for ``now``.

One-vs-rest over clause windows, as for concerns; one more column tells a danger of today from one that can wait a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Tuple

import numpy as np
from numpy.typing import NDArray

from bot.domain.vocabulary import SignalCode, Urgency
from nlu.core.features import Encoded, Floats, window_clauses
from nlu.core.hidden_layer import blended
from nlu.core.linear import LinearBank, sigmoid
from nlu.core.targets import SIGNAL_CLASSES


@dataclass(frozen=True)
class SignalGuess:
    """What the model makes of one danger: probability, its threshold, the level, and the clauses that speak for it."""

    code: SignalCode
    probability: float
    threshold: float
    level: Urgency
    clauses: Tuple[int, ...]


@dataclass(frozen=True)
class SignalModel:
    """Nine dangers and the level, side by side."""

    bank: LinearBank
    thresholds: NDArray[np.float64]
    slope: float
    offset: float

    def guesses(self, odds: Floats, hidden: Floats, encoded: Encoded) -> List[SignalGuess]:
        """Return the dangers at or above their threshold, surest first.

        Args:
            odds: windows × ``SIGNAL_CLASSES``, as ``bank.score`` gives them.
            hidden: one a class, of the whole message.
            encoded: the message that was scored.
        """
        windows = window_clauses(encoded)
        places = odds[:-1] if len(windows) > 1 else odds
        together = blended(odds, hidden)
        probabilities = sigmoid(self.slope * together[:-1] + self.offset)
        level = Urgency.TODAY if float(together[-1]) > 0.0 else Urgency.WITHIN_48H
        found = [
            SignalGuess(
                code,
                float(probabilities[at]),
                float(self.thresholds[at]),
                level,
                windows[int(places[:, at].argmax())],
            )
            for at, code in enumerate(SignalCode)
            if probabilities[at] >= self.thresholds[at]
        ]
        return sorted(found, key=lambda guess: -guess.probability)

    def arrays(self) -> Dict[str, NDArray[Any]]:
        """Return what an npz file keeps."""
        return {**self.bank.arrays("signal"), "signal_thresholds": self.thresholds}

    def to_json(self) -> Dict[str, Any]:
        return {"slope": self.slope, "offset": self.offset}

    @classmethod
    def from_parts(cls, data: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> "SignalModel":
        bank = LinearBank.from_arrays("signal", SIGNAL_CLASSES, arrays)
        return cls(bank, arrays["signal_thresholds"], float(data["slope"]), float(data["offset"]))
