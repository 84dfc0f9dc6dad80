"""A cheap look before the patterns: the strings one of which must stand in a text for a pattern to match it."""

from __future__ import annotations

import sre_parse
from typing import Any, Dict, FrozenSet, Iterable, List, Optional, Sequence, Set, Tuple

_MOST_IN_A_CLASS = 12
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT")


def _weight(literal: str) -> int:
    """How seldom a string is met: a kanji counts three times a kana."""
    return sum(3 if char >= "一" else 1 for char in literal)


def _best(found: Sequence[FrozenSet[str]]) -> Optional[FrozenSet[str]]:
    return max(found, key=lambda words: (min(_weight(word) for word in words), -len(words)), default=None)


def _of_item(name: str, argument: Any) -> Optional[FrozenSet[str]]:
    if name == "BRANCH":
        branches = [_of_sequence(branch) for branch in argument[1]]
        known = [branch for branch in branches if branch is not None]
        return frozenset().union(*known) if len(known) == len(branches) else None
    if name == "SUBPATTERN":
        return _of_sequence(argument[3])
    if name in _REPEATS:
        return _of_sequence(argument[2]) if argument[0] >= 1 else None
    if name == "IN" and len(argument) <= _MOST_IN_A_CLASS and all(str(kind) == "LITERAL" for kind, _ in argument):
        return frozenset(chr(code) for _, code in argument)
    return None


def _of_sequence(items: Iterable[Tuple[Any, Any]]) -> Optional[FrozenSet[str]]:
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
    return _best(found)


def needed(pattern: str) -> FrozenSet[str]:
    """Return strings of which every match of ``pattern`` holds at least one.

    Raises:
        ValueError: the pattern may match without any fixed character, so that no look ahead of it is possible.
    """
    words = _of_sequence(sre_parse.parse(pattern))
    if not words:
        raise ValueError(f"a crisis pattern needs fixed characters: {pattern}")
    return words


class LiteralIndex:
    """Which of many strings stand in a text, found by their first characters."""

    def __init__(self, literals: Iterable[str]) -> None:
        self._by_first: Dict[str, List[str]] = {}
        for literal in sorted(set(literals)):
            self._by_first.setdefault(literal[0], []).append(literal)

    def present(self, text: str) -> Set[str]:
        """Return the strings that stand in ``text``."""
        first = self._by_first
        return {word for char in set(text) if char in first for word in first[char] if word in text}
