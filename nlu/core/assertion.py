"""How a thing is said: present, negated, past, hypothetical, uncertain or figurative, and whether in quoted words.

Rules over morphemes and the clause around the thing. What looks like a negation and is an inability or a lack
(眠れない, しかない, 頼れる人がいない) is never one: the lack is the concern.
"""

from __future__ import annotations

import re
from typing import Sequence, Tuple

from bot.domain.evidence import Span
from bot.domain.vocabulary import Assertion
from nlu.core.all_is_well import is_well
from nlu.core.clauses import Clause
from nlu.core.morphology import Morpheme
from nlu.core.place import NEAR, Place, place_of
from nlu.core.scope_words import scope_words

_QUOTE_REACH = 200
# 私が死んだらこの子は…: a thing that holds its own condition is a worry of today.
_CONSEQUENCE = re.compile(r"(?:たら|だら|れば).{2}|(?:あと|(?<!老)後)")
_ABILITY = re.compile(r".{0,2}?(?:[えけせてねべめれげ]る|できる|[おこそとのもろよごぼ]う)か(?:どうか)?(?![もら])な?")
_ABSENT = re.compile(r"[^、。]{0,6}?(?:が|も)?(?:な[いく]|ありま)")
_LACKING = re.compile(r"(?:もの|もん|物|ところ|場所|とこ|代|費|薬|米|料|(?<![借罰])金)$")
_AFTER_DEATH = re.compile(r"(?:死ん|亡くなっ|いなくなっ)たら|死んだら")
_KIN = "父母夫妻娘息子兄姉弟妹祖私僕俺"
_NOW = ("今", "いま", "現在", "すでに", "相談", "教えて", "聞きたい", "知りたい")


def _figurative(place: Place) -> bool:
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
    compared = words.compared.search(here) and not words.earnest.search(here)
    if not compared and not words.trivial.search(place.words_of(place.index - 1) + around):
        return False
    return any(words.joke_mark.search(place.words_of(i)) for i in (place.index, place.index + 1))


def _condition_ends(place: Place) -> bool:
    """Does the clause end in たら, なら, ば or 時 behind the core?"""
    end = place.core.end if place.wide else place.span.end
    morphemes = [m for m in place.clause.morphemes if m.pos1 != "補助記号" and m.start >= end]
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


def _hypothetical(place: Place) -> bool:
    words = scope_words()
    if _CONSEQUENCE.search(place.span.of(place.text)):
        return False
    if words.far_worry.search(place.text[place.clause.start : min(place.clause.end, place.span.end + NEAR)]):
        return True
    if not (place.wide or place.tail.existing) or place.tail.oblique:
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
    if words.supposed.search(place.words_of(place.index + 1) + place.words_of(place.index + 2)):
        return True
    worry = words.plain_worry if place.wide else words.worry_after
    own_end = place.wide and _AFTER_DEATH.search(place.span.of(place.text))
    if not own_end and _condition_ends(place) and worry.match(place.words_of(place.index + 1)):
        return True
    if words.after_condition.search(place.rest) and _ends_in_condition(place.clauses[max(0, place.index - 1)]):
        return place.index > first
    lead = place.text[place.clause.start : place.span.start]
    if words.future_marker.search(lead):
        return bool(words.future_doubt.search(place.rest + place.words_of(place.index + 1)))
    return False


def _negated(place: Place) -> bool:
    words = scope_words()
    if place.tail.oblique:
        return False
    governed = place.governed
    if words.must.search(governed) or words.pseudo_negation.match(governed):
        return False
    if _LACKING.search(place.core.of(place.text)) and _ABSENT.match(governed):
        return False
    if is_well(place) or any(words.denied_after.match(place.words_of(place.index + ahead)) for ahead in (1, 2)):
        return True
    if words.negated.search(governed) and not words.uncertain.search(governed):
        return not place.wide or _is_ill(place) or bool(words.negated.match(governed))
    if place.wide and not _is_ill(place):
        return False
    return place.tail.negated


