"""Of several kinds of violence that look alike the one stays whose victim is named."""

from __future__ import annotations

from typing import Mapping

import pytest

from bot.domain.vocabulary import ConcernCode
from nlu.core.anatomy import dissect
from nlu.core.violence import KINDS, SURE_OF_ANOTHER, unlikely_kinds

C = ConcernCode
CHILD, ELDER, DISABLED, PARTNER = KINDS
SURE, UNSURE = SURE_OF_ANOTHER + 0.1, SURE_OF_ANOTHER - 0.1

CASES = [
    # the victim named decides, whatever the model would rather have
    ("夫に殴られます", {CHILD: SURE, PARTNER: UNSURE}, {CHILD}),
    ("息子を叩いてしまった", {PARTNER: SURE, CHILD: UNSURE}, {PARTNER}),
    ("兄がばあちゃんを蹴る", {PARTNER: SURE, ELDER: UNSURE}, {PARTNER}),
    ("小3の子を怒鳴って叩いた", {CHILD: UNSURE, ELDER: UNSURE, DISABLED: UNSURE}, {ELDER, DISABLED}),
    ("82の母が叩かれている", {CHILD: SURE, ELDER: UNSURE}, {CHILD}),
    # nobody named: the surest stays alone
    ("殴られました", {PARTNER: 0.6, CHILD: 0.5}, {CHILD}),
    ("殴られました", {PARTNER: 0.9, CHILD: 0.95}, {PARTNER}),
    # both victims are named: the second stays if the model is sure of it
    ("夫が私と息子を殴る", {PARTNER: 0.95, CHILD: SURE}, set()),
    ("夫が私と息子を殴る", {PARTNER: 0.95, CHILD: UNSURE}, {CHILD}),
    ("夫が私と息子を殴る", {PARTNER: 0.95, CHILD: SURE_OF_ANOTHER}, set()),
    # one kind, or none: nothing to choose
    ("殴られました", {PARTNER: 0.2}, set()),
    ("殴られました", {C.DEBT: 0.9, C.TRUANCY: 0.2}, set()),
    ("殴られました", {}, set()),
    ("夫に殴られます", {C.DEBT: 0.1, PARTNER: 0.5}, set()),
]


@pytest.mark.parametrize(("text", "confidences", "left_out"), CASES)
def test_unlikely_kinds(text: str, confidences: Mapping[ConcernCode, float], left_out: set[ConcernCode]) -> None:
    assert set(unlikely_kinds(dissect(text), confidences)) == left_out


def test_words_of_disability_name_the_victim() -> None:
    text = "知的障害の弟が施設で叩かれています"
    assert unlikely_kinds(dissect(text), {CHILD: 0.95, DISABLED: UNSURE}) == [CHILD]


def test_one_kind_always_stays() -> None:
    for text in ("", "殴られた", "夫と母と娘と息子が殴られた"):
        assert len(unlikely_kinds(dissect(text), dict.fromkeys(KINDS, 0.1))) < len(KINDS)
