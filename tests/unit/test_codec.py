"""The JSON form of an understanding: whole, plain, and readable for a newer program."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.codec import from_json, part_from_json, to_json
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

SPANS = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda ends: Span(min(ends), max(ends)))
FLAGS = st.none() | st.booleans()
MANNERS = st.builds(Manner, st.sampled_from(Assertion), st.sampled_from(Experiencer), st.booleans())
MEMBERS = st.builds(
    MemberMention,
    st.sampled_from(Kinship),
    SPANS,
    age=st.none() | st.integers(0, 110),
    age_band=st.none() | st.sampled_from(AgeBand),
    sex=st.none() | st.sampled_from(Sex),
    alive=FLAGS,
    lives_together=FLAGS,
    ordinal=st.none() | st.sampled_from(["elder", "second"]),
    mentions=st.lists(SPANS, max_size=2).map(tuple),
    age_span=st.none() | SPANS,
    age_corrected=st.booleans(),
)
CONCERNS = st.builds(
    ConcernMention,
    st.sampled_from(ConcernCode),
    SPANS,
    MANNERS,
    st.none() | st.integers(0, 3),
    st.floats(0, 1),
    st.lists(st.sampled_from(Field), max_size=2).map(tuple),
)
SIGNALS = st.builds(SignalMention, st.sampled_from(SignalCode), SPANS, st.sampled_from(Urgency), st.just("r"), MANNERS)
ASIDES = st.builds(SetAside, st.sampled_from(SignalCode), SPANS, st.just("negated"), st.just("r"), MANNERS)
CUES = st.builds(Cue, st.sampled_from(CueKind), st.just("c"), SPANS, MANNERS, st.none() | st.integers(0, 3))
UNDERSTANDINGS = st.builds(
    Understanding,
    st.sampled_from(Act),
    st.floats(0, 1),
    st.lists(MEMBERS, max_size=2).map(tuple),
    st.lists(CONCERNS, max_size=2).map(tuple),
    st.builds(
        DangerReading, st.lists(SIGNALS, max_size=2).map(tuple), st.lists(ASIDES, max_size=1).map(tuple), st.booleans()
    ),
    st.lists(CUES, max_size=2).map(tuple),
    st.lists(st.sampled_from(Field), max_size=2).map(tuple),
    st.booleans(),
    st.just("m1"),
)


@given(UNDERSTANDINGS)
def test_there_and_back(understanding: Understanding) -> None:
    travelled = json.loads(json.dumps(to_json(understanding)))
    assert from_json(travelled) == understanding


@given(UNDERSTANDINGS)
def test_only_plain_values(understanding: Understanding) -> None:
    def walk(value: Any) -> None:
        assert type(value) in (str, int, float, bool, type(None), list, dict)
        if isinstance(value, dict):
            assert all(type(key) is str for key in value)
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(part)

    walk(to_json(understanding))


def test_no_words_travel() -> None:
    assert "text" not in json.dumps(to_json(Understanding(Act.TELL, 1.0, (MemberMention(Kinship.SELF, Span(0, 2)),))))


def test_an_old_form_takes_defaults_and_a_newer_one_is_read() -> None:
    old = {"act": "tell", "act_confidence": 0.5}
    assert from_json(old) == Understanding(Act.TELL, 0.5)
    assert from_json(
        {**old, "mood": "low", "members": [{"kinship": "son", "span": {"start": 0, "end": 2, "x": 1}}]}
    ) == (Understanding(Act.TELL, 0.5, (MemberMention(Kinship.SON, Span(0, 2)),)))


@pytest.mark.parametrize(
    "data",
    [{}, {"act": "sing", "act_confidence": 1}, {"act": "tell", "act_confidence": 1, "members": [{"kinship": "dog"}]}],
)
def test_what_was_not_written_by_us(data: Any) -> None:
    with pytest.raises((KeyError, ValueError, TypeError)):
        from_json(data)


def test_a_part_alone() -> None:
    reading = DangerReading((SignalMention(SignalCode.DV, Span(0, 1), Urgency.NOW, "dv.test"),))
    assert part_from_json(DangerReading, to_json(reading)) == reading
