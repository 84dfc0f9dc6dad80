"""A case: one household's consultation, folded message by message. The case is the truth; slots only remember the talk.

Folding is pure and only ever adds: a later denial stands beside the earlier statement, a correction by the resident
or a counselor is applied on top and keeps what it corrects.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Dict, Optional, Tuple

from bot.domain.age_answer import age_answered
from bot.domain.answer import answer_state
from bot.domain.evidence import Manner, Quote, Span
from bot.domain.member import Member, place_mentions, with_writer
from bot.domain.subject import subject_of
from bot.domain.topic import Topic, mentions_of_topic, own_trouble, signal_manner, speaks_of_self, topic_after
from bot.domain.understanding import ConcernMention, Understanding
from bot.domain.vocabulary import (
    Assertion,
    ConcernCode,
    CueKind,
    Experiencer,
    Field,
    Kinship,
    QuestionCode,
    SignalCode,
    Urgency,
)

PAUSE = timedelta(hours=6)


@dataclass(frozen=True)
class ToldMessage:
    """One resident message with what was read from it. ``about`` is the member the question was about."""

    index: int
    id: str
    text: str
    received_at: datetime
    understanding: Understanding
    question: Optional[QuestionCode] = None
    about: Optional[str] = None


@dataclass(frozen=True)
class CaseConcern:
    """One saying of a concern: of whom, how, with which words."""

    code: ConcernCode
    member_id: Optional[str]
    manner: Manner
    fields: Tuple[Field, ...]
    confidence: float
    quote: Quote
    told_at: datetime

    @property
    def holds(self) -> bool:
        return self.manner.assertion is Assertion.PRESENT and self.manner.experiencer is not Experiencer.NOBODY


@dataclass(frozen=True)
class CaseSignal:
    """A danger that was raised; ``level`` is what it asks for."""

    code: SignalCode
    level: Urgency
    rule: str
    source: str
    manner: Manner
    quote: Quote


@dataclass(frozen=True)
class CaseSetAside:
    """A danger phrase that was read and not raised, with the reason."""

    code: SignalCode
    reason: str
    rule: str
    quote: Quote


@dataclass(frozen=True)
class CaseCue:
    """A wish, support, strength, contact wish, pattern cue, duration or place, with its words."""

    kind: CueKind
    code: str
    manner: Manner
    member_id: Optional[str]
    quote: Quote


@dataclass(frozen=True)
class UrgencyRaised:
    """Why the urgency rose: the rule, the level and the words; ``signal`` is None for a soft look."""

    level: Urgency
    rule: str
    quote: Optional[Quote]
    at: datetime
    signal: Optional[SignalCode] = None


@dataclass(frozen=True)
class UrgencyLowered:
    """A person's decision; only a later message raises the level again."""

    level: Urgency
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ResidentEdit:
    """What the resident did to a line of the summary: ``changed``, ``deleted`` or ``withheld`` (伝えない)."""

    line: str
    action: str
    at: datetime
    text: str = ""


