"""An understanding survives the way through JSON, whole and in parts, whatever it holds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.evidence import Manner, Span
from bot.domain.understanding import (
    ConcernMention,
    Cue,
    DangerReading,
    MemberMention,
    SetAside,
    SignalMention,
    Understanding,
)
from bot.domain.vocabulary import (
    Act,
    AgeBand,
    Assertion,
    ConcernCode,
    CueKind,
    Experiencer,
    Field,
    Kinship,
    Sex,
    SignalCode,
    Urgency,
)
from nlu.core.codec import from_json, part_from_json, to_json

FULL = Understanding(
    act=Act.TELL,
    act_confidence=0.93,
    members=(
        MemberMention(
            Kinship.MOTHER,
            Span(0, 1),
            age=82,
            sex=Sex.FEMALE,
            alive=True,
            lives_together=False,
            mentions=(Span(0, 1), Span(9, 10)),
            age_span=Span(2, 4),
            age_corrected=True,
        ),
        MemberMention(Kinship.CHILD, Span(5, 8), age_band=AgeBand.ELEMENTARY_SCHOOL, ordinal="elder"),
    ),
    concerns=(
        ConcernMention(
            ConcernCode.DEMENTIA,
            Span(3, 9),
            Manner(Assertion.UNCERTAIN, Experiencer.MEMBER, True),
            0,
            0.71,
            (Field.ELDERLY,),
        ),
    ),
    danger=DangerReading(
        (SignalMention(SignalCode.SUICIDE, Span(0, 4), Urgency.TODAY, "rule-1"),),
        (SetAside(SignalCode.DV, Span(4, 6), "past", "rule-2", Manner(Assertion.PAST)),),
        True,
    ),
    cues=(Cue(CueKind.WISH, "wish", Span(1, 2), member=1),),
    fields=(Field.ELDERLY, Field.CHILD),
    writer_is_kin=False,
    model="0123",
)


@pytest.mark.parametrize("understanding", [FULL, Understanding(Act.GREET, 1.0)], ids=["full", "bare"])
def test_round_trip(understanding: Understanding) -> None:
    assert from_json(json.loads(json.dumps(to_json(understanding)))) == understanding


def test_parts_travel_alone() -> None:
    assert part_from_json(DangerReading, to_json(FULL.danger)) == FULL.danger
    assert to_json(FULL.members)[1]["age_band"] == "elementary_school"


def test_older_and_newer_forms_are_read() -> None:
    data = {"act": "tell", "act_confidence": 0.5, "some_later_key": [1]}
    assert from_json(data) == Understanding(Act.TELL, 0.5)


@pytest.mark.parametrize(
    ("key", "value"), [("act", "no_such_act"), ("fields", ["moon"]), ("members", [{"kinship": "mother"}])]
)
def test_what_was_not_written_by_us_is_refused(key: str, value: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        from_json({**to_json(FULL), key: value})


@given(st.lists(st.tuples(st.sampled_from(list(ConcernCode)), st.integers(0, 9), st.floats(0, 1)), max_size=5))
def test_any_concerns_round_trip(rows: Any) -> None:
    concerns = tuple(ConcernMention(code, Span(at, at + 3), confidence=share) for code, at, share in rows)
    understanding = Understanding(Act.TELL, 0.1, concerns=concerns)
    assert from_json(to_json(understanding)) == understanding
