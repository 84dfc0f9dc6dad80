"""One person under two names: put right (母、じゃなくて姑) or explained in brackets (おばあちゃん(主人の母))."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import List, Sequence

from nlu.core.kinship_chain import GRANDPARENTS, PARENTS
from nlu.core.person import Person

_PUT_RIGHT = re.compile(r"[、,]?\s?(?:じゃ|では?|や)な(?:くて?|い)[、,]?\s?(?:て|です|、)?(?:実家の|実は|私の|うちの)?")
_CLOSES = re.compile(r"[)、,・\s\d]")
_UNCLES = ("おじさん", "おばさん", "おばちゃん", "おじちゃん", "オバサン", "オジサン")


def without_renamed(folded: str, people: Sequence[Person]) -> List[Person]:
    """Return people without those whom the next name replaces.

    Args:
        folded: width-folded text.
        people: resolved people, in order.
    """
    kept: List[Person] = []
    for person in people:
        if kept and _renames(folded, kept[-1], person):
            # The name before is the same person's: what stands there is said of them.
            kept[-1] = replace(person, start=kept[-1].start)
        else:
            kept.append(person)
    return kept


def _renames(folded: str, earlier: Person, person: Person) -> bool:
    if not person.is_kin or not (earlier.is_kin or earlier.word in _UNCLES):
        return False
    gap = folded[earlier.end : person.start]
    if earlier.is_kin and earlier.kinship is not person.kinship and _PUT_RIGHT.fullmatch(gap):
        return True
    if gap != "(" or not _CLOSES.match(folded, person.end):
        return False
    chained = person.start < person.word_start or person.word.startswith(("うちの", "ウチの"))
    return chained and (earlier.kinship in GRANDPARENTS | PARENTS or earlier.word in _UNCLES)
