"""Sequences of words in dictionary form with small gaps: 「鍋 焦がす」 finds 鍋を真っ黒に焦がして, in kana too."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, FrozenSet, Generic, Iterator, List, Optional, Sequence, Tuple, TypeVar

from nlu.core.governed import NEGATIVES
from nlu.core.morphology import Morpheme, analyze

Label = TypeVar("Label")

# Morphemes that may stand between two words of a sequence, and between a verb and its ない.
GAP = 4
DENIAL_GAP = 3
_SENTENCE_MARKS = frozenset("。！？!?\n")


@dataclass(frozen=True)
class _Word:
    """One place of a sequence: any of the ``single`` lemmas, or any run of lemmas of ``runs``."""

    single: FrozenSet[str]
    runs: Tuple[Tuple[str, ...], ...]
    denied: bool
    firsts: FrozenSet[str]


def _word(source: str) -> _Word:
    """``払う|支払う!``: any of the words, in a denied form when ``!`` follows."""
    denied = source.endswith("!")
    names = source.rstrip("!").split("|")
    lemmas = [tuple(m.lemma for m in analyze(name)) for name in names]
    single = frozenset(run[0] for run in lemmas if len(run) == 1)
    runs = tuple(run for run in lemmas if len(run) > 1)
    return _Word(single, runs, denied, single | frozenset(run[0] for run in runs))


@dataclass
class SequenceIndex(Generic[Label]):
    """Labelled word sequences, tried only where their first word stands."""

    _by_first: Dict[str, List[Tuple[Tuple[_Word, ...], Label]]] = field(default_factory=dict)

    def add(self, source: str, label: Label) -> None:
        """Add a sequence of words parted by blanks."""
        words = tuple(_word(part) for part in source.split())
        for first in words[0].firsts:
            self._by_first.setdefault(first, []).append((words, label))

    def find(self, morphemes: Sequence[Morpheme]) -> Iterator[Tuple[int, int, Label]]:
        """Yield ``(start, end, label)`` in code points for every place where a sequence stands."""
        lemmas = {morpheme.lemma for morpheme in morphemes}
        possible: Dict[str, List[Tuple[Tuple[_Word, ...], Label]]] = {}
        for lemma in lemmas & self._by_first.keys():
            sequences = [one for one in self._by_first[lemma] if not any(map(lemmas.isdisjoint, _others(one[0])))]
            if sequences:
                possible[lemma] = sequences
        if not possible:
            return
        for index, morpheme in enumerate(morphemes):
            for words, label in possible.get(morpheme.lemma, ()):
                last = _match(morphemes, index, words)
                if last is not None:
                    yield morpheme.start, morphemes[last].end, label


def _others(words: Tuple[_Word, ...]) -> Iterator[FrozenSet[str]]:
    """The lemmas with which each word behind the first can begin."""
    return (word.firsts for word in words[1:])


def _stands(morphemes: Sequence[Morpheme], index: int, word: _Word) -> Optional[int]:
    if morphemes[index].lemma in word.single:
        return index
    for run in word.runs:
        if tuple(m.lemma for m in morphemes[index : index + len(run)]) == run:
            return index + len(run) - 1
    return None


def _denial(morphemes: Sequence[Morpheme], last: int) -> Optional[int]:
    for index in range(last + 1, min(last + 1 + DENIAL_GAP, len(morphemes))):
        if morphemes[index].lemma in NEGATIVES:
            return index
        if morphemes[index].pos1 not in ("助動詞", "助詞", "動詞"):
            return None
    return None


def _match(morphemes: Sequence[Morpheme], index: int, words: Tuple[_Word, ...]) -> Optional[int]:
    last: Optional[int] = None
    for word in words:
        begin = index if last is None else last + 1
        reach = begin + 1 if last is None else begin + GAP + 1
        found = None
        for at in range(begin, min(reach, len(morphemes))):
            if morphemes[at].surface in _SENTENCE_MARKS:
                break
            end = _stands(morphemes, at, word)
            if end is not None:
                found = _denial(morphemes, end) if word.denied else end
                if found is not None:
                    break
        if found is None:
            return None
        last = found
    return last
