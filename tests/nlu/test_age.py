"""Ages alone, before anybody owns them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.vocabulary import AgeBand
from nlu.core.age import decade_band, number_of, read_ages
from nlu.core.folding import fold_width

STATED = [
    ("82歳", 82, None),
    ("８２才", 82, None),
    ("八十二歳", 82, None),
    ("百二歳", 102, None),
    ("九十歳", 90, None),
    ("七歳", 7, None),
    ("⑧歳", 8, None),
    ("82さい", 82, None),
    ("1歳半", 1, None),
    ("2歳4か月", 2, None),
    ("生後8か月", 0, None),
    ("生後14ヶ月", 1, None),
    ("生後20日", 0, None),
    ("8ヶ月の子", 0, None),
    ("82の母", 82, None),
    ("母(82)", 82, None),
    ("82になる母", 82, None),
    ("六十五の兄", 65, None),
    ("80くらい", 80, None),
    ("80前後", 80, None),
    ("82過ぎた", 82, None),
    ("はたち", 20, None),
    ("還暦", 60, None),
    ("古希", 70, None),
    ("喜寿", 77, None),
    ("傘寿", 80, None),
    ("米寿", 88, None),
    ("卒寿", 90, None),
    ("白寿", 99, None),
    ("還暦過ぎ", None, AgeBand.SIXTIES),
    ("80過ぎ", None, AgeBand.EIGHTIES),
    ("80近い", None, AgeBand.SEVENTIES),
    ("もうすぐ80", None, AgeBand.SEVENTIES),
    ("70手前", None, AgeBand.SIXTIES),
    ("40代", None, AgeBand.FORTIES),
    ("二十代", None, AgeBand.TWENTIES),
    ("10代", None, AgeBand.TEENS),
    ("100代", None, AgeBand.HUNDREDS),
    ("アラサー", None, AgeBand.THIRTIES),
    ("アラフォー", None, AgeBand.FORTIES),
    ("五十路", None, AgeBand.FIFTIES),
    ("小4", None, AgeBand.ELEMENTARY_SCHOOL),
    ("小学校3年生", None, AgeBand.ELEMENTARY_SCHOOL),
    ("しょうがくせい", None, AgeBand.ELEMENTARY_SCHOOL),
    ("中2", None, AgeBand.JUNIOR_HIGH_SCHOOL),
    ("中学三年", None, AgeBand.JUNIOR_HIGH_SCHOOL),
    ("高1", None, AgeBand.HIGH_SCHOOL),
    ("高校生", None, AgeBand.HIGH_SCHOOL),
    ("JK", None, AgeBand.HIGH_SCHOOL),
    ("年長さん", None, AgeBand.PRESCHOOL),
    ("園児", None, AgeBand.PRESCHOOL),
    ("未就学児", None, AgeBand.PRESCHOOL),
    ("幼稚園の子", None, AgeBand.PRESCHOOL),
    ("新生児", None, AgeBand.INFANT),
    ("高齢の母", None, AgeBand.AGED),
    ("後期高齢者", None, AgeBand.AGED),
    ("年老いた父", None, AgeBand.AGED),
    ("老母", None, AgeBand.AGED),
    ("成人した息子", None, AgeBand.ADULT),
    ("社会人の娘", None, AgeBand.ADULT),
    ("八十前の父", None, AgeBand.SEVENTIES),
    ("もうすぐ百歳", None, AgeBand.NINETIES),
    ("来年で九十", None, AgeBand.EIGHTIES),
    ("六十を越した夫", None, AgeBand.SIXTIES),
    ("はちじゅうにさい", 82, None),
    ("ななじゅうきゅうになります", 79, None),
    ("ろくさい", 6, None),
    ("ゼロ歳", 0, None),
    ("生まれて三か月", 0, None),
    ("一歳十か月", 1, None),
    ("八つの娘", 8, None),
    ("二つの息子", 2, None),
    ("五年生", None, AgeBand.ELEMENTARY_SCHOOL),
    ("六年の女子", None, AgeBand.ELEMENTARY_SCHOOL),
    ("上が中学", None, AgeBand.JUNIOR_HIGH_SCHOOL),
    ("幼稚園に通う娘", None, AgeBand.PRESCHOOL),
    ("ようちえんの こ", None, AgeBand.PRESCHOOL),
]

NO_AGE = [
    "5年前",
    "3人",
    "10時",
    "2階",
    "20日",
    "3万円",
    "要介護3",
    "要支援2",
    "50%",
    "090-1234-5678",
    "体温38度",
    "38.5",
    "8050",
    "週3",
    "昭和40年生まれ",
    "平成3年",
    "65歳以上",
    "18歳未満",
    "20歳の頃",
    "15歳から引きこもり",
    "小学生の頃",
    "中学のころから",
    "3歳児健診",
    "5歳上の姉",
    "10歳差",
    "中2病",
    "中2日",
    "年中無休",
    "年長者",
    "高齢者支援センター",
    "高齢出産",
    "血圧180",
    "100均",
    "24時間",
    "第2子",
    "3回目",
    "小1の壁",
    "2025",
    "1/2",
    "妊娠8か月",
    "20代表",
    "二人",
    "一人",
    "三日",
    "乳児院",
    "敬老の日",
    "成人式",
    "サイズ82",
    "2LDK",
    "12時間",
    "家賃82000円",
    "四十肩",
    "五十肩",
    "四十九日",
    "三十三回忌",
    "十五年になる",
    "貧乏くさい",
    "うるさい",
    "ちいさい",
    "もうすぐ2歳",
    "来月六歳になる",
    "三年生",
    "大学四年生",
    "じゅうぶん",
    "社会人経験",
]


@pytest.mark.parametrize(("text", "age", "band"), STATED)
def test_age_is_read_as_stated(text: str, age: int | None, band: AgeBand | None) -> None:
    readings = read_ages(fold_width(text))
    assert [(reading.age, reading.band) for reading in readings] == [(age, band)]


@pytest.mark.parametrize("text", NO_AGE)
def test_number_that_is_no_age_is_left_alone(text: str) -> None:
    assert read_ages(fold_width(text)) == ()


@pytest.mark.parametrize(
    ("digits", "value"),
    [
        ("82", 82),
        ("はちじゅうに", 82),
        ("さんじゅう", 30),
        ("きゅう", 9),
        ("じゅっ", 10),
        ("八十二", 82),
        ("十", 10),
        ("百", 100),
        ("百五", 105),
        ("八二", 82),
        ("二十", 20),
    ],
)
def test_number_of(digits: str, value: int) -> None:
    assert number_of(digits) == value


def test_two_grades_beside_each_other_are_one_school() -> None:
    bands = [reading.band for reading in read_ages("五年生と二年生")]
    assert bands == [AgeBand.ELEMENTARY_SCHOOL, AgeBand.ELEMENTARY_SCHOOL]


def test_decade_band_starts_at_ten() -> None:
    assert decade_band(9) is None
    assert decade_band(10) is AgeBand.TEENS
    assert decade_band(79) is AgeBand.SEVENTIES
    assert decade_band(104) is AgeBand.HUNDREDS


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789一二三十百歳才代の母小中高年月か生後 、(近過ぎい", max_size=40))
def test_any_text_is_read_with_spans_inside(text: str) -> None:
    for reading in read_ages(fold_width(text)):
        assert reading.span.of(text)
        assert reading.age is None or 0 <= reading.age <= 120


def test_long_text_takes_linear_time() -> None:
    def seconds(text: str) -> float:
        start = time.process_time()
        read_ages(text)
        return time.process_time() - start

    short = min(seconds("母は82で、家賃3万円" * 100) for _ in range(3))
    assert min(seconds("母は82で、家賃3万円" * 800) for _ in range(3)) < 30 * short
