"""What is said back: who, what, since when; nothing of the person's words but a duration, nothing stronger."""

from __future__ import annotations

from typing import Any, Dict

import pytest

from bot.catalog.national_catalog import load_national
from bot.domain.case import Case
from bot.domain.vocabulary import AgeBand, ConcernCode, CueKind, Kinship
from bot.services.mirroring import MOST_PEOPLE, Mirror
from tests.support.tellings import concern, cue, empty_case, member, tell, understood

NATIONAL = load_national()
MIRROR = Mirror(NATIONAL.mirror, NATIONAL.address, NATIONAL.labels.by_list["age_band"])


def one(text: str, **facts: Any) -> Case:
    return tell(empty_case(), text, understood(**facts))


def mother(text: str, **facts: Any) -> Any:
    return member(text, "母", Kinship.MOTHER, **facts)


CASES: Dict[str, Any] = {
    "of whom and what": (
        "82の母の物忘れ",
        lambda t: {"members": [mother(t, age=82)], "concerns": [concern(t, "物忘れ", ConcernCode.DEMENTIA, 0)]},
        "話してくださって、ありがとうございます。お母さま（82歳）のもの忘れのご心配、うかがいました。",
    ),
    "a band in words": (
        "80代の母の物忘れ",
        lambda t: {
            "members": [mother(t, age_band=AgeBand.EIGHTIES)],
            "concerns": [concern(t, "物忘れ", ConcernCode.DEMENTIA, 0)],
        },
        "話してくださって、ありがとうございます。お母さま（80代）のもの忘れのご心配、うかがいました。",
    ),
    "since when": (
        "三年前から借金",
        lambda t: {
            "concerns": [concern(t, "借金", ConcernCode.DEBT)],
            "cues": [cue(t, "三年前から", CueKind.DURATION)],
        },
        "話してくださって、ありがとうございます。三年前からの、借金のこと、うかがいました。",
    ),
    "lately": (
        "最近母の物忘れ",
        lambda t: {
            "members": [mother(t)],
            "concerns": [concern(t, "物忘れ", ConcernCode.DEMENTIA, 0)],
            "cues": [cue(t, "最近", CueKind.DURATION)],
        },
        "話してくださって、ありがとうございます。最近の、お母さまのもの忘れのご心配、うかがいました。",
    ),
    "a duration that stands before no noun is not said back": (
        "もう三年も借金",
        lambda t: {
            "concerns": [concern(t, "借金", ConcernCode.DEBT)],
            "cues": [cue(t, "もう三年も", CueKind.DURATION)],
        },
        "話してくださって、ありがとうございます。借金のこと、うかがいました。",
    ),
    "two of one person are joined": (
        "借金と家賃",
        lambda t: {"concerns": [concern(t, "借金", ConcernCode.DEBT), concern(t, "家賃", ConcernCode.ARREARS)]},
        "話してくださって、ありがとうございます。借金のことと、支払いがたまっていること、うかがいました。",
    ),
    "only somebody": (
        "母のことで",
        lambda t: {"members": [mother(t)]},
        "お母さまのことですね。話してくださって、ありがとうございます。",
    ),
    "only several": (
        "夫と10歳の娘のことで",
        lambda t: {"members": [member(t, "夫", Kinship.HUSBAND), member(t, "娘", Kinship.DAUGHTER, age=10)]},
        "夫さんと、娘さん（10歳）のことですね。話してくださって、ありがとうございます。",
    ),
    "somebody who has died": (
        "父は80で亡くなりました",
        lambda t: {"members": [member(t, "父", Kinship.FATHER, age=80, alive=False)]},
        "お父さまは、亡くなられたのですね。話してくださって、ありがとうございます。",
    ),
    "a loss is not the dead person's": (
        "父を亡くしました",
        lambda t: {
            "members": [member(t, "父", Kinship.FATHER, alive=False)],
            "concerns": [concern(t, "亡くし", ConcernCode.BEREAVEMENT, 0)],
        },
        "話してくださって、ありがとうございます。大切な方を亡くされたこと、うかがいました。",
    ),
    "a neighbour's boy is not the writer's son": (
        "隣の3歳の男の子",
        lambda t: {"members": [member(t, "男の子", Kinship.SON, age=3)], "writer_is_kin": False},
        "お子さん（3歳）のことですね。話してくださって、ありがとうございます。",
    ),
    "nothing understood": (
        "なんか",
        lambda t: {"concerns": [concern(t, "なんか", ConcernCode.UNCLEAR)]},
        "話してくださって、ありがとうございます。",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_sentence(name: str) -> None:
    text, facts, sentence = CASES[name]
    assert MIRROR.sentence(one(text, **facts(text)), message_index=0) == sentence


def test_only_what_is_new_comes_back() -> None:
    case = one("借金", concerns=[concern("借金", "借金", ConcernCode.DEBT)])
    case = tell(case, "腰痛", understood(concerns=[concern("腰痛", "腰痛", ConcernCode.ILLNESS)]))
    sentence = MIRROR.sentence(case, message_index=1)
    assert "お体のこと" in sentence and "借金" not in sentence


def test_not_more_people_than_anybody_reads() -> None:
    text = "母 父 夫 娘 みんな病気"
    kin = [("母", Kinship.MOTHER), ("父", Kinship.FATHER), ("夫", Kinship.HUSBAND), ("娘", Kinship.DAUGHTER)]
    case = one(
        text,
        members=[member(text, w, k) for w, k in kin],
        concerns=[concern(text, "病気", ConcernCode.ILLNESS, place) for place in range(len(kin))],
    )
    assert MIRROR.sentence(case, message_index=0).count("お体のこと") == MOST_PEOPLE


@pytest.mark.parametrize(
    ("kinship", "ordinal", "age", "name"),
    [
        (Kinship.SON, "elder", 20, "上の息子さん（20歳）"),
        (Kinship.CHILD, "younger", None, "下のお子さん"),
        (Kinship.SON, "second", None, "息子さん"),
        (Kinship.MOTHER_IN_LAW, None, None, "お義母さま"),
        (Kinship.GRANDMOTHER, "maternal", None, "おばあさま"),
    ],
)
def test_names(kinship: Kinship, ordinal: Any, age: Any, name: str) -> None:
    case = one("あの人", members=[member("あの人", "あの人", kinship, ordinal=ordinal, age=age)])
    assert MIRROR.name(case.members[0], with_age=True) == name


@pytest.mark.parametrize(
    ("kinship", "line"),
    [(Kinship.SELF, "あなた：借金のこと"), (Kinship.HUSBAND, "夫さん：借金のこと"), (None, "あなた：借金のこと")],
)
def test_a_line_of_the_read_back_summary(kinship: Any, line: str) -> None:
    text = "借金のある人"
    members = [member(text, "人", kinship)] if kinship else []
    case = one(text, members=members, concerns=[concern(text, "借金", ConcernCode.DEBT, 0 if kinship else None)])
    assert MIRROR.line(case.concerns[0], case) == line


def test_a_line_of_what_a_neighbour_tells_is_not_the_writers() -> None:
    text = "隣の家の泣き声"
    case = one(
        text,
        members=[member(text, "隣の家", Kinship.SELF)],
        concerns=[concern(text, "泣き声", ConcernCode.CHILD_MALTREATMENT, 0)],
        writer_is_kin=False,
    )
    assert MIRROR.line(case.concerns[0], case) == "子どもの安全のご心配"


def test_every_concern_and_every_kin_has_its_words() -> None:
    assert set(NATIONAL.mirror) == {str(code) for code in ConcernCode}
    assert set(NATIONAL.address) == {str(kin) for kin in Kinship}


DIAGNOSES = ("認知症", "うつ", "障害者", "虐待", "DV", "暴力", "ひきこもり", "依存症", "ネグレクト", "発達障害")


@pytest.mark.parametrize("code", list(ConcernCode), ids=str)
def test_the_mirror_never_says_more_than_the_person(code: ConcernCode) -> None:
    phrase = NATIONAL.mirror[str(code)]
    assert not [word for word in DIAGNOSES if word in phrase]
    assert len(phrase) <= 16
