"""The real application on a real port inside the test's process, with a fake engine: no model, ready at once."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Optional

import httpx
import uvicorn

from bot.app import make_app
from bot.bootstrap import Application, build, open_store
from bot.catalog.loader import load_catalog
from bot.commands.serve import uvicorn_config
from bot.demo import demo_accounts
from bot.services.inbox import InboundMessage, Received
from bot.settings import Settings
from tests.support.fake_engine import FakeEngine
from tests.support.serving import free_port

# A working day, ten in the morning in Japan.
START = datetime(2026, 11, 25, 1, 0, tzinfo=timezone.utc)


class FakeClock:
    """A clock that a test moves."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def move(self, **by: float) -> None:
        self._now += timedelta(**by)


@dataclass
class Local:
    """A running application and what a test wants to reach inside."""

    url: str
    application: Application
    engine: FakeEngine
    clock: FakeClock
    passwords: Dict[str, str]

    def resident(self) -> "Resident":
        """Return a new browser of a resident."""
        return Resident(self.url)

    def staff(self, login: str) -> "Staff":
        """Return a browser in which somebody of the staff has signed in."""
        staff = Staff(self.url)
        staff.sign_in(login, self.passwords[login])
        return staff

    def store_message(self, text: str = "はじめまして", sender: str = "somebody") -> Received:
        """Store a message as a channel would, without a turn."""
        event_id = f"{sender}:{time.monotonic_ns()}"
        return self.application.services.inbox.receive(InboundMessage("web", sender, event_id, text))

    def case_of(self, text: str) -> str:
        """Return the id of the case in which a text was written."""
        with self.application.store.units() as unit:
            for record, _ in unit.cases.queue(self.application.settings.tenant, limit=1000, offset=0):
                if any(message.text == text for message in unit.messages.of_case(record.id)):
                    return record.id
        raise AssertionError("nobody wrote that")

    def pending(self) -> bool:
        """Tell whether there is a message without its answer."""
        with self.application.store.units() as unit:
            return bool(unit.inbox.pending())


class Resident:
    """A resident's browser: cookie jar and our page's header."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, headers={"X-Marugoto": "1"}, timeout=30)
        self._sent = 0

    def send(self, text: Any, client_id: Optional[str] = None, **more: Any) -> httpx.Response:
        """Post a message."""
        self._sent += 1
        body = {"text": text, "client_id": client_id or f"message-{self._sent:06d}", **more}
        return self.http.post("/api/chat/messages", json=body)

    def messages(self) -> List[Dict[str, Any]]:
        """Return the talk as the page shows it."""
        return list(self.http.get("/api/chat").json()["messages"])

    def answered(self, count: int = 1, within: float = 20.0) -> List[Dict[str, Any]]:
        """Wait until there are ``count`` messages not of the resident; return the whole talk."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            talk = self.messages()
            if sum(message["author"] != "resident" for message in talk) >= count:
                return talk
            time.sleep(0.03)
        raise AssertionError(f"no {count} answers within {within} s")


class Staff:
    """A staff member's browser; forms carry the page's token."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=30)
        self.csrf = ""

    def sign_in(self, login: str, password: str) -> httpx.Response:
        """Sign in through the page's form."""
        page = self.http.get("/console/sign-in")
        form = {"csrf": _token(page.text), "login": login, "password": password}
        response = self.http.post("/console/sign-in", data=form)
        if response.status_code == 303:
            # Administrators have no queue; the token stands on every page, also on the one that refuses.
            self.csrf = _token(self.http.get("/console").text)
        return response

    def post(self, path: str, **form: str) -> httpx.Response:
        """Send a form as the page's script does."""
        headers = {"X-Requested-With": "fetch"}
        return self.http.post(path, data={"csrf": self.csrf, **form}, headers=headers)


def _token(html: str) -> str:
    return html.partition('name="csrf" value="')[2].partition('"')[0]


@contextlib.contextmanager
def local(var: Path, *, policies: Optional[Mapping[str, str]] = None, **settings: Any) -> Iterator[Local]:
    """Serve an application with a fake engine for the time of the block.

    ``policies`` are the content policies of the messengers, by channel, in place of the tenant's own.
    """
    port = free_port()
    chosen = Settings(**{"var": var, "port": port, **settings})
    store = open_store(chosen)
    engine, clock = FakeEngine(), FakeClock()
    catalog = load_catalog(chosen.tenant)
    if policies is not None:
        catalog = replace(catalog, tenant=replace(catalog.tenant, messengers=policies))
    application = build(chosen, store, lambda services: engine, clock=clock, catalog=catalog)
    app = make_app(application)
    passwords = {account["login"]: account["password"] for account in demo_accounts(application)}
    server = uvicorn.Server(uvicorn_config(app))
    listener = socket.create_server(("127.0.0.1", port))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise AssertionError("the application did not start")
        time.sleep(0.01)
    try:
        yield Local(f"http://127.0.0.1:{port}", application, engine, clock, passwords)
    finally:
        server.should_exit = True
        thread.join(20)
        store.engine.dispose()
