"""Answers that need no engine: to what came without words, to the wish for the web chat, and after a failure."""

from __future__ import annotations

from datetime import datetime
from typing import Optional

from bot.catalog.loader import Catalog
from bot.domain.vocabulary import QuestionCode, Urgency
from bot.services.content_policy import HUMAN, SCREEN_KIND
from bot.services.local_time import LocalTime
from bot.services.say import Reply
from bot.services.turn_work import TurnWork

WORDLESS_KINDS = frozenset(("image", "video", "audio", "file", "location", "sticker", "other"))
# A nod is too little an answer to these.
_NEEDS_WORDS = frozenset(
    (QuestionCode.SAFETY_NOW, QuestionCode.PLACE_NOW, QuestionCode.SUMMARY_OK, QuestionCode.CONSENT)
)


class FixedAnswers:
    """The catalogue's texts, chosen by what came in."""

    def __init__(self, catalog: Catalog, local_time: LocalTime) -> None:
        self._notices = catalog.national.notices
        self._time = local_time

    def alone(self, work: TurnWork) -> Optional[Reply]:
        """Return the answer to a message that the engine has nothing to read in; None when it has."""
        message = work.message
        if message.kind == "sticker" and work.choice and work.question not in _NEEDS_WORDS:
            return None
        if message.kind in WORDLESS_KINDS and (message.kind in ("location", "sticker") or not message.text):
            return self.received(message.kind)
        if message.kind == SCREEN_KIND:
            text = self._notices["on_screen"].replace("{link}", "").strip()
            return Reply(text, kind="link", choices=(HUMAN,))
        return None

    def beside(self, work: TurnWork) -> Optional[Reply]:
        """Return what is said beside the engine's answer to words that came with a photo or file."""
        return self.received(work.message.kind) if work.message.kind in WORDLESS_KINDS - {"sticker"} else None

    def received(self, kind: str) -> Reply:
        """Return that something came, and that nobody has looked at it yet."""
        return Reply(self._notices[f"received_{kind}"], kind="received", choices=(HUMAN,))

    def failed(self, now: datetime, level: Urgency) -> Reply:
        """Return what is said when the engine failed: what was written is there, and a person reads it."""
        by = self._time.words(self._time.answer_due(level, now), now)
        return Reply(self._notices["engine_failed"].replace("{by}", by), kind="notice", choices=(HUMAN,))
