"""The results of a run: figures with the version of code, model and sets that they are of. JSON, read back for reports.

``benchmarks/results/`` holds every run, ``benchmarks/results/released/`` the one that was released last; only that is
kept in the repository. Pictures, tables and the differences to the last release are made from results alone.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional

from benchmarks.evaluate.message_sets import ROOT
from benchmarks.scores import Figure

FOLDER = ROOT / "benchmarks" / "results"
RELEASED = FOLDER / "released"
FORMAT = 1
# What a figure depends on; a change elsewhere (a document, a console page) does not make a run doubtful.
_MADE_FROM = ("nlu", "bot/domain", "bot/catalog/national", "benchmarks/*.py", "benchmarks/*.yml", "tests/golden/nlu")

Figures = Dict[str, Figure]


class UnreleasableError(ValueError):
    """A run that may not become the released one; the text says why."""


@dataclass(frozen=True)
class SetResult:
    """One set: its size and digest, the figures of each system, and our figures taken apart."""

    messages: int
    digest: str
    frozen: Optional[bool]
    systems: Dict[str, Figures]
    tables: Dict[str, Dict[str, Figures]] = field(default_factory=dict)
    urgency: List[List[int]] = field(default_factory=list)
    calibration: List[Dict[str, Any]] = field(default_factory=list)
    ms_per_message: float = 0.0


@dataclass(frozen=True)
class Results:
    """One run. ``systems`` says of each baseline how it was made; ``outside`` holds SMDIS's figures, if it was run."""

    date: str
    reader: str
    model_is_current: bool
    commit: str
    is_clean: bool
    sets: Dict[str, SetResult]
    baselines: Dict[str, Dict[str, Any]] = field(default_factory=dict)
    outside: Dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.date}-{self.reader}"


def code_version() -> str:
    """Return the commit that is checked out, empty outside a repository."""
    return _git("rev-parse", "HEAD").strip()


def is_clean() -> bool:
    """Is everything that figures depend on as it was committed?"""
    return bool(code_version()) and not _git("status", "--porcelain", "--", *_MADE_FROM).strip()


def _git(*words: str) -> str:
    try:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def write(results: Results, folder: Path = FOLDER) -> Path:
    """Write a run; a later run of one day with the same model replaces the earlier."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{results.name}.json"
    path.write_text(json.dumps(to_json(results), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def read(path: Path) -> Results:
    """Read a run.

    Raises:
        ValueError: the file is of another format.
    """
    data = json.loads(path.read_text(encoding="utf-8"))
    if data.get("format") != FORMAT:
        raise ValueError(f"{path.name}: results of format {data.get('format')}, this is {FORMAT}")
    return from_json(data)


def newest(folder: Path = FOLDER) -> Optional[Path]:
    """Return the results written last, or None."""
    return max(folder.glob("*.json"), key=lambda path: path.stat().st_mtime, default=None)


def last_release(folder: Path = RELEASED) -> Optional[Results]:
    """Return the released run, if there is one."""
    path = newest(folder)
    return read(path) if path else None


def release(results: Results, wanted: Mapping[str, Any], folder: Path = RELEASED) -> Path:
    """Make a run the released one, in place of the former.

    Args:
        results: the run.
        wanted: the names of all sets.
        folder: where the released run is kept.

    Raises:
        UnreleasableError: the run lacks a set, a frozen set was changed, or it is not of committed code and its model.
    """
    missing = sorted(set(wanted) - set(results.sets))
    if missing:
        raise UnreleasableError(f"not evaluated: {', '.join(missing)}")
    changed = sorted(name for name, one in results.sets.items() if one.frozen is False)
    if changed:
        raise UnreleasableError(f"frozen, and changed: {', '.join(changed)}")
    if not results.is_clean:
        raise UnreleasableError("the sources differ from the commit")
    if not results.model_is_current:
        raise UnreleasableError("the model is not of these sources: run `make train`")
    former = list(folder.glob("*.json"))
    path = write(results, folder)
    for old in former:
        if old != path:
            old.unlink()
    return path


def to_json(results: Results) -> Dict[str, Any]:
    """Return a run as JSON values."""
    return {
        "format": FORMAT,
        "date": results.date,
        "reader": results.reader,
        "model_is_current": results.model_is_current,
        "commit": results.commit,
        "is_clean": results.is_clean,
        "baselines": results.baselines,
        "sets": {name: _set_json(one) for name, one in results.sets.items()},
        "outside": _figures_out(results.outside),
    }


def from_json(data: Mapping[str, Any]) -> Results:
    """Return the run of ``to_json``."""
    return Results(
        date=data["date"],
        reader=data["reader"],
        model_is_current=data["model_is_current"],
        commit=data["commit"],
        is_clean=data["is_clean"],
        sets={name: SetResult(**_figures_in(one)) for name, one in data["sets"].items()},
        baselines=data["baselines"],
        outside=_figures_in(data["outside"]),
    )


def _set_json(one: SetResult) -> Dict[str, Any]:
    shown: Dict[str, Any] = _figures_out(vars(one))
    return shown


def _figures_out(value: Any) -> Any:
    if isinstance(value, Figure):
        return value.to_json()
    if isinstance(value, Mapping):
        return {key: _figures_out(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_figures_out(inner) for inner in value]
    return value


def _figures_in(value: Any) -> Any:
    if isinstance(value, Mapping):
        if set(value) == {"value", "low", "high", "of"}:
            return Figure.from_json(dict(value))
        return {key: _figures_in(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_figures_in(inner) for inner in value]
    return value
