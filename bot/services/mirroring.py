"""One sentence that shows what was understood, built from the case: who, what, since when. No echo, no diagnosis."""

from __future__ import annotations

from typing import List, Mapping, Optional, Tuple

from bot.domain.case import Case, CaseConcern
from bot.domain.member import Member
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
            named = [m for m in case.members if any(q.message_index == message_index for q in m.quotes)]
            if named and named[-1].kinship is not Kinship.SELF:
                return f"{self.name(named[-1], with_age=True)}のことですね。{_WARM[turn]}"
            return _WARM[turn]
        since = self._since(case, message_index)
        return f"{_WARM[turn]}{since}{'、'.join(told)}{_ENDINGS[turn]}"

    def line(self, concern: CaseConcern, case: Case) -> str:
        """Return one concern as a line of the read-back summary."""
        member = case.member(concern.member_id)
        phrase = self._phrases[str(concern.code)]
        if member is None or member.kinship is Kinship.SELF:
            return f"{phrase}（あなた）" if member else phrase
        return f"{phrase}（{self.name(member, with_age=True)}）"

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
            phrases = by_person.setdefault(concern.member_id, [])
            phrase = self._phrases[str(concern.code)]
            if phrase not in phrases and len(phrases) < MOST_CONCERNS_EACH:
                phrases.append(phrase)
        parts: List[str] = []
        for member_id, phrases in list(by_person.items())[:MOST_PEOPLE]:
            member = case.member(member_id)
            words = "と、".join(phrases)
            if member is None or member.kinship is Kinship.SELF:
                parts.append(words)
            else:
                parts.append(f"{self.name(member, with_age=True)}の{words}")
        return parts

    def _since(self, case: Case, message_index: int) -> str:
        durations: List[Tuple[int, str]] = [
            (cue.quote.message_index, cue.quote.text) for cue in case.cues if cue.kind is CueKind.DURATION
        ]
        fresh = [text for index, text in durations if index == message_index]
        return f"{fresh[-1].strip()}、" if fresh and len(fresh[-1]) <= 12 else ""
