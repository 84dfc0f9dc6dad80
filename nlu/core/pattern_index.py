"""Many regexes over one text, tried only where they can begin: an index by first character."""

from __future__ import annotations

import re
import sre_constants
import sre_parse
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Dict, FrozenSet, Generic, Iterator, List, Optional, Pattern, Tuple, TypeVar

from bot.domain.evidence import Span
from nlu.core.folding import fold_width

Label = TypeVar("Label")

# Katakana as hiragana and Latin letters small, each one code point for one.
_KANA = {code: chr(code - 0x60) for code in range(0x30A1, 0x30F7)}
_LATIN = {code: chr(code + 0x20) for code in range(ord("A"), ord("Z") + 1)}
_FOLD: Dict[int, str] = {**_KANA, **_LATIN}
_MAX_RANGE = 300
_MARKS = {"゛": "\u3099", "゜": "\u309a", "\u3099": "\u3099", "\u309a": "\u309a"}


def fold(text: str) -> str:
    """Fold widths, katakana and Latin capitals; the length stays, so offsets do too."""
    return fold_width(text).translate(_FOLD)


def close_up(folded: str) -> Tuple[str, Optional[List[int]]]:
    """Join the voicing marks of half-width kana to their letters (か゛ → が) and close up blanks (おかね が ない).

    Returns:
        The joined text and the offset of each of its characters in ``folded`` (one more for the end), or the text
        itself and None when there is nothing to join.
    """
    if " " not in folded and not any(mark in folded for mark in _MARKS):
        return folded, None
    letters: List[str] = []
    offsets: List[int] = []
    for offset, character in enumerate(folded):
        if character in _MARKS and letters:
            joined = unicodedata.normalize("NFC", letters[-1] + _MARKS[character])
            if len(joined) == 1:
                letters[-1] = joined
                continue
        if character != " ":
            letters.append(character)
            offsets.append(offset)
    return "".join(letters), [*offsets, len(folded)]


def raw_span(text: str, offsets: Optional[List[int]], start: int, end: int) -> Span:
    """Bring a match in closed-up text back to ``text``; a blank behind it is left out."""
    if offsets is None:
        return Span(start, end)
    first, stop = offsets[start], offsets[end]
    while stop > first + 1 and text[stop - 1].isspace():
        stop -= 1
    return Span(first, stop)


def compile_folded(source: str) -> Pattern[str]:
    """Compile a regex meant for folded text (its katakana is folded, its escapes are left alone)."""
    return re.compile(source.translate(_KANA))


def first_characters(source: str) -> Optional[FrozenSet[str]]:
    """Return the characters a match of ``source`` can begin with, None when that cannot be told."""
    found, empty = _firsts(sre_parse.parse(source).data)
    return None if found is None or empty else frozenset(found)


def _firsts(items: List[Any]) -> Tuple[Optional[set[str]], bool]:
    """Possible first characters of a parsed sequence, and whether it can match nothing."""
    gathered: set[str] = set()
    for operator, value in items:
        if operator in (sre_constants.AT, sre_constants.ASSERT, sre_constants.ASSERT_NOT):
            continue
        here, empty = _first_of(operator, value)
        if here is None:
            return None, False
        gathered |= here
        if not empty:
            return gathered, False
    return gathered, True


def _first_of(operator: Any, value: Any) -> Tuple[Optional[set[str]], bool]:
    if operator is sre_constants.LITERAL:
        return {chr(value)}, False
    if operator is sre_constants.IN:
        return _members(value), False
    if operator is sre_constants.SUBPATTERN:
        return _firsts(list(value[-1]))
    if operator in (sre_constants.MAX_REPEAT, sre_constants.MIN_REPEAT):
        least, _, body = value
        here, empty = _firsts(list(body))
        return here, empty or least == 0
    if operator is sre_constants.BRANCH:
        gathered: set[str] = set()
        any_empty = False
        for branch in value[1]:
            here, empty = _firsts(list(branch))
            if here is None:
                return None, False
            gathered |= here
            any_empty = any_empty or empty
        return gathered, any_empty
    return None, False


def _members(value: Any) -> Optional[set[str]]:
    gathered: set[str] = set()
    for operator, item in value:
        if operator is sre_constants.LITERAL:
            gathered.add(chr(item))
        elif operator is sre_constants.RANGE and item[1] - item[0] <= _MAX_RANGE:
            gathered.update(chr(code) for code in range(item[0], item[1] + 1))
        elif operator is sre_constants.CATEGORY and item is sre_constants.CATEGORY_DIGIT:
            gathered.update("0123456789")
        else:
            return None
    return gathered


@dataclass
class PatternIndex(Generic[Label]):
    """Labelled regexes over folded text."""

    _by_character: Dict[str, List[Tuple[Pattern[str], Label]]] = field(default_factory=dict)

    def add(self, source: str, label: Label) -> None:
        """Add a regex.

        Raises:
            ValueError: the regex may begin with any character or match nothing; such a one would be tried everywhere.
        """
        pattern = compile_folded(source)
        firsts = first_characters(pattern.pattern)
        if firsts is None:
            raise ValueError(f"needs a definite first character: {source}")
        for character in firsts:
            self._by_character.setdefault(character, []).append((pattern, label))

    def find(self, folded: str) -> Iterator[Tuple[int, int, Label]]:
        """Yield ``(start, end, label)`` of every match at every position, in order of position."""
        lookup = self._by_character.get
        for position, character in enumerate(folded):
            candidates = lookup(character)
            if candidates is None:
                continue
            for pattern, label in candidates:
                match = pattern.match(folded, position)
                if match is not None and match.end() > position:
                    yield position, match.end(), label
