"""Training examples: a message, the question before it, and the gold that stands in its metadata."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Mapping, Optional, Tuple

import yaml

from bot.domain.vocabulary import Act, ConcernCode, Kinship, SignalCode, Urgency


@dataclass(frozen=True)
class GoldConcern:
    """A concern that a message states; ``member`` is a kinship code or ``other``."""

    code: ConcernCode
    member: str = Kinship.SELF.value
    assertion: str = "present"
    span: Optional[str] = None


@dataclass(frozen=True)
class GoldSignal:
    """A danger that a message tells of, with its level where the author gave one."""

    code: SignalCode
    level: Optional[Urgency] = None


@dataclass(frozen=True)
class Example:
    """One labelled message. What ``concerns`` does not list, the text does not state.

    ``signals`` is None where the author did not label danger, ``concerns_known`` False where only danger was labelled.
    ``calibrates``: the thresholds are read from this author's messages.
    """

    text: str
    act: Act
    question: Optional[str] = None
    concerns: Tuple[GoldConcern, ...] = ()
    signals: Optional[Tuple[GoldSignal, ...]] = None
    concerns_known: bool = True
    calibrates: bool = False


def example_from(
    text: str,
    intent: str,
    metadata: Optional[Mapping[str, Any]],
    of_block: Optional[Mapping[str, Any]] = None,
) -> Optional[Example]:
    """Return the example of one message of Rasa's training data, or None for an intent that is no dialogue act.

    Args:
        text: the message.
        intent: its dialogue act.
        metadata: of the message: ``voice``, ``question``, ``gold``.
        of_block: of the intent's block in the file: ``{calibrates: true}``.
    """
    if intent not in Act._value2member_map_:
        return None
    about = metadata or {}
    gold = about.get("gold") or {}
    concerns = tuple(
        GoldConcern(
            ConcernCode(item["code"]),
            item.get("member", Kinship.SELF.value),
            item.get("assertion", "present"),
            item.get("span"),
        )
        for item in gold.get("concerns") or ()
    )
    known = "concerns" in gold or "signals" not in gold
    calibrates = bool((of_block or {}).get("calibrates"))
    return Example(text.strip(), Act(intent), about.get("question"), concerns, _signals(gold), known, calibrates)


def _signals(gold: Mapping[str, Any]) -> Optional[Tuple[GoldSignal, ...]]:
    if "signals" not in gold:
        return None
    found = []
    for item in gold["signals"] or ():
        code, level = (item["code"], item.get("level")) if isinstance(item, dict) else (item, None)
        found.append(GoldSignal(SignalCode(code), Urgency(level) if level else None))
    return tuple(found)


def read_examples(folder: Path) -> Iterator[Example]:
    """Yield the examples of all files under ``folder``, in the order of their names, without Rasa."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted(folder.rglob("*.yml")):
        for block in (yaml.load(path.read_text(encoding="utf-8"), Loader=loader) or {}).get("nlu") or ():
            for item in block.get("examples") or ():
                example = example_from(item["text"], block["intent"], item.get("metadata"), block.get("metadata"))
                if example is not None:
                    yield example
