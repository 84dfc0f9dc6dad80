"""Symptom words in a tweet, in place of the concern words of the product, each with how it is said.

A mark a symptom, one more for its assertion, and one for each word of its clause: 「対策」 beside 「花粉症」 tells of
nobody's hay fever, beside 「仕事」 it tells nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Pattern, cast

import yaml

from bot.domain.evidence import Span
from bot.domain.vocabulary import ConcernCode
from nlu.core.anatomy import Anatomy, dissect
from nlu.core.assertion import manner_at
from nlu.core.evidence_lexicon import Hit
from nlu.core.pattern_index import fold

_FILE = Path(__file__).parent / "symptoms.yml"
_SAID = 1.0
_SILENT = frozenset({"補助記号", "空白"})


class Mark(NamedTuple):
    """What stands in a hit's place of a concern code."""

    value: str


@lru_cache(maxsize=1)
def symptom_patterns() -> Dict[str, Pattern[str]]:
    """Return the pattern of each symptom, on folded text."""
    words: Dict[str, List[str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {symptom: re.compile("|".join(f"(?:{fold(one)})" for one in some)) for symptom, some in words.items()}


def dissect_tweet(text: str) -> Anatomy:
    """Take a tweet apart as any message; its lexical evidence is of symptoms."""
    anatomy = dissect(text)
    hits: List[Hit] = []
    for symptom, pattern in symptom_patterns().items():
        for match in pattern.finditer(fold(text)):
            span = Span(match.start(), match.end())
            marks = (f"{symptom}{manner}" for manner in ("", *_manners(anatomy, span)))
            hits.extend(Hit(cast(ConcernCode, Mark(mark)), span, _SAID) for mark in marks)
    return replace(anatomy, hits=tuple(hits))


def _manners(anatomy: Anatomy, span: Span) -> Iterator[str]:
    assertion, quoted = manner_at(anatomy.text, anatomy.morphemes, anatomy.clauses, span)
    yield f"/{assertion.value}"
    if quoted:
        yield "/quoted"
    for clause in anatomy.clauses:
        if clause.start <= span.start < clause.end:
            yield from (f"+{morpheme.lemma}" for morpheme in clause.morphemes if morpheme.pos1 not in _SILENT)
