"""The household of a message: members with age and state, outsiders, and whether the writer is kin.

``read_household`` puts the parts together: names (``kinship``), whose they are (``people``), ages (``age``,
``age_attachment``, ``age_correction``), state (``member_state``), the writer (``writer``).
``who_is_meant`` is re-exported.
"""

from __future__ import annotations

from typing import Dict, List, Optional, Sequence

from bot.domain.evidence import Span
from bot.domain.vocabulary import QuestionCode
from nlu.core.age import AgeReading, read_ages
from nlu.core.age_attachment import attach_ages
from nlu.core.age_correction import corrected_ages, without_replacements
from nlu.core.age_relative import with_relative_ages
from nlu.core.age_run import OwnedAges
from nlu.core.child_draft import unnamed_children
from nlu.core.folding import fold_width
from nlu.core.household_reading import HouseholdReading, Outsider, Referent
from nlu.core.kin_drafts import kin_drafts
from nlu.core.kinship import scan_names
from nlu.core.member_draft import fold_generic
from nlu.core.member_state import read_states
from nlu.core.morphology import Morpheme
from nlu.core.people import resolve_people
from nlu.core.people_in_need import as_strangers, is_needy, is_own_job, tells_of_strangers
from nlu.core.person import Person
from nlu.core.referent import who_is_meant
from nlu.core.school_attended import schools_attended
from nlu.core.writer import introduces_profession, quarrels_with_neighbor
from nlu.core.writer_draft import needed_draft, self_draft, strangers

__all__ = ["HouseholdReading", "Outsider", "Referent", "read_household", "who_is_meant"]


def read_household(text: str, morphemes: Sequence[Morpheme], question: Optional[str] = None) -> HouseholdReading:
    """Read the people of one message.

    Args:
        text: the raw message.
        morphemes: ``analyze(text)``, either split mode.
        question: code of the question just asked. After ``age`` a number alone gives a member 本人 whose
            span is the number: the caller attaches it to the person asked about. After ``lives_with`` the people
            named live together.

    Returns:
        Members in the order of first naming; when the writer is no relative, 本人 is the person in need.
    """
    folded = fold_width(text)
    namings = scan_names(folded, morphemes)
    introduced = introduces_profession(folded)
    strange = tells_of_strangers(folded, namings, introduced)
    foreign = introduced or strange
    ages = read_ages(folded)
    people = resolve_people(folded, namings, ages, foreign)
    if strange:
        people = tuple(as_strangers(people))
    replaced, corrected = corrected_ages(folded, ages)
    answering = question == QuestionCode.AGE or bool(corrected)
    owned = attach_ages(folded, people, without_replacements(ages, replaced), answering)
    owned = tuple(_with_replacements(item, replaced) for item in (*owned, *schools_attended(folded, people, owned)))
    states = read_states(folded, people, question == QuestionCode.LIVES_WITH)
    drafts = kin_drafts(folded, people, owned, states, corrected)
    outsiders = tuple(Outsider(p.role, Span(p.start, p.end)) for p in people if p.is_outsider)
    drafts.extend(
        unnamed_children(
            folded, ages, owned, replaced, foreign or bool(strangers(people)) or any(p.role == "pet" for p in people)
        )
    )
    own_self = None if strange else self_draft(folded, people, owned, corrected, foreign)
    needed = None if drafts or own_self else needed_draft(folded, people, owned, ages, corrected, foreign)
    writer_is_kin = needed is None and not _about_outsider(folded, people, bool(drafts or own_self))
    with_relative_ages(folded, people, drafts, own_self)
    last = own_self or needed
    members = fold_generic(drafts) + ([last] if last else [])
    members.sort(key=lambda draft: min(span.start for span in draft.mentions))
    return HouseholdReading(tuple(draft.finished() for draft in members), outsiders, writer_is_kin)


def _with_replacements(owned: OwnedAges, replaced: Dict[Span, AgeReading]) -> OwnedAges:
    ages: List[AgeReading] = []
    for age in owned.ages:
        # A correction may be corrected again; the last value wins.
        while age.span in replaced:
            age = replaced[age.span]
        ages.append(age)
    return OwnedAges(owned.person, tuple(ages), owned.sex)


def _about_outsider(folded: str, people: Sequence[Person], own: bool) -> bool:
    """True when the first person talked of is a friend or client and nobody of the writer's own is named."""
    if own or any(p.is_self for p in people) or quarrels_with_neighbor(folded):
        return False
    if is_own_job(folded) or not is_needy(folded):
        return False
    first = next((p for p in people if p.is_outsider and p.role in ("client", "neighbour")), None)
    return first is not None and folded.startswith(("が", "の", "は"), first.end)
