"""The people of a message, by the kind of thing that is hard about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.domain.understanding import MemberMention
from nlu.core.household import read_household
from nlu.core.morphology import analyze

CLASSES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "household_classes.yml").read_text(encoding="utf-8")
)
CASES = [(name, case["text"], case["people"]) for name, cases in CLASSES.items() for case in cases]


def shown(member: MemberMention) -> str:
    age = member.age if member.age is not None else member.age_band
    return str(member.kinship) if age is None else f"{member.kinship}:{age}"


@pytest.mark.parametrize(("text", "people"), [case[1:] for case in CASES], ids=[f"{c[0]}-{c[1][:12]}" for c in CASES])
def test_people(text: str, people: str) -> None:
    reading = read_household(text, analyze(text))
    assert sorted(shown(member) for member in reading.members) == sorted(people.split())
