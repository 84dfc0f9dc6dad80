"""Runs of ages that stand in one list (10、7、2歳), and whose they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple

from bot.domain.vocabulary import Sex
from nlu.core.age import AgeReading
from nlu.core.age_owner import GROUP_KIN
from nlu.core.person import Person

_RUN_JOINT = re.compile(r"\s?(?:と|、|,|・|/|\s|歳と?|や|&|そして|に|さんと|ちゃんと|，|才と?|歳、|生と|で、" r")\s?")


@dataclass(frozen=True)
class OwnedAges:
    """The ages stated of one person; more than one makes several persons of a group word."""

    person: Optional[int]
    ages: Tuple[AgeReading, ...]
    sex: Optional[Sex] = None


def age_runs(folded: str, ages: Sequence[AgeReading], people: Sequence[Person]) -> List[List[AgeReading]]:
    """Group ages that stand in one list (10、7、2歳) with nobody named between them."""
    # 「母68と生後四か月の子」: the number right behind a word for one person is that person's.
    single = {p.end for p in people if p.kinship not in GROUP_KIN}
    runs: List[List[AgeReading]] = []
    for age in ages:
        if runs:
            last = runs[-1][-1]
            gap = folded[last.span.end : age.span.start]
            same_kind = (last.age is None) == (age.age is None) or not (last.bare or age.bare)
            other_kind = (last.age is None) != (age.age is None)
            listed = len(gap) <= 4 and same_kind and _RUN_JOINT.fullmatch(gap) is not None
            if listed and _apart_in_age(folded, runs[-1][0], last, age):
                runs.append([age])
                continue
            if (listed and last.span.start not in single) or (gap in ("", "(", "の") and other_kind):
                runs[-1].append(age)
                continue
        runs.append([age])
    return runs


def _apart_in_age(folded: str, first: AgeReading, last: AgeReading, age: AgeReading) -> bool:
    """True for the writer's age at the head before a child's: 「三十九歳、四歳の娘と」."""
    head = folded[first.span.start - 1 : first.span.start] in ("", "。", "\n") and first is last
    return head and (last.age or 0) >= 16 and age.age is not None and (last.age or 0) - age.age >= 15


def said_twice(run: Sequence[AgeReading]) -> bool:
    """True for one age said in two ways: 「七十七、喜寿」."""
    return len(run) == 2 and run[0].age is not None and run[0].age == run[1].age and not run[1].bare


def run_end(run: Sequence[AgeReading]) -> int:
    return run[0].span.end if said_twice(run) else run[-1].span.end


def of_one_person(run: Sequence[AgeReading]) -> bool:
    return len(run) == 1 or said_twice(run) or (len(run) == 2 and (run[0].age is None) != (run[1].age is None))
