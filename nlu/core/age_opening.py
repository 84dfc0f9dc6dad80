"""Ages by which a writer presents themself: 「三十七歳、妻と…」 at the head, 「…もう寝られん。68や」 at the end."""

from __future__ import annotations

import re
from typing import Mapping, Optional, Sequence

from bot.domain.vocabulary import AgeBand, Sex
from nlu.core.age import AgeReading
from nlu.core.age_owner import plausible, tended_elder
from nlu.core.kinship_chain import CHILDREN, GRANDCHILDREN
from nlu.core.person import Person

_COPULA = (
    r"(?:です|でございます|でございま|でごさいま|どす|だす|だ(?!と|って|け|っ)|や(?!って)|じゃ(?!な)|っす|"
    r"たい|ばい|っちゃ|でして|だべ|になります|になりました|なります|なりました|になる(?!と)|になった(?!ら))"
)
_SAID = re.compile(
    rf"\s?{_COPULA}?(?:が|けど|けども|けれど|けれども|ねん|よ|わ|な|ね|さ|けえ|けん|から|ので)?(?:[、。！!\n]|$)"
)
_SAID_ALONE = re.compile(rf"\s?{_COPULA}?(?:よ|ね|わ|ねん)?[。、！!\s]*")
_KANA_SAID = re.compile(r"\s(?=[ぁ-ん]|$)")
_CALLING = re.compile(r"(?:の|になる)[^、。！!\n]{1,10}?(?:です|でございます|だ|じゃ|や|でして|で[、。]|をして|。)")
_TOO_OLD = re.compile(r"(?:では|じゃ|で)(?:もう)?(?:決ま|雇|採|仕事が|仕事は|どこも|働き口)")
_AT_AGE = re.compile(r"(?:では|じゃ(?!な)|で(?!す|し|ご|も)|の(?:今|いま|体|身))")
_SEX_BEFORE = re.compile(r"(?:^|[\s、。])(?P<sex>女|男|♀|♂)(?:性)?[、\s]?$")
_CONNECTED = re.compile(r"(?:^|[、。！!\s\n\u3000]|[いるただのん])$")
_CLOSED = re.compile(rf"\s?{_COPULA}?(?:よ|ね|わ|ねん|さ)?[、。！!\s]*$")
_STOPS = "。！？!?\n"
# How far back, in code points and in people, somebody named can still be waiting for an age.
_BACK = 300
_LAST_NAMED = 12


def sex_before(folded: str, start: int) -> Optional[Sex]:
    """Return the sex written right before an age: 女31, 男 45."""
    match = _SEX_BEFORE.search(folded[max(0, start - 4) : start])
    if match is None:
        return None
    return Sex.FEMALE if match.group("sex") in "女♀" else Sex.MALE


def opens_as_writer(folded: str, people: Sequence[Person], cursor: int, age: AgeReading, end: int) -> bool:
    """True for an age by which the writer presents themself before anybody is named.

    Args:
        folded: width-folded text.
        people: resolved people, in order.
        cursor: index of the first person behind the age.
        age: the age, the first of its run.
        end: end of the run.
    """
    start = age.span.start
    if not _grown_up(age) or (start == 0 and end == len(folded)):
        return False
    if age.bare and start == 0 and _SAID_ALONE.fullmatch(folded, end):
        return False
    if sex_before(folded, start) is not None and not folded.startswith("の", end):
        return True
    if _TOO_OLD.match(folded, end):
        return True
    sentence = max(folded.rfind(mark, max(0, start - _BACK), start) for mark in _STOPS) + 1
    named = people[max(0, cursor - _LAST_NAMED) : cursor]
    before = [p for p in named if p.start >= sentence]
    if any(not p.is_self and p.kind != "role" for p in before):
        kin_only = not any(p.is_outsider for p in before)
        return kin_only and _at_age(folded, sentence, start, end) and _all_have_ages(folded, before, start)
    if any(p.is_kin or p.is_outsider for p in named) and not (before and before[-1].is_self):
        # Somebody was named before: the age may be theirs.
        return _at_age(folded, sentence, start, end) and _all_have_ages(folded, named, start)
    if named and not before and sentence > 0:
        return False
    following = people[cursor] if cursor < len(people) else None
    if (
        following is not None
        and _heads_line(folded, sentence, start, end, following)
        and (not plausible(following.kinship, age) or folded.startswith(("の世話", "の面倒", "の送迎"), following.end))
    ):
        # 「中2 オヤジに殴られた」: the year cannot be the father's.
        return True
    if following is not None and following.start - end <= 1 and not folded.startswith(("、", "。"), end):
        return False
    if following is not None and following.is_self:
        return False
    calling = _CALLING.match(folded, end)
    if calling and (following is None or following.start >= calling.end() or following.kind == "role"):
        return not following_is_other(following, calling.end())
    if age.bare and sentence > 0 and folded[sentence:start].strip():
        return False
    if _at_age(folded, sentence, start, end):
        return True
    said = _SAID.match(folded, end) or (not age.bare and _KANA_SAID.match(folded, end))
    if not said:
        return False
    # 「82歳、認知症の母」 at the head: the old age is the relative's that it describes.
    old = (age.age or 0) >= 70 and following is not None and following.is_kin and said.group(0) == "、"
    return not (old and following is not None and folded[said.end() : following.start].endswith("の"))


