"""A digest of our sources and lexicons for Rasa's training cache, which sees a component class's own source only."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Iterable, List

_HERE = Path(__file__).resolve().parent
_CATALOG = _HERE.parent / "bot" / "catalog" / "national"
_DOMAIN = _HERE.parent / "bot" / "domain"


def sources_digest(*core_files: str) -> str:
    """Return the digest of files of ``nlu/core``; of all that is read while understanding, when none is named."""
    return _digest([_HERE / "core" / name for name in core_files] if core_files else _everything())


def _everything() -> List[Path]:
    vocabulary = [_DOMAIN / name for name in ("vocabulary.py", "evidence.py", "understanding.py")]
    catalog = [_CATALOG / name for name in ("concerns.yml", "signals.yml", "labels.yml")]
    return [*sorted((_HERE / "core").glob("*.py")), *sorted((_HERE / "lexicons").glob("*")), *vocabulary, *catalog]


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        if path.is_file():
            digest.update(path.name.encode("utf-8") + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
