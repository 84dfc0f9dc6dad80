"""Which features of a message carried a label, for a person who asks why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Tuple

import numpy as np

from nlu.core.anatomy import Anatomy
from nlu.core.features import BLOCKS, Encoded, window_scales
from nlu.core.reader import Reader
from nlu.core.targets import CLASSES

SHOWN = 8
NEARNESS = "ことばの近さ"


@dataclass(frozen=True)
class Carried:
    """One feature and what it adds to a label's log-odds (negative: it speaks against)."""

    feature: str
    weight: float


def carried(reader: Reader, anatomy: Anatomy, label: str, shown: int = SHOWN) -> Tuple[Carried, ...]:
    """Return the features that speak most for and against a label, strongest first.

    The linear part is that of the surest window, the hidden layer's is exact for the units that the message wakes;
    both count half, as in the reading itself. Word vectors count as one feature, 「ことばの近さ」.

    Args:
        reader: the trained reader.
        anatomy: the message.
        label: one of ``targets.CLASSES``.
        shown: at most so many.
    """
    encoded = reader.space.encode(anatomy)
    total: Dict[str, float] = {}
    for name, weight in (*_by_window(reader, encoded, label), *_by_hidden(reader, encoded, label)):
        total[name] = total.get(name, 0.0) + weight / 2.0
    strongest = sorted(total.items(), key=lambda item: (-abs(item[1]), item[0]))[:shown]
    return tuple(Carried(name, round(weight, 3)) for name, weight in strongest)


def _by_window(reader: Reader, encoded: Encoded, label: str) -> List[Tuple[str, float]]:
    column = reader.bank.classes.index(label)
    scales = window_scales(encoded)
    window = int(reader.bank.score(encoded, scales)[:, column].argmax())
    inside = encoded.windows[window]
    found = []
    for block in BLOCKS:
        names = _names(reader, block)
        seen = set()
        for at, value, row in zip(encoded.ids[block], encoded.values[block], encoded.rows[block], strict=True):
            if not inside[row] or (block == "mark" and at in seen):
                continue
            seen.add(at)
            weight = reader.bank.weights[block][at, column] * value * scales[block][window]
            found.append((names[at], float(weight)))
    vector = (inside @ encoded.vectors) * scales["vector"][window]
    return [*found, (NEARNESS, float(vector @ reader.bank.weights["vector"][:, column]))]


def _by_hidden(reader: Reader, encoded: Encoded, label: str) -> List[Tuple[str, float]]:
    layer, column = reader.hidden, CLASSES.index(label)
    scales = window_scales(encoded)
    awake = (layer.units(encoded, scales) > 0.0) * layer.outward[:, column]
    found = []
    for block in BLOCKS:
        names = _names(reader, block)
        ids, values = encoded.ids[block], encoded.values[block]
        if block == "mark":
            ids, first = np.unique(ids, return_index=True)
            values = values[first]
        for at, value in zip(ids, values, strict=True):
            weight = layer.inward[block][at].astype(np.float32) @ awake * value * scales[block][-1]
            found.append((names[at], float(weight)))
    vector = (encoded.windows[-1] @ encoded.vectors) * scales["vector"][-1]
    return [*found, (NEARNESS, float(vector @ layer.inward["vector"] @ awake))]


def _names(reader: Reader, block: str) -> List[str]:
    return list(reader.space.numbers[block])
