"""The danger matrix: nine signals × eight manners × first message or answer to a question, each with its level."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import pytest
import yaml

from bot.domain.vocabulary import QuestionCode, SignalCode, Urgency
from nlu.core.reader import Reader

pytestmark = pytest.mark.slow

MATRIX: Dict[str, Dict[str, Dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parents[1] / "golden" / "danger" / "matrix.yml").read_text(encoding="utf-8")
)
MANNERS = ("asserted", "negated", "past", "hypothetical", "quoted", "third_person", "joke", "spelling")
QUESTIONS: Tuple[Optional[str], ...] = (None, str(QuestionCode.WHAT_TROUBLES_MOST))
CELLS: List[Tuple[str, str, Optional[str]]] = [
    (signal, manner, question) for signal in MATRIX for manner in MANNERS for question in QUESTIONS
]


@pytest.fixture(scope="module")
def reader(model_path: Path) -> Reader:
    return _load(model_path)


@lru_cache(maxsize=1)
def _load(path: Path) -> Reader:
    return Reader.load(path)


def test_the_matrix_is_whole() -> None:
    assert list(MATRIX) == [code.value for code in SignalCode]
    assert all(tuple(row) == MANNERS for row in MATRIX.values())


def _cell(signal: str, manner: str, question: Optional[str]) -> Any:
    known = MATRIX[signal][manner].get("known")
    marks = [pytest.mark.xfail(reason=known)] if known else []
    return pytest.param(signal, manner, question, id=f"{signal}-{manner}-{question or 'first'}", marks=marks)


@pytest.mark.parametrize(("signal", "manner", "question"), [_cell(*cell) for cell in CELLS])
def test_each_cell_has_its_level(reader: Reader, signal: str, manner: str, question: Optional[str]) -> None:
    cell = MATRIX[signal][manner]
    danger = reader.understand(cell["text"], question).danger
    codes = {one.code.value for one in danger.signals}
    assert danger.urgency == Urgency(cell["level"])
    assert (codes == set()) if "signal" in cell else (signal in codes)