def _doubted(place: Place) -> bool:
    governed = place.governed
    asked = _ABILITY.match(place.text[max(0, place.core.end - 3) : place.core.end] + governed)
    if asked:  # 払えるかどうか, 死のうかな: the worry or the wish itself
        governed = governed[max(0, asked.end() - min(3, place.core.end)) :]
    words = scope_words()
    if not words.uncertain.search(governed):
        return False
    return not words.asks_else.search(place.words_of(place.index)) or bool(words.plain_doubt.search(governed))


def _is_ill(place: Place) -> bool:
    return any(
        m.lemma in scope_words().ill
        for m in place.clause.morphemes
        if m.start < place.core.end and m.end > place.core.start
    )


def _tells_past(place: Place) -> bool:
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


def _is_over(place: Place) -> bool:
    words = scope_words()
    first, last = place.sentence
    behind_ta = place.text[place.core.end - 1 : place.core.end] in ("た", "だ")
    told_once = behind_ta and words.experienced.match(place.governed)
    behind = place.text[max(0, place.core.end - 1) : min(place.clause.end, place.core.end + NEAR)]
    if words.had_a_time.match(behind) or words.abstained.search(place.words_of(place.index)):
        return not words.lasting_word.search(place.rest)
    if told_once or words.ended.search(place.governed):
        return not words.lasting_word.search(place.rest)
    for index in (place.index + 1, place.index + 2):
        after = place.words_of(index)
        match = words.ended_after.match(after)
        if match and not any(kin in after[: match.end()].replace("大丈夫", "") for kin in _KIN):
            return True
    if words.ended_behind.match(behind) or _got_better(place):
        return True
    following = place.text[place.clause.start : min(place.clauses[last].end, place.span.end + 2 * NEAR)]
    if words.lasting_word.search(following):
        return False
    if words.now_marker.search(place.text[max(place.clause.start, place.span.start - NEAR) : place.core.start]):
        return False
    lead = place.text[place.since(first) : place.clause.end]
    if words.dated_behind.match(behind):
        return not _lasts(place, lead)
    if words.past_marker.search(lead):
        return _tells_past(place)
    if words.dated_past.search(lead):
        return _tells_past(place) and not _lasts(place, lead)
    return _was(place) and not any(word in lead for word in ("診断", "検査", "結果", "言わ", "受診", "病院"))


def _lasts(place: Place, lead: str) -> bool:
    """夫が倒れた, 失業した: what came about then is so still, but for a loss of long ago."""
    words = scope_words()
    faded = words.fading_verb if words.long_ago.search(lead) else frozenset()
    return any(
        m.lemma in words.lasting_verb and m.lemma not in faded and m.pos1 in ("動詞", "名詞", "形容詞")
        for m in place.clause.morphemes
        if m.start >= place.core.start
    )


def _got_better(place: Place) -> bool:
    """いじめられてたけど今は友達できた."""
    words = scope_words()
    here = place.text[place.core.start : min(place.clause.end, place.core.end + NEAR)]
    if not words.was_but.search(here):
        return False
    after = place.words_of(place.index + 1)
    return bool(words.better_now.match(after) or (words.now_good.match(after) and not _lasts(place, "")))


def _was(place: Place) -> bool:
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


def _quoted(place: Place) -> bool:
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
    place = place_of(text, clauses, span)
    if place is None:
        return Assertion.PRESENT, False
    quoted = _quoted(place)
    if _figurative(place):
        return Assertion.FIGURATIVE, quoted
    if _hypothetical(place):
        return Assertion.HYPOTHETICAL, quoted
    doubted = _doubted(place)
    if _negated(place):
        doubted = doubted and not scope_words().was_not.search(place.governed)
        return (Assertion.UNCERTAIN if doubted else Assertion.NEGATED), quoted
    if _is_over(place):
        return Assertion.PAST, quoted
    return (Assertion.UNCERTAIN if doubted else Assertion.PRESENT), quoted
