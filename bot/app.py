"""The one ASGI application: web chat, console, health, metrics."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, AsyncIterator, List, Mapping, MutableMapping

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.bootstrap import Application
from bot.channels.door import MessengerDoor
from bot.channels.web import Page, WebChat
from bot.console.frame import Frame
from bot.console.views.case import CaseViews
from bot.console.views.entry import EntryViews
from bot.console.views.queue import QueueViews
from bot.console.views.session import SessionViews
from bot.demo import demo_accounts
from bot.domain.hotline import expired
from bot.metrics import Metrics
from bot.store.canary import keyring_fits
from bot.store.migrate import is_at_head

log = logging.getLogger(__name__)
_HEADERS = {
    b"content-security-policy": b"default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"x-frame-options": b"DENY",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
}
GREETING = (
    "こんにちは。ここは、暮らしや家族の困りごとを、どんなことでも話せる場所です。",
    "お返事しているのは自動応答です。相談員（人）も、書いてくださったことを必ず読みます。"
    "名前は書かなくて大丈夫です。話しやすいところから、そのままの言葉でどうぞ。",
)


class SafeHeaders:
    """Adds the headers that keep a page to itself; plain ASGI, so that streams flow.

    It also ends every failure here: the server's own report of it would show the exception's words.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        started = False

        async def send_safely(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                if scope["path"].startswith("/static/"):
                    message["headers"] = [*message["headers"], (b"cache-control", b"no-cache")]
                present = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((name, value) for name, value in _HEADERS.items() if name not in present),
                ]
                self._metrics.requests.labels(f"{message['status'] // 100}xx").inc()
            await send(message)

        try:
            await self._app(scope, receive, send_safely)
        except Exception as error:  # noqa: BLE001  whatever it is, the page must get a sentence
            log.error("request failed: %s", type(error).__name__)
            if not started:
                await _failed()(scope, receive, send_safely)


def make_app(application: Application) -> Starlette:
    """Return the application, ready to be served."""
    settings, catalog = application.settings, application.catalog
    release = _release()
    secure = settings.public_url.startswith("https://")
    labels = catalog.national.labels
    frame = Frame(
        door=application.door, labels=labels, zone=catalog.tenant.timezone, version=release, secure_cookie=secure
    )
    accounts: List[Mapping[str, str]] = demo_accounts(application)
    chat = WebChat(
        inbox=application.services.inbox,
        visitors=application.visitors,
        desk=application.desk,
        broadcast=application.broadcast,
        page=Page(catalog.tenant.name_ja, catalog.tenant.desk_phone, list(GREETING), release),
        start_turn=application.turn_runner.start,
        breathe=application.turn_runner.breathe,
        secure_cookie=secure,
    )
    hooks: List[BaseRoute] = []
    for channel, hook in application.messengers.hooks.items():
        hooks += hook(
            MessengerDoor(
                channel,
                inbox=application.services.inbox,
                events=application.channel_events,
                buttons=application.buttons,
                start_turn=application.turn_runner.start,
                show_typing=application.messengers.carriers[channel].show_typing,
            )
        )
    metrics = Metrics(application.store.units, catalog.tenant.code)
    console: List[Any] = [
        *SessionViews(frame, accounts).routes(),
        *QueueViews(frame, application.desk, application.broadcast, application.clock).routes(),
        *CaseViews(frame, application.desk, application.takeover, application.broadcast, application.clock).routes(),
        *EntryViews(
            frame,
            application.staff_entry,
            application.desk,
            catalog.tenant.timezone,
            application.turn_runner.start,
        ).routes(),
        Mount("/static/console", StaticFiles(directory=Path(__file__).parent / "console" / "static")),
    ]

    async def healthz(request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(request: Request) -> Response:
        state = await asyncio.to_thread(readiness, application)
        return JSONResponse(state, status_code=200 if all(state.values()) else 503)

    async def metrics_text(request: Request) -> Response:
        if not _may_read_metrics(request, settings.metrics_token):
            return PlainTextResponse("not found\n", status_code=404)
        today = application.clock.now().date()
        metrics.set_expired_hotlines(len(expired(catalog.national.hotlines, today)))
        body = await asyncio.to_thread(metrics.render)
        return Response(body, media_type="text/plain; version=0.0.4")

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        carriers = application.messengers.carriers.values()
        if settings.is_one_process:
            await asyncio.to_thread(application.courier.release_left_behind)
        work = (application.delivery.run, application.courier.run, application.fetching.run)
        workers = [asyncio.create_task(run()) for run in (*work, *(carrier.run for carrier in carriers))]
        try:
            yield
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
            await asyncio.gather(*(carrier.close() for carrier in carriers), return_exceptions=True)

    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics_text),
            *hooks,
            *console,
            *chat.routes(),
        ],
        middleware=[Middleware(SafeHeaders, metrics=metrics)],
        exception_handlers={404: _not_found},
        lifespan=lifespan,
    )


def readiness(application: Application) -> MutableMapping[str, bool]:
    """Return whether model, database and key are as they must be."""
    state: MutableMapping[str, bool] = {"model": True, "database": False, "key": False}
    with contextlib.suppress(Exception):
        state["database"] = is_at_head(application.settings.database)
        state["key"] = keyring_fits(application.store.engine, application.store.keyring)
    return state


def _may_read_metrics(request: Request, token: str) -> bool:
    if token:
        given = request.headers.get("authorization", "")
        return secrets.compare_digest(given.encode(), f"Bearer {token}".encode())
    return request.client is not None and request.client.host in ("127.0.0.1", "::1")


async def _not_found(request: Request, error: Exception) -> Response:
    return PlainTextResponse("このページは見つかりませんでした。\n", status_code=404)


def _failed() -> Response:
    words = "うまくいきませんでした。書いた文は消えていません。少し待って、もう一度おためしください。"
    return JSONResponse({"error": {"code": "failed", "message": words}}, status_code=500)


def _release() -> str:
    try:
        return version("marugoto")
    except PackageNotFoundError:
        return "0"
