"""Scores the trained reader, a keyword list and plain Rasa on labelled messages that nothing was trained on.

    python -m benchmarks.evaluate [--model var/models/….tar.gz] [--set dev|test|…|all] [--detail] [--plain-rasa]

Sets: the folders below ``tests/golden/nlu``. A run is written to ``benchmarks/results``.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import List, Optional, Sequence

from benchmarks.evaluate import markdown, pictures, report, results
from benchmarks.evaluate.message_sets import ROOT, read_set, set_names
from benchmarks.evaluate.run import evaluate, find_plain_rasa, find_reader
from benchmarks.smdis.score import score_file
from bot.settings import read_settings

DOCUMENT = ROOT / "docs" / "evaluation.md"
PICTURES = ROOT / "docs" / "pictures" / "evaluation"


def parse(words: Optional[Sequence[str]] = None) -> argparse.Namespace:
    """Read the command line."""
    names = set_names()
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.evaluate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--model", type=Path, help="an archive or folder; without it the model of the current sources")
    parser.add_argument("--set", default="all", choices=[*names, "all"])
    parser.add_argument("--detail", action="store_true", help="each concern, field, signal, kinship, assertion, voice")
    parser.add_argument("--plain-rasa", action="store_true", help="train DIET and LR where no earlier run is kept")
    parser.add_argument("--smdis", type=Path, help="SMDIS.csv; without it the setting MARUGOTO_SMDIS")
    parser.add_argument("--pictures", action="store_true", help=f"draw {PICTURES.relative_to(ROOT)}")
    parser.add_argument("--markdown", action="store_true", help="print the tables of docs/evaluation.md and no report")
    parser.add_argument("--document", action="store_true", help="put the tables into docs/evaluation.md")
    parser.add_argument("--from", dest="source", type=Path, help="results of an earlier run instead of a new one")
    parser.add_argument("--release", action="store_true", help="keep this run as the released one")
    return parser.parse_args(words)


def main(words: Optional[Sequence[str]] = None, document: Path = DOCUMENT) -> int:
    """Run or read a run, print it, keep it."""
    asked = parse(words)
    try:
        run = results.read(asked.source) if asked.source else _run(asked)
    except FileNotFoundError as error:
        print(f"not found: {error.filename or error} (a model is made by `make train`)")
        return 1
    released = results.last_release()
    lines: List[str] = markdown.tables(run) if asked.markdown else report.summary(run, released)
    if asked.detail:
        for name, one in run.sets.items():
            lines += report.details(name, one)
    print("\n".join(lines))
    if asked.pictures:
        pictures.draw(run, PICTURES)
    if asked.document:
        document.write_text(markdown.replace(document.read_text(encoding="utf-8"), run), encoding="utf-8")
    if asked.release:
        try:
            print(f"released: {results.release(run, dict.fromkeys(set_names())).relative_to(ROOT)}")
        except results.UnreleasableError as error:
            print(f"not released: {error}")
            return 1
    return 0


def _run(asked: argparse.Namespace) -> results.Results:
    settings = read_settings()
    var = settings.var if settings.var.is_absolute() else ROOT / settings.var
    sets = [read_set(name) for name in (set_names() if asked.set == "all" else (asked.set,))]
    reader, is_current = find_reader(asked.model, var / "models")
    plain = find_plain_rasa(var / "benchmarks" / "plain_rasa", sets, train=asked.plain_rasa)
    run = evaluate(reader, is_current, sets, plain)
    outside = asked.smdis or (Path(settings.smdis) if settings.smdis else None)
    if outside is not None:
        run.outside.update(score_file(outside))
    if asked.set == "all":
        results.write(run)
    return run


if __name__ == "__main__":
    raise SystemExit(main())
