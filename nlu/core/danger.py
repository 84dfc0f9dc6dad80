"""The danger reader: which signals a message raises, at which level, and what was read but set aside.

Pure, no model, no Rasa; the same text gives the same reading. It reads the whole message sentence by sentence, each
with its neighbours, so that time and memory grow with the length of the text only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Dict, Iterator, List, Optional, Pattern, Sequence, Tuple

from bot.domain.evidence import Manner, Span
from bot.domain.understanding import DangerReading, SetAside, SignalMention
from bot.domain.vocabulary import Assertion, QuestionCode, SignalCode, Urgency
from nlu.core.danger_now import going_on
from nlu.core.danger_rules import Lexicon, Rule, candidates, lexicon
from nlu.core.danger_scope import Phrase, judge
from nlu.core.danger_text import PAUSE, STOP, Reading, canonical
from nlu.core.danger_victim import one_victim

# A sentence without a stop is read in stretches; the one before is always read along.
_MAX_SENTENCE = 160
_SENTENCE = re.compile(rf"[^{STOP}]{{1,{_MAX_SENTENCE}}}{STOP}*")
# A message as short as this is one context; in a longer one the neighbouring sentences are.
_SHORT = 110
_LONG_NEIGHBOUR = 40
_Patterns = List[Tuple[Rule, Pattern[str]]]
SAFETY_NOW_DENIED = "context.safety_now_denied"
PLACE_AT_EDGE = "context.place_at_edge"
WITNESSED_BY_CHILD = "child.witness"


@dataclass(frozen=True)
class _Hit:
    """A hit of one rule inside one window; offsets count from the start of the window's own sentence."""

    rule: Rule
    level: Urgency
    start: int
    end: int
    reason: Optional[str]
    manner: Manner


@dataclass(frozen=True)
class _Window:
    """A sentence behind the one before it (``text``, own part from ``base``), the one after, and all that is near."""

    text: str
    base: int
    after: str
    context: str
    known: Dict[Pattern[str], bool] = field(default_factory=dict)

    def holds(self, pattern: Pattern[str]) -> bool:
        """True when ``pattern`` stands anywhere near; each is looked for once a window."""
        if pattern not in self.known:
            self.known[pattern] = pattern.search(self.context) is not None
        return self.known[pattern]


def _sentences(text: str) -> List[Tuple[int, int]]:
    return [(m.start(), m.end()) for m in _SENTENCE.finditer(text)]


def _excepted(rule: Rule, window: _Window, start: int, end: int) -> bool:
    """True when the rule's ``unless`` stands where the rule says that it counts."""
    if rule.unless is None:
        return False
    if rule.unless_in == "phrase":
        return any(m.start() < end and start < m.end() for m in rule.unless.finditer(window.text))
    if rule.unless_in == "context":
        return window.holds(rule.unless)
    around = rule.unless_in == "around" or start < window.base
    return rule.unless.search(window.text, 0 if around else window.base) is not None


def _applies(rule: Rule, window: _Window) -> bool:
    """True when all that the rule wants near its pattern stands near."""
    if rule.near is not None and not rule.near.search(window.text + window.after):
        return False
    return all(window.holds(pattern) for pattern in rule.together)


def _read_window(window: _Window, patterns: _Patterns, words: Lexicon) -> Tuple[_Hit, ...]:
    text, base = window.text, window.base
    around = text + window.after
    found: List[_Hit] = []
    for rule, pattern in patterns:
        matches = [match for match in pattern.finditer(text) if match.end() > base]
        if not matches or not _applies(rule, window):
            continue
        level = next((level for level, found_near in rule.raised if window.holds(found_near)), rule.level)
        for match in matches:
            if _excepted(rule, window, match.start(), match.end()):
                continue
            phrase = Phrase(around, match.start(), match.end(), min(base, match.start()), len(text))
            reason, manner = judge(phrase, rule, words)
            found.append(_Hit(rule, level, match.start() - base, match.end() - base, reason, manner))
    return tuple(found)


def _nearby(before: str, own: str, after: str) -> str:
    """Return the sentence with its neighbours, a long neighbour left out: it tells of other people."""
    return "".join(part for part in (before, own, after) if part is own or len(part) < _LONG_NEIGHBOUR)


