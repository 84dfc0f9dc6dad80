"""The public JSON form of an understanding, with the words of each span beside its offsets."""

from __future__ import annotations

from typing import Any, Dict, Optional

from bot.domain.evidence import Span
from bot.domain.understanding import ConcernMention, MemberMention, SetAside, SignalMention, Understanding
from nlu.core.labels import labels


def to_wire(message_id: str, text: str, understanding: Understanding) -> Dict[str, Any]:
    """Return what ``marugoto understand`` and the API answer for one message.

    Args:
        message_id: id of the message, handed through.
        text: the raw message; all offsets are code points into it.
        understanding: what was read from it.

    Returns:
        JSON values only. ``concerns[].member`` is the position in ``members`` or null.
    """
    return {
        "id": message_id,
        "act": {"name": understanding.act.value, "confidence": round(float(understanding.act_confidence), 4)},
        "fields": [name.value for name in understanding.fields],
        "concerns": [_concern(text, concern) for concern in understanding.concerns],
        "members": [_member(member) for member in understanding.members],
        "signals": [_signal(text, signal) for signal in understanding.danger.signals],
        "set_aside": [_set_aside(text, item) for item in understanding.danger.set_aside],
        "urgency": understanding.urgency.value,
    }


def _words(text: str, span: Span) -> Dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.of(text)}


def _concern(text: str, concern: ConcernMention) -> Dict[str, Any]:
    return {
        "code": concern.code.value,
        "fields": [name.value for name in concern.fields],
        "member": concern.member,
        "assertion": concern.manner.assertion.value,
        "quoted": concern.manner.quoted,
        "experiencer": concern.manner.experiencer.value,
        "confidence": round(float(concern.confidence), 4),
        **_words(text, concern.span),
    }


def _member(member: MemberMention) -> Dict[str, Any]:
    return {
        "kinship": member.kinship.value,
        "label_ja": member_label(member),
        "age": member.age,
        "age_band": _value(member.age_band),
        "start": member.span.start,
        "end": member.span.end,
    }


def member_label(member: MemberMention) -> str:
    """Return the plain Japanese word for the member seen from the writer (夫, 義母, 本人 …)."""
    return labels("kinship")[member.kinship.value]


def _signal(text: str, signal: SignalMention) -> Dict[str, Any]:
    return {
        "code": signal.code.value,
        "assertion": signal.manner.assertion.value,
        "experiencer": signal.manner.experiencer.value,
        **_words(text, signal.span),
    }


def _set_aside(text: str, item: SetAside) -> Dict[str, Any]:
    return {
        "code": item.code.value,
        "reason": item.reason,
        "assertion": item.manner.assertion.value,
        "experiencer": item.manner.experiencer.value,
        **_words(text, item.span),
    }


def _value(code: Optional[Any]) -> Optional[str]:
    return None if code is None else str(code.value)
