"""Rasa's agent inside our process: loads a model, understands, runs a turn. Implements ``DialogueEngine``."""

from __future__ import annotations

import os
import tarfile
import threading
import zlib
from pathlib import Path
from typing import Any, Dict, Optional, Sequence, Text, Tuple, Union

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine import loader
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.data import TrainingType
from rasa.shared.exceptions import RasaException
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name
from rasa_sdk import Action

from bot.domain.codec import from_json
from bot.domain.errors import IntakeError
from bot.domain.understanding import Understanding
from bot.domain.vocabulary import Act
from bot.engine import privacy
from bot.engine.action_endpoint import InProcessEndpoint, trust_own_actions
from bot.engine.graph_runner import SequentialGraphRunner
from bot.engine.output import TurnOutput
from bot.engine.remembered_predictions import RememberedPredictions
from bot.engine.responses import WordingsInTurn
from bot.engine.tracker_store import IntakeTrackerStore
from bot.services.ports import UnitOfWorkFactory
from bot.services.turn_work import TurnWork

_CRISIS = "crisis"
# The choice of a line of the summary to leave out; what follows the colon is the line.
_DROP = "drop"
# A button's label is our own text: 「介護のこと（お父さま）」 on a line to be dropped must not be told anew by it.
_LABEL_TELLS_NOTHING = {"act_confidence": 1.0, "members": [], "concerns": [], "cues": [], "fields": []}
_ACTS = frozenset(str(act) for act in Act)


class ModelError(IntakeError):
    """The model file is missing or damaged."""

    code = "model"


class EngineError(IntakeError):
    """The dialogue ended without an answer."""

    code = "engine"


class IntakeProcessor(MessageProcessor):
    """Rasa's processor with our graph runner; a button's choice is the intent, unless there is danger."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Create the processor of one model (see parent class for full docstring)."""
        super().__init__(*args, **kwargs)
        self._predictions = RememberedPredictions()

    @staticmethod
    def _load_model(model_path: Union[Text, Path]) -> Tuple[Text, ModelMetadata, GraphRunner]:
        with TempDirectoryPath(get_temp_dir_name()) as folder:
            metadata, runner = loader.load_predict_graph_runner(
                Path(folder), Path(model_path), LocalModelStorage, SequentialGraphRunner
            )
        return os.path.basename(model_path), metadata, runner

    async def parse_message(
        self,
        message: UserMessage,
        tracker: Optional[DialogueStateTracker] = None,
        only_output_properties: bool = True,
    ) -> Dict[Text, Any]:
        """Understand a message; nothing of it is logged (see parent class for full docstring)."""
        tracker = tracker or DialogueStateTracker.from_events(message.sender_id, [])
        data: Dict[Text, Any] = self._parse_message_with_graph(message, tracker, only_output_properties)
        choice = ((message.metadata or {}).get("choice") or "").partition(":")[0]
        act = str(Act.TELL) if choice == _DROP else choice
        if act in _ACTS and data["intent"]["name"] != _CRISIS:
            data["intent"] = {"name": act, "confidence": 1.0}
            if data.get("understanding"):
                data["understanding"] = {**data["understanding"], **_LABEL_TELLS_NOTHING, "act": act}
        return data

    def _predict_next_with_tracker(self, tracker: DialogueStateTracker) -> PolicyPrediction:
        """Predict, or remember (see parent class for full docstring)."""
        predict = super()._predict_next_with_tracker
        if tracker.followup_action or self.model_metadata.training_type is TrainingType.END_TO_END:
            return predict(tracker)
        return self._predictions.of(tracker, predict)


class IntakeAgent(Agent):
    """Rasa's agent with our processor."""

    def load_model(self, model_path: Union[Text, Path], fingerprint: Optional[Text] = None) -> None:
        """Load a model (see parent class for full docstring)."""
        self.processor = IntakeProcessor(
            model_path=model_path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            action_endpoint=self.action_endpoint,
            generator=self.nlg,
        )
        self.domain = self.processor.domain
        self._set_fingerprint(fingerprint)
        self.tracker_store.domain = self.domain
        self.nlg.responses = self.domain.responses


class RasaEngine:
    """The dialogue engine. One at a time; a new model takes over between two turns."""

    def __init__(self, model_path: Path, actions: Sequence[Action], units: UnitOfWorkFactory) -> None:
        """Load the model.

        Raises:
            ModelError: there is no model at the path, or it cannot be read.
        """
        privacy.silence_structlog()
        trust_own_actions()
        self._store = IntakeTrackerStore(None, units)
        # Rasa is made for one thread.
        self._one_at_a_time = threading.Lock()
        try:
            # Not ``Agent.load``: that one makes Rasa's own agent, whatever class it is called on.
            self._agent = IntakeAgent(
                tracker_store=self._store,
                lock_store=InMemoryLockStore(),
                action_endpoint=InProcessEndpoint(actions),
                generator=WordingsInTurn({}),
            )
            self._agent.load_model(str(model_path))
        except (OSError, tarfile.TarError, EOFError, zlib.error, KeyError, ValueError, RasaException) as error:
            kind = type(error).__name__
            raise ModelError(f"{model_path.name} cannot be read as a model ({kind}); run `marugoto train`") from error
        self.model_id: str = self._agent.model_id or ""
        # Lexicons and rules are compiled on first use: better now than while the first resident waits.
        self.understand("はじめまして")

    def understand(self, text: str, question: Optional[str] = None) -> Understanding:
        """Understand one message without a dialogue."""
        processor = self._agent.processor
        message = UserMessage(text, metadata={"question": question})
        data = processor._parse_message_with_graph(message, DialogueStateTracker.from_events("understand", []))
        return from_json(data["understanding"])

    async def run_turn(self, work: TurnWork) -> None:
        """Run Rasa over the message of ``work``, in a loop of the caller's thread, one turn at a time.

        Raises:
            EngineError: no action answered; the caller answers instead.
        """
        message = UserMessage(
            work.message.text,
            TurnOutput(work),
            work.talk_id or work.conversation.id,
            input_channel=work.conversation.channel,
            message_id=work.message.id,
            metadata={"question": str(work.question) if work.question else None, "choice": work.choice},
        )
        with self._one_at_a_time:
            await self._agent.handle_message(message)
        if not work.replies:
            raise EngineError(work.message.id)

    def forget(self, conversation_id: str) -> None:
        """Drop what is kept of a conversation; the next turn reads what is stored."""
        self._store.forget(conversation_id)
