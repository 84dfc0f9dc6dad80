"""The figures of the dialogues, each with a 95 % bootstrap interval over dialogues, and their targets."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from benchmarks import scores
from benchmarks.conversations.dialogues import Dialogue
from benchmarks.conversations.facts import Summary, compare
from benchmarks.scores import Figure, figure
from bot.domain.vocabulary import Urgency

KINDS: Mapping[str, str] = {
    "members": "members",
    "ages": "ages",
    "concerns": "concerns",
    "concern_members": "concern on the right member",
    "fields": "fields",
    "patterns": "patterns",
    "signals": "signals",
    "denied": "denied",
    "wishes": "wishes",
    "support": "existing support",
}
F1_TARGETS: Mapping[str, float] = {
    "members": 0.95,
    "ages": 0.95,
    "concern_members": 0.85,
    "fields": 0.95,
    "patterns": 0.90,
}


class Kind(NamedTuple):
    """One kind of fact; ``of`` a figure is how many facts were said (precision) or hold (recall, F1)."""

    precision: Optional[Figure]
    recall: Optional[Figure]
    f1: Optional[Figure]


class Share(NamedTuple):
    """Of dialogues: the share, the target and whether less is better."""

    name: str
    figure: Optional[Figure]
    target: Optional[float] = None
    less_is_better: bool = False

    @property
    def is_met(self) -> Optional[bool]:
        if self.target is None or self.figure is None:
            return None
        value = self.figure.value
        return value <= self.target if self.less_is_better else value >= self.target


Cases = Sequence[Tuple[Dialogue, Summary]]


def kinds(cases: Cases) -> Dict[str, Kind]:
    """Return precision, recall and F1 of each kind of fact."""
    compared = [compare(summary, gold) for gold, summary in cases]
    found: Dict[str, Kind] = {}
    for code in KINDS:
        answers = [facts[code] for facts in compared]
        parts = scores.counts(answers)
        said, held = (sum(len(answer[side]) for answer in answers) for side in (0, 1))
        found[code] = Kind(
            figure(parts, scores.precision, said),
            figure(parts, scores.recall, held),
            figure(parts, scores.f1, held),
        )
    return found


def shares(cases: Cases) -> List[Share]:
    """Return what is judged once a dialogue: who writes, and the urgency."""
    steps = [Urgency(summary["urgency"]["level"]).rank - Urgency(gold.urgency).rank for gold, summary in cases]
    right = [summary["reporter"]["is_client"] is gold.reporter_is_client for gold, summary in cases]
    return [
        Share("reporter is client", _share(right)),
        Share("urgency exact", _share([step == 0 for step in steps]), 0.95),
        Share("urgency too low", _share([step < 0 for step in steps]), 0.0, True),
        Share("urgency too high", _share([step > 0 for step in steps]), None, True),
    ]


def differences(summary: Summary, gold: Dialogue) -> Dict[str, Tuple[List[Any], List[Any]]]:
    """Return for each kind that is not right what is missing and what is too much."""
    found: Dict[str, Tuple[List[Any], List[Any]]] = {}
    for code, (said, held) in compare(summary, gold).items():
        missing, extra = list(held), []
        for fact in said:
            if fact in missing:
                missing.remove(fact)
            else:
                extra.append(fact)
        if missing or extra:
            found[code] = (missing, extra)
    level, client = summary["urgency"]["level"], summary["reporter"]["is_client"]
    if level != gold.urgency:
        found["urgency"] = ([gold.urgency], [level])
    if client is not gold.reporter_is_client:
        found["reporter_is_client"] = ([gold.reporter_is_client], [client])
    return found


def _share(right: Sequence[bool]) -> Optional[Figure]:
    return figure(scores.shares([[one] for one in right]), scores.share, len(right))
