"""Runs ``marugoto`` as an operator does: a process of its own, its words on stdout and stderr."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from tests.support.serving import ROOT, clean_environment


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def is_refusal(self) -> bool:
        """True when it ended with one sentence in English and nothing else."""
        lines = self.err.strip().splitlines()
        return self.code == 2 and len(lines) == 1 and lines[0].startswith("marugoto: ") and not self.out.strip()


def marugoto(*arguments: str, var: Path, stdin: bytes = b"", timeout: float = 240.0, **settings: str) -> Ran:
    """Run a command to its end; settings as ``tenant="demo"``."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env=clean_environment(var, settings),
        input=stdin,
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def last_word(ran: Ran) -> Optional[str]:
    """Return the last line of stderr."""
    lines = ran.err.strip().splitlines()
    return lines[-1] if lines else None
