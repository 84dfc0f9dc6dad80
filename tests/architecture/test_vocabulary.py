"""One spelling: enums, catalogue, labels, Rasa's domain, rules and what the code says are the same codes."""

from __future__ import annotations

import ast
import re
from enum import Enum
from functools import lru_cache
from typing import Any, Dict, Iterator, List, Mapping, Set, Tuple, Type

import pytest
import yaml

from actions.registry import build_actions
from bot.catalog.national_catalog import load_labels, load_national
from bot.domain.agenda import _TABLE
from bot.domain.vocabulary import (
    Act,
    AgeBand,
    Assertion,
    ConcernCode,
    CueKind,
    Experiencer,
    Field,
    Kinship,
    PatternCode,
    QuestionCode,
    Sex,
    SignalCode,
    Urgency,
)
from tests.architecture.sources import ROOT, python_files, tree_of

LISTS: Dict[str, Type[Enum]] = {
    "act": Act,
    "age_band": AgeBand,
    "assertion": Assertion,
    "concern": ConcernCode,
    "cue": CueKind,
    "experiencer": Experiencer,
    "field": Field,
    "kinship": Kinship,
    "pattern": PatternCode,
    "sex": Sex,
    "signal": SignalCode,
    "unknown": QuestionCode,
    "urgency": Urgency,
}
RESPONSE = re.compile(r"utter_[a-z_]*[a-z]")
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
# Asked by the safety branch, not by the table.
SAFETY_QUESTIONS = {QuestionCode.SAFETY_NOW, QuestionCode.PLACE_NOW}


@lru_cache(maxsize=None)
def read(path: str) -> Any:
    return yaml.load((ROOT / path).read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def codes(kind: Type[Enum]) -> List[str]:
    return [str(code.value) for code in kind]


@pytest.mark.parametrize("name", LISTS)
def test_every_code_has_its_label_and_every_label_its_code(name: str) -> None:
    labels = load_labels().by_list[name]
    assert sorted(labels) == sorted(codes(LISTS[name]))
    assert all(label.strip() for label in labels.values())


@pytest.mark.parametrize(
    ("file", "rows", "kind"),
    [
        ("concerns.yml", "concerns", ConcernCode),
        ("signals.yml", "signals", SignalCode),
        ("patterns.yml", "patterns", PatternCode),
    ],
)
def test_the_catalogue_has_every_code_once(file: str, rows: str, kind: Type[Enum]) -> None:
    found = [row["code"] for row in read(f"bot/catalog/national/{file}")[rows]]
    assert sorted(found) == sorted(codes(kind))


def test_ids_of_rules_are_unique() -> None:
    danger = [rule["id"] for row in read("bot/catalog/national/signals.yml")["signals"] for rule in row["rules"]]
    leads = [rule.id for rule in load_national().leads]
    assert len(danger) == len(set(danger)) and len(leads) == len(set(leads))


def conditions(kind: str) -> Set[str]:
    national = load_national()
    rules = [c for rule in national.patterns for row in rule.any_of for c in row]
    rules += [c for rule in national.leads for c in rule.all_of]
    return {c.partition(":")[2] for c in rules if c.startswith(kind + ":")}


@pytest.mark.parametrize(("kind", "lexicon"), [("support", "support"), ("cue", "pattern")])
def test_cues_that_rules_name_are_read_by_the_understanding(kind: str, lexicon: str) -> None:
    known = set(read("nlu/lexicons/cues.yml")[lexicon]) - {"not"}
    assert conditions(kind) <= known


def test_intents_are_the_acts_and_the_crisis() -> None:
    assert sorted(read("domain.yml")["intents"]) == sorted([*codes(Act), "crisis"])


def test_actions_of_the_registry_are_those_of_the_domain() -> None:
    names = [action.name() for action in build_actions()]
    assert names == read("domain.yml")["actions"]


def test_stages_that_actions_set_are_values_of_the_slot() -> None:
    stages = {action.stage_after for action in build_actions() if action.stage_after}
    assert stages <= set(read("domain.yml")["slots"]["stage"]["values"])


def rule_steps() -> Iterator[Tuple[str, Any]]:
    for path in sorted((ROOT / "nlu" / "data" / "rules").glob("*.yml")):
        for rule in read(str(path.relative_to(ROOT)))["rules"]:
            for step in [*rule.get("condition", ()), *rule["steps"]]:
                yield from step.items()


def test_rules_name_what_the_domain_knows() -> None:
    domain = read("domain.yml")
    named: Dict[str, Set[Any]] = {}
    for kind, value in rule_steps():
        named.setdefault(kind, set()).add(str(value) if isinstance(value, list) else value)
    assert named["intent"] <= set(domain["intents"])
    assert {action for action in named["action"] if action.startswith("action_")} <= {
        *domain["actions"],
        "action_listen",
    }
    assert named["intent"] == set(domain["intents"]), "an intent without a rule is a dead end"
    assert {a for a in domain["actions"] if a not in named["action"]} == set(), "an action that no rule runs"


def said_by_code() -> Set[str]:
    """Return the responses that the services name; questions are named by their code."""
    found = {
        node.value
        for path in python_files("bot/services", "actions")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and RESPONSE.fullmatch(node.value)
    }
    questions = {row.code for row in _TABLE} | SAFETY_QUESTIONS
    return found | {f"utter_ask_{code}" for code in questions}


def test_responses_of_the_domain_are_those_that_the_code_says() -> None:
    assert said_by_code() == set(read("domain.yml")["responses"])


def test_every_question_can_be_asked() -> None:
    asked_elsewhere = {QuestionCode.OPENING, QuestionCode.SUMMARY_OK, QuestionCode.CONSENT}
    assert {row.code for row in _TABLE} | SAFETY_QUESTIONS | asked_elsewhere == set(QuestionCode)


def values_given() -> Iterator[Tuple[str, Set[str], str]]:
    """Yield (response, names of its values, place) of every ``Say`` that spells out both."""
    for path in python_files("bot/services"):
        for node in ast.walk(tree_of(path)):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Say" and node.args):
                continue
            values = node.args[1] if len(node.args) > 1 else ast.Dict(keys=[], values=[])
            names = [n.value for n in ast.walk(node.args[0]) if isinstance(n, ast.Constant)]
            if isinstance(values, ast.Dict):
                given = {key.value for key in values.keys if isinstance(key, ast.Constant)}
                for name in names:
                    if isinstance(name, str) and RESPONSE.fullmatch(name):
                        yield name, given, f"{path.name}:{node.lineno}"


def test_every_placeholder_is_given_its_value() -> None:
    responses: Mapping[str, List[Mapping[str, str]]] = read("domain.yml")["responses"]
    seen = 0
    for name, given, place in values_given():
        needed = {word for row in responses[name] for word in PLACEHOLDER.findall(row["text"])}
        assert needed <= given, f"{place}: {name} lacks {needed - given}"
        seen += 1
    assert seen > 12


def test_training_data_speaks_of_known_intents() -> None:
    intents = {
        line.split("intent:")[1].strip()
        for path in (ROOT / "nlu" / "data" / "intents").glob("*.yml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"- intent:", line)
    }
    assert intents and intents <= {*codes(Act), "crisis"}
