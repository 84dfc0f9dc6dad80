"""Changes that must not change who is told of and how old (width, kana, fillers, order …), and those that must."""

from __future__ import annotations

from collections import Counter
from typing import Tuple

import pytest

from nlu.core.household import read_household
from nlu.core.morphology import analyze

_Member = Tuple[str, object, object]
STATEMENTS = (
    "母は80歳で認知症です",
    "82歳の父が入院した",
    "妻が妊娠しています",
    "中2の息子が学校に行けない",
    "3歳の娘と暮らしています",
    "祖母の介護をしています",
    "50代の兄が仕事を辞めた",
    "夫の借金が見つかった",
    "義母と同居しています",
    "小4の娘と5歳の息子がいます",
    "弟は25歳で家から出ません",
    "孫を預かっています",
)
KANA = (
    ("お母さんが80歳です", "おかあさんが80歳です"),
    ("お母さんが80歳です", "オカアサンが80歳です"),
    ("お父さんの介護", "おとうさんの介護"),
    ("息子が学校に行かない", "むすこが学校に行かない"),
    ("息子が学校に行かない", "ムスコが学校に行かない"),
    ("娘が妊娠した", "むすめが妊娠した"),
    ("お婆ちゃんが転んだ", "おばあちゃんが転んだ"),
    ("お祖父さんが入院した", "おじいさんが入院した"),
    ("お兄ちゃんが働かない", "おにいちゃんが働かない"),
    ("旦那が仕事を辞めた", "だんなが仕事を辞めた"),
    ("旦那が仕事を辞めた", "ダンナが仕事を辞めた"),
    ("妹が20歳です", "いもうとが20歳です"),
    ("弟が20歳です", "おとうとが20歳です"),
    ("母さんが倒れた", "かあさんが倒れた"),
)
NUMBERS = (
    ("母は80歳です", "母は八十歳です"),
    ("母は80歳です", "母は80才です"),
    ("母は80歳です", "母は80さいです"),
    ("父は85歳です", "父は八十五歳です"),
    ("3歳の娘がいます", "三歳の娘がいます"),
    ("中2の息子がいます", "中学2年の息子がいます"),
    ("中2の息子がいます", "中二の息子がいます"),
    ("小4の娘がいます", "小学4年生の娘がいます"),
    ("高1の娘がいます", "高校一年の娘がいます"),
    ("50代の兄がいます", "五十代の兄がいます"),
    ("2歳の息子がいます", "二才の息子がいます"),
)


def _members(text: str) -> Counter[_Member]:
    """Who is told of, with age; the place in the text is left out, and so is the order."""
    found = read_household(text, analyze(text)).members
    return Counter((str(one.kinship), one.age, one.age_band) for one in found)


def _full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


@pytest.mark.parametrize("plain, changed", KANA)
def test_kana_and_kanji_name_the_same_person(plain: str, changed: str) -> None:
    assert _members(plain) == _members(changed) != Counter()


@pytest.mark.parametrize("plain, changed", NUMBERS)
def test_an_age_is_the_same_however_it_is_written(plain: str, changed: str) -> None:
    assert _members(plain) == _members(changed)
    ((_, age, band),) = _members(plain)
    assert age is not None or band is not None


@pytest.mark.parametrize("text", STATEMENTS)
def test_width_does_not_matter(text: str) -> None:
    assert _members(text) == _members(_full_width(text)) != Counter()


@pytest.mark.parametrize(
    "frame",
    [
        "えっと、{}",
        "なんか、{}",
        "あの…{}",
        "すみません、{}",
        "はじめまして。{}",
        "実は{}",
        "{}😢",
        "{}…",
        "{}!!",
        "🥲{}",
        "  {}\n",
        "{}w",
    ],
)
@pytest.mark.parametrize("text", STATEMENTS)
def test_fillers_and_ornaments_do_not_matter(text: str, frame: str) -> None:
    assert _members(frame.format(text)) == _members(text) != Counter()


@pytest.mark.parametrize(
    "plain, polite",
    [
        ("母が80歳で一人暮らし", "母が80歳で一人暮らしをしております"),
        ("82歳の父が入院した", "82歳の父が入院いたしました"),
        ("息子が学校に行かない", "息子が学校に行ってくれません"),
        ("3歳の娘と暮らしてる", "3歳の娘と暮らしております"),
        ("妻が働けない", "妻が働けないのです"),
        ("兄は50歳", "兄は50歳になります"),
        ("母と住んでる", "母と住んでいます"),
    ],
)
def test_politeness_does_not_matter(plain: str, polite: str) -> None:
    assert _members(plain) == _members(polite) != Counter()


@pytest.mark.parametrize(
    "first, second",
    [
        ("母は80歳です", "父は85歳です"),
        ("夫が仕事を辞めました", "5歳の娘がいます"),
        ("中2の息子が学校に行けません", "祖母の介護をしています"),
        ("妻が妊娠しています", "3歳の息子がいます"),
        ("弟は25歳です", "母は70歳です"),
    ],
)
@pytest.mark.parametrize("joint", ["。", "\n", "！", "😢"])
def test_order_of_clauses_does_not_matter(first: str, second: str, joint: str) -> None:
    together = _members(f"{first}{joint}{second}")
    assert together == _members(f"{second}{joint}{first}") == _members(first) + _members(second)


@pytest.mark.parametrize("text", STATEMENTS)
@pytest.mark.parametrize("calm", ["住民票も取りたいです", "天気がいいですね", "相談いいですか"])
def test_company_does_not_matter(text: str, calm: str) -> None:
    assert _members(f"{text}。{calm}") == _members(f"{calm}。{text}") == _members(text)


@pytest.mark.parametrize(
    "one, other",
    [
        ("母は80歳です", "母は81歳です"),
        ("母は80歳です", "父は80歳です"),
        ("母の介護", "義母の介護"),
        ("上司の母の介護をしている人", "母の介護をしている"),
        ("娘がいます", "娘と息子がいます"),
    ],
)
def test_another_person_or_age_is_another_reading(one: str, other: str) -> None:
    assert _members(one) != _members(other)
