"""A bare 「82です」 after the question of an age is the age of the member asked about, not of the writer."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional, Sequence

from bot.domain.member import Member
from bot.domain.understanding import MemberMention
from bot.domain.vocabulary import Kinship, QuestionCode


def age_answered(
    question: Optional[QuestionCode], about: Optional[Member], mentions: Sequence[MemberMention]
) -> Optional[MemberMention]:
    """Return the only mention as one of the member asked about, or None when it is no such answer."""
    if question is not QuestionCode.AGE or about is None or len(mentions) != 1:
        return None
    only = mentions[0]
    # The reader names the writer when nobody is named; a naming that is the number alone shows that nobody was.
    if only.kinship is not Kinship.SELF or only.age_span is None or only.age_span != only.span:
        return None
    return replace(only, kinship=about.kinship, ordinal=about.ordinal, sex=about.sex, age_corrected=True)
