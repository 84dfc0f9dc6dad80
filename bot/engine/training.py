"""Trains a Rasa model in a process of its own, and names it by what it was made from."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, List

from bot.domain.errors import IntakeError
from nlu.fingerprint import sources_digest

# What a model is made of besides what is read while understanding, which nlu.fingerprint digests.
_FILES = ("config.yml", "domain.yml")
_FOLDERS = {"nlu": "*.py", "nlu/data": "**/*.yml"}
NAME_CHARS = 16
# One progress bar is enough: ours. Rasa draws eight for two dozen rules.
_QUIET = {"RASA_TELEMETRY_ENABLED": "false", "LOG_LEVEL": "ERROR", "PYTHONWARNINGS": "ignore"}
# Two threads learn side by side; a second pair inside their matrix products would only get in the way.
_ONE_THREAD_EACH = {"OPENBLAS_NUM_THREADS": "1"}
KEPT_MODELS = 3
# A file of messages says so within its first lines.
_HEAD_CHARS = 2000


class TrainingError(IntakeError):
    """Training did not end with a model."""

    code = "training"


def fingerprint(root: Path) -> str:
    """Return the digest of everything that a model is made from."""
    digest = hashlib.sha256(sources_digest().encode())
    for path in _sources(root):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:NAME_CHARS]


def model_path(root: Path, models: Path) -> Path:
    """Return where the model that fits the current sources lies, or will lie."""
    return models / f"{fingerprint(root)}.tar.gz"


def train(root: Path, models: Path) -> Path:
    """Train the model of the current sources; older ones beyond the last three are removed.

    Raises:
        TrainingError: Rasa ended without a model; its own words are on stderr.
    """
    target = model_path(root, models)
    models.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "bot.engine.training", str(root), str(models.absolute()), target.name]
    done = subprocess.run(command, cwd=root, env={**os.environ, **_QUIET, **_ONE_THREAD_EACH}, check=False)
    if done.returncode != 0 or not target.is_file():
        raise TrainingError(f"training ended with code {done.returncode}")
    _remove_old(models, keep=target)
    return target


def _sources(root: Path) -> List[Path]:
    found = [root / name for name in _FILES]
    for folder, pattern in _FOLDERS.items():
        found += (root / folder).glob(pattern)
    return sorted(found)


def _remove_old(models: Path, keep: Path) -> None:
    others = sorted((p for p in models.glob("*.tar.gz") if p != keep), key=lambda p: p.stat().st_mtime)
    for path in others[: -(KEPT_MODELS - 1)]:
        path.unlink()


def _train_here(root: Path, models: Path, name: str) -> int:
    from bot.engine import privacy, without_tensorflow

    privacy.install()
    without_tensorflow.install()
    import rasa.model_training

    privacy.silence_structlog()
    _read_messages_fast()
    result = rasa.model_training.train(
        domain=str(root / "domain.yml"),
        config=str(root / "config.yml"),
        training_files=[str(root / "nlu" / "data")],
        output=str(models),
        fixed_model_name=name,
        force_training=True,
    )
    return int(result.code)


def _read_messages_fast() -> None:
    """Let libyaml read our training messages: Rasa's pure-Python parser takes two thirds of the whole training.

    Only files of messages, and only in this process; everything else is read as Rasa reads it.
    """
    import yaml
    from rasa.shared.utils import io

    by_rasa = io.read_yaml
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    def read(content: str, reader_type: Any = "safe") -> Any:
        is_messages = "\nnlu:\n" in content[:_HEAD_CHARS]
        return yaml.load(content, Loader=loader) if is_messages else by_rasa(content, reader_type)

    io.read_yaml = read


if __name__ == "__main__":
    raise SystemExit(_train_here(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3].removesuffix(".tar.gz")))
