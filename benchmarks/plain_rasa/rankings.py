"""Rankings of plain Rasa for texts: from the cache of an earlier run, or by training in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

import yaml

from benchmarks.plain_rasa.training_data import Row, configuration, digest, nlu_data

ROOT = Path(__file__).resolve().parents[2]
Ranking = Sequence[Tuple[str, float]]

# One thread: the machine has other things to do for a quarter of an hour.
_ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "RASA_MAX_CACHE_SIZE": "0",
    "LOG_LEVEL": "INFO",  # below it Rasa draws no progress bar; its words are silenced by the job
    "PYTHONWARNINGS": "ignore",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_INTRA_OP_PARALLELISM_THREADS": "1",
    "TF_INTER_OP_PARALLELISM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}


class PlainRasaError(RuntimeError):
    """The process of plain Rasa ended without an answer."""


@dataclass(frozen=True)
class Folder:
    """Where one kind of plain Rasa, trained on one set of rows, keeps its model and its rankings."""

    path: Path

    @classmethod
    def of(cls, cache: Path, rows: Sequence[Row], kind: str) -> "Folder":
        return cls(cache / f"{kind}-{digest(rows, kind)}")

    def known(self) -> Mapping[str, Ranking]:
        """Return all rankings kept of earlier runs, by text."""
        path = self.path / "known.json"
        found: Dict[str, Ranking] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return found

    def keep(self, rankings: Mapping[str, Ranking]) -> None:
        (self.path / "known.json").write_text(json.dumps(dict(rankings), ensure_ascii=False), encoding="utf-8")

    @property
    def training_seconds(self) -> Optional[int]:
        path = self.path / "seconds.txt"
        return int(path.read_text(encoding="utf-8")) if path.is_file() else None


def rank(
    folder: Folder, rows: Sequence[Row], kind: str, texts: Sequence[str], *, train: bool
) -> Optional[List[Ranking]]:
    """Return the ranking of each text, or None when some are not known and may not be made.

    Args:
        folder: where the kind keeps what it knows.
        rows: the training messages.
        kind: ``diet`` or ``lr``.
        texts: the messages to be ranked.
        train: train, or load what was trained, for texts that are not known yet.

    Raises:
        PlainRasaError: Rasa's process failed; its own words are on stderr.
    """
    known = dict(folder.known())
    new = sorted(set(texts) - set(known))
    if new and not train:
        return None
    if new:
        known.update(_asked(folder, rows, kind, new))
        folder.keep(known)
    return [known[text] for text in texts]


def _asked(folder: Folder, rows: Sequence[Row], kind: str, texts: Sequence[str]) -> Mapping[str, Ranking]:
    path = folder.path.absolute()
    path.mkdir(parents=True, exist_ok=True)
    (path / "config.yml").write_text(yaml.safe_dump(configuration(kind)), encoding="utf-8")
    (path / "nlu.yml").write_text(yaml.safe_dump(nlu_data(rows), allow_unicode=True, sort_keys=False), encoding="utf-8")
    (path / "texts.json").write_text(json.dumps(list(texts), ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.plain_rasa.job", str(path)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **_ENVIRONMENT}, check=False)
    answer = path / "rankings.json"
    if done.returncode != 0 or not answer.is_file():
        raise PlainRasaError(f"plain Rasa ({kind}) ended with code {done.returncode}")
    rankings: Dict[str, Ranking] = json.loads(answer.read_text(encoding="utf-8"))
    answer.unlink()
    return rankings
