"""What our Rasa components share: a component without state, and the reading of what a message carries."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.core.anatomy import Anatomy, dissect
from nlu.fingerprint import sources_digest

# Kept on the message between our components, never in the output: the text taken apart, the acts weighed.
ANATOMY = "anatomy"
ACTS = "acts"


class StatelessComponent(GraphComponent):
    """A component of the pipeline that neither learns nor keeps anything."""

    def __init__(self, config: Dict[Text, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        """Create the component (see parent class)."""
        return cls(config)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Everything that is read while understanding: the training cache sees this class only."""
        return sources_digest()

    @staticmethod
    def supported_languages() -> Optional[List[Text]]:
        """Japanese only."""
        return ["ja"]

    def process(self, messages: List[Message]) -> List[Message]:
        """Read each message that has a text."""
        for message in messages:
            if message.get(TEXT) is not None:
                self.read(message, message.get(TEXT))
        return messages

    def read(self, message: Message, text: Text) -> None:
        """Read one message and set what was found on it."""
        raise NotImplementedError


def question_of(message: Message) -> Optional[Text]:
    """Return the code of the question just asked: it travels in the metadata, the graph sees no tracker."""
    question = (message.get("metadata") or {}).get("question")
    return question if isinstance(question, str) else None


def anatomy_of(message: Message) -> Anatomy:
    """Return the message taken apart, doing so once."""
    anatomy = message.get(ANATOMY)
    text = message.get(TEXT)
    if not isinstance(anatomy, Anatomy) or anatomy.text != text:
        anatomy = dissect(text, question_of(message))
        message.set(ANATOMY, anatomy)
    return anatomy
