"""The output channel of a turn: what Rasa utters becomes replies of the turn's work."""

from __future__ import annotations

from typing import Any, Dict, Text

from rasa.core.channels.channel import OutputChannel

from bot.services.say import Reply
from bot.services.turn_work import TurnWork


class TurnOutput(OutputChannel):
    """Adds to the work; sends nothing itself."""

    def __init__(self, work: TurnWork) -> None:
        self._work = work

    @classmethod
    def name(cls) -> Text:
        """Name of the channel in Rasa's sense."""
        return "turn"

    async def send_response(self, recipient_id: Text, message: Dict[Text, Any]) -> None:
        """Take one bubble: text, kind, choices and links together."""
        text = message.get("text")
        if not text:
            return
        custom = message.get("custom") or {}
        self._work.replies.append(
            Reply(
                text=text,
                kind=custom.get("kind", "text"),
                choices=tuple((choice[0], choice[1]) for choice in custom.get("choices", ())),
                links=tuple((link[0], link[1]) for link in custom.get("links", ())),
                question=custom.get("question"),
                about=custom.get("about"),
            )
        )

    async def send_text_message(self, recipient_id: Text, text: Text, **kwargs: Any) -> None:
        """Take a plain text."""
        self._work.replies.append(Reply(text))
