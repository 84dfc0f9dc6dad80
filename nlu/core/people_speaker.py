"""Words whose meaning hangs on who speaks: 嫁 beside a grandchild, 弟 in a parent's mouth, パパ beside a baby."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Dict, FrozenSet, List, Sequence, Tuple

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
_SONS_WIFE = ("うちの嫁", "ウチの嫁")
_WITH_SONS_WIFE = ("と折り合い", "がきつ", "に気", "との仲")
_TENDED = ("のほう", "の方", "の世話", "の支度", "の身支度", "の面倒", "の送り", "のお風呂", "たち", "達")


@dataclass(frozen=True)
class _Voice:
    """What the whole message says of who speaks, read once."""

    kin: FrozenSet[Kinship]
    parent: bool
    man: bool
    old_man: bool
    old: bool
    small_child: bool
    strangers: bool
    first_child: int
    grand: bool
    school_starts: FrozenSet[int]
    school_ends: FrozenSet[int]


def _voice(folded: str, people: Sequence[Person], ages: Sequence[AgeReading]) -> _Voice:
    kin = frozenset(p.kinship for p in people if p.is_kin and p.kinship is not None)
    children = [p for p in people if p.is_kin and p.kinship in CHILDREN | GRANDCHILDREN]
    at_school = [a for a in ages if a.band in _SCHOOL or (a.age is not None and a.age <= _CHILD_AGE)]
    old = [a for a in ages if (a.age or 0) >= 60 or a.band in (AgeBand.SIXTIES, AgeBand.SEVENTIES)]
    return _Voice(
        kin=kin,
        parent=_YOUNGER_TOO.search(folded) is not None,
        man=_MAN.search(folded) is not None,
        old_man=_OLD_MAN.search(folded) is not None,
        old=any(folded[a.span.start - 1 : a.span.start] in ("", "。", "\n") for a in old)
        or (bool(old) and not folded[old[-1].span.end :].strip("。!！です ")),
        small_child=bool(kin & CHILDREN) or "産後" in folded or "育児" in folded,
        strangers=any(p.is_outsider and p.owner and p.word not in _UNCLES for p in people),
        first_child=children[0].start if children else len(folded),
        grand=bool(children) and children[0].kinship in GRANDCHILDREN,
        school_starts=frozenset(a.span.start for a in at_school),
        school_ends=frozenset(a.span.end for a in at_school),
    )


def seen_by_speaker(folded: str, people: Sequence[Person], ages: Sequence[AgeReading]) -> Tuple[Person, ...]:
    """Return the people with the words that hang on the speaker resolved, and both halves of a couple (兄夫婦)."""
    voice = _voice(folded, people, ages)
    changed: List[Person] = []
    for person in people:
        seen = _seen(folded, person, voice) if person.is_kin or person.word in _UNCLES else person
        changed.append(seen)
        spouse = _SPOUSE_OF.get(seen.kinship) if seen.is_kin and seen.word.endswith("夫婦") and seen.kinship else None
        if spouse is not None:
            changed.append(replace(seen, kinship=spouse, sex=None, ordinal=None))
    return tuple(changed)


def _seen(folded: str, person: Person, voice: _Voice) -> Person:
    if person.word in _UNCLES:
        return _uncle(folded, person, voice)
    if person.word in _OLD_WIFE | _OLD_HUSBAND and person.start == person.word_start:
        return _old_spouse(folded, person, voice)
    if person.kinship is Kinship.WIFE and person.word.startswith(("嫁", "ヨメ", "よめ")):
        son = Kinship.SON in voice.kin
        mine = son and folded.startswith(_SONS_WIFE, max(0, person.start - 3 if person.word == "嫁" else person.start))
        quarrel = son and folded.startswith(_WITH_SONS_WIFE, person.end)
        beside = son and _SON_AND.search(folded[max(0, person.start - 9) : person.start]) is not None
        old_woman = bool(voice.kin & GRANDCHILDREN) or mine or quarrel or beside
        return replace(person, kinship=Kinship.DAUGHTER_IN_LAW) if old_woman and not voice.man else person
    return _in_parents_voice(folded, person, voice)


def _uncle(folded: str, person: Person, voice: _Voice) -> Person:
    """おじさん beside parents or grandparents, or explained in brackets, is the uncle; else a man somewhere."""
    if not person.is_outsider or person.start != person.word_start:
        return person
    own = voice.kin & (PARENTS | GRANDPARENTS | SIBLINGS) and not voice.strangers
    if not (own or folded.startswith("(", person.end)):
        return person
    kinship, sex = _UNCLES[person.word]
    return replace(person, kind="kin", kinship=kinship, role="", sex=sex)


def _old_spouse(folded: str, person: Person, voice: _Voice) -> Person:
    """ばあさん in an old man's mouth is his wife, じいさん in an old woman's her husband."""
    wife = person.word in _OLD_WIFE
    lost = folded.startswith(("に先立た", "が逝", "が死", "を亡", "の墓", "の仏壇"), person.end)
    grown = bool(voice.kin & (CHILDREN | GRANDCHILDREN)) and not voice.kin & (PARENTS | SIBLINGS)
    if not ((wife and voice.old_man) or lost or grown or voice.old):
        return person
    return replace(person, kinship=Kinship.WIFE if wife else Kinship.HUSBAND)


def _in_parents_voice(folded: str, person: Person, voice: _Voice) -> Person:
    if voice.parent and person.word in ("お兄ちゃん", "おにいちゃん", "兄ちゃん"):
        return replace(person, kinship=Kinship.SON, ordinal="elder")
    if voice.parent and person.word in ("お姉ちゃん", "おねえちゃん", "姉ちゃん"):
        return replace(person, kinship=Kinship.DAUGHTER, ordinal="elder")
    if person.kinship is Kinship.FATHER and person.word == "パパ":
        return replace(person, kinship=Kinship.HUSBAND) if voice.small_child else person
    own = person.kinship in SIBLINGS and person.start == person.word_start and not voice.kin & PARENTS
    return _sibling_of_child(folded, person, voice) if own and voice.first_child < person.start else person


def _sibling_of_child(folded: str, person: Person, voice: _Voice) -> Person:
    """弟 of a child named before is the writer's child too: 「娘は小2、弟のほうは年中」."""
    at_school = any(at in voice.school_ends for at in range(person.start - 2, person.start + 1)) or any(
        at in voice.school_starts for at in range(person.end, person.end + 7)
    )
    if not (at_school or folded.startswith(_TENDED, person.end)):
        return person
    boy = person.kinship in _MALE_SIBLINGS
    if voice.grand:
        return replace(person, kinship=Kinship.GRANDSON if boy else Kinship.GRANDDAUGHTER)
    ordinal = "elder" if person.kinship in _ELDER_SIBLINGS else "younger"
    return replace(person, kinship=Kinship.SON if boy else Kinship.DAUGHTER, ordinal=ordinal)
