"""Where the writer tells a trouble of their own without a word for themself (もう限界です, 眠れません).

REBUILT, NOT THE ORIGINAL: the first version of this file was overwritten by mistake and could not be recovered. It is
to be replaced by its author, or compared with the household goldens before it is relied on.
"""

from __future__ import annotations

import re
from typing import Optional, Sequence

from bot.domain.evidence import Span
from nlu.core.person import Person

_FIRST_PERSON_TROUBLE = re.compile(
    r"限界|しんど[いく]|つら[いく]|辛[いく]|疲れ(?:た|まし|切|果)|くたくた|へとへと|眠れ(?:ない|ませ|ず|なく)|"
    r"死にたい|消えたい|泣いて(?:ば|し|い)|払え(?:ない|ませ|ず)|返せ(?:ない|ませ|ず)|生活(?:でき|が苦し|に困)|"
    r"(?:仕事|会社)を?(?:辞め|クビ|失)|失業|無職|頼れる人が"
)
_CLAUSE = re.compile(r"[^。！？!?\n、]+")


def own_trouble(folded: str, people: Sequence[Person]) -> Optional[Span]:
    """Return the first clause that tells a feeling or inability and names nobody, or None.

    Args:
        folded: the message, width folded.
        people: everybody whom the message names.
    """
    for clause in _CLAUSE.finditer(folded):
        named = any(clause.start() <= person.start < clause.end() for person in people)
        trouble = None if named else _FIRST_PERSON_TROUBLE.search(clause.group())
        if trouble is not None:
            return Span(clause.start() + trouble.start(), clause.start() + trouble.end())
    return None
