"""Every setting once: name, default, help. The only reader of the environment; others receive values."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple

PREFIX = "MARUGOTO_"


class SettingsError(ValueError):
    """A setting cannot be read; the text names it."""


def _setting(default: Any, help_text: str) -> Any:
    if isinstance(default, dict):
        return field(default_factory=dict, metadata={"help": help_text})
    return field(default=default, metadata={"help": help_text})


class Secret(str):
    """A value that does not show itself."""

    def __repr__(self) -> str:
        return "Secret('…')"


@dataclass(frozen=True)
class Settings:
    """All settings; the environment variable of each is its name in capitals behind ``MARUGOTO_``."""

    var: Path = _setting(Path("var"), "folder of everything that running creates: database, keys, models")
    tenant: str = _setting("demo", "code of the municipality: a file of bot/catalog/tenants")
    database_url: str = _setting("", "SQLAlchemy URL; empty: SQLite under var")
    keys: Optional[Path] = _setting(None, "folder of the master key; empty: keys under var. Back it up apart")
    host: str = _setting("127.0.0.1", "address to listen on")
    port: int = _setting(8000, "port to listen on")
    public_url: str = _setting("", "address under which staff reach the console, for links in pages")
    chat_url: str = _setting("", "address under which residents reach the web chat, for links in messengers")
    line_channel_secret: Secret = _setting(Secret(""), "LINE: channel secret that signs webhooks; empty: LINE is off")
    line_access_token: Secret = _setting(Secret(""), "LINE: channel access token (long-lived)")
    line_delivery: str = _setting("push", "LINE: push, or reply for plans on which pushing costs")
    line_api_url: str = _setting("https://api.line.me", "LINE: address of the Messaging API")
    line_data_url: str = _setting("https://api-data.line.me", "LINE: address that hands out photos and files")
    telegram_token: Secret = _setting(Secret(""), "Telegram: the bot's token; empty: Telegram is off")
    telegram_mode: str = _setting("polling", "Telegram: polling (development), or webhook at MARUGOTO_CHAT_URL")
    telegram_secret: Secret = _setting(Secret(""), "Telegram: secret token of the webhook, required for it")
    telegram_api_url: str = _setting("https://api.telegram.org", "Telegram: address of the Bot API")
    demo: bool = _setting(True, "demo sign-ins and unverified facts; only on 127.0.0.1 and for a demo tenant")
    metrics_token: Secret = _setting(Secret(""), "token for /metrics; empty: loopback only")
    page_targets: Mapping[str, List[str]] = _setting(
        {}, 'JSON: who is paged, e.g. {"duty_counselor": ["mailto:…", "https://…"]}'
    )
    page_secret: Secret = _setting(Secret(""), "key that signs page webhooks (HMAC-SHA256)")
    smtp_host: str = _setting("", "mail server for pages; empty: no mail")
    smtp_port: int = _setting(587, "port of the mail server")
    smtp_user: str = _setting("", "user of the mail server")
    smtp_password: Secret = _setting(Secret(""), "password of the mail server")
    smtp_from: str = _setting("", "sender address of pages")
    smtp_starttls: bool = _setting(True, "encrypt the connection to the mail server")
    smdis: str = _setting("", "path of SMDIS.csv for `make evaluate`; empty: that part is left out")

    @property
    def database(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite:///{(self.var / 'database' / 'marugoto.db').absolute()}"

    @property
    def is_one_process(self) -> bool:
        """SQLite serves one process; several share a PostgreSQL."""
        return self.database.startswith("sqlite")

    @property
    def chat_address(self) -> str:
        """Where residents reach the web chat."""
        return self.chat_url or self.public_url or f"http://{self.host}:{self.port}"

    def without_messengers(self) -> "Settings":
        """Return the same with all messengers off, for what must not speak to anybody."""
        off = Secret("")
        return replace(self, line_channel_secret=off, line_access_token=off, telegram_token=off, telegram_secret=off)

    @property
    def key_folder(self) -> Path:
        return self.keys or self.var / "keys"

    @property
    def models(self) -> Path:
        return self.var / "models"

    @property
    def is_loopback(self) -> bool:
        return self.host in ("127.0.0.1", "localhost", "::1")


def read_settings(environ: Optional[Mapping[str, str]] = None) -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingsError: a value is not of its kind, or a name behind the prefix is unknown.
    """
    given = os.environ if environ is None else environ
    known = {item.name: item for item in fields(Settings)}
    values: Dict[str, Any] = {}
    for variable, text in given.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable[len(PREFIX) :].lower()
        if name not in known:
            raise SettingsError(f"{variable}: there is no such setting")
        values[name] = _cast(variable, text, getattr(Settings(), name))
    return Settings(**values)


def _cast(variable: str, text: str, default: Any) -> Any:
    try:
        if isinstance(default, bool):
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[text.lower()]
        if isinstance(default, int):
            return int(text)
        if isinstance(default, Secret):
            return Secret(text)
        if isinstance(default, Mapping):
            return _lists_by_name(json.loads(text))
        if isinstance(default, Path) or (default is None):
            return Path(text) if text else default
        return text
    except (KeyError, ValueError) as error:
        raise SettingsError(f"{variable}: cannot be read as {type(default).__name__}") from error


def _lists_by_name(value: Any) -> Mapping[str, List[str]]:
    if not isinstance(value, dict) or not all(
        isinstance(rows, list) and all(isinstance(row, str) for row in rows) for rows in value.values()
    ):
        raise ValueError("not an object of lists of texts")
    return value


def table() -> Tuple[Tuple[str, str, str], ...]:
    """Return (variable, default, help) of every setting, for the README and its test."""
    rows = []
    defaults = Settings()
    for item in fields(Settings):
        default = getattr(defaults, item.name)
        shown = "" if default in ("", None) or isinstance(default, Mapping) else str(default)
        rows.append((PREFIX + item.name.upper(), shown, item.metadata["help"]))
    return tuple(rows)
