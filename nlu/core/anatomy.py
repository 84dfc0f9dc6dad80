"""A message taken apart once, for everything that reads it: danger, morphemes, clauses, lexical evidence, household."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cached_property
from typing import Callable, Dict, Optional, Tuple, TypeVar

from bot.domain.evidence import Span
from bot.domain.understanding import DangerReading
from bot.domain.vocabulary import Assertion
from nlu.core.clauses import Clause, split_clauses
from nlu.core.danger import read_danger
from nlu.core.evidence_lexicon import Hit, read_hits
from nlu.core.folding import fold_width
from nlu.core.household import HouseholdReading, Referent, read_household
from nlu.core.kinship import Naming
from nlu.core.marked_person import own_namings
from nlu.core.morphology import Morpheme, analyze

logger = logging.getLogger(__name__)
T = TypeVar("T")

EMPTY_HOUSEHOLD = HouseholdReading(members=(), outsiders=(), writer_is_kin=True)


@dataclass(frozen=True)
class Anatomy:
    """The parts of one message; spans everywhere are offsets into ``text``."""

    text: str
    question: Optional[str]
    morphemes: Tuple[Morpheme, ...]
    clauses: Tuple[Clause, ...]
    hits: Tuple[Hit, ...]
    household: HouseholdReading
    danger: DangerReading = DangerReading()
    # What was found out of a place once: several concerns are often read in the same words.
    referents: Dict[Span, Referent] = field(default_factory=dict, repr=False, compare=False)
    manners: Dict[Span, Tuple[Assertion, bool]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def own_namings(self) -> Tuple[Naming, ...]:
        """The places where the writer is named."""
        return own_namings(fold_width(self.text), self.morphemes)


def dissect(text: str, question: Optional[str] = None, danger: Optional[DangerReading] = None) -> Anatomy:
    """Take a message apart; danger is read first, unless it was read already.

    A part that cannot be read is empty, the others stay: one reader's failure must not hide what another saw.
    """
    first = read_danger(text, question) if danger is None else danger
    no_morphemes: Tuple[Morpheme, ...] = ()
    no_clauses: Tuple[Clause, ...] = ()
    no_hits: Tuple[Hit, ...] = ()
    morphemes = attempt("morphology", lambda: tuple(analyze(text)), no_morphemes)
    clauses = attempt("clauses", lambda: split_clauses(text, morphemes), no_clauses)
    hits = attempt("lexicon", lambda: read_hits(text, morphemes), no_hits)
    household = attempt("household", lambda: read_household(text, morphemes, question), EMPTY_HOUSEHOLD)
    return Anatomy(text, question, morphemes, clauses, hits, household, first)


def attempt(part: str, read: Callable[[], T], otherwise: T) -> T:
    """Return what ``read`` gives, or ``otherwise`` when it fails; the log names the part and the error's class only."""
    try:
        return read()
    except Exception as error:  # noqa: BLE001 - whatever a reader stumbles over, the message must still be answered
        logger.error("reading failed: part=%s error=%s", part, type(error).__name__)
        return otherwise
