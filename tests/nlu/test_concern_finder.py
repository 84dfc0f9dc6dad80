"""How lexical evidence, the model and grammar decide together; and whom a thing is said of in a long message."""

from __future__ import annotations

from typing import Dict, List, Sequence

import pytest

from bot.domain.understanding import DangerReading
from bot.domain.vocabulary import Assertion, ConcernCode, Experiencer, Field
from nlu.core.anatomy import Anatomy, dissect
from nlu.core.concern_finder import find_concerns, find_unclear
from nlu.core.concern_model import Guess
from nlu.core.danger import read_danger
from nlu.core.nearby import SHORT, whom
from nlu.core.training import thresholds

C = ConcernCode
OUTRIGHT = "母が認知症と言われました"


def _guesses(anatomy: Anatomy, probabilities: Dict[ConcernCode, float]) -> List[Guess]:
    clauses = tuple(range(min(1, len(anatomy.clauses))))
    return [Guess(code, probabilities.get(code, 0.001), 0.4, clauses) for code in ConcernCode]


def _found(text: str, probabilities: Dict[ConcernCode, float]) -> Sequence[ConcernCode]:
    anatomy = dissect(text)
    return [one.code for one in find_concerns(anatomy, _guesses(anatomy, probabilities), DangerReading())]


@pytest.mark.parametrize(
    ("text", "probability", "found"),
    [
        (OUTRIGHT, 0.9, True),
        (OUTRIGHT, 0.35, True),  # said outright: believed below the threshold
        (OUTRIGHT, 0.1, False),  # but not against the model's no
        ("母がどうも変です", 0.41, True),
        ("母がどうも変です", 0.39, False),
    ],
)
def test_words_and_model_decide_together(text: str, probability: float, found: bool) -> None:
    assert (C.DEMENTIA in _found(text, {C.DEMENTIA: probability})) is found


def test_a_mention_carries_its_words_person_and_fields() -> None:
    anatomy = dissect(f"こんにちは。{OUTRIGHT}。")
    (mention,) = find_concerns(anatomy, _guesses(anatomy, {C.DEMENTIA: 0.8}), DangerReading())
    assert mention.span.of(anatomy.text) == OUTRIGHT
    assert mention.member == 0 and mention.manner.experiencer is Experiencer.MEMBER
    assert mention.fields == (Field.ELDERLY,) and mention.confidence == 0.8


def test_what_does_not_hold_is_reported_with_its_manner_and_without_field() -> None:
    anatomy = dissect("母は認知症ではありません")
    (mention,) = find_concerns(anatomy, _guesses(anatomy, {C.DEMENTIA: 0.8}), DangerReading())
    assert mention.manner.assertion is Assertion.NEGATED and mention.fields == ()


def test_a_danger_brings_its_concern() -> None:
    text = "夫に首を絞められました"
    anatomy = dissect(text)
    codes = [one.code for one in find_concerns(anatomy, _guesses(anatomy, {}), read_danger(text))]
    assert C.PARTNER_VIOLENCE in codes


def test_unclear_is_no_news_beside_a_concern() -> None:
    assert _found(OUTRIGHT, {C.DEMENTIA: 0.9, C.UNCLEAR: 0.9}) == [C.DEMENTIA]
    assert _found("なんだかもう", {C.UNCLEAR: 0.9}) == [C.UNCLEAR]


@pytest.mark.parametrize(("probability", "found"), [(0.2, True), (0.1, False)])
def test_trouble_without_a_name_is_unclear(probability: float, found: bool) -> None:
    anatomy = dissect("なんだかもう")
    assert bool(find_unclear(anatomy, _guesses(anatomy, {C.UNCLEAR: probability}))) is found


@pytest.mark.parametrize("filler", ["", "今日はとても寒いです。" * 60])
def test_the_person_is_the_same_in_a_long_message(filler: str) -> None:
    text = f"{filler}夫が会社を辞めました。{filler}"
    assert (len(text) > SHORT) is bool(filler)
    anatomy = dissect(text)
    at = text.index("会社を辞め")
    span = anatomy.household.members[0].span
    referent = whom(anatomy, type(span)(at, at + 5))
    assert referent.member == 0 and referent.experiencer is Experiencer.MEMBER


def test_thresholds_separate_what_can_be_separated() -> None:
    import numpy as np

    truth = np.repeat(np.array([[1.0], [0.0]], dtype=np.float32), 50, axis=0)
    low = np.where(truth > 0, 0.35, 0.20).astype(np.float32)
    high = np.where(truth > 0, 0.75, 0.55).astype(np.float32)
    cuts = thresholds(np.hstack([low, high]), np.hstack([truth, truth]))
    assert 0.20 < cuts[0] <= 0.36 and cuts[1] > cuts[0]
