"""What is measured of processes from outside: their memory, and answers through a pipe."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import time
from pathlib import Path
from typing import Dict, Iterator, List, Sequence

KB = 1024


def resident_mb(pids: Sequence[int]) -> float:
    """Return the resident memory of the processes and their children in MB (10⁶ bytes)."""
    pages = sum(_resident_kb(pid) for parent in pids for pid in _family(parent))
    return round(pages * KB / 1e6, 1)


def fsync_seconds(folder: Path, times: int = 200) -> List[float]:
    """Return how long the disk takes to make a small append lasting, as a commit in WAL does."""
    path = folder / "fsync"
    spent: List[float] = []
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        for _ in range(times):
            os.write(descriptor, bytes(4 * 4096))
            started = time.perf_counter()
            os.fdatasync(descriptor)
            spent.append(time.perf_counter() - started)
    finally:
        os.close(descriptor)
        path.unlink()
    return spent


class Reader:
    """A process that reads ``{"id", "text"}`` lines and answers each with a line."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    def read(self, text: str) -> float:
        """Return the seconds that one message took."""
        assert self._process.stdin is not None and self._process.stdout is not None
        line = json.dumps({"id": "bench", "text": text}).encode() + b"\n"
        started = time.perf_counter()
        self._process.stdin.write(line)
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        spent = time.perf_counter() - started
        if not answer or "error" in json.loads(answer):
            raise RuntimeError("the reader did not answer")
        return spent


@contextlib.contextmanager
def reader(command: Sequence[str], cwd: Path, environment: Dict[str, str]) -> Iterator[Reader]:
    """Run a reading process for the time of the block."""
    process = subprocess.Popen(
        command, cwd=cwd, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        yield Reader(process)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        process.wait(30)


def _family(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from _family(int(child))


def _resident_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0
