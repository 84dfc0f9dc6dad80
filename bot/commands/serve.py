"""``marugoto serve``: one process, one port."""

from __future__ import annotations

import errno
import socket
import sys
from pathlib import Path
from typing import List, Mapping

import uvicorn
from rich.console import Console
from rich.panel import Panel
from starlette.types import ASGIApp

from bot.bootstrap import Application, build, load_rasa, open_store
from bot.catalog.loader import load_catalog
from bot.commands import memory
from bot.demo import demo_accounts
from bot.domain.errors import IntakeError
from bot.outside import refuse_half_configured
from bot.settings import Settings

BACKLOG = 2048
SWITCH_SECONDS = 0.001


class RefusedError(IntakeError):
    """The service must not be started like this."""

    code = "refused"


def serve_forever(settings: Settings, model: Path) -> None:
    """Serve until stopped.

    Raises:
        IntakeError: the port is in use, the key does not fit, the model is damaged, or demo facts would go public.
    """
    if load_catalog(settings.tenant).tenant.is_demo and not settings.is_loopback:
        raise RefusedError("the demo municipality is served on 127.0.0.1 only; set MARUGOTO_TENANT")
    refuse_half_configured(settings)
    listener = _listen(settings)
    store = open_store(settings)
    application = build(settings, store, lambda services: load_rasa(model, services, store.units))
    from bot.app import make_app

    _show(application, demo_accounts(application))
    memory.settle()
    # A message is stored while a turn thinks: it must not wait five milliseconds for its turn at the interpreter.
    sys.setswitchinterval(SWITCH_SECONDS)
    uvicorn.Server(uvicorn_config(make_app(application))).run(sockets=[listener])


def uvicorn_config(app: ASGIApp) -> uvicorn.Config:
    """Return how the application is served; the socket is given beside it."""
    return uvicorn.Config(
        app,
        # Uvicorn would bring handlers of its own, past the filter of ours.
        log_config=None,
        access_log=False,
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=3,
        proxy_headers=False,
    )


def _listen(settings: Settings) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place = f"{settings.host}:{settings.port}"
    try:
        listener.bind((settings.host, settings.port))
        # From here on nobody else gets the port; who calls while the model loads is answered afterwards.
        listener.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise RefusedError(f"{place} is in use; stop what runs there or set MARUGOTO_PORT") from None
        why = error.strerror if isinstance(error, OSError) else "no such port"
        raise RefusedError(f"{place} cannot be listened on ({why}); set MARUGOTO_HOST and MARUGOTO_PORT") from None
    return listener


def _show(application: Application, accounts: List[Mapping[str, str]]) -> None:
    settings = application.settings
    address = f"http://{settings.host}:{settings.port}"
    lines = [f"Chat     {address}/", f"Console  {address}/console"]
    for channel, carrier in application.messengers.carriers.items():
        lines.append(f"{channel:<8} on, content policy {carrier.policy}")
    if accounts:
        lines.append("")
        lines.append("Demo sign-ins (this machine only)")
        lines += [f"  {a['login']:<8} {a['password']}   {a['role_ja']}" for a in accounts]
    lines += ["", f"{application.catalog.tenant.name_ja}   Ctrl+C stops"]
    Console(stderr=False).print(Panel("\n".join(lines), title="丸ごと相談 marugoto", expand=False))
