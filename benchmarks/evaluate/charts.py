"""The two kinds of rows that pictures are made of, dots and bars, both with intervals; fonts; saving."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

import matplotlib

matplotlib.use("Agg")
# the backend now, not at the first picture: beside a running engine, which answers such imports by a stand-in
import matplotlib.backends.backend_agg  # noqa: E402
from matplotlib import font_manager, pyplot  # noqa: E402
from PIL import Image  # noqa: E402

from benchmarks.scores import Figure  # noqa: E402

_FONTS = ("Noto Sans CJK JP", "IPAexGothic", "TakaoGothic")
COLOURS = ("#1f6f8b", "#c8553d", "#7a9e3b", "#8a6fb0", "#b08d2f")
GREY = "#8c8c8c"
_DOTS_PER_INCH = 110
_PALETTE = 64  # few colours are used: a third of the bytes


def japanese_font() -> Optional[str]:
    """Return an installed font that has Japanese letters, or None."""
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in _FONTS if name in installed), None)


def style(font: Optional[str]) -> Any:
    """Return the context in which all pictures are drawn."""
    settings: Dict[str, Any] = {"font.size": 8, "axes.spines.top": False, "axes.spines.right": False}
    if font:
        settings["font.family"] = [font]
    return pyplot.rc_context(settings)


def canvas(columns: int, size: Tuple[float, float], **grid: Any) -> Tuple[Any, List[Any]]:
    """Return an empty picture (inches) and its panels, left to right."""
    picture, panels = pyplot.subplots(1, columns, figsize=size, squeeze=False, **grid)
    return picture, list(panels[0])


def dots(axes: Any, found: Sequence[Tuple[int, Optional[Figure]]], number: int, of: int, label: str) -> None:
    """Draw one series, each figure at its row, the series of a row beside each other. What is None is left out."""
    figures = [figure for _, figure in found if figure]
    shift = (number - (of - 1) / 2) * 0.7 / max(of, 1)
    places = [at + shift for at, figure in found if figure]
    colour = COLOURS[number % len(COLOURS)]
    axes.errorbar(
        [f.value for f in figures], places, xerr=reach(figures), color=colour, fmt="o", ms=4, lw=1.2, label=label
    )


def bars(axes: Any, rows: Sequence[Tuple[str, Figure]], colour: str) -> None:
    """Draw one bar a row, the first on top."""
    figures = [figure for _, figure in rows]
    axes.barh(range(len(rows)), [f.value for f in figures], xerr=reach(figures), color=colour, ecolor=GREY, height=0.7)
    name_rows(axes, [label for label, _ in rows])


def name_rows(axes: Any, names: Sequence[str]) -> None:
    """Name the rows, the first on top, and let the scale run from 0 to 1."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(-0.02, 1.02)
    axes.grid(axis="x", color="#e4e4e4", lw=0.6)
    axes.set_axisbelow(True)


def name_series(axes: Any, columns: int) -> None:
    """Put the legend below the panel, where it hides nothing."""
    axes.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.07), ncol=columns, fontsize=7)


def reach(figures: Sequence[Figure]) -> List[List[float]]:
    """Return how far the intervals reach below and above."""
    return [[max(f.value - f.low, 0.0) for f in figures], [max(f.high - f.value, 0.0) for f in figures]]


def save(picture: Any, path: Path) -> Path:
    """Write a picture as a small PNG."""
    picture.tight_layout()
    picture.savefig(path, dpi=_DOTS_PER_INCH)
    pyplot.close(picture)
    with Image.open(path) as full:
        few = full.convert("RGB").quantize(_PALETTE)
    few.save(path, optimize=True)
    return path
