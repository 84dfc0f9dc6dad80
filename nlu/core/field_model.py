"""The trained reading of fields: four classes learned from all messages, surer than sixty from few.

The table (``fields.py``) says which fields follow from the concerns found. The model confirms or doubts: a field that
it finds very unlikely is not asserted, one that it finds very likely is, though no single concern was sure enough. A
child or an old person who is merely named makes a field likely, so one of its concerns must not be unlikely too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Iterable, Mapping, Tuple

import numpy as np
from numpy.typing import NDArray

from bot.domain.vocabulary import Field
from nlu.core.features import Floats
from nlu.core.hidden_layer import blended
from nlu.core.linear import LinearBank, sigmoid
from nlu.core.targets import FIELD_CLASSES


@dataclass(frozen=True)
class FieldModel:
    """``doubted_below`` and ``asserted_from``: probabilities, one a field, chosen by cross-validation."""

    bank: LinearBank
    slope: float
    offset: float
    doubted_below: NDArray[np.float64]
    asserted_from: NDArray[np.float64]

    def probabilities(self, odds: Floats, hidden: Floats) -> Dict[Field, float]:
        """Return how likely each field is. ``odds``: windows × fields; ``hidden``: one a field, of all the message."""
        likely = sigmoid(self.slope * blended(odds, hidden) + self.offset)
        return {name: float(likely[at]) for at, name in enumerate(Field)}

    def settle(
        self,
        told: Iterable[Field],
        certain: Iterable[Field],
        supported: Iterable[Field],
        likely: Mapping[Field, float],
    ) -> Tuple[Field, ...]:
        """Return the fields asserted.

        Args:
            told: those that follow from the concerns found.
            certain: those that follow from dangers raised or from words that say it outright; never doubted.
            supported: those which the model may add: a concern of theirs is not unlikely, and none of theirs is denied,
                past, supposed or another's.
            likely: what the model finds.
        """
        said, sure, may_be_added = set(told), set(certain), set(supported)
        return tuple(
            name
            for at, name in enumerate(Field)
            if name in sure
            or (name in said and likely[name] >= self.doubted_below[at])
            or (name in may_be_added and likely[name] >= self.asserted_from[at])
        )

    def arrays(self) -> Dict[str, NDArray[Any]]:
        """Return what an npz file keeps."""
        cuts = {"field_doubted_below": self.doubted_below, "field_asserted_from": self.asserted_from}
        return {**self.bank.arrays("field"), **cuts}

    def to_json(self) -> Dict[str, Any]:
        return {"slope": self.slope, "offset": self.offset}

    @classmethod
    def from_parts(cls, data: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> "FieldModel":
        return cls(
            LinearBank.from_arrays("field", FIELD_CLASSES, arrays),
            float(data["slope"]),
            float(data["offset"]),
            arrays["field_doubted_below"],
            arrays["field_asserted_from"],
        )
