"""The receipt: readable by hand, checked, forgiving in writing, not to be guessed."""

from __future__ import annotations

import random
import re
from typing import Callable, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.visitors import RECEIPT_CHARS, new_receipt, normalize_receipt

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SEEDS = st.integers(0, 2**32)


def plain(receipt: str) -> str:
    return receipt.replace("-", "")


@pytest.mark.parametrize("_", range(20))
def test_a_receipt_can_be_read_out(_: int) -> None:
    receipt = new_receipt()
    assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", receipt)
    assert normalize_receipt(receipt) == plain(receipt)


def test_receipts_are_secrets_of_at_least_sixty_bits() -> None:
    assert (RECEIPT_CHARS - 1) * 5 >= 60
    assert len({new_receipt() for _ in range(500)}) == 500


WRITINGS = {
    "small letters": str.lower,
    "blanks": lambda r: f"  {r.replace('-', ' ')} ",
    "full width": lambda r: "".join(chr(ord(c) + 0xFEE0) if c != "-" else "－" for c in r),
    "long vowel marks": lambda r: r.replace("-", "ー"),
    "en dashes": lambda r: r.replace("-", "–"),
    "hyphens": lambda r: r.replace("-", "‐"),
    "no dashes": plain,
    "O for 0": lambda r: r.replace("0", "O"),
    "o for 0": lambda r: r.replace("0", "o"),
    "I for 1": lambda r: r.replace("1", "I"),
    "l for 1": lambda r: r.replace("1", "l"),
    "full blanks and a line break": lambda r: r.replace("-", "　") + "\n",
}


@pytest.mark.parametrize("name", WRITINGS)
def test_writings_of_one_receipt(name: str) -> None:
    write: Callable[[str], str] = WRITINGS[name]
    for _ in range(30):
        receipt = new_receipt()
        assert normalize_receipt(write(receipt)) == plain(receipt)


@given(SEEDS)
def test_one_wrong_character_is_noticed(seed: int) -> None:
    draw = random.Random(seed)
    receipt = plain(new_receipt())
    place = draw.randrange(RECEIPT_CHARS)
    wrong = draw.choice([c for c in ALPHABET if c != receipt[place] and {c, receipt[place]} != {"0", "Z"}])
    assert normalize_receipt(receipt[:place] + wrong + receipt[place + 1 :]) is None


@given(SEEDS)
def test_two_neighbours_swapped_are_noticed(seed: int) -> None:
    receipt = plain(new_receipt())
    place = random.Random(seed).randrange(RECEIPT_CHARS - 2)
    a, b = receipt[place], receipt[place + 1]
    if a == b or {a, b} == {"0", "Z"}:
        return
    assert normalize_receipt(receipt[:place] + b + a + receipt[place + 2 :]) is None


@pytest.mark.parametrize("typed", ["", "-", "あいうえ", "0" * 15, "0" * 17, "U" * 16, "😀" * 16, "\x00" * 16])
def test_what_is_no_receipt(typed: str) -> None:
    assert normalize_receipt(typed) is None


@given(st.text())
def test_any_text_is_taken(typed: str) -> None:
    found: Optional[str] = normalize_receipt(typed)
    assert found is None or len(found) == RECEIPT_CHARS
