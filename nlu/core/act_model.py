"""The dialogue act of a message: a linear model on the same features, and what code alone decides."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Tuple

import numpy as np
from numpy.typing import NDArray

from bot.domain.vocabulary import Act
from nlu.core.features import Floats
from nlu.core.linear import LinearBank

_ACTS = {act.value: act for act in Act}


@dataclass(frozen=True)
class ActModel:
    """One-vs-rest on the whole message, brought to a distribution by its calibrated odds."""

    bank: LinearBank
    slope: float

    def ranking(self, odds: Floats) -> List[Tuple[Act, float]]:
        """Return all acts with their share, likeliest first. ``odds``: one a class, of the whole message."""
        scaled = self.slope * odds.astype(np.float64)
        shares = np.exp(scaled - scaled.max())
        shares /= shares.sum()
        classes, told = self.bank.classes, shares.tolist()
        return [(_ACTS[classes[at]], told[at]) for at in np.argsort(-shares).tolist()]

    def arrays(self) -> Dict[str, NDArray[Any]]:
        """Return what an npz file keeps."""
        return self.bank.arrays("act")

    def to_json(self) -> Dict[str, Any]:
        return {"classes": list(self.bank.classes), "slope": self.slope}

    @classmethod
    def from_parts(cls, data: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> "ActModel":
        return cls(LinearBank.from_arrays("act", data["classes"], arrays), float(data["slope"]))


def is_unreadable(text: str) -> bool:
    """True when a message holds no letter and no digit: empty, emoji, marks or control characters only."""
    return not any(unicodedata.category(char)[0] in "LN" and char != "\ufffd" for char in text)
