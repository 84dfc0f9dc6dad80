"""Whom a concern is about when the message names nobody."""

from __future__ import annotations

from typing import Any, List, Optional, Tuple

import pytest

from bot.domain.evidence import Manner, Quote
from bot.domain.member import Member
from bot.domain.subject import subject_of
from bot.domain.vocabulary import AgeBand, ConcernCode, Experiencer, Kinship


def somebody(member_id: str, kinship: Kinship, said_in: int, **facts: Any) -> Member:
    return Member(member_id, kinship, quotes=(Quote("m", said_in, 0, 1, "人"),), **facts)


WRITER = somebody("w", Kinship.SELF, 0)
WRITER_14 = somebody("w", Kinship.SELF, 0, age=14)
WRITER_80 = somebody("w", Kinship.SELF, 0, age=80)
DAUGHTER = somebody("d", Kinship.DAUGHTER, 1)
SON = somebody("s", Kinship.SON, 2)
GROWN_SON = somebody("g", Kinship.SON, 2, age=52)
MOTHER = somebody("m", Kinship.MOTHER, 1)
DEAD_FATHER = somebody("f", Kinship.FATHER, 2, alive=False)
SISTER_12 = somebody("y", Kinship.YOUNGER_SISTER, 2, age_band=AgeBand.ELEMENTARY_SCHOOL)

TRUANCY, DEMENTIA, DEBT = ConcernCode.TRUANCY, ConcernCode.DEMENTIA, ConcernCode.DEBT
CASES: List[Tuple[str, ConcernCode, Optional[str], List[Member], Optional[str]]] = [
    ("truancy told by a parent is the child's", TRUANCY, None, [WRITER, DAUGHTER], "d"),
    ("… also when the reader pointed at the writer", TRUANCY, "w", [WRITER, DAUGHTER], "d"),
    ("… the child spoken of last", TRUANCY, None, [WRITER, DAUGHTER, SON], "s"),
    ("… never the grown one", TRUANCY, None, [WRITER, DAUGHTER, GROWN_SON], "d"),
    ("… a schoolgirl sister may be meant", TRUANCY, None, [WRITER, SISTER_12], "y"),
    ("truancy told by the pupil is the pupil's own", TRUANCY, None, [WRITER_14, SISTER_12], "w"),
    ("who is named is meant", TRUANCY, "s", [WRITER, DAUGHTER, SON], "s"),
    ("dementia told by a daughter is the mother's", DEMENTIA, None, [WRITER, MOTHER], "m"),
    ("… not the dead father's", DEMENTIA, None, [WRITER, MOTHER, DEAD_FATHER], "m"),
    ("dementia told by an old writer is their own", DEMENTIA, None, [WRITER_80, MOTHER], "w"),
    ("without anybody to mean it is the writer", TRUANCY, None, [WRITER], "w"),
    ("a debt is whose the message says", DEBT, None, [WRITER, DAUGHTER], "w"),
    ("nobody known, nobody meant", DEBT, None, [], None),
]


@pytest.mark.parametrize(("why", "code", "named", "members", "expected"), CASES, ids=[row[0] for row in CASES])
def test_subject(
    why: str, code: ConcernCode, named: Optional[str], members: List[Member], expected: Optional[str]
) -> None:
    assert subject_of(code, named, Manner(), members, 3) == expected, why


@pytest.mark.parametrize("experiencer", [Experiencer.OTHER_PERSON, Experiencer.NOBODY])
def test_outside_the_household_nobody_is_looked_for(experiencer: Experiencer) -> None:
    assert subject_of(TRUANCY, None, Manner(experiencer=experiencer), [WRITER, DAUGHTER], 3) is None


def test_somebody_spoken_of_later_is_not_meant() -> None:
    assert subject_of(TRUANCY, None, Manner(), [WRITER, DAUGHTER, SON], 1) == "d"
