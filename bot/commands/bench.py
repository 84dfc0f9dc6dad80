"""``marugoto bench``: this system and plain Rasa beside it, measured by ``benchmarks`` in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import List, Optional

from bot.domain.errors import IntakeError


class BenchError(IntakeError):
    """The measuring did not end."""

    code = "bench"


def run_bench(
    root: Path, *, json_file: Optional[Path], quick: bool, plain: bool, postgres: bool, model: Optional[Path]
) -> None:
    """Measure; progress goes to stderr, the table to stdout, the figures to ``json_file``.

    Raises:
        BenchError: there are no benchmarks beside this program, or measuring failed; its own words are on stderr.
    """
    if not (root / "benchmarks" / "bench.py").is_file():
        raise BenchError("benchmarks/ is not there; measure in a checkout of the sources")
    options: List[str] = []
    options += ["--json", str(json_file.absolute())] if json_file else []
    options += ["--model", str(model.absolute())] if model else []
    options += [name for name, on in (("--quick", quick), ("--no-plain", not plain), ("--postgres", postgres)) if on]
    done = subprocess.run([sys.executable, "-m", "benchmarks.bench", *options], cwd=root, check=False)
    if done.returncode != 0:
        raise BenchError(f"measuring ended with code {done.returncode}")
