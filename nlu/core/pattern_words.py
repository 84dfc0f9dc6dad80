"""Strings one of which stands in every match of a regex: looked for in a long text before the regex is tried."""

from __future__ import annotations

import sre_constants
from typing import Any, FrozenSet, Iterable, List, Optional

_MAX_CLASS = 12
_NONE: FrozenSet[str] = frozenset()


def needed_words(items: Iterable[Any]) -> FrozenSet[str]:
    """Return strings of which every match of a parsed regex holds at least one; empty when none can be told."""
    found: List[FrozenSet[str]] = []
    run = ""
    for operator, value in items:
        if operator is sre_constants.LITERAL:
            run += chr(value)
            continue
        found.append(frozenset((run,)) if run else _NONE)
        run = ""
        found.append(_of_item(operator, value))
    found.append(frozenset((run,)) if run else _NONE)
    return max(found, key=_worth)


def _worth(words: FrozenSet[str]) -> float:
    """How much is gained by looking for these words: long and rare ones (kanji) first, few before many."""
    if not words:
        return -1.0
    return min(sum(3 if letter >= "一" else 1 for letter in word) for word in words) - len(words) / 100


def _of_item(operator: Any, value: Any) -> FrozenSet[str]:
    if operator is sre_constants.SUBPATTERN:
        return needed_words(value[-1])
    if operator is sre_constants.BRANCH:
        branches = [needed_words(branch) for branch in value[1]]
        return frozenset().union(*branches) if all(branches) else _NONE
    if operator in (sre_constants.MAX_REPEAT, sre_constants.MIN_REPEAT):
        return needed_words(value[2]) if value[0] >= 1 else _NONE
    if operator is sre_constants.IN:
        return _of_class(value) or _NONE
    return _NONE


def _of_class(members: Any) -> Optional[FrozenSet[str]]:
    if len(members) > _MAX_CLASS or any(operator is not sre_constants.LITERAL for operator, _ in members):
        return None
    return frozenset(chr(value) for _, value in members)
