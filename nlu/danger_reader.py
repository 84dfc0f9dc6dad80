"""Rasa component: what calls for a person, as ``danger``; the same pure reading that runs before and without Rasa."""

from __future__ import annotations

from typing import Any, Dict, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

from bot.domain.codec import to_json
from nlu.component import StatelessComponent, question_of
from nlu.core.danger import read_danger


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class DangerReader(StatelessComponent):
    """Sets ``danger``: signals, what was read and set aside, whether a soft look is due."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Nothing to set: rules with their sources decide (``signals.yml``)."""
        return {}

    def read(self, message: Message, text: Text) -> None:
        """Set the danger that the text tells of."""
        message.set("danger", to_json(read_danger(text, question_of(message))), add_to_output=True)
