"""What is told as happening at this moment asks for a person now: violence going on, an emergency, one missing."""

from __future__ import annotations

from dataclasses import replace
from typing import List, Sequence

from bot.domain.understanding import SignalMention
from bot.domain.vocabulary import SignalCode, Urgency
from nlu.core.danger_rules import lexicon

GOING_ON = "context.going_on"
_CODES = frozenset(
    {
        SignalCode.CHILD_ABUSE,
        SignalCode.ELDER_ABUSE,
        SignalCode.DISABILITY_ABUSE,
        SignalCode.DV,
        SignalCode.MISSING,
        SignalCode.MEDICAL,
    }
)


def going_on(signals: Sequence[SignalMention], text: str) -> List[SignalMention]:
    """Return the signals once more, at level ``now``, that are told with words of this very moment.

    Args:
        signals: all that was raised.
        text: the message, as written or as the rules read it.
    """
    urgent = {signal.code for signal in signals if signal.level is Urgency.NOW}
    today = [one for one in signals if one.code in _CODES and one.level is Urgency.TODAY and one.code not in urgent]
    if not today or not lexicon().markers["going_on"].search(text):
        return []
    first = {signal.code: signal for signal in reversed(today)}
    return [replace(one, level=Urgency.NOW, rule=GOING_ON, source="rule") for one in first.values()]
