"""弟 of a child named before is the writer's child too: 「娘は小2、弟のほうは年中」「長男の夜泣きで弟まで起きる」."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import FrozenSet, Optional, Sequence

from bot.domain.vocabulary import Kinship, Sex
from nlu.core.kinship_chain import CHILDREN, GRANDCHILDREN
from nlu.core.person import Person

_TENDED = (
    "のほう",
    "の方",
    "の世話",
    "の支度",
    "の身支度",
    "の面倒",
    "の送り",
    "のお風呂",
    "の昼食",
    "の夕食",
    "の迎え",
    "たち",
    "達",
)
_MALE_SIBLINGS = frozenset({Kinship.YOUNGER_BROTHER, Kinship.OLDER_BROTHER})
_ELDER_SIBLINGS = frozenset({Kinship.OLDER_BROTHER, Kinship.OLDER_SISTER})
_STOPS = re.compile(r"[。！？!?\n]")
# The child is the subject, or what it does is: then a sibling in the same sentence is seen from it.
_SUBJECT = re.compile(
    r"(?:\([^()]{1,12}\))?(?:が|は|も|、|まで|の(?:夜泣き|泣き声|暴言|暴力|癇癪|かんしゃく|パニック|世話))"
)
_VIOLENT_CHILD = re.compile(r"の?(?:暴言|暴力|家庭内暴力|暴れ|夜泣き|癇癪|かんしゃく)")
_OWN_BEFORE = re.compile(r"(?:私|わたし|僕|俺|うち|自分|夫|妻|旦那|主人|実家|実|母|父)の?$")
_FAR = 40
# How many people before, and of the whole message, are looked at.
_LAST = 12


def sibling_of_child(
    folded: str,
    person: Person,
    before: Sequence[Person],
    people: Sequence[Person],
    school_starts: FrozenSet[int],
    school_ends: FrozenSet[int],
) -> Optional[Person]:
    """Return ``person`` (弟, 姉 …) seen from the writer when a child named before is meant, None when not.

    A child of that sex who is already named is not named again: the person returned has the kind ``echo``.

    Args:
        folded: width-folded text.
        person: somebody named as brother or sister.
        before: those named before, seen from the writer.
        people: all people, in order, as named.
        school_starts: where ages of minors begin.
        school_ends: where ages of minors end.
    """
    before = before[-_LAST:]
    children = [p for p in before if p.is_kin and p.kinship in CHILDREN | GRANDCHILDREN]
    if not children or _OWN_BEFORE.search(folded[max(0, person.start - 4) : person.start]):
        return None
    at_school = any(at in school_ends for at in range(person.start - 1, person.start + 1)) or any(
        at in school_starts for at in range(person.end, person.end + 7)
    )
    if not (at_school or folded.startswith(_TENDED, person.end) or _of_subject(folded, children, person)):
        return None
    boy = person.kinship in _MALE_SIBLINGS
    if not at_school and _named_already((*people[:_LAST], *before), person, children, boy):
        return replace(person, kind="echo", kinship=None)
    if children[0].kinship in GRANDCHILDREN:
        return replace(person, kinship=Kinship.GRANDSON if boy else Kinship.GRANDDAUGHTER)
    ordinal = "elder" if person.kinship in _ELDER_SIBLINGS else "younger"
    return replace(person, kinship=Kinship.SON if boy else Kinship.DAUGHTER, ordinal=ordinal)


def _of_subject(folded: str, children: Sequence[Person], person: Person) -> bool:
    if any(p.word[0] in "弟妹兄姉" for p in children):
        return True
    child = children[-1]
    gap = folded[child.end : person.start]
    if len(gap) > _FAR:
        return False
    if _VIOLENT_CHILD.match(gap):
        return True
    return _STOPS.search(gap) is None and (_SUBJECT.match(folded, child.end) is not None or gap == "の下の")


def _named_already(people: Sequence[Person], person: Person, children: Sequence[Person], boy: bool) -> bool:
    """True when a child of that sex other than the one whose brother or sister is meant is named in the message."""
    subject = children[-1]
    sex = Sex.MALE if boy else Sex.FEMALE
    others = [p for p in people if p.is_kin and p.kinship in CHILDREN | GRANDCHILDREN and p is not subject]
    return any(p.sex is sex and (p.kinship, p.ordinal) != (subject.kinship, subject.ordinal) for p in others)
