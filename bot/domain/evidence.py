"""Evidence: where in whose words a fact stands, and how it was said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Dict, Optional, Union

from bot.domain.vocabulary import Assertion, Experiencer


@dataclass(frozen=True)
class Span:
    """Code-point offsets ``[start, end)`` into the raw text of one message."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def of(self, text: str) -> str:
        """Return the words of the span in ``text``."""
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Manner:
    """How a thing is said: whether it holds, of whom, and whether in somebody else's words."""

    assertion: Assertion = Assertion.PRESENT
    experiencer: Experiencer = Experiencer.SELF
    quoted: bool = False

    @property
    def holds_in_household(self) -> bool:
        """True when it is said to hold, or may hold, for the writer or the writer's kin."""
        return self.assertion in (Assertion.PRESENT, Assertion.UNCERTAIN) and self.experiencer in (
            Experiencer.SELF,
            Experiencer.MEMBER,
        )

    def of_a_member(self, member_id: Optional[str]) -> "Manner":
        """Return the same of a member, where the words alone seemed to be the writer's own."""
        if member_id is None or self.experiencer is not Experiencer.SELF:
            return self
        return replace(self, experiencer=Experiencer.MEMBER)


@dataclass(frozen=True)
class Quote:
    """Words of one message as evidence: ``text`` is the message's ``[start, end)``.

    ``message_index`` counts the resident's own messages of the case from 0.
    """

    message_id: str
    message_index: int
    start: int
    end: int
    text: str

    def as_dict(self) -> Dict[str, Union[str, int]]:
        return {
            "text": self.text,
            "quote": self.text,
            "message_id": self.message_id,
            "message_index": self.message_index,
            "start": self.start,
            "end": self.end,
        }
