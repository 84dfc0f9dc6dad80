"""The canonical reading of a message for the danger rules: folded, mended and written in kanji, offsets kept.

Three readings are laid on top of each other so that one set of patterns reads them all: the folded surface (width,
case, emoji, words broken by blanks), Sudachi's lemmas (しに → 死に, なぐら → 殴ら, only from token starts, so that
「わたしにたいして」 stays what it is) and, for messages typed in katakana, the hiragana reading.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Iterable, List, Pattern, Sequence, Tuple

from bot.domain.evidence import Span
from nlu.core.danger_rules import Lexicon
from nlu.core.morphology import analyze

STOP = "。"
PAUSE = "、"
_BLANK = "\u2423"  # a blank, until it is known whether it breaks a word
_MARK = "\u2606"  # an emoji or ornament, likewise
_VOICED = "\u3099\u309a\uff9e\uff9f"
_JAPANESE = "ぁ-んァ-ヶー々一-龥"
_KATAKANA_RUN = re.compile(r"[ァ-ヶー]{3,}")
_KATAKANA_TAIL = re.compile(r"(?<=[一-龥])[ァ-ヶー]+")
# 死 に た い: single characters, each set apart
_CHAIN = re.compile(
    rf"(?:^|(?<=[{_BLANK}{_MARK}{STOP}{PAUSE}]))[{_JAPANESE}]"
    rf"(?:[{_BLANK}{_MARK}{STOP}{PAUSE}.・*_/|-]+[{_JAPANESE}])(?:[{_BLANK}{_MARK}{STOP}{PAUSE}.・*_/|-]+[{_JAPANESE}])+"
    rf"(?=$|[{_BLANK}{_MARK}{STOP}{PAUSE}])"
)
# a blank, a line break or an emoji in front of an inflection stands inside a word
_INSIDE = re.compile(
    rf"(?<=[一-龥ぁ-ん])[{_BLANK}{_MARK}・.*_]+"
    r"(?=に?(?:たい|たく|たか|て[えぇ])|そうで|られ|れ[るたて]|せ[るたて]|ます|まし|ませ|ない|なか|なりた|なった)"
    rf"|(?<=[死消殺殴叩蹴])[{_BLANK}{_MARK}・.*_]+(?=[ぁ-ん])|(?<=自)[{_BLANK}{_MARK}・.*_]+(?=殺)"
    rf"|(?<=た)[{_BLANK}{_MARK}・.*_]+(?=い(?:$|です|と|[{STOP}{_BLANK}{_MARK}]))"
    rf"|(?<=[てで])[{_BLANK}{_MARK}]+(?=(?:こ|き|い)(?:ない|ません|る(?:$|[{STOP}{_BLANK}])))"
)
# the same for a line break, which would otherwise end the sentence
_LINE_INSIDE = re.compile(
    _INSIDE.pattern.replace(f"[{_BLANK}{_MARK}・.*_]+", STOP).replace(f"[{_BLANK}{_MARK}]+", STOP)
)
_BLANKS = re.compile(_BLANK)
_STRETCH = re.compile(r"(?<=[ぁ-ん])[ー〜~]+(?=[ぁ-ん])|(?<=た)[ぁあ]+(?=い)|(?<=い)[ぃ]+")


@dataclass(frozen=True)
class Reading:
    """Canonical text; ``starts[i]``/``ends[i]`` are the raw offsets that canonical character ``i`` stands for."""

    text: str
    starts: Tuple[int, ...]
    ends: Tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Return the raw span behind the canonical characters ``[start, end)``."""
        return Span(self.starts[start], self.ends[end - 1])


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    """Fold one character (with its voicing mark); at most a few thousand distinct ones exist in practice."""
    folded = unicodedata.normalize("NFKC", char).lower()
    if not folded:
        return ""
    if folded.isspace():
        return STOP if char in "\n\r\u2028\u2029\x0b\x0c" else _BLANK
    category = unicodedata.category(folded[0])
    if category in ("Cf", "Mn", "Me", "Cc"):
        return ""
    if folded in ("○", "〇", "◯", "●", "×", "✕"):
        return "○"
    if category in ("So", "Sk", "Cs", "Co", "Cn"):
        return _MARK
    if folded in ("!", "?", "｡", "。", "‼", "!!", "??", "!?", "?!"):
        return STOP
    if folded in (",", "､", "、", "…", "...", "..", "‥"):
        return PAUSE
    return folded


def _edit(reading: Reading, edits: Iterable[Tuple[int, int, str]]) -> Reading:
    """Replace ``[start, end)`` by the text given; every new character stands for the whole replaced stretch."""
    text: List[str] = []
    starts: List[int] = []
    ends: List[int] = []
    at = 0
    for start, end, new in edits:
        if start < at:
            continue
        text.append(reading.text[at:start])
        starts.extend(reading.starts[at:start])
        ends.extend(reading.ends[at:start])
        text.append(new)
        starts.extend([reading.starts[start]] * len(new))
        ends.extend([reading.ends[end - 1]] * len(new))
        at = end
    text.append(reading.text[at:])
    starts.extend(reading.starts[at:])
    ends.extend(reading.ends[at:])
    return Reading("".join(text), tuple(starts), tuple(ends))


