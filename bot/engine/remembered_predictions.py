"""What the policies predicted is remembered by what they saw: rules look at no words, so like talk is answered alike.

A prediction costs a millisecond and a turn needs two. Not for a model with rules or stories on the words themselves.
"""

from __future__ import annotations

import copy
import time
from collections import OrderedDict
from typing import Any, Callable, Hashable, Tuple

from rasa.core.policies.policy import PolicyPrediction
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

MOST = 1024


class RememberedPredictions:
    """A bounded memory of predictions."""

    def __init__(self) -> None:
        self._known: "OrderedDict[Hashable, PolicyPrediction]" = OrderedDict()

    def of(
        self, tracker: DialogueStateTracker, predict: Callable[[DialogueStateTracker], PolicyPrediction]
    ) -> PolicyPrediction:
        """Return the prediction for a tracker, asking ``predict`` when there is none for what it holds."""
        seen = _seen(tracker)
        known = self._known.get(seen)
        if known is None:
            known = self._known[seen] = predict(tracker)
            while len(self._known) > MOST:
                self._known.popitem(last=False)
        return _fresh(known)


def _seen(tracker: DialogueStateTracker) -> Tuple[Hashable, ...]:
    """Return everything of a tracker that decides a prediction."""
    return (tracker.active_loop_name, tracker.latest_action_name, *(_essence(event) for event in tracker.events))


def _essence(event: Event) -> Hashable:
    if isinstance(event, UserUttered):
        return ("user", event.intent_name, tuple(str(entity.get("entity")) for entity in event.entities))
    if isinstance(event, ActionExecuted):
        return ("action", event.action_name, event.hide_rule_turn)
    if isinstance(event, SlotSet):
        return ("slot", event.key, repr(event.value))
    if isinstance(event, DefinePrevUserUtteredFeaturization):
        return ("featurization", event.use_text_for_featurization)
    if isinstance(event, BotUttered):
        return "bot"
    told = {name: value for name, value in event.as_dict().items() if name != "timestamp"}
    return repr(sorted(told.items(), key=str))


def _fresh(known: PolicyPrediction) -> PolicyPrediction:
    """Return the prediction with events of its own, of now: they go into the tracker."""
    fresh = copy.copy(known)
    fresh.events = [_now(event) for event in known.events]
    fresh.optional_events = [_now(event) for event in known.optional_events]
    return fresh


def _now(event: Event) -> Any:
    renewed = copy.copy(event)
    renewed.timestamp = time.time()
    return renewed
