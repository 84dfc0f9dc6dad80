"""Makes plain Rasa: its environment at Rasa's own pins, its training data out of ours, its model; each once."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, List, Mapping

import yaml

from nlu.core.examples import read_examples

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# DIET on all of our messages trains for an hour; how well it learns is not what is measured (see the README).
MOST_EXAMPLES_AN_INTENT = 150
CRISIS = "crisis"
NAME_CHARS = 16
_OWN = ("config.yml", "requirements.txt", "sudachi_tokenizer.py")
_OURS = ("domain.yml", "nlu/data/rules/conversation.yml")


class PlainRasaError(RuntimeError):
    """Plain Rasa could not be made; its own words stand in the log that is named."""


@dataclass(frozen=True)
class Project:
    """What runs: the environment's Python and the trained model."""

    folder: Path
    python: Path
    model: Path

    @property
    def quiet(self) -> Dict[str, str]:
        """Settings under which Rasa keeps to itself and reports nothing."""
        return {
            "RASA_TELEMETRY_ENABLED": "false",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "LOG_LEVEL": "ERROR",
            "PYTHONWARNINGS": "ignore",
        }


def examples(most: int = MOST_EXAMPLES_AN_INTENT) -> Mapping[str, List[str]]:
    """Return our training messages by intent, evenly thinned; a message that tells of danger has the intent ``crisis``.

    In our engine that intent is set by rules; plain Rasa can only learn it.
    """
    found: Dict[str, List[str]] = defaultdict(list)
    for example in read_examples(ROOT / "nlu" / "data" / "intents"):
        found[CRISIS if example.signals else example.act.value].append(example.text)
    return {intent: _thinned(texts, most) for intent, texts in sorted(found.items())}


def ensure(folder: Path, told: Callable[[str], None]) -> Project:
    """Return plain Rasa under ``folder``, making what is missing; ``told`` hears each step.

    Raises:
        PlainRasaError: the environment could not be made, or training failed.
    """
    nlu = yaml.safe_dump(
        {
            "version": "3.1",
            "nlu": [
                {"intent": intent, "examples": [{"text": text} for text in texts]}
                for intent, texts in examples().items()
            ],
        },
        allow_unicode=True,
    )
    digest = hashlib.sha256(nlu.encode())
    for path in (*(HERE / name for name in _OWN), *(ROOT / name for name in _OURS)):
        digest.update(path.read_bytes())
    project = Project(folder, folder / "env" / "bin" / "python", folder / f"{digest.hexdigest()[:NAME_CHARS]}.tar.gz")
    _ensure_environment(project, told)
    if not project.model.is_file():
        told("training its model")
        _train(project, nlu)
    return project


def is_made(folder: Path) -> bool:
    """Tell whether there is an environment already; the model may still be missing."""
    return _stamp(folder).is_file()


def _thinned(texts: List[str], most: int) -> List[str]:
    step = max(1.0, len(texts) / most)
    return [texts[int(number * step)] for number in range(min(most, len(texts)))]


def _stamp(folder: Path) -> Path:
    pins = hashlib.sha256((HERE / "requirements.txt").read_bytes()).hexdigest()[:NAME_CHARS]
    return folder / f"made-{pins}"


def _ensure_environment(project: Project, told: Callable[[str], None]) -> None:
    if is_made(project.folder):
        return
    told("making its environment")
    _run(["bash", str(HERE / "install"), str(project.folder)], project.folder, ROOT, os.environ)
    _stamp(project.folder).touch()


def _train(project: Project, nlu: str) -> None:
    data = project.folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    (data / "nlu.yml").write_text(nlu, encoding="utf-8")
    rules = ROOT / "nlu" / "data" / "rules" / "conversation.yml"
    (data / "rules.yml").write_text(rules.read_text(encoding="utf-8"), encoding="utf-8")
    paths = ["--data", str(data), "--domain", str(ROOT / "domain.yml"), "--config", str(HERE / "config.yml")]
    target = ["--out", str(project.folder), "--fixed-model-name", project.model.name.removesuffix(".tar.gz")]
    command = [str(project.python), "-m", "rasa", "train", "--skip-validation", "--force", *paths, *target]
    _run(command, project.folder, HERE, {**os.environ, **project.quiet})


def _run(command: List[str], folder: Path, cwd: Path, environment: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "log"
    with log.open("ab") as words:
        done = subprocess.run(command, cwd=cwd, env=environment, stdout=words, stderr=words, check=False)
    if done.returncode != 0:
        raise PlainRasaError(f"{Path(command[0]).name} ended with {done.returncode}; see {log}")
