"""Who tells of a danger: the one in it, somebody else, or the one who does it. The safety text depends on it.

Whoever confesses must not read 「あなたが悪いのではありません」, and must not be scolded either.
"""

from __future__ import annotations

import re

from bot.domain.understanding import SignalMention
from bot.domain.vocabulary import Experiencer, SignalCode

SELF, OTHER, DOER = "self", "other", "doer"
_DONE_TO_SOMEBODY = frozenset(
    {SignalCode.CHILD_ABUSE, SignalCode.ELDER_ABUSE, SignalCode.DISABILITY_ABUSE, SignalCode.DV}
)
_SENTENCE = re.compile(r"[^。！？!?\n]+")
# 「叩いてしまった」「手を上げちゃった」: regret of one's own act; a passive (叩かれて) is the other side of it.
_CONFESSED = re.compile(
    "(?:叩|たた|殴|なぐ|蹴|つねっ|突き飛ば|怒鳴|どな|揺さぶ|閉じ込め|投げつけ|首を(?:絞|し)め|手を?(?:上|挙|あ)げ|手が?出)"
    "(?:(?!れ)[^。]){0,6}?(?:てしま|でしま|ちゃっ|ちゃい|ちゃう|じゃっ|じゃう|てまう|てもうた|ちまっ|まし?た$|た$)"
)
# Somebody else as the subject of the sentence.
_SUBJECT = re.compile(
    "(?:夫|妻|嫁|旦那|主人|父|母|親|兄|弟|姉|妹|息子|娘|彼|彼女|祖父|祖母|職員|先生|ヘルパー|パパ|ママ|さん|人|子)(?:たち)?(?:が|は|も)"
)


def teller_of(signal: SignalMention, text: str) -> str:
    """Return ``doer`` for a confession, ``self`` for one's own danger, else ``other``.

    Args:
        signal: a signal of the message.
        text: the whole message; the confession stands behind the words of the signal.
    """
    if signal.code in _DONE_TO_SOMEBODY and _confesses(text, signal.span.start):
        return DOER
    return SELF if signal.manner.experiencer is Experiencer.SELF else OTHER


def _confesses(text: str, at: int) -> bool:
    sentence = next((m for m in _SENTENCE.finditer(text) if m.start() <= at < m.end()), None)
    if sentence is None:
        return False
    found = _CONFESSED.search(sentence[0].rstrip())
    return found is not None and not _SUBJECT.search(sentence[0], 0, found.start())
