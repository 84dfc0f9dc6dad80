"""What the trained reader may add to the rules' reading of danger, and what it may not."""

from __future__ import annotations

import pytest

from bot.domain.understanding import DangerReading
from bot.domain.vocabulary import SignalCode, Urgency
from nlu.core.anatomy import dissect
from nlu.core.danger import read_danger
from nlu.core.signal_finder import DOUBTED, SURE, add_trained
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


def settled(text: str, code: SignalCode, probability: float) -> DangerReading:
    anatomy = dissect(text, None)
    guess = SignalGuess(code, probability, 0.4, Urgency.WITHIN_48H, (0,))
    return add_trained(anatomy, anatomy.danger, [guess])


def test_what_a_wide_rule_read_is_set_aside_when_the_model_doubts_it() -> None:
    text = "夫に殴られました"
    assert SignalCode.DV in {signal.code for signal in read_danger(text).signals}
    danger = settled(text, SignalCode.DV, 0.01)
    assert SignalCode.DV not in {signal.code for signal in danger.signals}
    assert (SignalCode.DV, DOUBTED) in {(item.code, item.reason) for item in danger.set_aside}


def test_what_a_wide_rule_read_stays_when_the_model_agrees_or_is_missing() -> None:
    text = "夫に殴られました"
    for danger in (settled(text, SignalCode.DV, 0.5), add_trained(dissect(text), read_danger(text), [])):
        assert SignalCode.DV in {signal.code for signal in danger.signals}
        assert all(signal.firm for signal in danger.signals)


@pytest.mark.parametrize("text", ["死にたい", "もう死にたいです", "自殺したい", "しにたい", "自殺するしかない"])
def test_what_is_said_outright_is_outvoted_by_nothing(text: str) -> None:
    danger = settled(text, SignalCode.SUICIDE, 0.0)
    assert SignalCode.SUICIDE in {signal.code for signal in danger.signals}


def test_children_in_the_home_share_what_a_partner_does() -> None:
    danger = settled("夫に殴られました。4歳の子どももいます", SignalCode.DV, 0.9)
    assert SignalCode.CHILD_ABUSE in {signal.code for signal in danger.signals}


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
