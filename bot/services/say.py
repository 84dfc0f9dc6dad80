"""What the bot wants to say: a named response of ``domain.yml`` with its values, or a fixed text of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, Mapping, Optional, Tuple

Choice = Tuple[str, str]


@dataclass(frozen=True)
class Say:
    """One bubble to come. Exactly one of ``response`` and ``text`` is set.

    ``choices`` are (code, label) pairs; ``links`` are (label, telephone number) pairs.
    """

    response: Optional[str] = None
    values: Mapping[str, str] = field(default_factory=dict)
    text: Optional[str] = None
    kind: str = "text"
    choices: Tuple[Choice, ...] = ()
    links: Tuple[Tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Reply:
    """One bubble as it goes out."""

    text: str
    kind: str = "text"
    choices: Tuple[Choice, ...] = ()
    links: Tuple[Tuple[str, str], ...] = ()
    question: Optional[str] = None
    about: Optional[str] = None

    def extra(self) -> Dict[str, Any]:
        """Return what is stored beside the text: codes and fixed labels only."""
        found: Dict[str, Any] = {}
        if self.choices:
            found["choices"] = [list(choice) for choice in self.choices]
        if self.links:
            found["links"] = [list(link) for link in self.links]
        if self.question:
            found["question"] = self.question
        if self.about:
            found["about"] = self.about
        return found
