"""Where a trained reader is kept: ``reader.npz`` and ``reader.json``, in a folder or inside a Rasa model archive.

Rasa packs what a component persists under ``components/<node>/``; ours is
``components/train_nlu.concern_classifier.ConcernClassifier<n>/reader.npz`` and ``…/reader.json``.
"""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any, Dict, Mapping, Tuple

import numpy as np
from numpy.typing import NDArray

ARRAYS = "reader.npz"
FACTS = "reader.json"


def write_model(folder: Path, arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> None:
    """Write both files into ``folder``."""
    with (folder / ARRAYS).open("wb") as stream:
        np.savez(stream, **arrays)
    (folder / FACTS).write_text(json.dumps(facts, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def read_model(path: Path) -> Tuple[Dict[str, NDArray[Any]], Dict[str, Any]]:
    """Read both files from a folder, or from a model archive (``.tar.gz``), without unpacking it to disk.

    Raises:
        FileNotFoundError: there is no trained reader at ``path``.
    """
    if path.is_dir():
        if not ((path / ARRAYS).is_file() and (path / FACTS).is_file()):
            raise FileNotFoundError(f"no trained reader in {path}")
        return _arrays((path / ARRAYS).read_bytes()), json.loads((path / FACTS).read_text(encoding="utf-8"))
    found: Dict[str, bytes] = {}
    with tarfile.open(path, "r:*") as archive:
        for entry in archive:
            name = entry.name.rsplit("/", 1)[-1]
            if entry.isfile() and name in (ARRAYS, FACTS):
                stream = archive.extractfile(entry)
                if stream is not None:
                    found[name] = stream.read()
            if len(found) == 2:
                return _arrays(found[ARRAYS]), json.loads(found[FACTS])
    raise FileNotFoundError(f"no trained reader in {path}")


def _arrays(data: bytes) -> Dict[str, NDArray[Any]]:
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}
