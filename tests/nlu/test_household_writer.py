"""When the writer, or a stranger in need, is listed as 本人."""

from __future__ import annotations

import pytest

from bot.domain.vocabulary import Kinship
from nlu.core.household import read_household
from nlu.core.morphology import analyze

COMPLAINTS = ["払えない", "眠れません", "死にたい", "疲れた", "家賃が", "もう限界", "仕事やめました", "腰が痛い"]
NAMED = ["私が払ってる", "わしも足が立たん", "全部俺がやっとる", "あたしの腕をつかむ", "もう僕しかおらん", "自分が怖い"]
FACTS = [
    "妊娠8か月です",
    "難病です",
    "透析しています",
    "中2です",
    "うつで休職中",
    "一人暮らしです",
    "双子を育てています",
    "脳出血の後遺症で左手が利かない",
]
NOT_THE_WRITER = [
    "わたしの名前を忘れた",
    "私じゃなくて",
    "「私がいなければ」と泣く",
    "うちは庭が広い",
    "自分の部屋から出ない",
    "妻が妊娠8か月です",
    "父はうつで休職中",
    "姉が一人暮らしです",
]


@pytest.mark.parametrize("text", NAMED + FACTS)
def test_the_writer_is_listed_when_named_or_described(text: str) -> None:
    assert read_household(text, analyze(text)).self_index is not None


@pytest.mark.parametrize("text", COMPLAINTS + NOT_THE_WRITER)
def test_the_writer_is_not_listed_for_a_complaint(text: str) -> None:
    assert read_household(text, analyze(text)).self_index is None


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("民生委員です。担当の81歳の女性が痩せてきました", 81),
        ("隣の90くらいのおじいさんが夜中に歩いてる", 90),
        ("二歳児の骨折で受診した親子、説明が合いません", 2),
        ("公園で5歳の子がひとりで泣いています", 5),
        ("訪問先の七十八歳の方、ごはんを食べていません", 78),
        ("友達が死にたいと言ってる", None),
    ],
)
def test_a_stranger_in_need_is_the_client(text: str, age: int | None) -> None:
    reading = read_household(text, analyze(text))
    (member,) = reading.members
    assert (member.kinship, member.age, reading.writer_is_kin) == (Kinship.SELF, age, False)


@pytest.mark.parametrize(
    "text",
    [
        "お隣さんは七十代かな",
        "隣の空き地がうるさい",
        "患者さんがよく笑う",
        "友達が死にたいって言ったら?授業の例題です",
        "先輩が二十五です",
        "電車でおばあさんに席をゆずった",
    ],
)
def test_somebody_mentioned_is_nobody_in_need(text: str) -> None:
    reading = read_household(text, analyze(text))
    assert reading.members == () and reading.writer_is_kin
