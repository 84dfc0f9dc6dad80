"""Ages told by another's: 「わしが六十九で、家内は二つ下じゃ」「母は父より五つ上で、父は78」「連れ合いは同い年」."""

from __future__ import annotations

import re
from typing import List, Optional, Sequence

from bot.domain.evidence import Span
from bot.domain.vocabulary import Kinship
from nlu.core.age import AgeReading
from nlu.core.age_words import number_of
from nlu.core.kinship_chain import CHILDREN, GRANDCHILDREN
from nlu.core.member_draft import Draft
from nlu.core.person import Person

_NUMBER = r"(?:\d{1,2}|十?[一二三四五六七八九]|十)"
_RELATIVE = re.compile(
    rf"(?:(?P<years>{_NUMBER})(?:つ|歳|才|個|コ)?(?:年)?(?P<way>上|下)|(?P<round>(?:一|ひと)回り)(?:年)?(?P<far>上|下)|(?P<same>同い?年|タメ))"
    r"(?=で|だ|じゃ|や|の|。|、|$|なの|なん)"
)
_TOPIC = re.compile(r"(?:さん|ちゃん)?(?:は|が|も|って)[、\s]?(?:もう|だいたい|たしか)?")
_THAN = re.compile(r"(?:さん)?(?:より|と)[、\s]?")
_WAYS = ("上", "下", "同い", "同年", "タメ")
_FAR = 24


def with_relative_ages(folded: str, people: Sequence[Person], drafts: Sequence[Draft], own: Optional[Draft]) -> None:
    """Give drafts the ages that are told by another's; only where the other's is stated as a number.

    Args:
        folded: width-folded text.
        people: resolved people, in order.
        drafts: the kin; changed in place.
        own: the writer, if a member.
    """
    if not any(word in folded for word in _WAYS):
        return
    for match in _RELATIVE.finditer(folded):
        near = [p for p in people if p.is_kin and match.start() - _FAR <= p.start and p.end <= match.start()]
        owner, base = _compared(folded, near, drafts, own, match.start())
        if owner is None or base is None or base.age is None or owner.age is not None:
            continue
        age = base.age + _difference(match)
        if 0 <= age <= 120:
            owner.take_age(AgeReading(Span(*match.span()), age, None), False)


def _difference(match: "re.Match[str]") -> int:
    if match.group("same"):
        return 0
    years = 12 if match.group("round") else number_of(match.group("years"))
    return years if (match.group("way") or match.group("far")) == "上" else -years


def _compared(
    folded: str, near: List[Person], drafts: Sequence[Draft], own: Optional[Draft], start: int
) -> "tuple[Optional[Draft], Optional[Draft]]":
    """Return whose age it is and whose it is told by."""
    base: Optional[Draft] = None
    if near and _THAN.fullmatch(folded, near[-1].end, start):
        base = _draft_of(near[-1], drafts)
        near = near[:-1]
        start = base.mentions[-1].start if base is not None and near else start
        if not near or not _TOPIC.match(folded, near[-1].end):
            return None, None
        return _draft_of(near[-1], drafts), base
    if not near or not _TOPIC.fullmatch(folded, near[-1].end, start):
        return None, None
    owner = _draft_of(near[-1], drafts)
    if owner is None:
        return None, None
    for kinds in (CHILDREN, GRANDCHILDREN):
        if owner.kinship in kinds:
            told = [d for d in drafts if d.kinship in kinds and d is not owner and d.age is not None]
            return owner, told[-1] if told else None
    return owner, own if own is not None and own.kinship is Kinship.SELF else None


def _draft_of(person: Person, drafts: Sequence[Draft]) -> Optional[Draft]:
    return next((d for d in drafts if any(m.start <= person.start < m.end for m in d.mentions)), None)
