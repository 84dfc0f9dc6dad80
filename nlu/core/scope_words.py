"""The word lists and regexes of ``nlu/lexicons/scope.yml``, compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, FrozenSet, Pattern, Sequence

from nlu.core.lexicon_files import read_yaml

_FILE = Path(__file__).parents[1] / "lexicons" / "scope.yml"


@dataclass(frozen=True)
class ScopeWords:
    """One attribute an entry of ``scope.yml``; what each means is said there."""

    auxiliary: FrozenSet[str]
    existing: FrozenSet[str]
    ill: FrozenSet[str]
    light: FrozenSet[str]
    lack: FrozenSet[str]
    lasting_verb: FrozenSet[str]
    fading_verb: FrozenSet[str]
    must: Pattern[str]
    pseudo_negation: Pattern[str]
    uncertain: Pattern[str]
    asks_else: Pattern[str]
    plain_doubt: Pattern[str]
    negated: Pattern[str]
    was_not: Pattern[str]
    denied_after: Pattern[str]
    denied_wish: Pattern[str]
    managed: Pattern[str]
    barely: Pattern[str]
    ended: Pattern[str]
    experienced: Pattern[str]
    dated_behind: Pattern[str]
    ended_behind: Pattern[str]
    had_a_time: Pattern[str]
    abstained: Pattern[str]
    supposed: Pattern[str]
    now_marker: Pattern[str]
    now_good: Pattern[str]
    better_now: Pattern[str]
    was_but: Pattern[str]
    after_condition: Pattern[str]
    ended_after: Pattern[str]
    past_marker: Pattern[str]
    dated_past: Pattern[str]
    long_ago: Pattern[str]
    lasting_word: Pattern[str]
    hypothetical_marker: Pattern[str]
    polite_condition: Pattern[str]
    future_marker: Pattern[str]
    far_worry: Pattern[str]
    future_doubt: Pattern[str]
    worry_after: Pattern[str]
    plain_worry: Pattern[str]
    joke_mark: Pattern[str]
    trivial: Pattern[str]
    compared: Pattern[str]
    earnest: Pattern[str]
    figurative: Pattern[str]
    quote_verb: Pattern[str]
    quote_end: Pattern[str]


def _any_of(entry: str | Sequence[str]) -> Pattern[str]:
    return re.compile(entry if isinstance(entry, str) else "|".join(entry))


@lru_cache(maxsize=1)
def scope_words() -> ScopeWords:
    """Read and compile the lists."""
    entries: Dict[str, Any] = read_yaml(_FILE)
    lists = ("auxiliary", "existing", "ill", "light", "lack", "lasting_verb", "fading_verb")
    compiled: Dict[str, Any] = {
        name: frozenset(entry) if name in lists else _any_of(entry) for name, entry in entries.items()
    }
    return ScopeWords(**compiled)
