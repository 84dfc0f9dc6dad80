"""The safety texts: one for every danger, with 110 and 119, and never what must not be said."""

from __future__ import annotations

import itertools
import re
from typing import List, Optional

import pytest

from bot.catalog.national_catalog import load_national
from bot.domain.evidence import Manner, Span
from bot.domain.safety import SafetyWording, compose, leading_signal
from bot.domain.teller import teller_of
from bot.domain.understanding import SignalMention
from bot.domain.vocabulary import Experiencer, SignalCode, Urgency

WORDING: SafetyWording = load_national().safety
LEVELS = (Urgency.NOW, Urgency.TODAY, Urgency.WITHIN_48H)
TELLERS = ("self", "other", "doer")
EVERY = list(itertools.product(SignalCode, LEVELS, TELLERS))
BY = "今日 12時"

METHODS = re.compile(
    "首|吊|飛び降り|飛び込|練炭|ロープ|リストカット|刃物|包丁|薬を|睡眠薬|過量|ガス栓|屋上|線路|毒|焼身|溺"
)
NEVER = re.compile(
    "頑張|がんば|ガンバ|絶対|必ず(?:助|治|よくな)|対象外|担当ではありません|気のせい|考えすぎ|我慢|自業自得"
)
TO_THE_ABUSER = re.compile(
    "(?:相手|夫|妻|彼|彼女|パートナー|親|加害|その人|本人)(?:の方)?(?:と|に|へ)(?:、)?(?:よく)?"
    "(?:話し合|話して|相談し|伝えて|聞いて|謝|あやま|連絡)"
)


CONFESSION = "叩いてしまった"


def mention(code: SignalCode, level: Urgency, teller: str) -> SignalMention:
    whom = Experiencer.SELF if teller == "self" else Experiencer.MEMBER
    return SignalMention(code, Span(0, 1), level, f"{code}.told", Manner(experiencer=whom))


def text_of(signals: List[SignalMention], level: Urgency, live: bool = False, told: str = "") -> str:
    return compose(signals, level, (), WORDING, answer_by=BY, text=told, counselor_is_live=live).text


@pytest.mark.parametrize(("code", "level", "teller"), EVERY, ids=lambda value: str(value))
def test_every_danger_has_its_text(code: SignalCode, level: Urgency, teller: str) -> None:
    one = mention(code, level, teller)
    text = text_of([one], level, told=CONFESSION if teller == "doer" else "")
    assert not text.startswith(WORDING.default), "no reviewed text of its own"
    assert "110" in text and "119" in text
    for never in (METHODS, NEVER, TO_THE_ABUSER):
        assert not never.search(text), never.search(text)
    assert "{" not in text
    # It ends with a person: who was told, or by when somebody answers.
    assert "相談員" in text.split("\n\n")[-1]
    if level is not Urgency.NOW:
        assert BY in text


@pytest.mark.parametrize(
    ("text", "word", "code", "whom", "teller"),
    [
        ("さっき子どもを叩いてしまいました", "子ども", SignalCode.CHILD_ABUSE, Experiencer.MEMBER, "doer"),
        ("つい娘を蹴っちゃって", "娘", SignalCode.CHILD_ABUSE, Experiencer.MEMBER, "doer"),
        ("母に手を上げてしまった", "母", SignalCode.ELDER_ABUSE, Experiencer.MEMBER, "doer"),
        ("妻を殴ってしまった", "妻", SignalCode.DV, Experiencer.SELF, "doer"),
        ("また妻に手をあげた", "妻", SignalCode.DV, Experiencer.SELF, "doer"),
        ("夫に殴られました", "夫", SignalCode.DV, Experiencer.SELF, "self"),
        ("夫に殴られてしまった", "夫", SignalCode.DV, Experiencer.SELF, "self"),
        ("お父さんになぐられる", "お父さん", SignalCode.CHILD_ABUSE, Experiencer.SELF, "self"),
        ("夫が息子を殴ってしまった", "息子", SignalCode.CHILD_ABUSE, Experiencer.MEMBER, "other"),
        ("弟が母を叩いています", "母", SignalCode.ELDER_ABUSE, Experiencer.MEMBER, "other"),
        ("隣の子が叩かれて泣いてる", "隣の子", SignalCode.CHILD_ABUSE, Experiencer.OTHER_PERSON, "other"),
        ("夫がこわい。子どもを叩いてしまった", "子ども", SignalCode.CHILD_ABUSE, Experiencer.MEMBER, "doer"),
        ("子どもを叩いてしまった。夫に殴られた", "夫", SignalCode.DV, Experiencer.SELF, "self"),
        ("壁を殴ってしまった もう死にたい", "死にたい", SignalCode.SUICIDE, Experiencer.SELF, "self"),
    ],
)
def test_who_tells(text: str, word: str, code: SignalCode, whom: Experiencer, teller: str) -> None:
    start = text.index(word)
    one = SignalMention(code, Span(start, start + len(word)), Urgency.TODAY, "r", Manner(experiencer=whom))
    assert teller_of(one, text) == teller


