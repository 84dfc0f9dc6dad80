"""Who does what to whom: order, voice and negation make other features of the same words."""

from __future__ import annotations

from typing import List

import pytest

from nlu.core.anatomy import dissect
from nlu.core.feature_words import clause_words


def relations(text: str) -> List[str]:
    anatomy = dissect(text)
    return [name for number in range(len(anatomy.clauses)) for name in clause_words(anatomy, number)]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("夫に殴られた", "<spouse> に 殴る れる た"),
        ("夫を殴った", "<spouse> を 殴る た"),
        ("息子が母を叩きました", "<parent> を 叩く た"),
        ("食べさせてもらえない", "食べる させる 貰う ない"),
        ("死にたいとは思っていません", "思う 居る ない"),
        ("電気が止まった", "電気 が 止まる た"),
    ],
)
def test_the_relation_stands_among_the_words(text: str, relation: str) -> None:
    assert relation in relations(text)


@pytest.mark.parametrize(
    ("one", "other"), [("夫に殴られた", "夫を殴った"), ("殴られた", "殴られてない"), ("父が母を叩く", "母が父を叩く")]
)
def test_the_same_words_otherwise_are_other_relations(one: str, other: str) -> None:
    assert set(relations(one)) != set(relations(other))


@pytest.mark.parametrize("text", ["", "😢", "…", "を", "れれれれ", "ないないない", "がをにへと"])
def test_any_text_has_relations_or_none(text: str) -> None:
    relations(text)
