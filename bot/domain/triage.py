"""緊急度・分野の判定: urgency with reasons, fields, legal duties. Pure, and monotone in what is asserted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Dict, List, Optional, Sequence, Tuple

from bot.domain.agency import Agency, LeadRule, Proposal, propose
from bot.domain.case import Case, CaseConcern, UrgencyRaised
from bot.domain.evidence import Quote
from bot.domain.pattern import PatternFound, PatternRule, find_patterns
from bot.domain.vocabulary import ConcernCode, Field, QuestionCode, SignalCode, Urgency


@dataclass(frozen=True)
class Duty:
    """A legal duty that a signal brings for the counselor, by law (they differ: ``docs/triage.md``)."""

    signal: SignalCode
    law: str
    article: str
    text: str
    source: str


@dataclass(frozen=True)
class DutyDue:
    """A duty with the moment at which the municipality received what raises it."""

    duty: Duty
    received_at: datetime


@dataclass(frozen=True)
class TriageRules:
    """What the catalogue gives to the triage."""

    patterns: Tuple[PatternRule, ...]
    duties: Tuple[Duty, ...]
    leads: Tuple[LeadRule, ...]
    agencies: Tuple[Agency, ...]


@dataclass(frozen=True)
class Triage:
    """The judgement over a case; everything in it points at words."""

    urgency: Urgency
    reasons: Tuple[UrgencyRaised, ...]
    fields: Tuple[Field, ...]
    patterns: Tuple[PatternFound, ...]
    duties: Tuple[DutyDue, ...]
    chief: Optional[CaseConcern]
    chief_quote: Optional[Quote]
    lead: Optional[Proposal]
    others: Tuple[Proposal, ...]


def triage(case: Case, rules: TriageRules) -> Triage:
    """Judge the case by the catalogue's rules."""
    level, reasons = judge_urgency(case)
    fields = judge_fields(case)
    chief = presenting_concern(case)
    lead, others = propose(case, str(chief.code) if chief else None, fields, rules.leads, rules.agencies)
    return Triage(
        urgency=level,
        reasons=reasons,
        fields=fields,
        patterns=find_patterns(case, fields, rules.patterns),
        duties=_duties(case, rules.duties),
        chief=chief,
        chief_quote=_chief_quote(case, chief),
        lead=lead,
        others=others,
    )


def judge_urgency(case: Case) -> Tuple[Urgency, Tuple[UrgencyRaised, ...]]:
    """Return the level and what raised it. A person's decision stands until a later message raises the level again."""
    floor, since = Urgency.ORDINARY, None
    if case.lowered:
        floor, since = case.lowered[-1].level, case.lowered[-1].at
    counted = [raised for raised in case.raised if since is None or raised.at > since]
    level = Urgency.highest(floor, *(raised.level for raised in counted))
    reasons = sorted(counted, key=lambda raised: -raised.level.rank)
    return level, tuple(reasons)


def judge_fields(case: Case) -> Tuple[Field, ...]:
    """Return the fields asserted by the messages, in the order of the closed list."""
    asserted = set(case.message_fields)
    for concern in case.household_concerns:
        asserted.update(concern.fields)
    return tuple(field for field in Field if field in asserted)


def presenting_concern(case: Case) -> Optional[CaseConcern]:
    """主訴 (◎): what was named when asked for it, else what was said most surely, the earliest of equals."""
    asked = [quote for question, state, quote in case.answers if _asks_chief(question) and state == "answered"]
    candidates = case.present_concerns
    for quote in reversed(asked):
        named = [c for c in candidates if c.quote.message_index == quote.message_index]
        if named:
            return max(named, key=lambda c: c.confidence)
    weight: Dict[ConcernCode, float] = {}
    for concern in candidates:
        weight[concern.code] = weight.get(concern.code, 0.0) + concern.confidence
    informative = [c for c in candidates if c.code is not ConcernCode.UNCLEAR] or list(candidates)
    return max(informative, key=lambda c: (weight[c.code], -c.quote.message_index), default=None)


def _asks_chief(question: QuestionCode) -> bool:
    return question is QuestionCode.WHAT_TROUBLES_MOST


def _chief_quote(case: Case, chief: Optional[CaseConcern]) -> Optional[Quote]:
    if chief is not None:
        same = [c.quote for c in case.present_concerns if c.code is chief.code]
        return max(same, key=lambda quote: len(quote.text))
    if case.signals:
        return case.signals[0].quote
    return None


def _duties(case: Case, duties: Sequence[Duty]) -> Tuple[DutyDue, ...]:
    due: List[DutyDue] = []
    for duty in duties:
        first = next((raised for raised in case.raised if raised.signal is duty.signal), None)
        if first is not None:
            due.append(DutyDue(duty, first.at))
    return tuple(due)
