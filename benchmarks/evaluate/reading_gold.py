"""Our reading of a message beside its gold: persons, ages, manner, urgency, confidence."""

from __future__ import annotations

from typing import List, Optional, Sequence, Tuple

from benchmarks.evaluate.message_sets import GoldConcern, Message
from benchmarks.evaluate.systems import Said
from benchmarks.scores import Answers
from bot.domain.understanding import ConcernMention, Understanding
from bot.domain.vocabulary import Urgency

Cases = Sequence[Tuple[Message, Said]]
Judged = List[List[bool]]  # right or not, for each thing asked of each message


def reading(said: Said) -> Understanding:
    """Return the whole reading.

    Raises:
        ValueError: the system reads concerns only.
    """
    if said.understanding is None:
        raise ValueError("this system reads concerns only")
    return said.understanding


def kinships(cases: Cases) -> Answers:
    return [
        ([member.kinship.value for member in reading(said).members], [member.kinship for member in message.members])
        for message, said in cases
    ]


def ages(cases: Cases) -> Answers:
    return [
        (
            [(member.kinship.value, member.age) for member in reading(said).members if member.age is not None],
            [(member.kinship, member.age) for member in message.members if member.age is not None],
        )
        for message, said in cases
    ]


def age_bands(cases: Cases) -> Answers:
    return [
        (
            [(m.kinship.value, m.age_band.value) for m in reading(said).members if m.age_band is not None],
            [(m.kinship, m.age_band) for m in message.members if m.age_band is not None],
        )
        for message, said in cases
    ]


def life(cases: Cases) -> Judged:
    """Alive or not, living together or not, where the gold says it of a person whom the reader found too."""
    judged: Judged = []
    for message, said in cases:
        found = reading(said).members
        here: List[bool] = []
        for member in message.members:
            same = [one for one in found if one.kinship.value == member.kinship]
            if same and member.alive is not None:
                here.append(any(one.alive is member.alive for one in same))
            if same and member.lives_together is not None:
                here.append(any(one.lives_together is member.lives_together for one in same))
        judged.append(here)
    return judged


def assertions(cases: Cases, only: Optional[str] = None) -> Judged:
    """Of concerns that were found: is one of the mentions told as the gold says? ``only``: of one gold assertion."""
    return [
        [
            any(mention.manner.assertion.value == concern.assertion for mention in found)
            for concern, found in _found(message, said)
            if only is None or concern.assertion == only
        ]
        for message, said in cases
    ]


def concern_members(cases: Cases) -> Judged:
    """Of concerns that were found: is one of the mentions of the person whom the gold says?"""
    return [
        [
            any(_about(reading(said), mention) == concern.member for mention in found)
            for concern, found in _found(message, said)
        ]
        for message, said in cases
    ]


def urgency_exact(cases: Cases) -> Judged:
    return [[reading(said).urgency.value == message.urgency] for message, said in cases]


def urgency_too_low(cases: Cases) -> Judged:
    """Of messages that are more urgent than ordinary: was less read?"""
    return [
        [reading(said).urgency.rank < Urgency(message.urgency).rank] if message.urgency != "ordinary" else []
        for message, said in cases
    ]


def urgency_too_high(cases: Cases) -> Judged:
    return [[reading(said).urgency.rank > Urgency(message.urgency).rank] for message, said in cases]


def confidences(cases: Cases) -> List[List[Tuple[float, bool]]]:
    """For each concern that was named: how sure the reader was (of its surest mention), and whether it is gold."""
    judged: List[List[Tuple[float, bool]]] = []
    for message, said in cases:
        surest = dict.fromkeys(said.concerns, 0.0)
        for mention in reading(said).concerns:
            surest[mention.code.value] = max(surest[mention.code.value], mention.confidence)
        judged.append([(confidence, code in message.codes) for code, confidence in surest.items()])
    return judged


def _found(message: Message, said: Said) -> List[Tuple[GoldConcern, List[ConcernMention]]]:
    named = reading(said).concerns
    pairs = [(concern, [one for one in named if one.code.value == concern.code]) for concern in message.concerns]
    return [(concern, found) for concern, found in pairs if found]


def _about(understanding: Understanding, mention: ConcernMention) -> str:
    if mention.member is not None:
        return understanding.members[mention.member].kinship.value
    return "self" if mention.manner.experiencer.value == "self" else "other"
