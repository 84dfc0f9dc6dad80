"""What a match of a regex can begin with: its first two characters, or the first alone, read from the parsed regex."""

from __future__ import annotations

import sre_constants
import sre_parse
from typing import Any, FrozenSet, Iterable, List, NamedTuple, Optional, Set

_MAX_RANGE = 300
_MAX_STARTS = 2000
_LENGTH = 2


class _Starts(NamedTuple):
    """Beginnings of a match: ``open`` ones may be followed by what stands next, ``closed`` ones by anything."""

    open: FrozenSet[str]
    closed: FrozenSet[str]


_NOTHING = _Starts(frozenset(("",)), frozenset())
_ANYTHING = _Starts(frozenset(), frozenset(("",)))


def pattern_starts(source: str) -> Optional[FrozenSet[str]]:
    """Return strings of one or two characters, with one of which every match of ``source`` begins.

    A single character means that anything may follow it; no pair beginning with it is listed then. None when a match
    may begin with any character, or be empty.
    """
    found = _of_sequence(sre_parse.parse(source).data)
    every = found.open | found.closed
    if "" in every:
        return None
    firsts = frozenset(start for start in every if len(start) == 1)
    starts = firsts | frozenset(start for start in every if start[0] not in firsts)
    return starts if len(starts) <= _MAX_STARTS else frozenset(start[0] for start in starts)


def _of_sequence(items: Iterable[Any]) -> _Starts:
    so_far = _NOTHING
    for operator, value in items:
        if operator in (sre_constants.AT, sre_constants.ASSERT, sre_constants.ASSERT_NOT):
            continue
        so_far = _then(so_far, _of_item(operator, value))
        if not so_far.open:
            break
    return so_far


def _then(first: _Starts, second: _Starts) -> _Starts:
    """Join two beginnings, one behind the other."""
    going_on: Set[str] = set()
    closed = set(first.closed)
    for start in first.open:
        for following, ends in ((second.open, going_on), (second.closed, closed)):
            ends.update((start + more)[:_LENGTH] for more in following)
    done = {start for start in going_on if len(start) == _LENGTH}
    closed |= done
    if len(closed) > _MAX_STARTS:
        closed = {start[:1] for start in closed}
    return _Starts(frozenset(going_on - done), frozenset(closed))


def _either(branches: List[_Starts]) -> _Starts:
    return _Starts(
        frozenset().union(*(branch.open for branch in branches)),
        frozenset().union(*(branch.closed for branch in branches)),
    )


def _of_item(operator: Any, value: Any) -> _Starts:
    if operator is sre_constants.LITERAL:
        return _Starts(frozenset((chr(value),)), frozenset())
    if operator is sre_constants.IN:
        members = _members(value)
        return _ANYTHING if members is None else _Starts(frozenset(members), frozenset())
    if operator is sre_constants.SUBPATTERN:
        return _of_sequence(value[-1])
    if operator is sre_constants.BRANCH:
        return _either([_of_sequence(branch) for branch in value[1]])
    if operator in (sre_constants.MAX_REPEAT, sre_constants.MIN_REPEAT):
        least, most, body = value
        return _repeated(_of_sequence(body), least, most)
    return _ANYTHING


def _repeated(body: _Starts, least: int, most: int) -> _Starts:
    """The body at least and at most so many times; more than two of them say nothing new of two characters."""
    branches = []
    for times in range(min(least, _LENGTH), min(most, _LENGTH) + 1):
        joined = _NOTHING
        for _ in range(times):
            joined = _then(joined, body)
        branches.append(joined)
    return _either(branches)


def _members(value: Any) -> Optional[Set[str]]:
    gathered: Set[str] = set()
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
