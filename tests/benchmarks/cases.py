"""Messages and readings made by hand, for the tests of the evaluation."""

from __future__ import annotations

from typing import Any, Sequence, Tuple

from benchmarks.evaluate.message_sets import GoldConcern, GoldMember, Message
from benchmarks.evaluate.systems import Said
from bot.domain.evidence import Manner, Span
from bot.domain.understanding import ConcernMention, DangerReading, MemberMention, SignalMention, Understanding
from bot.domain.vocabulary import Act, Assertion, ConcernCode, Experiencer, Field, Kinship, SignalCode, Urgency

PLACE = Span(0, 1)


def message(**changed: Any) -> Message:
    """A calm message of nobody, changed."""
    plain: dict[str, Any] = {
        "id": "x-1", "family": "fields", "voice": "woman40", "text": "…", "question": None, "fields": (),
        "concerns": (), "members": (), "signals": (), "urgency": "ordinary",
    }  # fmt: skip
    return Message(**{**plain, **changed})


def gold(code: str, member: str = "self", assertion: str = "present") -> GoldConcern:
    return GoldConcern(code, member, assertion)


def person(kinship: str, **known: Any) -> GoldMember:
    return GoldMember(kinship, **known)


def mention(
    code: str, confidence: float = 0.9, assertion: str = "present", member: int | None = None, of: str = "self"
) -> ConcernMention:
    manner = Manner(Assertion(assertion), Experiencer(of))
    return ConcernMention(ConcernCode(code), PLACE, manner, member, confidence)


def member(kinship: str, **known: Any) -> MemberMention:
    return MemberMention(Kinship(kinship), PLACE, **known)


def said(
    concerns: Sequence[ConcernMention] = (),
    members: Sequence[MemberMention] = (),
    signals: Sequence[Tuple[str, str]] = (),
    fields: Sequence[str] = (),
    best: Sequence[str] = (),
) -> Said:
    """What our reader says; ``signals`` are (code, level)."""
    danger = DangerReading(tuple(SignalMention(SignalCode(c), PLACE, Urgency(level), "r") for c, level in signals))
    understanding = Understanding(
        Act.TELL, 1.0, tuple(members), tuple(concerns), danger, fields=tuple(Field(name) for name in fields)
    )
    return Said(
        tuple(sorted({one.code.value for one in concerns})),
        tuple(best),
        tuple(fields),
        tuple(sorted({code for code, _ in signals})),
        understanding,
    )
