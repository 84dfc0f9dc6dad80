"""Long texts in parts: nothing lost, nothing too long, no character parted."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.splitting import parts, shortened, utf16_units

FAMILY = "👨‍👩‍👧‍👦"
MARKED = "が" + "\u3099" * 3
CHARACTERS = ["あ", "。", "、", " ", "\n", FAMILY, MARKED, "😀", "a", "🇯🇵"]
texts = st.lists(st.sampled_from(CHARACTERS), max_size=80).map("".join)


@given(texts, st.integers(min_value=12, max_value=40))
def test_parts_are_the_text_and_fit_and_part_no_character(text: str, limit: int) -> None:
    found = parts(text, limit)
    assert "".join(found) == text
    assert all(utf16_units(part) <= limit for part in found)
    whole = {match.end() for match in regex.finditer(r"\X", text)}
    place = 0
    for part in found[:-1]:
        place += len(part)
        assert place in whole


def test_a_sentence_is_kept_whole_where_it_fits() -> None:
    text = "一つめの文です。二つめの文です。三つめの文です。"
    assert parts(text, 18) == ["一つめの文です。二つめの文です。", "三つめの文です。"]


def test_a_character_with_endless_marks_ends_too() -> None:
    text = "あ" + "\u0301" * 5_000
    found = parts(text, 100)
    assert "".join(found) == text and all(len(part) <= 100 for part in found)


@pytest.mark.parametrize(
    ("text", "short"), [("短い", "短い"), ("あ" * 21, "あ" * 19 + "…"), (FAMILY * 3, FAMILY + "…"), ("", "")]
)
def test_a_label_is_cut_between_characters(text: str, short: str) -> None:
    assert shortened(text, 20) == short


def test_units_are_those_of_utf_16() -> None:
    assert utf16_units("aあ😀") == 4 == len("aあ😀".encode("utf-16-le")) // 2