def _fold(raw: str) -> Reading:
    text: List[str] = []
    starts: List[int] = []
    ends: List[int] = []
    at, size = 0, len(raw)
    while at < size:
        end = at + 1
        if end < size and raw[end] in _VOICED:
            end += 1
        folded = _fold_char(raw[at:end])
        for char in folded:
            text.append(char)
            starts.append(at)
            ends.append(end)
        at = end
    return Reading("".join(text), tuple(starts), tuple(ends))


def _drop(reading: Reading, pattern: Pattern[str], inner: str) -> Reading:
    """Delete what ``pattern`` finds; with ``inner``, delete only those characters inside what it finds."""
    edits: List[Tuple[int, int, str]] = []
    for match in pattern.finditer(reading.text):
        if not inner:
            edits.append((match.start(), match.end(), ""))
            continue
        edits.extend((i, i + 1, "") for i in range(match.start(), match.end()) if reading.text[i] in inner)
    return _edit(reading, edits) if edits else reading


def _hiragana(text: str) -> str:
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" and char not in "ヵヶ" else char for char in text)


def _in_hiragana(reading: Reading, lexicon: Lexicon) -> Reading:
    """Write katakana as hiragana: all of it in a katakana message, else crisis words and endings only."""
    text = reading.text
    katakana = sum("ァ" <= char <= "ヶ" for char in text)
    if not katakana:
        return reading
    hiragana = sum("ぁ" <= char <= "ん" for char in text)
    if katakana >= 4 and hiragana * 3 < katakana:
        return Reading(_hiragana(text), reading.starts, reading.ends)
    chars = list(text)
    for run in (*_KATAKANA_RUN.finditer(text), *_KATAKANA_TAIL.finditer(text)):
        word = _hiragana(run.group())
        if run.re is _KATAKANA_TAIL and lexicon.ending.match(word) or lexicon.kana_word.match(word):
            chars[run.start() : run.end()] = word
    return Reading("".join(chars), reading.starts, reading.ends)


def _kanji_edits(text: str, lexicon: Lexicon) -> Iterable[Tuple[int, int, str]]:
    for m in analyze(text):
        if m.lemma not in lexicon.kanji or m.surface.startswith(m.lemma[0]) and m.lemma[0] >= "一":
            continue
        written, spoken = m.lemma, m.dictionary_form
        while len(written) > 1 and len(spoken) > 1 and written[-1] == spoken[-1]:
            written, spoken = written[:-1], spoken[:-1]
        if m.surface.startswith(spoken):
            yield m.start, m.start + len(spoken), written


def canonical(raw: str, lexicon: Lexicon) -> Reading:
    """Return the canonical reading of ``raw``; same input, same output, any input accepted."""
    reading = _fold(raw)
    if _BLANK in reading.text or _MARK in reading.text or "." in reading.text or "・" in reading.text:
        reading = _drop(reading, _CHAIN, f"{_BLANK}{_MARK}{STOP}{PAUSE}.・*_/|-")
        reading = _drop(reading, _INSIDE, "")
    elif STOP in reading.text or PAUSE in reading.text:
        reading = _drop(reading, _CHAIN, f"{STOP}{PAUSE}")
    if STOP in reading.text:
        reading = _drop(reading, _LINE_INSIDE, "")
    reading = _in_hiragana(reading, lexicon)
    reading = _drop(reading, _STRETCH, "")
    spaced = _BLANK in reading.text and _mostly_kana(reading.text)
    plain = reading.text.replace(_MARK, STOP) if spaced else reading.text.replace(_BLANK, PAUSE).replace(_MARK, STOP)
    reading = Reading(plain, reading.starts, reading.ends)
    reading = _edit(reading, _variant_edits(plain, lexicon.before))
    reading = _edit(reading, _kanji_edits(reading.text.replace(_BLANK, PAUSE), lexicon))
    if spaced:
        # お母さんが たたく: written apart like this, a blank is no pause
        reading = _drop(reading, _BLANKS, "")
    for variants in (lexicon.after, lexicon.dialect):
        reading = _edit(reading, _variant_edits(reading.text, variants))
    return reading


def _mostly_kana(text: str) -> bool:
    return sum("一" <= char <= "龥" for char in text) * 6 <= len(text)


def _variant_edits(text: str, variants: Sequence[Tuple[Pattern[str], str]]) -> List[Tuple[int, int, str]]:
    edits = [
        (m.start(), m.end(), new) for pattern, new in variants for m in pattern.finditer(text) if m.end() > m.start()
    ]
    return sorted(edits)
