"""Many regexes over one text, tried only where they can begin: an index by their first two characters."""

from __future__ import annotations

import re
import sre_parse
import unicodedata
from operator import add
from typing import (
    Callable,
    Dict,
    FrozenSet,
    Generic,
    Iterator,
    List,
    Match,
    Optional,
    Pattern,
    Sequence,
    Tuple,
    TypeVar,
)

from bot.domain.evidence import Span
from nlu.core.folding import fold_width
from nlu.core.pattern_starts import pattern_starts
from nlu.core.pattern_words import needed_words

Label = TypeVar("Label")

# Katakana as hiragana and Latin letters small, each one code point for one.
_KANA = {code: chr(code - 0x60) for code in range(0x30A1, 0x30F7)}
_LATIN = {code: chr(code + 0x20) for code in range(ord("A"), ord("Z") + 1)}
_FOLD: Dict[int, str] = {**_KANA, **_LATIN}
_ENDLESS = re.compile(r"(\[[^\]^\\][^\]\\]*\])\+(?![+?])")
_MAX_RUN = 20
_SHORT = 200
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
    """Compile a regex meant for folded text (its katakana is folded, its escapes are left alone).

    Runs of listed characters (``[0-9]+``) get an end: at each place of 5,000 digits the whole rest would be read.
    """
    return re.compile(_ENDLESS.sub(rf"\1{{1,{_MAX_RUN}}}", source.translate(_KANA)))


class _Entry(Generic[Label]):
    """A regex, made when it is first tried: most of two thousand are not needed to answer the first message."""

    __slots__ = ("_source", "label", "match", "_words")

    def __init__(self, source: str, label: Label) -> None:
        self._source = source
        self.label = label
        self.match: Callable[[str, int], Optional[Match[str]]] = self._first_match
        self._words: Optional[FrozenSet[str]] = None

    def _first_match(self, folded: str, position: int) -> Optional[Match[str]]:
        self.match = compile_folded(self._source).match
        return self.match(folded, position)

    @property
    def words(self) -> FrozenSet[str]:
        """Strings one of which stands in every match; empty when none can be told."""
        if self._words is None:
            self._words = needed_words(sre_parse.parse(self._source.translate(_KANA)).data)
        return self._words


class PatternIndex(Generic[Label]):
    """Labelled regexes over folded text. Add all before the first ``find``; then it may be shared by threads."""

    def __init__(self) -> None:
        self._by_pair: Dict[str, List[_Entry[Label]]] = {}
        # Those which the first character alone admits, whatever follows; they are in the pairs' lists too.
        self._by_character: Dict[str, List[_Entry[Label]]] = {}
        self._pairs_of: Dict[str, List[str]] = {}

    def add(self, source: str, label: Label) -> None:
        """Add a regex.

        Raises:
            ValueError: the regex may begin with any character or match nothing; such a one would be tried everywhere.
        """
        starts = pattern_starts(source.translate(_KANA))
        if starts is None:
            raise ValueError(f"needs a definite first character: {source}")
        entry = _Entry(source, label)
        for start in starts:
            if len(start) == 2:
                self._pair(start).append(entry)
                continue
            self._by_character.setdefault(start, []).append(entry)
            for pair in self._pairs_of.get(start, ()):
                if pair not in starts:
                    self._by_pair[pair].append(entry)

    def _pair(self, pair: str) -> List[_Entry[Label]]:
        """Return the list of a pair of characters; a new one begins with what its first character alone admits."""
        found = self._by_pair.get(pair)
        if found is None:
            found = self._by_pair[pair] = [*self._by_character.get(pair[0], ())]
            self._pairs_of.setdefault(pair[0], []).append(pair)
        return found

    def find(self, folded: str) -> Iterator[Tuple[int, int, Label]]:
        """Yield ``(start, end, label)`` of every match at every position, in order of position."""
        if len(folded) > _SHORT:
            pairs: Iterator[Sequence[_Entry[Label]]] = self._candidates_in(folded)
        else:
            pairs = map(self._candidates, folded, [*folded[1:], ""])
        for position, entries in enumerate(pairs):
            for entry in entries:
                match = entry.match(folded, position)
                if match is not None and match.end() > position:
                    yield position, match.end(), entry.label

    def _candidates(self, first: str, second: str) -> Sequence[_Entry[Label]]:
        return self._by_pair.get(first + second) or self._by_character.get(first) or ()

    def _candidates_in(self, folded: str) -> Iterator[Sequence[_Entry[Label]]]:
        """A long text is searched for the words of a regex once, so that the regex is not tried at each place."""
        letters = set(folded)
        there: Dict[_Entry[Label], bool] = {}

        def may_match(entry: _Entry[Label]) -> bool:
            found = there.get(entry)
            if found is None:
                words = entry.words
                found = not words or any(word[0] in letters and word in folded for word in words)
                there[entry] = found
            return found

        pairs = list(map(add, folded, [*folded[1:], ""]))
        known = {
            pair: [entry for entry in self._candidates(pair[0], pair[1:]) if may_match(entry)] for pair in set(pairs)
        }
        return map(known.__getitem__, pairs)
