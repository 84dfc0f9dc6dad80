"""The writer's own trouble told without 私: 「もう限界」「眠れません」「仕事辞めました」."""

from __future__ import annotations

import re
from typing import Optional, Sequence

from bot.domain.evidence import Span
from nlu.core.person import Person

_FEELS = (
    r"限界|疲れ(?:た(?!ら)|まし|て(?:い|し|る|ま)|果て|切っ|きっ|きり)|つかれた|くたくた|クタクタ|へとへと|ヘトヘト|"
    r"(?:眠れ|寝れ|ねむれ|寝られ|眠られ)(?:な|ま|ん|ず)|寝て(?:な|い(?:な|ま))|涙が|泣いて(?:る|い|ば)|泣けて|泣きたい|"
    r"倒れそう|共倒れ|しんど|つら(?:い|く)|辛(?:い|く|か)|手が回ら|頭がおかしくなりそう|おかしくなりそう|死にた(?:い|く)|消えた(?:い|く)|"
    r"怖(?:い|く)|こわ(?:い|く)|不安で|もたない|もちません|ひとりぼっち|独りぼっち|話せる人|話す(?:人|相手)が?(?:い(?:な|ま)|も)|"
    r"話し相手|頼れる人|休めない|体が(?:悲鳴|もた)|腰(?:を|が)(?:痛|いた|やっ)|イライラ(?:し|が)|自分を責め|やってい?け(?:な|ま)|どうにかなりそう|"
    r"(?:叩|たた)い(?:てしま|ちゃ)|突き飛ばし|手を(?:上|あ)げ(?:てしま|ちゃ|そう)|怒鳴って(?:しま|ばか)|殺してしま"
)
_DOES = (
    r"(?:仕事|会社|パート|勤め)(?:を|も)?(?:辞め|やめ)(?:た(?!ら|い|く)|まし|ざる|るしか)|退職しました|クビ(?:に|寸)|首に(?:なり|なっ)|"
    r"雇い止め|失業(?:しま|中)|解雇され|時短に|リストラされ"
)
_TROUBLE = re.compile(rf"(?P<feels>{_FEELS})|(?P<does>{_DOES})")
_REPORTED = re.compile(
    r"[^。、！？!?\n]{0,8}?(?:みたい|らしい|様子|よう(?:で|だ|に見)|そう(?:です|だ|で)|がっ|がる|って(?:言|い|泣|聞|ゆ|いう)|と(?:言|い[うっ]|泣|聞|訴)|」)"
)
_MARK = re.compile(r"(?:\([^()\n]{0,12}\)|[はが]?\d{1,3}(?:歳|才)?)?(?:は|が|も|って|\s|、)")


def own_trouble(folded: str, people: Sequence[Person]) -> Optional[Span]:
    """Return where the writer first tells a trouble of their own that has no subject, None when nowhere.

    Args:
        folded: width-folded text.
        people: resolved people, in order.
    """
    subjects = [p for p in people if not p.is_self and _MARK.match(folded, p.end)]
    for match in _TROUBLE.finditer(folded):
        start, end = match.span()
        if _REPORTED.match(folded, end):
            continue
        sentence = max(folded.rfind(mark, 0, start) for mark in "。！？!?\n")
        clause = max(sentence, folded.rfind("、", 0, start), folded.rfind(" ", 0, start))
        floor = sentence if match.group("does") else clause
        if any(floor < p.start < start and start - p.end <= 20 for p in subjects):
            continue
        if any(
            p.is_kin and folded[end : p.start] in ("", "の", "な", "た") for p in people if end <= p.start <= end + 2
        ):
            continue
        return Span(start, end)
    return None
