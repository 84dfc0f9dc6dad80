"""Facts that the writer states of themself without 私: 「妊娠8か月です」「透析しています」「一人暮らしです」.

A bare complaint (眠れない, 払えない) is no such fact: it tells a concern, not a person.
"""

from __future__ import annotations

import re
from typing import Optional, Sequence

from bot.domain.evidence import Span
from nlu.core.person import Person

_IS = r"(?:です|でございます|だ(?:けど|し|から|よ|$|。|、)|で(?:す|、|して)|なの|なん|、|。|\n|$)"
_ILLNESS = (
    r"(?:指定)?難病|膠原病|パーキンソン病|リウマチ|線維筋痛症|潰瘍性大腸炎|クローン病|(?:末期)?(?:がん|ガン|癌)|白血病|糖尿病|うつ病?|鬱病?|"
    r"双極性障害|統合失調症|適応障害|パニック障害|発達障害|知的障害|ADHD|ASD|PTSD|若年性認知症|てんかん|心不全|腎不全|視覚障害|聴覚障害|全盲|弱視"
)
_PREGNANT = (
    rf"妊娠(?:中{_IS}|(?:して)?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})(?:か月|ヶ月|カ月|週目?|かげつ)(?:目)?{_IS}"
    r"|しました|しています|してます)"
)
_BORN = (
    r"(?:先月|先週|今月|先日|[一二三四五六七八九\d]月に)?"
    r"(?:赤ちゃん|子ども|子供|女の子|男の子|双子|ふたご|第[一二三\d]子)を(?:出産し|産み)まし|出産しました"
)
_STATE = re.compile(
    rf"(?P<ill>{_ILLNESS})(?:(?:です(?!か)|でございます)|で(?!も|は|すか)|(?:と|って)(?:診断|言われ|いわれ)|を患って|の(?:治療中|手術|疑い|薬)|かもしれ|だった)"
    rf"|(?:脳梗塞|脳出血|事故)の後遺症で|(?:身体|視覚|聴覚|知的|発達|精神)?(?:障害|障がい)が(?:あります|ある(?:ので|から|ため|んです))"
    r"|車(?:椅子|いす|イス)(?:です|で(?!す))"
    r"|(?:人工)?透析(?:をして|を受けて|して|し)(?:い|お|と)?(?:ます|る|り)|(?:人工)?透析中(?:です|で|、)"
    rf"|{_PREGNANT}|{_BORN}|産後(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})(?:か月|ヶ月|カ月|週|日|かげつ)"
    r"|休職中(?:です|で)|(?:精神|療育|身体|愛の)(?:障害者)?手帳(?:を|の)?[^。、]{0,6}(?:持って|もって|所持)"
    r"|(?P<life>(?:一人|ひとり|独り|1人)(?:暮らし|ぐらし|住まい)(?:です|でございます|で(?:す|、)|をして(?:い|お))|独居(?:です|で、)"
    r"|独り(?:身|者)(?:です|で、)|(?:双子|三つ子|年子|子ども|子供|こども|[一二三四2-4]人の子)を(?:一人で|ひとりで)?育てて(?:い|お)?(?:ます|ります))"
)
_TOPIC = re.compile(r"(?:[\d一二三四五六七八九十]{1,3}[歳才]?|\([^()]{1,8}\))?(?:は|が|も|のこと|です)")
_STOPS = "。！？!?\n"


def own_state(folded: str, people: Sequence[Person]) -> Optional[Span]:
    """Return where the writer first states a fact of themself that has no subject, None when nowhere.

    Args:
        folded: width-folded text.
        people: resolved people, in order; a fact in a sentence that names somebody before is theirs.
    """
    for match in _STATE.finditer(folded):
        start, end = match.span()
        sentence = max(folded.rfind(mark, 0, start) for mark in _STOPS) + 1
        if any(not p.is_self and p.kind != "role" and sentence <= p.start < start for p in people):
            continue
        behind = next((p for p in people if p.start >= end), None)
        if (
            behind is not None
            and (behind.is_kin or behind.is_outsider)
            and behind.start - end <= 1
            and not match.group(0).endswith(("。", "\n", "す"))
        ):
            continue
        earlier = [p for p in people if p.end <= sentence and not p.is_self and p.kind != "role"]
        if any(_TOPIC.match(folded, p.end) for p in (earlier if match.group("life") else earlier[-1:])):
            continue
        return Span(start, end)
    return None
