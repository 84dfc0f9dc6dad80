"""The reader: danger survives every failure, no text makes it fall, it is quick, it says the same after the file."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nlu.core.anatomy as anatomy_module
import nlu.core.reader as reader_module
from bot.domain.vocabulary import Act, SignalCode, Urgency
from nlu.core.reader import Reader
from tests.nlu.small_reader import small_reader

PLAIN = "母が同じ話を何度もします。カードの支払いが返せません"
DANGER = "母の介護でもう死にたいです"


def test_a_reader_survives_the_file(tmp_path: Path) -> None:
    small_reader().save(tmp_path)
    again = Reader.load(tmp_path)
    assert again.fingerprint == small_reader().fingerprint != ""
    for text in (PLAIN, DANGER, "こんにちは"):
        one, other = small_reader().understand(text), again.understand(text)
        assert [c.code for c in one.concerns] == [c.code for c in other.concerns]
        assert (one.act, one.fields, one.danger) == (other.act, other.fields, other.danger)


def test_no_reader_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Reader.load(tmp_path)


def test_training_is_repeatable() -> None:
    from tests.nlu.small_reader import small_examples

    assert Reader.train(small_examples()).fingerprint == small_reader().fingerprint


@pytest.mark.parametrize("text", ["", "   \n", "😢", "…。！？", "\u200b\u200d", "\x00\x07", "\ufffd\ufffd"])
def test_no_words_is_unreadable(text: str) -> None:
    understanding = small_reader().understand(text)
    assert understanding.act is Act.UNREADABLE and understanding.concerns == ()


@pytest.mark.parametrize("text", ["あ", "8", "ok", "Ａ", "①"])
def test_a_letter_or_digit_is_readable(text: str) -> None:
    assert small_reader().understand(text).act is not Act.UNREADABLE


@pytest.mark.parametrize("part", ["今日は散歩に行きました。", "ん、", "あ", "わー"])
def test_saying_it_again_does_not_make_it_weigh_more(part: str) -> None:
    reader = small_reader()
    few, many = (reader.weigh(anatomy_module.dissect(part * times)) for times in (20, 800))
    said = [{one.code for one in weighed.guesses if one.probability >= one.threshold} for weighed in (few, many)]
    assert said[0] == said[1]
    raised = [[guess.code for guess in weighed.signals if guess.holds] for weighed in (few, many)]
    assert raised[0] == raised[1]


PARTS = [
    (anatomy_module, "analyze"),
    (anatomy_module, "split_clauses"),
    (anatomy_module, "read_hits"),
    (anatomy_module, "read_household"),
    (reader_module, "dissect"),
    (reader_module, "find_concerns"),
    (reader_module, "find_unclear"),
    (reader_module, "read_cues"),
    (reader_module, "household_fields"),
    (reader_module, "is_unreadable"),
]


@pytest.mark.parametrize(("module", "part"), PARTS, ids=[part for _, part in PARTS])
def test_danger_survives_any_failing_part(
    module: Any, part: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(f"broken over {DANGER}")

    monkeypatch.setattr(module, part, fails)
    with caplog.at_level(logging.DEBUG):
        understanding = small_reader().understand(DANGER)
    assert SignalCode.SUICIDE in [signal.code for signal in understanding.danger.signals]
    assert understanding.urgency is Urgency.TODAY
    assert "介護" not in caplog.text and "死にたい" not in caplog.text


def test_a_failing_model_leaves_the_household(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr(reader_module.Reader, "weigh", fails)
    understanding = small_reader().understand(PLAIN)
    assert understanding.act is Act.TELL and understanding.act_confidence == 0.0
    assert understanding.members[0].kinship.value == "mother"


def test_without_the_model_outright_words_are_still_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr(reader_module.Reader, "weigh", fails)
    understanding = small_reader().understand("母が認知症と言われました。今日は寒い")
    assert [concern.code.value for concern in understanding.concerns] == ["dementia"]


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=120), st.sampled_from([None, "school", "safety_now", "no such question"]))
def test_any_text_is_understood(text: str, question: Any) -> None:
    understanding = small_reader().understand(text, question)
    for concern in understanding.concerns:
        assert 0 <= concern.span.start < concern.span.end <= len(text)
        assert 0.0 <= concern.confidence <= 1.0
        assert concern.member is None or concern.member < len(understanding.members)


@pytest.mark.parametrize(
    ("text", "within"), [(PLAIN, 0.02), ("母が同じ話をして困っています。" * 340, 0.8)], ids=["short", "long"]
)
def test_reading_is_quick(text: str, within: float) -> None:
    """Bounds with room for a busy machine; the measured figures stand in ``docs/performance.md``."""
    small_reader().understand(text)
    taken = []
    for _ in range(5):
        begin = time.perf_counter()
        small_reader().understand(text)
        taken.append(time.perf_counter() - begin)
    assert min(taken) < within
