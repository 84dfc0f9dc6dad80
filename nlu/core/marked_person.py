"""The people of a message in order, each with the particle behind: who may be the subject of what is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple

from bot.domain.evidence import Span
from bot.domain.vocabulary import Kinship
from nlu.core.household_reading import HouseholdReading
from nlu.core.kinship import Naming, scan_names
from nlu.core.morphology import Morpheme

_SUBJECT_MARK = re.compile(
    r"(?:[(（][^)）]{0,12}[)）]|\d{1,3}(?:歳|才)?)?(?:たち|達|ら|さん|夫婦)?(?P<mark>には|にも|とも|では|"
    r"が|は|も|って|だけ|まで|、|　|\s|に|を|と|から|の方が|のほうが|の)"
)


@dataclass(frozen=True)
class MarkedPerson:
    """A person in the text with the particle behind: ``member`` is an index, ``role`` is set for outsiders."""

    start: int
    end: int
    member: Optional[int]
    role: str
    first_person: bool
    mark: str
    counted: bool = False


def _mark_after(folded: str, end: int) -> str:
    match = _SUBJECT_MARK.match(folded, end)
    return match.group("mark") if match else ""


def marked_people(reading: HouseholdReading, folded: str, own: Sequence[Naming]) -> List[MarkedPerson]:
    """Return the people of ``folded``; ``own``: where the writer is named in it."""
    found: List[MarkedPerson] = []
    covered: List[Span] = []
    for index, member in enumerate(reading.members):
        for span in member.mentions or (member.span,):
            writer = member.kinship is Kinship.SELF and reading.writer_is_kin
            found.append(MarkedPerson(span.start, span.end, index, "", writer, _mark_after(folded, span.end)))
            covered.append(span)
    for outsider in reading.outsiders:
        if not any(outsider.span.overlaps(span) for span in covered):
            mark = _mark_after(folded, outsider.span.end)
            # Animals that are counted (猫が二十匹) are a state of the house.
            counted = outsider.role == "pet" and "匹" in folded[outsider.span.end : outsider.span.end + 8]
            found.append(
                MarkedPerson(outsider.span.start, outsider.span.end, None, outsider.role, False, mark, counted)
            )
            covered.append(outsider.span)
    taken = sorted(covered, key=lambda span: span.start)
    for naming in own:
        if not any(s.start <= naming.start < s.end for s in taken if s.start <= naming.start):
            mark = _mark_after(folded, naming.end)
            found.append(MarkedPerson(naming.start, naming.end, reading.self_index, "", True, mark))
    return sorted(found, key=lambda person: person.start)


def own_namings(folded: str, morphemes: Sequence[Morpheme]) -> Tuple[Naming, ...]:
    """Return the places where the writer is named; a message is scanned once for all that is asked about it."""
    return tuple(one for one in scan_names(folded, morphemes) if one.is_self)
