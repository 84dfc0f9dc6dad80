"""The systems that are compared, each saying what it reads in a message: ours, a keyword list, plain Rasa twice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np
import yaml

from benchmarks.evaluate.message_sets import Message
from benchmarks.plain_rasa.rankings import Ranking
from benchmarks.plain_rasa.training_data import NONE
from benchmarks.scores import count
from bot.domain.understanding import Understanding
from bot.domain.vocabulary import ConcernCode, SignalCode
from nlu.core.anatomy import dissect
from nlu.core.concern_finder import SIGNAL_CONCERN
from nlu.core.labels import concern_fields
from nlu.core.reader import Reader

BEST = 5
# Signals that a system which knows concerns only can raise: for these the concern says the same.
CONCERN_SIGNAL: Mapping[str, str] = {
    **{concern.value: signal.value for signal, concern in SIGNAL_CONCERN.items()},
    ConcernCode.FOOD_SHORTAGE.value: SignalCode.NO_FOOD_MONEY.value,
}
COMPARABLE = frozenset(CONCERN_SIGNAL.values())
_GRID = tuple(step / 50 for step in range(1, 48))


@dataclass(frozen=True)
class Said:
    """What a system says of one message; ``understanding`` where it reads more than concerns."""

    concerns: Tuple[str, ...]
    best: Tuple[str, ...]
    fields: Tuple[str, ...]
    signals: Tuple[str, ...]
    understanding: Optional[Understanding] = None


def read_by_us(reader: Reader, messages: Sequence[Message], tell: Callable[[int], None]) -> List[Said]:
    """Let our reader read every message; ``tell`` hears how many are done."""
    said = []
    for number, message in enumerate(messages):
        parts = dissect(message.text, message.question)
        found = reader.read(message.text, message.question, anatomy=parts).understanding
        guesses = reader.weigh(parts).guesses[:BEST]
        said.append(
            Said(
                tuple(sorted({concern.code.value for concern in found.concerns})),
                tuple(guess.code.value for guess in guesses),
                tuple(field.value for field in found.fields),
                tuple(sorted({signal.code.value for signal in found.danger.signals})),
                found,
            )
        )
        tell(number + 1)
    return said


def read_keywords(path: Path) -> Mapping[str, Sequence[str]]:
    """Return the keyword list: concern → words."""
    words: Mapping[str, Sequence[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return words


def read_by_keywords(words: Mapping[str, Sequence[str]], messages: Sequence[Message]) -> List[Said]:
    """A message has each concern of which a word stands in it. It ranks by the number of words found."""
    said = []
    for message in messages:
        hits = {code: sum(key in message.text for key in keys) for code, keys in words.items()}
        found = sorted((code for code, times in hits.items() if times), key=lambda code: -hits[code])
        said.append(_of_concerns(found, found))
    return said


def read_by_ranking(rankings: Sequence[Ranking], threshold: float) -> List[Said]:
    """A message has each concern that plain Rasa gives at least ``threshold``."""
    said = []
    for ranking in rankings:
        concerns = [(name, share) for name, share in ranking if name != NONE]
        said.append(_of_concerns([n for n, s in concerns if s >= threshold], [n for n, _ in concerns]))
    return said


def best_threshold(rankings: Sequence[Ranking], messages: Sequence[Message]) -> float:
    """Return the threshold with the best micro-F1 of concerns on messages that may be looked at."""
    scores: Dict[float, float] = {}
    for threshold in _GRID:
        said = read_by_ranking(rankings, threshold)
        right, false, missed = np.sum(
            [count(one.concerns, message.codes) for one, message in zip(said, messages, strict=True)], axis=0
        )
        scores[threshold] = 2 * right / max(2 * right + false + missed, 1)
    return max(scores, key=lambda threshold: scores[threshold])


def _of_concerns(concerns: Sequence[str], ranked: Sequence[str]) -> Said:
    """What follows from concerns alone, by the tables of the catalogue."""
    table = concern_fields()
    fields = sorted({field.value for code in concerns for field in table[ConcernCode(code)]})
    signals = sorted({CONCERN_SIGNAL[code] for code in concerns if code in CONCERN_SIGNAL})
    return Said(tuple(sorted(concerns)), tuple(ranked[:BEST]), tuple(fields), tuple(signals))
