"""How a thing is said: present, negated, past, hypothetical, uncertain or figurative, and whether in quoted words.

Rules over morphemes and the clause around the thing. What looks like a negation and is an inability or a lack
(眠れない, しかない, 頼れる人がいない) is never one: the lack is the concern.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import Optional, Sequence, Tuple

from bot.domain.evidence import Span
from bot.domain.vocabulary import Assertion
from nlu.core.clauses import Clause, clause_index
from nlu.core.governed import Tail, governed_tail
from nlu.core.morphology import Morpheme
from nlu.core.scope_words import scope_words

_SENTENCE_END = frozenset("。！？!?\n｡")
# A sentence without marks may be as long as the message: look no farther than this many clauses.
_REACH = 6
_QUOTE_REACH = 200
_NEAR = 300  # code points before and behind the thing that are read, where a clause or sentence is longer
# 私が死んだらこの子は…: a thing that holds its own condition is a worry of today.
_CONSEQUENCE = re.compile(r"(?:たら|だら|れば).{2}|(?:あと|後)")
_KIN = "父母夫妻娘息子兄姉弟妹祖私僕俺"
_NOW = ("今", "いま", "現在", "すでに", "相談", "教えて", "聞きたい", "知りたい")


@dataclass(frozen=True)
class _Place:
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
        return self.text[max(start, self.span.start - 2 * _NEAR) : min(end, self.span.end + 2 * _NEAR)]

    def since(self, first: int) -> int:
        """Where reading begins of what stands before the thing, from clause ``first`` on."""
        return max(self.clauses[first].start, self.span.start - 2 * _NEAR)


def _around(clause: Clause, span: Span) -> Clause:
    """A clause without a mark may be as long as the message: its part near ``span``, of a long span near its end."""
    if clause.end - clause.start <= 3 * _NEAR:
        return clause
    begin = max(clause.start, span.start - _NEAR, span.end - 2 * _NEAR)
    end = min(clause.end, span.end + _NEAR)
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


def _place(text: str, clauses: Sequence[Clause], span: Span) -> Optional[_Place]:
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
    return _Place(text, clauses, index, clause, inner, core, wide, governed_tail(clause.morphemes, first))


def _figurative(place: _Place) -> bool:
    words = scope_words()
    here = place.text[place.clause.start : place.clause.end]
    for match in words.figurative.finditer(here):
        if (
            match.start() + place.clause.start - 8 <= place.span.end
            and match.end() + place.clause.start + 8 >= place.span.start
        ):
            return True
    around = here + place.words_of(place.index + 1)
    if "冗談" in around:
        return True
    if not words.trivial.search(place.words_of(place.index - 1) + around):
        return False
    return any(words.joke_mark.search(place.words_of(i)) for i in (place.index, place.index + 1))


def _condition_ends(place: _Place) -> bool:
    """Does the clause end in たら, なら, ば or 時 behind the core?"""
    morphemes = [m for m in place.clause.morphemes if m.pos1 != "補助記号" and m.start >= place.span.end]
    while morphemes and morphemes[-1].surface in ("は", "に", "って", "、"):
        morphemes.pop()
    if not morphemes:
        return False
    last = morphemes[-1]
    if last.pos1 == "助動詞" and last.pos[5].startswith("仮定形"):
        return True
    return (last.lemma in ("ば", "なら") and last.pos1 == "助詞") or last.lemma in ("時", "場合", "際")


def _ends_in_condition(clause: Clause) -> bool:
    """A clause that closes with たら (not the たら of a finished event, which no doubt follows)."""
    words = [m for m in clause.morphemes if m.pos1 not in ("補助記号", "助詞")]
    return bool(words) and words[-1].pos1 == "助動詞" and words[-1].pos[5].startswith("仮定形")


def _hypothetical(place: _Place) -> bool:
    words = scope_words()
    if not (place.wide or place.tail.existing) or place.tail.oblique:
        return False
    if _CONSEQUENCE.search(place.span.of(place.text)):
        return False
    first, _ = place.sentence
    before = place.text[place.since(first) : place.span.start]
    marker = None
    for match in words.hypothetical_marker.finditer(before):
        marker = match
    if marker is None and place.wide:
        marker = words.hypothetical_marker.match(place.span.of(place.text))
        before = place.span.of(place.text)
    if marker is not None and not words.polite_condition.match(before, marker.start()):
        in_clause = marker.start() >= len(before) - (place.span.start - place.clause.start) or place.wide
        return in_clause or not any(word in place.words_of(place.index) for word in _NOW)
    if _condition_ends(place) and words.worry_after.match(place.words_of(place.index + 1)):
        return True
    if words.after_condition.search(place.rest) and _ends_in_condition(place.clauses[max(0, place.index - 1)]):
        return place.index > first
    lead = place.text[place.clause.start : place.span.start]
    if words.future_marker.search(lead):
        return bool(words.future_doubt.search(place.rest + place.words_of(place.index + 1)))
    return False


def _negated(place: _Place) -> bool:
    words = scope_words()
    if place.tail.oblique:
        return False
    governed = place.governed
    if words.must.search(governed) or words.pseudo_negation.match(governed):
        return False
    if words.negated.search(governed) and not words.uncertain.search(governed):
        return not place.wide or _is_ill(place) or bool(words.negated.match(governed))
    if place.wide and not _is_ill(place):
        return False
    return place.tail.negated


def _is_ill(place: _Place) -> bool:
    return any(
        m.lemma in scope_words().ill
        for m in place.clause.morphemes
        if m.start < place.core.end and m.end > place.core.start
    )


def _tells_past(place: _Place) -> bool:
    """Is the predicate of the thing in the た form, or of the chain of て that follows it?"""
    _, last = place.sentence
    for index in range(place.index, last + 1):
        clause = place.clause if index == place.index else place.clauses[index]
        morphemes = [m for m in clause.morphemes if m.pos1 != "補助記号" and m.start >= place.core.start]
        while morphemes and (morphemes[-1].pos1 == "助詞" and morphemes[-1].lemma not in ("て", "し")):
            morphemes.pop()
        while morphemes and (
            morphemes[-1].lemma in ("です", "の", "だ") and not morphemes[-1].pos[5].startswith("連用形")
        ):
            morphemes.pop()
        if not morphemes:
            return False
        if morphemes[-1].lemma == "た" and not morphemes[-1].pos[5].startswith("仮定形"):
            return True
        if morphemes[-1].lemma not in ("て", "し", "で", "だ"):
            return False
    return False


def _is_over(place: _Place) -> bool:
    words = scope_words()
    first, last = place.sentence
    behind_ta = place.text[place.core.end - 1 : place.core.end] in ("た", "だ")
    told_once = behind_ta and words.experienced.match(place.governed)
    if told_once or words.ended.search(place.governed):
        return not words.lasting_word.search(place.rest)
    for index in (place.index + 1, place.index + 2):
        after = place.words_of(index)
        match = words.ended_after.match(after)
        if match and not any(kin in after[: match.end()].replace("大丈夫", "") for kin in _KIN):
            return True
    following = place.text[place.clause.start : min(place.clauses[last].end, place.span.end + 2 * _NEAR)]
    if words.lasting_word.search(following):
        return False
    lead = place.text[place.since(first) : place.clause.end]
    if words.past_marker.search(lead):
        return _tells_past(place)
    if words.dated_past.search(lead):
        faded = words.fading_verb if words.long_ago.search(lead) else frozenset()
        lasting = any(
            m.lemma in words.lasting_verb and m.lemma not in faded and m.pos1 in ("動詞", "名詞", "形容詞")
            for m in place.clause.morphemes
            if m.start >= place.core.start
        )
        return _tells_past(place) and not lasting
    return _was(place) and not any(word in lead for word in ("診断", "検査", "結果", "言わ", "受診", "病院"))


def _was(place: _Place) -> bool:
    """A noun and だった / でした: said of then."""
    behind = [m for m in place.clause.morphemes if m.start >= place.core.end][:2]
    itself = [m for m in place.clause.morphemes if m.start < place.core.end and m.end >= place.core.end]
    nominal = bool(itself) and itself[-1].pos1 == "名詞"
    return (
        nominal
        and len(behind) == 2
        and behind[0].lemma in ("だ", "です")
        and behind[1].lemma == "た"
        and (not behind[1].pos[5].startswith("仮定形"))
    )


def _quoted(place: _Place) -> bool:
    words = scope_words()
    text, clause = place.text, place.clause
    begin = max(0, place.span.start - _QUOTE_REACH)
    opening = max(text.rfind("「", begin, place.span.start + 1), text.rfind("『", begin, place.span.start + 1))
    if opening >= 0:
        ends = (text.find(mark, opening, place.span.end + _QUOTE_REACH) for mark in "」』")
        closing = min((at for at in ends if at >= 0), default=-1)
        if closing >= place.span.end - 1 and text[closing + 1 : closing + 2] in ("と", "っ", "な"):
            return True
    rest = text[place.core.end : clause.end]
    return bool(words.quote_verb.search(rest) or words.quote_end.search(rest))


def manner_at(
    text: str, morphemes: Sequence[Morpheme], clauses: Sequence[Clause], span: Span
) -> Tuple[Assertion, bool]:
    """Say how the thing in ``span`` is asserted.

    Args:
        text: the raw message.
        morphemes: ``analyze(text)``.
        clauses: ``split_clauses(text, morphemes)``.
        span: a word, a phrase or a whole clause; what stands inside it belongs to the thing itself.

    Returns:
        The assertion, and True when it is somebody's words (「…」と言う, って言われた).
    """
    place = _place(text, clauses, span)
    if place is None:
        return Assertion.PRESENT, False
    quoted = _quoted(place)
    if _figurative(place):
        return Assertion.FIGURATIVE, quoted
    if _hypothetical(place):
        return Assertion.HYPOTHETICAL, quoted
    doubted = bool(scope_words().uncertain.search(place.governed))
    if _negated(place):
        return (Assertion.UNCERTAIN if doubted else Assertion.NEGATED), quoted
    if _is_over(place):
        return Assertion.PAST, quoted
    return (Assertion.UNCERTAIN if doubted else Assertion.PRESENT), quoted
