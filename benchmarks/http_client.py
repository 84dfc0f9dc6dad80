"""A small HTTP/1.1 client for loopback: one kept connection, so that little of what is measured is the client."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass
from typing import Any, Dict, Mapping, Optional, Tuple

_LINE_BYTES = 4_000_000
_LOST = (ConnectionError, asyncio.IncompleteReadError)


@dataclass(frozen=True)
class Answer:
    """A response, read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Connection:
    """Sends one request at a time; opens anew when the server has closed what was idle."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: Optional[Tuple[asyncio.StreamReader, asyncio.StreamWriter]] = None

    async def get(self, path: str, headers: Mapping[str, str] = {}) -> Answer:  # noqa: B006  never changed
        return await self._ask(_request("GET", path, headers, b""))

    async def post(self, path: str, data: Any, headers: Mapping[str, str] = {}) -> Answer:  # noqa: B006  never changed
        """Post JSON."""
        body = json.dumps(data).encode()
        return await self._ask(_request("POST", path, {"Content-Type": "application/json", **headers}, body))

    async def listen(self, path: str, headers: Mapping[str, str]) -> "Events":
        """Open a stream of server-sent events; the connection is taken up by it."""
        reader, writer = await self._open()
        writer.write(_request("GET", path, headers, b""))
        status, _ = await _head(reader)
        if status != 200:
            raise ConnectionError(f"events: {status}")
        return Events(reader)

    async def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            with contextlib.suppress(ConnectionError):
                await self._streams[1].wait_closed()
            self._streams = None

    async def _ask(self, request: bytes) -> Answer:
        kept = self._streams is not None
        try:
            return await self._exchange(request)
        except _LOST:
            await self.close()
            if not kept:
                raise
        return await self._exchange(request)

    async def _exchange(self, request: bytes) -> Answer:
        reader, writer = await self._open()
        writer.write(request)
        status, headers = await _head(reader)
        body = await _body(reader, headers)
        if headers.get("connection", "").lower() == "close":
            await self.close()
        return Answer(status, headers, body)

    async def _open(self) -> Tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=_LINE_BYTES)
        return self._streams


class Events:
    """Server-sent events of one stream; a chunk holds whole events."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader

    async def next(self) -> Tuple[str, Any]:
        """Return name and data of the next event."""
        name = ""
        while True:
            line = await self._reader.readline()
            if not line:
                raise ConnectionError("the stream ended")
            if line.startswith(b"event: "):
                name = line[7:].strip().decode()
            elif line.startswith(b"data: "):
                return name, json.loads(line[6:])


def _request(method: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    if method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _head(reader: asyncio.StreamReader) -> Tuple[int, Dict[str, str]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers: Dict[str, str] = {}
    for line in head[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return int(head[0].split()[1]), headers


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return await reader.readexactly(int(headers.get("content-length", 0)))
    body = b""
    while True:
        size = int((await reader.readuntil(b"\r\n")).strip(), 16)
        chunk = await reader.readexactly(size + 2)
        if size == 0:
            return body
        body += chunk[:-2]
