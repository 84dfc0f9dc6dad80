"""Of whom a message tells that names nobody: of the one whom the talk is about."""

from __future__ import annotations

from typing import Optional

import pytest

from bot.domain.case import Case
from bot.domain.evidence import Manner
from bot.domain.vocabulary import AgeBand, ConcernCode, Experiencer, Kinship
from tests.support.tellings import concern, empty_case, member, tell, understood

BROTHER, MOTHER, SELF, CHILD = Kinship.YOUNGER_BROTHER, Kinship.MOTHER, Kinship.SELF, Kinship.CHILD


def about(kinship: Kinship, text: str, word: str, **facts: object) -> Case:
    """A case whose first message says of whom the talk will be."""
    return tell(empty_case(), text, understood(members=[member(text, word, kinship, **facts)]))


def subject(case: Case, code: ConcernCode) -> Optional[Kinship]:
    found = next(c for c in reversed(case.concerns) if c.code is code)
    known = case.member(found.member_id)
    return known.kinship if known else None


def test_a_condition_told_of_nobody_is_of_the_one_spoken_of() -> None:
    case = about(BROTHER, "弟のことで相談です", "弟")
    text = "三年、家から出ていません"
    case = tell(case, text, understood(concerns=[concern(text, text, ConcernCode.HIKIKOMORI)]))
    assert subject(case, ConcernCode.HIKIKOMORI) is BROTHER
    assert case.concerns[-1].manner.experiencer is Experiencer.MEMBER
    assert [m.kinship for m in case.members] == [BROTHER]


def test_who_is_only_mentioned_is_not_spoken_of() -> None:
    case = about(BROTHER, "弟と二人で暮らしています", "弟")
    text = "三年、家から出ていません"
    case = tell(case, text, understood(concerns=[concern(text, text, ConcernCode.HIKIKOMORI)]))
    assert subject(case, ConcernCode.HIKIKOMORI) is SELF


def test_money_is_the_writers_whoever_is_spoken_of() -> None:
    case = about(MOTHER, "母のことで相談です", "母")
    text = "家賃が払えません"
    case = tell(case, text, understood(concerns=[concern(text, text, ConcernCode.ARREARS)]))
    assert subject(case, ConcernCode.ARREARS) is SELF


def test_who_says_i_speaks_of_themself() -> None:
    case = about(MOTHER, "母のことで相談です", "母")
    text = "私は難病です"
    told = understood(
        members=[member(text, "私", SELF)],
        concerns=[concern(text, "難病", ConcernCode.INTRACTABLE_DISEASE, 0, manner=Manner())],
    )
    assert subject(tell(case, text, told), ConcernCode.INTRACTABLE_DISEASE) is SELF


def test_the_talk_goes_on_to_something_else() -> None:
    case = about(BROTHER, "弟のことで相談です", "弟")
    for text in ("そうです", "はい", "こまってます"):
        case = tell(case, text, understood())
    text = "難病です"
    case = tell(case, text, understood(concerns=[concern(text, text, ConcernCode.INTRACTABLE_DISEASE)]))
    assert subject(case, ConcernCode.INTRACTABLE_DISEASE) is SELF


@pytest.mark.parametrize(
    ("kinship", "word", "text", "age", "whose"),
    [
        (MOTHER, "母", "80歳、二人暮らしです", 80, MOTHER),
        (MOTHER, "母", "38です", 38, SELF),  # no mother of a grown writer
        (MOTHER, "母", "80歳の女です", 80, SELF),  # presents herself
        (CHILD, "子ども", "12歳です", 12, CHILD),
        (CHILD, "子ども", "81です", 81, SELF),
    ],
)
def test_a_bare_age_is_of_the_one_spoken_of(kinship: Kinship, word: str, text: str, age: int, whose: Kinship) -> None:
    case = about(kinship, f"{word}のことで相談です", word)
    case = tell(case, text, understood(members=[member(text, str(age), SELF, age=age)]))
    assert [m.kinship for m in case.members if m.age == age] == [whose]


def test_a_class_at_school_is_the_childs() -> None:
    case = about(CHILD, "子どもの様子が気になります", "子ども")
    text = "小5です"
    case = tell(case, text, understood(members=[member(text, "小5", SELF, age_band=AgeBand.ELEMENTARY_SCHOOL)]))
    assert [(m.kinship, m.age_band) for m in case.members] == [(CHILD, AgeBand.ELEMENTARY_SCHOOL)]


def test_an_age_that_is_known_is_not_told_again() -> None:
    case = about(MOTHER, "母のことで相談です", "母", age=84)
    case = tell(case, "60です", understood(members=[member("60です", "60", SELF, age=60)]))
    assert [(m.kinship, m.age) for m in case.members] == [(MOTHER, 84), (SELF, 60)]
