"""The danger rules as data: ``signals.yml`` (what is read, with source and examples) and ``crisis.yml`` (the words)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Callable, Dict, FrozenSet, List, Mapping, Optional, Pattern, Sequence, Tuple

import yaml

from bot.domain.vocabulary import SignalCode, Urgency
from nlu.core.danger_prefilter import Prefilter, alternatives, needed

_ROOT = Path(__file__).resolve().parents[2]
SIGNALS_FILE = _ROOT / "bot" / "catalog" / "national" / "signals.yml"
LEXICON_FILE = _ROOT / "nlu" / "lexicons" / "crisis.yml"
_GROUP = re.compile(r"\{([a-z_]+)\}")
# "~" in a pattern: a short stretch inside one sentence; "≈": a longer one that may cross into the next sentence
_NEAR_GAP, _FAR_GAP = "[^。]{0,16}?", ".{0,45}?"


@dataclass(frozen=True)
class Construction:
    """One pattern of a rule, and sets of strings of each of which every match holds one."""

    pattern: Pattern[str]
    needed: Tuple[FrozenSet[str], ...]


@dataclass(frozen=True)
class Rule:
    """One crisis rule: what is looked for, what must stand around it, and what raises its level.

    ``explicit``: said outright; the trained reader is not asked whether it agrees.
    """

    id: str
    code: SignalCode
    level: Urgency
    source: str
    constructions: Tuple[Construction, ...]
    near: Optional[Pattern[str]]
    together: Tuple[Pattern[str], ...]
    raised: Tuple[Tuple[Urgency, Pattern[str]], ...]
    unless: Optional[Pattern[str]]
    unless_in: str
    aside: Tuple[Tuple[str, Pattern[str]], ...]
    topic: bool
    negatable: bool
    explicit: bool
    fires_on: Tuple[str, ...]
    silent_on: Tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """Words behind the rules: spellings to mend, lemmas to write in kanji, and markers of manner."""

    groups: Mapping[str, str]
    kanji: FrozenSet[str]
    before: Tuple[Tuple[Pattern[str], str], ...]
    after: Tuple[Tuple[Pattern[str], str], ...]
    dialect: Tuple[Tuple[Pattern[str], str], ...]
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
        dialect=variants("dialect"),
        kana_word=re.compile("|".join(data["kana_words"])),
        ending=re.compile("|".join(data["endings"])),
        markers={name: re.compile(_expand("|".join(words), groups)) for name, words in data["markers"].items()},
    )


def _construction(pattern: str, groups: Mapping[str, str]) -> Construction:
    expanded = _expand(pattern, groups)
    return Construction(re.compile(expanded), needed(expanded))


def _by_name(rows: Mapping[str, Sequence[str]], groups: Mapping[str, str]) -> Tuple[Tuple[str, Pattern[str]], ...]:
    return tuple((name, re.compile(_expand("|".join(patterns), groups))) for name, patterns in rows.items())


def _rule(code: str, row: Mapping[str, Any], common: Mapping[str, Sequence[str]], groups: Mapping[str, str]) -> Rule:
    return Rule(
        id=row["id"],
        code=SignalCode(code),
        level=Urgency(row["level"]),
        source=row["source"],
        constructions=tuple(
            _construction(part, groups) for pattern in row["patterns"] for part in alternatives(pattern)
        ),
        near=_compile(row.get("near", []), groups),
        together=tuple(re.compile(_expand(pattern, groups)) for pattern in row.get("together", [])),
        raised=tuple((Urgency(level), found) for level, found in _by_name(row.get("raised", {}), groups)),
        unless=_compile(row.get("unless", []), groups),
        unless_in=row.get("unless_in", "sentence"),
        aside=_by_name(common, groups) + _by_name(row.get("aside", {}), groups),
        topic=bool(row.get("topic", False)),
        negatable=bool(row.get("negatable", True)),
        explicit=bool(row.get("explicit", False)),
        fires_on=tuple(row["fires_on"]),
        silent_on=tuple(row["silent_on"]),
    )


@lru_cache(maxsize=1)
def rules() -> Tuple[Rule, ...]:
    """Return every rule of ``signals.yml``, compiled once a process."""
    groups = lexicon().groups
    found: List[Rule] = []
    for signal in _load(SIGNALS_FILE)["signals"]:
        common = signal.get("aside", {})
        found.extend(_rule(signal["code"], row, common, groups) for row in signal["rules"])
    return tuple(found)


@lru_cache(maxsize=1)
def _book() -> Tuple[Tuple[Tuple[Rule, Pattern[str]], ...], Prefilter]:
    parts = [(rule, part) for rule in rules() for part in rule.constructions]
    return tuple((rule, part.pattern) for rule, part in parts), Prefilter([part.needed for _, part in parts])


def candidates(text: str) -> Callable[[str], List[Tuple[Rule, Pattern[str]]]]:
    """Return a function for the parts of ``text``: the patterns that may match a part, each with its rule."""
    patterns, prefilter = _book()
    possible = prefilter.within(text)
    return lambda part: [patterns[index] for index in possible(part)]
