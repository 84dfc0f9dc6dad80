"""A cheap look before the patterns: the strings one of which must stand in a text for a pattern to match it."""

from __future__ import annotations

import sre_parse
from typing import Any, Callable, Dict, FrozenSet, Iterable, List, Mapping, Optional, Sequence, Set, Tuple

_MOST_IN_A_CLASS = 12
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT")


def _weight(literal: str) -> int:
    """How seldom a string is met: a kanji counts three times a kana."""
    return sum(3 if char >= "一" else 1 for char in literal)


def _best(found: Sequence[FrozenSet[str]]) -> Optional[FrozenSet[str]]:
    return max(found, key=lambda words: (min(_weight(word) for word in words), -len(words)), default=None)


def _of_item(name: str, argument: Any) -> Optional[FrozenSet[str]]:
    if name == "BRANCH":
        branches = [_best(_of_sequence(branch)) for branch in argument[1]]
        known = [branch for branch in branches if branch is not None]
        return frozenset().union(*known) if len(known) == len(branches) else None
    if name == "SUBPATTERN":
        return _best(_of_sequence(argument[3]))
    if name in _REPEATS:
        return _best(_of_sequence(argument[2])) if argument[0] >= 1 else None
    if name == "IN" and len(argument) <= _MOST_IN_A_CLASS and all(str(kind) == "LITERAL" for kind, _ in argument):
        return frozenset(chr(code) for _, code in argument)
    return None


def _of_sequence(items: Iterable[Tuple[Any, Any]]) -> List[FrozenSet[str]]:
    """Return sets of strings; of each set one string stands in every match."""
    found: List[FrozenSet[str]] = []
    run = ""
    for operation, argument in items:
        if str(operation) == "LITERAL":
            run += chr(argument)
            continue
        if run:
            found.append(frozenset((run,)))
        run = ""
        inner = _of_item(str(operation), argument)
        if inner:
            found.append(inner)
    if run:
        found.append(frozenset((run,)))
    return found


def needed(pattern: str) -> Tuple[FrozenSet[str], ...]:
    """Return sets of strings: every match of ``pattern`` holds at least one string of each.

    Raises:
        ValueError: the pattern may match without any fixed character, so that no look ahead of it is possible.
    """
    sets = _of_sequence(sre_parse.parse(pattern).data)
    if not sets:
        raise ValueError(f"a crisis pattern needs fixed characters: {pattern}")
    return tuple(sorted(set(sets), key=lambda words: (-min(_weight(word) for word in words), len(words))))


def alternatives(pattern: str) -> List[str]:
    """Split a pattern at the bars that stand in no bracket; each part is looked for on its own."""
    parts, depth, in_class, start = [], 0, False, 0
    for at, char in enumerate(pattern):
        if char == "[":
            in_class = True
        elif char == "]":
            in_class = False
        elif in_class:
            continue
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and depth == 0:
            parts.append(pattern[start:at])
            start = at + 1
    return [*parts, pattern[start:]]


_ByFirst = Mapping[str, Tuple[str, ...]]


def _standing(text: str, by_first: _ByFirst) -> Set[str]:
    return {word for char in set(text) if char in by_first for word in by_first[char] if word in text}


def _grouped(words: Iterable[str]) -> _ByFirst:
    by_first: Dict[str, List[str]] = {}
    for word in words:
        by_first.setdefault(word[0], []).append(word)
    return {char: tuple(group) for char, group in by_first.items()}


class Prefilter:
    """Tells which of many patterns may match a text, by the strings that they need."""

    def __init__(self, needs: Sequence[Tuple[FrozenSet[str], ...]]) -> None:
        """Index the patterns by their rarest set.

        Args:
            needs: a row a pattern, as ``needed`` gives it.
        """
        self._rest = [sets[1:] for sets in needs]
        self._waiting: Dict[str, List[int]] = {}
        for index, sets in enumerate(needs):
            for word in sets[0]:
                self._waiting.setdefault(word, []).append(index)
        self._all = _grouped({word for sets in needs for words in sets for word in words})

    def within(self, text: str) -> Callable[[str], List[int]]:
        """Return a function for the parts of ``text``: indexes of the patterns that may match a part, ascending."""
        by_first = _grouped(_standing(text, self._all))
        rest, waiting = self._rest, self._waiting

        def possible(part: str) -> List[int]:
            present = _standing(part, by_first)
            found = []
            for index in {index for word in present if word in waiting for index in waiting[word]}:
                for words in rest[index]:
                    if words.isdisjoint(present):
                        break
                else:
                    found.append(index)
            return sorted(found)

        return possible
