"""The process in which plain Rasa is trained and asked. One argument: the folder of the job.

Reads ``config.yml``, ``nlu.yml`` and ``texts.json`` there, trains ``model.tar.gz`` unless it is there already, writes
``rankings.json``: for each text all intents with their confidence, surest first.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, List

import yaml

from bot.engine import privacy


def main(folder: Path) -> None:
    """Train if need be, then read the texts."""
    os.nice(10)
    privacy.install()
    import rasa.model_training
    from rasa.core.agent import Agent
    from rasa.shared.utils import io

    privacy.silence_structlog()
    by_rasa = io.read_yaml

    def read(content: str, reader_type: Any = "safe") -> Any:
        """Rasa's own parser needs minutes for so many messages."""
        return yaml.load(content, Loader=yaml.CSafeLoader) if "\nnlu:\n" in content else by_rasa(content, reader_type)

    io.read_yaml = read
    model = folder / "model.tar.gz"
    begin = time.perf_counter()
    if not model.is_file():
        rasa.model_training.train_nlu(
            config=str(folder / "config.yml"),
            nlu_data=str(folder / "nlu.yml"),
            output=str(folder),
            fixed_model_name="model",
        )
        (folder / "seconds.txt").write_text(f"{time.perf_counter() - begin:.0f}\n", encoding="utf-8")
    agent = Agent.load(str(model))
    texts: List[str] = json.loads((folder / "texts.json").read_text(encoding="utf-8"))

    async def read_all() -> Any:
        return [await agent.parse_message(text) for text in texts]

    rankings = {
        text: [(guess["name"], round(float(guess["confidence"]), 4)) for guess in parsed["intent_ranking"]]
        for text, parsed in zip(texts, asyncio.run(read_all()), strict=True)
    }
    (folder / "rankings.json").write_text(json.dumps(rankings, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
