"""Numpy on one thread: a message is small, and threads that wait for each other burn a core.

Must run before numpy is imported. Training runs in a process of its own and keeps all threads.
"""

from __future__ import annotations

import os
from typing import Final

VARIABLES: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def install() -> None:
    """Ask for one thread, unless the operator asked for something else."""
    for name in VARIABLES:
        os.environ.setdefault(name, "1")
