"""How a danger phrase is meant: raised, or set aside as negated, past, hypothetical, figurative, job, pet, of nobody.

Doubt goes to raising. The reasons are read from the sentence of the phrase and its neighbours, never from the whole
text, so that one denial far away silences nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Optional, Tuple

from bot.domain.evidence import Manner
from bot.domain.vocabulary import Assertion, Experiencer, SignalCode
from nlu.core.danger_rules import Lexicon, Rule

JOB, PET, NOBODY = "job", "pet", "nobody"
# A need that is met, a person who is found, an illness that has passed: over, however recent.
_CAN_BE_OVER = frozenset((SignalCode.NO_FOOD_MONEY, SignalCode.MISSING, SignalCode.MEDICAL))
_EARNEST = frozenset((SignalCode.SUICIDE, SignalCode.HARM_TO_OTHERS))
_TOLD_IN = re.compile(r"^(?:の中)?(?:で(?!き)|の|が|に出|、)")
_SPOKEN_OF = re.compile(
    "シーン|場面|セリフ|台詞|って話|という話|話[をが]|曲|という本|歌|役|主人公|を見|見てて|を読|を観|やって|流れ|被害者|っていう設定"
)
_LACK = re.compile(r"(?:[なせられけえめかべしず]|い|わか|分か|あり)(?<!され)$")
# 「いなくなったことはありません」: denied however the phrase itself is built
_NEVER = re.compile(
    r"(?:た|だ)こと(?:は|が|も|なんて)?(?:、)?(?:一度も|まだ|今まで)?(?:ありません|ない|なかった|ございません)"
)
_FIRST_NEGATION = re.compile(
    r"^ら?(?:な?(?:い|く|かっ?)(?:て|た|です|んです|ので|の)?|ませ?ん(?:でした|です)?|ん(?:です)?|ず(?:に)?|ない(?:です|んです)?)"
)
# Codes of which 「もし…たら」 and 「…場合は」 ask for information.
_ASKED_ABOUT = frozenset(SignalCode) - {SignalCode.SUICIDE}


@dataclass(frozen=True)
class Phrase:
    """A hit in its place: ``text`` is previous + own + next sentence, ``[start, end)`` the hit in it."""

    text: str
    start: int
    end: int
    sentence_start: int
    sentence_end: int

    @property
    def sentence(self) -> str:
        return self.text[self.sentence_start : self.sentence_end]

    @property
    def before(self) -> str:
        return self.text[self.sentence_start : self.start]

    @property
    def hit(self) -> str:
        return self.text[self.start : self.end]

    @property
    def tail(self) -> str:
        """The rest of the sentence behind the hit, and where it was cut by a stop in mid-word, nothing more."""
        return self.text[self.end : max(self.sentence_end, self.end)]

    @property
    def following(self) -> str:
        return self.text[self.end :]


def experiencer(phrase: Phrase, rule: Rule, words: Lexicon) -> Tuple[Experiencer, bool]:
    """Return whom the phrase is said of, and whether in reported speech."""
    marks = words.markers
    quoted = bool(marks["said"].search(phrase.tail))
    head = phrase.before + phrase.hit if rule.code is not SignalCode.SUICIDE else phrase.before
    if rule.code is SignalCode.SUICIDE and not quoted:
        self_after_kin = not any(
            f"{who.group()}{mark}" in head for who in marks["kin"].finditer(head) for mark in "がは"
        )
        if self_after_kin and not marks["other"].search(head):
            return Experiencer.SELF, False
    if marks["other"].search(head):
        return Experiencer.OTHER_PERSON, quoted
    if marks["kin"].search(head) and rule.code is not SignalCode.DV:
        return Experiencer.MEMBER, quoted
    return Experiencer.SELF, quoted


def _negated(phrase: Phrase, words: Lexicon) -> bool:
    tail = phrase.tail
    if _NEVER.match(tail):
        return True
    if _LACK.search(phrase.hit):
        # 帰れ|ない, 止まら|ない, 食べるものがな|い: this negation is the danger itself
        tail = _FIRST_NEGATION.sub("", tail, count=1)
    match = words.markers["negation"].search(tail)
    if match is None:
        return False
    if "しか" in phrase.hit[-8:] + tail[: match.end()]:
        return False  # 死ぬしかありません
    return not words.markers["not_really_negated"].search(tail[match.end() :])


def _past(phrase: Phrase, rule: Rule, words: Lexicon) -> bool:
    marks = words.markers
    when = marks["past"].search(phrase.before + phrase.hit)
    around = phrase.hit + phrase.following
    recent = marks["recent"].search(phrase.before) or marks["recent"].search(phrase.hit)
    ended = marks["ended"].search(phrase.following) if when or rule.code in _CAN_BE_OVER else None
    if ended:
        spoken_in_past = marks["past_form"].search(phrase.hit[-2:] + phrase.tail)
        # 「今は毎日が楽しい」 is the end itself, not a danger that goes on every day
        besides = phrase.following[: ended.start()] + phrase.following[ended.end() :]
        return bool(spoken_in_past) and not marks["now_again"].search(besides)
    if marks["told_as_past"].search(phrase.following):
        return True
    if recent:
        return False
    if when is None:
        tail = phrase.tail
        lifetime = tail[:12]
        return bool(
            ("たことがあ" in lifetime or "だことがあ" in lifetime or "たことも" in lifetime)
            and (rule.code is SignalCode.SUICIDE or rule.code in _CAN_BE_OVER)
            and _only_a_memory(phrase)
            and not marks["now_again"].search(phrase.sentence)
        )
    if marks["now_again"].search((phrase.before + around)[when.end() :]):
        return False
    return bool(marks["past_form"].search(phrase.hit[-2:] + phrase.tail)) or not phrase.tail.strip("。、")


def _only_a_memory(phrase: Phrase) -> bool:
    """True when 「…たことがある」 may be read as a mere memory: nothing in it says that the danger goes on."""
    return not any(mark in phrase.sentence for mark in ("最近", "また", "何度も", "今", "怖"))


def _hypothetical(phrase: Phrase, rule: Rule, words: Lexicon) -> bool:
    marks = words.markers
    if marks["hypothetical"].search(phrase.before):
        asks = "たら" in phrase.tail or "なら" in phrase.tail or "れば" in phrase.tail or "場合" in phrase.tail
        return asks or rule.code in _ASKED_ABOUT
    return rule.code in _ASKED_ABOUT and bool(marks["conditional_tail"].search(phrase.tail))


def _figurative(phrase: Phrase, rule: Rule, words: Lexicon) -> bool:
    marks = words.markers
    if marks["figurative_tail"].search(phrase.tail):
        return True
    if rule.code not in (SignalCode.SUICIDE, SignalCode.HARM_TO_OTHERS):
        return False
    nearby = phrase.text[phrase.sentence_start :]
    if marks["exhausted"].search(phrase.before) and not marks["trivial"].search(phrase.before):
        return False
    return bool(marks["laugh"].search(nearby) and marks["trivial"].search(nearby))


def _of_nobody(phrase: Phrase, rule: Rule, words: Lexicon) -> Optional[str]:
    marks = words.markers
    if marks["self_marked"].search(phrase.text):
        return None
    spoken_of = _SPOKEN_OF.search(phrase.tail)
    family = marks["kin"].search(phrase.before + phrase.hit) or marks["other"].search(phrase.before)
    if rule.topic and marks["media"].search(phrase.text[: phrase.sentence_end]):
        return NOBODY
    medium = marks["media"].search(phrase.before) or marks["media"].search(phrase.hit)
    # a media word beside an earnest statement (ゲームもできない、死にたい) speaks of the writer
    told_in = medium is not None and bool(_TOLD_IN.search(medium.string[medium.end() :]))
    if medium and (spoken_of or (told_in and not family and rule.code not in _EARNEST)):
        return NOBODY
    told_of = marks["media"].search(phrase.tail[:8])
    if told_of and phrase.tail.startswith("の"):
        return NOBODY
    work = phrase.tail if rule.code in _EARNEST and not rule.topic else phrase.sentence
    if marks["job"].search(work) and (rule.topic or not family or "仕事" in work):
        return JOB
    return None


def _of_pet(phrase: Phrase, rule: Rule, words: Lexicon) -> bool:
    if rule.code is SignalCode.SUICIDE:
        return False
    return bool(words.markers["pet"].search(phrase.before + phrase.hit))


def judge(phrase: Phrase, rule: Rule, words: Lexicon) -> Tuple[Optional[str], Manner]:
    """Return the reason to set the phrase aside (None: raise it) and its manner."""
    whom, quoted = experiencer(phrase, rule, words)

    def aside(reason: str) -> Tuple[Optional[str], Manner]:
        if reason in Assertion._value2member_map_:
            return reason, Manner(Assertion(reason), whom, quoted)
        nobody = Experiencer.NOBODY if reason == NOBODY else Experiencer.OTHER_PERSON
        return reason, Manner(Assertion.PRESENT, nobody, quoted)

    if rule.negatable and _negated(phrase, words):
        return aside("negated")
    for reason, pattern in rule.aside:
        if pattern.search(phrase.text):
            return aside(reason)
    if _figurative(phrase, rule, words):
        return aside("figurative")
    if _of_pet(phrase, rule, words):
        return aside(PET)
    nobody = _of_nobody(phrase, rule, words)
    if nobody is not None:
        return aside(nobody)
    if _hypothetical(phrase, rule, words):
        return aside("hypothetical")
    if _past(phrase, rule, words):
        return aside("past")
    return None, Manner(Assertion.PRESENT, whom, quoted)
