"""Stand-ins for what the services reach outside: clock, engine, danger reader, pager, broadcaster, passwords."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any, Callable, Dict, List, Mapping, Optional, Set, Tuple

from bot.domain.errors import DeliveryError
from bot.domain.evidence import Span
from bot.domain.understanding import DangerReading, SignalMention, Understanding
from bot.domain.vocabulary import Act, QuestionCode, SignalCode, Urgency
from bot.services.intake import Intake
from bot.services.say import Reply
from bot.services.turn_work import TurnWork
from tests.support.tellings import NOW

DANGER_WORDS: Dict[str, Tuple[SignalCode, Urgency]] = {
    "死にたい": (SignalCode.SUICIDE, Urgency.TODAY),
    "殴られてる": (SignalCode.DV, Urgency.NOW),
    "消えたい": (SignalCode.SUICIDE, Urgency.WITHIN_48H),
}


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def forward(self, **amount: float) -> datetime:
        self._now += timedelta(**amount)
        return self._now


def read_danger(text: str, question: Optional[str] = None) -> DangerReading:
    """Know three words, and 「いいえ」 to the question of safety."""
    found = [
        SignalMention(code, Span(text.index(word), text.index(word) + len(word)), level, f"fake.{code}")
        for word, (code, level) in DANGER_WORDS.items()
        if word in text
    ]
    if question == QuestionCode.SAFETY_NOW and text.startswith("いいえ"):
        found.append(SignalMention(SignalCode.DV, Span(0, len(text)), Urgency.NOW, "fake.question", source="question"))
    return DangerReading(tuple(found))


class FakeEngine:
    """Understands by a table of texts and lets the intake answer. Fails, or does something first, on demand."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self.readings: Dict[str, Understanding] = {}
        self.failures: List[Exception] = []
        self.meanwhile: Optional[Callable[[TurnWork], None]] = None
        self.turns: List[str] = []
        self.understood: List[str] = []
        self.questions: List[Optional[str]] = []
        self.forgotten: List[str] = []
        self.thinks_seconds = 0.0
        self.most_at_once = 0
        self._running = 0

    def understand(self, text: str, question: Optional[str] = None) -> Understanding:
        if self.failures:
            raise self.failures.pop(0)
        self.understood.append(text)
        self.questions.append(question)
        return self.readings.get(text, Understanding(Act.TELL, 0.9, danger=read_danger(text, question), model="fake"))

    async def run_turn(self, work: TurnWork) -> None:
        self._running += 1
        self.most_at_once = max(self.most_at_once, self._running)
        try:
            await asyncio.sleep(self.thinks_seconds)
            self.turns.append(work.message.text)
            work.take(self.understand(work.message.text, str(work.question) if work.question else None))
            calm = work.level is Urgency.ORDINARY
            says = self._intake.take_in(work) if calm else self._intake.safety(work)
            for place, say in enumerate(says):
                asked = work.asked if place == len(says) - 1 else None
                work.replies.append(
                    Reply(
                        say.text or str(say.response),
                        say.kind,
                        say.choices,
                        say.links,
                        str(asked.code) if asked else None,
                        asked.about if asked else None,
                    )
                )
            if self.meanwhile is not None:
                self.meanwhile(work)
        finally:
            self._running -= 1

    def forget(self, conversation_id: str) -> None:
        self.forgotten.append(conversation_id)


class FakeBroadcaster:
    """Keeps the topics."""

    def __init__(self) -> None:
        self.topics: List[str] = []

    def publish(self, topic: str) -> None:
        self.topics.append(topic)


class FakePager:
    """Keeps the pages; the targets in ``dead`` take none."""

    def __init__(self) -> None:
        self.sent: List[Tuple[str, Mapping[str, Any]]] = []
        self.dead: Set[str] = set()
        self.error: Exception = DeliveryError("fake")

    def send(self, target: str, payload: Mapping[str, Any]) -> None:
        if target in self.dead:
            raise self.error
        self.sent.append((target, payload))

    @property
    def targets(self) -> List[str]:
        return [target for target, _ in self.sent]


class FakeHasher:
    """Passwords in the open, for tests only."""

    def hash(self, password: str) -> str:
        return f"hash of {password}"

    def verify(self, hashed: str, password: str) -> bool:
        return hashed == f"hash of {password}"
