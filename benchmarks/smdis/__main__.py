"""Scores our features on SMDIS: python -m benchmarks.smdis --data SMDIS.csv (sociocom/JMED-LLM; CC BY 4.0)."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.smdis.score import TARGET, score_file


def main() -> int:
    """Print the figures; 1 when the file cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.smdis", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="SMDIS.csv")
    path: Path = parser.parse_args().data
    try:
        scored = score_file(path)
    except (OSError, ValueError) as error:
        print(f"cannot be scored: {error}")
        return 1
    print(f"{scored['split']}; 95 % bootstrap intervals; target: micro-F1 ≥ {TARGET:.2f}")
    for name, figure in scored["figures"].items():
        print(f"{name:<32} {figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}] of {figure.of}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
