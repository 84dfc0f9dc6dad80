"""The next question: the one that could change the handoff most. A table, read top down; pure and explainable.

At most one question a turn and eight between two pauses of six hours; none after danger except safety and place;
never one whose answer was volunteered, asked before, or declined.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Callable, Dict, List, Optional, Sequence, Tuple

from bot.domain.answer import PASSED_OVER
from bot.domain.case import PAUSE, Case
from bot.domain.member import CHILD_KINSHIPS, PARENT_KINSHIPS, SPOUSE_KINSHIPS, Member
from bot.domain.triage import judge_fields, judge_urgency
from bot.domain.vocabulary import ConcernCode, CueKind, Field, Kinship, QuestionCode, SignalCode, Urgency

MOST_QUESTIONS = 8
# Below this a question is not worth the resident's patience; the summary is read back instead.
WORTH_ASKING = 20

_CARE = frozenset(
    {
        ConcernCode.ELDER_CARE,
        ConcernCode.DEMENTIA,
        ConcernCode.ELDER_FRAILTY,
        ConcernCode.CARE_SERVICE,
        ConcernCode.INTRACTABLE_DISEASE,
        ConcernCode.MENTAL_ILLNESS,
        ConcernCode.PHYSICAL_DISABILITY,
        ConcernCode.ILLNESS,
    }
)
_CARE_OF_ANOTHER = frozenset(
    {ConcernCode.ELDER_CARE, ConcernCode.DEMENTIA, ConcernCode.ELDER_FRAILTY, ConcernCode.CARE_SERVICE}
)
_INCOME_AT_RISK = frozenset(
    {
        ConcernCode.JOB_LOSS,
        ConcernCode.INTRACTABLE_DISEASE,
        ConcernCode.ILLNESS,
        ConcernCode.MENTAL_ILLNESS,
        ConcernCode.SINGLE_PARENT,
        ConcernCode.HIKIKOMORI,
        ConcernCode.DIVORCE,
        ConcernCode.WORK_AND_CARE,
        ConcernCode.JOB_SEARCH,
    }
)
_AGE_MATTERS = (*PARENT_KINSHIPS, *SPOUSE_KINSHIPS, *CHILD_KINSHIPS, Kinship.GRANDMOTHER, Kinship.GRANDFATHER)


@dataclass(frozen=True)
class NextQuestion:
    """A question with the member it is about, its weight and why it would help (a code of the wording catalogue)."""

    code: QuestionCode
    about: Optional[str]
    weight: int
    why: str


@dataclass(frozen=True)
class _Candidate:
    """A row of the table: weight when ``lacks`` says that the case lacks the answer."""

    code: QuestionCode
    weight: int
    why: str
    lacks: Callable[[Case], bool]
    about: Optional[Callable[[Case], Optional[str]]] = None


def _codes(case: Case) -> "frozenset[ConcernCode]":
    return frozenset(c.code for c in case.present_concerns)


def _has_cue(case: Case, *kinds: CueKind) -> bool:
    return any(cue.kind in kinds for cue in case.cues)


def _others(case: Case) -> List[Member]:
    return [member for member in case.members if member.kinship is not Kinship.SELF]


def _somebody_is_cared_for(case: Case) -> bool:
    """A care concern that no old writer tells of themself; an illness may be the writer's own."""
    writer = next((member for member in case.members if member.kinship is Kinship.SELF), None)
    if writer is not None and writer.is_aged:
        return False
    return bool(_codes(case) & _CARE_OF_ANOTHER) or (writer is None and bool(_codes(case) & _CARE))


def _ageless(case: Case) -> Optional[str]:
    """The member whose age would tell most: one with a concern first, then parents, children, spouses."""
    unknown = [m for m in case.members if not m.age_is_known and m.kinship in _AGE_MATTERS and m.alive is not False]
    asked = {about for question, about, _ in case.asked if question is QuestionCode.AGE}
    unknown = [m for m in unknown if m.id not in asked]
    concerned = {c.member_id for c in case.present_concerns}
    unknown.sort(key=lambda m: (m.id not in concerned, m.kinship not in PARENT_KINSHIPS))
    return unknown[0].id if unknown else None


