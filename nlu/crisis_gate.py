"""Rasa component, last of the pipeline: danger is read once more and forces the intent; nothing outvotes it."""

from __future__ import annotations

from typing import Any, Dict, List, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message

from bot.domain.codec import part_from_json, to_json
from bot.domain.understanding import DangerReading
from bot.domain.vocabulary import Urgency
from nlu.component import StatelessComponent, question_of
from nlu.core.danger import read_danger

CRISIS = "crisis"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CrisisGate(StatelessComponent):
    """Sets ``danger`` anew and, from ``within_48h`` on, the intent ``crisis``."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Nothing to set: the gate cannot be opened by configuration."""
        return {}

    def read(self, message: Message, text: Text) -> None:
        """Force the intent when the text calls for a person."""
        danger = read_danger(text, question_of(message))
        message.set("danger", to_json(danger), add_to_output=True)
        # The trained reader may add, and may doubt what was not said outright; without it the rules are enough.
        added = part_from_json(DangerReading, (message.get("understanding") or {}).get("danger") or {})
        first = danger.outright if "understanding" in message.data else danger
        if Urgency.highest(first.urgency, added.urgency) is Urgency.ORDINARY:
            return
        crisis = {INTENT_NAME_KEY: CRISIS, PREDICTED_CONFIDENCE_KEY: 1.0}
        ranking: List[Dict[Text, Any]] = list(message.get(INTENT_RANKING_KEY) or [])
        message.set(INTENT, crisis, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [crisis, *ranking], add_to_output=True)
