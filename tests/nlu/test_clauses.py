"""Where a message is cut. ``|`` marks the cuts; blanks beside them are dropped."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.core.clauses import clause_index, split_clauses
from nlu.core.morphology import analyze

CASES = [
    "母の認知症がひどくて|夜も眠れないけど|誰にも頼れない",
    "夫が倒れて|入院しました。|今は元気です！|ありがとう",
    "お金がないから|病院に行けないし、|食べてもいない",
    "もし倒れたら|どうしよう",
    "どうしたらいいかわからない",
    "介護しなければならないので|仕事を辞めた",
    "食べてほしいのに|食べてくれない",
    "仕事に行かないといけない",
    "娘が「もう死にたい、消えたい」と言っていました",
    "「学校に行きたくない。|死にたい。」|と言います",
    "しんどいです😭😭|もう限界",
    "金欠w|でも大丈夫",
    "疲れました　|もう無理です",
    "父 82歳 一人暮らし",
    "朝になると|お腹が痛いと言って|学校に行かない",
    "薬を飲ませてもらってるんですが",
    "助けて\n|もう無理",
    "WiFiが使えない",
    "貯金が2,000円しかない",
    "働いていない",
    "つらい…|眠れない…",
    "はい。。。|そうです",
    "ばあちゃんがボケてきて|困ってるから|来てほしか",
    "子どもが泣くし|夫は帰らないし|限界",
    "夫、|妻、|子ども2人です",
]


def _pieces(text: str) -> list[str]:
    return [text[c.start : c.end] for c in split_clauses(text, analyze(text))]


@pytest.mark.parametrize("case", CASES)
def test_cuts(case: str) -> None:
    assert _pieces(case.replace("|", "")) == [piece.strip() for piece in case.split("|")]


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "　"])
def test_blank_text_has_no_clause(text: str) -> None:
    assert _pieces(text) == []


def test_index_finds_the_clause_of_an_offset() -> None:
    text = "つらい。眠れない。"
    clauses = split_clauses(text, analyze(text))
    assert [clause_index(clauses, offset) for offset in (0, 3, 4, 8)] == [0, 0, 1, 1]
    assert clause_index((), 0) == -1


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=80))
def test_clauses_tile_the_text(text: str) -> None:
    morphemes = analyze(text)
    clauses = split_clauses(text, morphemes)
    told = "".join(text[c.start : c.end] for c in clauses)
    assert "".join(told.split()) == "".join(text.split())
    assert [m for c in clauses for m in c.morphemes] == list(morphemes)
    assert all(a.end <= b.start for a, b in zip(clauses, clauses[1:], strict=False))


def test_time_grows_with_the_length() -> None:
    short = "母がボケて困っていて、夜も眠れないけど誰にも頼れないから、" * 20
    long = short * 10

    def seconds(text: str) -> float:
        morphemes = analyze(text)
        started = time.process_time()
        split_clauses(text, morphemes)
        return time.process_time() - started

    base = min(seconds(short) for _ in range(3))
    assert min(seconds(long) for _ in range(2)) < base * 40