def _heads_line(folded: str, sentence: int, start: int, end: int, following: Person) -> bool:
    """True for an age alone at the head, a blank before the first person; 弟 only where he is looked after."""
    return (
        start == sentence and following.is_kin and folded[end : following.start].strip() == "" and end < following.start
    )


def following_is_other(following: Optional[Person], end: int) -> bool:
    """True when a person who is not the writer stands before ``end``."""
    return following is not None and following.start < end and following.kind != "role"


def _grown_up(age: AgeReading) -> bool:
    return age.age is None or 10 <= age.age <= 99


def _at_age(folded: str, sentence: int, start: int, end: int) -> bool:
    """True for 「69で腰が曲がって」, 「53じゃどこも採ってくれん」 at the head of a clause."""
    return folded[start - 1 : start] in ("", "、", *_STOPS) and bool(_AT_AGE.match(folded, end)) and start >= sentence


def _all_have_ages(folded: str, people: Sequence[Person], start: int) -> bool:
    """True when nobody named before ``start`` still waits for an age."""
    return all(p.is_self or not folded.startswith(("は", "が", "も", "、", "のこと"), p.end) for p in people) or all(
        re.search(r"\d|[二三四五六七八九]?十|歳", folded[max(0, p.start - 5) : min(p.end + 4, start)])
        for p in people
        if p.is_kin
    )


def closes_as_writer(
    folded: str, before: Sequence[Person], taken: Mapping[int, int], age: AgeReading, alone: bool
) -> bool:
    """True for an age that ends a sentence and can be nobody's but the writer's: all named have theirs or are dead."""
    start, end = age.span.start, age.span.end
    if minor_before(before, taken, age) is not None:
        return False
    if (
        not alone
        or not _grown_up(age)
        or not before
        or any(p.is_outsider and p.role in _IN_NEED for p in before[-_LAST_NAMED:])
        or ((age.age or 99) <= OLDEST_PET and any(p.role == "pet" for p in before[-_LAST_NAMED:]))
    ):
        return False
    limit = min(len(folded), end + _BACK)
    stop = min((at for at in (folded.find(mark, end, limit) for mark in _STOPS) if at >= 0), default=limit)
    if not _CLOSED.fullmatch(folded[end:stop]) or not _CONNECTED.search(folded[max(0, start - 1) : start]):
        return False
    for index in range(max(0, len(before) - _LAST_NAMED), len(before)):
        person = before[index]
        if not person.is_kin or index in taken or not plausible(person.kinship, age):
            continue
        topic = folded.startswith(
            ("は", "が", "にあたる", "も", "って", "だけ", "のこと", "の件", "の年", "の歳", "預か"), person.end
        )
        if (topic or tended_elder(folded, person, age)) and not _LOST.match(folded, person.end):
            return False
    return True


def minor_before(before: Sequence[Person], taken: Mapping[int, int], age: AgeReading) -> Optional[int]:
    """Return the last child or grandchild named who has no age yet, for an age that is a minor's."""
    small = age.band in _SCHOOL if age.age is None else age.age <= 17
    if not small or any(p.is_self for p in before[-_LAST_NAMED:]):
        return None
    minors = (
        i
        for i in range(len(before) - 1, max(-1, len(before) - 1 - _LAST_NAMED), -1)
        if before[i].is_kin and before[i].kinship in _MINORS
    )
    found = [i for i in minors if i not in taken]
    grand = [i for i in found if before[i].kinship in GRANDCHILDREN]
    chosen = grand or found
    return chosen[0] if chosen else None


_MINORS = CHILDREN | GRANDCHILDREN
_SCHOOL = frozenset(
    {AgeBand.PRESCHOOL, AgeBand.ELEMENTARY_SCHOOL, AgeBand.JUNIOR_HIGH_SCHOOL, AgeBand.HIGH_SCHOOL, AgeBand.INFANT}
)
OLDEST_PET = 22
_IN_NEED = ("neighbour", "client")
_LOST = re.compile(r"(?:が|は|も|に)[^。、]{0,8}(?:(?<!孤独)死(?!に(?:た[いく]|そう)|のう)|逝|亡|他界|先立)")
