"""Plays the scripted dialogues through the whole path and compares each handoff with what a counselor would note.

    python -m benchmarks.conversations [--model var/models/….tar.gz] [--detail] [--only c-001 …]

The dialogues may be looked at: they show what to mend, not how good a stranger's story is read.
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import List, Optional, Sequence

from rich.progress import track

from benchmarks.conversations.dialogues import ROOT, Dialogue, read_dialogues
from benchmarks.conversations.facts import Summary
from benchmarks.conversations.measures import Cases
from benchmarks.conversations.report import details, table
from bot.channels.message import whole
from bot.commands.converse import play
from bot.commands.throwaway import throwaway_application
from bot.engine import privacy
from bot.engine.training import model_path
from bot.settings import Settings, read_settings


def parse(words: Optional[Sequence[str]] = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.conversations",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--model", type=Path, help="an archive; without it the model of the current sources")
    parser.add_argument("--detail", action="store_true", help="every fact that is missing (−) or too much (+)")
    parser.add_argument("--only", nargs="+", metavar="ID", help="these dialogues alone")
    return parser.parse_args(words)


def main(words: Optional[Sequence[str]] = None) -> int:
    """Play, compare, print."""
    asked = parse(words)
    settings = read_settings()
    model = asked.model or model_path(
        ROOT, settings.var if settings.var.is_absolute() else ROOT / settings.var / "models"
    )
    if not model.is_file():
        print(f"not found: {model} (a model is made by `make train`)")
        return 1
    privacy.install()
    dialogues = [one for one in read_dialogues() if not asked.only or one.id in asked.only]
    if not dialogues:
        print(f"no dialogue has one of these ids: {' '.join(asked.only)}")
        return 1
    cases = play_all(settings, model, dialogues)
    print("\n".join([*table(cases), *(details(cases) if asked.detail else [])]))
    return 0


def play_all(settings: Settings, model: Path, dialogues: Sequence[Dialogue]) -> Cases:
    """Return each dialogue with the summary of its handoff; the engine is loaded once."""
    with throwaway_application(settings, model) as application:
        summaries: List[Summary] = []
        for one in track(dialogues, "conversing", transient=True):
            played = asyncio.run(play(application, [whole(text) for text in one.messages]))
            summaries.append(played["handoff"])
    return list(zip(dialogues, summaries, strict=True))


if __name__ == "__main__":
    raise SystemExit(main())
