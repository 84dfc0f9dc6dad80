"""Base of the actions: takes the turn's work, hands it what Rasa understood, and utters what the service says."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Dict, List, Optional, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.domain.codec import from_json
from bot.services.current import Services, current
from bot.services.say import Say
from bot.services.turn_work import TurnWork

STAGE = "stage"


class IntakeAction(Action, ABC):
    """An action of the conversation. ``services`` comes from the composition root, else the current ones serve.

    Abstract, so that rasa-sdk's action server passes over it when it registers every action of the package.
    """

    # The stage of the talk after this action: talk, summary, consent or handed.
    stage_after: Optional[Text] = None

    def __init__(self, services: Optional[Services] = None) -> None:
        self._services = services

    @abstractmethod
    def name(self) -> Text:
        """Return the name in the domain."""

    @abstractmethod
    def says(self, services: Services, work: TurnWork) -> List[Say]:
        """Return what to say."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> List[Dict[Text, Any]]:
        """Run the action (see parent class for full docstring)."""
        services = self._services or current()
        with services.turn_of(tracker.sender_id, tracker.latest_message) as work:
            understood = tracker.latest_message.get("understanding")
            if understood:
                work.take(from_json(understood))
            else:
                work.take_danger_only()
            says = self.says(services, work)
            for place, say in enumerate(says):
                utter(dispatcher, say, work, last=place == len(says) - 1)
        return [SlotSet(STAGE, self.stage_after)] if self.stage_after else []


def utter(dispatcher: CollectingDispatcher, say: Say, work: TurnWork, *, last: bool) -> None:
    """Hand one bubble to Rasa; the question rides on the turn's last bubble."""
    custom: Dict[Text, Any] = {
        "kind": say.kind,
        "choices": [list(choice) for choice in say.choices],
        "links": [list(link) for link in say.links],
    }
    if last and work.asked is not None:
        custom["question"] = str(work.asked.code)
        custom["about"] = work.asked.about
    if say.response is not None:
        # The number of the message chooses among the wordings.
        values = {**say.values, "turn": work.message.resident_index or 0}
        dispatcher.utter_message(response=say.response, json_message=custom, **values)
    else:
        dispatcher.utter_message(text=say.text, json_message=custom)
