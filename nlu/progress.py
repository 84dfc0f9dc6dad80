"""The progress bar of training."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Callable, Dict, Iterator

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

_PARTS = {
    "read": "reading messages",
    "features": "counting features",
    "acts": "learning acts",
    "thresholds": "learning thresholds",
    "models": "learning concerns, dangers, fields",
}


@contextmanager
def training_progress(shown: bool = True) -> Iterator[Callable[[str, float], None]]:
    """Give a function ``tell(part, share)`` that draws one bar a part of the training; silent unless ``shown``."""
    bars = Progress(
        TextColumn("{task.description:<34}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"), TimeElapsedColumn(),
        disable=not shown,
    )  # fmt: skip
    tasks: Dict[str, TaskID] = {}

    def tell(part: str, share: float) -> None:
        if part not in tasks:
            tasks[part] = bars.add_task(_PARTS.get(part, part), total=1.0)
        bars.update(tasks[part], completed=min(share, 1.0))

    with bars:
        yield tell
