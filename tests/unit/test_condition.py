"""The little language of the rules: what holds, on which words, and that every catalogue rule is of it."""

from __future__ import annotations

from typing import List, Optional

import pytest

from bot.catalog.national_catalog import load_national
from bot.domain.case import Case
from bot.domain.condition import check, check_all, validate
from bot.domain.evidence import Manner
from bot.domain.triage import judge_fields
from bot.domain.vocabulary import Assertion, ConcernCode, CueKind, Field, Kinship, SignalCode, Urgency
from tests.support.tellings import concern, cue, empty_case, member, signal, tell, understood

TEXT = "82の母の物忘れと借金、息子50は家にいる ケアマネさんはいる 電気が止まった"
EIGHTY_FIFTY_CUE = "家にいる"


def household() -> Case:
    return tell(
        empty_case(),
        TEXT,
        understood(
            members=[member(TEXT, "母", Kinship.MOTHER, age=82), member(TEXT, "息子", Kinship.SON, age=50)],
            concerns=[
                concern(TEXT, "物忘れ", ConcernCode.DEMENTIA, 0, fields=(Field.ELDERLY,)),
                concern(TEXT, "借金", ConcernCode.DEBT, fields=(Field.POVERTY,)),
            ],
            cues=[
                cue(TEXT, EIGHTY_FIFTY_CUE, CueKind.PATTERN, "adult_child_at_home"),
                cue(TEXT, "ケアマネさん", CueKind.SUPPORT, "care_manager"),
            ],
            signals=[signal(TEXT, "電気が止まった", SignalCode.NO_FOOD_MONEY, Urgency.TODAY)],
        ),
    )


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("concern:dementia", ["物忘れ"]),
        ("concern:dementia@aged_parent", ["物忘れ"]),
        ("concern:dementia@spouse", None),
        ("concern:debt@parent", None),
        ("concern:truancy", None),
        ("cue:adult_child_at_home", [EIGHTY_FIFTY_CUE]),
        ("cue:care_manager", None),
        ("support:care_manager", ["ケアマネさん"]),
        ("support:adult_child_at_home", None),
        ("signal:no_food_money", ["電気が止まった"]),
        ("signal:suicide", None),
        ("field:elderly", ["物忘れ"]),
        ("field:child", None),
        ("member:aged_parent", ["母"]),
        ("member:grown_child", ["息子"]),
        ("member:small_child", None),
        ("count:concerns>=2", ["物忘れ", "借金"]),
        ("count:concerns>=3", None),
    ],
)
def test_a_condition_points_at_its_words(condition: str, words: Optional[List[str]]) -> None:
    case = household()
    found = check(condition, case, judge_fields(case))
    assert (None if found is None else [quote.text for quote in found]) == words


@pytest.mark.parametrize(
    ("assertion", "holds"),
    [
        (Assertion.PRESENT, True),
        (Assertion.UNCERTAIN, True),
        (Assertion.NEGATED, False),
        (Assertion.PAST, False),
        (Assertion.HYPOTHETICAL, False),
    ],
)
def test_a_cue_holds_by_its_manner(assertion: Assertion, holds: bool) -> None:
    text = "ケアマネさん"
    case = tell(
        empty_case(),
        text,
        understood(cues=[cue(text, text, CueKind.SUPPORT, "care_manager", Manner(assertion))]),
    )
    assert (check("support:care_manager", case, ()) is not None) is holds


def test_all_must_hold_and_words_are_not_repeated() -> None:
    case, fields = household(), judge_fields(household())
    assert check_all(["member:aged_parent", "concern:truancy"], case, fields) is None
    found = check_all(["concern:dementia", "field:elderly"], case, fields)
    assert found is not None and [quote.text for quote in found] == ["物忘れ"]
    assert check_all([], case, fields) == ()


@pytest.mark.parametrize(
    "condition",
    [
        "concern:dementai",
        "concern:dementia@nephew",
        "concern:dementia@",
        "signal:danger",
        "field:old",
        "member:neighbour",
        "count:concerns>3",
        "count:concerns>=0",
        "cue:",
        "support:Care Manager",
        "weather:rain",
        "dementia",
        "",
    ],
)
def test_what_is_not_of_the_language(condition: str) -> None:
    with pytest.raises(ValueError):
        validate(condition)


def test_every_catalogue_rule_is_of_the_language() -> None:
    national = load_national()
    conditions = [c for rule in national.patterns for row in rule.any_of for c in row]
    conditions += [c for rule in national.leads for c in rule.all_of]
    assert len(conditions) > 80
    case = household()
    for condition in conditions:
        validate(condition)
        check(condition, case, judge_fields(case))
