"""複合課題: rules over the whole case, each finding with the words that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Sequence, Tuple

from bot.domain.case import Case
from bot.domain.condition import check_all
from bot.domain.evidence import Quote
from bot.domain.vocabulary import Field, PatternCode


@dataclass(frozen=True)
class PatternRule:
    """``any_of`` holds alternatives; each is a list of conditions that must all hold."""

    code: PatternCode
    any_of: Tuple[Tuple[str, ...], ...]
    source: str


@dataclass(frozen=True)
class PatternFound:
    """A pattern that the messages state."""

    code: PatternCode
    quotes: Tuple[Quote, ...]


def find_patterns(case: Case, fields: Sequence[Field], rules: Sequence[PatternRule]) -> Tuple[PatternFound, ...]:
    """Return the patterns that hold, in the order of the rules."""
    found: List[PatternFound] = []
    for rule in rules:
        for conditions in rule.any_of:
            quotes = check_all(conditions, case, fields)
            if quotes is not None:
                found.append(PatternFound(rule.code, quotes))
                break
    return tuple(found)
