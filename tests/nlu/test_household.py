"""Who a message names, and of whom a thing is said."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.evidence import Span
from bot.domain.understanding import MemberMention
from bot.domain.vocabulary import Experiencer, Kinship, Sex
from nlu.core.household import HouseholdReading, read_household, who_is_meant
from nlu.core.kinship import expand, name_lexicon
from nlu.core.kinship_chain import compose
from nlu.core.morphology import analyze

GOLDEN = yaml.safe_load((Path(__file__).parents[1] / "golden" / "nlu" / "household.yml").read_text(encoding="utf-8"))
COMPARED = ("ordinal", "alive", "lives_together")


def read(text: str, question: str | None = None, mode: str = "C") -> HouseholdReading:
    return read_household(text, analyze(text, mode), question)


def shown(member: MemberMention) -> dict[str, Any]:
    """The member as the golden file spells it."""
    fields = {
        "kinship": str(member.kinship),
        "age": member.age,
        "age_band": str(member.age_band) if member.age_band else None,
        **{name: getattr(member, name) for name in COMPARED},
        "age_corrected": member.age_corrected or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def ordered(members: list[dict[str, Any]]) -> list[list[tuple[str, Any]]]:
    return sorted((sorted(member.items()) for member in members), key=str)


@pytest.mark.parametrize("case", GOLDEN, ids=[case["id"] for case in GOLDEN])
def test_golden(case: dict[str, Any]) -> None:
    reading = read(case["text"])
    expect = case["expect"]
    assert ordered([shown(member) for member in reading.members]) == ordered(expect["members"])
    assert reading.writer_is_kin is expect.get("writer_is_kin", True)
    if "outsider" in expect:
        assert expect["outsider"] in {outsider.role for outsider in reading.outsiders}


def test_golden_ids_are_sorted_and_texts_differ() -> None:
    ids = [case["id"] for case in GOLDEN]
    assert ids == sorted(ids)
    assert len({case["text"] for case in GOLDEN}) == len(GOLDEN) >= 150


SAID_OF = [
    ("夫が疲れている", "疲れ", "husband"),
    ("娘は学校でさみしいみたい", "さみしい", "daughter"),
    ("母の介護で私が疲れた", "疲れた", "self"),
    ("母の介護で疲れた", "疲れた", "self"),
    ("母のことで疲れた", "疲れた", "self"),
    ("夫の残業で私が限界", "限界", "self"),
    ("夫の借金が見つかった", "借金", "husband"),
    ("母の認知症が進んだ", "認知症", "mother"),
    ("認知症の母を見てます", "認知症", "mother"),
    ("引きこもりの息子がいる", "引きこもり", "son"),
    ("学校に行かない娘がいて", "学校に行かない", "daughter"),
    ("母が認知症で、夜も寝ません", "寝ません", "mother"),
    ("母が認知症で、夜も眠れません", "眠れません", "self"),
    ("夫が失業して家賃が払えない", "払えない", "self"),
    ("父が倒れて、借金も残ってて", "借金", "father"),
    ("娘が死にたいと言っています", "死にたい", "daughter"),
    ("友達が死にたいって言ってる", "死にたい", "other"),
    ("死にたいって娘が泣く", "死にたい", "daughter"),
    ("死にたい", "死にたい", "self"),
    ("ニュースで虐待の話を見た", "虐待", "nobody"),
    ("隣の子がずっと泣いてる", "泣いてる", "other"),
    ("隣の80くらいのおばあさんが徘徊してる", "徘徊", "other"),
    ("旦那に殴られた", "殴られた", "self"),
    ("母に怒鳴ってしまう", "怒鳴って", "self"),
    ("弟が親に殴られてる", "殴られてる", "younger_brother"),
    ("夫がうつ病で休職してます", "うつ病", "husband"),
    ("夫は失業、娘は不登校、私はうつです", "失業", "husband"),
    ("夫は失業、娘は不登校、私はうつです", "不登校", "daughter"),
    ("夫は失業、娘は不登校、私はうつです", "うつ", "self"),
    ("父に認知症の症状が出てきた", "認知症", "father"),
    ("母がボケてきた。薬も飲まない", "薬も飲まない", "mother"),
    ("兄がずっと家にいて、もう10年働いてません", "働いてません", "older_brother"),
    ("私が病気で、娘が家事をしてる", "病気", "self"),
    ("私が病気で、娘が家事をしてる", "家事", "daughter"),
    ("お金がない", "お金がない", "self"),
    ("夫の介護が毎日つらい", "介護", "husband"),
    ("夫の介護が毎日つらい", "つらい", "self"),
    ("愛犬が死にそう", "死にそう", "nobody"),
    ("息子が発達障害って言われた", "発達障害", "son"),
    ("息子のことで相談です。3年引きこもってます", "引きこもって", "son"),
    ("姑の介護、もう限界", "限界", "self"),
    ("孫が学校行けてない。息子も仕事してない", "仕事してない", "son"),
    ("うちの人がお酒やめられない", "お酒", "husband"),
    ("妻が疲れ切ってる様子で", "疲れ切って", "wife"),
    ("高2男子です 学校行けてない", "学校行けてない", "self"),
    ("母は82で一人暮らし、転んで骨折した", "骨折", "mother"),
    ("父が認知症かもしれない", "認知症", "father"),
    ("仕事を辞めて母をみています", "仕事を辞めて", "self"),
    ("一般的に介護ってつらいですよね", "介護", "nobody"),
    ("主人が定年で、年金だけで生活が苦しい", "生活が苦しい", "self"),
    ("ドラマで自殺するシーン", "自殺", "nobody"),
    ("母が「死にたい」って", "死にたい", "mother"),
    ("祖母の年金を父が使い込んでる", "使い込んで", "father"),
    ("弟の借金で家族がめちゃくちゃ", "借金", "younger_brother"),
    ("自分が限界だし母も弱ってる", "弱って", "mother"),
    ("自分が限界だし母も弱ってる", "限界", "self"),
    ("同僚がうつで休んでる", "うつ", "other"),
    ("娘を叩いてしまった", "叩いてしまった", "self"),
    ("義母が骨折してから歩けません", "歩けません", "mother_in_law"),
    ("長男が中学に入ってから部屋から出てこないんです", "部屋から出てこない", "son"),
]


@pytest.mark.parametrize(("text", "words", "whom"), SAID_OF)
def test_who_is_meant(text: str, words: str, whom: str) -> None:
    morphemes = analyze(text)
    reading = read_household(text, morphemes)
    start = text.index(words)
    referent = who_is_meant(reading, text, morphemes, Span(start, start + len(words)))
    if referent.experiencer is Experiencer.MEMBER:
        assert referent.member is not None
        assert str(reading.members[referent.member].kinship) == whom
    else:
        assert {"self": "self", "other": "other_person", "nobody": "nobody"}.get(whom) == str(referent.experiencer)


def test_person_in_need_is_another_than_the_writer() -> None:
    text = "隣の85くらいのおじいさんがごはんを食べていない"
    morphemes = analyze(text)
    reading = read_household(text, morphemes)
    start = text.index("食べて")
    referent = who_is_meant(reading, text, morphemes, Span(start, len(text)))
    assert reading.members[0].kinship is Kinship.SELF and reading.members[0].sex is Sex.MALE
    assert (referent.member, referent.experiencer) == (0, Experiencer.OTHER_PERSON)


@pytest.mark.parametrize("text", ["82です", "八十二", "たぶん82かな", "82歳", "もう82だよ", "８２です"])
def test_number_after_the_age_question(text: str) -> None:
    (member,) = read(text, "age").members
    assert (member.kinship, member.age) == (Kinship.SELF, 82)


@pytest.mark.parametrize("text", ["82です", "3人です", "10時です"])
def test_number_without_the_question_is_nobody(text: str) -> None:
    assert read(text).members == ()


@pytest.mark.parametrize(
    ("text", "kinships"),
    [("夫と子ども", {"husband", "child"}), ("母です", {"mother"}), ("父と妹の3人", {"father", "younger_sister"})],
)
def test_people_after_the_lives_with_question(text: str, kinships: set[str]) -> None:
    members = read(text, "lives_with").members
    assert {str(member.kinship) for member in members} == kinships
    assert all(member.lives_together for member in members)


def test_same_person_keeps_every_mention() -> None:
    text = "母が転んで。おふくろも82歳だし、母さんが心配"
    (member,) = read(text).members
    assert [span.of(text) for span in member.mentions] == ["母", "おふくろ", "母さん"]
    assert member.span == member.mentions[0]
    assert member.age_span is not None and member.age_span.of(text) == "82歳"


@pytest.mark.parametrize("text", [case["text"] for case in GOLDEN[:120]])
def test_width_does_not_matter(text: str) -> None:
    wide = text.translate({code: chr(code + 0xFEE0) for code in range(ord("0"), ord("9") + 1)})
    assert [shown(member) for member in read(text).members] == [shown(member) for member in read(wide).members]


@pytest.mark.parametrize("text", [case["text"] for case in GOLDEN[:120]])
def test_short_split_mode_reads_the_same_people(text: str) -> None:
    assert [m.kinship for m in read(text).members] == [m.kinship for m in read(text, mode="A").members]


@pytest.mark.parametrize(
    ("owner", "kin", "result"),
    [
        ("wife", "father", "father_in_law"),
        ("daughter", "child", "grandchild"),
        ("mother", "mother", "grandmother"),
        ("husband", "younger_brother", "brother_in_law"),
        ("father", "younger_sister", "aunt"),
        ("older_brother", "son", "nephew"),
        ("aunt", "daughter", "cousin"),
        ("son", "wife", "daughter_in_law"),
        ("self", "mother", "mother"),
        ("cousin", "mother", "relative"),
    ],
)
def test_chain(owner: str, kin: str, result: str) -> None:
    assert compose(Kinship(owner), Kinship(kin)) is Kinship(result)


def test_father_of_ones_child_is_no_kin() -> None:
    assert compose(Kinship.CHILD, Kinship.FATHER) is None


def test_lexicon_names_every_kinship() -> None:
    named = {form.kinship for form in name_lexicon().forms.values()}
    assert set(Kinship) <= named
    assert list(expand("a(b|c(d|))")) == ["ab", "acd", "ac"]


WORDS = st.sampled_from(
    [
        "母",
        "父",
        "夫",
        "娘",
        "息子",
        "隣の",
        "友達",
        "うちの子",
        "私",
        "の",
        "が",
        "は",
        "も",
        "に",
        "と",
        "、",
        "。",
        "82",
        "歳",
        "(10、7)",
        "小4",
        "亡くなった",
        "同居",
        "疲れた",
        "認知症",
        "です",
        "でした",
        "あ、",
        "🥲",
        "\n",
        "　",
        "彼女",
        "さん",
        "親",
        "ママ",
    ]
)


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=25).map("".join)), st.integers(0, 60), st.integers(0, 9)
)
def test_any_text_is_read_with_spans_inside(text: str, start: int, length: int) -> None:
    morphemes = analyze(text)
    reading = read_household(text, morphemes, "age")
    for member in reading.members:
        assert member.mentions and member.span == member.mentions[0]
        assert all(span.of(text) for span in member.mentions)
    assert all(outsider.span.of(text) for outsider in reading.outsiders)
    referent = who_is_meant(reading, text, morphemes, Span(start, start + length))
    assert referent.member is None or referent.member < len(reading.members)


@pytest.mark.parametrize("piece", ["母が82歳で認知症、夫も仕事を辞めて。", "母は", "母の", "82、", "あ"])
def test_long_text_is_read_quickly(piece: str) -> None:
    text = (piece * 5000)[:5000]
    morphemes = analyze(text)
    seconds = []
    for _ in range(3):
        start = time.process_time()
        read_household(text, morphemes)
        seconds.append(time.process_time() - start)
    # The bound is loose, for slow machines; a quadratic reader takes seconds.
    assert min(seconds) < 0.5
