"""Words whose meaning hangs on who speaks: 嫁 beside a grandchild, 弟 in a parent's mouth, パパ beside a baby."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Dict, FrozenSet, List, Sequence, Tuple

from bot.domain.vocabulary import AgeBand, Kinship, Sex
from nlu.core.age import AgeReading
from nlu.core.childs_sibling import sibling_of_child
from nlu.core.kinship_chain import CHILDREN, GRANDCHILDREN, GRANDPARENTS, PARENTS, SIBLINGS
from nlu.core.person import Person
from nlu.core.relatives_spouse import spouse_of_subject

_YOUNGER_TOO = re.compile(r"下の(?:子|娘|息子|男|女|チビ)|真ん中の子|弟くん|妹ちゃん")
_OLD_MAN = re.compile(r"(?:わし|わしゃ|おら)(?:が|は|も|の|ゃ|\d|ら|[四五六七八九])")
_MAN = re.compile(r"おふくろ|お袋|親父|おやじ|俺|オレ|僕|女房|家内")
_SON_AND = re.compile(r"息子と(?:[\d一二三四五六七八九十]{1,3}[歳才]?の)?$")
_LOST_SON = re.compile(r"(?:息子|長男|次男|せがれ|倅)(?:は|が|に|を|も)[^。、]{0,6}(?:逝|死|亡|先立)")
_OLD_WOMAN = re.compile(r"(?:ばば|ばばあ|ばあさん|婆|婆さん|老婆)(?:です|でございます|じゃ|や(?!っ)|だ)|わたくし")
_SELF_BEFORE = re.compile(r"(?:私|わたし|あたし|わし|俺|おれ)[はもが、]?(?:もう)?$")
_BY_OLD_SELF = {Kinship.GRANDMOTHER: Kinship.WIFE, Kinship.GRANDFATHER: Kinship.HUSBAND}
_GRAND = frozenset(_BY_OLD_SELF)
_SOMEBODYS_PARENT = frozenset({"母親", "父親"})
_COUPLE = re.compile(
    r"(?:は|が|も|、)?(?:共働き|ともばたらき|(?:二|ふた)(?:人|り)とも|どっちも|どちらも|とも(?:に)?働)"
)
_TENDS_WITH = re.compile(r"と(?:私|わたし|わし|二人|ふたり|一緒|いっしょ|育て|見て|みて)")
_BORN_SEX = re.compile(
    r"(?:生まれ|産まれ|うまれ|出産)[^。]{0,6}[。!！〜~ー\s]+(?P<sex>男|女)の子(?:です|でした|だ|ちゃん|。|$)"
)
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


@dataclass(frozen=True)
class _Voice:
    """What the whole message says of who speaks, read once."""

    kin: FrozenSet[Kinship]
    parent: bool
    man: bool
    old_man: bool
    mother_in_law: bool
    old: bool
    old_self: bool
    grand: bool
    small_child: bool
    strangers: bool
    first_child: int
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
        mother_in_law=Kinship.WIFE in kin and _is_mother_in_law(folded, kin),
        old=any(folded[a.span.start - 1 : a.span.start] in ("", "。", "\n") for a in old)
        or (bool(old) and not folded[old[-1].span.end :].strip("。!！です ")),
        old_self=bool(kin & _GRAND)
        and any(
            (a.age or 0) >= 68 and _SELF_BEFORE.search(folded, max(0, a.span.start - 5), a.span.start) for a in ages
        ),
        grand=bool(children) and children[0].kinship in GRANDCHILDREN,
        small_child=bool(kin & CHILDREN) or "産後" in folded or "育児" in folded,
        strangers=any(p.is_outsider and p.owner and p.word not in _UNCLES for p in people),
        first_child=children[0].start if children else len(folded),
        school_starts=frozenset(a.span.start for a in at_school),
        school_ends=frozenset(a.span.end for a in at_school),
    )


def _is_mother_in_law(folded: str, kin: FrozenSet[Kinship]) -> bool:
    """True when 嫁 is said by an old woman: she has a husband, lost her son, or says so."""
    lost_son = Kinship.SON in kin and _LOST_SON.search(folded) is not None
    return Kinship.HUSBAND in kin or lost_son or _OLD_WOMAN.search(folded) is not None


def seen_by_speaker(folded: str, people: Sequence[Person], ages: Sequence[AgeReading]) -> Tuple[Person, ...]:
    """Return the people with the words that hang on the speaker resolved, and both halves of a couple (兄夫婦)."""
    if not any(p.is_kin or p.word in _UNCLES for p in people):
        return tuple(people)
    voice = _voice(folded, people, ages)
    changed: List[Person] = []
    for person in people:
        seen = _seen(folded, person, changed, people, voice) if person.is_kin or person.word in _UNCLES else person
        changed.append(seen)
        spouse = _SPOUSE_OF.get(seen.kinship) if seen.is_kin and seen.word.endswith("夫婦") and seen.kinship else None
        if spouse is not None:
            changed.append(replace(seen, kinship=spouse, sex=None, ordinal=None))
    return tuple(changed)


def _seen(folded: str, person: Person, before: Sequence[Person], people: Sequence[Person], voice: _Voice) -> Person:
    if person.word in _UNCLES:
        return _uncle(folded, person, voice)
    if before and person.kinship in (Kinship.HUSBAND, Kinship.WIFE):
        theirs = spouse_of_subject(folded, before[-1], person)
        if theirs is not None:
            return theirs
    with_whom = voice.kin & GRANDCHILDREN and person.start == person.word_start
    if with_whom and person.kinship in _BY_OLD_SELF and _TENDS_WITH.match(folded, person.end):
        return replace(person, kinship=_BY_OLD_SELF[person.kinship])
    if person.word in _SOMEBODYS_PARENT and voice.grand and person.start == person.word_start:
        # 「孫が…。母親は仕事で」: the grandchild's, a daughter or a son's wife.
        return replace(person, kind="outsider", kinship=None, role="other_parent")
    if person.kinship is Kinship.PARENT and _COUPLE.match(folded, person.end):
        return replace(person, kinship=Kinship.PARENTS)
    if person.kinship in (Kinship.CHILD, Kinship.GRANDCHILD) and person.start == person.word_start:
        return _small_one(folded, person, voice)
    mine = person.start == person.word_start or folded.startswith(("うち", "ウチ"), person.start)
    if voice.old_self and person.kinship in _BY_OLD_SELF and mine:
        return replace(person, kinship=_BY_OLD_SELF[person.kinship])
    if person.word in _OLD_WIFE | _OLD_HUSBAND and person.start == person.word_start:
        return _old_spouse(folded, person, voice)
    if person.kinship is Kinship.WIFE and person.word.startswith(("嫁", "ヨメ", "よめ")):
        son = Kinship.SON in voice.kin
        mine = son and folded.startswith(_SONS_WIFE, max(0, person.start - 3 if person.word == "嫁" else person.start))
        quarrel = son and folded.startswith(_WITH_SONS_WIFE, person.end)
        beside = son and _SON_AND.search(folded[max(0, person.start - 9) : person.start]) is not None
        old_woman = bool(voice.kin & GRANDCHILDREN) or mine or quarrel or beside or voice.mother_in_law
        return replace(person, kinship=Kinship.DAUGHTER_IN_LAW) if old_woman and not voice.man else person
    return _in_parents_voice(folded, person, before, people, voice)


def _small_one(folded: str, person: Person, voice: _Voice) -> Person:
    """The baby of a son's wife is a grandchild; 「孫が生まれました。女の子です」 tells the sex."""
    kinship = person.kinship
    in_law = voice.kin & {Kinship.DAUGHTER_IN_LAW, Kinship.SON_IN_LAW}
    if kinship is Kinship.CHILD and person.band is AgeBand.INFANT and in_law:
        kinship = Kinship.GRANDCHILD
    born = _BORN_SEX.search(folded, person.end)
    if born is not None and not voice.kin & {Kinship.SON, Kinship.DAUGHTER}:
        sex = Sex.MALE if born.group("sex") == "男" else Sex.FEMALE
        specific = _BY_SEX[(kinship is Kinship.GRANDCHILD, sex)]
        return replace(person, kinship=specific, sex=sex)
    return replace(person, kinship=kinship)


_BY_SEX = {
    (False, Sex.MALE): Kinship.SON,
    (False, Sex.FEMALE): Kinship.DAUGHTER,
    (True, Sex.MALE): Kinship.GRANDSON,
    (True, Sex.FEMALE): Kinship.GRANDDAUGHTER,
}


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


def _in_parents_voice(
    folded: str, person: Person, before: Sequence[Person], people: Sequence[Person], voice: _Voice
) -> Person:
    if voice.parent and person.word in ("お兄ちゃん", "おにいちゃん", "兄ちゃん"):
        return replace(person, kinship=Kinship.SON, ordinal="elder")
    if voice.parent and person.word in ("お姉ちゃん", "おねえちゃん", "姉ちゃん"):
        return replace(person, kinship=Kinship.DAUGHTER, ordinal="elder")
    if person.kinship is Kinship.FATHER and person.word == "パパ":
        return replace(person, kinship=Kinship.HUSBAND) if voice.small_child else person
    own = person.kinship in SIBLINGS and person.start == person.word_start and not voice.kin & PARENTS
    if not own or voice.first_child > person.start:
        return person
    return sibling_of_child(folded, person, before, people, voice.school_starts, voice.school_ends) or person