_TABLE: Tuple[_Candidate, ...] = (
    _Candidate(
        QuestionCode.WHO,
        90,
        "who_changes_everything",
        lambda case: _somebody_is_cared_for(case) and not _others(case),
    ),
    _Candidate(
        QuestionCode.EXISTING_SUPPORT,
        60,
        "supporter_first",
        lambda case: bool(judge_fields(case)) and not _has_cue(case, CueKind.SUPPORT),
    ),
    _Candidate(QuestionCode.AGE, 55, "age_opens_counters", lambda case: _ageless(case) is not None, _ageless),
    _Candidate(
        QuestionCode.WHAT_TROUBLES_MOST,
        50,
        "chief_complaint",
        lambda case: len(_codes(case) - {ConcernCode.UNCLEAR}) >= 3,
    ),
    _Candidate(
        QuestionCode.MONEY,
        45,
        "money_may_be_short",
        lambda case: bool(_codes(case) & _INCOME_AT_RISK) and Field.POVERTY not in judge_fields(case),
    ),
    _Candidate(
        QuestionCode.CARE_LOAD,
        42,
        "carer_may_be_worn_out",
        lambda case: (
            bool(_codes(case) & _CARE) and bool(_others(case)) and ConcernCode.CARER_EXHAUSTION not in _codes(case)
        ),
    ),
    _Candidate(
        QuestionCode.LIVES_WITH,
        40,
        "who_is_near",
        lambda case: bool(judge_fields(case)) and all(m.lives_together is None for m in case.members),
    ),
    _Candidate(
        QuestionCode.SCHOOL,
        35,
        "child_may_be_troubled",
        lambda case: (
            any(m.is_minor and m.kinship is not Kinship.SELF for m in case.members)
            and not _codes(case) & {ConcernCode.TRUANCY, ConcernCode.BULLYING, ConcernCode.CHILD_LONELINESS}
        ),
    ),
    _Candidate(
        QuestionCode.SAFE_CONTACT,
        34,
        "contact_may_be_seen",
        lambda case: (
            bool(_codes(case) & {ConcernCode.PARTNER_VIOLENCE, ConcernCode.FAMILY_CONFLICT})
            and not _has_cue(case, CueKind.SAFE_CONTACT, CueKind.NEVER_CONTACT)
        ),
    ),
    _Candidate(
        QuestionCode.SINCE_WHEN,
        30,
        "how_long",
        lambda case: bool(_codes(case) - {ConcernCode.UNCLEAR}) and not _has_cue(case, CueKind.DURATION),
    ),
    _Candidate(
        QuestionCode.WISH,
        25,
        "what_is_hoped",
        lambda case: bool(_codes(case)) and not _has_cue(case, CueKind.WISH),
    ),
    _Candidate(
        QuestionCode.AREA,
        20,
        "which_centre",
        lambda case: Field.ELDERLY in judge_fields(case) and not _has_cue(case, CueKind.PLACE),
    ),
)


# What the first page of a handoff wants in every case, and the cues that would tell it.
_ALWAYS: Dict[QuestionCode, Tuple[CueKind, ...]] = {
    QuestionCode.WISH: (CueKind.WISH,),
    QuestionCode.EXISTING_SUPPORT: (CueKind.SUPPORT,),
    QuestionCode.AREA: (CueKind.PLACE,),
    QuestionCode.SAFE_CONTACT: (CueKind.SAFE_CONTACT, CueKind.NEVER_CONTACT),
}


def next_question(case: Case, now: datetime) -> Optional[NextQuestion]:
    """Return the question to ask now, or None when nothing is worth asking.

    The count of questions starts anew after a pause of six hours; a question once asked is never asked again
    (of age: of the same member).
    """
    level, _ = judge_urgency(case)
    if level.rank >= Urgency.TODAY.rank:
        return _after_danger(case)
    if _questions_until(case, now) >= MOST_QUESTIONS:
        return None
    candidates = [candidate for candidate in ranked(case) if candidate.weight >= WORTH_ASKING]
    return candidates[0] if candidates else None


def ranked(case: Case) -> Sequence[NextQuestion]:
    """Return every question that the case still lacks, the most telling first."""
    asked = {question for question, _, _ in case.asked}
    answered = set(case.answer_states())
    found: List[NextQuestion] = []
    for row in _TABLE:
        by_member = row.about is not None
        if not by_member and (row.code in asked or row.code in answered):
            continue
        if row.lacks(case):
            found.append(NextQuestion(row.code, row.about(case) if row.about else None, row.weight, row.why))
    return sorted(found, key=lambda question: -question.weight)


def not_asked(case: Case) -> Tuple[QuestionCode, ...]:
    """Return the codes that a counselor still has to ask, most telling first.

    Besides what the bot would ask: what it asked and the resident talked past, and what every first page wants to know.
    """
    states = case.answer_states()
    lacking = sorted((row for row in _TABLE if row.lacks(case)), key=lambda row: -row.weight)
    codes = [*(row.code for row in lacking), *(code for code, kinds in _ALWAYS.items() if not _has_cue(case, *kinds))]
    return tuple(dict.fromkeys(code for code in codes if states.get(code, PASSED_OVER) == PASSED_OVER))


def _after_danger(case: Case) -> Optional[NextQuestion]:
    """After danger only safety, then place; each once."""
    asked = {question for question, _, _ in case.asked}
    going_on = {SignalCode.DV, SignalCode.CHILD_ABUSE, SignalCode.ELDER_ABUSE, SignalCode.DISABILITY_ABUSE}
    if QuestionCode.SAFETY_NOW not in asked:
        return NextQuestion(QuestionCode.SAFETY_NOW, None, 100, "safety_first")
    if QuestionCode.PLACE_NOW not in asked and any(signal.code in going_on for signal in case.signals):
        return NextQuestion(QuestionCode.PLACE_NOW, None, 99, "place_for_help")
    return None


def _questions_until(case: Case, now: datetime) -> int:
    if case.asked and now - case.asked[-1][2] > PAUSE:
        return 0
    return case.questions_since_pause
