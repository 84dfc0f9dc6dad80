"""How a question ended: answered, declined, not known, or talked past."""

from __future__ import annotations

from typing import Dict, FrozenSet, Optional

from bot.domain.understanding import Understanding
from bot.domain.vocabulary import Act, CueKind, QuestionCode

ANSWERED, DECLINED, NOT_KNOWN, PASSED_OVER = "answered", "declined", "not_known", "passed_over"

# What an answer to the question would bring; without it, a message that tells of other troubles talked past it.
_BRINGS: Dict[QuestionCode, FrozenSet[CueKind]] = {
    QuestionCode.EXISTING_SUPPORT: frozenset({CueKind.SUPPORT, CueKind.STRENGTH}),
    QuestionCode.WISH: frozenset({CueKind.WISH}),
    QuestionCode.SINCE_WHEN: frozenset({CueKind.DURATION}),
    QuestionCode.AREA: frozenset({CueKind.PLACE}),
    QuestionCode.SAFE_CONTACT: frozenset({CueKind.SAFE_CONTACT, CueKind.NEVER_CONTACT}),
}
# Acts that leave the question open.
_NO_ANSWER = frozenset(
    {
        Act.ASK_HUMAN,
        Act.COMPLAIN,
        Act.OFF_TOPIC,
        Act.UNREADABLE,
        Act.GREET,
        Act.ASK_ABOUT_BOT,
        Act.ASK_INFO,
        Act.ASK_RECORD,
        Act.FINISH,
        Act.THANK,
    }
)


def answer_state(question: Optional[QuestionCode], understanding: Understanding) -> Optional[str]:
    """Return how the message that followed ``question`` ended it; None when none was open or it stays open."""
    if question is None or question is QuestionCode.OPENING or understanding.act in _NO_ANSWER:
        return None
    if understanding.act is Act.SKIP:
        return DECLINED
    if understanding.act is Act.DONT_KNOW:
        return NOT_KNOWN
    brings = _BRINGS.get(question)
    told_of_other_things = understanding.act is Act.TELL and bool(understanding.concerns)
    if brings and told_of_other_things and not any(cue.kind in brings for cue in understanding.cues):
        return PASSED_OVER
    return ANSWERED
