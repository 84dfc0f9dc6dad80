"""Is it told that a thing is managed: the rent is paid, school is gone to, the money is enough, she is well?

Only what is said without a reserve: なんとか払えています and 払えてますが… are troubles.
"""

from __future__ import annotations

from nlu.core.place import NEAR, Place
from nlu.core.scope_words import scope_words


def is_well(place: Place) -> bool:
    """Tell whether the words from the thing to the end of its clause say that all is well with it.

    Args:
        place: the thing and its surroundings.
    """
    words = scope_words()
    end = min(place.clause.end, place.span.end + NEAR)
    said = place.text[place.span.start : end]
    if not words.managed.search(said):
        return False
    clause = place.text[max(place.clause.start, place.span.start - NEAR) : end]
    return not words.barely.search(clause)
