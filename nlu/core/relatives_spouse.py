"""旦那 behind a married relative is theirs: 「従妹が旦那さんに殴られて」, 「妹は夫の借金で」."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Optional

from bot.domain.vocabulary import Kinship as K
from nlu.core.kinship_chain import SPOUSES, compose
from nlu.core.person import Person

_MARRIED = frozenset(
    {K.OLDER_SISTER, K.YOUNGER_SISTER, K.OLDER_BROTHER, K.YOUNGER_BROTHER, K.COUSIN, K.NIECE, K.NEPHEW, K.AUNT, K.UNCLE}
)
_CHILDREN = frozenset({K.DAUGHTER, K.SON})
_POLITE = re.compile(r"(?:さん|ご主人|様)$")
_GAP = re.compile(r"(?:[がはも]|、)[^。、！？!?\n]{0,4}")
_TO = ("に", "と", "から", "の")


def spouse_of_subject(folded: str, subject: Person, spouse: Person) -> Optional[Person]:
    """Return ``spouse`` seen from the writer when the relative before it is the one married, None when not.

    A daughter may tell of her own father (娘が夫に殴られた): of a child only the polite word is its spouse's.
    """
    if not subject.is_kin or spouse.start != spouse.word_start or spouse.word.startswith(("うち", "ウチ")):
        return None
    if not folded.startswith(_TO, spouse.end) or not _GAP.fullmatch(folded, subject.end, spouse.start):
        return None
    polite = _POLITE.search(folded[spouse.start : spouse.end]) is not None
    if not (subject.kinship in _MARRIED or (subject.kinship in _CHILDREN and polite)):
        return None
    assert subject.kinship is not None and spouse.kinship in SPOUSES
    kinship = compose(subject.kinship, spouse.kinship)
    if kinship is None or kinship is K.RELATIVE:
        return replace(spouse, kind="outsider", kinship=None, role="other_kin")
    return replace(spouse, kinship=kinship)
