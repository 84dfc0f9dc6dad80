"""A dialogue engine without Rasa: answers each message, and understands what a test tells it to."""

from __future__ import annotations

from typing import Callable, Dict, List, Optional

from bot.domain.understanding import Understanding
from bot.domain.vocabulary import Act
from bot.services.say import Reply
from bot.services.turn_work import TurnWork
from nlu.core.danger import read_danger

Says = Callable[[TurnWork], List[Reply]]


def says_thanks(work: TurnWork) -> List[Reply]:
    """Acknowledge by number, so that a test sees which message was answered."""
    return [Reply(f"受け取りました（{work.message.resident_index}）")]


class FakeEngine:
    """Implements ``DialogueEngine``. ``understandings`` are by text; other texts are told, with danger read."""

    def __init__(self, says: Says = says_thanks) -> None:
        self.says = says
        self.understandings: Dict[str, Understanding] = {}
        self.turns: List[str] = []

    def understand(self, text: str, question: Optional[str] = None) -> Understanding:
        if text in self.understandings:
            return self.understandings[text]
        return Understanding(act=Act.TELL, act_confidence=1.0, danger=read_danger(text, question))

    async def run_turn(self, work: TurnWork) -> None:
        self.turns.append(work.message.id)
        work.take(self.understand(work.message.text))
        work.replies.extend(self.says(work))

    def forget(self, conversation_id: str) -> None:
        return None
