"""Words and digits that state an age: kanji and kana numbers, decades, 還暦 and its like."""

from __future__ import annotations

import re
from typing import Optional

from bot.domain.vocabulary import AgeBand

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_DECADES = {
    10: AgeBand.TEENS,
    20: AgeBand.TWENTIES,
    30: AgeBand.THIRTIES,
    40: AgeBand.FORTIES,
    50: AgeBand.FIFTIES,
    60: AgeBand.SIXTIES,
    70: AgeBand.SEVENTIES,
    80: AgeBand.EIGHTIES,
    90: AgeBand.NINETIES,
    100: AgeBand.HUNDREDS,
}
WORD_AGES = {
    "はたち": 20,
    "ハタチ": 20,
    "二十歳": 20,
    "還暦": 60,
    "古希": 70,
    "古稀": 70,
    "喜寿": 77,
    "傘寿": 80,
    "米寿": 88,
    "卒寿": 90,
    "白寿": 99,
}
WORD_BANDS = {
    "アラサー": AgeBand.THIRTIES,
    "アラフォー": AgeBand.FORTIES,
    "アラフィフ": AgeBand.FIFTIES,
    "アラカン": AgeBand.SIXTIES,
    "アラ還": AgeBand.SIXTIES,
    "アラコキ": AgeBand.SEVENTIES,
    "三十路": AgeBand.THIRTIES,
    "四十路": AgeBand.FORTIES,
    "五十路": AgeBand.FIFTIES,
    "六十路": AgeBand.SIXTIES,
    "七十路": AgeBand.SEVENTIES,
    "八十路": AgeBand.EIGHTIES,
}

_KANA_UNITS = {
    "いち": 1,
    "いっ": 1,
    "に": 2,
    "さん": 3,
    "よん": 4,
    "し": 4,
    "ご": 5,
    "ろく": 6,
    "なな": 7,
    "しち": 7,
    "はち": 8,
    "はっ": 8,
    "きゅう": 9,
    "く": 9,
}
KANA_UNIT = "いっ|いち|に|さん|よん|し|ご|ろく|なな|しち|はち|はっ|きゅう|く"
KANA_NUMBER = rf"(?:{KANA_UNIT})じゅう(?:{KANA_UNIT})?"
_KANA_PARTS = re.compile(rf"({KANA_UNIT})じゅう({KANA_UNIT})?")


def number_of(digits: str) -> int:
    """Return the value of Arabic, kanji or kana digits up to 199; the text must match one of them."""
    if digits in _KANA_UNITS:
        return _KANA_UNITS[digits]
    if digits in ("じゅう", "じゅっ"):
        return 10
    kana = _KANA_PARTS.fullmatch(digits)
    if kana is not None:
        return _KANA_UNITS[kana.group(1)] * 10 + (_KANA_UNITS[kana.group(2)] if kana.group(2) else 0)
    if digits.isdigit() and digits.isascii():
        return int(digits)
    value = 0
    pending = 0
    for char in digits:
        if char == "百":
            value, pending = value + (pending or 1) * 100, 0
        elif char == "十":
            value, pending = value + (pending or 1) * 10, 0
        else:
            pending = pending * 10 + _DIGITS.get(char, 0)
    return value + pending


def decade_band(age: int) -> Optional[AgeBand]:
    """Return the band of the decade that ``age`` lies in, None under ten."""
    return _DECADES.get(min(age // 10 * 10, 100))
