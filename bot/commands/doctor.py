"""``marugoto doctor``: what must be mended before residents are let in."""

from __future__ import annotations

import contextlib
from datetime import datetime, timezone
from pathlib import Path
from typing import List, Tuple

from rich.console import Console
from rich.table import Table
from sqlalchemy.engine import make_url

from bot.catalog.loader import Catalog, load_catalog
from bot.domain.errors import IntakeError
from bot.domain.hotline import expired
from bot.outside import LINE, TELEGRAM, check_messengers
from bot.settings import Settings
from bot.store.canary import keyring_fits
from bot.store.database import open_engine
from bot.store.keys import KeyRing
from bot.store.migrate import is_at_head

OK, WARN, BAD = "ok", "warn", "MEND"
Finding = Tuple[str, str, str]


def examine(settings: Settings, root: Path) -> bool:
    """Print what was found; return whether nothing must be mended. Changes nothing."""
    found: List[Finding] = []
    try:
        catalog = load_catalog(settings.tenant)
    except IntakeError as error:
        catalog = None
        found.append((BAD, "catalogue", str(error)))
    if catalog is not None:
        found.append((OK, "catalogue", f"{len(catalog.tenant.agencies)} agencies of {catalog.tenant.code}"))
        found += _facts(settings, catalog)
        found += _paging(settings, catalog)
        found += _messengers(settings, catalog)
    found += _database(settings)
    found += _model(settings, root)
    table = Table("", "what", "finding")
    for state, what, finding in found:
        table.add_row(state, what, finding)
    Console().print(table)
    return all(state != BAD for state, _, _ in found)


def _facts(settings: Settings, catalog: Catalog) -> List[Finding]:
    """Unverified facts show in the demo, marked; outside it they must not go live (house rule on dated facts)."""
    found: List[Finding] = []
    demo = catalog.tenant.is_demo
    old = expired(catalog.national.hotlines, datetime.now(timezone.utc).date())
    if old:
        found.append((BAD, "hotlines", f"expired and left out: {', '.join(line.code for line in old)}"))
    unverified = [line.code for line in catalog.national.hotlines if not line.verified_by]
    if unverified:
        found.append((WARN if demo else BAD, "hotlines", f"{len(unverified)} not verified by a named person"))
    agencies = [agency.code for agency in catalog.tenant.agencies if not agency.verified_by]
    if agencies:
        found.append((WARN if demo else BAD, "agencies", f"{len(agencies)} not verified by a named person"))
    if demo and not settings.is_loopback:
        found.append((BAD, "demo", "the demo municipality is for 127.0.0.1 only"))
    return found


def _paging(settings: Settings, catalog: Catalog) -> List[Finding]:
    rungs = [rung.target for rung in catalog.tenant.on_call.rungs]
    reachable = [target for target in rungs if settings.page_targets.get(target)]
    if not reachable:
        state = WARN if catalog.tenant.is_demo else BAD
        return [(state, "paging", "nobody is paged for `now` unless the console is open: set MARUGOTO_PAGE_TARGETS")]
    mails = any(a.startswith("mailto:") for target in reachable for a in settings.page_targets[target])
    if mails and not settings.smtp_host:
        return [(BAD, "paging", "mail addresses are set but MARUGOTO_SMTP_HOST is not")]
    return [(OK, "paging", f"{len(reachable)} of {len(rungs)} rungs have an address")]


def _messengers(settings: Settings, catalog: Catalog) -> List[Finding]:
    found: List[Finding] = []
    faults = check_messengers(settings)
    for channel in (LINE, TELEGRAM):
        if channel not in faults:
            found.append((OK, channel, "off"))
        elif faults[channel]:
            found.append((BAD, channel, faults[channel]))
        else:
            how = settings.line_delivery if channel == LINE else settings.telegram_mode
            found.append((OK, channel, f"on, {how}, content policy {catalog.tenant.policy(channel)}"))
    ready = any(not fault for fault in faults.values())
    if ready and not settings.chat_address.startswith("https://"):
        state = WARN if settings.is_loopback else BAD
        found.append((state, "links", "one-time links need https:// on a resident's phone: set MARUGOTO_CHAT_URL"))
    if settings.telegram_mode == "polling" and faults.get(TELEGRAM) == "" and not catalog.tenant.is_demo:
        found.append((WARN, TELEGRAM, "polling is for development and for one process; set MARUGOTO_TELEGRAM_MODE"))
    return found


def _database(settings: Settings) -> List[Finding]:
    found: List[Finding] = []
    head, fits = False, False
    with contextlib.suppress(Exception):
        head = _is_there(settings.database) and is_at_head(settings.database)
    found.append(
        (OK, "database", "at head") if head else (BAD, "database", "not at head; `marugoto serve` migrates it")
    )
    if head:
        with contextlib.suppress(Exception):
            engine = open_engine(settings.database)
            fits = keyring_fits(engine, KeyRing.load(settings.key_folder))
            engine.dispose()
        found.append((OK, "key", "fits the database") if fits else (BAD, "key", "missing or of another database"))
    return found


def _is_there(url: str) -> bool:
    """Opening a SQLite file that is not there would make it."""
    parsed = make_url(url)
    return parsed.get_backend_name() != "sqlite" or Path(parsed.database or "").is_file()


def _model(settings: Settings, root: Path) -> List[Finding]:
    from bot.engine.training import model_path

    path = model_path(root, settings.models)
    if path.is_file():
        return [(OK, "model", path.name)]
    return [(BAD, "model", "none fits the sources; `marugoto train`")]
