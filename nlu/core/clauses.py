"""Clauses of a message: the windows in which negation, time and doubt are read.

Cut at sentence marks, line ends, emoji runs and after conjunctive particles; the marks stay with the clause they end.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import FrozenSet, Iterator, List, Sequence, Tuple

from nlu.core.morphology import Morpheme
from nlu.core.scope_words import scope_words

# A quotation without a sentence mark, at most a line long, is one thing said: never cut inside.
_SHORT_QUOTE = re.compile(r"「[^「」。！？!?\n]{0,40}」|『[^『』。！？!?\n]{0,40}』")
EMOJI = "\u2600-\u27bf\u2b00-\u2bff\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff"
_EMOJI_RUN = rf"[{EMOJI}][{EMOJI}\ufe0f\u200d\U0001f3fb-\U0001f3ff]*"
_HARD = re.compile(
    rf"(?:[、。，．！？!?…｡､♪\n\r]|・{{2,}}|(?<!\d),|,(?!\d)|(?<![\dA-Za-z.])\.(?![\dA-Za-z])"
    rf"|{_EMOJI_RUN}|[wｗ]{{1,20}}(?![A-Za-zａ-ｚＡ-Ｚ])|[（(]?笑[)）])+[」』）)]?"
)
_CLOSING = re.compile(r"[」』][」』）)]*")
_JOINING = frozenset(
    ("けれど", "が", "し", "から", "ので", "のに", "ば", "と", "ながら", "たり", "ものの", "けん", "さかい", "けえ")
)
# なければならない, ないといけない, たらいい: one predicate, not two.
_BOUND = frozenset(
    ("成る", "行ける", "行く", "駄目", "良い", "宜しい", "宜しく", "居る", "困る", "言う", "思う", "聞く")
)
_PREDICATE = frozenset(("動詞", "形容詞", "形状詞", "助動詞"))


@dataclass(frozen=True)
class Clause:
    """``text[start:end]`` and its morphemes; the clauses of a message tile it, blanks between them left out."""

    start: int
    end: int
    morphemes: Tuple[Morpheme, ...]


def _protected(text: str) -> FrozenSet[int]:
    """Offsets at which a cut would fall inside a short quotation."""
    inside: List[int] = []
    for match in _SHORT_QUOTE.finditer(text):
        inside.extend(range(match.start() + 1, match.end()))
    return frozenset(inside)


def _mark_cuts(text: str, morphemes: Sequence[Morpheme]) -> Iterator[int]:
    for match in _HARD.finditer(text):
        yield match.end()
    starts = [m.start for m in morphemes]
    for match in _CLOSING.finditer(text):
        following = bisect_right(starts, match.end() - 1)
        if following < len(morphemes) and morphemes[following].pos1 not in ("助詞", "助動詞", "補助記号"):
            yield match.end()


def _predicate_follows(morphemes: Sequence[Morpheme]) -> List[bool]:
    """For each morpheme: does a predicate stand behind it before the next mark?"""
    follows, seen = [False] * len(morphemes), False
    for index in range(len(morphemes) - 1, -1, -1):
        follows[index] = seen
        if morphemes[index].pos1 == "補助記号":
            seen = False
        elif morphemes[index].pos1 in _PREDICATE:
            seen = True
    return follows


def _ends_clause(morpheme: Morpheme, following: Morpheme, predicate_follows: bool) -> bool:
    if morpheme.pos[:2] == ("助詞", "接続助詞"):
        if morpheme.lemma == "て":
            colours = following.lemma in scope_words().auxiliary and following.pos[1] in ("非自立可能", "*")
            return predicate_follows and not colours and following.pos1 not in ("助詞", "助動詞", "補助記号")
        if morpheme.lemma in ("ば", "と"):
            return following.lemma not in _BOUND and following.pos1 not in ("助詞", "補助記号")
        return morpheme.lemma in _JOINING and following.pos1 not in ("助動詞", "補助記号", "助詞")
    if morpheme.lemma in ("た", "だ") and morpheme.pos1 == "助動詞" and morpheme.pos[5].startswith("仮定形"):
        return following.lemma not in _BOUND and following.pos1 not in ("助詞", "補助記号")
    return False


def _is_because(before: Morpheme, here: Morpheme, following: Morpheme) -> bool:
    """ので and のに, which Sudachi reads as の + で, の + に."""
    nominal = before.pos[:2] == ("助詞", "準体助詞")
    return nominal and here.surface in ("で", "に") and following.pos1 not in ("助詞", "助動詞", "補助記号")


def _ends_sentence(morpheme: Morpheme) -> bool:
    return morpheme.pos[5].startswith(("終止形", "命令形")) or morpheme.pos[:2] == ("助詞", "終助詞")


def _word_cuts(morphemes: Sequence[Morpheme]) -> Iterator[int]:
    follows = _predicate_follows(morphemes)
    for index in range(len(morphemes) - 1):
        here, following = morphemes[index], morphemes[index + 1]
        because = index > 0 and follows[index] and _is_because(morphemes[index - 1], here, following)
        # A blank after a finished predicate stands for a full stop.
        stop = following.start > here.end and _ends_sentence(here)
        if because or stop or _ends_clause(here, following, follows[index]):
            yield here.end


def split_clauses(text: str, morphemes: Sequence[Morpheme]) -> Tuple[Clause, ...]:
    """Cut a message into clauses, in linear time.

    Args:
        text: the raw message.
        morphemes: ``analyze(text)``.

    Returns:
        The clauses in order; every character that is no blank stands in exactly one. Empty for a blank text.
    """
    protected = _protected(text)
    cuts = set(_mark_cuts(text, morphemes))
    cuts.update(_word_cuts(morphemes))
    inside = {offset for m in morphemes for offset in range(m.start + 1, m.end)}
    borders = sorted(cut for cut in cuts if cut not in protected and cut not in inside and cut < len(text))
    clauses: List[Clause] = []
    index, begin = 0, 0
    for border in [*borders, len(text)]:
        piece = text[begin:border]
        start = begin + len(piece) - len(piece.lstrip())
        end = begin + len(piece.rstrip())
        first = index
        while index < len(morphemes) and morphemes[index].start < border:
            index += 1
        if start < end:
            clauses.append(Clause(start, end, tuple(morphemes[first:index])))
        begin = border
    return tuple(clauses)


def clause_index(clauses: Sequence[Clause], offset: int) -> int:
    """Return the index of the clause that holds ``offset`` (the nearest before it in a gap); -1 without clauses."""
    if not clauses:
        return -1
    return max(0, bisect_right(clauses, offset, key=lambda clause: clause.start) - 1)
