"""The safety text: one short, fixed message, danger first. Composed of reviewed sentences, never generated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Optional, Sequence, Tuple

from bot.domain.hotline import Hotline
from bot.domain.teller import teller_of
from bot.domain.understanding import SignalMention
from bot.domain.vocabulary import SignalCode, Urgency

ANY = "any"
# When several signals stand in one message, the one whose help must come first speaks.
_FIRST = (
    SignalCode.MEDICAL,
    SignalCode.MISSING,
    SignalCode.SUICIDE,
    SignalCode.CHILD_ABUSE,
    SignalCode.DV,
    SignalCode.ELDER_ABUSE,
    SignalCode.DISABILITY_ABUSE,
    SignalCode.HARM_TO_OTHERS,
    SignalCode.NO_FOOD_MONEY,
)


@dataclass(frozen=True)
class SafetyTemplate:
    """A reviewed text for a signal, a level and a teller (``any`` fits all)."""

    signal: SignalCode
    level: str
    teller: str
    text: str


@dataclass(frozen=True)
class SafetyWording:
    """The catalogue's texts; ``person`` by level says who was told."""

    templates: Tuple[SafetyTemplate, ...]
    default: str
    person: Mapping[str, str]
    lines_intro: str


@dataclass(frozen=True)
class SafetyText:
    """What is sent: the text and the lines in it."""

    text: str
    lines: Tuple[Hotline, ...]
    level: Urgency


def leading_signal(signals: Sequence[SignalMention]) -> Optional[SignalMention]:
    """Return the most urgent signal; of equals the one whose help must come first."""
    return min(signals, key=lambda s: (-s.level.rank, _FIRST.index(s.code)), default=None)


def compose(
    signals: Sequence[SignalMention],
    level: Urgency,
    lines: Sequence[Hotline],
    wording: SafetyWording,
    *,
    answer_by: str,
    text: str = "",
    counselor_is_live: bool = False,
) -> SafetyText:
    """Compose the safety text for the danger of one message.

    Args:
        signals: those of the message; empty for a soft look.
        level: its urgency.
        lines: the lines that fit now, besides 110 and 119 which stand in every text.
        wording: the catalogue's texts.
        answer_by: the clock time by which a person answers, in words.
        text: the message itself, which shows whether somebody confesses.
        counselor_is_live: a person is reading already.
    """
    first = leading_signal(signals)
    body = wording.default
    if first is None:
        body = _template(SignalCode.SUICIDE, Urgency.WITHIN_48H, "self", wording) or wording.default
    else:
        body = _template(first.code, first.level, teller_of(first, text), wording) or wording.default
    parts = [body]
    if lines:
        listed = "\n".join(f"・{line.name_ja} {line.number}（{line.cost_ja}・{line.hours_ja}）" for line in lines)
        parts.append(f"{wording.lines_intro}\n{listed}")
    person = wording.person["live"] if counselor_is_live else wording.person.get(str(level), "")
    if person:
        parts.append(person.replace("{by}", answer_by))
    return SafetyText("\n\n".join(parts), tuple(lines), level)


def _template(signal: SignalCode, level: Urgency, teller: str, wording: SafetyWording) -> Optional[str]:
    for template in wording.templates:
        if template.signal is signal and template.level in (str(level), ANY) and template.teller in (teller, ANY):
            return template.text
    return None
