"""Rasa component: the persons of the household, as ``household`` and as entities."""

from __future__ import annotations

from typing import Any, Dict, List, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message

from bot.domain.codec import to_json
from bot.domain.understanding import MemberMention
from nlu.component import StatelessComponent, anatomy_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class HouseholdExtractor(StatelessComponent, EntityExtractorMixin):
    """Sets ``household`` (``members``, ``writer_is_kin``) and one entity ``member`` a person."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Nothing to set: the lexicon decides."""
        return {}

    def read(self, message: Message, text: Text) -> None:
        """Set the household that the text names."""
        household = anatomy_of(message).household
        found = {"members": to_json(household.members), "writer_is_kin": household.writer_is_kin}
        message.set("household", found, add_to_output=True)
        entities: List[Dict[Text, Any]] = list(message.get(ENTITIES) or [])
        entities.extend(self._entity(member, text) for member in household.members)
        message.set(ENTITIES, entities, add_to_output=True)

    def _entity(self, member: MemberMention, text: Text) -> Dict[Text, Any]:
        return {
            "entity": "member",
            "value": member.kinship.value,
            "start": member.span.start,
            "end": member.span.end,
            "age": member.age,
            "age_band": to_json(member.age_band),
            "extractor": self.name,
        }
