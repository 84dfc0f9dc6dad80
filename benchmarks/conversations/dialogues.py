"""The scripted dialogues with what a careful counselor takes from them (``tests/golden/conversations``)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, List, Mapping, Optional, Tuple

import yaml

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "conversations"

Age = Tuple[str, int | str]  # kinship, and years or the code of a band


@dataclass(frozen=True)
class Dialogue:
    """What one resident writes, message by message, and the facts of it.

    ``concerns`` are (code, person): a kinship, or ``other`` for somebody outside the household of the writer.
    ``wishes`` and ``support`` are literal pieces of the messages.
    """

    id: str
    title: str
    messages: Tuple[str, ...]
    reporter_is_client: bool
    members: Tuple[str, ...]
    ages: Tuple[Age, ...]
    concerns: Tuple[Tuple[str, str], ...]
    fields: Tuple[str, ...]
    patterns: Tuple[str, ...]
    signals: Tuple[str, ...]
    urgency: str
    denied: Tuple[str, ...]
    wishes: Tuple[str, ...]
    support: Tuple[str, ...]


def read_dialogues(folder: Path = GOLDEN) -> Tuple[Dialogue, ...]:
    """Return the dialogues of all files of a folder, in the order of their ids.

    Raises:
        ValueError: an id occurs twice.
    """
    rows: List[Dialogue] = []
    for path in sorted(folder.glob("*.yml")):
        rows += [_dialogue(row) for row in yaml.safe_load(path.read_text(encoding="utf-8"))]
    ids = [row.id for row in rows]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise ValueError(f"dialogues with the same id: {', '.join(twice)}")
    return tuple(sorted(rows, key=lambda row: row.id))


def age_of(member: Mapping[str, Any]) -> Optional[Age]:
    """Return the age of a member as told: the years when they are known, else the band."""
    told = member["age"] if member["age"] is not None else member["age_band"]
    return None if told is None else (str(member["kinship"]), told)


def _dialogue(row: Mapping[str, Any]) -> Dialogue:
    expect = row["expect"]
    return Dialogue(
        id=row["id"],
        title=row["title"],
        messages=tuple(row["messages"]),
        reporter_is_client=expect["reporter_is_client"],
        members=tuple(member["kinship"] for member in expect["members"]),
        ages=tuple(age for age in map(age_of, expect["members"]) if age is not None),
        concerns=tuple((concern["code"], concern["member"]) for concern in expect["concerns"]),
        fields=tuple(expect["fields"]),
        patterns=tuple(expect["patterns"]),
        signals=tuple(expect["signals"]),
        urgency=expect["urgency"],
        denied=tuple(expect["denied"]),
        wishes=tuple(expect["wishes"]),
        support=tuple(expect["existing_support"]),
    )
