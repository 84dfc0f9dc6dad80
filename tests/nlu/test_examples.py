"""Gold in the metadata of Rasa's training data."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.vocabulary import Act, ConcernCode
from nlu.core.examples import Example, GoldConcern, example_from, read_examples

FILE = """version: "3.1"
nlu:
- intent: tell
  examples:
  - text: |
      母が同じことを聞く
      もう限界
    metadata:
      question: who
      gold:
        concerns:
        - {code: dementia, member: mother, assertion: uncertain, span: 同じこと}
        - {code: carer_exhaustion}
  - text: |
      特にないです
    metadata: {gold: {concerns: []}}
- intent: greet
  examples:
  - text: |
      こんにちは
- intent: nlu_fallback
  examples:
  - text: |
      ？
"""


def test_files_are_read_as_rasa_reads_them(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(FILE, encoding="utf-8")
    assert list(read_examples(tmp_path)) == [
        Example(
            "母が同じことを聞く\nもう限界",
            Act.TELL,
            "who",
            (
                GoldConcern(ConcernCode.DEMENTIA, "mother", "uncertain", "同じこと"),
                GoldConcern(ConcernCode.CARER_EXHAUSTION),
            ),
        ),
        Example("特にないです", Act.TELL),
        Example("こんにちは", Act.GREET),
    ]


def test_an_unknown_concern_is_refused() -> None:
    with pytest.raises(ValueError, match="moon"):
        example_from("x", "tell", {"gold": {"concerns": [{"code": "moon"}]}})
