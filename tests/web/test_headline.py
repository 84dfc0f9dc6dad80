"""The headline of a case in the queue: who lives there and what it is about."""

from __future__ import annotations

from bot.catalog.national_catalog import load_national
from bot.console.views.queue import headline
from bot.domain.vocabulary import ConcernCode, Kinship
from tests.support.tellings import concern, empty_case, member, tell, understood


def test_who_has_died_is_not_counted_among_the_household() -> None:
    text = "父が亡くなり、82の母の物忘れ"
    father = member(text, "父", Kinship.FATHER, alive=False)
    mother = member(text, "母", Kinship.MOTHER, age=82)
    told = understood(members=[father, mother], concerns=[concern(text, "物忘れ", ConcernCode.DEMENTIA, 1)])
    line = headline(tell(empty_case(), text, told), load_national().labels)
    assert line.startswith("母82｜") and "父" not in line
