"""How much is measured: the quick plan ends within ten minutes on two cores, the whole one takes about half an hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from benchmarks.figures import CASES, MESSAGES, TURNS_AT


@dataclass(frozen=True)
class Plan:
    """Times in seconds."""

    readings: int
    alone_seconds: float
    together_seconds: float
    looks: int
    turns_at: Sequence[int] = TURNS_AT
    messages: Sequence[int] = MESSAGES
    cases: Sequence[int] = CASES
    warm_up: int = 20


QUICK = Plan(readings=300, alone_seconds=15, together_seconds=10, looks=60)
WHOLE = Plan(readings=2000, alone_seconds=120, together_seconds=60, looks=300)
# For a test: everything once, nothing that could be called a figure.
SMOKE = Plan(
    readings=5, alone_seconds=0.5, together_seconds=0.5, looks=3, turns_at=(10,), messages=(10,), cases=(10,), warm_up=2
)
