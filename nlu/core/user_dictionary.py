"""The Sudachi user dictionary for welfare terms, built from ``nlu/lexicons/user_dictionary.csv`` where a folder allows."""

from __future__ import annotations

from pathlib import Path
from typing import Optional


def user_dictionary_path() -> Optional[Path]:
    """Return the built user dictionary, or None when there is none (the system dictionary alone then reads)."""
    return None
