"""Long texts in parts: at a sentence's end where there is one, never inside what is read as one character."""

from __future__ import annotations

from typing import List

import regex

_GRAPHEME = regex.compile(r"\X")
# Good places to cut, the best first.
_ENDS = (frozenset("。！？!?\n"), frozenset("、,，；;"), frozenset(" 　"))


def utf16_units(text: str) -> int:
    """Return the length in UTF-16 code units, which LINE and Telegram count."""
    return len(text) + sum(char > "\uffff" for char in text)


def parts(text: str, limit: int) -> List[str]:
    """Return the text in parts of at most ``limit`` UTF-16 units; joined they are the text again."""
    found: List[str] = []
    rest = text
    while utf16_units(rest) > limit:
        head = _head(rest, limit)
        found.append(head)
        rest = rest[len(head) :]
    return [*found, rest] if rest or not found else found


def shortened(text: str, limit: int) -> str:
    """Return the text cut to ``limit`` UTF-16 units, with an ellipsis when something is missing."""
    return text if utf16_units(text) <= limit else _fitting(text, limit - 1) + "…"


def _head(text: str, limit: int) -> str:
    fitting = _fitting(text, limit)
    for ends in _ENDS:
        cut = max((place for place, char in enumerate(fitting) if char in ends), default=-1) + 1
        # A cut far to the front would make many small parts.
        if cut > len(fitting) // 3 and _is_boundary(text, cut):
            return fitting[:cut]
    return fitting


def _fitting(text: str, limit: int) -> str:
    end = units = 0
    for match in _GRAPHEME.finditer(text):
        units += utf16_units(match.group())
        if units > limit:
            break
        end = match.end()
    if end:
        return text[:end]
    # One character with more marks on it than fit: marks are parted, a code point never is.
    while end < len(text) and utf16_units(text[: end + 1]) <= limit:
        end += 1
    return text[:end]


def _is_boundary(text: str, place: int) -> bool:
    return any(match.end() == place for match in _GRAPHEME.finditer(text, 0))
