"""The work of one turn: what came in, what the engine makes of it, what is to be committed. Nothing here commits."""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Iterator, List, Mapping, Optional, Tuple

from bot.domain.agenda import NextQuestion
from bot.domain.case import Case, ResidentEdit, ToldMessage
from bot.domain.understanding import DangerReading, Understanding
from bot.domain.vocabulary import Act, QuestionCode, Urgency
from bot.services.records import (
    CaseRecord,
    ConsentRecord,
    ControlRecord,
    ConversationRecord,
    MessageRecord,
    PromiseRecord,
)
from bot.services.say import Reply


@dataclass
class TurnWork:
    """Held in a context variable while the engine runs; actions and the output channel only add to it."""

    conversation: ConversationRecord
    record: CaseRecord
    control: ControlRecord
    message: MessageRecord
    case: Case
    danger: DangerReading
    now: datetime
    question: Optional[QuestionCode] = None
    about: Optional[str] = None
    choice: Optional[str] = None
    understanding: Optional[Understanding] = None
    replies: List[Reply] = field(default_factory=list)
    asked: Optional[NextQuestion] = None
    edits: List[ResidentEdit] = field(default_factory=list)
    consents: List[ConsentRecord] = field(default_factory=list)
    promises: List[PromiseRecord] = field(default_factory=list)
    handed_off: bool = False
    safety_said: Tuple[str, ...] = ()
    safety_text_given: bool = False
    # The bot asked its question after this message had been written: the message does not answer it.
    asked_later: bool = False
    # Whose tracker it is: a case has one, on whatever channel its resident goes on; the first conversation's id.
    talk_id: str = ""
    tracker_first_seq: int = 0
    tracker_events: List[Mapping[str, Any]] = field(default_factory=list)

    def take(self, understanding: Understanding) -> None:
        """Fold what was understood of this turn's message into the case, once.

        The danger read when the message was stored stands: nothing that comes later may take it away.
        """
        if self.understanding is not None:
            return
        merged = _with_danger(understanding, self.danger)
        self.understanding = merged
        self.case = self.case.tell(
            ToldMessage(
                index=self.message.resident_index or 0,
                id=self.message.id,
                text=self.message.text,
                received_at=self.message.received_at,
                understanding=merged,
                question=self.question,
                about=self.about,
            )
        )

    def take_danger_only(self) -> None:
        """Fold the message with its danger reading alone, when the engine could not understand it."""
        self.take(Understanding(act=Act.TELL, act_confidence=0.0, danger=self.danger))

    def ask(self, question: NextQuestion) -> None:
        """Note the question that the last reply of this turn asks."""
        self.asked = question
        self.case = self.case.ask(question.code, question.about, self.now)

    @property
    def is_silent(self) -> bool:
        """True when nothing is said to this message: heard in standby, a revision, an old wording, or unsent."""
        return self.message.deleted or "silent" in self.message.extra

    @property
    def handed_off_before(self) -> bool:
        """True when an earlier turn put the case into a person's hands."""
        return self.record.handed_off_at is not None

    @property
    def level(self) -> Urgency:
        """The urgency that this message alone asks for."""
        return self.understanding.urgency if self.understanding else self.danger.urgency


def _with_danger(understanding: Understanding, danger: DangerReading) -> Understanding:
    kept = {(signal.code, signal.span) for signal in understanding.danger.signals}
    missing = tuple(signal for signal in danger.outright.signals if (signal.code, signal.span) not in kept)
    if not missing and understanding.danger.soft_look >= danger.soft_look:
        return understanding
    return replace(
        understanding,
        danger=replace(
            understanding.danger,
            signals=(*understanding.danger.signals, *missing),
            soft_look=understanding.danger.soft_look or danger.soft_look,
        ),
    )


_current: ContextVar[Optional[TurnWork]] = ContextVar("turn_work", default=None)


def current_work() -> Optional[TurnWork]:
    """Return the turn that is being worked on in this context, if any."""
    return _current.get()


@contextlib.contextmanager
def working_on(work: TurnWork) -> Iterator[TurnWork]:
    """Make ``work`` the current turn within the block."""
    token = _current.set(work)
    try:
        yield work
    finally:
        _current.reset(token)
