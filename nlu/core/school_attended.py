"""The school that a child goes to or no longer goes to: 「孫は毎日高校行っとる」「息子が中学に行かなくなった」."""

from __future__ import annotations

import re
from typing import List, Sequence

from bot.domain.evidence import Span
from bot.domain.vocabulary import AgeBand
from nlu.core.age import AgeReading
from nlu.core.age_run import OwnedAges
from nlu.core.kinship_chain import CHILDREN, GRANDCHILDREN
from nlu.core.person import Person

_ATTENDS = re.compile(
    r"(?P<school>高校|中学校?|小学校|保育園|幼稚園|こども園)(?:に|へ|には|にも|も|を)?(?:毎日|元気に|ちゃんと)?"
    r"(?:行っ(?:て(?!(?:い)?た|も|みた)|と[るりん])|行か(?:な|ん(?!か|で)|せ)|行き(?:た|しぶ|渋|ます)|行け(?:な|ず|て)|行く|(?:上が|あが)った|入学し|通(?:って(?!た|いた)|う|わせ)|(?:を)?休(?:み|ん))"
)
_OVER = re.compile(r"中退|卒業|辞め|やめ|受験|合格|年前|の頃|のころ|時代|以来|から(?:ずっと|\d+年)|\d+年(?:目|間)?")
_TOPIC = re.compile(r"(?:さん|ちゃん|くん)?(?:は|が|も|、|\s)")
_BANDS = {
    "高": AgeBand.HIGH_SCHOOL,
    "中": AgeBand.JUNIOR_HIGH_SCHOOL,
    "小": AgeBand.ELEMENTARY_SCHOOL,
}
_STOPS = "。！？!?\n"
_FAR = 24


def schools_attended(folded: str, people: Sequence[Person], owned: Sequence[OwnedAges]) -> List[OwnedAges]:
    """Return the school years of children of whom no other age is told.

    Args:
        folded: width-folded text.
        people: resolved people, in order.
        owned: the ages that are told.
    """
    found: List[OwnedAges] = []
    if not any(p.kinship in CHILDREN | GRANDCHILDREN for p in people):
        return found
    aged = {item.person for item in owned}
    for match in _ATTENDS.finditer(folded):
        child = next((i for i in range(len(people) - 1, -1, -1) if people[i].end <= match.start()), None)
        if child is None or child in aged:
            continue
        person = people[child]
        if not person.is_kin or person.kinship not in CHILDREN | GRANDCHILDREN or person.band is not None:
            continue
        gap = folded[person.end : match.start()]
        after = folded[match.end() : match.end() + 16]
        if len(gap) > _FAR or any(stop in gap for stop in _STOPS) or not _TOPIC.match(gap):
            continue
        if _OVER.search(gap) or _OVER.search(after.split("。")[0]):
            continue
        band = _BANDS.get(match.group("school")[0], AgeBand.PRESCHOOL)
        found.append(OwnedAges(child, (AgeReading(Span(*match.span("school")), None, band),)))
        aged.add(child)
    return found
