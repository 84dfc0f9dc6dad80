"""What the trained reader may add to the rules' reading of danger, and what it may not."""

from __future__ import annotations

import pytest

from bot.domain.vocabulary import SignalCode, Urgency
from nlu.core.anatomy import dissect
from nlu.core.danger import read_danger
from nlu.core.signal_finder import SURE, add_trained
from nlu.core.signal_model import SignalGuess


def raised(text: str, probability: float) -> bool:
    anatomy = dissect(text, None)
    guess = SignalGuess(SignalCode.SUICIDE, probability, 0.5, Urgency.TODAY, tuple(range(len(anatomy.clauses))))
    danger = add_trained(anatomy, read_danger(text, None), [guess])
    return SignalCode.SUICIDE in {signal.code for signal in danger.signals}


@pytest.mark.parametrize(
    "text",
    [
        "死にたいとは思っていません",
        "死にたいとは思ってません。",
        "死にたいなんて思ってないよ",
        "死にたいとまでは思わないです",
        "消えたいとは思わない",
    ],
)
def test_a_plain_denial_stands_however_sure_the_model_is(text: str) -> None:
    assert not raised(text, 1.0)


@pytest.mark.parametrize(
    "text",
    [
        "死にたいとは誰にも言えません",
        "死にたいと思わない日はない",
        "死にたいと思ってないと言えば嘘になる",
        "死にたいとは思っていません。でも薬をためています",
    ],
)
def test_a_sure_model_is_believed_where_the_denial_is_not_plain(text: str) -> None:
    assert raised(text, SURE)
