"""A reader trained in a moment on a handful of messages, for tests of what surrounds the model."""

from __future__ import annotations

from functools import lru_cache
from typing import Tuple

from bot.domain.vocabulary import Act, ConcernCode
from nlu.core.examples import Example, GoldConcern
from nlu.core.reader import Reader

_TOLD = {
    ConcernCode.DEMENTIA: (
        "母が同じ話を何度もします",
        "父が鍋を焦がすようになった",
        "ばあちゃんが道に迷って帰れない",
        "財布を盗られたと言って騒ぐ",
        "母が火を消し忘れます",
        "同じことを何回も聞かれる",
    ),
    ConcernCode.DEBT: (
        "カードの支払いが膨らんで返せない",
        "リボの残高が減らない",
        "夫が消費者金融から借りていた",
        "督促の電話が毎日くる",
        "借りたお金が返せません",
        "ローンが払えない",
    ),
    ConcernCode.TRUANCY: (
        "息子が朝になるとお腹が痛いと言って学校を休む",
        "娘が教室に入れません",
        "制服を着たまま玄関で固まる",
        "もう半年行ってません",
        "保健室までしか行けない",
        "学校に行きたくないと泣く",
    ),
}
_ACTS = {
    Act.GREET: ("こんにちは", "はじめまして", "こんばんは", "おはようございます"),
    Act.THANK: ("ありがとうございます", "助かりました、ありがとう", "ありがとう", "感謝してます"),
    Act.ASK_HUMAN: ("人と話したい", "担当の人に代わって", "電話で話せますか", "人間の相談員さんいますか"),
}


def small_examples() -> Tuple[Example, ...]:
    """Return the messages: three concerns, three acts without one."""
    told = [
        Example(text, Act.TELL, "school" if code is ConcernCode.TRUANCY else None, (GoldConcern(code),))
        for code, texts in _TOLD.items()
        for text in texts
    ]
    return (*told, *(Example(text, act) for act, texts in _ACTS.items() for text in texts))


@lru_cache(maxsize=None)
def small_reader() -> Reader:
    """Return the reader, trained once."""
    return Reader.train(small_examples())
