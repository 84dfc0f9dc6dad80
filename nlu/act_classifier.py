"""Rasa component: the dialogue act as Rasa's intent, with the ranking of all acts."""

from __future__ import annotations

from typing import Any, Dict, List, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message

from bot.domain.vocabulary import Act
from nlu.component import ACTS, StatelessComponent


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ActClassifier(StatelessComponent):
    """Sets ``intent`` and ``intent_ranking`` (never cut) from the acts that the trained reader weighed."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Component's defaults."""
        return {
            # an act less sure than this is taken as telling: the message is then recorded and answered as such
            "tell_below": 0.3,
        }

    def read(self, message: Message, text: Text) -> None:
        """Set the intent; without a trained reader every message tells."""
        acts = message.get(ACTS) or ((Act.TELL, 0.0),)
        ranking: List[Dict[Text, Any]] = [
            {INTENT_NAME_KEY: act.value, PREDICTED_CONFIDENCE_KEY: float(share)} for act, share in acts
        ]
        if ranking[0][PREDICTED_CONFIDENCE_KEY] < self._config["tell_below"]:
            ranking.sort(key=lambda item: item[INTENT_NAME_KEY] != Act.TELL.value)
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
