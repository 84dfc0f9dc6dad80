"""Who of a later message is whom of an earlier one."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

import pytest

from bot.domain.member import Member
from bot.domain.vocabulary import AgeBand, Kinship, QuestionCode
from tests.support.tellings import empty_case, member, tell, understood

Mention = Tuple[str, Kinship, Dict[str, Any]]
Known = Tuple[Kinship, Optional[str], Optional[int], Optional[AgeBand]]


def household(messages: List[Tuple[str, List[Mention]]]) -> Tuple[Member, ...]:
    case = empty_case()
    for text, mentions in messages:
        named = [member(text, word, kinship, **facts) for word, kinship, facts in mentions]
        case = tell(case, text, understood(members=named))
    return case.members


SON, DAUGHTER, CHILD = Kinship.SON, Kinship.DAUGHTER, Kinship.CHILD
JUNIOR, THIRTIES, TEENS = AgeBand.JUNIOR_HIGH_SCHOOL, AgeBand.THIRTIES, AgeBand.TEENS

MERGING: Dict[str, Tuple[List[Tuple[str, List[Mention]]], List[Known]]] = {
    "another word for the mother": (
        [
            ("母がころんで", [("母", Kinship.MOTHER, {})]),
            ("おふくろ82です", [("おふくろ", Kinship.MOTHER, {"age": 82})]),
        ],
        [(Kinship.MOTHER, None, 82, None)],
    ),
    "mother and mother-in-law": (
        [("母と", [("母", Kinship.MOTHER, {})]), ("義母も", [("義母", Kinship.MOTHER_IN_LAW, {})])],
        [(Kinship.MOTHER, None, None, None), (Kinship.MOTHER_IN_LAW, None, None, None)],
    ),
    "two sons of two ages in two messages": (
        [("息子20", [("息子", SON, {"age": 20})]), ("息子14", [("息子", SON, {"age": 14})])],
        [(SON, None, 20, None), (SON, None, 14, None)],
    ),
    "two sons of one message, then one by his age": (
        [
            ("息子20と息子14", [("息子", SON, {"age": 20}), ("息子14", SON, {"age": 14})]),
            ("20の息子が", [("息子", SON, {"age": 20})]),
        ],
        [(SON, None, 20, None), (SON, None, 14, None)],
    ),
    "the elder and the younger": (
        [("長男が", [("長男", SON, {"ordinal": "elder"})]), ("次男は", [("次男", SON, {"ordinal": "younger"})])],
        [(SON, "elder", None, None), (SON, "younger", None, None)],
    ),
    "an age and a school that cannot meet are two sons": (
        [("息子30", [("息子", SON, {"age": 30})]), ("中学の息子", [("息子", SON, {"age_band": JUNIOR})])],
        [(SON, None, 30, None), (SON, None, None, JUNIOR)],
    ),
    "an age and a school that meet are one son": (
        [("息子14", [("息子", SON, {"age": 14})]), ("中学の息子", [("息子", SON, {"age_band": JUNIOR})])],
        [(SON, None, 14, JUNIOR)],
    ),
    "teens and junior high school are one son": (
        [("10代の息子", [("息子", SON, {"age_band": TEENS})]), ("中学です息子", [("息子", SON, {"age_band": JUNIOR})])],
        [(SON, None, None, JUNIOR)],
    ),
    "a decade and a school that cannot meet": (
        [
            ("30代の息子", [("息子", SON, {"age_band": THIRTIES})]),
            ("中学の息子", [("息子", SON, {"age_band": JUNIOR})]),
        ],
        [(SON, None, None, THIRTIES), (SON, None, None, JUNIOR)],
    ),
    "a corrected age replaces the old one": (
        [
            ("母は82", [("母", Kinship.MOTHER, {"age": 82})]),
            ("いや母は84", [("母", Kinship.MOTHER, {"age": 84, "age_corrected": True})]),
        ],
        [(Kinship.MOTHER, None, 84, None)],
    ),
    "a band corrects a number": (
        [
            ("息子は20", [("息子", SON, {"age": 20})]),
            ("まちがえた息子30代", [("息子", SON, {"age_band": THIRTIES, "age_corrected": True})]),
        ],
        [(SON, None, None, THIRTIES)],
    ),
    "a number corrects a band": (
        [
            ("父は70代", [("父", Kinship.FATHER, {"age_band": AgeBand.SEVENTIES})]),
            ("ごめん父81", [("父", Kinship.FATHER, {"age": 81, "age_corrected": True})]),
        ],
        [(Kinship.FATHER, None, 81, None)],
    ),
    "of a mother there is one, whatever her age": (
        [("母82", [("母", Kinship.MOTHER, {"age": 82})]), ("母は83", [("母", Kinship.MOTHER, {"age": 83})])],
        [(Kinship.MOTHER, None, 83, None)],
    ),
    "a child turns out to be a daughter": (
        [("うちの子が", [("うちの子", CHILD, {})]), ("娘は9さい", [("娘", DAUGHTER, {"age": 9})])],
        [(DAUGHTER, None, 9, None)],
    ),
    "the child is the only daughter": (
        [("娘9さい", [("娘", DAUGHTER, {"age": 9})]), ("うちの子", [("うちの子", CHILD, {})])],
        [(DAUGHTER, None, 9, None)],
    ),
    "the child may be either of two": (
        [("娘と息子", [("娘", DAUGHTER, {}), ("息子", SON, {})]), ("うちの子", [("うちの子", CHILD, {})])],
        [(DAUGHTER, None, None, None), (SON, None, None, None), (CHILD, None, None, None)],
    ),
    "a parent turns out to be the father": (
        [("親が", [("親", Kinship.PARENT, {})]), ("父です", [("父", Kinship.FATHER, {})])],
        [(Kinship.FATHER, None, None, None)],
    ),
    "a sister is no brother": (
        [("兄が", [("兄", Kinship.OLDER_BROTHER, {})]), ("妹も", [("妹", Kinship.YOUNGER_SISTER, {})])],
        [(Kinship.OLDER_BROTHER, None, None, None), (Kinship.YOUNGER_SISTER, None, None, None)],
    ),
}


@pytest.mark.parametrize("name", MERGING)
def test_merging_across_messages(name: str) -> None:
    messages, expected = MERGING[name]
    found = [(m.kinship, m.ordinal, m.age, m.age_band) for m in household(messages)]
    assert found == expected


def test_ids_are_stable_and_quotes_add_up() -> None:
    found = household(
        [("母と父", [("母", Kinship.MOTHER, {}), ("父", Kinship.FATHER, {})]), ("父は", [("父", Kinship.FATHER, {})])]
    )
    assert [m.id for m in found] == ["m1", "m2"]
    assert [q.message_index for q in found[1].quotes] == [0, 1]


def test_what_is_not_said_again_stays() -> None:
    facts = {"age": 82, "lives_together": True, "alive": True}
    (mother,) = household([("母82", [("母", Kinship.MOTHER, facts)]), ("母が", [("母", Kinship.MOTHER, {})])])
    assert (mother.age, mother.lives_together, mother.alive) == (82, True, True)


@pytest.mark.parametrize(("is_kin", "source"), [(True, "self"), (False, "other")])
def test_source_of_what_is_told_of_the_person_in_need(is_kin: bool, source: str) -> None:
    text = "70くらいの方です"
    named = [member(text, "70くらいの方", Kinship.SELF, age_band=AgeBand.SEVENTIES)]
    case = tell(empty_case(), text, understood(members=named, writer_is_kin=is_kin))
    assert case.members[0].source == source


@pytest.mark.parametrize(
    ("facts", "kinship", "expected"),
    [
        ({"age": 65}, Kinship.MOTHER, {"aged", "grown"}),
        ({"age": 64}, Kinship.MOTHER, {"grown"}),
        ({"age_band": AgeBand.AGED}, Kinship.FATHER, {"aged"}),
        ({"age_band": AgeBand.SIXTIES}, Kinship.FATHER, {"grown"}),
        ({"age": 17}, SON, {"minor"}),
        ({"age": 18}, SON, set()),
        ({"age": 8}, SON, {"minor", "small"}),
        ({"age": 9}, SON, {"minor"}),
        ({"age_band": AgeBand.PRESCHOOL}, DAUGHTER, {"minor", "small"}),
        ({"age": 3}, Kinship.NEPHEW, {"minor"}),
        ({}, SON, set()),
    ],
)
def test_ages_as_roles_read_them(facts: Dict[str, Any], kinship: Kinship, expected: "set[str]") -> None:
    (one,) = household([("この人", [("この人", kinship, facts)])])
    found = {"aged": one.is_aged, "minor": one.is_minor, "small": one.is_small_child, "grown": one.is_grown}
    assert {name for name, holds in found.items() if holds} == expected


def test_a_bare_number_is_the_age_of_the_one_asked_about_of_two_of_a_kind() -> None:
    text = "長男と次男がいます"
    named = [member(text, "長男", SON), member(text, "次男", SON)]
    case = tell(empty_case(), text, understood(members=named)).ask(QuestionCode.AGE, "m1", empty_case().opened_at)
    bare = member("20です", "20", Kinship.SELF, age=20, age_span=member("20です", "20", Kinship.SELF).span)
    case = tell(case, "20です", understood(members=[bare]), question=QuestionCode.AGE, about="m1")
    assert [(m.kinship, m.age) for m in case.members] == [(SON, 20), (SON, None)]
