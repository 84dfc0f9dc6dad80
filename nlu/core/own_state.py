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
    rf"(?:(?P<ill>{_ILLNESS})(?:(?:です(?!か)|でございます)|で(?:通院|休職|入院|治療|療養|退職|働け|仕事)|と診断され|を患って|の治療中)"
    r"|(?:人工)?透析(?:をして|を受けて|して)(?:い|お)?(?:ます|る|り)|(?:人工)?透析中(?:です|で|、)"
    rf"|{_PREGNANT}|{_BORN}"
    rf"|(?:一人|ひとり|独り|1人)(?:暮らし|ぐらし|ぐらしを|住まい)(?:{_IS}|をして)|独居{_IS}|独り(?:身|者){_IS}"
    r"|(?:双子|三つ子|年子|子ども|子供|こども|[一二三四2-4]人の子|\d歳と\d歳)を(?:一人で|ひとりで)?育てて(?:い)?(?:ます|おります)"
    r"|(?:精神|療育|身体)(?:障害者)?手帳(?:を|の)?[^。、]{0,6}(?:持って(?:い)?ます|所持して))"
)
_OF_OTHERS = re.compile(r"(?:が|は|も|の)$")
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
        topic = next((p for p in reversed(people) if p.end <= sentence and not p.is_self and p.kind != "role"), None)
        if topic is not None and folded.startswith(("は", "が", "も", "のこと", "です"), topic.end):
            continue
        return Span(start, end)
    return None
