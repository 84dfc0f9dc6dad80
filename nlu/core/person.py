"""A person of a message, as resolved from one naming or a chain of namings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from bot.domain.vocabulary import AgeBand, Kinship, Sex
from nlu.core.kinship import Naming


@dataclass(frozen=True)
class Person:
    """One naming after resolution. ``start`` is that of the whole chain, ``word_start`` that of the last word."""

    start: int
    end: int
    kind: str
    kinship: Optional[Kinship]
    role: str
    word: str
    word_start: int
    sex: Optional[Sex] = None
    ordinal: Optional[str] = None
    band: Optional[AgeBand] = None
    open_ended: bool = False
    owner: bool = False
    needs_age: bool = False

    @property
    def is_kin(self) -> bool:
        return self.kind == "kin"

    @property
    def is_self(self) -> bool:
        return self.kind == "self"

    @property
    def is_outsider(self) -> bool:
        return self.kind == "outsider"


def person_of(naming: Naming) -> Person:
    """Return the person that one naming alone stands for."""
    form = naming.form
    return Person(
        start=naming.start,
        end=naming.end,
        kind=form.kind,
        kinship=form.kinship,
        role=form.role,
        word=naming.word,
        word_start=naming.start,
        sex=form.sex,
        ordinal=form.ordinal,
        band=form.band,
        open_ended=naming.word.endswith(("の", "む", "る")) and form.kind == "outsider",
        owner=form.owner,
        needs_age=form.needs_age,
    )
