"""A throw-away PostgreSQL on a unix socket that makes every commit lasting; stopped by its own process."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import Iterator

from tests.support.postgres import Server, binaries


@contextlib.contextmanager
def postgres_url() -> Iterator[str]:
    """Yield the URL of an empty database.

    Raises:
        RuntimeError: there is no server under /usr/lib/postgresql.
    """
    found = binaries()
    if found is None:
        raise RuntimeError("PostgreSQL is not installed under /usr/lib/postgresql")
    folder = Path(tempfile.mkdtemp(prefix="marugoto-pg-"))
    server = None
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        server = Server(found, folder, lasting=True)
        yield server.url(server.new_database())
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
