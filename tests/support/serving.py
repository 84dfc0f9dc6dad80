"""``marugoto serve`` in a process of its own, on a free port and in a folder of its own; stopped by its own pid."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Dict, Iterator, List, Mapping, Optional

import httpx

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_SECONDS = 90.0
_ACCOUNT = re.compile(r"^\W*(\w+)\s+(\S{12})\s")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment(var: Path, settings: Mapping[str, str] = {}) -> Dict[str, str]:  # noqa: B006  never changed
    """Return this process's environment with no setting but the given ones (``port="8001"``)."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("MARUGOTO_")}
    given = {f"MARUGOTO_{name.upper()}": value for name, value in settings.items()}
    return {**others, "RASA_TELEMETRY_ENABLED": "false", "MARUGOTO_VAR": str(var), **given}


class Served:
    """One application that can be started, stopped, killed and started again over the same folder."""

    def __init__(self, model: Path, var: Path, settings: Mapping[str, str], *, prelude: str = "") -> None:
        """``prelude`` is Python run in the process before anything else, for faults that no setting makes."""
        self.var = var
        self._prelude = prelude
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._model = model
        self._settings = {"port": str(self.port), **settings}
        self._process: Optional["subprocess.Popen[bytes]"] = None
        self._starts = 0

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start and wait until ``/readyz`` is green."""
        self._starts += 1
        logs = self.var.parent / f"{self.var.name}-logs"
        logs.mkdir(exist_ok=True)
        start = ["-c", f"{self._prelude}\nfrom bot.__main__ import main\nmain()"] if self._prelude else ["-m", "bot"]
        command = [sys.executable, *start, "serve", "--model", str(self._model)]
        with (logs / f"out{self._starts}").open("wb") as out, (logs / f"err{self._starts}").open("wb") as err:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=clean_environment(self.var, self._settings), stdout=out, stderr=err
            )
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise AssertionError(f"serve ended with {self._process.returncode}: {self.output()}")
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/readyz", timeout=30).status_code == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(f"not ready within {READY_WITHIN_SECONDS} s: {self.output()}")

    def stop(self) -> None:
        """Ask this process, and no other, to end."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End this process, and no other, without warning."""
        self._end(signal.SIGKILL)

    def output(self) -> str:
        """Return everything that was printed or logged since the first start."""
        logs = self.var.parent / f"{self.var.name}-logs"
        return "".join(path.read_text(encoding="utf-8", errors="replace") for path in sorted(logs.iterdir()))

    def accounts(self) -> Dict[str, str]:
        """Return login → password of the demo sign-ins, as printed on the screen."""
        rows: List[Optional["re.Match[str]"]] = [_ACCOUNT.match(line) for line in self.output().splitlines()]
        return {row.group(1): row.group(2) for row in rows if row}

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(30)


@contextlib.contextmanager
def served(application: Served) -> Iterator[Served]:
    """Run the application for the time of the block."""
    application.start()
    try:
        yield application
    finally:
        application.stop()
