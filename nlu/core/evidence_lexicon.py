"""Which concerns the words themselves name or point to; the events people tell, not only the names of things.

Patterns of ``nlu/lexicons/concern_words.yml``. Whether the thing holds, and of whom, is read elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Pattern, Sequence, Set, Tuple

from bot.domain.evidence import Span
from bot.domain.vocabulary import ConcernCode
from nlu.core.lexicon_files import read_yaml
from nlu.core.morphology import Morpheme
from nlu.core.pattern_index import PatternIndex, close_up, compile_folded, fold, raw_span
from nlu.core.word_sequence import SequenceIndex

_FILE = Path(__file__).parents[1] / "lexicons" / "concern_words.yml"
OUTRIGHT = 1.0
POINTS_TO = 0.5
_MARK = re.compile(r"[。！？!?\n]")
_Label = Tuple[ConcernCode, float]


@dataclass(frozen=True)
class Hit:
    """Words that name a concern: ``weight`` 1.0 says it outright, 0.5 points to it."""

    code: ConcernCode
    span: Span
    weight: float


@dataclass
class _Lexicon:
    patterns: PatternIndex[_Label] = field(default_factory=PatternIndex)
    sequences: SequenceIndex[_Label] = field(default_factory=SequenceIndex)
    otherwise: Dict[ConcernCode, Pattern[str]] = field(default_factory=dict)
    mute: Dict[ConcernCode, Pattern[str]] = field(default_factory=dict)
    shy: Dict[ConcernCode, Pattern[str]] = field(default_factory=dict)


def _any_of(sources: Sequence[str]) -> Pattern[str]:
    return compile_folded("|".join(f"(?:{source})" for source in sources))


@lru_cache(maxsize=1)
def _raw() -> Mapping[str, Any]:
    entries: Mapping[str, Any] = read_yaml(_FILE)
    return entries


def expand(source: str) -> str:
    """Put the macros of ``concern_words.yml`` into a pattern."""
    for name, value in _raw()["macros"].items():
        source = source.replace("{" + name + "}", value)
    return source


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    raw = _raw()
    groups: Dict[str, str] = raw["groups"]

    lexicon = _Lexicon()
    for name, entry in raw["concerns"].items():
        code = ConcernCode(name)
        _add_patterns(lexicon, code, {key: [expand(p) for p in entry.get(key, ())] for key in ("say", "point")})
        for source in entry.get("words", ()):
            lexicon.sequences.add(source, (code, OUTRIGHT))
        if entry.get("not"):
            lexicon.otherwise[code] = _any_of([expand(p) for p in entry["not"]])
        if entry.get("shy"):
            lexicon.shy[code] = _any_of([expand(p) for p in entry["shy"]])
        if entry.get("mute"):
            lexicon.mute[code] = _any_of([expand(groups.get(p, p)) for p in entry["mute"]])
    return lexicon


def _add_patterns(lexicon: _Lexicon, code: ConcernCode, patterns: Dict[str, List[str]]) -> None:
    for key, weight in (("say", OUTRIGHT), ("point", POINTS_TO)):
        for source in patterns[key]:
            lexicon.patterns.add(source, (code, weight))


def _best(hits: List[Hit]) -> Iterator[Hit]:
    """Of overlapping hits of one concern keep the heaviest, then the longest."""
    chain: List[Hit] = []
    reach = -1
    for hit in sorted(hits, key=lambda h: h.span.start):
        if hit.span.start >= reach:
            yield from _heaviest(chain)
            chain = []
        chain.append(hit)
        reach = max(reach, hit.span.end)
    yield from _heaviest(chain)


def _heaviest(chain: List[Hit]) -> List[Hit]:
    kept: List[Hit] = []
    for hit in sorted(chain, key=lambda h: (-h.weight, h.span.start - h.span.end, h.span.start)):
        if not any(hit.span.overlaps(other.span) for other in kept):
            kept.append(hit)
    return kept


class _Sentences:
    """The sentences of a message that are about something else, a concern: each list made at most once."""

    def __init__(self, folded: str) -> None:
        self._folded = folded
        self._borders = [-1, *(match.start() for match in _MARK.finditer(folded)), len(folded)]
        self._muted: Dict[ConcernCode, Set[int]] = {}

    def _number(self, offset: int) -> int:
        return bisect_right(self._borders, offset) - 1

    def muted(self, code: ConcernCode, pattern: Pattern[str], offset: int) -> bool:
        if code not in self._muted:
            self._muted[code] = {self._number(match.start()) for match in pattern.finditer(self._folded)}
        return self._number(offset) in self._muted[code]


@dataclass
class _Exceptions:
    """Words that say something else with the same letters; what is said twice in a message is looked at once."""

    folded: str
    _known: Dict[Tuple[ConcernCode, str, int, int], bool] = field(default_factory=dict)

    def hold(self, code: ConcernCode, pattern: Pattern[str], start: int, end: int) -> bool:
        shift = max(0, start - 24)
        reach = self.folded[shift : end + 24]
        key = (code, reach, start - shift, end - shift)
        found = self._known.get(key)
        if found is None:
            found = any(m.start() < end - shift and start - shift < m.end() for m in pattern.finditer(reach))
            self._known[key] = found
        return found


def _give_way(text: str, hits: List[Hit]) -> List[Hit]:
    """Words that go along with any trouble (疲れた, お金がない, 入院) only point when another is named plainly."""
    shy = _lexicon().shy

    def is_shy(hit: Hit) -> bool:
        return hit.code in shy and shy[hit.code].search(fold(hit.span.of(text))) is not None

    plain = {hit.code for hit in hits if hit.weight >= OUTRIGHT and not is_shy(hit)}
    return [replace(hit, weight=POINTS_TO) if is_shy(hit) and plain - {hit.code} else hit for hit in hits]


def read_hits(text: str, morphemes: Sequence[Morpheme]) -> Tuple[Hit, ...]:
    """Find the words of ``text`` that name a concern.

    Args:
        text: the raw message.
        morphemes: ``analyze(text)``.

    Returns:
        Hits in order of place; those of one concern do not overlap. Spans point into ``text``.
    """
    lexicon = _lexicon()
    folded, offsets = close_up(fold(text))
    sentences, exceptions = _Sentences(folded), _Exceptions(folded)
    by_code: Dict[ConcernCode, List[Hit]] = {}
    found: List[Tuple[int, int, _Label]] = list(lexicon.patterns.find(folded))
    if offsets is None:
        found.extend(lexicon.sequences.find(morphemes))
    else:  # sequences speak in raw offsets; bring them to the joined text
        raw = lexicon.sequences.find(morphemes)
        found.extend((bisect_left(offsets, start), bisect_left(offsets, end), label) for start, end, label in raw)
    for start, end, (code, weight) in found:
        otherwise = lexicon.otherwise.get(code)
        if otherwise is not None and exceptions.hold(code, otherwise, start, end):
            continue
        mute = lexicon.mute.get(code)
        if mute is not None and sentences.muted(code, mute, start):
            continue
        by_code.setdefault(code, []).append(Hit(code, raw_span(text, offsets, start, end), weight))
    hits = [hit for same in by_code.values() for hit in _best(same)]
    hits = _give_way(text, hits)
    return tuple(sorted(hits, key=lambda h: (h.span.start, h.span.end, h.code.value)))
