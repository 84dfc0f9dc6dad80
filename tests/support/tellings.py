"""Builds what was understood of a message, by the words in it, and folds it into a case. All texts are invented."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, Optional, Sequence

from bot.domain.case import Case, ToldMessage
from bot.domain.evidence import Manner, Span
from bot.domain.understanding import (
    ConcernMention,
    Cue,
    DangerReading,
    MemberMention,
    SetAside,
    SignalMention,
    Understanding,
)
from bot.domain.vocabulary import (
    Act,
    Assertion,
    ConcernCode,
    CueKind,
    Experiencer,
    Field,
    Kinship,
    QuestionCode,
    SignalCode,
    Urgency,
)

# A Tuesday, 10:00 in Japan; the day before is a holiday.
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=timezone.utc)


PLAIN = Manner()


def minutes(count: float) -> datetime:
    return NOW + timedelta(minutes=count)


def span(text: str, word: str) -> Span:
    start = text.index(word)
    return Span(start, start + len(word))


def member(text: str, word: str, kinship: Kinship, **facts: Any) -> MemberMention:
    return MemberMention(kinship, span(text, word), **facts)


def concern(text: str, word: str, code: ConcernCode, whom: Optional[int] = None, **facts: Any) -> ConcernMention:
    if whom is not None:
        facts.setdefault("manner", Manner(experiencer=Experiencer.MEMBER))
    return ConcernMention(code, span(text, word), member=whom, **facts)


def signal(
    text: str, word: str, code: SignalCode, level: Urgency, rule: str = "", manner: Manner = PLAIN
) -> SignalMention:
    return SignalMention(code, span(text, word), level, rule or f"{code}.test", manner)


def set_aside(text: str, word: str, code: SignalCode, reason: str) -> SetAside:
    return SetAside(code, span(text, word), reason, f"{code}.test", Manner(Assertion(reason)))


def cue(text: str, word: str, kind: CueKind, code: str = "some", manner: Manner = PLAIN) -> Cue:
    return Cue(kind, code, span(text, word), manner)


def understood(
    *,
    members: Sequence[MemberMention] = (),
    concerns: Sequence[ConcernMention] = (),
    signals: Sequence[SignalMention] = (),
    aside: Sequence[SetAside] = (),
    soft_look: bool = False,
    cues: Sequence[Cue] = (),
    fields: Sequence[Field] = (),
    act: Act = Act.TELL,
    writer_is_kin: bool = True,
) -> Understanding:
    danger = DangerReading(tuple(signals), tuple(aside), soft_look)
    return Understanding(
        act, 0.9, tuple(members), tuple(concerns), danger, tuple(cues), tuple(fields), writer_is_kin, "test"
    )


def empty_case() -> Case:
    return Case("case-1", NOW)


def tell(
    case: Case,
    text: str,
    understanding: Understanding,
    *,
    at: Optional[datetime] = None,
    question: Optional[QuestionCode] = None,
    about: Optional[str] = None,
) -> Case:
    """Fold one more message; its id is ``message-N`` and it comes a minute after the one before."""
    index = case.messages
    received = at or minutes(index)
    return case.tell(ToldMessage(index, f"message-{index}", text, received, understanding, question, about))
