"""Changes that must not change a signal (width, kana, fillers, politeness, breaks, order), and those that must."""

from __future__ import annotations

from typing import FrozenSet

import pytest

from bot.domain.vocabulary import Experiencer, SignalCode
from nlu.core.danger import read_danger

STATEMENTS = (
    "死にたい",
    "消えたい",
    "夫に殴られる",
    "お父さんに殴られる",
    "子どもを叩いてしまう",
    "母に手を上げてしまった",
    "食べるものがない",
    "電気を止められた",
    "今夜泊まるところがない",
    "認知症の父がいない",
    "息をしてない",
    "母を殺してしまいそう",
)
KANA = (
    ("死にたい", "しにたい"),
    ("死にたい", "シニタイ"),
    ("消えたい", "きえたい"),
    ("消えたい", "キエタイ"),
    ("夫に殴られる", "夫になぐられる"),
    ("夫に殴られる", "オットニナグラレル"),
    ("母に叩かれる", "ハハニタタカレル"),
    ("お父さんに殴られる", "おとうさんになぐられる"),
    ("首を吊りたい", "くびをつりたい"),
    ("食べるものがない", "たべるものがない"),
    ("電気を止められた", "でんきをとめられた"),
    ("意識がない", "いしきがない"),
    ("手首を切る", "てくびを切る"),
)


def _codes(text: str) -> FrozenSet[SignalCode]:
    return frozenset(signal.code for signal in read_danger(text).signals)


def _full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


@pytest.mark.parametrize("plain, changed", KANA)
def test_kana_and_kanji_read_the_same(plain: str, changed: str) -> None:
    assert _codes(plain) == _codes(changed) != frozenset()


@pytest.mark.parametrize(
    "text", ["ODしたい", "所持金30円", "DVされてます", "熱が40度でぐったり", "80歳の母を叩いてしまった"]
)
def test_width_does_not_matter(text: str) -> None:
    assert _codes(text) == _codes(_full_width(text)) != frozenset()


@pytest.mark.parametrize(
    "frame",
    ["えっと、{}", "なんか、{}", "あの…{}", "すみません、{}", "{}😢", "{}…", "{}!!", "もう、{}", "{}🥲🥲", "  {}\n"],
)
@pytest.mark.parametrize("text", STATEMENTS)
def test_fillers_and_ornaments_do_not_matter(text: str, frame: str) -> None:
    assert _codes(frame.format(text)) == _codes(text) != frozenset()


@pytest.mark.parametrize(
    "plain, polite",
    [
        ("死にたい", "死にたいです"),
        ("消えたい", "消えたいと思っています"),
        ("夫に殴られる", "夫に殴られています"),
        ("子どもを叩いてしまう", "子どもを叩いてしまいます"),
        ("食べるものがない", "食べるものがございません"),
        ("食べるものがない", "食べるものがないのです"),
        ("電気を止められた", "電気を止められてしまいました"),
        ("認知症の父がいない", "認知症の父がいないのです"),
        ("息をしてない", "息をしていません"),
    ],
)
def test_politeness_does_not_matter(plain: str, polite: str) -> None:
    assert _codes(plain) == _codes(polite) != frozenset()


@pytest.mark.parametrize(
    "plain, broken",
    [
        ("死にたい", "死に\nたい"),
        ("死にたい", "死\nにたい"),
        ("死にたい", "死 に た い"),
        ("死にたい", "し.に.た.い"),
        ("死にたい", "死😭に😭た😭い"),
        ("消えたい", "消え たい"),
        ("消えたい", "消\nえたい"),
        ("夫に殴られる", "夫に殴\nられる"),
        ("帰ってこない息子がいません。5歳の息子が帰ってこない", "5歳の息子が帰って\nこない"),
    ],
)
def test_breaks_inside_words_do_not_matter(plain: str, broken: str) -> None:
    assert _codes(plain) == _codes(broken) != frozenset()


@pytest.mark.parametrize("text", STATEMENTS)
@pytest.mark.parametrize("calm", ["住民票も取りたいです", "天気がいいですね", "相談いいですか"])
def test_order_and_company_do_not_matter(text: str, calm: str) -> None:
    assert _codes(f"{text}。{calm}") == _codes(f"{calm}。{text}") == _codes(text)


@pytest.mark.parametrize(
    "held, denied",
    [
        ("死にたいと思います", "死にたいとは思いません"),
        ("自殺を考えています", "自殺は考えていません"),
        ("消えたいと思う", "消えたいとは思わない"),
        ("夫に殴られています", "夫に殴られていません"),
        ("夫から暴力があります", "夫から暴力はありません"),
        ("子どもを叩いています", "子どもを叩いていません"),
        ("電気が止まっています", "電気は止まっていません"),
    ],
)
def test_a_denial_in_scope_flips(held: str, denied: str) -> None:
    assert _codes(held) != frozenset()
    assert _codes(denied) == frozenset()
    assert "negated" in {aside.reason for aside in read_danger(denied).set_aside}


@pytest.mark.parametrize(
    "text",
    [
        "死にたいけど死ねない",
        "自殺するしかない",
        "死にたくないけど限界",
        "死にたいと思わない日はない",
        "死にたいなんて言えない",
    ],
)
def test_a_seeming_denial_silences_nothing(text: str) -> None:
    assert SignalCode.SUICIDE in _codes(text)


@pytest.mark.parametrize(
    "who, whom", [("娘", Experiencer.MEMBER), ("母", Experiencer.MEMBER), ("友達", Experiencer.OTHER_PERSON)]
)
def test_quotation_changes_the_experiencer(who: str, whom: Experiencer) -> None:
    (own,) = read_danger("死にたい").signals
    (told,) = read_danger(f"{who}が死にたいと言っています").signals
    assert (own.manner.experiencer, own.manner.quoted) == (Experiencer.SELF, False)
    assert (told.manner.experiencer, told.manner.quoted) == (whom, True)
