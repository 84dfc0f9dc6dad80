"""Cues: wishes, existing support, strengths, contact wishes, durations, places and the stuff of compound patterns.

Patterns of ``nlu/lexicons/cues.yml``; the outright words of some concerns (``concern_words.yml``) are cues too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Pattern, Sequence, Tuple

from bot.domain.evidence import Manner, Span
from bot.domain.understanding import Cue
from bot.domain.vocabulary import ConcernCode, CueKind
from nlu.core.assertion import manner_at
from nlu.core.clauses import Clause
from nlu.core.evidence_lexicon import OUTRIGHT, Hit, expand, read_hits
from nlu.core.lexicon_files import read_yaml
from nlu.core.morphology import Morpheme
from nlu.core.pattern_index import PatternIndex, close_up, compile_folded, fold, raw_span

_FILE = Path(__file__).parents[1] / "lexicons" / "cues.yml"
# Who wishes, or asks for a way of contact, does so now; tense and doubt are read for the rest.
_PLACES = 4  # of one cue that are looked at from either end of a message
_ALWAYS_PRESENT = frozenset(
    (CueKind.WISH, CueKind.SAFE_CONTACT, CueKind.NEVER_CONTACT, CueKind.DURATION, CueKind.PLACE)
)
# Marks and blanks around a clause that are no part of what is wished.
_AROUND = " \u3000\t\r\n、。，．,.！!？?…「」『』（）()♪"
_Label = Tuple[CueKind, str]


@dataclass
class _Lexicon:
    patterns: PatternIndex[_Label] = field(default_factory=PatternIndex)
    otherwise: Dict[CueKind, Pattern[str]] = field(default_factory=dict)
    from_concern: Dict[ConcernCode, List[str]] = field(default_factory=dict)
    # A place may begin with any character, so its patterns are no matter for the index.
    places: List[Tuple[str, Pattern[str]]] = field(default_factory=list)
    both: List[Tuple[str, Pattern[str], Pattern[str]]] = field(default_factory=list)


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    raw: Mapping[str, Any] = read_yaml(_FILE)
    lexicon = _Lexicon()
    for kind_name, codes in raw.items():
        kind = CueKind(kind_name)
        for code, entry in codes.items():
            if code == "not":
                lexicon.otherwise[kind] = compile_folded("|".join(f"(?:{expand(source)})" for source in entry))
                continue
            patterns = entry if isinstance(entry, list) else entry.get("patterns", ())
            if kind is CueKind.PLACE:
                lexicon.places.extend((code, compile_folded(source)) for source in patterns)
                continue
            for source in patterns:
                lexicon.patterns.add(expand(source), (kind, code))
            if isinstance(entry, dict):
                for concern in entry.get("from", ()):
                    lexicon.from_concern.setdefault(ConcernCode(concern), []).append(code)
                for first, second in entry.get("both", ()):
                    pair = (compile_folded(expand(first)), compile_folded(expand(second)))
                    lexicon.both.append((code, *pair))
    return lexicon


def _raw_spans(text: str) -> List[Tuple[Span, _Label]]:
    """Everything the patterns find, spans in the raw text."""
    lexicon = _lexicon()
    folded, offsets = close_up(fold(text))
    found: List[Tuple[int, int, _Label]] = list(lexicon.patterns.find(folded))
    for code, first, second in lexicon.both:
        if first.search(folded):
            found.extend((m.start(), m.end(), (CueKind.PATTERN, code)) for m in second.finditer(folded))
    for code, pattern in lexicon.places:
        found.extend((m.start(), m.end(), (CueKind.PLACE, code)) for m in pattern.finditer(folded))
    kept: List[Tuple[Span, _Label]] = []
    excluded = {
        kind: [(m.start(), m.end()) for m in pattern.finditer(folded)] for kind, pattern in lexicon.otherwise.items()
    }
    for start, end, label in found:
        if any(start < stop and begin < end for begin, stop in excluded.get(label[0], ())):
            continue
        kept.append((raw_span(text, offsets, start, end), label))
    return kept


def _merged(found: List[Tuple[Span, _Label]]) -> List[Tuple[Span, _Label]]:
    """Overlapping finds of one cue become the longest of them."""
    kept: List[Tuple[Span, _Label]] = []
    last: Dict[_Label, int] = {}
    for span, label in sorted(found, key=lambda item: (item[0].start, -item[0].end)):
        at = last.get(label)
        if at is not None and kept[at][0].overlaps(span):
            if span.end - span.start > kept[at][0].end - kept[at][0].start:
                kept[at] = (span, label)
            continue
        last[label] = len(kept)
        kept.append((span, label))
    return kept


def _first_and_last(found: List[Tuple[Span, _Label]]) -> List[Tuple[Span, _Label]]:
    """Of a cue that is told again and again, the first places and the last."""
    counts = Counter(label for _, label in found)
    kept: List[Tuple[Span, _Label]] = []
    seen: Counter[_Label] = Counter()
    for span, label in found:
        seen[label] += 1
        if min(seen[label], counts[label] - seen[label] + 1) <= _PLACES:
            kept.append((span, label))
    return kept


def _whole_wish(text: str, clauses: Sequence[Clause], span: Span) -> Span:
    """Widen the words that show a wish (たい) to the clauses that say it, so that it can be read on its own."""
    touched = [clause for clause in clauses if clause.start < span.end and span.start < clause.end]
    if not touched:
        return span
    start, end = min(touched[0].start, span.start), max(touched[-1].end, span.end)
    said = text[start:end]
    return Span(end - len(said.lstrip(_AROUND)), start + len(said.rstrip(_AROUND)))


def read_cues(
    text: str, morphemes: Sequence[Morpheme], clauses: Sequence[Clause], hits: Optional[Sequence[Hit]] = None
) -> Tuple[Cue, ...]:
    """Find the cues of a message.

    Args:
        text: the raw message.
        morphemes: ``analyze(text)``.
        clauses: ``split_clauses(text, morphemes)``.
        hits: ``read_hits(text, morphemes)`` when the caller has them already.

    Returns:
        Cues in order of place. ``manner.experiencer`` and ``member`` are left for the household reader to fill.
    """
    found = [
        (_whole_wish(text, clauses, span) if label[0] is CueKind.WISH else span, label)
        for span, label in _raw_spans(text)
    ]
    from_concern = _lexicon().from_concern
    for hit in read_hits(text, morphemes) if hits is None else hits:
        if hit.weight >= OUTRIGHT:
            found.extend((hit.span, (CueKind.PATTERN, code)) for code in from_concern.get(hit.code, ()))
    cues: List[Cue] = []
    for span, (kind, code) in _first_and_last(_merged(found)):
        manner = Manner()
        if kind not in _ALWAYS_PRESENT:
            assertion, quoted = manner_at(text, morphemes, clauses, span)
            manner = Manner(assertion=assertion, quoted=quoted)
        cues.append(Cue(kind, code, span, manner))
    return tuple(sorted(cues, key=lambda cue: (cue.span.start, cue.span.end, cue.kind.value, cue.code)))
