"""Who writes: the author of a message noted a voice (``man79``, ``neighbor44``); here they are put together."""

from __future__ import annotations

import re
from typing import Dict

_PARTS = re.compile(r"([a-z_]*?)_?(\d*)$")
# Who writes of other people's troubles: neighbours and those whose work it is.
_OUTSIDERS = re.compile(
    "neighbor|teacher|nurse|minsei|care|careworker|carer_manager|helper|staff|police|worker|social|shop|researcher|passer"
    "|driver|cook|friend|hospital|nursery|firefighter|counselor|child_minder"
)
_MANNERS: Dict[str, str] = {"foreign": "plain Japanese", "letter": "letter", "voice": "voice input", "kana": "kana"}
_YOUNG = frozenset(("girl", "boy", "teen", "child"))
_OLD = frozenset(("grandma", "grandpa", "grandmother", "grandfather"))


def voice_group(voice: str) -> str:
    """Return the group of a voice: a manner of writing, an outsider, or the writer's age."""
    found = _PARTS.match(voice)
    name, digits = found.groups() if found else (voice, "")
    if name in _MANNERS:
        return _MANNERS[name]
    if _OUTSIDERS.fullmatch(name):
        return "outsider"
    if not digits:
        return "young" if name in _YOUNG else "65 and over" if name in _OLD else "not known"
    age = int(digits)
    return "young" if age < 20 else "20–39" if age < 40 else "40–64" if age < 65 else "65 and over"
