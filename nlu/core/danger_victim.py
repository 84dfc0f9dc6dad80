"""One act, one victim: child abuse read from the act alone is left out where an old or disabled victim is meant.

Nothing is silenced: it is left out only beside a signal of the same or a higher level in the same message, and stands
among what was set aside. Rules that name the child are never touched.
"""

from __future__ import annotations

import re
from typing import List, Sequence, Tuple

from bot.domain.understanding import SetAside, SignalMention
from bot.domain.vocabulary import SignalCode

OTHER_VICTIM = "other_victim"

# Rules that read the act and its marks, whoever the victim is.
_OF_THE_ACT = frozenset({"child.act_by_adult", "child.neighbour", "child.victim_hit"})
_OTHERS = frozenset({SignalCode.ELDER_ABUSE, SignalCode.DISABILITY_ABUSE})
# Words by which a child can be meant.
_CHILD = re.compile(
    r"子ども|子供|こども|コドモ|この子|うちの子|上の子|下の子|隣の子|の子[がはをに]|娘|孫|まご|赤ちゃん|あかちゃん|赤ん坊"
    r"|乳児|幼児|園児|児童|生徒|少年|少女|男の子|女の子|姪|甥|[小中高][1-6１-６一二三四五六]"
    r"|(?<!\d)(?:[0-9]|1[0-7])(?:歳|才|さい|か月|ヶ月)|支援学校|支援級|放課後|ぼく|僕|あたし"
)
# A victim who is plainly grown: the act is done to a parent, a resident, a colleague.
_GROWN = re.compile(
    r"(?:母|父|親|おふくろ|お袋|親父|母さん|父さん|祖母|祖父|ばあちゃん|じいちゃん|義母|義父)(?:に|を|が|の)"
    r"|利用者|入居者|入所者|おじいさん|おばあさん|お年寄り|同僚|障害|障がい|知的|作業所|グループホーム"
)


def one_victim(signals: Sequence[SignalMention], text: str) -> Tuple[List[SignalMention], List[SetAside]]:
    """Return the signals that stay, and those set aside because another victim is meant.

    Args:
        signals: all that the rules raised.
        text: the message as the rules read it.
    """
    doubtful = [s for s in signals if s.code is SignalCode.CHILD_ABUSE]
    level = max((s.level.rank for s in doubtful), default=0)
    others = any(s.code in _OTHERS and s.level.rank >= level for s in signals)
    of_the_act = all(s.rule in _OF_THE_ACT for s in doubtful)
    if not doubtful or not others or not of_the_act or _CHILD.search(text) or not _GROWN.search(text):
        return list(signals), []
    kept = [signal for signal in signals if signal.code is not SignalCode.CHILD_ABUSE]
    return kept, [SetAside(s.code, s.span, OTHER_VICTIM, s.rule, s.manner) for s in doubtful]