def _hits(text: str, words: Lexicon) -> Iterator[Tuple[int, _Hit]]:
    """Yield every hit with the start of its sentence; equal windows are read once (within this call only)."""
    bounds = _sentences(text)
    possible = candidates(text)
    seen: Dict[Tuple[str, str, str], Tuple[_Hit, ...]] = {}
    for i, (start, end) in enumerate(bounds):
        before = text[bounds[i - 1][0] : bounds[i - 1][1]] if i else ""
        after = text[bounds[i + 1][0] : bounds[i + 1][1]] if i + 1 < len(bounds) else ""
        key = (before, text[start:end], after)
        if key not in seen:
            own = before + text[start:end]
            window = _Window(own, len(before), after, text if len(text) <= _SHORT else _nearby(*key))
            seen[key] = _read_window(window, possible(own), words)
        for hit in seen[key]:
            yield start, hit


def _from_question(text: str, reading: Reading, question: Optional[str], words: Lexicon) -> List[SignalMention]:
    """Read an answer that is a danger only because of the question: 「いいえ」 to "are you safe now?"."""
    whole = text.strip(STOP + PAUSE)
    if not whole:
        return []
    span = reading.span(0, len(text))
    unsure = Manner(Assertion.UNCERTAIN)
    denied = words.markers["bare_no"].search(whole) and not words.markers["safe_after_all"].search(whole)
    if question == QuestionCode.SAFETY_NOW and denied:
        return [SignalMention(SignalCode.DV, span, Urgency.NOW, SAFETY_NOW_DENIED, unsure, "question")]
    if question in (QuestionCode.SAFETY_NOW, QuestionCode.PLACE_NOW) and words.markers["high_place"].search(whole):
        return [SignalMention(SignalCode.SUICIDE, span, Urgency.NOW, PLACE_AT_EDGE, unsure, "question")]
    return []


def witnessed(signals: Sequence[SignalMention], text: str) -> List[SignalMention]:
    """面前DV: violence between partners with children in the home raises child abuse too (児童虐待防止法2条4号).

    Args:
        signals: all that was raised.
        text: the message, as written or as the rules read it.
    """
    words = lexicon()
    dv = [s for s in signals if s.code is SignalCode.DV and s.rule != SAFETY_NOW_DENIED]
    if not dv or any(s.code is SignalCode.CHILD_ABUSE for s in signals):
        return []
    if not words.markers["children_home"].search(text) or words.markers["no_children"].search(text):
        return []
    worst = max(dv, key=lambda s: s.level.rank)
    return [replace(worst, code=SignalCode.CHILD_ABUSE, rule=WITNESSED_BY_CHILD, manner=Manner(Assertion.UNCERTAIN))]


def _strongest(signals: List[SignalMention]) -> Tuple[SignalMention, ...]:
    """Keep one mention a rule and place; the most urgent first, then by place."""
    kept: Dict[Tuple[str, Span], SignalMention] = {(s.rule, s.span): s for s in signals}
    return tuple(sorted(kept.values(), key=lambda s: (-s.level.rank, s.span.start, s.span.end, s.rule)))


# A message is read when it is stored, before Rasa and after every classifier; the reading is a function of its text.
@lru_cache(maxsize=64)
def read_danger(text: str, question: Optional[str] = None) -> DangerReading:
    """Read one message for danger.

    Args:
        text: raw text, any length and script.
        question: code of the question just asked (``QuestionCode``), which gives a bare 「いいえ」 its meaning.

    Returns:
        Signals with spans into ``text``, firm where an explicit rule or the question asked raised them; phrases read
        but not raised; ``soft_look`` for a denial with exhaustion.
    """
    words = lexicon()
    reading = canonical(text, words)
    signals: List[SignalMention] = []
    aside: List[SetAside] = []
    for base, hit in _hits(reading.text, words):
        span = reading.span(base + hit.start, base + hit.end)
        if hit.reason is None:
            firm = hit.rule.explicit
            signals.append(SignalMention(hit.rule.code, span, hit.level, hit.rule.id, hit.manner, firm=firm))
        else:
            aside.append(SetAside(hit.rule.code, span, hit.reason, hit.rule.id, hit.manner))
    signals.extend(_from_question(reading.text, reading, question, words))
    signals.extend(witnessed(signals, reading.text))
    signals.extend(going_on(signals, reading.text))
    signals, others = one_victim(signals, reading.text)
    aside.extend(others)
    denied = any(a.reason == "negated" and a.code is SignalCode.SUICIDE for a in aside)
    soft_look = denied and bool(words.markers["exhausted"].search(reading.text))
    return DangerReading(_strongest(signals), tuple(dict.fromkeys(aside)), soft_look)
