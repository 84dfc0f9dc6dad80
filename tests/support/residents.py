"""Residents for the crawler: what they send next, by a seeded chance. Adversarial on purpose; all invented."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Callable, Dict, Iterator, List, Optional, Sequence, Tuple

import yaml

Sent = Tuple[str, Optional[str]]  # text, code of the button pressed
Offered = Callable[[], Sequence[Tuple[str, str]]]  # the choices of the bot's last turn as (code, label)
Resident = Callable[[random.Random, Offered], Iterator[Sent]]

_SENDS: Dict[str, List[str]] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
_TOLD = _SENDS["told"]
_EVERYTHING = [text for texts in _SENDS.values() for text in texts]


def _of(texts: Sequence[str]) -> Resident:
    def sends(chance: random.Random, offered: Offered) -> Iterator[Sent]:
        while True:
            yield chance.choice(texts), None

    return sends


def _repeats(chance: random.Random, offered: Offered) -> Iterator[Sent]:
    """The same again and again, then something else again and again."""
    while True:
        text = chance.choice(_EVERYTHING)
        for _ in range(chance.randint(3, 6)):
            yield text, None


def _skips(chance: random.Random, offered: Offered) -> Iterator[Sent]:
    """Tells a little, then passes over everything that is asked."""
    yield chance.choice(_TOLD), None
    while True:
        yield "とばす", chance.choice(("skip", None))
        if chance.random() < 0.2:
            yield chance.choice(_TOLD), None


def _presses(chance: random.Random, offered: Offered) -> Iterator[Sent]:
    """Presses whatever is offered."""
    yield chance.choice(_TOLD), None
    while True:
        code, label = chance.choice(list(offered()) or [("", "はい")])
        yield label, code or None
        if chance.random() < 0.25:
            yield chance.choice(_TOLD), None


def _writes_long(chance: random.Random, offered: Offered) -> Iterator[Sent]:
    """Very long texts, sensible or not."""
    while True:
        pieces = chance.choice((_TOLD, _EVERYTHING, _SENDS["contradictions"]))
        yield "。".join(chance.choice(pieces) for _ in range(chance.randint(20, 60))), None
        yield chance.choice(("あ", "母", "😭")) * chance.randint(200, 2000), None


def _mixes(chance: random.Random, offered: Offered) -> Iterator[Sent]:
    """Anything after anything."""
    while True:
        yield chance.choice(_EVERYTHING), None


RESIDENTS: Dict[str, Resident] = {
    **{name: _of(texts) for name, texts in _SENDS.items()},
    "danger": _of([*_SENDS["danger"], *_TOLD]),
    "repeats": _repeats,
    "skips": _skips,
    "presses": _presses,
    "writes long": _writes_long,
    "mixes": _mixes,
}
