"""Words whose meaning hangs on who speaks: 嫁 beside a grandchild, 弟 in a parent's mouth, パパ beside a baby."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Dict, FrozenSet, List, Optional, Sequence, Tuple

from bot.domain.vocabulary import AgeBand, Kinship, Sex
from nlu.core.age import AgeReading
from nlu.core.kinship_chain import CHILDREN, GRANDCHILDREN, GRANDPARENTS, PARENTS, SIBLINGS
from nlu.core.person import Person

_YOUNGER_TOO = re.compile(r"下の(?:子|娘|息子|男|女|チビ)|真ん中の子|弟くん|妹ちゃん")
_OLD_MAN = re.compile(r"(?:わし|わしゃ|おら)(?:が|は|も|の|ゃ|\d|ら|[四五六七八九])")
_MAN = re.compile(r"おふくろ|お袋|親父|おやじ|俺|オレ|僕|女房|家内")
_SON_AND = re.compile(r"息子と(?:[\d一二三四五六七八九十]{1,3}[歳才]?の)?$")
_OLD_WIFE = frozenset({"ばあさん", "婆さん", "ばば", "婆", "おばば"})
_OLD_HUSBAND = frozenset({"じいさん", "爺さん", "じじ", "爺", "おじじ"})
_UNCLES: Dict[str, Tuple[Kinship, Sex]] = {
    **dict.fromkeys(("おじさん", "おじちゃん", "オジサン"), (Kinship.UNCLE, Sex.MALE)),
    **dict.fromkeys(("おばさん", "おばちゃん", "オバサン"), (Kinship.AUNT, Sex.FEMALE)),
}
_SCHOOL = frozenset(
    {
        AgeBand.INFANT,
        AgeBand.PRESCHOOL,
        AgeBand.ELEMENTARY_SCHOOL,
        AgeBand.JUNIOR_HIGH_SCHOOL,
        AgeBand.HIGH_SCHOOL,
    }
)
_MALE_SIBLINGS = frozenset({Kinship.YOUNGER_BROTHER, Kinship.OLDER_BROTHER})
_ELDER_SIBLINGS = frozenset({Kinship.OLDER_BROTHER, Kinship.OLDER_SISTER})
_SPOUSE_OF: Dict[Kinship, Kinship] = {
    Kinship.SON: Kinship.DAUGHTER_IN_LAW,
    Kinship.DAUGHTER: Kinship.SON_IN_LAW,
    Kinship.OLDER_BROTHER: Kinship.SISTER_IN_LAW,
    Kinship.YOUNGER_BROTHER: Kinship.SISTER_IN_LAW,
    Kinship.OLDER_SISTER: Kinship.BROTHER_IN_LAW,
    Kinship.YOUNGER_SISTER: Kinship.BROTHER_IN_LAW,
}
_CHILD_AGE = 18


def seen_by_speaker(folded: str, people: Sequence[Person], ages: Sequence[AgeReading]) -> Tuple[Person, ...]:
    """Return the people with the words that hang on the speaker resolved, and both halves of a couple (兄夫婦)."""
    kin = frozenset(p.kinship for p in people if p.is_kin and p.kinship is not None)
    changed: List[Person] = []
    for person in people:
        seen = _seen(folded, person, kin, people, ages) if person.is_kin or person.word in _UNCLES else person
        changed.append(seen)
        spouse = _SPOUSE_OF.get(seen.kinship) if seen.is_kin and seen.word.endswith("夫婦") and seen.kinship else None
        if spouse is not None:
            changed.append(replace(seen, kinship=spouse, sex=None, ordinal=None))
    return tuple(changed)


def _seen(
    folded: str, person: Person, kin: FrozenSet[Kinship], people: Sequence[Person], ages: Sequence[AgeReading]
) -> Person:
    if person.word in _UNCLES:
        own = kin & (PARENTS | GRANDPARENTS | SIBLINGS) and not any(
            p.is_outsider and p.owner and p.word not in _UNCLES for p in people
        )
        near = folded.startswith("(", person.end) or (own and person.is_outsider and person.start == person.word_start)
        kinship, sex = _UNCLES[person.word]
        return replace(person, kind="kin", kinship=kinship, role="", sex=sex) if near and person.is_outsider else person
    if person.word in _OLD_WIFE | _OLD_HUSBAND and person.start == person.word_start:
        return _old_spouse(folded, person, kin, ages)
    if person.kinship is Kinship.WIFE and person.word.startswith(("嫁", "ヨメ", "よめ")):
        has_son = Kinship.SON in kin
        woman = bool(kin & GRANDCHILDREN) or (
            has_son and re.search(r"うちの嫁|嫁と折り合い|嫁がきつ|嫁に気|嫁との仲", folded) is not None
        )
        # 息子と嫁: the couple next door to an old writer.
        beside = has_son and _SON_AND.search(folded[max(0, person.start - 9) : person.start]) is not None
        return (
            replace(person, kinship=Kinship.DAUGHTER_IN_LAW)
            if (woman or beside) and not _MAN.search(folded)
            else person
        )
    return _in_parents_voice(folded, person, kin, people, ages)


def _old_spouse(folded: str, person: Person, kin: FrozenSet[Kinship], ages: Sequence[AgeReading]) -> Person:
    """ばあさん in an old man's mouth is his wife, じいさん in an old woman's her husband."""
    wife = person.word in _OLD_WIFE
    lost = folded.startswith(("に先立た", "が逝", "が死", "を亡", "の墓", "の仏壇"), person.end)
    grown = bool(kin & (CHILDREN | GRANDCHILDREN)) and not kin & (PARENTS | SIBLINGS)
    aged = [age for age in ages if (age.age or 0) >= 60 or age.band in (AgeBand.SIXTIES, AgeBand.SEVENTIES)]
    writer_old = any(
        folded[max(0, age.span.start - 2) : age.span.start] in ("", "。", "\n")
        or not folded[age.span.end :].strip("。!！です ")
        for age in aged
    )
    old_man = wife and _OLD_MAN.search(folded) is not None
    if not (old_man or lost or grown or writer_old):
        return person
    return replace(person, kinship=Kinship.WIFE if wife else Kinship.HUSBAND)


def _in_parents_voice(
    folded: str, person: Person, kin: FrozenSet[Kinship], people: Sequence[Person], ages: Sequence[AgeReading]
) -> Person:
    parent_voice = bool(_YOUNGER_TOO.search(folded))
    if parent_voice and person.word in ("お兄ちゃん", "おにいちゃん", "兄ちゃん"):
        return replace(person, kinship=Kinship.SON, ordinal="elder")
    if parent_voice and person.word in ("お姉ちゃん", "おねえちゃん", "姉ちゃん"):
        return replace(person, kinship=Kinship.DAUGHTER, ordinal="elder")
    if person.kinship is Kinship.FATHER and person.word == "パパ":
        small_child = bool(kin & CHILDREN) or "産後" in folded or "育児" in folded
        return replace(person, kinship=Kinship.HUSBAND) if small_child else person
    if person.kinship in SIBLINGS and person.start == person.word_start and not kin & PARENTS:
        younger = _sibling_of_child(folded, person, people, ages)
        if younger is not None:
            return younger
    return person


def _sibling_of_child(
    folded: str, person: Person, people: Sequence[Person], ages: Sequence[AgeReading]
) -> Optional[Person]:
    """弟 of a child named before is the writer's child too: 「娘は小2、弟のほうは年中」."""
    earlier = [p for p in people if p.is_kin and p.start < person.start and p.kinship in CHILDREN | GRANDCHILDREN]
    if not earlier:
        return None
    at_school = any(
        (age.band in _SCHOOL or (age.age is not None and age.age <= _CHILD_AGE))
        and (0 <= person.start - age.span.end <= 2 or 0 <= age.span.start - person.end <= 6)
        for age in ages
    )
    tended = folded.startswith(
        ("のほう", "の方", "の世話", "の支度", "の身支度", "の面倒", "の送り", "のお風呂"), person.end
    )
    plural = folded.startswith(("たち", "達"), person.end)
    if not (at_school or tended or plural):
        return None
    boy = person.kinship in _MALE_SIBLINGS
    grand = earlier[-1].kinship in GRANDCHILDREN
    if grand:
        kinship = Kinship.GRANDSON if boy else Kinship.GRANDDAUGHTER
    else:
        kinship = Kinship.SON if boy else Kinship.DAUGHTER
    ordinal = "elder" if person.kinship in _ELDER_SIBLINGS else "younger"
    return replace(person, kinship=kinship, ordinal=None if grand else ordinal)
