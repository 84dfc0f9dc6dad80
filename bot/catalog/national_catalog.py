"""The national part of the catalogue: concerns, labels, patterns, duties, lines, lead rules, wording."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Dict, Mapping, Sequence, Tuple

from bot.catalog.reading import NATIONAL, entry, opening, read_yaml
from bot.domain.agency import LeadRule
from bot.domain.condition import validate
from bot.domain.errors import CatalogError
from bot.domain.hotline import Hotline
from bot.domain.pattern import PatternRule
from bot.domain.safety import SafetyTemplate, SafetyWording
from bot.domain.summary import Labels
from bot.domain.triage import Duty
from bot.domain.vocabulary import ConcernCode, Field, PatternCode, SignalCode


@dataclass(frozen=True)
class ConcernEntry:
    """A concern with its fields, the item of the official form (16) and of the checklist (27)."""

    code: ConcernCode
    label_ja: str
    fields: Tuple[Field, ...]
    form_item: str
    checklist: str
    means: str
    is_not: str


@dataclass(frozen=True)
class NationalCatalog:
    """Everything that holds in every municipality."""

    concerns: Mapping[ConcernCode, ConcernEntry]
    labels: Labels
    patterns: Tuple[PatternRule, ...]
    duties: Tuple[Duty, ...]
    leads: Tuple[LeadRule, ...]
    hotlines: Tuple[Hotline, ...]
    safety: SafetyWording
    notices: Mapping[str, str]
    screen_only: Tuple[str, ...]
    mirror: Mapping[str, str]
    address: Mapping[str, str]


@lru_cache(maxsize=1)
def load_concerns() -> Mapping[ConcernCode, ConcernEntry]:
    """Return the concerns by code; every code of the vocabulary has exactly one entry.

    Raises:
        CatalogError: a code has no entry, or an entry lacks a part.
    """
    path = NATIONAL / "concerns.yml"
    found: Dict[ConcernCode, ConcernEntry] = {}
    for row in entry(path, read_yaml(path), "concerns"):
        code = ConcernCode(entry(path, row, "code"))
        found[code] = ConcernEntry(
            code,
            entry(path, row, "label_ja"),
            tuple(Field(field) for field in entry(path, row, "fields")),
            entry(path, row, "form_item"),
            entry(path, row, "checklist"),
            entry(path, row, "means"),
            row.get("not", ""),
        )
    missing = set(ConcernCode) - set(found)
    if missing:
        raise CatalogError(f"{path.name}: no entry for {sorted(map(str, missing))}")
    return found


@lru_cache(maxsize=1)
def load_labels() -> Labels:
    """Return the Japanese of every closed list, by list and code."""
    lists: Dict[str, Dict[str, str]] = {
        name: {str(code): text for code, text in words.items()}
        for name, words in read_yaml(NATIONAL / "labels.yml").items()
        if isinstance(words, dict)
    }
    wording = read_yaml(NATIONAL / "wording.yml")
    lists["concern"] = {str(code): found.label_ja for code, found in load_concerns().items()}
    lists["pattern"] = {row["code"]: row["label_ja"] for row in read_yaml(NATIONAL / "patterns.yml")["patterns"]}
    lists["signal"] = {row["code"]: row["label_ja"] for row in read_yaml(NATIONAL / "signals.yml")["signals"]}
    lists["unknown"] = dict(wording["unknown"])
    lists["rule"] = dict(wording["rule"])
    lists["hotline"] = {line.code: f"{line.name_ja} {line.number}" for line in _hotlines()}
    return Labels(lists)


@lru_cache(maxsize=1)
def load_national() -> NationalCatalog:
    """Read and check the whole national catalogue.

    Raises:
        CatalogError: a file or an entry is not as it must be.
    """
    wording = read_yaml(NATIONAL / "wording.yml")
    return NationalCatalog(
        concerns=load_concerns(),
        labels=load_labels(),
        patterns=_patterns(),
        duties=_duties(),
        leads=_leads(),
        hotlines=_hotlines(),
        safety=SafetyWording(
            tuple(
                SafetyTemplate(SignalCode(row["signal"]), row["level"], row["teller"], row["text"])
                for row in wording["safety"]
            ),
            wording["safety_default"],
            dict(wording["person"]),
            wording["lines_intro"],
        ),
        notices=dict(wording["notice"]),
        screen_only=tuple(wording["screen_only"]),
        mirror=dict(wording["mirror"]),
        address=dict(wording["address"]),
    )


def _patterns() -> Tuple[PatternRule, ...]:
    path = NATIONAL / "patterns.yml"
    return tuple(
        PatternRule(
            PatternCode(entry(path, row, "code")),
            tuple(_conditions(path, conditions) for conditions in entry(path, row, "any_of")),
            entry(path, row, "source"),
        )
        for row in entry(path, read_yaml(path), "patterns")
    )


def _conditions(path: Path, rows: Sequence[str]) -> Tuple[str, ...]:
    for condition in rows:
        try:
            validate(condition)
        except ValueError as error:
            raise CatalogError(f"{path.name}: {error}") from error
    return tuple(rows)


def _duties() -> Tuple[Duty, ...]:
    path = NATIONAL / "duties.yml"
    return tuple(
        Duty(
            SignalCode(entry(path, row, "signal")),
            entry(path, row, "law"),
            entry(path, row, "article"),
            entry(path, row, "text"),
            entry(path, row, "source"),
        )
        for row in entry(path, read_yaml(path), "duties")
    )


def _leads() -> Tuple[LeadRule, ...]:
    path = NATIONAL / "lead_rules.yml"
    return tuple(
        LeadRule(
            entry(path, row, "id"),
            entry(path, row, "tier"),
            _conditions(path, entry(path, row, "all_of")),
            tuple(entry(path, row, "lead")),
            entry(path, row, "reason_ja"),
            entry(path, row, "source"),
            row.get("chief", False),
        )
        for row in entry(path, read_yaml(path), "rules")
    )


def _hotlines() -> Tuple[Hotline, ...]:
    path = NATIONAL / "hotlines.yml"
    return tuple(
        Hotline(
            code=entry(path, row, "code"),
            name_ja=entry(path, row, "name_ja"),
            number=str(entry(path, row, "number")),
            hours_ja=entry(path, row, "hours_ja"),
            hours=() if row["open"] == "always" else opening(path, row["open"]),
            cost_ja=entry(path, row, "cost_ja"),
            signals=frozenset(SignalCode(code) for code in entry(path, row, "signals")),
            for_children=row.get("for_children", False),
            never_expires=row.get("never_expires", False),
            expires_on=row.get("expires_on"),
            verified_by=row.get("verified_by"),
            verified_on=row.get("verified_on"),
            source=entry(path, row, "source"),
            read_at_source=str(entry(path, row, "read_at_source")),
        )
        for row in entry(path, read_yaml(path), "hotlines")
    )
