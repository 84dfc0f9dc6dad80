"""Our side: ``marugoto serve`` in a process of its own, on a database of its own, spoken to as a browser does."""

from __future__ import annotations

import contextlib
import sys
import time
from pathlib import Path
from typing import ContextManager, Dict, Iterator, List, Mapping, Optional

from benchmarks.figures import in_ms
from benchmarks.http_client import Connection, Events
from benchmarks.load import Turn
from benchmarks.processes import Reader, reader
from bot.settings import Settings
from tests.support.local import Staff
from tests.support.serving import ROOT, Served, clean_environment

STAFF = "sato"


class Chat:
    """A resident's browser: the message goes by POST, the answer comes over the event stream."""

    def __init__(self, port: int) -> None:
        self._connection = Connection(port)
        self._listening = Connection(port)
        self._events: Optional[Events] = None
        self._headers: Dict[str, str] = {"X-Marugoto": "1"}
        self._sent = 0

    async def say(self, text: str) -> Turn:
        """Send a message and wait until its answer, stored, stands on the page."""
        self._sent += 1
        body = {"text": text, "client_id": f"bench-{self._sent:08d}"}
        started = time.perf_counter()
        answer = await self._connection.post("/api/chat/messages", body, self._headers)
        acknowledged = time.perf_counter() - started
        if answer.status != 202:
            raise RuntimeError(f"message refused: {answer.status}")
        if self._events is None:
            self._headers["Cookie"] = answer.headers["set-cookie"].partition(";")[0]
            self._events = await self._listening.listen("/api/chat/events", self._headers)
        seq = answer.json()["message"]["seq"]
        while True:
            name, data = await self._events.next()
            if name == "message" and data["seq"] > seq and data["author"] == "bot":
                return Turn(acknowledged, time.perf_counter() - started)

    async def close(self) -> None:
        await self._connection.close()
        await self._listening.close()


class Ours:
    """The service; ``settings`` as in the environment, in small letters."""

    def __init__(self, model: Path, folder: Path, settings: Mapping[str, str]) -> None:
        self._model = model
        self._folder = folder
        self.var = folder / "var"
        folder.mkdir(parents=True)
        self._database_url = settings.get("database_url", "")
        self._served = Served(model, self.var, settings)

    def start(self) -> float:
        """Start and return the seconds until ``/readyz`` was green."""
        started = time.perf_counter()
        self._served.start()
        return time.perf_counter() - started

    def stop(self) -> None:
        self._served.stop()

    @property
    def pids(self) -> List[int]:
        return [self._served.pid]

    @property
    def port(self) -> int:
        return self._served.port

    def conversation(self) -> Chat:
        return Chat(self._served.port)

    def reader(self) -> ContextManager[Reader]:
        """Return ``marugoto understand`` in a process of its own."""
        command = [sys.executable, "-m", "bot", "understand", "--model", str(self._model)]
        return reader(command, ROOT, clean_environment(self._folder / "reading"))

    @contextlib.contextmanager
    def counselor(self) -> Iterator["Counselor"]:
        """Yield a counselor who has signed in at the console."""
        staff = Staff(self._served.url)
        staff.sign_in(STAFF, self._served.accounts()[STAFF])
        try:
            yield Counselor(staff)
        finally:
            staff.http.close()

    @property
    def settings(self) -> Settings:
        """The settings of the service, for a look into its database from here."""
        return Settings(var=self.var, database_url=self._database_url)


class Counselor:
    """What is measured of the console."""

    def __init__(self, staff: Staff) -> None:
        self._staff = staff

    def summary_seconds(self, case_id: str) -> float:
        """Return how long the handoff summary takes."""
        return self._timed(f"/console/cases/{case_id}/summary.json")

    def queue_seconds(self) -> float:
        """Return how long the queue page takes."""
        return self._timed("/console")

    def _timed(self, path: str) -> float:
        started = time.perf_counter()
        self._get(path)
        return time.perf_counter() - started

    def _get(self, path: str) -> str:
        response = self._staff.http.get(path)
        if response.status_code != 200:
            raise RuntimeError(f"{path}: {response.status_code}")
        return response.text


def fsync_share(fsync: float, turn: float, commits: int = 2) -> Dict[str, float]:
    """Return what of a turn the disk takes: the message and its answer are a commit each."""
    return {"fsync_ms_p50": in_ms(fsync), "commits": commits, "share": round(min(1.0, commits * fsync / turn), 3)}
