"""Who is worn out or does the work: the one the words name, else the writer."""

from __future__ import annotations

import time

import pytest

from bot.domain.evidence import Span
from bot.domain.vocabulary import ConcernCode, Experiencer
from nlu.core.concern_subject import subject_of
from nlu.core.household import Referent, read_household, who_is_meant
from nlu.core.morphology import analyze

WHOLE = ""
# text, the words of the thing (all of it when empty), whom, whether the words name that person
CASES = [
    ("家事も私の看病も夫がしてくれていて、もうへとへとみたいです", WHOLE, "husband", True),
    ("母の介護は妻に任せきりで、妻が限界らしい", WHOLE, "wife", True),
    ("母の介護は妻がやってくれていて、疲れているようです", WHOLE, "wife", True),
    ("父が母の世話をしていて、だいぶ疲れているみたい", WHOLE, "father", True),
    ("夫は仕事もして介護もして、くたくたになっています", WHOLE, "husband", True),
    ("祖母の介護を母がしていて、見ていてつらそうです", WHOLE, "mother", True),
    ("夫が疲れていることです", "疲れている", "husband", True),
    ("夫が倒れそう", WHOLE, "husband", True),
    ("主人が介護でつぶれそうです", "つぶれそう", "husband", True),
    ("上の娘が弟の面倒をみてます", WHOLE, "daughter", True),
    ("娘に家事をさせてしまって", WHOLE, "daughter", True),
    ("妻が妹の世話と家事をしています", "世話と家事", "wife", True),
    ("娘が10歳で、さみしい思いをさせてしまって", "さみしい思い", "daughter", False),
    ("母は夜中に何度も起きて、私はもう限界", WHOLE, "self", True),
    ("父が母の介護をしていて、もう限界", "限界", "self", False),
    ("母が夜中に歩くので疲れています", "疲れて", "self", False),
    ("姑の介護、もう倒れそう", "倒れそう", "self", False),
    ("母が嫌な思いをさせられて", "思いをさせられ", "mother", False),
    ("最近もう疲れ切ってます", "疲れ切って", "self", False),
]


def _whom(text: str, words: str) -> tuple[str, Referent]:
    morphemes = analyze(text)
    reading = read_household(text, morphemes)
    start = text.index(words)
    referent = who_is_meant(reading, text, morphemes, Span(start, start + len(words or text)))
    if referent.member is None or referent.experiencer is not Experiencer.MEMBER:
        return str(referent.experiencer), referent
    return str(reading.members[referent.member].kinship), referent


@pytest.mark.parametrize(("text", "words", "whom", "named"), CASES)
def test_who_is_worn_out_or_works(text: str, words: str, whom: str, named: bool) -> None:
    said, referent = _whom(text, words)
    assert said == whom
    assert referent.named is named


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("母が認知症で限界", "限界"),
        ("姑がうるさくて疲れ切っています", "疲れ切って"),
        ("息子が暴れて私も母も限界", "限界"),
        ("夫が家事をしないので疲れています", "疲れて"),
    ],
)
def test_who_tires_the_writer_is_not_the_one_worn_out(text: str, words: str) -> None:
    _, referent = _whom(text, words)
    members = read_household(text, analyze(text)).members
    assert subject_of(ConcernCode.CARER_EXHAUSTION, referent, members).experiencer is Experiencer.SELF


def test_a_long_message_is_read_in_time() -> None:
    text = "夫が母の世話をしていて疲れていて" * 120
    started = time.perf_counter()
    _whom(text, WHOLE)
    assert time.perf_counter() - started < 1.0
