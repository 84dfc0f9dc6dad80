"""Cues of a message: ``cases/cues.yml``."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.understanding import Cue
from bot.domain.vocabulary import Assertion, CueKind
from nlu.core.clauses import split_clauses
from nlu.core.cues import read_cues
from nlu.core.morphology import analyze

_CASES = yaml.safe_load((Path(__file__).parent / "cases" / "cues.yml").read_text(encoding="utf-8"))
SAYS: dict[str, list[str]] = _CASES["says"]
SILENT: dict[str, list[str]] = _CASES["silent"]


def _rows(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in table.items() for text in texts]


def _cues(text: str) -> tuple[Cue, ...]:
    morphemes = analyze(text)
    return read_cues(text, morphemes, split_clauses(text, morphemes))


def test_enough_rows() -> None:
    assert len(_rows(SAYS)) >= 100


@pytest.mark.parametrize(("name", "text"), _rows(SAYS))
def test_says(name: str, text: str) -> None:
    assert name in {f"{cue.kind}.{cue.code}" for cue in _cues(text)}


@pytest.mark.parametrize(("kind", "text"), _rows(SILENT))
def test_silent(kind: str, text: str) -> None:
    assert kind not in {str(cue.kind) for cue in _cues(text)}


@pytest.mark.parametrize(
    ("text", "code", "assertion"),
    [
        ("ケアマネさんはいません", "care_manager", Assertion.NEGATED),
        ("以前は生活保護を受けていました", "public_assistance", Assertion.PAST),
        ("不登校ではありません", "school_refusal", Assertion.NEGATED),
        ("もしひきこもったらどうしよう", "withdrawn", Assertion.HYPOTHETICAL),
        ("お金がないです", "money_trouble", Assertion.PRESENT),
        ("保証人がいない", "no_kin_or_guarantor", Assertion.PRESENT),
        ("介護疲れかもしれない", "worn_out_by_care", Assertion.UNCERTAIN),
    ],
)
def test_manner(text: str, code: str, assertion: Assertion) -> None:
    assert {cue.manner.assertion for cue in _cues(text) if cue.code == code} == {assertion}


def test_span_is_what_was_said() -> None:
    text = "母のことです。もう半年になります、緑町です"
    spans = {cue.kind: cue.span.of(text) for cue in _cues(text)}
    assert spans[CueKind.PLACE] == "緑町"
    assert spans[CueKind.DURATION].startswith("もう半年")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_any_text(text: str) -> None:
    for cue in _cues(text):
        assert 0 <= cue.span.start < cue.span.end <= len(text)