@pytest.mark.parametrize("level", LEVELS)
def test_who_confesses_is_neither_acquitted_nor_scolded(level: Urgency) -> None:
    for code in (SignalCode.DV, SignalCode.CHILD_ABUSE, SignalCode.ELDER_ABUSE, SignalCode.DISABILITY_ABUSE):
        text = text_of([mention(code, level, "other")], level, told=CONFESSION)
        assert "悪い" not in text and "逃げ" not in text and "やめて" not in text and "ありがとうございます" in text


def test_the_abuser_pattern_can_fail() -> None:
    assert TO_THE_ABUSER.search("まず夫とよく話し合ってください")
    assert not TO_THE_ABUSER.search("いまは相手の方と離れて過ごしてください")


@pytest.mark.parametrize("text", [WORDING.default, *(template.text for template in WORDING.templates)])
def test_emergency_numbers_stand_in_every_text(text: str) -> None:
    assert "110" in text and "119" in text


def test_texts_are_short() -> None:
    assert max(len(template.text) for template in WORDING.templates) <= 120


@pytest.mark.parametrize(
    ("codes", "leading"),
    [
        ([(SignalCode.SUICIDE, Urgency.TODAY), (SignalCode.DV, Urgency.NOW)], SignalCode.DV),
        ([(SignalCode.NO_FOOD_MONEY, Urgency.TODAY), (SignalCode.SUICIDE, Urgency.TODAY)], SignalCode.SUICIDE),
        ([(SignalCode.DV, Urgency.NOW), (SignalCode.MEDICAL, Urgency.NOW)], SignalCode.MEDICAL),
        ([], None),
    ],
)
def test_which_signal_speaks(codes: List[object], leading: Optional[SignalCode]) -> None:
    found = leading_signal([mention(code, level, "self") for code, level in codes])  # type: ignore[misc]
    assert (found.code if found else None) == leading


def test_a_soft_look_is_answered_like_a_quiet_wish() -> None:
    text = text_of([], Urgency.WITHIN_48H)
    assert "110" in text and "119" in text
    assert BY in text
    assert not text.startswith(WORDING.default)


def test_a_missing_text_falls_back_to_the_default() -> None:
    bare = SafetyWording((), WORDING.default, WORDING.person, WORDING.lines_intro)
    one = mention(SignalCode.DV, Urgency.NOW, "self")
    assert compose([one], Urgency.NOW, (), bare, answer_by=BY).text.startswith(WORDING.default)
    assert compose([], Urgency.WITHIN_48H, (), bare, answer_by=BY).text.startswith(WORDING.default)


def test_lines_stand_between_text_and_person() -> None:
    lines = [line for line in load_national().hotlines if line.code == "yorisoi"]
    one = mention(SignalCode.SUICIDE, Urgency.TODAY, "self")
    body, listed, person = compose([one], Urgency.TODAY, lines, WORDING, answer_by=BY).text.split("\n\n")
    assert listed.startswith(WORDING.lines_intro) and lines[0].number in listed and "無料" in listed
    assert BY in person and body


def test_with_a_live_counselor_the_text_says_so() -> None:
    text = text_of([mention(SignalCode.DV, Urgency.NOW, "self")], Urgency.NOW, live=True)
    assert text.endswith(WORDING.person["live"])
