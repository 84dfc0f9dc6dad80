"""The labelled messages: each folder below ``tests/golden/nlu`` that holds messages with ``expect`` is a set."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, List, Mapping, Optional, Tuple

import yaml

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "nlu"


@dataclass(frozen=True)
class GoldConcern:
    """A concern that the message names; ``member`` is a kinship code or ``other``."""

    code: str
    member: str
    assertion: str


@dataclass(frozen=True)
class GoldMember:
    """A person of the household; what is None is not said."""

    kinship: str
    age: Optional[int] = None
    age_band: Optional[str] = None
    alive: Optional[bool] = None
    lives_together: Optional[bool] = None


@dataclass(frozen=True)
class Message:
    """A message and what a careful reader takes from it; ``family`` is the name of its file."""

    id: str
    family: str
    voice: str
    text: str
    question: Optional[str]
    fields: Tuple[str, ...]
    concerns: Tuple[GoldConcern, ...]
    members: Tuple[GoldMember, ...]
    signals: Tuple[str, ...]
    urgency: str

    @property
    def codes(self) -> Tuple[str, ...]:
        """The concerns, each once."""
        return tuple(sorted({concern.code for concern in self.concerns}))

    @property
    def is_calm(self) -> bool:
        return not self.signals and self.urgency == "ordinary"


@dataclass(frozen=True)
class MessageSet:
    """A named set. ``frozen``: None for a set that is worked with, else whether it has the digest recorded of it."""

    name: str
    messages: Tuple[Message, ...]
    digest: str
    frozen: Optional[bool]


def set_names(golden: Path = GOLDEN) -> Tuple[str, ...]:
    """Return the names of all sets, sorted."""
    return tuple(sorted(folder.name for folder in golden.iterdir() if folder.is_dir() and any(folder.glob("*.yml"))))


def read_set(name: str, golden: Path = GOLDEN) -> MessageSet:
    """Read a set.

    Raises:
        FileNotFoundError: there is no such set.
        KeyError: a message lacks its text or its gold.
    """
    paths = sorted((golden / name).glob("*.yml"))
    if not paths:
        raise FileNotFoundError(f"no messages in {golden / name}")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    messages: List[Message] = []
    for path in paths:
        rows = yaml.load(path.read_text(encoding="utf-8"), Loader=loader) or []
        messages.extend(_message(row, path.stem) for row in rows)
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()
    recorded = golden / f"{name}.sha256"
    frozen = recorded.read_text(encoding="utf-8").split()[0] == digest if recorded.is_file() else None
    return MessageSet(name, tuple(messages), digest, frozen)


def _message(row: Mapping[str, Any], family: str) -> Message:
    gold = row["expect"]
    return Message(
        id=row["id"],
        family=family,
        voice=row.get("voice", ""),
        text=row["text"].strip(),
        question=row.get("question"),
        fields=tuple(gold.get("fields") or ()),
        concerns=tuple(
            GoldConcern(item["code"], item.get("member", "self"), item.get("assertion", "present"))
            for item in gold.get("concerns") or ()
        ),
        members=tuple(_member(item) for item in gold.get("members") or ()),
        signals=tuple(gold.get("signals") or ()),
        urgency=gold.get("urgency", "ordinary"),
    )


def _member(item: Mapping[str, Any]) -> GoldMember:
    band = item.get("age_band")
    return GoldMember(
        item["kinship"],
        item.get("age"),
        None if band is None else str(band),
        item.get("alive"),
        item.get("lives_together"),
    )
