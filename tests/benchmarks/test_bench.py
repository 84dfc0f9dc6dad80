"""The measuring itself, small: the real service, every figure of ours once, no plain Rasa."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.figures import check
from benchmarks.plain_rasa.project import CRISIS, examples
from bot.commands.bench import BenchError, run_bench
from bot.domain.vocabulary import Act
from tests.support.serving import ROOT


@pytest.mark.slow
def test_a_smoke_run_measures_ours(model_path: Path, tmp_path: Path) -> None:
    target = tmp_path / "bench.json"
    command = [sys.executable, "-m", "benchmarks.bench", "--smoke", "--no-plain", "--json", str(target)]
    done = subprocess.run([*command, "--model", str(model_path)], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    result = json.loads(target.read_text(encoding="utf-8"))
    check(result)
    ours = result["ours"]
    measured = [ours["ready_s"], ours["rss_mb"], ours["ack_ms_p99"], *ours["understand_ms"].values()]
    measured += [*ours["turn_ms"].values(), *ours["turns_per_second"].values()]
    measured += [ours[name]["10"] for name in ("turn_ms_at", "summary_ms", "queue_ms_p95")]
    assert all(figure > 0 for figure in measured)
    assert 0 < result["details"]["fsync"]["share"] <= 1
    assert result["details"]["database_bytes_a_turn"] > 0
    assert result["rasa"] is None and result["machine"]["cores"] >= 1
    assert "turn_ms p50" in done.stdout.decode()


def test_plain_rasa_learns_our_messages_thinned() -> None:
    few = examples(20)
    assert CRISIS in few and set(few) - {CRISIS} <= {str(act) for act in Act}
    assert max(len(texts) for texts in few.values()) == 20
    assert all(len(set(texts)) > 10 for texts in few.values())


def test_without_the_sources_there_is_nothing_to_measure(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="checkout"):
        run_bench(tmp_path, json_file=None, quick=True, plain=False, postgres=False, model=None)
