"""The figures of one system on one set, each with its interval. Targets are those of the project's frozen test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Dict, List, Optional, Sequence, Tuple

from benchmarks import scores
from benchmarks.evaluate import reading_gold as gold
from benchmarks.evaluate.message_sets import Message
from benchmarks.evaluate.systems import COMPARABLE, Said
from benchmarks.scores import Answers, Figure, figure

Cases = Sequence[Tuple[Message, Said]]


@dataclass(frozen=True)
class Measure:
    """One figure: its code in the results, its name in tables, its target, whether less is better.

    ``whole`` measures need more than concerns read (persons, manner, urgency), so only our reader has them.
    """

    code: str
    name: str
    compute: Callable[[Cases], Optional[Figure]]
    target: Optional[float] = None
    less_is_better: bool = False
    whole: bool = False

    def is_met(self, value: float) -> Optional[bool]:
        """Return whether the target is reached, None without one."""
        if self.target is None:
            return None
        return value <= self.target if self.less_is_better else value >= self.target


def _f1_of(
    read: Callable[[Cases], Answers], formula: scores.Formula = scores.f1
) -> Callable[[Cases], Optional[Figure]]:
    """A figure of answers: of as many as the gold holds, or as were given where it is a precision."""

    def compute(cases: Cases) -> Optional[Figure]:
        answers = read(cases)
        parts = scores.counts_by_label(answers) if formula is scores.macro_f1 else scores.counts(answers)
        side = 0 if formula is scores.precision else 1
        return figure(parts, formula, sum(len(answer[side]) for answer in answers))

    return compute


def _share_of(read: Callable[[Cases], Sequence[Sequence[bool]]]) -> Callable[[Cases], Optional[Figure]]:
    def compute(cases: Cases) -> Optional[Figure]:
        answers = read(cases)
        return figure(scores.shares(answers), scores.share, sum(len(answer) for answer in answers))

    return compute


def _calibration(cases: Cases) -> Optional[Figure]:
    answers = gold.confidences(cases)
    return figure(scores.bins(answers), scores.calibration_error, sum(len(answer) for answer in answers))


def fields(cases: Cases) -> Answers:
    return [(said.fields, message.fields) for message, said in cases]


def concerns(cases: Cases) -> Answers:
    return [(said.concerns, message.codes) for message, said in cases]


def signals(cases: Cases) -> Answers:
    return [(said.signals, message.signals) for message, said in cases]


def _comparable(cases: Cases) -> Answers:
    return [
        (
            [code for code in said.signals if code in COMPARABLE],
            [code for code in message.signals if code in COMPARABLE],
        )
        for message, said in cases
    ]


def _best(cases: Cases) -> List[List[bool]]:
    return [[code in said.best for code in message.codes] for message, said in cases]


def _without_concern(cases: Cases) -> List[List[bool]]:
    return [[bool(said.concerns)] if not message.codes else [] for message, said in cases]


def _calm_alarms(cases: Cases) -> List[List[bool]]:
    return [[bool(said.signals)] if message.is_calm else [] for message, said in cases]


def _comparable_alarms(cases: Cases) -> List[List[bool]]:
    return [[bool(set(said.signals) & COMPARABLE)] if message.is_calm else [] for message, said in cases]


def _calm_file_silent(cases: Cases) -> List[List[bool]]:
    return [[not said.signals] if message.family == "calm" and message.is_calm else [] for message, said in cases]


MEASURES: Tuple[Measure, ...] = (
    Measure("fields_macro_f1", "fields, macro-F1", _f1_of(fields, scores.macro_f1), 0.95),
    Measure("fields_micro_f1", "fields, micro-F1", _f1_of(fields)),
    Measure("concerns_micro_f1", "concerns, micro-F1", _f1_of(concerns), 0.88),
    Measure("concerns_precision", "concerns, precision", _f1_of(concerns, scores.precision)),
    Measure("concerns_recall", "concerns, recall", _f1_of(concerns, scores.recall)),
    Measure("concerns_macro_f1", "concerns, macro-F1", _f1_of(concerns, scores.macro_f1)),
    Measure("recall_at_5", "concerns, recall among the best five", _share_of(_best), 0.97),
    Measure("concern_of_none", "a concern where none is told", _share_of(_without_concern), None, True),
    Measure("signals_recall", "signals, recall", _f1_of(signals, scores.recall), 0.99, whole=True),
    Measure("signals_precision", "signals, precision", _f1_of(signals, scores.precision), whole=True),
    Measure("calm_alarms", "false alarms, calm messages", _share_of(_calm_alarms), 0.01, True, True),
    Measure("calm_file_silent", "kept silent, messages of calm.yml", _share_of(_calm_file_silent), 0.97, whole=True),
    Measure("comparable_recall", "five comparable signals, recall", _f1_of(_comparable, scores.recall)),
    Measure("comparable_alarms", "five comparable signals, false alarms", _share_of(_comparable_alarms), None, True),
    Measure("members_f1", "members with kinship, F1", _f1_of(gold.kinships), 0.96, whole=True),
    Measure("ages_f1", "ages, F1", _f1_of(gold.ages), 0.98, whole=True),
    Measure("age_bands_f1", "age bands, F1", _f1_of(gold.age_bands), whole=True),
    Measure("life", "alive, living together (members found)", _share_of(gold.life), whole=True),
    Measure("assertion", "assertion of concerns found", _share_of(gold.assertions), 0.92, whole=True),
    Measure("concern_member", "member of concerns found", _share_of(gold.concern_members), whole=True),
    Measure("urgency_exact", "urgency exact, all messages", _share_of(gold.urgency_exact), whole=True),
    Measure("urgency_too_low", "urgency too low, urgent messages", _share_of(gold.urgency_too_low), None, True, True),
    Measure("urgency_too_high", "urgency too high, all messages", _share_of(gold.urgency_too_high), None, True, True),
    Measure("calibration", "calibration error of concerns named", _calibration, 0.05, True, True),
)
BY_CODE: Dict[str, Measure] = {measure.code: measure for measure in MEASURES}


def measure_all(cases: Cases, *, whole: bool) -> Dict[str, Figure]:
    """Compute the figures of a system; those that need more than concerns only when it reads more (``whole``)."""
    found = {measure.code: measure.compute(cases) for measure in MEASURES if whole or not measure.whole}
    return {code: one for code, one in found.items() if one is not None}
