"""A thing said and its surroundings: its clause, the core that carries it, the words said of it, its sentence.

A clause or sentence without a mark may be as long as the message; only what is near is read.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import Optional, Sequence, Tuple

from bot.domain.evidence import Span
from nlu.core.clauses import Clause, clause_index
from nlu.core.governed import Tail, governed_tail
from nlu.core.morphology import Morpheme
from nlu.core.scope_words import scope_words

_SENTENCE_END = frozenset("。！？!?\n｡")
# A sentence without marks may be as long as the message: look no farther than this many clauses.
_REACH = 6
NEAR = 300  # code points before and behind the thing that are read, where a clause or sentence is longer


@dataclass(frozen=True)
class Place:
    """A thing and its surroundings: ``core`` is the word that carries it, ``wide`` when the span is a whole clause."""

    text: str
    clauses: Sequence[Clause]
    index: int
    clause: Clause
    span: Span
    core: Span
    wide: bool
    tail: Tail

    @property
    def rest(self) -> str:
        """The clause behind the core."""
        return self.text[self.core.end : self.clause.end]

    @property
    def governed(self) -> str:
        """The part of the rest that is said of the core; the ending of the span itself is always read."""
        if self.tail.oblique:
            return ""
        morphemes = self.clause.morphemes
        end = morphemes[self.tail.stop].start if self.tail.stop < len(morphemes) else self.clause.end
        return self.text[self.core.end : max(end, self.core.end)]

    @cached_property
    def sentence(self) -> Tuple[int, int]:
        """Indices ``[first, last]`` of the clauses of the same sentence."""
        first, last = self.index, self.index
        while first > max(0, self.index - _REACH) and not self._closes(first - 1):
            first -= 1
        while last + 1 < min(len(self.clauses), self.index + _REACH) and not self._closes(last):
            last += 1
        return first, last

    def _closes(self, index: int) -> bool:
        clause = self.clauses[index]
        if not _SENTENCE_END.isdisjoint(self.text[max(clause.start, clause.end - 3) : clause.end]):
            return True
        return index + 1 < len(self.clauses) and "\n" in self.text[clause.end : self.clauses[index + 1].start]

    def words_of(self, index: int) -> str:
        if not 0 <= index < len(self.clauses):
            return ""
        start, end = self.clauses[index].start, self.clauses[index].end
        return self.text[max(start, self.span.start - 2 * NEAR) : min(end, self.span.end + 2 * NEAR)]

    def since(self, first: int) -> int:
        """Where reading begins of what stands before the thing, from clause ``first`` on."""
        return max(self.clauses[first].start, self.span.start - 2 * NEAR)


def _around(clause: Clause, span: Span) -> Clause:
    """A clause without a mark may be as long as the message: its part near ``span``, of a long span near its end."""
    if clause.end - clause.start <= 3 * NEAR:
        return clause
    begin = max(clause.start, span.start - NEAR, span.end - 2 * NEAR)
    end = min(clause.end, span.end + NEAR)
    first = bisect_left(clause.morphemes, begin, key=_start)
    return Clause(begin, end, clause.morphemes[first : bisect_left(clause.morphemes, end, key=_start)])


def _start(morpheme: Morpheme) -> int:
    return morpheme.start


def _core(clause: Clause, span: Span) -> Span:
    """The word in a whole-clause span that carries it: the last ill word, else the last content word."""
    words = [m for m in clause.morphemes if m.start < span.end and m.end > span.start]
    ill = [m for m in words if m.lemma in scope_words().ill]
    content = [m for m in words if m.pos1 in ("動詞", "形容詞", "形状詞", "名詞") and m.pos[1] != "助動詞語幹"]
    chosen = (ill or content or words)[-1]
    return Span(max(chosen.start, span.start), min(chosen.end, span.end))


def place_of(text: str, clauses: Sequence[Clause], span: Span) -> Optional[Place]:
    """Return the surroundings of ``span``; None where no word is."""
    index = clause_index(clauses, max(span.start, span.end - 1))
    if index < 0:
        return None
    clause = _around(clauses[index], span)
    if not clause.morphemes:
        return None
    inner = Span(min(max(span.start, clause.start), clause.end), min(max(span.end, clause.start), clause.end))
    words = [m for m in clause.morphemes if m.pos1 != "補助記号"]
    wide = len(words) > 1 and inner.start <= words[0].start and inner.end >= words[-1].end
    core = _core(clause, inner) if wide and inner.start < inner.end else inner
    first = next((i for i, m in enumerate(clause.morphemes) if m.start >= core.end), len(clause.morphemes))
    return Place(text, clauses, index, clause, inner, core, wide, governed_tail(clause.morphemes, first))
