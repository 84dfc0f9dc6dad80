"""Concerns of one message: lexical evidence and the trained model decide together, grammar says how and of whom.

Nothing is dropped for being negated, past or another's: it is reported with its manner, and triage decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Iterable, List, Optional, Sequence, Tuple

from bot.domain.evidence import Manner, Span
from bot.domain.understanding import ConcernMention, DangerReading
from bot.domain.vocabulary import Assertion, ConcernCode, Experiencer, SignalCode
from nlu.core.anatomy import Anatomy
from nlu.core.concern_model import Guess
from nlu.core.concern_subject import is_of_none, subject_of
from nlu.core.evidence_lexicon import Hit
from nlu.core.fields import mention_fields
from nlu.core.household import Referent
from nlu.core.labels import concern_fields
from nlu.core.nearby import manner_of, whom
from nlu.core.talk_frame import is_of_nobody
from nlu.core.violence import unlikely_kinds

# Words that say it outright are believed unless the model, which knows them, finds the concern unlikely.
OUTRIGHT = 1.0
STRONGLY_AGAINST = 0.30
_TRAILING = " \t\r\n　、。，．！？!?…"
# Of several places the one that asserts most stands for the concern.
_ORDER = (
    Assertion.PRESENT,
    Assertion.UNCERTAIN,
    Assertion.HYPOTHETICAL,
    Assertion.PAST,
    Assertion.NEGATED,
    Assertion.FIGURATIVE,
)
_PLACES = 4  # places of one concern that are looked at: the first and the last of a long message
SIGNAL_CONCERN: Dict[SignalCode, ConcernCode] = {
    SignalCode.CHILD_ABUSE: ConcernCode.CHILD_MALTREATMENT,
    SignalCode.ELDER_ABUSE: ConcernCode.ELDER_MALTREATMENT,
    SignalCode.DISABILITY_ABUSE: ConcernCode.DISABILITY_MALTREATMENT,
    SignalCode.DV: ConcernCode.PARTNER_VIOLENCE,
}


@dataclass(frozen=True)
class Evidence:
    """One place in the message that speaks for a concern."""

    code: ConcernCode
    span: Span
    confidence: float


def find_concerns(anatomy: Anatomy, guesses: Sequence[Guess], danger: DangerReading) -> Tuple[ConcernMention, ...]:
    """Return the concerns of a message, in the order in which they are told."""
    mentions: List[ConcernMention] = []
    for code, places in _evidence(anatomy, guesses).items():
        mentions.extend(_mentions(anatomy, code, places))
    found = {mention.code for mention in mentions}
    for signal in danger.signals:
        implied = SIGNAL_CONCERN.get(signal.code)
        if implied is not None and implied not in found:
            found.add(implied)
            referent = _subject(anatomy, implied, signal.span)
            mentions.append(_mention(anatomy, implied, signal.span, signal.manner, referent.member, 1.0))
    return tuple(sorted(mentions, key=lambda one: (one.span.start, one.code.value)))


def find_unclear(anatomy: Anatomy, guesses: Iterable[Guess]) -> Tuple[ConcernMention, ...]:
    """Return 「まだはっきりしない困りごと」 for a message that tells of trouble which no other concern names."""
    guess = next((one for one in guesses if one.code is ConcernCode.UNCLEAR), None)
    if guess is None or not anatomy.clauses or guess.probability < guess.threshold / 2:
        return ()
    place = Evidence(ConcernCode.UNCLEAR, _clause_span(anatomy, guess.clauses), guess.probability)
    return tuple(_mentions(anatomy, ConcernCode.UNCLEAR, [place]))


def _evidence(anatomy: Anatomy, guesses: Sequence[Guess]) -> Dict[ConcernCode, List[Evidence]]:
    places: Dict[ConcernCode, List[Evidence]] = {}
    hits_of: Dict[ConcernCode, List[Hit]] = {}
    for hit in anatomy.hits:
        hits_of.setdefault(hit.code, []).append(hit)
    for guess in guesses:
        if guess.probability < guess.threshold and guess.probability < STRONGLY_AGAINST:
            continue
        hits = hits_of.get(guess.code, [])
        outright = any(hit.weight >= OUTRIGHT for hit in hits) and guess.probability >= STRONGLY_AGAINST
        if guess.probability < guess.threshold and not outright:
            continue
        found = [Evidence(guess.code, hit.span, guess.probability) for hit in hits]
        if not found and guess.clauses:
            found = [Evidence(guess.code, _clause_span(anatomy, guess.clauses), guess.probability)]
        if found:
            places[guess.code] = found
    for code in unlikely_kinds(anatomy, {code: max(one.confidence for one in some) for code, some in places.items()}):
        del places[code]
    if len(places) > 1:  # "cannot say by what" is no news beside a concern that was said
        places.pop(ConcernCode.UNCLEAR, None)
    return places


def _mentions(anatomy: Anatomy, code: ConcernCode, places: Sequence[Evidence]) -> List[ConcernMention]:
    """One mention a person; what is said of nobody in particular joins what is said of somebody."""
    chosen: Dict[Tuple[Optional[int], Experiencer], ConcernMention] = {}
    of_nobody = is_of_nobody(anatomy.text, anatomy.household)
    some = places if len(places) <= _PLACES else [*places[: _PLACES // 2], *places[-_PLACES // 2 :]]
    for place in some:
        household = anatomy.household
        if household.writer_is_kin and is_of_none(code, whom(anatomy, place.span), household.members):
            continue
        assertion, quoted = manner_of(anatomy, place.span)
        referent = _subject(anatomy, code, place.span)
        nobody = of_nobody and bool(concern_fields()[code])
        manner = Manner(assertion, Experiencer.NOBODY if nobody else referent.experiencer, quoted)
        mention = _mention(anatomy, code, place.span, manner, referent.member, place.confidence)
        key = (referent.member, referent.experiencer)
        if key not in chosen or _rank(mention) < _rank(chosen[key]):
            chosen[key] = mention
    if len(chosen) > 1:
        about_members = {k: m for k, m in chosen.items() if k[1] is Experiencer.MEMBER}
        chosen = about_members or chosen
    return list(chosen.values())


def _mention(
    anatomy: Anatomy, code: ConcernCode, span: Span, manner: Manner, member: Optional[int], confidence: float
) -> ConcernMention:
    household = anatomy.household
    person = household.members[member] if member is not None else None
    fields = mention_fields(code, manner, person, household.members, writer_is_kin=household.writer_is_kin)
    return ConcernMention(code, _widened(anatomy, span), manner, member, round(confidence, 4), fields)


def _subject(anatomy: Anatomy, code: ConcernCode, span: Span) -> Referent:
    household = anatomy.household
    said = whom(anatomy, span)
    return subject_of(code, said, household.members, writer_is_kin=household.writer_is_kin, at=span.start)


def _rank(mention: ConcernMention) -> int:
    return _ORDER.index(mention.manner.assertion)


def _widened(anatomy: Anatomy, span: Span) -> Span:
    """The words of evidence with the clause around them, so that a person can read them; a long clause is left out."""
    around = [clause for clause in anatomy.clauses if clause.start < span.end and span.start < clause.end]
    if not around or around[-1].end - around[0].start > 60:
        return span
    return _trimmed(anatomy.text, min(around[0].start, span.start), max(around[-1].end, span.end))


def _clause_span(anatomy: Anatomy, numbers: Sequence[int]) -> Span:
    first, last = anatomy.clauses[numbers[0]], anatomy.clauses[numbers[-1]]
    return _trimmed(anatomy.text, first.start, last.end)


def _trimmed(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    kept = words.rstrip(_TRAILING)
    return Span(start, start + len(kept)) if kept else Span(start, end)
