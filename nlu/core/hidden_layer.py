"""One hidden layer over the features of the whole message, shared by concerns, dangers and fields.

The linear models say which clause speaks for what; this one weighs words against each other, which no linear model
can, and lends each class what the others have learned. Both are asked, and their log-odds are averaged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Mapping

import numpy as np
from numpy.typing import NDArray

from nlu.core.features import BLOCKS, Encoded, Floats, clause_sums
from nlu.core.linear import window_marks


@dataclass(frozen=True)
class HiddenLayer:
    """``inward[block]``: features × units, ``bias``: units; ``outward``: units × classes, ``outward_bias``: classes."""

    inward: Mapping[str, NDArray[Any]]
    bias: Floats
    outward: Floats
    outward_bias: Floats

    def score(self, encoded: Encoded, scales: Mapping[str, Floats]) -> Floats:
        """Return log-odds of the whole message, one a class. ``scales``: as ``window_scales`` gives them."""
        units = np.maximum(self.units(encoded, scales), 0.0)
        return np.asarray(units @ self.outward + self.outward_bias, dtype=np.float32)

    def score_windows(self, encoded: Encoded, scales: Mapping[str, Floats]) -> Floats:
        """Return log-odds of each window as if it were the whole message, windows × classes."""
        windows = encoded.windows
        total = ((windows @ encoded.vectors) @ self.inward["vector"]) * scales["vector"][:, None] + self.bias
        for block in BLOCKS:
            ids = encoded.ids[block]
            if not len(ids):
                continue
            if block == "mark":
                total += window_marks(encoded) @ self.inward[block][np.unique(ids)] * scales[block][:, None]
                continue
            counted = self.inward[block][ids].astype(np.float32) * encoded.values[block][:, None]
            by_clause = clause_sums(counted, encoded.rows[block], windows.shape[1])
            total += (windows @ by_clause) * scales[block][:, None]
        return np.asarray(np.maximum(total, 0.0) @ self.outward + self.outward_bias, dtype=np.float32)

    def units(self, encoded: Encoded, scales: Mapping[str, Floats]) -> Floats:
        """Return what reaches each unit; a unit is awake above zero."""
        total = self.bias + (encoded.windows[-1] @ encoded.vectors) * scales["vector"][-1] @ self.inward["vector"]
        for block in BLOCKS:
            ids, values = encoded.ids[block], encoded.values[block]
            if not len(ids):
                continue
            if block == "mark":
                ids, values = np.unique(ids), window_marks(encoded)[-1]
            total = total + (values * scales[block][-1]) @ self.inward[block][ids].astype(np.float32)
        return np.asarray(total, dtype=np.float32)

    def arrays(self) -> Dict[str, NDArray[Any]]:
        """Return what an npz file keeps (the wide tables in half precision)."""
        kept = {f"hidden_{name}": matrix.astype(np.float16) for name, matrix in self.inward.items()}
        outward = {"hidden_outward": self.outward, "hidden_outward_bias": self.outward_bias}
        return {**kept, "hidden_bias": self.bias, **outward}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "HiddenLayer":
        """Read it back; the tables of words stay in half precision, of which a message needs a few hundred rows."""
        inward = {name: arrays[f"hidden_{name}"] for name in BLOCKS}
        inward["vector"] = arrays["hidden_vector"].astype(np.float32)
        return cls(inward, arrays["hidden_bias"], arrays["hidden_outward"], arrays["hidden_outward_bias"])


def blended(odds: Floats, hidden: Floats) -> Floats:
    """Return a message's log-odds, the mean of its surest window's (``odds``: windows × classes) and the layer's."""
    return np.asarray((odds.max(axis=0) + hidden) / 2.0, dtype=np.float32)
