"""Whether an age can be a relative's, and whether a bare number is the writer's own."""

from __future__ import annotations

import re
from typing import Optional, Sequence

from bot.domain.vocabulary import AgeBand, Kinship
from nlu.core.age import AgeReading
from nlu.core.kinship_chain import (
    CHILDREN,
    GRANDCHILDREN,
    GRANDPARENTS,
    IN_LAW_PARENTS,
    PARENTS,
    SIBLINGS,
    SPOUSES,
)
from nlu.core.person import Person

_IN_SCHOOL = frozenset(
    {
        AgeBand.PRESCHOOL,
        AgeBand.ELEMENTARY_SCHOOL,
        AgeBand.JUNIOR_HIGH_SCHOOL,
        AgeBand.HIGH_SCHOOL,
        AgeBand.INFANT,
        AgeBand.TEENS,
    }
)


def plausible(kinship: Optional[Kinship], reading: AgeReading) -> bool:
    """True unless the age cannot be that of such a relative (a mother in the second form)."""
    if kinship in PARENTS | IN_LAW_PARENTS | GRANDPARENTS:
        return reading.band not in _IN_SCHOOL and (reading.age is None or reading.age >= 28)
    if kinship in SPOUSES:
        return reading.band not in _IN_SCHOOL and (reading.age is None or reading.age >= 16)
    if kinship in CHILDREN | GRANDCHILDREN:
        return reading.age is None or reading.age < (60 if kinship in GRANDCHILDREN else 78)
    return True


def tended_elder(folded: str, person: Person, reading: AgeReading) -> bool:
    """True for an old relative whom the writer tends, when the age is an old one's: 祖母を介護しています。96歳です."""
    elder = person.kinship in PARENTS | IN_LAW_PARENTS | GRANDPARENTS
    return elder and (reading.age or 0) >= 75 and folded.startswith("を", person.end)


_OF_WRITER = re.compile(r"の(?:体(?![重温])|身体|身(?!内)|からだ|私|わたし|自分|僕|俺|年金|手習い)")
_ALONE_BEFORE = re.compile(r"(?:一人暮らし|ひとり暮らし|独居|無職|独身|治療中の|入院中の|独り身|病気持ちの)[、,\s]?$")


def is_writers_age(folded: str, before: Sequence[Person], reading: AgeReading) -> bool:
    """True for a bare number that is the writer's own age: 「64の体が」「…払えない43」「77です、」."""
    start, end = reading.span.start, reading.span.end
    if reading.age is None or not 10 <= reading.age <= 99 or (start == 0 and end == len(folded)):
        return False
    beside = bool(before) and folded[before[-1].end : start] in ("", "(", "、", " ")
    topic = any(folded.startswith(("は", "が", "も", "だけ", "って", "のこと", "の件", "の年"), p.end) for p in before)
    last = re.match(r"[。!！]?\s*$", folded[end:]) is not None
    if last and not beside and folded[start - 1 : start] not in ("", " ", "(", "\n", "も"):
        led = folded[:start].endswith(
            (
                "もう",
                "今年",
                "まだ",
                "とも",
                "約",
                "はや",
                "ちなみに",
                "年上で",
                "年下で",
                "数えで",
                "今年で",
                "たしか",
                "確か",
            )
        )
        return not (led or (topic and folded[start - 1] == "、"))
    sentence = max(folded.rfind(mark, 0, start) for mark in "。！？!?\n")
    named = any(p.start > sentence for p in before)
    if _OF_WRITER.match(folded, end) and not (before and folded[before[-1].end : start] in ("", "(")):
        return True
    closes = re.match(r"\s?(?:です|や|だ|じゃ|歳)?(?:[。、！!\n]|$)", folded[end:])
    if closes and not named and _ALONE_BEFORE.search(folded[max(0, start - 8) : start]):
        return True
    if start == sentence + 1 and folded[end : end + 1] in ("。", "、") and not topic:
        return True
    said = len(folded) > end + 6 and re.match(r"\s?(?:です|や(?!って)|だ(?!と)|じゃ(?!なく)|になり)", folded[end:])
    return bool(said) and start == sentence + 1 and not topic


GROUP_KIN = CHILDREN | GRANDCHILDREN | SIBLINGS | {Kinship.PARENTS, Kinship.GRANDPARENTS, Kinship.PARENTS_IN_LAW}
_BOTH = re.compile(r"(?:どっちも|どちらも|(?:二|2)人とも|ふたりとも|両方とも?|ともに)(?:もう|既に)?$")


def speaks_of_both(folded: str, start: int) -> bool:
    """True when an age at ``start`` is that of two people together (どちらも80代)."""
    return _BOTH.search(folded[max(0, start - 6) : start]) is not None


def named_pair(before: Sequence[Person]) -> bool:
    """True when the last two people are two relatives of different words (母 … 父 … どちらも80代)."""
    return (
        len(before) >= 2
        and all(p.is_kin and p.kinship not in GROUP_KIN for p in before[-2:])
        and before[-1].kinship is not before[-2].kinship
    )


def group_before(folded: str, people: Sequence[Person], cursor: int, start: int) -> Optional[int]:
    """Return the group word that 「三人とも」 before an age takes up."""
    if not re.search(r"[二三四五2-5]人とも(?:まだ|もう)?$", folded[max(0, start - 6) : start]):
        return None
    return next((i for i in range(cursor - 1, -1, -1) if people[i].is_kin and people[i].kinship in GROUP_KIN), None)


def too_old_for(person: Person, people: Sequence[Person], age: AgeReading) -> bool:
    """True for a son or daughter who has children: the small age is the grandchild's."""
    return (
        person.kinship in CHILDREN
        and age.age is not None
        and age.age < 16
        and any(p.is_kin and p.kinship in GRANDCHILDREN for p in people)
    )
