"""Static word vectors out of the ``ja-ginza`` wheel (MIT; vectors derived from chiVe, Apache-2.0), without spaCy.

The wheel's table is read when a model is trained and kept in the model in small form: unit rows as int8, words as
sorted 64-bit keys. 20,000 rows of 300 dimensions stand for 480,443 words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, Dict, Mapping, Optional

import numpy as np
from numpy.typing import NDArray

from nlu.core.murmur import murmur64

_LEVELS = 127.0


@dataclass(frozen=True)
class WordVectors:
    """A table of word vectors: ``keys`` sorted, ``rows[i]`` the row of ``keys[i]`` in ``table``."""

    keys: NDArray[np.uint64]
    rows: NDArray[np.uint16]
    table: NDArray[np.int8]
    _known: Dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    @property
    def dimensions(self) -> int:
        return int(self.table.shape[1])

    def row(self, word: str) -> int:
        """Return the row of ``word`` in ``table``, or -1 when it has none."""
        found = self._known.get(word)
        if found is None:
            found = self._look_up(word)
            if len(self._known) < 50_000:  # a cache that strangers' typing errors must not fill without end
                self._known[word] = found
        return found

    def _look_up(self, word: str) -> int:
        key = np.uint64(murmur64(word.encode("utf-8", "replace")))
        at = int(np.searchsorted(self.keys, key))
        return int(self.rows[at]) if at < len(self.keys) and self.keys[at] == key else -1

    def vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return vectors of equal length, one a row number, shape ``(len(rows), dimensions)``."""
        return np.asarray(self.table[rows] / np.float32(_LEVELS), dtype=np.float32)

    def arrays(self) -> Dict[str, NDArray[Any]]:
        """Return what an npz file keeps."""
        return {"vector_keys": self.keys, "vector_rows": self.rows, "vector_table": self.table}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "WordVectors":
        return cls(arrays["vector_keys"], arrays["vector_rows"], arrays["vector_table"])


def wheel_vectors_path() -> Optional[Path]:
    """Return the folder of the vector table in the installed wheel, or None when it is not installed."""
    for file in distribution("ja-ginza").files or ():
        if file.parts[-2:] == ("vocab", "vectors"):
            return Path(str(file.locate())).parent
    return None


def read_wheel() -> WordVectors:
    """Read the vectors of the installed ``ja-ginza`` wheel.

    Raises:
        FileNotFoundError: the wheel is installed without its data.
        importlib.metadata.PackageNotFoundError: the wheel is not installed; it is needed for training only.
    """
    import msgpack

    folder = wheel_vectors_path()
    if folder is None:
        raise FileNotFoundError("ja-ginza is installed without its word vectors")
    with (folder / "vectors").open("rb") as stream:
        full = np.load(stream, allow_pickle=False)
    key_to_row = msgpack.unpackb((folder / "key2row").read_bytes(), strict_map_key=False)
    keys = np.fromiter(key_to_row.keys(), dtype=np.uint64, count=len(key_to_row))
    rows = np.fromiter(key_to_row.values(), dtype=np.int64, count=len(key_to_row))
    order = np.argsort(keys)
    unit = full / np.maximum(np.linalg.norm(full, axis=1, keepdims=True), 1e-9)
    scaled = unit * _LEVELS / np.maximum(np.abs(unit).max(), 1e-9)
    return WordVectors(keys[order], rows[order].astype(np.uint16), np.round(scaled).astype(np.int8))
