"""The danger rules as data: ``signals.yml`` (what is read, with source and examples) and ``crisis.yml`` (the words)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, FrozenSet, List, Mapping, Optional, Pattern, Sequence, Tuple

import yaml

from bot.domain.vocabulary import SignalCode, Urgency

_ROOT = Path(__file__).resolve().parents[2]
SIGNALS_FILE = _ROOT / "bot" / "catalog" / "national" / "signals.yml"
LEXICON_FILE = _ROOT / "nlu" / "lexicons" / "crisis.yml"
_GROUP = re.compile(r"\{([a-z_]+)\}")
# "~" in a pattern: a short stretch inside one sentence; "≈": a longer one that may cross into the next sentence
_NEAR_GAP, _FAR_GAP = "[^。]{0,16}?", ".{0,45}?"


@dataclass(frozen=True)
class Rule:
    """One crisis rule. ``trigger`` and ``also`` hold characters: the rule reads texts with one of each."""

    id: str
    code: SignalCode
    level: Urgency
    source: str
    trigger: FrozenSet[str]
    also: FrozenSet[str]
    pattern: Pattern[str]
    near: Optional[Pattern[str]]
    unless: Optional[Pattern[str]]
    unless_in: str
    aside: Tuple[Tuple[str, Pattern[str]], ...]
    topic: bool
    fires_on: Tuple[str, ...]
    silent_on: Tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """Words behind the rules: spellings to mend, lemmas to write in kanji, and markers of manner."""

    groups: Mapping[str, str]
    kanji: FrozenSet[str]
    before: Tuple[Tuple[Pattern[str], str], ...]
    after: Tuple[Tuple[Pattern[str], str], ...]
    kana_word: Pattern[str]
    ending: Pattern[str]
    markers: Mapping[str, Pattern[str]]


def _expand(pattern: str, groups: Mapping[str, str]) -> str:
    for _ in range(4):
        pattern = _GROUP.sub(lambda m: f"(?:{groups[m.group(1)]})", pattern)
    return pattern.replace("~", _NEAR_GAP).replace("≈", _FAR_GAP)


def _compile(patterns: Sequence[str], groups: Mapping[str, str]) -> Optional[Pattern[str]]:
    return re.compile("|".join(_expand(p, groups) for p in patterns)) if patterns else None


def _load(path: Path) -> Any:
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the compiled word groups of ``crisis.yml``."""
    data: Dict[str, Any] = _load(LEXICON_FILE)
    groups = {name: "|".join(words) for name, words in data["groups"].items()}

    def variants(key: str) -> Tuple[Tuple[Pattern[str], str], ...]:
        return tuple((re.compile(row["from"]), row["to"]) for row in data[key])

    return Lexicon(
        groups=groups,
        kanji=frozenset(data["kanji"]),
        before=variants("before_tokens"),
        after=variants("after_tokens"),
        kana_word=re.compile("|".join(data["kana_words"])),
        ending=re.compile("|".join(data["endings"])),
        markers={name: re.compile(_expand("|".join(words), groups)) for name, words in data["markers"].items()},
    )


def _rule(code: str, row: Mapping[str, Any], groups: Mapping[str, str]) -> Rule:
    aside = tuple(
        (reason, re.compile(_expand("|".join(patterns), groups)))
        for reason, patterns in dict(row.get("aside", {})).items()
    )
    return Rule(
        id=row["id"],
        code=SignalCode(code),
        level=Urgency(row["level"]),
        source=row["source"],
        trigger=frozenset(row["trigger"]),
        also=frozenset(row.get("also", row["trigger"])),
        pattern=re.compile(_expand("|".join(row["patterns"]), groups)),
        near=_compile(row.get("near", []), groups),
        unless=_compile(row.get("unless", []), groups),
        unless_in=row.get("unless_in", "sentence"),
        aside=aside,
        topic=bool(row.get("topic", False)),
        fires_on=tuple(row["fires_on"]),
        silent_on=tuple(row["silent_on"]),
    )


@lru_cache(maxsize=1)
def rules() -> Tuple[Rule, ...]:
    """Return every rule of ``signals.yml``, compiled once a process."""
    groups = lexicon().groups
    found: List[Rule] = []
    for signal in _load(SIGNALS_FILE)["signals"]:
        found.extend(_rule(signal["code"], row, groups) for row in signal["rules"])
    return tuple(found)
