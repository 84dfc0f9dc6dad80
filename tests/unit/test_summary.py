"""The handoff page as data: valid, every fact with its words, inferred never like quoted, unknowns in three kinds."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Tuple

import pytest

from bot.catalog.loader import load_catalog
from bot.domain import vocabulary
from bot.domain.case import Case, ResidentEdit, cue_line_id, line_id
from bot.domain.evidence import Manner
from bot.domain.summary import WHOLE_MESSAGE_CHARS, Surroundings, build_summary
from bot.domain.triage import triage
from bot.domain.vocabulary import (
    Act,
    Assertion,
    ConcernCode,
    CueKind,
    Experiencer,
    Field,
    Kinship,
    QuestionCode,
    SignalCode,
    Urgency,
)
from tests.support.summary_schema import evidence, valid, validator
from tests.support.tellings import (
    NOW,
    concern,
    cue,
    empty_case,
    member,
    minutes,
    set_aside,
    signal,
    tell,
    understood,
)

CATALOG = load_catalog("demo")
FIRST = "82の母の物忘れがひどい。娘は学校に行けない かも。ケアマネさんはいます、施設に入れてあげたい"
SECOND = "夫にたたかれた。死にたいとは思わない。借金はないです。夕方に電話、夫には内緒で"


def rich() -> Tuple[Case, Dict[int, str]]:
    case = tell(
        empty_case(),
        FIRST,
        understood(
            members=[member(FIRST, "母", Kinship.MOTHER, age=82), member(FIRST, "娘", Kinship.DAUGHTER)],
            concerns=[
                concern(FIRST, "物忘れがひどい", ConcernCode.DEMENTIA, 0, fields=(Field.ELDERLY,), confidence=0.95),
                concern(
                    FIRST,
                    "学校に行けない かも",
                    ConcernCode.TRUANCY,
                    1,
                    manner=Manner(Assertion.UNCERTAIN, Experiencer.MEMBER),
                ),
            ],
            cues=[
                cue(FIRST, "ケアマネさん", CueKind.SUPPORT, "care_manager"),
                cue(FIRST, "施設に入れてあげたい", CueKind.WISH),
            ],
        ),
    )
    case = case.ask(QuestionCode.MONEY, None, minutes(0.5))
    case = tell(
        case,
        SECOND,
        understood(
            members=[member(SECOND, "夫", Kinship.HUSBAND)],
            concerns=[
                concern(SECOND, "借金", ConcernCode.DEBT, manner=Manner(Assertion.NEGATED)),
                concern(SECOND, "たたかれた", ConcernCode.PARTNER_VIOLENCE, confidence=0.6),
            ],
            signals=[signal(SECOND, "夫にたたかれた", SignalCode.DV, Urgency.NOW)],
            aside=[set_aside(SECOND, "死にたい", SignalCode.SUICIDE, "negated")],
            cues=[
                cue(SECOND, "夕方に電話", CueKind.SAFE_CONTACT, "when"),
                cue(SECOND, "夫には内緒で", CueKind.NEVER_CONTACT),
            ],
        ),
        question=QuestionCode.MONEY,
    )
    return case, {0: FIRST, 1: SECOND}


def summary_of(case: Case, texts: Mapping[int, str], **around: Any) -> Mapping[str, Any]:
    surroundings = Surroundings(NOW, "/console/cases/case-1#transcript", texts, **around)
    return valid(build_summary(case, triage(case, CATALOG.triage_rules), CATALOG.national.labels, surroundings))


def codes(rows: List[Mapping[str, Any]]) -> List[str]:
    return [row["code"] for row in rows]


def test_everything_points_at_its_words() -> None:
    case, texts = rich()
    found = list(evidence(summary_of(case, texts)))
    assert len(found) > 12
    for row in found:
        assert texts[row["message_index"]][row["start"] : row["end"]] == row["text"]
        assert row["message_id"] == f"message-{row['message_index']}"


def test_the_first_page() -> None:
    case, texts = rich()
    page = summary_of(case, texts, hotlines_said=["dv_plus"], said_at=minutes(2))
    assert page["urgency"]["level"] == "now"
    assert page["urgency"]["reasons"][0]["rule_ja"] == CATALOG.national.labels.of("signal", "dv")
    assert [(row["kinship"], row["age"], row["concerns"]) for row in page["household"]] == [
        ("mother", 82, ["dementia"]),
        ("daughter", None, []),
        ("husband", None, []),
        ("self", None, ["partner_violence"]),
    ]
    assert [(row["code"], row["certainty"], row["member"]) for row in page["concerns"]] == [
        ("dementia", "said", "m1"),
        ("truancy", "uncertain", "m2"),
        ("partner_violence", "inferred", "m4"),
    ]
    assert codes(page["denied"]) == ["debt", "suicide"]
    assert codes(page["set_aside"]) == ["suicide"]
    assert page["existing_support"][0]["text"] == "ケアマネさん"
    assert page["wishes"][0]["text"] == "施設に入れてあげたい"
    assert page["safe_contact"]["when"] == "夕方に電話"
    assert page["safe_contact"]["never"][0]["text"] == "夫には内緒で"
    assert page["duties"][0]["signal"] == "dv"
    assert page["duties"][0]["received_at"] == minutes(1).isoformat()
    assert page["proposed_lead"]["agency"] == "mio_kyotaku"
    assert page["said_to_resident"]["hotlines"][0]["code"] == "dv_plus"
    assert page["fields"] == ["elderly"]


def test_an_empty_case_is_a_valid_summary() -> None:
    page = summary_of(empty_case(), {})
    assert page["chief_complaint"] == {"quote": "", "message_index": None, "concern": None}
    assert page["urgency"] == {"level": "ordinary", "reasons": []}
    assert page["proposed_lead"]["agency"] == "mio_hub"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("　母の物忘れがひどい ", "母の物忘れがひどい"),
        ("あのね" * 50 + "母の物忘れがひどい", "物忘れがひどい"),
    ],
)
def test_the_chief_complaint_is_the_whole_of_a_short_message(text: str, quote: str) -> None:
    case = tell(
        empty_case(),
        text,
        understood(
            members=[member(text, "母", Kinship.MOTHER)],
            concerns=[concern(text, "物忘れがひどい", ConcernCode.DEMENTIA, 0)],
        ),
    )
    chief = summary_of(case, {0: text})["chief_complaint"]
    assert (chief["quote"], chief["concern"]) == (quote, "dementia")
    assert len(chief["quote"]) <= WHOLE_MESSAGE_CHARS


def test_without_any_reading_the_first_words_stand() -> None:
    case = tell(empty_case(), "うーん", understood(act=Act.UNREADABLE))
    assert summary_of(case, {0: "うーん"})["chief_complaint"]["quote"] == "うーん"


@pytest.mark.parametrize(
    ("experiencer", "shown"),
    [(Experiencer.SELF, True), (Experiencer.OTHER_PERSON, True), (Experiencer.NOBODY, False)],
)
def test_the_news_is_no_concern_of_a_household(experiencer: Experiencer, shown: bool) -> None:
    text = "ニュースで孤独死とか 借金とか"
    said = concern(text, "借金", ConcernCode.DEBT, manner=Manner(experiencer=experiencer))
    page = summary_of(tell(empty_case(), text, understood(concerns=[said])), {0: text})
    assert (codes(page["concerns"]) == ["debt"]) is shown


@pytest.mark.parametrize("action", ["deleted", "withheld"])
def test_what_the_resident_took_out_is_nowhere_but_in_the_edits(action: str) -> None:
    case, texts = rich()
    dementia = line_id(case.concerns[0])
    wish = cue_line_id(next(c for c in case.cues if c.kind is CueKind.WISH))
    edited = case.edit(ResidentEdit(dementia, action, NOW)).edit(ResidentEdit(wish, action, NOW))
    page = summary_of(edited, texts)
    assert "dementia" not in codes(page["concerns"])
    assert page["household"][0]["concerns"] == []
    assert page["wishes"] == []
    assert [(row["line"], row["action"]) for row in page["edited_by_resident"]] == [(dementia, action), (wish, action)]


@pytest.mark.parametrize(("act", "kind"), [(Act.SKIP, "declined"), (Act.DONT_KNOW, "not_known"), (Act.TELL, None)])
def test_unknowns_are_of_three_kinds(act: Act, kind: Optional[str]) -> None:
    case, texts = rich()
    case = case.ask(QuestionCode.LIVES_WITH, None, minutes(3))
    case = tell(case, "それは", understood(act=act), question=QuestionCode.LIVES_WITH)
    unknowns = summary_of(case, {**texts, 2: "それは"})["unknowns"]
    found = [name for name, rows in unknowns.items() if "lives_with" in codes(rows)]
    assert found == ([kind] if kind else [])
    assert "age" in codes(unknowns["not_asked"])


@pytest.mark.parametrize(
    ("understanding", "is_client"),
    [
        ({"concerns": [("眠れない", ConcernCode.MENTAL_LOAD, Experiencer.SELF)]}, True),
        ({"concerns": [("眠れない", ConcernCode.MENTAL_LOAD, Experiencer.MEMBER)]}, False),
        ({"concerns": [("眠れない", ConcernCode.MENTAL_LOAD, Experiencer.SELF)], "outsider": True}, False),
        ({"concerns": []}, False),
    ],
)
def test_who_writes(understanding: Dict[str, Any], is_client: bool) -> None:
    text = "眠れない"
    said = [concern(text, w, c, manner=Manner(experiencer=e)) for w, c, e in understanding["concerns"]]
    reading = understood(concerns=said, writer_is_kin=not understanding.get("outsider", False))
    reporter = summary_of(tell(empty_case(), text, reading), {0: text})["reporter"]
    assert reporter["is_client"] is is_client
    assert reporter["kinship"] == ("self" if is_client else None)


def test_the_surest_saying_stands_for_repetitions() -> None:
    case = empty_case()
    for text, confidence in (("借金が", 0.6), ("借金が200万", 0.97), ("借金", 0.7)):
        said = concern(text, "借金", ConcernCode.DEBT, confidence=confidence)
        case = tell(case, text, understood(concerns=[said]))
    page = summary_of(case, {0: "借金が", 1: "借金が200万", 2: "借金"})
    assert [(row["code"], row["message_index"], row["certainty"]) for row in page["concerns"]] == [("debt", 1, "said")]


def test_unclear_gives_way_to_something_said() -> None:
    text = "もうわからない 借金"
    said = [concern(text, "もうわからない", ConcernCode.UNCLEAR), concern(text, "借金", ConcernCode.DEBT)]
    page = summary_of(tell(empty_case(), text, understood(concerns=said)), {0: text})
    assert codes(page["concerns"]) == ["debt"]


def test_a_soft_look_names_its_rule_in_japanese() -> None:
    text = "死にたいとかじゃない、ただ限界"
    reading = understood(aside=[set_aside(text, "死にたい", SignalCode.SUICIDE, "negated")], soft_look=True)
    page = summary_of(tell(empty_case(), text, reading), {0: text})
    (reason,) = page["urgency"]["reasons"]
    assert (reason["level"], reason["rule_ja"]) == ("within_48h", CATALOG.national.labels.of("rule", reason["rule"]))
    assert reason["rule_ja"] != reason["rule"]


def test_the_schema_refuses_what_is_not_of_it() -> None:
    case, texts = rich()
    page = dict(summary_of(case, texts))
    with pytest.raises(AssertionError, match="diagnosis"):
        valid({**page, "diagnosis": "dementia"})
    with pytest.raises(AssertionError, match="urgency/level"):
        valid({**page, "urgency": {"level": "soon", "reasons": []}})
    del page["chief_complaint"]
    with pytest.raises(AssertionError, match="chief_complaint"):
        valid(page)


def test_names_of_the_schema_are_those_of_the_vocabulary() -> None:
    definitions = validator().schema["definitions"]
    lists = {
        "urgency": vocabulary.Urgency,
        "signal": vocabulary.SignalCode,
        "concern": vocabulary.ConcernCode,
        "field": vocabulary.Field,
        "pattern": vocabulary.PatternCode,
        "kinship": vocabulary.Kinship,
        "assertion": vocabulary.Assertion,
        "experiencer": vocabulary.Experiencer,
        "question": vocabulary.QuestionCode,
    }
    assert {name: definitions[name]["enum"] for name in lists} == {
        name: [str(code) for code in codes] for name, codes in lists.items()
    }
    bands = [band for band in definitions["member"]["properties"]["age_band"]["enum"] if band]
    assert bands == [str(band) for band in vocabulary.AgeBand]
