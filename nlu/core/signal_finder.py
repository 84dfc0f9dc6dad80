"""Joins the rules' reading of danger with what the trained reader adds.

The rules' signals stay as they are. The trained reader adds a code that they did not raise, or the level ``today``
where they asked for less; grammar says how and of whom, and what is plainly denied, past or joked is set aside.
"""

from __future__ import annotations

from dataclasses import replace
from typing import List, Sequence

from bot.domain.evidence import Manner, Span
from bot.domain.understanding import DangerReading, SetAside, SignalMention
from bot.domain.vocabulary import Assertion, Experiencer, SignalCode
from nlu.core.anatomy import Anatomy
from nlu.core.assertion import manner_at
from nlu.core.nearby import whom
from nlu.core.signal_model import SignalGuess

SOURCE = "model"
# So sure, the model is believed against the grammar, which misreads one inability in ten as a denial.
SURE = 0.85
_RAISED = (Assertion.PRESENT, Assertion.UNCERTAIN)


def add_trained(anatomy: Anatomy, danger: DangerReading, guesses: Sequence[SignalGuess]) -> DangerReading:
    """Return the rules' reading with what the trained reader adds to it."""
    signals: List[SignalMention] = list(danger.signals)
    aside: List[SetAside] = list(danger.set_aside)
    for guess in guesses:
        known = [signal for signal in danger.signals if signal.code is guess.code]
        if known and max(signal.level.rank for signal in known) >= guess.level.rank:
            continue
        span = _span(anatomy, guess)
        assertion, quoted = manner_at(anatomy.text, anatomy.morphemes, anatomy.clauses, span)
        manner = Manner(assertion, whom(anatomy, span).experiencer, quoted)
        rule = f"model.{guess.code.value}"
        doubted = any(item.code is guess.code for item in danger.set_aside)
        if _holds(guess, manner, doubted=doubted):
            shown = manner if assertion in _RAISED else replace(manner, assertion=Assertion.UNCERTAIN)
            signals.append(SignalMention(guess.code, span, guess.level, rule, shown, SOURCE))
        elif not doubted:
            aside.append(SetAside(guess.code, span, str(_reason(manner)), rule, manner))
    return replace(danger, signals=tuple(signals), set_aside=tuple(aside))


def _holds(guess: SignalGuess, manner: Manner, *, doubted: bool) -> bool:
    if guess.probability >= SURE and not doubted:
        return True
    if manner.experiencer is Experiencer.NOBODY or manner.assertion not in _RAISED:
        return False
    # The rules read the words and set them aside: only a sure model raises them all the same.
    return not doubted or (guess.probability >= SURE and guess.code is SignalCode.SUICIDE)


def _reason(manner: Manner) -> str:
    if manner.assertion in _RAISED:
        return str(manner.experiencer)
    return str(manner.assertion)


def _span(anatomy: Anatomy, guess: SignalGuess) -> Span:
    first, last = anatomy.clauses[guess.clauses[0]], anatomy.clauses[guess.clauses[-1]]
    words = anatomy.text[first.start : last.end].rstrip()
    return Span(first.start, first.start + max(len(words), 1))
