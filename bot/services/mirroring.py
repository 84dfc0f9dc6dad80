"""One sentence that shows what was understood, built from the case: who, what, since when. No echo, no diagnosis."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import List, Mapping, Optional, Tuple

from bot.domain.case import Case, CaseConcern
from bot.domain.member import CHILD_KINSHIPS, GRANDCHILD_KINSHIPS, Member
from bot.domain.vocabulary import ConcernCode, CueKind, Kinship

# More than this in one sentence and nobody reads it.
MOST_PEOPLE = 3
MOST_CONCERNS_EACH = 2
_ENDINGS = ("、うかがいました。", "、受け取りました。", "、わかりました。")
_WARM = (
    "話してくださって、ありがとうございます。",
    "教えてくださって、ありがとうございます。",
    "書いてくださって、ありがとうございます。",
)
_HEARD = ("のことですね。", "のことですね。", "のお話ですね。")
# Durations that can stand before a noun: 「半年前からの」「最近の」. Any other (「もう三年も」) is not said back.
_BEFORE_A_NOUN = re.compile("(?:から|最近|さいきん|このごろ|近頃|長年|長い間)$")


class Mirror:
    """Builds the sentence; ``phrases`` names concerns, ``address`` names people (``wording.yml``)."""

    def __init__(self, phrases: Mapping[str, str], address: Mapping[str, str], age_bands: Mapping[str, str]) -> None:
        self._phrases = phrases
        self._address = address
        self._age_bands = age_bands

    def sentence(self, case: Case, *, message_index: int) -> str:
        """Return the mirror of the latest message in the light of the whole case.

        What this message added comes back; when it added nothing that was understood, a plain acknowledgement does.
        """
        fresh = [c for c in case.present_concerns if c.quote.message_index == message_index]
        turn = message_index % len(_WARM)
        told = self._told(case, fresh)
        if not told:
            return f"{self._named(case, message_index)}{_WARM[turn]}"
        since = self._since(case, message_index)
        return f"{_WARM[turn]}{since}{'、'.join(told)}{_ENDINGS[turn]}"

    def line(self, concern: CaseConcern, case: Case) -> str:
        """Return one concern as a line of the read-back summary."""
        who = self._of_whom(concern, case)
        if who is None and case.writer_is_kin and concern.member_id is not None:
            who = self._address[str(Kinship.SELF)]
        phrase = self._phrases[str(concern.code)]
        return f"{who}：{phrase}" if who else phrase

    def name(self, member: Member, *, with_age: bool) -> str:
        """Return how the writer's kin are named back, with the age as told."""
        word = self._address[str(member.kinship)]
        if member.ordinal in ("elder", "younger") and member.kinship in (Kinship.CHILD, Kinship.SON, Kinship.DAUGHTER):
            word = ("上の" if member.ordinal == "elder" else "下の") + word
        if with_age and member.age is not None:
            return f"{word}（{member.age}歳）"
        if with_age and member.age_band is not None:
            return f"{word}（{self._age_bands[str(member.age_band)]}）"
        return word

    def _told(self, case: Case, fresh: List[CaseConcern]) -> List[str]:
        by_person: "dict[Optional[str], List[str]]" = {}
        for concern in fresh:
            if concern.code is ConcernCode.UNCLEAR:
                continue
            phrases = by_person.setdefault(self._of_whom(concern, case), [])
            phrase = self._phrases[str(concern.code)]
            if phrase not in phrases and len(phrases) < MOST_CONCERNS_EACH:
                phrases.append(phrase)
        return [
            f"{who}の{'と、'.join(phrases)}" if who else "と、".join(phrases)
            for who, phrases in list(by_person.items())[:MOST_PEOPLE]
        ]

    def _of_whom(self, concern: CaseConcern, case: Case) -> Optional[str]:
        """Name the person whom a concern is about; the writer, somebody unknown and a loss go without."""
        member = case.member(concern.member_id)
        if member is None or member.kinship is Kinship.SELF or concern.code is ConcernCode.BEREAVEMENT:
            return None
        return self._called(member, case)

    def _called(self, member: Member, case: Case) -> str:
        """Name a member; a neighbour's child is not the writer's son."""
        young = member.kinship in CHILD_KINSHIPS | GRANDCHILD_KINSHIPS
        if not case.writer_is_kin and young:
            member = replace(member, kinship=Kinship.CHILD, ordinal=None)
        return self.name(member, with_age=True)

    def _named(self, case: Case, message_index: int) -> str:
        """Show that the people of a message were heard, when nothing else of it was understood."""
        told_of = [
            member
            for member in case.members
            if member.kinship is not Kinship.SELF and any(q.message_index == message_index for q in member.quotes)
        ]
        living = [member for member in told_of if member.alive is not False]
        if living:
            heard = _HEARD[message_index % len(_HEARD)]
            return f"{'と、'.join(self._called(member, case) for member in living[:MOST_PEOPLE])}{heard}"
        if told_of and told_of[-1].quotes[0].message_index == message_index:
            return f"{self.name(told_of[-1], with_age=False)}は、亡くなられたのですね。"
        return ""

    def _since(self, case: Case, message_index: int) -> str:
        durations: List[Tuple[int, str]] = [
            (cue.quote.message_index, cue.quote.text) for cue in case.cues if cue.kind is CueKind.DURATION
        ]
        fresh = [text for index, text in durations if index == message_index]
        words = fresh[-1].strip() if fresh else ""
        return f"{words}の、" if len(words) <= 12 and _BEFORE_A_NOUN.search(words) else ""
