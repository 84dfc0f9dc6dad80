"""The other side: plain Rasa in its own environment, ``rasa run`` beside ``rasa run actions``, spoken to over REST."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from typing import ContextManager, Dict, List
from uuid import uuid4

import yaml

from benchmarks.http_client import Connection
from benchmarks.load import Turn
from benchmarks.plain_rasa.project import HERE, Project
from benchmarks.processes import Reader, reader
from tests.support.serving import free_port

READY_WITHIN_SECONDS = 240.0


class RestConversation:
    """A sender of Rasa's REST channel: the answer comes with the response, after the tracker was stored."""

    def __init__(self, port: int, unanswered: "Counter[int]") -> None:
        self._connection = Connection(port)
        self._sender = uuid4().hex
        self._unanswered = unanswered

    async def say(self, text: str) -> Turn:
        """Send a message and wait for the answer to it."""
        started = time.perf_counter()
        body = {"sender": self._sender, "message": text}
        answer = await self._connection.post("/webhooks/rest/webhook", body)
        spent = time.perf_counter() - started
        if answer.status != 200 or not answer.json():
            # It happens when much is asked at once; such a turn counts like the others, and is told apart.
            self._unanswered[answer.status] += 1
        return Turn(None, spent)

    async def close(self) -> None:
        await self._connection.close()


class PlainRasa:
    """Both processes, on free ports of loopback, with SQLite databases under ``folder``."""

    def __init__(self, project: Project, folder: Path) -> None:
        self._project = project
        self._folder = folder
        self._port, self._actions_port = free_port(), free_port()
        self._processes: List["subprocess.Popen[bytes]"] = []
        self.unanswered: "Counter[int]" = Counter()

    def start(self) -> float:
        """Start and return the seconds until both answer."""
        self._folder.mkdir(parents=True, exist_ok=True)
        endpoints, credentials = self._folder / "endpoints.yml", self._folder / "credentials.yml"
        endpoints.write_text(
            yaml.safe_dump(
                {
                    "action_endpoint": {"url": f"http://127.0.0.1:{self._actions_port}/webhook"},
                    "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(self._folder / "tracker.db")},
                }
            )
        )
        credentials.write_text("rest:\n")
        rasa = [str(self._project.python), "-m", "rasa", "run"]
        started = time.perf_counter()
        self._spawn([*rasa, "actions", "--actions", "actions", "--port", str(self._actions_port)])
        where = ["--endpoints", str(endpoints), "--credentials", str(credentials), "--model", str(self._project.model)]
        self._spawn([*rasa, "--interface", "127.0.0.1", "--port", str(self._port), *where])
        self._wait(f"http://127.0.0.1:{self._actions_port}/health", started)
        self._wait(f"http://127.0.0.1:{self._port}/", started)
        return time.perf_counter() - started

    def stop(self) -> None:
        """Ask both processes, and no others, to end."""
        for process in self._processes:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
        for process in self._processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)

    @property
    def pids(self) -> List[int]:
        return [process.pid for process in self._processes]

    def conversation(self) -> RestConversation:
        return RestConversation(self._port, self.unanswered)

    def reader(self) -> ContextManager[Reader]:
        """Return a process that reads lines with Rasa's own agent."""
        command = [str(self._project.python), "understand.py", str(self._project.model)]
        return reader(command, HERE, self._environment())

    def _environment(self) -> Dict[str, str]:
        others = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "MARUGOTO_"))}
        rows = str(self._folder / "rows.db")
        return {**others, **self._project.quiet, "SANIC_HOST": "127.0.0.1", "PLAIN_RASA_ROWS": rows}

    def _spawn(self, command: List[str]) -> None:
        with (self._folder / f"log{len(self._processes)}").open("wb") as log:
            process = subprocess.Popen(command, cwd=HERE, env=self._environment(), stdout=log, stderr=log)
        self._processes.append(process)

    def _wait(self, url: str, started: float) -> None:
        while time.perf_counter() - started < READY_WITHIN_SECONDS:
            if any(process.poll() is not None for process in self._processes):
                break
            try:
                with urllib.request.urlopen(url, timeout=30) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"plain Rasa did not start; see {self._folder}")
