"""Measures this system and plain Rasa beside it, in one run (``marugoto bench``).

python -m benchmarks.bench [--json FILE] [--quick] [--no-plain] [--postgres] [--model FILE]
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Dict, Mapping, Optional

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from benchmarks.figures import check, nothing, rows
from benchmarks.machine import ROOT, describe_code, describe_machine
from benchmarks.measuring import Told, measure_ours, measure_plain, measure_turns
from benchmarks.messages import bench_texts
from benchmarks.ours import Ours
from benchmarks.plain import PlainRasa
from benchmarks.plain_rasa.project import ensure
from benchmarks.plan import QUICK, SMOKE, WHOLE, Plan
from benchmarks.postgres_server import postgres_url
from bot.bootstrap import ensure_model
from bot.settings import Settings

PLAIN_FOLDER = ROOT / "var" / "plain_rasa"


def run(model: Path, plan: Plan, *, plain: bool, postgres: bool, told: Told) -> Dict[str, Any]:
    """Return the result as ``docs/schemas/bench.json`` describes it."""
    project = ensure(PLAIN_FOLDER, lambda step: told(f"plain Rasa: {step}")) if plain else None
    texts = bench_texts()
    result: Dict[str, Any] = {
        "version": 1,
        "date": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "quick": plan is not WHOLE,
        "machine": describe_machine(),
        "code": describe_code(model),
        "rasa": None,
    }
    with tempfile.TemporaryDirectory(prefix="marugoto-bench-", dir=PLAIN_FOLDER.parent) as name:
        folder = Path(name)
        result["ours"], result["details"] = measure_ours(
            lambda part: Ours(model, folder / part, {}), texts, plan, lambda step: told(f"ours: {step}")
        )
        if postgres:
            with postgres_url() as url:
                on_it = Ours(model, folder / "postgresql", {"database_url": url})
                result["ours_on_postgresql"] = _measure_postgres(on_it, texts, plan, told)
        if project is not None:
            rasa = PlainRasa(project, folder / "rasa")
            result["rasa"] = measure_plain(rasa, texts, plan, lambda step: told(f"plain Rasa: {step}"))
            result["details"]["rasa_unanswered"] = sum(rasa.unanswered.values())
    check(result)
    return result


def _measure_postgres(service: Ours, texts: Any, plan: Plan, told: Told) -> Dict[str, Any]:
    told("ours on PostgreSQL: starting")
    service.start()
    try:
        figures, _ = measure_turns(service, texts, plan, lambda step: told(f"ours on PostgreSQL: {step}"))
    finally:
        service.stop()
    return {**nothing(), **figures}


def show(result: Mapping[str, Any], console: Console) -> None:
    """Print the table."""
    machine = result["machine"]
    table = Table("figure", "ours", "plain Rasa", "ratio", title=f"{machine['cpu']}, {machine['cores']} cores")
    for column in table.columns[1:]:
        column.justify = "right"
    for row in rows(result):
        table.add_row(*row)
    console.print(table)


def main(arguments: Optional[list[str]] = None) -> None:
    """Measure, write the file, show the table."""
    parser = argparse.ArgumentParser(prog="marugoto bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here")
    parser.add_argument("--quick", action="store_true", help="within ten minutes on two cores")
    parser.add_argument("--smoke", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--no-plain", action="store_true", help="leave plain Rasa out")
    parser.add_argument("--postgres", action="store_true", help="our turns on a throw-away PostgreSQL too")
    parser.add_argument("--model", type=Path, help="a model file; default: the one that fits the sources")
    given = parser.parse_args(arguments)
    plan = SMOKE if given.smoke else QUICK if given.quick else WHOLE
    model = (given.model or ensure_model(Settings(var=ROOT / "var"))).resolve()
    console = Console(stderr=True)
    started = time.monotonic()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("")
        result = run(
            model,
            plan,
            plain=not given.no_plain,
            postgres=given.postgres,
            told=lambda step: progress.update(task, description=step),
        )
    show(result, Console())
    console.print(f"{time.monotonic() - started:.0f} s")
    if given.json:
        given.json.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
