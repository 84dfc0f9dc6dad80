"""The trained part of finding concerns: for each concern a calibrated probability and the window that speaks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, NamedTuple, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from bot.domain.vocabulary import ConcernCode
from nlu.core.features import Encoded, Floats, window_clauses
from nlu.core.hidden_layer import blended
from nlu.core.linear import LinearBank, sigmoid

_CODES = {code.value: code for code in ConcernCode}


class Guess(NamedTuple):
    """What the model makes of one concern: probability, its threshold, and the clauses that speak for it."""

    code: ConcernCode
    probability: float
    threshold: float
    clauses: Tuple[int, ...]


@dataclass(frozen=True)
class ConcernModel:
    """One-vs-rest over clause windows, and the hidden layer over the whole message."""

    bank: LinearBank
    thresholds: NDArray[np.float64]
    slope: float
    offset: float

    def guesses(self, odds: Floats, hidden: Floats, encoded: Encoded) -> List[Guess]:
        """Return a guess for each concern, surest first.

        Args:
            odds: windows × concerns, as ``bank.score`` gives them.
            hidden: one a concern, of the whole message.
            encoded: the message that was scored.
        """
        windows = window_clauses(encoded)
        # the whole message may speak loudest, but evidence is a place in it
        places = odds[:-1] if len(windows) > 1 else odds
        best = places.argmax(axis=0).tolist()
        likely = sigmoid(self.slope * blended(odds, hidden) + self.offset)
        probabilities = likely.tolist()
        thresholds = self.thresholds.tolist()
        classes = self.bank.classes
        surest_first = np.argsort(-likely, kind="stable").tolist()
        return [Guess(_CODES[classes[at]], probabilities[at], thresholds[at], windows[best[at]]) for at in surest_first]

    def arrays(self) -> Dict[str, NDArray[Any]]:
        """Return what an npz file keeps."""
        return {**self.bank.arrays("concern"), "concern_thresholds": self.thresholds}

    def to_json(self) -> Dict[str, Any]:
        return {"classes": list(self.bank.classes), "slope": self.slope, "offset": self.offset}

    @classmethod
    def from_parts(cls, data: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> "ConcernModel":
        known: Sequence[str] = data["classes"]
        bank = LinearBank.from_arrays("concern", known, arrays)
        return cls(bank, arrays["concern_thresholds"], float(data["slope"]), float(data["offset"]))
