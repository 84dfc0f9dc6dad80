"""What the trained models learn of a message, as one table: concerns, dangers and their level, fields.

What an author did not label is not learned from as absent: a message whose gold has no ``signals`` and which tells of
violence, want or despair may well be a danger, and one of which only the danger is known may tell of any concern.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence, Tuple

import numpy as np

from bot.domain.vocabulary import ConcernCode, Field, SignalCode, Urgency
from nlu.core.examples import Example
from nlu.core.features import Floats
from nlu.core.fields import SIGNAL_FIELDS
from nlu.core.labels import concern_fields

TODAY = "today"
CONCERN_CLASSES: Tuple[str, ...] = tuple(code.value for code in ConcernCode)
SIGNAL_CLASSES: Tuple[str, ...] = (*(code.value for code in SignalCode), TODAY)
FIELD_CLASSES: Tuple[str, ...] = tuple(name.value for name in Field)
CLASSES: Tuple[str, ...] = (*CONCERN_CLASSES, *SIGNAL_CLASSES, *FIELD_CLASSES)

CONCERNS = slice(0, len(CONCERN_CLASSES))
SIGNALS = slice(CONCERNS.stop, CONCERNS.stop + len(SIGNAL_CLASSES))
FIELDS = slice(SIGNALS.stop, SIGNALS.stop + len(FIELD_CLASSES))

# Told together with these concerns, a message unlabelled for danger may be one.
_MAY_BE_DANGER = frozenset(
    {
        ConcernCode.CHILD_MALTREATMENT,
        ConcernCode.ELDER_MALTREATMENT,
        ConcernCode.DISABILITY_MALTREATMENT,
        ConcernCode.PARTNER_VIOLENCE,
        ConcernCode.FOOD_SHORTAGE,
        ConcernCode.UTILITIES_CUT,
        ConcernCode.HOMELESSNESS,
        ConcernCode.MENTAL_LOAD,
        ConcernCode.POSTPARTUM_DISTRESS,
        ConcernCode.CARER_EXHAUSTION,
        ConcernCode.ILLNESS,
        ConcernCode.MEDICAL_COST,
        ConcernCode.DEMENTIA,
        ConcernCode.CHILD_BEHAVIOR,
        ConcernCode.SELF_NEGLECT,
    }
)


@dataclass(frozen=True)
class Targets:
    """``truth`` and ``counts`` are messages × ``CLASSES``: 0 or 1, and 0 where the truth is not known."""

    truth: Floats
    counts: Floats


def targets_of(examples: Sequence[Example]) -> Targets:
    """Return what is to be learned of each message."""
    truth = np.zeros((len(examples), len(CLASSES)), dtype=np.float32)
    counts = np.ones_like(truth)
    for row, example in enumerate(examples):
        if not example.concerns_known:
            counts[row, CONCERNS] = counts[row, FIELDS] = 0.0
        for concern in example.concerns:
            truth[row, CLASSES.index(concern.code.value)] = 1.0
        _label_dangers(example, truth[row, SIGNALS], counts[row, SIGNALS])
        for name in _fields(example):
            truth[row, FIELDS.start + FIELD_CLASSES.index(name.value)] = 1.0
    return Targets(truth, counts)


def _label_dangers(example: Example, truth: Floats, counts: Floats) -> None:
    """Fill the row of one message; the last column is the level ``today``, known where a level was given."""
    counts[-1] = 0.0
    if example.signals is None:
        if any(concern.code in _MAY_BE_DANGER and concern.assertion == "present" for concern in example.concerns):
            counts[:] = 0.0
        return
    for signal in example.signals:
        truth[SIGNAL_CLASSES.index(signal.code.value)] = 1.0
    levels = [signal.level for signal in example.signals if signal.level is not None]
    truth[-1] = float(any(level in (Urgency.NOW, Urgency.TODAY) for level in levels))
    counts[-1] = float(bool(levels))


def _fields(example: Example) -> Sequence[Field]:
    """The fields of the present concerns and of the dangers."""
    told = [concern for concern in example.concerns if concern.assertion == "present"]
    of_concerns = [name for concern in told for name in concern_fields()[concern.code]]
    return of_concerns + [name for signal in example.signals or () for name in SIGNAL_FIELDS.get(signal.code, ())]
