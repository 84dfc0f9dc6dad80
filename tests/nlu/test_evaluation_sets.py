"""The evaluation sets stay what they are: frozen, and not leaked into what the model learns from."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, FrozenSet, List, Set

import pytest
import yaml

from nlu.core.examples import read_examples

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "nlu"
# Above this share of common letter triples two messages are one message written twice.
SAME = 0.8
FROZEN = ("test", "test_natural")


@lru_cache(maxsize=None)
def read_set(name: str) -> List[Dict[str, Any]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    rows: List[Dict[str, Any]] = []
    for path in sorted((GOLDEN / name).glob("*.yml")):
        rows += yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    return rows


def folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


def triples(text: str) -> FrozenSet[str]:
    short = folded(text)
    return frozenset(short[i : i + 3] for i in range(max(len(short) - 2, 1)))


@lru_cache(maxsize=1)
def learned() -> List[FrozenSet[str]]:
    return [triples(example.text) for example in read_examples(ROOT / "nlu" / "data" / "intents")]


@pytest.mark.parametrize("name", ["dev", *FROZEN])
def test_no_message_of_the_sets_is_learned_from(name: str) -> None:
    by_triple: Dict[str, Set[int]] = {}
    for number, known in enumerate(learned()):
        for triple in known:
            by_triple.setdefault(triple, set()).add(number)
    leaked = []
    for row in read_set(name):
        own = triples(row["text"])
        if len(folded(row["text"])) < 8:  # はい, 72です: everybody says these
            continue
        near = {number for triple in list(own)[:12] for number in by_triple.get(triple, ())}
        if any(len(own & learned()[n]) / len(own | learned()[n]) > SAME for n in near):
            leaked.append(row["id"])
    assert leaked == []


@pytest.mark.parametrize("name", FROZEN)
def test_the_frozen_set_is_unchanged(name: str) -> None:
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted((GOLDEN / name).glob("*.yml"))))
    assert digest.hexdigest() == (GOLDEN / f"{name}.sha256").read_text(encoding="utf-8").split()[0]


@pytest.mark.parametrize("name", FROZEN)
def test_the_sets_share_no_message(name: str) -> None:
    first, second = ({folded(row["text"]) for row in read_set(part)} for part in ("dev", name))
    assert not {text for text in first & second if len(text) >= 8}
