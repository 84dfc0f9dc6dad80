"""A real PostgreSQL for tests: a throw-away cluster on a unix socket, stopped by its own process."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Iterator, List, Optional
from uuid import uuid4

import psycopg
import pytest

_PATIENCE_SECONDS = 30


def binaries() -> Optional[Path]:
    """Return the folder with the newest installed server, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    return found[-1].parent if found else None


def unprivileged(command: List[str]) -> List[str]:
    """Return the command as the system user postgres when we are root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]


class Server:
    """A running cluster; every test takes databases of its own."""

    def __init__(self, bin_folder: Path, folder: Path, *, lasting: bool = False) -> None:
        """Start a cluster; a commit reaches the disk only when it is to be ``lasting``, which tests need not."""
        self.bin_folder = bin_folder
        self.folder = folder
        data = str(folder / "data")
        init = [str(bin_folder / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"]
        subprocess.run(unprivileged([*init, "--no-sync"]), check=True, stdout=subprocess.DEVNULL, cwd=folder)
        settings = [
            "-c",
            "listen_addresses=",
            "-c",
            f"fsync={'on' if lasting else 'off'}",
            "-c",
            "max_connections=60",
            "-c",
            "timezone=Asia/Tokyo",
        ]
        command = [str(bin_folder / "postgres"), "-D", data, "-k", str(folder), *settings]
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(unprivileged(command), stdout=log, stderr=log, cwd=folder)
        self._wait()

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def new_database(self, template: str = "template1") -> str:
        """Create a database and return its name."""
        name = f"t{uuid4().hex}"
        self._admin(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop_database(self, name: str) -> None:
        self._admin(f'DROP DATABASE "{name}" WITH (FORCE)')

    def dump(self, database: str) -> bytes:
        """Return what pg_dump writes for the database."""
        command = [str(self.bin_folder / "pg_dump"), "-h", str(self.folder), "-U", "postgres", database]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _admin(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode("ascii"))

    def _wait(self) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise
                time.sleep(0.05)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A cluster for the whole run; missing binaries skip the test, except where they must not be missing."""
    bin_folder = binaries()
    if bin_folder is None:
        sentence = "PostgreSQL is not installed under /usr/lib/postgresql; install it to run these tests."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    folder = Path(tempfile.mkdtemp(prefix="marugoto-pg-"))
    server = None
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        server = Server(bin_folder, folder)
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
