"""What one message says: the value that the language understanding hands to everything else.

No text is kept here, only spans; who needs the words slices the message. ``member`` is an index into ``members``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Optional, Tuple

from bot.domain.evidence import Manner, Span
from bot.domain.vocabulary import (
    Act,
    AgeBand,
    ConcernCode,
    CueKind,
    Field,
    Kinship,
    Sex,
    SignalCode,
    Urgency,
)


@dataclass(frozen=True)
class MemberMention:
    """One person of the writer's kin (or the writer) as this message shows them.

    ``span`` is the first naming in the message, ``mentions`` all of them. ``ordinal`` tells two of a kind apart:
    ``elder`` / ``younger`` (上の子・下の子, 長男・次男), ``maternal`` / ``paternal``, or ``second`` … when only
    counted. ``None`` means not said.
    """

    kinship: Kinship
    span: Span
    age: Optional[int] = None
    age_band: Optional[AgeBand] = None
    sex: Optional[Sex] = None
    alive: Optional[bool] = None
    lives_together: Optional[bool] = None
    ordinal: Optional[str] = None
    mentions: Tuple[Span, ...] = ()
    age_span: Optional[Span] = None
    age_corrected: bool = False


@dataclass(frozen=True)
class ConcernMention:
    """One concern with its evidence. ``confidence`` is a calibrated probability in [0, 1].

    ``fields`` are the fields that this mention asserts: those of the concern, and those that follow from whom it is
    about (a carer's exhaustion over an old mother is ``elderly``).
    """

    code: ConcernCode
    span: Span
    manner: Manner = Manner()
    member: Optional[int] = None
    confidence: float = 1.0
    fields: Tuple[Field, ...] = ()


@dataclass(frozen=True)
class SignalMention:
    """A danger that calls for a person, with the rule that read it and the level it asks for.

    ``firm``: said outright, or confirmed; nothing outvotes it. What is not firm counts as long as the trained reader
    has not read the message.
    """

    code: SignalCode
    span: Span
    level: Urgency
    rule: str
    manner: Manner = Manner()
    source: str = "rule"
    firm: bool = True


@dataclass(frozen=True)
class SetAside:
    """A danger phrase that was read and not raised: negated, past, joked, of nobody. Kept so that nothing vanishes."""

    code: SignalCode
    span: Span
    reason: str
    rule: str
    manner: Manner = Manner()


@dataclass(frozen=True)
class Cue:
    """A wish, an existing support, a strength, a contact wish, a pattern cue, a duration or a place."""

    kind: CueKind
    code: str
    span: Span
    manner: Manner = Manner()
    member: Optional[int] = None


@dataclass(frozen=True)
class DangerReading:
    """What the danger reader made of one message."""

    signals: Tuple[SignalMention, ...] = ()
    set_aside: Tuple[SetAside, ...] = ()
    soft_look: bool = False

    @property
    def outright(self) -> "DangerReading":
        """What may be acted on before the trained reader has read the message."""
        return replace(self, signals=tuple(signal for signal in self.signals if signal.firm))

    @property
    def urgency(self) -> Urgency:
        """The most urgent level asked for; a denial together with exhaustion asks for a soft look in 48 hours."""
        soft = (Urgency.WITHIN_48H,) if self.soft_look else ()
        return Urgency.highest(*(signal.level for signal in self.signals), *soft)


@dataclass(frozen=True)
class Understanding:
    """Everything read from one message."""

    act: Act
    act_confidence: float
    members: Tuple[MemberMention, ...] = ()
    concerns: Tuple[ConcernMention, ...] = ()
    danger: DangerReading = field(default_factory=DangerReading)
    cues: Tuple[Cue, ...] = ()
    fields: Tuple[Field, ...] = ()
    writer_is_kin: bool = True
    model: str = ""

    @property
    def urgency(self) -> Urgency:
        return self.danger.urgency
