"""The public form: exactly its keys, the words of each span, a Japanese label for every code."""

from __future__ import annotations

import json
from enum import Enum
from typing import Type

import pytest

from bot.domain.evidence import Manner, Span
from bot.domain.understanding import (
    ConcernMention,
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
from nlu.core.labels import concern_fields, labels
from nlu.core.wire import to_wire

TEXT = "母82が火を消し忘れます。もう消えたいです。前は死にたかった"


def test_wire_form() -> None:
    member = MemberMention(Kinship.MOTHER, Span(0, 1), age=82)
    concern = ConcernMention(
        ConcernCode.DEMENTIA,
        Span(4, 11),
        Manner(experiencer=Experiencer.MEMBER),
        member=0,
        confidence=0.87653,
        fields=(Field.ELDERLY,),
    )
    danger = DangerReading(
        (SignalMention(SignalCode.SUICIDE, Span(12, 19), Urgency.WITHIN_48H, "r1"),),
        (SetAside(SignalCode.SUICIDE, Span(22, 28), "past", "r2", Manner(Assertion.PAST)),),
    )
    wire = to_wire(
        "m-1", TEXT, Understanding(Act.TELL, 0.98766, (member,), (concern,), danger, (), (Field.ELDERLY,), True, "x")
    )
    assert json.loads(json.dumps(wire)) == {
        "id": "m-1",
        "act": {"name": "tell", "confidence": 0.9877},
        "fields": ["elderly"],
        "concerns": [
            {
                "code": "dementia",
                "fields": ["elderly"],
                "member": 0,
                "assertion": "present",
                "quoted": False,
                "experiencer": "member",
                "confidence": 0.8765,
                "start": 4,
                "end": 11,
                "text": TEXT[4:11],
            }
        ],
        "members": [
            {"kinship": "mother", "label_ja": "母", "age": 82, "age_band": None, "start": 0, "end": 1},
        ],
        "signals": [
            {
                "code": "suicide",
                "assertion": "present",
                "experiencer": "self",
                "start": 12,
                "end": 19,
                "text": TEXT[12:19],
            }
        ],
        "set_aside": [
            {
                "code": "suicide",
                "reason": "past",
                "assertion": "past",
                "experiencer": "self",
                "start": 22,
                "end": 28,
                "text": TEXT[22:28],
            }
        ],
        "urgency": "within_48h",
    }


@pytest.mark.parametrize(
    ("section", "codes"),
    [
        ("kinship", Kinship),
        ("age_band", AgeBand),
        ("sex", Sex),
        ("act", Act),
        ("field", Field),
        ("urgency", Urgency),
        ("assertion", Assertion),
        ("experiencer", Experiencer),
        ("cue", CueKind),
    ],
)
def test_every_code_has_a_japanese_label(section: str, codes: Type[Enum]) -> None:
    assert set(labels(section)) == {code.value for code in codes}
    assert all(label.strip() for label in labels(section).values())


def test_every_concern_has_its_fields() -> None:
    assert set(concern_fields()) == set(ConcernCode)
