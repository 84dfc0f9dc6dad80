"""Rasa component: learns and finds concerns, several a message; keeps the whole trained reader in the model.

Inside the archive: ``reader.npz`` and ``reader.json`` under
``components/train_nlu.concern_classifier.ConcernClassifier<n>/``. ``Reader.load`` reads them from there without Rasa.
"""

from __future__ import annotations

import logging
from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.domain.codec import part_from_json, to_json
from bot.domain.understanding import DangerReading
from nlu.component import ACTS, anatomy_of, question_of
from nlu.core.examples import Example, example_from
from nlu.core.reader import Reader
from nlu.fingerprint import sources_digest
from nlu.progress import training_progress

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ConcernClassifier(GraphComponent):
    """Sets ``concerns``, ``cues`` and ``understanding`` (all of it, see ``nlu.core.codec``)."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Component's defaults."""
        return {
            # show a progress bar while training
            "progress": True,
        }

    @staticmethod
    def supported_languages() -> Optional[List[Text]]:
        """Japanese only."""
        return ["ja"]

    @staticmethod
    def required_packages() -> List[Text]:
        """What loading and reading need; training reads the ``ja-ginza`` wheel's data too."""
        return ["numpy", "sudachipy", "sudachidict_core"]

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Sources and lexicons: the training cache sees this class only."""
        return sources_digest()

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        reader: Optional[Reader] = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._reader = reader

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ConcernClassifier:
        """Create an untrained component (see parent class)."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ConcernClassifier:
        """Load the trained reader; a model that was trained without examples has none."""
        try:
            with model_storage.read_from(resource) as folder:
                return cls(config, model_storage, resource, Reader.load(folder))
        except (ValueError, FileNotFoundError) as error:
            logger.warning("no trained reader in the model: %s", type(error).__name__)
            return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the examples' gold and keep the reader in the model."""
        examples = [example for message in training_data.intent_examples if (example := _example(message))]
        if examples:
            with training_progress(bool(self._config["progress"])) as progress:
                self._reader = Reader.train(examples, progress)
            with self._model_storage.write_to(self._resource) as folder:
                self._reader.save(folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Understand each message that has a text."""
        for message in messages:
            if message.get(TEXT) is not None:
                self._understand(message, message.get(TEXT))
        return messages

    def _understand(self, message: Message, text: Text) -> None:
        if self._reader is None:
            return
        stored = message.get("danger")
        reading = self._reader.read(
            text,
            question_of(message),
            danger=part_from_json(DangerReading, stored) if stored else None,
            anatomy=anatomy_of(message),
        )
        message.set(ACTS, reading.acts)
        understanding = reading.understanding
        message.set("concerns", to_json(understanding.concerns), add_to_output=True)
        message.set("cues", to_json(understanding.cues), add_to_output=True)
        message.set("understanding", to_json(understanding), add_to_output=True)


def _example(message: Message) -> Optional[Example]:
    metadata = message.get("metadata") or {}
    of_message, of_block = metadata.get("example"), metadata.get("intent")
    return example_from(message.get(TEXT) or "", message.get(INTENT) or "", of_message, of_block)
