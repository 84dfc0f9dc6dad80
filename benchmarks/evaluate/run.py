"""One run: every system reads every set, the figures are computed, nothing is printed but progress."""

from __future__ import annotations

import datetime
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

from benchmarks.evaluate import breakdowns, results
from benchmarks.evaluate.measures import measure_all
from benchmarks.evaluate.message_sets import ROOT, Message, MessageSet, read_set
from benchmarks.evaluate.results import Results, SetResult
from benchmarks.evaluate.systems import (
    Said,
    best_threshold,
    read_by_keywords,
    read_by_ranking,
    read_by_us,
    read_keywords,
)
from benchmarks.plain_rasa.rankings import Folder, Ranking, rank
from benchmarks.plain_rasa.training_data import EPOCHS, KINDS, intent_rows
from bot.engine.training import model_path
from nlu.core.examples import read_examples
from nlu.core.reader import Reader

KEYWORDS = ROOT / "benchmarks" / "keywords.yml"
INTENTS = ROOT / "nlu" / "data" / "intents"
OURS, KEYWORD_LIST = "marugoto", "keywords"
_THRESHOLD_SET = "dev"  # may be looked at; a threshold chosen on it favours plain Rasa there


@dataclass(frozen=True)
class PlainRasa:
    """One kind of plain Rasa with what it ranks, and from what confidence on it is believed."""

    kind: str
    ranked: Dict[str, Ranking]
    threshold: float
    about: Dict[str, Any]


def find_reader(model: Optional[Path], models: Path) -> Tuple[Reader, bool]:
    """Load a model's reader; without a name that of the current sources, else the newest.

    Returns:
        The reader, and whether its model was made from the sources as they are.

    Raises:
        FileNotFoundError: there is no model.
    """
    current = model_path(ROOT, models)
    if model is None:
        kept = sorted(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
        model = current if current.is_file() else (kept[-1] if kept else current)
    return Reader.load(model), model.name == current.name


def find_plain_rasa(cache: Path, sets: Sequence[MessageSet], *, train: bool) -> List[PlainRasa]:
    """Return the kinds of plain Rasa whose rankings are known, or all of them after training (``train``)."""
    rows = intent_rows(list(read_examples(INTENTS)))
    looked_at = read_set(_THRESHOLD_SET).messages
    texts = sorted({message.text for one in sets for message in one.messages} | {m.text for m in looked_at})
    found = []
    for kind in KINDS:
        folder = Folder.of(cache, rows, kind)
        _tell(f"plain Rasa, {kind}")
        rankings = rank(folder, rows, kind, texts, train=train)
        if rankings is None:
            continue
        ranked = dict(zip(texts, rankings, strict=True))
        threshold = best_threshold([ranked[message.text] for message in looked_at], looked_at)
        about: Dict[str, Any] = {
            "training_messages": len(rows),
            "training_seconds": folder.training_seconds,
            "threshold": threshold,
        }
        if kind == "diet":
            about["epochs"] = EPOCHS
        found.append(PlainRasa(kind, ranked, threshold, about))
    return found


def evaluate(reader: Reader, is_current: bool, sets: Sequence[MessageSet], plain: Sequence[PlainRasa]) -> Results:
    """Let all systems read all sets."""
    words = read_keywords(KEYWORDS)
    found = {one.name: _evaluate_set(reader, one, words, plain) for one in sets}
    return Results(
        date=datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
        reader=reader.fingerprint,
        model_is_current=is_current,
        commit=results.code_version(),
        is_clean=results.is_clean(),
        sets=found,
        baselines={one.kind: one.about for one in plain},
    )


def _evaluate_set(reader: Reader, one: MessageSet, words: Any, plain: Sequence[PlainRasa]) -> SetResult:
    messages: Sequence[Message] = one.messages
    begin = time.perf_counter()
    ours = read_by_us(reader, messages, lambda done: _tell(f"{one.name}: {done} of {len(messages)}"))
    spent = time.perf_counter() - begin
    others: Dict[str, List[Said]] = {KEYWORD_LIST: read_by_keywords(words, messages)}
    for kind in plain:
        others[kind.kind] = read_by_ranking([kind.ranked[message.text] for message in messages], kind.threshold)
    cases = list(zip(messages, ours, strict=True))
    _tell(f"{one.name}: intervals")
    systems = {OURS: measure_all(cases, whole=True)}
    for name, said in others.items():
        systems[name] = measure_all(list(zip(messages, said, strict=True)), whole=False)
    return SetResult(
        messages=len(messages),
        digest=one.digest,
        frozen=one.frozen,
        systems=systems,
        tables=breakdowns.take_apart(cases),
        urgency=breakdowns.urgency_table(cases),
        calibration=breakdowns.calibration_bins(cases),
        ms_per_message=round(spent / max(len(messages), 1) * 1000, 2),
    )


def _tell(what: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{what}", end="", file=sys.stderr, flush=True)
