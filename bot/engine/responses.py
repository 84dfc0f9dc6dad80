"""The wordings of a response take turns: who sends the same thing again does not read the same words again.

Rasa draws among the wordings of ``domain.yml`` by chance; here the number of the resident's message decides, so that a
talk replayed says the same.
"""

from __future__ import annotations

from typing import Any, Dict, Optional, Text

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.trackers import DialogueStateTracker

TURN = "turn"


class WordingsInTurn(TemplatedNaturalLanguageGenerator):
    """Chooses the wording by ``turn``, the number of the resident's message; the first when none is given."""

    async def generate(
        self, utter_action: Text, tracker: DialogueStateTracker, output_channel: Text, **kwargs: Any
    ) -> Optional[Dict[Text, Any]]:
        """Return the filled response (see parent class for full docstring)."""
        wordings = self.responses.get(utter_action)
        if not wordings:
            return None
        chosen = dict(wordings[int(kwargs.get(TURN, 0)) % len(wordings)])
        filled: Dict[Text, Any] = self._fill_response(chosen, tracker.current_slot_values(), **kwargs)
        return filled
