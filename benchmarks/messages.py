"""The messages that both systems are told: the labelled dev set, as residents write, and no crisis among them."""

from __future__ import annotations

from pathlib import Path
from typing import List

import yaml

GOLDEN = Path(__file__).resolve().parents[1] / "tests" / "golden" / "nlu" / "dev"
# Ordinary messages: alarms and pages are something that plain Rasa has not.
MOST_CHARS = 300


def bench_texts() -> List[str]:
    """Return the messages in a fixed order, every one once, long ones left out."""
    texts: List[str] = []
    for path in sorted(GOLDEN.glob("*.yml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
            text = str(row["text"]).strip()
            ordinary = row["expect"].get("urgency", "ordinary") == "ordinary" and not row["expect"].get("signals")
            if ordinary and len(text) <= MOST_CHARS:
                texts.append(text)
    # The files are of one kind each: every seventh makes a mixture.
    texts = list(dict.fromkeys(texts))
    return [text for start in range(7) for text in texts[start::7]]
