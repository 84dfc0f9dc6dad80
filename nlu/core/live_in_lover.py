"""A lover whom the writer lives with is their partner: 「彼氏(同棲3年)」「一緒に暮らす彼」."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import List, Sequence

from bot.domain.vocabulary import Kinship, Sex
from nlu.core.person import Person

_LIVES_WITH = re.compile(
    r"同棲(?!して(?:い)?た|解消|したい|しよう|する前)|(?:一緒|いっしょ)に(?:住んで(?:い)?(?:る|ます|て)|住む(?!の|こと)|暮らして(?:い)?(?:る|ます|て)|暮らす(?!の|こと))"
)
# 「妹の彼氏」, 「娘が彼氏と」
_OWNED = re.compile(r"(?:の$|[がはも][^。！？!?\n]{0,8}$)")
_FORMER = ("元", "モト", "不倫", "浮気", "好きな", "婚活", "愛人", "彼ら")
_MALE = ("彼氏", "カレ", "かれし", "彼")


def with_partners(folded: str, people: Sequence[Person]) -> List[Person]:
    """Return people with live-in lovers as partners; the lover of a relative (妹の彼氏) is nobody's partner here.

    Args:
        folded: width-folded text.
        people: resolved people, in order.
    """
    if not any(p.role == "lover" for p in people):
        return list(people)
    together = _LIVES_WITH.search(folded) is not None
    found: List[Person] = []
    for person in people:
        if person.role != "lover":
            found.append(person)
            continue
        owned = bool(found) and found[-1].is_kin and _OWNED.match(folded[found[-1].end : person.start]) is not None
        alone = not owned and person.start == person.word_start and not person.word.startswith(_FORMER)
        if together and alone and not folded.startswith(("の親", "の母", "の父", "の家族", "の子"), person.end):
            female = person.word.startswith("彼女")
            sex = Sex.FEMALE if female else Sex.MALE if person.word.startswith(_MALE) else None
            person = replace(person, kind="kin", kinship=Kinship.PARTNER, role="", sex=sex, owner=False)
        found.append(person)
    return found
