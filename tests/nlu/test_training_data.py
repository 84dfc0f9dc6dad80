"""Training messages under ``nlu/data/intents``: they parse, use the closed lists, and cover every concern.

The engine reads these files at training time only, so a slip in them would show late and far from its cause.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Mapping

import pytest
import yaml

from bot.domain.vocabulary import Act, AgeBand, Assertion, ConcernCode, Kinship, QuestionCode, SignalCode

INTENTS = Path(__file__).resolve().parents[2] / "nlu" / "data" / "intents"
FILES = sorted(INTENTS.glob("*.yml"))

# A concern with fewer messages or fewer kinds of writers than this is learnt as one person's habit of speech.
MESSAGES_A_CONCERN = 45
VOICES_A_CONCERN = 6

ACTS = {act.value for act in Act}
CONCERNS = {code.value for code in ConcernCode}
ASSERTIONS = {assertion.value for assertion in Assertion}
MEMBERS = {kinship.value for kinship in Kinship} | {"other"}
QUESTIONS = {question.value for question in QuestionCode}
SIGNALS = {signal.value for signal in SignalCode}
LEVELS = {None, "now", "today", "within_48h"}
AGE_BANDS = {band.value for band in AgeBand}


@dataclass(frozen=True)
class Example:
    """One training message with what is known of it."""

    file: str
    act: str
    text: str
    metadata: Mapping[str, Any]

    @property
    def gold(self) -> Mapping[str, Any]:
        gold = self.metadata["gold"]
        assert isinstance(gold, dict), self.text
        return gold


@lru_cache(maxsize=None)
def examples_of(path: Path) -> tuple[Example, ...]:
    """Read one file as Rasa does: the text loses its outer blanks and line ends."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        Example(path.name, block["intent"], str(example["text"]).strip("\n\r "), example["metadata"])
        for block in document["nlu"]
        for example in block["examples"]
    )


def all_examples() -> tuple[Example, ...]:
    return tuple(example for path in FILES for example in examples_of(path))


def problems_of(example: Example) -> list[str]:
    """Name everything in the example that is not of the closed lists or not of the data format."""
    found = []
    if example.act not in ACTS:
        found.append(f"act {example.act}")
    if not example.text:
        found.append("empty text")
    # Rasa would read such a text as an annotated entity and cut it.
    if "](" in example.text or "]{" in example.text:
        found.append("entity annotation")
    if set(example.metadata) - {"voice", "question", "gold"} or not example.metadata.get("voice"):
        found.append(f"metadata keys {sorted(example.metadata)}")
    if example.metadata.get("question", QuestionCode.OPENING.value) not in QUESTIONS:
        found.append(f"question {example.metadata['question']}")
    if set(example.gold) - {"concerns", "members", "signals"} or not {"concerns", "signals"} & set(example.gold):
        found.append(f"gold keys {sorted(example.gold)}")
    for concern in example.gold.get("concerns", []):
        found.extend(concern_problems(concern, example.text))
    for member in example.gold.get("members", []):
        if member.get("kinship") not in MEMBERS or (member.get("age_band") or AgeBand.AGED.value) not in AGE_BANDS:
            found.append(f"member {member}")
    for signal in example.gold.get("signals", []):
        code, level = (signal["code"], signal.get("level")) if isinstance(signal, dict) else (signal, None)
        found.extend([f"signal {code}"] if code not in SIGNALS else [])
        found.extend([f"level {level}"] if level not in LEVELS else [])
    return found


def concern_problems(concern: Mapping[str, Any], text: str) -> list[str]:
    found = []
    if set(concern) - {"code", "member", "assertion", "quoted", "span"}:
        found.append(f"concern keys {sorted(concern)}")
    if concern.get("code") not in CONCERNS:
        found.append(f"concern {concern.get('code')}")
    if concern.get("member", Kinship.SELF.value) not in MEMBERS:
        found.append(f"member {concern['member']}")
    if concern.get("assertion", Assertion.PRESENT.value) not in ASSERTIONS:
        found.append(f"assertion {concern['assertion']}")
    if not isinstance(concern.get("quoted", True), bool):
        found.append(f"quoted {concern['quoted']}")
    if concern.get("span", text) not in text:
        found.append(f"span {concern['span']}")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_example_keeps_the_format(path: Path) -> None:
    problems = {example.text: found for example in examples_of(path) if (found := problems_of(example))}
    assert problems == {}


@pytest.mark.parametrize(
    ("metadata", "text", "problem"),
    [
        ({"voice": "a", "gold": {"concerns": [{"code": "no_such_thing"}]}}, "あ", "concern no_such_thing"),
        ({"voice": "a", "gold": {"concerns": [{"code": "debt", "member": "boss"}]}}, "あ", "member boss"),
        ({"voice": "a", "gold": {"concerns": [{"code": "debt", "assertion": "no"}]}}, "あ", "assertion no"),
        ({"voice": "a", "gold": {"concerns": [{"code": "debt", "span": "い"}]}}, "あ", "span い"),
        ({"voice": "a", "question": "x", "gold": {"concerns": []}}, "あ", "question x"),
        ({"voice": "a", "gold": {"concerns": [], "signals": ["sad"]}}, "あ", "signal sad"),
        ({"voice": "a", "gold": {"signals": [{"code": "dv", "level": "soon"}]}}, "あ", "level soon"),
        ({"voice": "a", "gold": {}}, "あ", "gold keys []"),
        ({"gold": {"concerns": []}}, "あ", "metadata keys ['gold']"),
        ({"voice": "a", "gold": {"concerns": []}}, "[母](member)です", "entity annotation"),
    ],
)
def test_a_slip_is_noticed(metadata: Mapping[str, Any], text: str, problem: str) -> None:
    assert problems_of(Example("slip.yml", Act.TELL.value, text, metadata)) == [problem]


def test_no_message_stands_twice() -> None:
    # The same words after two different questions are two messages.
    count = Counter((example.text, example.metadata.get("question")) for example in all_examples())
    assert {key: number for key, number in count.items() if number > 1} == {}


def test_no_concern_is_listed_twice_for_one_member() -> None:
    doubled = [
        example.text
        for example in all_examples()
        if len({(c["code"], c.get("member")) for c in example.gold.get("concerns", [])})
        < len(example.gold.get("concerns", []))
    ]
    assert doubled == []


@pytest.mark.parametrize("code", list(ConcernCode))
def test_every_concern_has_enough_messages_and_voices(code: ConcernCode) -> None:
    told = [e for e in all_examples() if code.value in {c["code"] for c in e.gold.get("concerns", [])}]
    assert len(told) >= MESSAGES_A_CONCERN
    assert len({e.metadata["voice"] for e in told}) >= VOICES_A_CONCERN


# ``unclear`` is what remains when nothing can be named: a message that denies it has no need at all.
@pytest.mark.parametrize("code", [code for code in ConcernCode if code is not ConcernCode.UNCLEAR])
def test_every_concern_is_also_told_as_not_holding_now(code: ConcernCode) -> None:
    manners = {
        concern.get("assertion", Assertion.PRESENT.value)
        for example in all_examples()
        for concern in example.gold.get("concerns", [])
        if concern["code"] == code.value
    }
    assert Assertion.PRESENT.value in manners
    assert len(manners) >= 2
