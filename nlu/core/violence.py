"""Which kind of violence a message tells of, when several look alike: the one whose victim is named."""

from __future__ import annotations

from typing import Dict, List, Mapping

from bot.domain.vocabulary import ConcernCode, Kinship
from nlu.core.anatomy import Anatomy
from nlu.core.fields import OLDER_KIN, SMALL_KIN, is_minor, is_old

# A second kind stays only when its victim is named too and the model is this sure of it.
SURE_OF_ANOTHER = 0.7
KINDS = (
    ConcernCode.CHILD_MALTREATMENT,
    ConcernCode.ELDER_MALTREATMENT,
    ConcernCode.DISABILITY_MALTREATMENT,
    ConcernCode.PARTNER_VIOLENCE,
)
_DISABILITIES = frozenset(
    {
        ConcernCode.PHYSICAL_DISABILITY,
        ConcernCode.INTELLECTUAL_DISABILITY,
        ConcernCode.MENTAL_ILLNESS,
        ConcernCode.DEVELOPMENTAL_DISABILITY,
        ConcernCode.DISABILITY_SERVICE,
        ConcernCode.DISABILITY_WORK,
        ConcernCode.DISABILITY_MALTREATMENT,
    }
)
_PARTNERS = frozenset({Kinship.HUSBAND, Kinship.WIFE, Kinship.PARTNER, Kinship.EX_HUSBAND, Kinship.EX_WIFE})


def unlikely_kinds(anatomy: Anatomy, confidences: Mapping[ConcernCode, float]) -> List[ConcernCode]:
    """Return the kinds of violence to leave out.

    Args:
        anatomy: the message taken apart.
        confidences: how sure each concern found is; those that are no violence are passed over.
    """
    found: Dict[ConcernCode, float] = {code: confidences[code] for code in KINDS if code in confidences}
    if len(found) < 2:
        return []
    named = victims_named(anatomy)
    surest = max(found, key=lambda code: (named[code], found[code]))
    return [
        code
        for code, confidence in found.items()
        if code is not surest and not (named[code] and confidence >= SURE_OF_ANOTHER)
    ]


def victims_named(anatomy: Anatomy) -> Dict[ConcernCode, bool]:
    """Return for each kind of violence whether somebody whom it could befall is named in the message."""
    members = anatomy.household.members
    return {
        ConcernCode.CHILD_MALTREATMENT: any(is_minor(one) or one.kinship in SMALL_KIN for one in members),
        ConcernCode.ELDER_MALTREATMENT: any(is_old(one) or one.kinship in OLDER_KIN for one in members),
        ConcernCode.DISABILITY_MALTREATMENT: any(hit.code in _DISABILITIES for hit in anatomy.hits),
        ConcernCode.PARTNER_VIOLENCE: any(one.kinship in _PARTNERS for one in members),
    }