@dataclass(frozen=True)
class Case:
    """The folded case. ``answers`` tells how each asked question ended: answered, declined or not_known."""

    id: str
    opened_at: datetime
    members: Tuple[Member, ...] = ()
    concerns: Tuple[CaseConcern, ...] = ()
    signals: Tuple[CaseSignal, ...] = ()
    set_aside: Tuple[CaseSetAside, ...] = ()
    cues: Tuple[CaseCue, ...] = ()
    raised: Tuple[UrgencyRaised, ...] = ()
    lowered: Tuple[UrgencyLowered, ...] = ()
    edits: Tuple[ResidentEdit, ...] = ()
    answers: Tuple[Tuple[QuestionCode, str, Quote], ...] = ()
    asked: Tuple[Tuple[QuestionCode, Optional[str], datetime], ...] = ()
    message_fields: Tuple[Field, ...] = ()
    messages: int = 0
    writer_is_kin: bool = True
    topic: Optional[Topic] = None
    last_message_at: Optional[datetime] = None

    @property
    def writer(self) -> Optional[Member]:
        """The member who writes, once they told of themself."""
        return next((member for member in self.members if member.kinship is Kinship.SELF), None)

    def tell(self, message: ToldMessage) -> "Case":
        """Return the case with one more message of the resident."""
        u = message.understanding
        age = age_answered(message.question, self.member(message.about), u.members)
        mentions = u.members if age is None else (age,)
        quotes = [_quote(message, mention.span) for mention in mentions]
        topic = self.member(self.topic.member_id) if self.topic and self.topic.stands_at(message.index) else None
        of_topic = frozenset() if age is not None else mentions_of_topic(u, message.text, topic, self.writer)
        known = dict.fromkeys(of_topic, topic.id) if topic is not None else {}
        if age is not None and message.about is not None:
            known = {0: message.about}
        members, ids = place_mentions(self.members, mentions, quotes, writer_is_kin=u.writer_is_kin, known=known)

        def who(index: Optional[int]) -> Optional[str]:
            return ids[index] if index is not None and index < len(ids) else None

        if topic is not None and (set(ids) - {topic.id} or speaks_of_self(message.text, u)):
            topic = None  # somebody is named, so what is told is theirs

        def subject(c: ConcernMention) -> Optional[str]:
            return subject_of(c.code, who(c.member), c.manner, members, message.index, topic)

        own = own_trouble(u, subject, topic) if self.writer_is_kin else None
        if own is not None:
            members = with_writer(members, _quote(message, own))
        writer_id = next((m.id for m in members if m.kinship is Kinship.SELF), None)
        subjects = tuple(subject(c) for c in u.concerns)
        told = [(about, c.manner) for c, about in zip(u.concerns, subjects, strict=True)]
        concerns = tuple(
            CaseConcern(
                c.code,
                about,
                c.manner if about == writer_id else c.manner.of_a_member(about),
                c.fields,
                c.confidence,
                _quote(message, c.span),
                message.received_at,
            )
            for c, about in zip(u.concerns, subjects, strict=True)
        )
        signals = tuple(
            CaseSignal(s.code, s.level, s.rule, s.source, signal_manner(s, topic), _quote(message, s.span))
            for s in u.danger.signals
        )
        raised = tuple(UrgencyRaised(s.level, s.rule, s.quote, message.received_at, s.code) for s in signals)
        if u.danger.soft_look:
            words = u.danger.set_aside[0].span if u.danger.set_aside else Span(0, len(message.text))
            soft = UrgencyRaised(
                Urgency.WITHIN_48H, "denial_with_exhaustion", _quote(message, words), message.received_at
            )
            raised = (*raised, soft)
        return replace(
            self,
            members=members,
            concerns=(*self.concerns, *concerns),
            signals=(*self.signals, *signals),
            set_aside=(
                *self.set_aside,
                *(CaseSetAside(s.code, s.reason, s.rule, _quote(message, s.span)) for s in u.danger.set_aside),
            ),
            cues=(
                *self.cues,
                *(CaseCue(c.kind, c.code, c.manner, who(c.member), _quote(message, c.span)) for c in u.cues),
            ),
            raised=(*self.raised, *raised),
            answers=(*self.answers, *_answers(message)),
            message_fields=tuple(dict.fromkeys((*self.message_fields, *u.fields))),
            messages=message.index + 1,
            writer_is_kin=self.writer_is_kin and u.writer_is_kin,
            topic=topic_after(self.topic, message.text, message.index, mentions, ids, told, writer_id),
            last_message_at=message.received_at,
        )

    def ask(self, question: QuestionCode, about: Optional[str], at: datetime) -> "Case":
        """Return the case with a question noted as asked."""
        return replace(self, asked=(*self.asked, (question, about, at)))

    def edit(self, edit: ResidentEdit) -> "Case":
        return replace(self, edits=(*self.edits, edit))

    def lower(self, decision: UrgencyLowered) -> "Case":
        """Apply a person's decision on the urgency (may also be a raise; the latest decision is the floor)."""
        return replace(self, lowered=(*self.lowered, decision))

    @cached_property
    def present_concerns(self) -> Tuple[CaseConcern, ...]:
        """Sayings that hold now and are not about nobody, without lines the resident deleted."""
        return tuple(c for c in self.concerns if c.holds and not self.is_taken_out(c, "deleted"))

    def is_taken_out(self, concern: CaseConcern, *actions: str) -> bool:
        """True when the resident took its line out; told once more afterwards, it stands again."""
        if not self.edits:
            return False
        line = line_id(concern)
        return any(e.line == line and e.action in actions and e.at >= concern.told_at for e in self.edits)

    @cached_property
    def household_concerns(self) -> Tuple[CaseConcern, ...]:
        """The present ones that belong to the writer or the writer's kin."""
        return tuple(c for c in self.present_concerns if c.manner.experiencer is not Experiencer.OTHER_PERSON)

    @property
    def questions_since_pause(self) -> int:
        """How many questions were asked since the last pause of six hours."""
        count, previous = 0, None
        for _, _, at in self.asked:
            count = 1 if previous is not None and at - previous > PAUSE else count + 1
            previous = at
        return count

    def member(self, member_id: Optional[str]) -> Optional[Member]:
        return next((member for member in self.members if member.id == member_id), None)

    def answer_states(self) -> Dict[QuestionCode, str]:
        """Return how each question stands; a later real answer wins over an earlier refusal."""
        states: Dict[QuestionCode, str] = {}
        for question, state, _ in self.answers:
            if states.get(question) != "answered":
                states[question] = state
        return states


def line_id(concern: CaseConcern) -> str:
    """Name the summary line of a concern: one line a concern and member."""
    return f"concern:{concern.code}:{concern.member_id or '-'}"


def cue_line_id(cue: CaseCue) -> str:
    """Name the summary line of a wish or a support: one line a saying."""
    return f"{cue.kind}:{cue.quote.message_id}:{cue.quote.start}"


def _quote(message: ToldMessage, span: Span) -> Quote:
    return Quote(message.id, message.index, span.start, span.end, span.of(message.text))


def _answers(message: ToldMessage) -> Tuple[Tuple[QuestionCode, str, Quote], ...]:
    state = answer_state(message.question, message.understanding)
    if state is None or message.question is None:
        return ()
    return ((message.question, state, _quote(message, Span(0, len(message.text)))),)
