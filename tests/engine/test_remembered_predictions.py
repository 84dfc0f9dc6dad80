"""A prediction is remembered by what the rules see: acts, actions, slots; never by words, never with old times."""

from __future__ import annotations

from typing import Any, List

import pytest

from bot.engine import without_tensorflow

without_tensorflow.install()

from rasa.core.policies.policy import PolicyPrediction  # noqa: E402
from rasa.shared.core.events import (  # noqa: E402
    ActionExecuted,
    DefinePrevUserUtteredFeaturization,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import AnySlot  # noqa: E402
from rasa.shared.core.trackers import DialogueStateTracker  # noqa: E402

from bot.engine import remembered_predictions  # noqa: E402
from bot.engine.remembered_predictions import RememberedPredictions  # noqa: E402


def tracker(*events: Event) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("somebody", list(events), [AnySlot("stage", mappings=[{}])])


def told(text: str, intent: str = "tell") -> UserUttered:
    return UserUttered(text, {"name": intent, "confidence": 0.9})


class Policies:
    """Predicts, and counts how often."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, seen: DialogueStateTracker) -> PolicyPrediction:
        self.asked += 1
        event = DefinePrevUserUtteredFeaturization(False, timestamp=1.0)
        return PolicyPrediction([0.0, 1.0], "rules", events=[event])


BASE: List[Event] = [ActionExecuted("action_listen"), told("母のことで")]


def test_the_same_talk_in_other_words_is_predicted_once() -> None:
    policies, memory = Policies(), RememberedPredictions()
    first = memory.of(tracker(*BASE), policies)
    again = memory.of(tracker(ActionExecuted("action_listen"), told("お金がなくて")), policies)
    assert policies.asked == 1
    assert first.max_confidence_index == again.max_confidence_index == 1


@pytest.mark.parametrize(
    "other",
    [
        [ActionExecuted("action_listen"), told("母のことで", "deny")],
        [ActionExecuted("action_take_in"), told("母のことで")],
        [SlotSet("stage", "handed"), *BASE],
        [*BASE, ActionExecuted("action_take_in")],
        [*BASE, DefinePrevUserUtteredFeaturization(True)],
    ],
)
def test_whatever_the_rules_see_makes_it_another(other: Any) -> None:
    policies, memory = Policies(), RememberedPredictions()
    memory.of(tracker(*BASE), policies)
    memory.of(tracker(*other), policies)
    assert policies.asked == 2


def test_the_events_of_a_remembered_prediction_are_new() -> None:
    policies, memory = Policies(), RememberedPredictions()
    first, again = memory.of(tracker(*BASE), policies), memory.of(tracker(*BASE), policies)
    (one,), (other,) = first.events, again.events
    assert one is not other and one == other
    assert 1.0 < one.timestamp <= other.timestamp


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered_predictions, "MOST", 2)
    policies, memory = Policies(), RememberedPredictions()
    for intent in ("tell", "deny", "affirm", "tell"):
        memory.of(tracker(told("あ", intent)), policies)
    assert policies.asked == 4
