"""Ages by which a writer presents themself: 「三十七歳、妻と…」 at the head, 「…もう寝られん。68や」 at the end."""

from __future__ import annotations

import re
from typing import Mapping, Optional, Sequence

from bot.domain.vocabulary import Sex
from nlu.core.age import AgeReading
from nlu.core.age_owner import plausible
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
_AT_AGE = re.compile(r"(?:では|じゃ(?!な)|で(?!す|し|ご|も)|の(?:今|いま|体|身))")
_SEX_BEFORE = re.compile(r"(?:^|[\s、。])(?P<sex>女|男|♀|♂)(?:性)?[、\s]?$")
_CONNECTED = re.compile(r"(?:^|[、。！!\s\n\u3000]|[いるただのん])$")
_CLOSED = re.compile(rf"\s?{_COPULA}?(?:よ|ね|わ|ねん|さ)?[、。！!\s]*$")
_STOPS = "。！？!?\n"


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
    if age.bare and start == 0 and not folded[_SAID_ALONE.match(folded, end).end() :].strip():  # type: ignore[union-attr]
        return False
    if sex_before(folded, start) is not None and not folded.startswith("の", end):
        return True
    sentence = max(folded.rfind(mark, 0, start) for mark in _STOPS) + 1
    before = [p for p in people[:cursor] if p.start >= sentence]
    if any(not p.is_self and p.kind != "role" for p in before):
        kin_only = not any(p.is_outsider for p in before)
        return kin_only and _at_age(folded, sentence, start, end) and _all_have_ages(folded, before, start)
    if any(p.is_kin or p.is_outsider for p in people[:cursor]) and not (before and before[-1].is_self):
        # Somebody was named before: the age may be theirs.
        return _at_age(folded, sentence, start, end) and _all_have_ages(folded, people[:cursor], start)
    if people[:cursor] and not before and sentence > 0:
        return False
    following = people[cursor] if cursor < len(people) else None
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
    if not alone or not _grown_up(age) or not before or any(p.is_outsider and p.role in _IN_NEED for p in before):
        return False
    stop = min((at for at in (folded.find(mark, end) for mark in _STOPS) if at >= 0), default=len(folded))
    if not _CLOSED.fullmatch(folded[end:stop]) or not _CONNECTED.search(folded[max(0, start - 1) : start]):
        return False
    for index, person in enumerate(before):
        if not person.is_kin or index in taken or not plausible(person.kinship, age):
            continue
        topic = folded.startswith(
            ("は", "が", "も", "って", "だけ", "のこと", "の件", "の年", "の歳", "預か"), person.end
        )
        if topic and not _LOST.match(folded, person.end):
            return False
    return True


_IN_NEED = ("neighbour", "client")
_LOST = re.compile(r"(?:が|は|も|に)(?:死|逝|亡|他界|先立)")
