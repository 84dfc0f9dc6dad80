"""Words that name a concern, and words that only look like it: ``cases/evidence_lexicon.yml``."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.vocabulary import ConcernCode
from nlu.core.evidence_lexicon import read_hits
from nlu.core.morphology import analyze

_CASES = yaml.safe_load((Path(__file__).parent / "cases" / "evidence_lexicon.yml").read_text(encoding="utf-8"))
SAYS: dict[str, list[str]] = _CASES["says"]
SILENT: dict[str, list[str]] = _CASES["silent"]


def _rows(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in table.items() for text in texts]


def _codes(text: str) -> set[str]:
    return {hit.code.value for hit in read_hits(text, analyze(text))}


@pytest.mark.parametrize(("code", "text"), _rows(SAYS))
def test_says(code: str, text: str) -> None:
    assert code in _codes(text)


@pytest.mark.parametrize(("code", "text"), _rows(SILENT))
def test_only_looks_like_it(code: str, text: str) -> None:
    assert code not in _codes(text)


def test_every_concern_has_its_rows() -> None:
    rows = _rows(SAYS)
    assert {code for code, _ in rows} == {code.value for code in ConcernCode}
    assert min(sum(1 for code, _ in rows if code == name.value) for name in ConcernCode) >= 4


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("昨日から何も食べてない。母の認知症もひどい", {"認知症"}),
        ("ﾃﾞｲｻｰﾋﾞｽを嫌がる", {"ﾃﾞｲｻｰﾋﾞｽ"}),
        ("ＡＤＨＤです", {"ＡＤＨＤ"}),
    ],
)
def test_spans_point_into_the_raw_text(text: str, words: set[str]) -> None:
    assert words <= {hit.span.of(text) for hit in read_hits(text, analyze(text))}


def test_outright_outweighs_pointing() -> None:
    weights = {(hit.code, hit.weight) for hit in read_hits("督促状が届いた", analyze("督促状が届いた"))}
    assert (ConcernCode.ARREARS, 1.0) in weights


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_any_text(text: str) -> None:
    for hit in read_hits(text, analyze(text)):
        assert 0 <= hit.span.start < hit.span.end <= len(text)
        assert hit.weight in (0.5, 1.0)
