"""Joins the rules' reading of danger with the trained reader's.

What a rule read outright stays, whatever the trained reader thinks. What a wide rule read stays unless the trained
reader, which counts the rule as evidence, finds it unlikely; it is then set aside as doubted. The trained reader adds a
code that no rule raised, or the level ``today`` where they asked for less; grammar says how and of whom, and what is
plainly denied, past or joked is set aside.
"""

from __future__ import annotations

from dataclasses import replace
from typing import List, Sequence

from bot.domain.evidence import Manner, Span
from bot.domain.understanding import DangerReading, SetAside, SignalMention
from bot.domain.vocabulary import Assertion, Experiencer, SignalCode
from nlu.core.anatomy import Anatomy
from nlu.core.concern_finder import SIGNAL_CONCERN
from nlu.core.danger import witnessed
from nlu.core.danger_now import going_on
from nlu.core.nearby import manner_of, whom
from nlu.core.scope_words import scope_words
from nlu.core.signal_model import SignalGuess
from nlu.core.violence import victims_named

SOURCE = "model"
DOUBTED = "doubted"
# Below this the trained reader, which counts the rule as evidence, has its way against a wide rule. Far below what it
# needs to raise a danger by itself: a missed danger weighs more than a false alarm.
DOUBTED_BELOW = 0.25
# So sure of a wish to die, the model is believed against the grammar, which misreads one inability in ten as a denial.
SURE = 0.90
# Violence has one victim as a rule: a second kind of it is added only when the model is this sure of it too.
ANOTHER_KIND = 0.75
_KINDS_OF_VIOLENCE = frozenset(
    {
        SignalCode.CHILD_ABUSE,
        SignalCode.ELDER_ABUSE,
        SignalCode.DISABILITY_ABUSE,
        SignalCode.DV,
        SignalCode.HARM_TO_OTHERS,
    }
)
_RAISED = (Assertion.PRESENT, Assertion.UNCERTAIN)


def add_trained(anatomy: Anatomy, danger: DangerReading, guesses: Sequence[SignalGuess]) -> DangerReading:
    """Return the rules' reading with what the trained reader adds to it and doubts of it.

    Args:
        anatomy: the message.
        danger: what the rules read.
        guesses: one a danger; none when the trained reader failed, and then nothing is doubted.
    """
    danger = _without_doubted(danger, guesses)
    signals: List[SignalMention] = list(danger.signals)
    aside: List[SetAside] = list(danger.set_aside)
    likely = [guess for guess in guesses if guess.holds]
    for guess in _with_likely_victims(anatomy, danger, likely):
        if _is_another_kind(guess, signals):
            continue
        known = [signal for signal in danger.signals if signal.code is guess.code]
        if known and max(signal.level.rank for signal in known) >= guess.level.rank:
            continue
        span = _span(anatomy, guess)
        assertion, quoted = manner_of(anatomy, span)
        manner = Manner(assertion, whom(anatomy, span).experiencer, quoted)
        rule = f"model.{guess.code.value}"
        doubted = any(item.code is guess.code for item in danger.set_aside)
        if not _denied_outright(anatomy, danger, guess, span) and _holds(guess, manner, doubted=doubted):
            shown = manner if assertion in _RAISED else replace(manner, assertion=Assertion.UNCERTAIN)
            signals.append(SignalMention(guess.code, span, guess.level, rule, shown, SOURCE))
        elif not doubted:
            aside.append(SetAside(guess.code, span, str(_reason(manner)), rule, manner))
    signals.extend(witnessed(signals, anatomy.text))
    signals.extend(going_on(signals, anatomy.text))
    return replace(danger, signals=tuple(signals), set_aside=tuple(aside))


def _without_doubted(danger: DangerReading, guesses: Sequence[SignalGuess]) -> DangerReading:
    """Confirm what the rules read, or set it aside where the trained reader finds it unlikely."""
    unlikely = {guess.code for guess in guesses if guess.probability < DOUBTED_BELOW}
    kept = [one for one in danger.signals if one.firm or one.code not in unlikely]
    doubted = [one for one in danger.signals if not one.firm and one.code in unlikely]
    aside = [SetAside(one.code, one.span, DOUBTED, one.rule, one.manner) for one in doubted]
    return replace(
        danger,
        signals=tuple(one if one.firm else replace(one, firm=True) for one in kept),
        set_aside=(*danger.set_aside, *dict.fromkeys(aside)),
    )


def _holds(guess: SignalGuess, manner: Manner, *, doubted: bool) -> bool:
    if guess.code is SignalCode.SUICIDE and guess.probability >= SURE:
        return True
    # What the rules read and set aside the model does not raise again.
    return not doubted and manner.experiencer is not Experiencer.NOBODY and manner.assertion in _RAISED


def _denied_outright(anatomy: Anatomy, danger: DangerReading, guess: SignalGuess, span: Span) -> bool:
    """True when the guess stands on one clause whose words plainly deny it: 死にたいとは思っていません.

    An inability (死にたいとは言えません) is no such denial, and of a wider guess the other clauses may speak.
    """
    if len(guess.clauses) > 1:
        return False
    plain = scope_words().denied_wish
    return any(
        item.code is guess.code
        and item.reason == Assertion.NEGATED.value
        and span.start <= item.span.start < span.end
        and plain.match(anatomy.text, item.span.end) is not None
        for item in danger.set_aside
    )


def _with_likely_victims(anatomy: Anatomy, danger: DangerReading, guesses: Sequence[SignalGuess]) -> List[SignalGuess]:
    """Leave out violence of which no victim is named, when violence of another kind has one."""
    named = victims_named(anatomy)
    codes = {signal.code for signal in danger.signals} | {guess.code for guess in guesses}
    if not any(named[SIGNAL_CONCERN[code]] for code in codes if code in SIGNAL_CONCERN):
        return list(guesses)
    return [guess for guess in guesses if guess.code not in SIGNAL_CONCERN or named[SIGNAL_CONCERN[guess.code]]]


def _is_another_kind(guess: SignalGuess, signals: Sequence[SignalMention]) -> bool:
    """True when violence of another kind is raised already and the model is not sure enough of this one too."""
    if guess.code not in _KINDS_OF_VIOLENCE or guess.probability >= ANOTHER_KIND:
        return False
    return any(signal.code in _KINDS_OF_VIOLENCE and signal.code is not guess.code for signal in signals)


def _reason(manner: Manner) -> str:
    if manner.assertion in _RAISED:
        return str(manner.experiencer)
    return str(manner.assertion)


def _span(anatomy: Anatomy, guess: SignalGuess) -> Span:
    first, last = anatomy.clauses[guess.clauses[0]], anatomy.clauses[guess.clauses[-1]]
    words = anatomy.text[first.start : last.end].rstrip()
    return Span(first.start, first.start + max(len(words), 1))
